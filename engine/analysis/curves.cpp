#include "analysis/curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "analysis/pair_ratio.h"
#include "base/units.h"
#include "machine/variant.h"

namespace lane {
namespace {

struct MetricText {
  std::string_view title;
  std::string_view unit;
  double factor;
  bool higherIsBetter;
};

constexpr std::array<MetricText, kCurveMetrics> kMetrics{
    {{"Throughput", "GB/s", 1e-9, true},
     {"Compute rate", "GFLOP/s", 1e-9, true},
     {"Items", "Gelements/s", 1e-9, true},
     {"Time per call", "ns", 1e9, false},
     {"Time per element", "ns", 1e9, false},
     {"Cycles per element", "cycles", 1, false},
     {"Relative speed", "×", 1, true}}};

const MetricText& text(CurveMetric metric) {
  return kMetrics[static_cast<std::size_t>(metric)];
}

/// Position in lists of variants: known ones in their order, others behind.
std::size_t rank(const std::string& variant) {
  const auto id = variantByName(variant);
  return id ? static_cast<std::size_t>(*id) : variants().size();
}

/// Speed and interval from the rounds two cases share, where the session is complete; while it
/// grows, finding them again and again would take too long, and the medians have to do.
void useSharedRounds(const Session& session, std::uint32_t reference, std::uint32_t index,
                     CurvePoint& point) {
  if (!session.samples.sortedByCase) return;
  const PairedRatio ratio = pairRatio(session, reference, index);
  if (ratio.rounds == 0) return;
  point.value = 1 / ratio.ratio;
  point.low = 1 / ratio.high;
  point.high = 1 / ratio.low;
}

}  // namespace

CurveKey curveKey(const CaseRecord& record) {
  return {record.suite, record.benchmark, record.dtype, record.threads,
          record.mode,  record.cache,     record.params};
}

bool isOn(const CrossoverRecord& crossover, const CurveKey& key) {
  return crossover.benchmark == key.benchmark && crossover.dtype == key.dtype &&
         crossover.threadsFrom == key.threads && crossover.threadsTo == key.threads &&
         crossover.modeFrom == key.mode && crossover.modeTo == key.mode &&
         crossover.cache == key.cache && crossover.params == key.params;
}

std::string_view title(CurveMetric metric) {
  return text(metric).title;
}
std::string_view axisUnit(CurveMetric metric) {
  return text(metric).unit;
}
double axisFactor(CurveMetric metric) {
  return text(metric).factor;
}
bool higherIsBetter(CurveMetric metric) {
  return text(metric).higherIsBetter;
}

std::string formatValue(CurveMetric metric, double value) {
  switch (metric) {
    case CurveMetric::byteRate:
      return formatByteRate(value);
    case CurveMetric::flopRate:
      return formatFlopRate(value);
    case CurveMetric::itemRate:
      return formatRate(value, "elements");
    case CurveMetric::timePerCall:
    case CurveMetric::timePerItem:
      return formatTime(value);
    case CurveMetric::cyclesPerItem:
      return formatNumber(value) + " cycles";
    case CurveMetric::relative:
      return formatRatio(value);
  }
  return {};
}

double metricValue(CurveMetric metric, const CaseRecord& record, double seconds, double clockHz) {
  const auto known = [](double value) { return value > 0 ? value : kUnknown; };
  switch (metric) {
    case CurveMetric::byteRate:
      return known(record.bytesRead + record.bytesWritten) / seconds;
    case CurveMetric::flopRate:
      return known(record.flops) / seconds;
    case CurveMetric::itemRate:
      return known(record.items) / seconds;
    case CurveMetric::timePerCall:
      return seconds;
    case CurveMetric::timePerItem:
      return seconds / known(record.items);
    case CurveMetric::cyclesPerItem:
      return seconds * known(clockHz) / known(record.items);
    case CurveMetric::relative:
      return kUnknown;  // needs the reference: see curves()
  }
  return kUnknown;
}

double workingSet(const CaseRecord& record) {
  return record.bytesRead + record.bytesWritten;
}

std::vector<CurveKey> curveKeys(const Session& session) {
  std::vector<CurveKey> keys;
  for (const CaseRecord& record : session.cases) {
    CurveKey key = curveKey(record);
    // Cases of one chart mostly stand together: look at the last key first.
    if (!keys.empty() && keys.back() == key) continue;
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
  }
  return keys;
}

std::vector<Curve> curves(const Session& session, const CurveKey& key, CurveMetric metric,
                          double goal, std::string_view reference) {
  std::map<std::uint64_t, std::uint32_t> referenceCases;
  std::vector<std::uint32_t> members;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() || record.benchmark != key.benchmark || curveKey(record) != key) continue;
    members.push_back(i);
    if (record.variant == reference) referenceCases[record.size] = i;
  }

  std::vector<Curve> list;
  for (const std::uint32_t index : members) {
    const CaseRecord& record = session.cases[index];
    const auto valueOf = [&](double seconds) {
      if (metric != CurveMetric::relative)
        return metricValue(metric, record, seconds, session.machine.clockHz);
      const auto base = referenceCases.find(record.size);
      return base == referenceCases.end() ? kUnknown : session.cases[base->second].median / seconds;
    };
    CurvePoint point;
    point.size = record.size;
    point.value = valueOf(record.median);
    if (!(point.value > 0)) continue;
    // A short time is a high rate: bounds swap.
    const auto [fast, slow] = std::pair(valueOf(record.ciLow), valueOf(record.ciHigh));
    point.low = std::min(fast, slow);
    point.high = std::max(fast, slow);
    const auto [quick, late] = std::pair(valueOf(record.p5), valueOf(record.p95));
    point.p5 = std::min(quick, late);
    point.p95 = std::max(quick, late);
    if (metric == CurveMetric::relative)
      useSharedRounds(session, referenceCases.at(record.size), index, point);
    point.caseIndex = index;
    point.coarse = record.status == CaseStatus::coarse;
    point.overGoal = record.relativeHalfWidth() > goal;
    auto curve = std::find_if(list.begin(), list.end(),
                              [&](const Curve& c) { return c.variant == record.variant; });
    if (curve == list.end()) {
      list.push_back({record.variant, record.threads, {}});
      curve = list.end() - 1;
    }
    curve->points.push_back(point);
  }
  for (Curve& curve : list)
    std::sort(curve.points.begin(), curve.points.end(),
              [](const CurvePoint& a, const CurvePoint& b) { return a.size < b.size; });
  std::stable_sort(list.begin(), list.end(), [](const Curve& a, const Curve& b) {
    return rank(a.variant) < rank(b.variant);
  });
  return list;
}

}  // namespace lane
