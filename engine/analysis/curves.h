// Curves over size: what the charts draw, computed here so that window, report and export show
// the same figures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"

namespace lane {

enum class CurveMetric : std::uint8_t {
  byteRate,       ///< bytes/s
  flopRate,       ///< FLOP/s
  itemRate,       ///< items/s
  timePerCall,    ///< s
  timePerItem,    ///< s
  cyclesPerItem,  ///< cycles, with the canary clock; no curve when the clock is unknown
  relative,       ///< time of the reference variant / time: above 1 = faster
};
inline constexpr std::size_t kCurveMetrics = 7;
std::string_view title(CurveMetric metric);     ///< "Throughput"
std::string_view axisUnit(CurveMetric metric);  ///< "GB/s", the unit axis ticks are scaled to
double axisFactor(CurveMetric metric);          ///< SI value times this is in axisUnit
std::string formatValue(CurveMetric metric, double value);  ///< value in SI, with unit
bool higherIsBetter(CurveMetric metric);

/// Which cases belong together on one chart.
struct CurveKey {
  std::string suite;
  std::string benchmark;
  Dtype dtype = Dtype::f32;
  std::uint32_t threads = 1;
  Mode mode = Mode::reuse;
  CacheState cache = CacheState::hot;
  std::string params = {};  ///< JSON object, as CaseRecord::params
  bool operator==(const CurveKey&) const = default;
};
/// The chart a case belongs to.
CurveKey curveKey(const CaseRecord& record);
/// Whether both sides of the crossover are curves of that chart.
bool isOn(const CrossoverRecord& crossover, const CurveKey& key);

struct CurvePoint {
  std::uint64_t size = 0;
  double value = kUnknown;  ///< SI unit of the metric
  double low = kUnknown;    ///< interval
  double high = kUnknown;
  double p5 = kUnknown;  ///< spread of the samples, in the metric's own direction (p5 <= p95)
  double p95 = kUnknown;
  std::uint32_t caseIndex = kNoCase;
  bool coarse = false;    ///< first pass only
  bool overGoal = false;  ///< interval wider than `goal`
};

struct Curve {
  std::string variant;
  std::uint32_t threads = 1;
  std::vector<CurvePoint> points;  ///< ascending size; only cases with a time
};

/// Charts the session can fill, in case order.
std::vector<CurveKey> curveKeys(const Session& session);
/// One curve per variant in the order of variants(), unknown ones last. `reference` is used by
/// CurveMetric::relative (default scalar).
std::vector<Curve> curves(const Session& session, const CurveKey& key, CurveMetric metric,
                          double goal = 0.01, std::string_view reference = "scalar");

/// The part of a size range one variant wins.
struct RibbonSegment {
  double from = 0;  ///< sizes, elements; boundaries are geometric means of neighbours
  double to = 0;
  std::string winner;
  bool tie = false;  ///< interval of the runner-up overlaps
  bool coarse = false;
};
struct RibbonRow {
  CurveKey key;
  std::vector<RibbonSegment> segments;
  double bestSpeedup = kUnknown;  ///< largest time(scalar) / time(best) over sizes
};
std::vector<RibbonRow> ribbon(const Session& session);

/// Bytes touched per call: what decides the cache level.
double workingSet(const CaseRecord& record);

/// SI value of a metric for one case time in seconds; NaN when it does not apply.
double metricValue(CurveMetric metric, const CaseRecord& record, double seconds, double clockHz);

}  // namespace lane
