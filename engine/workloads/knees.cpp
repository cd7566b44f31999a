#include "workloads/knees.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/units.h"
#include "measure/statistics.h"

namespace lane {
namespace {

constexpr double kSkipped = 4;        ///< penalty of a point outside every plateau, in variances
constexpr double kPlateau = 8;        ///< penalty of one more plateau
constexpr double kOctaves = 0.7;      ///< shortest plateau
constexpr double kSameLevel = 1.3;    ///< plateaus closer than this are one
constexpr double kLeastNoise = 0.04;  ///< no plateau is flatter
constexpr double kKneeShare = 0.3;

/// Spread of neighbouring points around straight lines, in logarithms.
double noiseOf(std::span<const double> logs) {
  std::vector<double> bends;
  for (std::size_t i = 1; i + 1 < logs.size(); ++i)
    bends.push_back(std::abs(logs[i - 1] - 2 * logs[i] + logs[i + 1]));
  if (bends.empty()) return kLeastNoise;
  // Normal noise of deviation s bends a line by s times the root of 6; 0.6745 from median to s.
  return std::clamp(median(bends) / (0.6745 * std::sqrt(6.0)), kLeastNoise, 0.08);
}

struct Run {
  std::size_t first, last;  ///< points, both inside
};

double medianOf(std::span<const double> values) {
  return median({values.begin(), values.end()});
}

/// The best split into flat runs and points outside them, by dynamic programming.
std::vector<Run> flatRuns(std::span<const KneePoint> curve, std::span<const double> logs) {
  const std::size_t n = logs.size();
  const double noise = noiseOf(logs);
  std::vector<double> best(n + 1, 0);
  std::vector<std::optional<std::size_t>> start(n + 1);  // of the run ending here; none: skipped
  for (std::size_t end = 1; end <= n; ++end) {
    best[end] = best[end - 1] + kSkipped;
    for (std::size_t begin = 0; begin + 3 <= end; ++begin) {
      if (std::log2(curve[end - 1].bytes / curve[begin].bytes) < kOctaves) break;
      const auto part = logs.subspan(begin, end - begin);
      const double level = medianOf(part);
      double cost = best[begin] + kPlateau;
      for (const double value : part)
        cost += std::min(std::pow((value - level) / noise, 2), 2 * kSkipped);
      if (cost < best[end]) {
        best[end] = cost;
        start[end] = begin;
      }
    }
  }
  std::vector<Run> runs;
  for (std::size_t end = n; end > 0;) {
    if (start[end]) {
      runs.insert(runs.begin(), {*start[end], end - 1});
      end = *start[end];
    } else {
      --end;
    }
  }
  return runs;
}

/// Beyond the last cache a curve may still climb where it ends, since part of the working set is
/// kept: when its last three points all lie beyond the last run they stand for the last level.
void addTail(std::vector<Run>& runs, std::span<const double> logs) {
  constexpr std::size_t kPoints = 3;
  if (runs.empty() || runs.back().last + kPoints >= logs.size()) return;
  const Run& last = runs.back();
  const double level = medianOf(logs.subspan(last.first, last.last - last.first + 1));
  const auto tail = logs.last(kPoints);
  const auto [low, high] = std::minmax_element(tail.begin(), tail.end());
  if (*low - level > std::log(kSameLevel) || level - *high > std::log(kSameLevel))
    runs.push_back({logs.size() - kPoints, logs.size() - 1});
}

/// Where the curve, going from run a to run b, has left a's level by three tenths of the step.
double kneeBetween(std::span<const KneePoint> curve, std::span<const double> logs, const Run& a,
                   const Run& b, double levelA, double levelB) {
  const double sign = levelB > levelA ? 1 : -1;
  const double threshold = sign * (levelA + kKneeShare * (levelB - levelA));
  for (std::size_t i = b.first; i > a.first; --i) {
    const double here = sign * logs[i - 1], next = sign * logs[i];
    if (here > threshold || next <= threshold) continue;
    const double share = (threshold - here) / (next - here);
    return std::exp2(std::log2(curve[i - 1].bytes) +
                     share * std::log2(curve[i].bytes / curve[i - 1].bytes));
  }
  return std::sqrt(curve[a.last].bytes * curve[b.first].bytes);
}

double distance(double knee, double reported) {
  return std::abs(std::log2(knee / reported));
}

/// Partner of every reported cache among the knees, in order, at the smallest total distance.
std::vector<std::optional<double>> pairUp(std::span<const double> knees,
                                          std::span<const ReportedCache> reported) {
  constexpr double kAlone = 1.5;  // octaves; a pair may be three octaves apart
  const std::size_t m = knees.size(), n = reported.size();
  std::vector<std::vector<double>> best(m + 1, std::vector<double>(n + 1, 0));
  for (std::size_t i = 0; i <= m; ++i)
    for (std::size_t j = 0; j <= n; ++j) {
      if (i == 0 || j == 0) {
        best[i][j] = kAlone * double(i + j);
        continue;
      }
      best[i][j] = std::min({best[i - 1][j] + kAlone, best[i][j - 1] + kAlone,
                             best[i - 1][j - 1] + distance(knees[i - 1], reported[j - 1].bytes)});
    }
  std::vector<std::optional<double>> partner(n);
  for (std::size_t i = m, j = n; i > 0 && j > 0;) {
    if (best[i][j] == best[i - 1][j] + kAlone) {
      --i;
    } else if (best[i][j] == best[i][j - 1] + kAlone) {
      --j;
    } else {
      partner[--j] = knees[--i];
    }
  }
  return partner;
}

Finding warning(std::string text, std::string advice) {
  return {Severity::warning, "cache_size", std::move(text), {}, std::move(advice)};
}

}  // namespace

Staircase findPlateaus(std::span<const KneePoint> curve) {
  std::vector<double> logs;
  for (const KneePoint& point : curve) logs.push_back(std::log(point.value));
  std::vector<Run> runs = flatRuns(curve, logs);
  const auto levelOf = [&](const Run& run) {
    return medianOf(std::span(logs).subspan(run.first, run.last - run.first + 1));
  };
  for (std::size_t i = 1; i < runs.size();) {
    if (std::abs(levelOf(runs[i]) - levelOf(runs[i - 1])) < std::log(kSameLevel)) {
      runs[i - 1].last = runs[i].last;
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
  addTail(runs, logs);
  Staircase staircase;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const double level = levelOf(runs[i]);
    staircase.plateaus.push_back(
        {curve[runs[i].first].bytes, curve[runs[i].last].bytes, std::exp(level)});
    if (i > 0)
      staircase.knees.push_back(
          kneeBetween(curve, logs, runs[i - 1], runs[i], levelOf(runs[i - 1]), level));
  }
  return staircase;
}

std::vector<ReportedCache> reportedCaches(const MachineCard& card) {
  std::vector<ReportedCache> caches;
  for (int level = 1; level <= 4; ++level)
    if (const CacheLevel* cache = card.dataCache(level))
      caches.push_back({fmt::format("L{}", level), double(cache->bytes), cache->sharedBy});
  return caches;
}

double MemoryLevel::capacity() const {
  if (!std::isnan(measuredBytes)) return measuredBytes;
  return std::isnan(reportedBytes) ? std::numeric_limits<double>::infinity() : reportedBytes;
}

std::vector<MemoryLevel> nameLevels(const Staircase& staircase,
                                    std::span<const ReportedCache> reported,
                                    std::vector<Finding>& findings, double tolerance) {
  const auto partner = pairUp(staircase.knees, reported);
  std::vector<MemoryLevel> levels;
  for (std::size_t i = 0; i < reported.size(); ++i) {
    MemoryLevel level;
    level.name = reported[i].name;
    level.reportedBytes = reported[i].bytes;
    level.sharedBy = reported[i].sharedBy;
    if (!partner[i]) {
      findings.push_back(
          warning(fmt::format("{} is reported with {}, but the latency curve has no step near it",
                              level.name, formatBytes(level.reportedBytes)),
                  "Virtual machines misreport caches; its ceilings stand for the reported size"));
    } else {
      level.measuredBytes = *partner[i];
      if (distance(level.measuredBytes, level.reportedBytes) > std::log2(tolerance))
        findings.push_back(warning(
            fmt::format("{} is reported with {}, but the latency curve leaves its plateau at {}",
                        level.name, formatBytes(level.reportedBytes),
                        formatBytes(level.measuredBytes)),
            "Virtual machines misreport caches, and neighbours take their share; the measured "
            "size is used"));
    }
    levels.push_back(std::move(level));
  }
  for (const double knee : staircase.knees)
    if (std::none_of(partner.begin(), partner.end(),
                     [&](const auto& taken) { return taken && *taken == knee; }))
      findings.push_back(
          warning(fmt::format("the latency curve has a step at {} that no reported cache explains",
                              formatBytes(knee)),
                  "It may be the reach of the TLB or a cache the system hides"));
  levels.emplace_back().name = "memory";
  return levels;
}

}  // namespace lane
