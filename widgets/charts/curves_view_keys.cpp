// The keys of the Curves page: walking along sizes, variants, benchmarks and crossovers, and the
// letters that switch what is drawn.
#include <QKeyEvent>
#include <algorithm>
#include <cmath>

#include "charts/curves_view_p.h"
#include "charts/variant_keys.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

void CurvesView::Impl::stepSize(int by) {
  const ChartData& data = plot->chart();
  Selection current = selection->current();
  const Curve* curve = current.key == data.key ? data.curve(current.variant) : nullptr;
  if (curve == nullptr || options.hidden.contains(current.variant)) {
    const std::uint64_t size = data.bestSize();
    const std::vector<QString> ranking = data.ranking(size);
    if (!ranking.empty()) select({ranking.front(), size});
    return;
  }
  const auto at = std::find_if(curve->points.begin(), curve->points.end(),
                               [&](const CurvePoint& p) { return p.size >= current.size; });
  const auto index =
      std::clamp<std::ptrdiff_t>(at - curve->points.begin() + by, 0, std::ssize(curve->points) - 1);
  select({current.variant, curve->points[static_cast<std::size_t>(index)].size});
}

void CurvesView::Impl::stepVariant(int by) {
  const ChartData& data = plot->chart();
  const Selection& current = selection->current();
  const std::uint64_t size =
      current.key == data.key && current.size > 0 ? current.size : data.bestSize();
  std::vector<QString> ranking = data.ranking(size);
  std::erase_if(ranking, [&](const QString& v) { return options.hidden.contains(v); });
  if (ranking.empty()) return;
  const auto at = std::find(ranking.begin(), ranking.end(), current.variant);
  const std::ptrdiff_t index =
      at == ranking.end() || current.size == 0
          ? 0
          : std::clamp<std::ptrdiff_t>(at - ranking.begin() + by, 0, std::ssize(ranking) - 1);
  select({ranking[static_cast<std::size_t>(index)], size});
}

void CurvesView::Impl::stepKey(int by) {
  if (keys.empty()) return;
  const auto at = std::find(keys.begin(), keys.end(), currentKey());
  const auto index = std::clamp<std::ptrdiff_t>(at - keys.begin() + by, 0, std::ssize(keys) - 1);
  const Selection& current = selection->current();
  selectKey(keys[static_cast<std::size_t>(index)], current.variant,
            static_cast<double>(current.size));
}

void CurvesView::Impl::stepMetric() {
  const std::vector<CurveMetric> all = view->metrics();
  const auto at = std::find(all.begin(), all.end(), metric);
  const std::size_t next = static_cast<std::size_t>(at - all.begin() + 1) % all.size();
  view->setMetric(all[next]);
}

void CurvesView::Impl::stepCrossover(int by) {
  std::vector<const CrossoverRecord*> shown;
  for (const CrossoverRecord& c : plot->chart().crossovers)
    if (!options.hidden.contains(toQString(c.from)) && !options.hidden.contains(toQString(c.to)))
      shown.push_back(&c);
  if (shown.empty()) return;
  const Selection& current = selection->current();
  const bool here = current.key == plot->chart().key && current.size > 0;
  const bool atOne = here && crossoverSpot == CurveSpot{current.variant, current.size};
  const double from = atOne ? crossoverSize : here ? static_cast<double>(current.size) : 0;
  // Several may lie at one size: from one to the next by its place in the row.
  auto at = std::find_if(shown.begin(), shown.end(), [&](const CrossoverRecord* c) {
    return atOne ? c->size == from && toQString(c->to) == current.variant : c->size >= from;
  });
  std::ptrdiff_t next = at - shown.begin();
  if (by < 0)
    --next;
  else if (atOne && at != shown.end())
    ++next;
  if (next < 0 || next >= std::ssize(shown)) return;
  selectCrossover(plot->chart().key, *shown[static_cast<std::size_t>(next)]);
}

void CurvesView::Impl::pin() {
  const Selection hovered = selection->hover();
  if (!hovered.variant.isEmpty() && hovered.key == plot->chart().key)
    select({hovered.variant, hovered.size});
  if (selection->current().size == 0) stepSize(0);  // the best point
  if (selection->current().size > 0) emit view->pinRequested();
}

bool CurvesView::Impl::keyOnVariant(const QKeyEvent& event) {
  const int place = variantOfKey(event);
  const QStringList all = view->variants();
  if (place < 0 || place >= all.size()) return false;
  if (event.modifiers() & Qt::ShiftModifier)
    view->soloVariant(all[place]);
  else
    view->setVariantShown(all[place], !view->isVariantShown(all[place]));
  return true;
}

void CurvesView::keyPressEvent(QKeyEvent* event) {
  Impl& d = *m_impl;
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
    QWidget::keyPressEvent(event);
    return;
  }
  switch (event->key()) {
    case Qt::Key_Left:
      d.stepSize(-1);
      break;
    case Qt::Key_Right:
      d.stepSize(1);
      break;
    case Qt::Key_Up:
      d.stepVariant(-1);
      break;
    case Qt::Key_Down:
      d.stepVariant(1);
      break;
    case Qt::Key_BracketLeft:
      d.stepKey(-1);
      break;
    case Qt::Key_BracketRight:
      d.stepKey(1);
      break;
    case Qt::Key_B:
      setShowBands(!showBands());
      break;
    case Qt::Key_S:
      if (d.frame == Frame::latency) setShowSpread(!showSpread());
      break;
    case Qt::Key_X:
      setShowCrossovers(!showCrossovers());
      break;
    case Qt::Key_G:
      setShowCaches(!showCaches());
      break;
    case Qt::Key_P:
      if (hasPeers()) setShowPeers(!showPeers());
      break;
    case Qt::Key_D:
      setDistributionShown(!isDistributionShown());
      break;
    case Qt::Key_N:
      d.stepCrossover(event->modifiers() & Qt::ShiftModifier ? -1 : 1);
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      d.pin();
      break;
    case Qt::Key_Semicolon:
      emit noteRequested();
      break;
    case Qt::Key_H:
      emit ghostRequested();
      break;
    case Qt::Key_L:
      setLogY(!logY());
      break;
    case Qt::Key_M:
      d.stepMetric();
      break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      d.plot->zoomX(0.8, static_cast<double>(d.readingSize()));
      break;
    case Qt::Key_Minus:
      d.plot->zoomX(1.25, static_cast<double>(d.readingSize()));
      break;
    case Qt::Key_0:
      resetZoom();
      break;
    case Qt::Key_Escape:
      if (isDistributionShown()) {
        setDistributionShown(false);
        break;
      }
      if (d.selection->current().size == 0) {
        QWidget::keyPressEvent(event);
        return;
      }
      d.selection->setCurrent({d.plot->chart().key, {}, 0, kNoCase});
      d.refreshReadout();
      break;
    default:
      if (!d.keyOnVariant(*event)) {
        QWidget::keyPressEvent(event);
        return;
      }
  }
  event->accept();
}

}  // namespace lane
