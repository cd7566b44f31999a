#include "analysis/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "base/units.h"
#include "run/refinement.h"

namespace lane {
namespace {

using Kind = GateReason::Kind;

/// How far the interval reaches into a regression, as a log-ratio; infinite without an interval.
double reachIntoRegression(const DiffPair& pair, const Diff& diff) {
  const double end = diff.metric.higherIsBetter ? 1 / pair.ratioLow : pair.ratioHigh;
  const double reach = std::log(end) - std::log1p(diff.options.threshold);
  return std::isnan(reach) ? std::numeric_limits<double>::infinity() : reach;
}

std::string ratioText(const DiffPair& pair) {
  return fmt::format("{} ({} … {})", formatRatio(pair.ratio, 3), formatRatio(pair.ratioLow, 3),
                     formatRatio(pair.ratioHigh, 3));
}

/// Widest reach first.
std::vector<const DiffPair*> couldBeRegressions(const Diff& diff) {
  std::vector<const DiffPair*> pairs;
  for (const DiffPair& pair : diff.pairs)
    if (pair.verdict == Verdict::unsure && reachIntoRegression(pair, diff) > 0)
      pairs.push_back(&pair);
  std::stable_sort(pairs.begin(), pairs.end(), [&](const DiffPair* a, const DiffPair* b) {
    return reachIntoRegression(*a, diff) > reachIntoRegression(*b, diff);
  });
  return pairs;
}

void addPair(GateOutcome& outcome, const DiffPair& pair, Kind kind, Severity severity) {
  std::string text = ratioText(pair);
  if (!pair.reason.empty()) text += ", " + pair.reason;
  outcome.reasons.push_back({kind, severity, pair.key, std::move(text)});
}

void addExpectations(GateOutcome& outcome, const std::vector<ExpectationResult>& results,
                     Fulfilment fulfilment, Kind kind, Severity severity) {
  for (const ExpectationResult& result : results)
    if (result.fulfilment == fulfilment)
      outcome.reasons.push_back({kind, severity, {}, result.text});
}

constexpr std::array<std::pair<Kind, std::string_view>, 6> kWords{{
    {Kind::regressed, "regressed"},
    {Kind::missed, "missed"},
    {Kind::unpaired, "unpaired"},
    {Kind::lost, "lost"},
    {Kind::unknown, "unknown"},
    {Kind::undecided, "undecided"},
}};

std::string counted(std::size_t count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", formatCount(count), count == 1 ? one : several);
}

}  // namespace

std::string_view toWord(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::passed:
      return "passed";
    case GateVerdict::failed:
      return "failed";
    case GateVerdict::incomplete:
      return "incomplete";
  }
  return "";
}

std::string_view toWord(Kind kind) {
  return kWords[static_cast<std::size_t>(kind)].second;
}

std::size_t GateOutcome::count(Kind kind) const {
  return static_cast<std::size_t>(
      std::count_if(reasons.begin(), reasons.end(),
                    [kind](const GateReason& reason) { return reason.kind == kind; }));
}

std::vector<std::string> possibleRegressions(const Diff& diff) {
  std::vector<std::string> keys;
  for (const DiffPair* pair : couldBeRegressions(diff)) keys.push_back(pair->key);
  return keys;
}

void forgiveRefinedSizes(Diff& diff, const Session& base, const Session& now) {
  const std::vector<bool> added = refinedCases(base);
  std::unordered_set<std::string_view> refined, there;
  for (std::size_t i = 0; i < base.cases.size(); ++i)
    if (added[i]) refined.insert(base.cases[i].key);
  for (const CaseRecord& record : now.cases) there.insert(record.key);
  for (DiffUnmatched& item : diff.unmatched) {
    if (!item.lost || !refined.contains(item.key) || there.contains(item.key)) continue;
    item.lost = false;
    item.reason = "a size only the base's run added around a crossover";
  }
}

GateOutcome judgeGate(const Diff& diff, const std::vector<ExpectationResult>& expectations) {
  GateOutcome outcome;
  if (diff.pairs.empty())
    outcome.reasons.push_back(
        {Kind::unpaired,
         Severity::problem,
         {},
         "no case of the base has a figure to compare with in the new session"});
  for (const DiffPair& pair : diff.pairs)
    if (pair.verdict == Verdict::regressed)
      addPair(outcome, pair, Kind::regressed, Severity::problem);
  addExpectations(outcome, expectations, Fulfilment::missed, Kind::missed, Severity::problem);
  for (const DiffUnmatched& item : diff.unmatched)
    if (item.lost)
      outcome.reasons.push_back({Kind::lost, Severity::problem, item.key, item.reason});
  addExpectations(outcome, expectations, Fulfilment::unknown, Kind::unknown, Severity::problem);
  for (const DiffPair* pair : couldBeRegressions(diff))
    addPair(outcome, *pair, Kind::undecided, Severity::warning);
  addExpectations(outcome, expectations, Fulfilment::unsure, Kind::undecided, Severity::warning);

  const bool shut = outcome.count(Kind::lost) + outcome.count(Kind::unknown) > 0;
  if (diff.pairs.empty())
    outcome.verdict = GateVerdict::incomplete;
  else if (outcome.count(Kind::regressed) + outcome.count(Kind::missed) > 0)
    outcome.verdict = GateVerdict::failed;
  else if (shut)
    outcome.verdict = GateVerdict::incomplete;
  return outcome;
}

std::string describe(const GateOutcome& outcome) {
  std::string text;
  const auto add = [&](Kind kind, std::string_view one, std::string_view several) {
    const std::size_t count = outcome.count(kind);
    if (count > 0) text += (text.empty() ? ": " : ", ") + counted(count, one, several);
  };
  if (outcome.count(Kind::unpaired) > 0) text = ": nothing was paired";
  add(Kind::regressed, "regressed", "regressed");
  add(Kind::missed, "expectation missed", "expectations missed");
  add(Kind::lost, "case of the base without a figure", "cases of the base without a figure");
  add(Kind::unknown, "expectation without its figure", "expectations without their figure");
  add(Kind::undecided, "undecided", "undecided");
  return std::string(toWord(outcome.verdict)) + text;
}

}  // namespace lane
