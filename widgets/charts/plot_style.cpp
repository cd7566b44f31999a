#include "charts/plot_style.h"

#include <qcustomplot.h>

#include "support/theme.h"

namespace lane {

void styleAxis(QCPAxis* axis, const QColor& grid, int padding) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  axis->setBasePen(QPen(c.line2, 1));
  axis->setTickPen(Qt::NoPen);
  axis->setSubTickPen(Qt::NoPen);
  axis->setTickLength(0, 0);
  axis->setTickLabelFont(theme.monoFont(11));
  axis->setTickLabelColor(c.t2);
  axis->setTickLabelPadding(padding);
  axis->grid()->setPen(QPen(grid, 1));
  axis->grid()->setZeroLinePen(Qt::NoPen);
  axis->grid()->setAntialiased(false);
}

QColor faded(QColor color, double alpha) {
  color.setAlphaF(static_cast<float>(alpha));
  return color;
}

}  // namespace lane
