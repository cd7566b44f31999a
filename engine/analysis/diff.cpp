#include "analysis/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace lane {
namespace {

// Relative standard deviation between fresh processes on one machine, where nothing measured says
// better: one-thread medians of ten process pairs differ by 1 to 5 %, several threads by far more.
constexpr double kOneThreadDefault = 0.015;
constexpr double kThreadsDefault = 0.10;

double normalQuantile(double p) {
  return boost::math::quantile(boost::math::normal(), p);
}

/// Standard error of log(median), read back from the stored interval.
double logError(const CaseRecord& record, double confidence) {
  if (!(record.ciLow > 0) || !(record.ciHigh > record.ciLow)) return 0;
  return std::log(record.ciHigh / record.ciLow) / (2 * normalQuantile(0.5 + confidence / 2));
}

Verdict judge(double low, double high, double threshold) {
  if (high < 1 / (1 + threshold)) return Verdict::improved;
  if (low > 1 + threshold) return Verdict::regressed;
  if (low >= 1 / (1 + threshold) && high <= 1 + threshold) return Verdict::same;
  return Verdict::unsure;
}

std::string problemOf(const CaseRecord& record, std::string_view which) {
  if (record.hasTime()) return {};
  return fmt::format("{} in the {} session{}{}", toWord(record.status), which,
                     record.reason.empty() ? "" : ": ", record.reason);
}

/// Holm's step-down: marks the pairs whose adjusted p-value stays below alpha.
void markChanged(std::vector<DiffPair>& pairs, const std::vector<double>& pValues, double alpha) {
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (pValues[order[rank]] > alpha / static_cast<double>(order.size() - rank)) break;
    pairs[order[rank]].changed = true;
  }
}

void addGeomean(Diff& diff, double z, double sharedError) {
  if (diff.pairs.empty()) return;
  const auto n = static_cast<double>(diff.pairs.size());
  double sum = 0;
  for (const DiffPair& pair : diff.pairs) sum += std::log(pair.ratio);
  const double mean = sum / n;
  double squares = 0;
  for (const DiffPair& pair : diff.pairs) squares += std::pow(std::log(pair.ratio) - mean, 2);
  const double spread = n > 1 ? squares / (n - 1) / n : 0;
  // Cases of one process share its luck: its component does not average out.
  const double half = z * std::sqrt(spread + 2 * sharedError * sharedError);
  diff.summary.geomean = std::exp(mean);
  diff.summary.geomeanLow = std::exp(mean - half);
  diff.summary.geomeanHigh = std::exp(mean + half);
}

/// Differs between any two runs, or between the window and the command line, and explains nothing.
bool isOfTheMoment(const std::string& id) {
  return id == "date" || id == "memory_available" || id == "qt";
}

void addEnvironment(Diff& diff, const Session& base, const Session& now) {
  for (const MachineField& field : base.machine.fields) {
    const MachineField* other = now.machine.find(field.id);
    if (isOfTheMoment(field.id)) continue;
    const std::string after = other ? other->value : std::string();
    if (field.value != after) diff.environment.push_back({field.label, field.value, after});
  }
  if (base.programVersion != now.programVersion)
    diff.environment.push_back({"Lanescope", base.programVersion, now.programVersion});
}

}  // namespace

Diff diffSessions(const Session& base, const Session& now, const DiffOptions& options) {
  Diff diff;
  diff.options = options;
  diff.betweenProcess = kOneThreadDefault;
  diff.betweenProcessSource =
      "default: 1.5 % between processes with one thread, 10 % with several; neither session holds "
      "three processes";
  const double z = normalQuantile(0.5 + options.confidence / 2);

  std::unordered_map<std::string, std::uint32_t> byKey;
  for (std::uint32_t i = 0; i < now.cases.size(); ++i) byKey.emplace(now.cases[i].key, i);
  std::vector<bool> used(now.cases.size(), false);
  std::vector<double> pValues;

  for (std::uint32_t i = 0; i < base.cases.size(); ++i) {
    const CaseRecord& before = base.cases[i];
    const auto match = byKey.find(before.key);
    if (match == byKey.end()) {
      diff.unmatched.push_back({before.key, true, "not in the new session"});
      continue;
    }
    if (used[match->second]) {
      diff.unmatched.push_back({before.key, true, "the key stands twice in the base session"});
      continue;
    }
    used[match->second] = true;
    const CaseRecord& after = now.cases[match->second];
    std::string reason;
    if (before.revision != after.revision)
      reason = fmt::format("revision {} against {}", before.revision, after.revision);
    if (reason.empty()) reason = problemOf(before, "base");
    if (reason.empty()) reason = problemOf(after, "new");
    if (!reason.empty()) {
      diff.unmatched.push_back({before.key, true, std::move(reason)});
      continue;
    }

    const double between = before.threads > 1 ? kThreadsDefault : kOneThreadDefault;
    const double error =
        std::sqrt(std::pow(logError(before, options.confidence), 2) +
                  std::pow(logError(after, options.confidence), 2) + 2 * between * between);
    const double log = std::log(after.median / before.median);
    DiffPair pair{.key = before.key, .baseCase = i, .newCase = match->second};
    pair.ratio = std::exp(log);
    pair.ratioLow = std::exp(log - z * error);
    pair.ratioHigh = std::exp(log + z * error);
    pair.verdict = judge(pair.ratioLow, pair.ratioHigh, options.threshold);
    if (before.sampleCount < 2 || after.sampleCount < 2) {
      pair.verdict = Verdict::unsure;
      pair.reason = "a result without spread";
    }
    pValues.push_back(2 * boost::math::cdf(boost::math::complement(boost::math::normal(),
                                                                   std::abs(log) / error)));
    diff.pairs.push_back(std::move(pair));
  }
  for (std::uint32_t i = 0; i < now.cases.size(); ++i)
    if (!used[i])
      diff.unmatched.push_back({now.cases[i].key, false,
                                byKey.at(now.cases[i].key) == i
                                    ? "not in the base session"
                                    : "the key stands twice in the new session"});

  markChanged(diff.pairs, pValues, 1 - options.confidence);
  addGeomean(diff, z, kOneThreadDefault);
  addEnvironment(diff, base, now);
  for (const DiffPair& pair : diff.pairs) {
    DiffSummary& s = diff.summary;
    ++(pair.verdict == Verdict::improved    ? s.improved
       : pair.verdict == Verdict::regressed ? s.regressed
       : pair.verdict == Verdict::same      ? s.same
                                            : s.unsure);
    s.changed += pair.changed;
  }
  diff.summary.unmatched = diff.unmatched.size();
  std::stable_sort(diff.pairs.begin(), diff.pairs.end(), [](const DiffPair& a, const DiffPair& b) {
    return std::abs(std::log(a.ratio)) > std::abs(std::log(b.ratio));
  });
  return diff;
}

}  // namespace lane
