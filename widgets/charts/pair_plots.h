// The two small plots of a pair in a diff: the samples of both sides as histograms on one axis, and
// the curve of their kernel and variant over sizes in both sessions. They take plain values and
// know no session. GUI thread.
#pragma once

#include <QString>
#include <QWidget>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "analysis/curves.h"

namespace lane {

struct PairSamples {
  QString variant;                ///< colour of B
  std::vector<double> base, now;  ///< SI
  double baseMedian = kUnknown, newMedian = kUnknown;
  std::function<QString(double)> text;  ///< a value with its unit
};

class PairHistogram : public QWidget {
  Q_OBJECT
 public:
  explicit PairHistogram(QWidget* parent = nullptr);
  void setData(PairSamples data);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

  /// Shares of the samples in equal bins over one range, outliers left out. For tests.
  const std::vector<double>& baseBins() const { return m_baseBins; }
  const std::vector<double>& newBins() const { return m_newBins; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  PairSamples m_data;
  std::vector<double> m_baseBins, m_newBins;
  double m_low = 0, m_high = 1;
};

struct PairCurves {
  QString variant;
  std::vector<CurvePoint> base, now;  ///< ascending size
  double factor = 1;                  ///< SI times this is what the axis shows
  std::uint64_t size = 0;             ///< of the pair: ringed
};

class PairCurvePlot : public QWidget {
  Q_OBJECT
 public:
  explicit PairCurvePlot(QWidget* parent = nullptr);
  ~PairCurvePlot() override;
  void setData(PairCurves data);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void sizeActivated(quint64 size);  ///< the measured size nearest to a click

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
