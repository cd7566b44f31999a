// Tick positions and texts of chart axes: sizes in octaves, values in 1-2-5 steps on log and linear
// axes. Texts come from base/units.h.
#pragma once

#include <qcustomplot.h>

#include <functional>

namespace lane {

/// Ticks at every octave; labels every third, every second when few octaves are in sight.
class SizeTicker : public QCPAxisTicker {
 public:
  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override;
};

/// Text of a tick: as few digits as a round number needs, "20 k" from ten thousand up.
QString tickText(double value);
/// "20 ns", "1.5 ms".
QString timeTickText(double seconds);

/// Logarithmic: 1-2-5 labels, as many as fit; linear: about six round steps. Values are axis
/// coordinates times `factor`, so that a linked axis has round labels of its own.
class ValueTicker : public QCPAxisTicker {
 public:
  void setLog(bool log) { m_log = log; }
  void setFactor(double factor) { m_factor = factor; }
  void setLength(int pixels) { m_pixels = pixels; }  ///< of the axis
  void setText(std::function<QString(double)> text) { m_text = std::move(text); }
  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override;

 private:
  bool m_log = true;
  double m_factor = 1;
  int m_pixels = 400;
  std::function<QString(double)> m_text = tickText;
};

/// Seconds since a start: "2 s", then "1:30".
class SecondsTicker : public QCPAxisTicker {
 public:
  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override;
};

/// Bytes in powers of two, three or four labels.
class BytesTicker : public QCPAxisTicker {
 public:
  void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* tickLabels) override;
};

/// The largest 1-2-5 number not above, and the smallest not below, a positive value.
double niceBelow(double value);
double niceAbove(double value);

}  // namespace lane
