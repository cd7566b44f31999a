// A layer of a QCustomPlot that one function paints in pixel coordinates: for everything that is
// not an axis. Owned by its plot, as every item.
#pragma once

#include <qcustomplot.h>

#include <functional>

namespace lane {

class PaintItem : public QCPAbstractItem {
 public:
  PaintItem(QCustomPlot* plot, const QString& layer, std::function<void(QCPPainter&)> paint)
      : QCPAbstractItem(plot), m_paint(std::move(paint)) {
    setClipToAxisRect(false);
    setSelectable(false);
    setLayer(layer);
  }
  double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

 protected:
  void draw(QCPPainter* painter) override {
    painter->setRenderHint(QPainter::Antialiasing);
    m_paint(*painter);
  }

 private:
  std::function<void(QCPPainter&)> m_paint;
};

}  // namespace lane
