// A Curves or Latency page over a made-up session, shown and settled on one chart.
#pragma once

#include <QTest>

#include "charts/best_ribbon.h"
#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "support/sample_session.h"

namespace lane::test {

inline CurveKey keyOf(const std::string& kernel) {
  return {"vector", kernel, Dtype::f32, 1, Mode::reuse, CacheState::hot};
}

/// Page, document and selection, shown and settled on dot.
struct CurvesPage {
  explicit CurvesPage(const SampleOptions& options = {},
                      CurvesView::Frame frame = CurvesView::Frame::throughput)
      : view(nullptr, frame) {
    document.setSession(sampleSession(options), {});
    view.setDocument(&document);
    view.setSelectionModel(&selection);
    view.resize(992, 888);
    view.show();
    selection.setCurrent({keyOf("dot"), {}, 0, kNoCase});
    settle();
    plot = view.findChild<CurvePlot*>();
    ribbon = view.findChild<RibbonRows*>();
  }
  /// From elsewhere: a pointer that is already there does not move.
  void moveTo(const QPoint& point) const {
    QTest::mouseMove(plot, QPoint(2, 2));
    QTest::mouseMove(plot, point);
  }
  void settle() { QTest::qWait(30); }
  QPoint at(const char* variant, std::uint64_t size) const {
    const CurvePoint* p = plot->chart().point(QString::fromLatin1(variant), size);
    return p == nullptr ? QPoint(-1, -1) : plot->pixel(size, p->value).toPoint();
  }
  void key(Qt::Key k, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(plot, k, modifiers); }

  SessionDocument document;
  SelectionModel selection;
  CurvesView view;
  CurvePlot* plot = nullptr;
  RibbonRows* ribbon = nullptr;
};

}  // namespace lane::test
