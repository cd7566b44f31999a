#include "analysis/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/diff_environment.h"
#include "analysis/diff_figures.h"
#include "analysis/diff_host.h"
#include "analysis/diff_moved.h"
#include "analysis/diff_pairs.h"
#include "analysis/diff_summary.h"
#include "analysis/diff_verdict.h"
#include "base/units.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// The metric, and why it cannot be compared; empty when it can.
std::string chooseMetric(Diff& diff, const Session& base, const Session& now) {
  const std::string& id = diff.options.metric;
  diff.metric = kTimePerCall;
  if (isTimePerCall(id)) return {};
  const MetricRecord* before = findMetric(base, id);
  const MetricRecord* after = findMetric(now, id);
  if (before || after) diff.metric = before ? *before : *after;
  if (!before && !after) {
    diff.metric = {id, id, {}, MetricKind::count, false};
    return fmt::format("neither session has a metric \"{}\"", id);
  }
  if (!before || !after)
    return fmt::format("the {} session has no metric \"{}\"", before ? "new" : "base", id);
  if (before->unit != after->unit)
    return fmt::format("{} is in {} against {}", before->name, before->unit, after->unit);
  if (before->higherIsBetter != after->higherIsBetter)
    return fmt::format("of {} more is better in one session and worse in the other", before->name);
  return {};
}

/// Where the components of the pairs come from, in one text.
std::string describeSources(const std::vector<BetweenSource>& sources) {
  const auto count = [&](BetweenSource source) {
    return static_cast<std::size_t>(std::count(sources.begin(), sources.end(), source));
  };
  const std::string standard =
      "default: 1.5 % between processes with one thread, 10 % with several";
  const std::pair<std::size_t, std::string> parts[] = {
      {count(BetweenSource::samples), "from three or more fresh processes of a session"},
      {count(BetweenSource::record), "from the selftest record of the machine"},
      {count(BetweenSource::standard), standard}};
  if (parts[2].first == sources.size())
    return standard + "; neither session holds three processes, nor a selftest record above it";
  std::string text;
  for (const auto& [pairs, source] : parts) {
    if (pairs == 0) continue;
    if (pairs == sources.size()) return source;
    text += fmt::format("{}{} for {} of {} pairs", text.empty() ? "" : ", ", source,
                        formatCount(pairs), formatCount(sources.size()));
  }
  return text;
}

/// Both figures of every pair, their ratio and its error.
std::vector<Comparison> compare(Diff& diff, const Session& base, const Session& now,
                                const CasePairs& cases) {
  const DiffOptions& options = diff.options;
  const Figures baseFigures(base, options.metric, options.confidence);
  const Figures newFigures(now, options.metric, options.confidence);
  const BetweenProcess baseProcesses(base), newProcesses(now);
  const bool ofTime = dependsOnTime(diff.metric);

  std::vector<Comparison> comparisons;
  comparisons.reserve(cases.pairs.size());
  std::vector<BetweenSource> sources;
  double components = 0;  // sum of squares, two a pair
  for (const auto& [i, j] : cases.pairs) {
    const Figure before = baseFigures.of(i), after = newFigures.of(j);
    if (!before.known() || !after.known()) {
      const char* where = before.known()  ? "the new session"
                          : after.known() ? "the base session"
                                          : "either session";
      diff.unmatched.push_back({base.cases[i].key, true,
                                fmt::format("no {} in {}", diff.metric.name, where),
                                before.known()});
      continue;
    }
    Comparison c;
    c.pair.key = base.cases[i].key;
    c.pair.baseCase = i;
    c.pair.newCase = j;
    compareFigures(c, before, after, diff.metric, options.threshold);
    if (c.judged) {
      MedianError baseError, newError;
      if (ofTime) {
        baseError = baseProcesses.error(i, newProcesses, j, options.confidence);
        newError = newProcesses.error(j, baseProcesses, i, options.confidence);
        components += std::pow(baseError.component, 2) + std::pow(newError.component, 2);
        sources.push_back(std::max(baseError.source, newError.source));
        c.shared = std::pow(baseError.component, 2) / baseError.processes +
                   std::pow(newError.component, 2) / newError.processes;
        c.processes = std::min(baseError.processes, newError.processes);
      }
      if (!isTimePerCall(options.metric)) {
        // Another metric brings its own interval.
        baseError.within = before.within;
        newError.within = after.within;
      }
      c.error = RatioError(baseError, newError);
      c.samples =
          static_cast<double>(std::max(base.cases[i].sampleCount, now.cases[j].sampleCount));
    }
    comparisons.push_back(std::move(c));
  }
  if (!ofTime) {
    diff.betweenProcessSource = "not counted: " + diff.metric.name + " is no time";
  } else {
    diff.betweenProcess = sources.empty()
                              ? kDefaultBetweenProcess
                              : std::sqrt(components / (2 * static_cast<double>(sources.size())));
    diff.betweenProcessSource = describeSources(sources);
  }
  return comparisons;
}

/// "12 % slower"
std::string changeText(double log) {
  return fmt::format("{} {}", formatShare(std::abs(std::expm1(log))), log > 0 ? "higher" : "lower");
}

/// Of the ratios; NaN without any.
double medianLog(const std::vector<Comparison>& comparisons) {
  std::vector<double> logs;
  for (const Comparison& c : comparisons)
    if (!std::isnan(c.log)) logs.push_back(c.log);
  return logs.empty() ? kUnknown : median(std::move(logs));
}

HostEffect hostEffectOn(const std::vector<Comparison>& comparisons, HostChange change,
                        const MetricRecord& metric) {
  if (metric.higherIsBetter) change.seen = -change.seen;
  std::vector<double> logs;
  std::vector<RatioError> errors;
  for (const Comparison& c : comparisons) {
    if (!c.judged) continue;
    logs.push_back(c.log);
    errors.push_back(c.error);
  }
  return hostEffect(logs, errors, change);
}

void remarkOnHost(Diff& diff, const HostEffect& host, const HostChange& change) {
  constexpr double kWorthTelling = 0.01;
  if (std::abs(host.shift) >= kWorthTelling) {
    const std::string clock = std::abs(change.clock) >= 0.005
                                  ? fmt::format("its clock was {}", changeText(-change.clock))
                                  : std::string("its samples strayed or waited otherwise");
    const bool all = std::abs(host.shift - host.median) < 0.001;
    diff.remarks.push_back(fmt::format(
        "The machine was in another state: {}. The median ratio is {}, which that explains{}; "
        "verdicts are given only where they hold with the shift and without it.",
        clock, formatRatio(std::exp(host.median), 3),
        all ? std::string() : fmt::format(" up to {}", formatRatio(std::exp(host.shift), 3))));
  } else if (std::abs(host.median) > 0.02 && diff.summary.changed > 0) {
    diff.remarks.push_back(fmt::format(
        "The median ratio is {}, and neither clock nor noise explains it: look for one cause of "
        "all of it before looking at single cases.",
        formatRatio(std::exp(host.median), 3)));
  }
  if (host.spread >= kWorthTelling)
    diff.remarks.push_back(fmt::format(
        "The ratios scatter by {} more than the sessions themselves explain; every interval is "
        "widened by that.",
        formatShare(host.spread)));
}

}  // namespace

Diff diffSessions(const Session& base, const Session& now, const DiffOptions& options) {
  Diff diff;
  diff.options = options;
  CasePairs cases = pairCases(base, now);
  diff.remarks = std::move(cases.remarks);
  diff.unmatched = std::move(cases.unmatched);
  if (!base.uuid.empty() && base.uuid == now.uuid)
    diff.remarks.insert(diff.remarks.begin(),
                        "Both files are the same session; nothing can differ.");
  if (const std::string problem = chooseMetric(diff, base, now); !problem.empty()) {
    diff.remarks.push_back(fmt::format("Nothing was compared: {}.", problem));
    for (const auto& [i, j] : cases.pairs)
      diff.unmatched.push_back({base.cases[i].key, true, problem, false});
    cases.pairs.clear();
  }

  std::vector<Comparison> comparisons = compare(diff, base, now, cases);
  const HostState before = hostStateOf(base), after = hostStateOf(now);
  HostEffect host;
  HostChange change;
  if (dependsOnTime(diff.metric) && base.machine.cpuModel == now.machine.cpuModel) {
    change = hostChange(before, after);
    host = hostEffectOn(comparisons, change, diff.metric);
  }
  judge(comparisons, host, diff.metric, options);

  std::vector<const Comparison*> all;
  for (const Comparison& c : comparisons) all.push_back(&c);
  diff.summary = summaryOf(all, host, options.confidence);
  diff.summary.unmatched = diff.unmatched.size();
  diff.groups = groupsOf(comparisons, base, host, options.confidence);
  remarkOnHost(diff, host, change);

  // Largest effect first; what has no ratio before all.
  const auto effect = [](const Comparison* c) {
    return std::isnan(c->log) ? std::numeric_limits<double>::infinity() : std::abs(c->log);
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const Comparison* a, const Comparison* b) { return effect(a) > effect(b); });
  for (const Comparison* c : all) diff.pairs.push_back(c->pair);

  diff.crossovers = movedCrossovers(base, now);
  diff.ceilings = movedCeilings(base, now, options.threshold);
  const double slower = diff.metric.higherIsBetter ? -1 : 1;
  diff.environment = environmentDifferences(
      base, now, before, after,
      dependsOnTime(diff.metric) ? slower * medianLog(comparisons) : kUnknown);
  return diff;
}

}  // namespace lane
