#include "charts/axis_tickers.h"

#include <cmath>

#include "support/qt_units.h"

namespace lane {
namespace {

constexpr double kSteps[] = {1, 2, 5, 10};

double nice(double value, bool above) {
  const double decade = std::pow(10, std::floor(std::log10(value)));
  double result = above ? 10 * decade : decade;
  for (const double step : kSteps) {
    const double candidate = step * decade;
    if (above && candidate >= value * (1 - 1e-9)) return candidate;
    if (!above && candidate <= value * (1 + 1e-9)) result = candidate;
  }
  return result;
}

}  // namespace

double niceBelow(double value) {
  return nice(value, false);
}
double niceAbove(double value) {
  return nice(value, true);
}

QString tickText(double value) {
  if (value == 0) return QStringLiteral("0");
  if (std::abs(value) >= 1e6) return tickText(value / 1e6) + QStringLiteral(" M");
  if (std::abs(value) >= 1e4) return tickText(value / 1e3) + QStringLiteral(" k");
  const double digits = std::abs(value) >= 1 ? std::floor(std::log10(std::abs(value))) + 1 : 1;
  double mantissa = std::abs(value);
  int significant = 1;
  const double decade = std::pow(10, std::floor(std::log10(mantissa)));
  for (; significant < 4; ++significant) {
    const double scaled = mantissa / decade * std::pow(10, significant - 1);
    if (std::abs(scaled - std::round(scaled)) < 1e-6) break;
  }
  return numberText(value, std::max(significant, static_cast<int>(digits)));
}

QString timeTickText(double seconds) {
  NumberAndUnit parts = splitUnit(timeText(seconds));
  if (parts.number.contains(QLatin1Char('.'))) {
    while (parts.number.endsWith(QLatin1Char('0'))) parts.number.chop(1);
    if (parts.number.endsWith(QLatin1Char('.'))) parts.number.chop(1);
  }
  return parts.number + QLatin1Char(' ') + parts.unit;
}

void SizeTicker::generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks,
                          QVector<double>* subTicks, QVector<QString>* tickLabels) {
  ticks.clear();
  if (subTicks != nullptr) subTicks->clear();
  if (tickLabels != nullptr) tickLabels->clear();
  if (!(range.lower > 0) || !(range.upper > range.lower)) return;
  const int first = static_cast<int>(std::ceil(std::log2(range.lower) - 1e-6));
  const int last = static_cast<int>(std::floor(std::log2(range.upper) + 1e-6));
  const int octaves = last - first + 1;
  const int stride = octaves > 10 ? 3 : octaves > 6 ? 2 : 1;
  const int anchor = first >= 0 ? first : 0;
  for (int octave = first; octave <= last; ++octave) {
    const double size = std::exp2(octave);
    ticks.append(size);
    if (tickLabels == nullptr) continue;
    const bool labelled = octave >= 0 && (octave - anchor) % stride == 0;
    tickLabels->append(labelled ? sizeText(static_cast<std::uint64_t>(size)) : QString());
  }
}

void ValueTicker::generate(const QCPRange& range, const QLocale&, QChar, int,
                           QVector<double>& ticks, QVector<double>* subTicks,
                           QVector<QString>* tickLabels) {
  ticks.clear();
  if (subTicks != nullptr) subTicks->clear();
  if (tickLabels != nullptr) tickLabels->clear();
  const double lower = range.lower * m_factor, upper = range.upper * m_factor;
  if (!(upper > lower)) return;
  const auto add = [&](double value, bool labelled) {
    ticks.append(value / m_factor);
    if (tickLabels != nullptr) tickLabels->append(labelled ? m_text(value) : QString());
  };
  if (!m_log) {
    const int count = std::max(3, m_pixels / 45);
    const double step = niceAbove((upper - lower) / count);
    for (double i = std::ceil(lower / step - 1e-6); i * step <= upper * (1 + 1e-9); ++i)
      add(i * step, true);
    return;
  }
  if (!(lower > 0)) return;
  const double decades = std::log10(upper / lower);
  const double pixelsPerDecade = m_pixels / std::max(decades, 1e-6);
  for (double decade = std::pow(10, std::floor(std::log10(lower))); decade <= upper * (1 + 1e-9);
       decade *= 10) {
    for (int digit = 1; digit <= 9; ++digit) {
      const double value = decade * digit;
      if (value < lower * (1 - 1e-9) || value > upper * (1 + 1e-9)) continue;
      const bool labelled = digit == 1 || (pixelsPerDecade > 90 && (digit == 2 || digit == 5)) ||
                            (pixelsPerDecade > 400);
      if (digit == 1 || digit == 2 || digit == 5 || labelled)
        add(value, labelled);
      else if (subTicks != nullptr)
        subTicks->append(value / m_factor);
    }
  }
}

void SecondsTicker::generate(const QCPRange& range, const QLocale&, QChar, int,
                             QVector<double>& ticks, QVector<double>* subTicks,
                             QVector<QString>* tickLabels) {
  ticks.clear();
  if (subTicks != nullptr) subTicks->clear();
  if (tickLabels != nullptr) tickLabels->clear();
  if (!(range.size() > 0)) return;
  double step = niceAbove(range.size() / 8);
  for (const double clock : {15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0})
    if (step > 10 && clock >= step / 1.4) {
      step = clock;
      break;
    }
  for (double t = std::ceil(range.lower / step) * step; t <= range.upper; t += step) {
    ticks.append(t);
    if (tickLabels == nullptr) continue;
    tickLabels->append(range.upper < 60 ? tickText(t) + QStringLiteral(" s") : durationText(t));
  }
}

void BytesTicker::generate(const QCPRange& range, const QLocale&, QChar, int,
                           QVector<double>& ticks, QVector<double>* subTicks,
                           QVector<QString>* tickLabels) {
  ticks.clear();
  if (subTicks != nullptr) subTicks->clear();
  if (tickLabels != nullptr) tickLabels->clear();
  if (!(range.size() > 0)) return;
  const double step = std::exp2(std::ceil(std::log2(range.size() / 3.9)));
  for (double bytes = std::ceil(range.lower / step) * step; bytes <= range.upper; bytes += step) {
    ticks.append(bytes);
    if (tickLabels != nullptr)
      tickLabels->append(bytes == 0 ? QStringLiteral("0") : bytesText(bytes));
  }
}

}  // namespace lane
