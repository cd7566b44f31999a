// The percentile curve of one case: time over the share of samples that took no longer, on an axis
// where p90, p99 and p99.9 stand equally far apart. What so many samples cannot tell is left blank.
// Takes plain values (analysis/distribution.h). GUI thread.
#pragma once

#include <QWidget>

#include "analysis/distribution.h"

namespace lane {

class PercentilePlot : public QWidget {
  Q_OBJECT
 public:
  explicit PercentilePlot(QWidget* parent = nullptr);
  void setDistribution(const QString& variant, Distribution distribution);
  const Distribution& distribution() const { return m_distribution; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  /// Where a share stands, in pixels from the left.
  double toX(double share) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF area() const;
  double toY(double seconds) const;
  QString m_variant;
  Distribution m_distribution;
};

/// "p99.9"; the first and the last are "p0" and "max".
QString percentileName(double share);

}  // namespace lane
