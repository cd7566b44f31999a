#include "exchange/chart_scale.h"

#include <algorithm>
#include <cmath>

namespace lane {

ChartAxis::ChartAxis(Scale scale, double low, double high, double from, double to)
    : m_scale(scale), m_low(low), m_high(high), m_from(from), m_to(to) {}

double ChartAxis::position(double value) const {
  return m_scale == Scale::linear ? value : std::log2(value);
}

double ChartAxis::pixel(double value) const {
  const double share = (position(value) - position(m_low)) / (position(m_high) - position(m_low));
  return m_from + share * (m_to - m_from);
}

double ChartAxis::clampedPixel(double value) const {
  return pixel(std::clamp(value, m_low, m_high));
}

double ChartAxis::valueAt(double pixel) const {
  const double share = (pixel - m_from) / (m_to - m_from);
  const double at = position(m_low) + share * (position(m_high) - position(m_low));
  return m_scale == Scale::linear ? at : std::exp2(at);
}

std::vector<Tick> ChartAxis::ticks(int wanted) const {
  switch (m_scale) {
    case Scale::linear:
      return linearTicks(wanted);
    case Scale::log2:
      return octaveTicks(wanted);
    case Scale::log10:
      return decadeTicks(wanted);
  }
  return {};
}

std::vector<Tick> ChartAxis::octaveTicks(int wanted) const {
  std::vector<Tick> ticks;
  const int first = static_cast<int>(std::ceil(std::log2(m_low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log2(m_high) + 1e-9));
  const int step = std::max(1, (last - first + wanted) / wanted);
  for (int octave = first; octave <= last; ++octave)
    ticks.push_back({std::exp2(octave), (octave - first) % step == 0});
  return ticks;
}

std::vector<Tick> ChartAxis::decadeTicks(int wanted) const {
  std::vector<Tick> ticks;
  const int first = static_cast<int>(std::floor(std::log10(m_low)));
  const int last = static_cast<int>(std::ceil(std::log10(m_high)));
  const bool roomFor125 = 3 * (last - first) <= wanted + 2;
  for (int decade = first; decade <= last; ++decade)
    for (int digit = 1; digit <= 9; ++digit) {
      const double value = digit * std::pow(10.0, decade);
      const bool is125 = digit == 1 || digit == 2 || digit == 5;
      if (value >= m_low * (1 - 1e-9) && value <= m_high * (1 + 1e-9))
        ticks.push_back({value, digit == 1 || (roomFor125 && is125)});
    }
  return ticks;
}

std::vector<Tick> ChartAxis::linearTicks(int wanted) const {
  const double rough = (m_high - m_low) / wanted;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double lead = rough / power;
  const double step = power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  std::vector<Tick> ticks;
  // Adding 0 turns -0 into 0.
  for (double n = std::ceil(m_low / step - 1e-9) + 0.0; n * step <= m_high * (1 + 1e-9); ++n)
    ticks.push_back({n * step, true});
  return ticks;
}

}  // namespace lane
