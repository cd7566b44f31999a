// The two small plots of the inspector's Point page: the samples of one case as a histogram and in
// the order they were taken. They take plain values and know no session. GUI thread.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

class QPainter;

namespace lane {

/// Samples of one case as the plots need them; times in seconds per call.
struct SamplePlotData {
  QString variant;              ///< series colour
  std::vector<double> seconds;  ///< in the order taken
  double median = 0;
  double low = 0;  ///< interval of the median
  double high = 0;
  std::vector<bool> outlier;  ///< as many as seconds, or empty
};

/// Marks samples outside Tukey's fences (1.5 interquartile ranges).
std::vector<bool> tukeyOutliers(const std::vector<double>& seconds);

class SampleHistogram : public QWidget {
  Q_OBJECT
 public:
  explicit SampleHistogram(QWidget* parent = nullptr);
  void setData(SamplePlotData data);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

  /// Bars as drawn: counts over equal bins from binLow(), outliers left out. For tests.
  const std::vector<int>& bins() const { return m_bins; }
  double binLow() const { return m_binLow; }
  double binWidth() const { return m_binWidth; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  SamplePlotData m_data;
  std::vector<int> m_bins;
  double m_binLow = 0;
  double m_binWidth = 0;
};

/// More samples than pixels are drawn as the lowest and highest of each pixel column.
class RunOrderStrip : public QWidget {
  Q_OBJECT
 public:
  explicit RunOrderStrip(QWidget* parent = nullptr);
  void setData(SamplePlotData data);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintColumns(QPainter& painter, const QRectF& area) const;
  void paintPoints(QPainter& painter, const QRectF& area) const;
  double toY(const QRectF& area, double seconds) const;
  bool isOutlier(std::size_t i) const { return i < m_data.outlier.size() && m_data.outlier[i]; }
  SamplePlotData m_data;
  double m_low = 0, m_high = 1;  ///< of the scale, which belongs to those inside the fences
};

}  // namespace lane
