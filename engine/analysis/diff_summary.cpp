#include "analysis/diff_summary.h"

#include <cmath>
#include <string_view>
#include <unordered_map>

#include "measure/statistics.h"

namespace lane {
namespace {

const std::string& groupName(const CaseRecord& record, DiffGrouping by) {
  switch (by) {
    case DiffGrouping::suite:
      return record.suite;
    case DiffGrouping::variant:
      return record.variant;
    case DiffGrouping::kernel:
      break;
  }
  return record.benchmark;
}

}  // namespace

DiffSummary summaryOf(std::span<const Comparison* const> comparisons, const HostEffect& host,
                      double confidence) {
  DiffSummary summary;
  double n = 0, sum = 0, errors = 0;
  std::vector<double> shared;
  for (const Comparison* c : comparisons) {
    switch (c->pair.verdict) {
      case Verdict::improved:
        ++summary.improved;
        break;
      case Verdict::regressed:
        ++summary.regressed;
        break;
      case Verdict::same:
        ++summary.same;
        break;
      case Verdict::unsure:
        ++summary.unsure;
        break;
    }
    summary.changed += c->pair.changed;
    if (std::isnan(c->log)) continue;
    ++n;
    sum += c->log;
    errors += c->error.variance();
    shared.push_back(c->shared);
  }
  if (n == 0) return summary;
  const double mean = sum / n;
  double scatter = 0;
  for (const Comparison* c : comparisons)
    if (!std::isnan(c->log)) scatter += std::pow(c->log - mean, 2);
  double variance = errors / (n * n);
  if (n > 1) variance = std::max(variance, scatter / (n - 1) / n) + median(std::move(shared));
  const double half = twoSidedZ(confidence) * std::sqrt(variance);
  summary.geomean = std::exp(mean);
  summary.geomeanLow = std::exp(std::min(mean, mean - host.shift) - half);
  summary.geomeanHigh = std::exp(std::max(mean, mean - host.shift) + half);
  return summary;
}

std::vector<DiffGroup> groupsOf(std::span<const Comparison> comparisons, const Session& base,
                                const HostEffect& host, double confidence) {
  std::vector<DiffGroup> groups;
  for (const DiffGrouping by : {DiffGrouping::suite, DiffGrouping::variant, DiffGrouping::kernel}) {
    std::unordered_map<std::string_view, std::size_t> known;
    std::vector<std::pair<std::string_view, std::vector<const Comparison*>>> members;
    for (const Comparison& c : comparisons) {
      const std::string& name = groupName(base.cases[c.pair.baseCase], by);
      const auto [place, isNew] = known.try_emplace(name, members.size());
      if (isNew) members.emplace_back(name, std::vector<const Comparison*>());
      members[place->second].second.push_back(&c);
    }
    for (const auto& [name, some] : members)
      groups.push_back({by, std::string(name), summaryOf(some, host, confidence)});
  }
  return groups;
}

}  // namespace lane
