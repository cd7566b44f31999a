#include "analysis/expectations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/expected_figures.h"
#include "analysis/figure_text.h"
#include "analysis/findings/wording.h"

namespace lane {
namespace {

using Kind = ExpectedMetric::Kind;

bool isLimit(double limit) {
  return std::isfinite(limit);
}

/// How one figure stands to the limits.
Fulfilment judge(const ExpectedFigure& figure, const Expectation& limits) {
  if (std::isnan(figure.low) || std::isnan(figure.high)) return Fulfilment::unsure;
  if (figure.high < limits.minimum || figure.low > limits.maximum) return Fulfilment::missed;
  const bool inside = figure.low >= limits.minimum && figure.high <= limits.maximum;
  return inside ? Fulfilment::met : Fulfilment::unsure;
}

/// How far beyond the nearer limit, relative to it; negative inside.
double excess(double value, const Expectation& limits) {
  const auto beyond = [](double by, double limit) {
    return by / std::fmax(std::abs(limit), 1e-300);
  };
  double most = -std::numeric_limits<double>::infinity();
  if (isLimit(limits.minimum))
    most = std::fmax(most, beyond(limits.minimum - value, limits.minimum));
  if (isLimit(limits.maximum))
    most = std::fmax(most, beyond(value - limits.maximum, limits.maximum));
  return most;
}

std::string limitsText(const Expectation& limits, const std::string& unit) {
  const auto text = [&](double limit) { return figureText(limit, unit); };
  if (isLimit(limits.minimum) && isLimit(limits.maximum))
    return fmt::format("{} to {}", text(limits.minimum), text(limits.maximum));
  return isLimit(limits.minimum) ? "at least " + text(limits.minimum)
                                 : "at most " + text(limits.maximum);
}

std::string intervalText(const ExpectedFigure& figure, const std::string& unit) {
  if (std::isnan(figure.low) || std::isnan(figure.high)) return " without a spread";
  if (figure.low == figure.high) return "";
  const std::string high = std::isinf(figure.high) ? "…" : "… " + figureText(figure.high, unit);
  return fmt::format(" ({} {})", figureText(figure.low, unit), high);
}

std::vector<std::string> keysOf(const Session& session, const std::vector<std::uint32_t>& cases) {
  std::vector<std::string> keys;
  for (const std::uint32_t index : cases) keys.push_back(session.cases[index].key);
  return keys;
}

struct Tally {
  std::size_t missed = 0, unsure = 0;
  const ExpectedFigure* worst = nullptr;  ///< among the gravest
};

Tally tally(const ExpectedFigures& found, const Expectation& limits) {
  Tally sum;
  Fulfilment gravest = Fulfilment::met;
  const auto gravity = [](Fulfilment each) {
    return each == Fulfilment::missed ? 2 : each == Fulfilment::unsure ? 1 : 0;
  };
  for (const ExpectedFigure& figure : found.figures) {
    const Fulfilment here = judge(figure, limits);
    sum.missed += here == Fulfilment::missed;
    sum.unsure += here == Fulfilment::unsure;
    const bool graver = gravity(here) > gravity(gravest);
    if (!sum.worst || graver ||
        (here == gravest && excess(figure.value, limits) > excess(sum.worst->value, limits)))
      sum.worst = &figure;
    if (graver) gravest = here;
  }
  return sum;
}

Fulfilment outcome(const Tally& sum, const ExpectedFigures& found) {
  if (sum.missed > 0) return Fulfilment::missed;
  if (!found.missing.empty() || found.figures.empty()) return Fulfilment::unknown;
  return sum.unsure > 0 ? Fulfilment::unsure : Fulfilment::met;
}

std::string sentence(const ExpectationResult& result, const ExpectedFigures& found,
                     const Tally& sum) {
  const Expectation& expectation = result.expectation;
  std::string head = expectation.metric;
  if (!expectation.where.empty()) head += fmt::format(" where {}", expectation.where);
  head += fmt::format(": expected {}", limitsText(expectation, result.unit));
  if (result.fulfilment == Fulfilment::unknown)
    return fmt::format(
        "{}, but not known{}: {}.", head,
        found.missing.empty() ? "" : " of " + counted(found.missing.size(), "case", "cases"),
        found.reason);
  // A crossover's description holds its sizes already.
  const std::string figure =
      result.unit == "elements"
          ? sum.worst->name
          : fmt::format("{}{} of {}", figureText(result.value, result.unit),
                        intervalText(*sum.worst, result.unit), sum.worst->name);
  const std::size_t all = found.figures.size();
  const auto share = [&](std::size_t count) {
    return all == 1 ? std::string() : fmt::format(" by {} of {}, worst", count, all);
  };
  switch (result.fulfilment) {
    case Fulfilment::missed:
      return fmt::format("{}, missed{}: {}.", head, share(sum.missed), figure);
    case Fulfilment::unsure:
      return fmt::format("{}, undecided{}: {}.", head,
                         all == 1 ? "" : fmt::format(" for {} of {}, worst", sum.unsure, all),
                         figure);
    default:
      return fmt::format("{}, met{}: {}.", head,
                         all == 1 ? "" : fmt::format(" by all {}, nearest", all), figure);
  }
}

ExpectationResult judgeOne(const Facts& facts, const Expectation& expectation) {
  ExpectationResult result;
  result.expectation = expectation;
  ExpectedFigures found;
  Tally sum;
  if (const auto checked = checkExpectation(expectation); !checked) {
    found.reason = toString(checked.error());
  } else {
    found = expectedFigures(facts, *parseExpectedMetric(expectation.metric),
                            *parseCaseConditions(expectation.where));
    sum = tally(found, expectation);
  }
  result.unit = found.unit;
  result.fulfilment = outcome(sum, found);
  if (sum.worst) {
    result.value = sum.worst->value;
    result.low = sum.worst->low;
    result.high = sum.worst->high;
  }
  std::vector<std::uint32_t> cases;
  if (result.fulfilment == Fulfilment::unknown) cases = found.missing;
  // The worst first, then the others that stand alike.
  const auto add = [&](const ExpectedFigure& figure) {
    cases.insert(cases.end(), figure.cases.begin(), figure.cases.end());
  };
  if (sum.worst && result.fulfilment != Fulfilment::unknown) add(*sum.worst);
  if (result.fulfilment == Fulfilment::missed || result.fulfilment == Fulfilment::unsure)
    for (const ExpectedFigure& figure : found.figures)
      if (&figure != sum.worst && judge(figure, expectation) == result.fulfilment) add(figure);
  const bool isMean = parseExpectedMetric(expectation.metric)
                          .map([](const ExpectedMetric& m) { return m.kind == Kind::geomean; })
                          .value_or(false);
  if (result.fulfilment != Fulfilment::met || isMean) result.keys = keysOf(facts.session(), cases);
  result.text = sentence(result, found, sum);
  return result;
}

}  // namespace

Result<void> checkExpectation(const Expectation& expectation) {
  const auto metric = parseExpectedMetric(expectation.metric);
  if (!metric) return tl::unexpected(metric.error());
  const auto where = parseCaseConditions(expectation.where);
  if (!where) return tl::unexpected(where.error());
  const auto wrong = [&](std::string what, std::string advice) {
    return fail(ErrorCode::usage, std::move(what),
                fmt::format("expectation of \"{}\"", expectation.metric), std::move(advice));
  };
  if (!isLimit(expectation.minimum) && !isLimit(expectation.maximum))
    return wrong("it sets no limit", "Write min, max or both");
  if (expectation.minimum > expectation.maximum)
    return wrong("its min lies above its max", "Exchange them");
  if (metric->kind == Kind::throughput || metric->kind == Kind::flopRate) {
    // 10 would always be met: rates are in bytes and operations per second.
    constexpr double kLeast = 1e6;
    for (const double limit : {expectation.minimum, expectation.maximum})
      if (isLimit(limit) && limit != 0 && std::abs(limit) < kLeast)
        return wrong(
            fmt::format("{} is hardly meant",
                        figureText(limit, metric->kind == Kind::throughput ? "B/s" : "FLOP/s")),
            metric->kind == Kind::throughput ? "Write the unit, as in 10 GB/s"
                                             : "Write the unit, as in 10 GFLOP/s");
  }
  if (metric->kind == Kind::crossover)
    for (const auto field : {CaseCondition::Field::variant, CaseCondition::Field::size})
      if (where->names(field))
        return wrong("a crossover has two variants and all sizes",
                     "Name the variants as its sides and limit the size by min and max");
  return {};
}

std::vector<ExpectationResult> judgeExpectations(const Session& session,
                                                 const std::vector<Expectation>& expectations) {
  std::vector<ExpectationResult> results;
  if (expectations.empty()) return results;
  const Facts facts(session);
  for (const Expectation& expectation : expectations)
    results.push_back(judgeOne(facts, expectation));
  return results;
}

std::vector<Finding> expectationFindings(const std::vector<ExpectationResult>& results) {
  std::vector<Finding> findings;
  for (const ExpectationResult& result : results) {
    if (result.fulfilment == Fulfilment::met) continue;
    Finding finding;
    finding.rule = "expectation";
    finding.text = result.text;
    for (std::size_t i = 0; i < std::min(result.keys.size(), kMostEvidence); ++i)
      finding.evidence += (i > 0 ? "\n" : "") + result.keys[i];
    switch (result.fulfilment) {
      case Fulfilment::missed:
        finding.severity = Severity::problem;
        finding.advice = "The plan demands it: look at the cases named, or correct the plan.";
        break;
      case Fulfilment::unsure:
        finding.severity = Severity::warning;
        finding.advice = "More samples, or a limit further away, would decide it.";
        break;
      default:
        finding.severity = Severity::warning;
        finding.advice = "Measure what is missing, or correct the plan.";
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace lane
