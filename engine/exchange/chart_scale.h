// One axis of a chart: values to pixels, and where its ticks stand.
#pragma once

#include <vector>

#include "exchange/svg_chart.h"

namespace lane {

struct Tick {
  double value = 0;
  bool labelled = false;
};

class ChartAxis {
 public:
  /// `low` < `high`, both above 0 on logarithmic scales; from and to are pixels.
  ChartAxis(Scale scale, double low, double high, double from, double to);

  double pixel(double value) const;
  double clampedPixel(double value) const;
  double valueAt(double pixel) const;
  bool contains(double value) const { return value >= m_low && value <= m_high; }
  /// Octaves, or 1-2-5 steps; at most about `wanted` of them labelled.
  std::vector<Tick> ticks(int wanted) const;

 private:
  double position(double value) const;
  std::vector<Tick> decadeTicks(int wanted) const;
  std::vector<Tick> octaveTicks(int wanted) const;
  std::vector<Tick> linearTicks(int wanted) const;

  Scale m_scale;
  double m_low;
  double m_high;
  double m_from;
  double m_to;
};

}  // namespace lane
