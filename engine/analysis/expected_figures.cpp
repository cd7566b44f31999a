#include "analysis/expected_figures.h"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "analysis/case_text.h"
#include "analysis/crossover.h"
#include "analysis/noise.h"
#include "machine/variant.h"

namespace lane {
namespace {

using Kind = ExpectedMetric::Kind;

struct Word {
  std::string_view text;
  Kind kind;
  std::string_view unit;
};
constexpr std::array<Word, 7> kWords{{{"time", Kind::time, "s"},
                                      {"throughput", Kind::throughput, "B/s"},
                                      {"gflops", Kind::flopRate, "FLOP/s"},
                                      {"elements_per_second", Kind::itemRate, "elements/s"},
                                      {"precision", Kind::precision, "1"},
                                      {"efficiency", Kind::efficiency, "1"},
                                      {"ulp", Kind::ulp, "ULP"}}};

constexpr const char* kAdvice =
    "Metrics are time, throughput, gflops, elements_per_second, precision, efficiency, ulp, "
    "\"geomean against VARIANT\", \"crossover FROM TO\", noise_score, and the id of any metric of "
    "a session";

std::vector<std::string> splitAtBlanks(std::string_view text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while ((begin = text.find_first_not_of(" \t", begin)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

bool sameName(const std::string& a, const std::string& b) {
  return strcasecmp(a.c_str(), b.c_str()) == 0;
}

/// Work per call over the time of a call, with its interval.
ExpectedFigure rateOf(const CaseRecord& record, double work) {
  if (!(work > 0)) return {};
  return {work / record.median, work / record.ciHigh, work / record.ciLow, {}, {}};
}

ExpectedFigure exact(double value) {
  return {value, value, value, {}, {}};
}

ExpectedFigure figureOf(const Facts& facts, std::uint32_t index, Kind kind) {
  const CaseRecord& record = facts.caseAt(index);
  const RooflinePoint* roof = nullptr;
  switch (kind) {
    case Kind::time:
      return {record.median, record.ciLow, record.ciHigh, {}, {}};
    case Kind::throughput:
      return rateOf(record, record.bytesRead + record.bytesWritten);
    case Kind::flopRate:
      return rateOf(record, record.flops);
    case Kind::itemRate:
      return rateOf(record, record.items);
    case Kind::precision:
      return exact(record.relativeHalfWidth());
    case Kind::efficiency:
      roof = facts.roof(index);
      return roof ? rateOf(record, roof->efficiency * record.median) : ExpectedFigure{};
    case Kind::ulp:
      return exact(record.maxUlp);
    default:
      return {};
  }
}

std::string whyMissing(const CaseRecord& record, Kind kind) {
  if (record.hasTime()) {
    switch (kind) {
      case Kind::throughput:
        return "it names no bytes";
      case Kind::flopRate:
        return "it names no operations";
      case Kind::itemRate:
        return "it names no items";
      case Kind::efficiency:
        return "no ceiling is known for it";
      case Kind::ulp:
        return "its result was not checked";
      default:
        return "it has no spread";
    }
  }
  return fmt::format("it is {}{}{}", toWord(record.status), record.reason.empty() ? "" : ": ",
                     record.reason);
}

void perCase(const Facts& facts, Kind kind, const CaseConditions& where, ExpectedFigures& found) {
  std::size_t skipped = 0;
  for (std::uint32_t i = 0; i < facts.session().cases.size(); ++i) {
    const CaseRecord& record = facts.caseAt(i);
    if (!where.matches(record)) continue;
    // What this machine cannot run was not meant.
    if (record.status == CaseStatus::skipped) {
      ++skipped;
      continue;
    }
    ExpectedFigure figure = record.hasTime() ? figureOf(facts, i, kind) : ExpectedFigure{};
    if (!std::isfinite(figure.value)) {
      if (found.missing.empty())
        found.reason = fmt::format("{}: {}", caseName(record), whyMissing(record, kind));
      found.missing.push_back(i);
      continue;
    }
    figure.name = caseName(record);
    figure.cases = {i};
    found.figures.push_back(std::move(figure));
  }
  if (found.figures.empty() && found.missing.empty())
    found.reason = skipped > 0 ? "all cases that are meant were skipped" : "no case is meant";
}

void named(const Facts& facts, const std::string& id, const CaseConditions& where,
           ExpectedFigures& found) {
  const Session& session = facts.session();
  for (const MetricRecord& metric : session.metrics)
    if (metric.id == id) found.unit = metric.unit;
  const auto figure = [](const ValueRecord& value) {
    ExpectedFigure made = exact(value.value);
    if (std::isfinite(value.low) && std::isfinite(value.high)) {
      made.low = value.low;
      made.high = value.high;
    }
    return made;
  };
  for (const FactValue& value : facts.valuesOf(id)) {
    if (!where.matches(facts.caseAt(value.caseIndex))) continue;
    found.figures.push_back(figure(*value.value));
    found.figures.back().name = caseName(facts.caseAt(value.caseIndex));
    found.figures.back().cases = {value.caseIndex};
  }
  if (!found.figures.empty()) return;
  if (const ValueRecord* whole = facts.valueOf(id)) {
    if (!where.all.empty()) {
      found.reason = "it is a figure of the whole session, which no condition applies to";
      return;
    }
    found.figures.push_back(figure(*whole));
    found.figures.back().name = "the session";
    return;
  }
  if (id == kNoiseScore.id && where.all.empty()) {
    found.unit = kNoiseScore.unit;
    if (const Noise noise = noiseOf(session); std::isfinite(noise.score)) {
      found.figures.push_back(exact(noise.score));
      found.figures.back().name = "the session";
      return;
    }
  }
  found.reason = "the session holds no such figure";
  for (const ValueRecord& value : session.values)
    if (value.metric < session.metrics.size() && session.metrics[value.metric].id == id &&
        !value.reason.empty())
      found.reason = value.reason;
}

/// Half of the width of the interval of log(median); NaN without one.
double logHalf(const CaseRecord& record) {
  return std::log(record.ciHigh / record.ciLow) / 2;
}

void geomean(const Facts& facts, const std::string& against, const CaseConditions& where,
             ExpectedFigures& found) {
  // Without a variant in the conditions our own ones are meant, not another peer.
  const bool anyVariant = where.names(CaseCondition::Field::variant);
  ExpectedFigure mean;
  double logs = 0, squares = 0;
  std::size_t pairs = 0;
  for (const FactChart& chart : facts.charts())
    for (const FactSize& at : chart.sizes) {
      std::uint32_t peer = kNoCase, ours = kNoCase;
      for (const std::uint32_t index : at.cases) {
        const CaseRecord& record = facts.caseAt(index);
        if (sameName(record.variant, against)) {
          peer = index;
        } else if (where.matches(record) && (anyVariant || variantByName(record.variant)) &&
                   (ours == kNoCase || record.median < facts.caseAt(ours).median)) {
          ours = index;
        }
      }
      if (peer == kNoCase || ours == kNoCase) continue;
      const CaseRecord& a = facts.caseAt(peer);
      const CaseRecord& b = facts.caseAt(ours);
      ++pairs;
      logs += std::log(a.median / b.median);
      squares += logHalf(a) * logHalf(a) + logHalf(b) * logHalf(b);
      mean.cases.insert(mean.cases.end(), {ours, peer});
    }
  if (pairs == 0) {
    found.reason = fmt::format("nothing that is meant was measured beside {}", against);
    return;
  }
  const double middle = logs / double(pairs), half = std::sqrt(squares) / double(pairs);
  mean.value = std::exp(middle);
  mean.low = std::exp(middle - half);
  mean.high = std::exp(middle + half);
  mean.name = fmt::format("{} pair{}", pairs, pairs == 1 ? "" : "s");
  found.figures.push_back(std::move(mean));
}

/// Sizes of a chart at which the winning side was measured.
struct Measured {
  const FactChart* chart = nullptr;
  std::vector<std::uint32_t> cases;
};

Measured measuredFor(const Facts& facts, const CrossoverRecord& crossover) {
  Measured measured;
  for (const FactChart& chart : facts.charts()) {
    const CurveKey& key = chart.key;
    if (key.benchmark != crossover.benchmark || key.dtype != crossover.dtype ||
        key.threads != crossover.threadsTo || key.mode != crossover.modeTo ||
        key.cache != crossover.cache || key.params != crossover.params)
      continue;
    measured.chart = &chart;
    for (const FactSize& at : chart.sizes)
      if (const std::uint32_t index = facts.find(at, crossover.to); index != kNoCase)
        measured.cases.push_back(index);
    break;
  }
  return measured;
}

bool isSide(const CrossoverSide& side, const std::string& variant, std::uint32_t threads,
            Mode mode) {
  return side.variant == variant && (!side.threads || *side.threads == threads) &&
         (!side.mode || *side.mode == mode);
}

void crossovers(const Facts& facts, const ExpectedMetric& metric, const CaseConditions& where,
                ExpectedFigures& found) {
  const CrossoverSide from = *parseCrossoverSide(metric.from);
  const CrossoverSide to = *parseCrossoverSide(metric.to);
  std::vector<CrossoverRecord> all = facts.session().crossovers;
  std::erase_if(all, [&](const CrossoverRecord& each) {
    return !isSide(from, each.from, each.threadsFrom, each.modeFrom) ||
           !isSide(to, each.to, each.threadsTo, each.modeTo);
  });
  if (all.empty()) all = findCrossovers(facts.session(), from, to);
  for (const CrossoverRecord& crossover : all) {
    const Measured measured = measuredFor(facts, crossover);
    if (measured.cases.empty() || !where.matches(facts.caseAt(measured.cases.front()))) continue;
    ExpectedFigure figure;
    figure.name = describe(crossover);
    const double smallest = double(facts.caseAt(measured.cases.front()).size);
    const double largest = double(facts.caseAt(measured.cases.back()).size);
    switch (crossover.kind) {
      case CrossoverKind::at:
      case CrossoverKind::several:
        figure.value = crossover.size;
        figure.low = crossover.sizeLow;
        figure.high = crossover.sizeHigh;
        break;
      case CrossoverKind::always:  // it lies somewhere below
        figure.value = figure.high = smallest;
        figure.low = 0;
        break;
      case CrossoverKind::never:  // or beyond
        figure.value = figure.low = largest;
        figure.high = std::numeric_limits<double>::infinity();
        break;
      case CrossoverKind::tie:
      case CrossoverKind::unresolved:
        found.reason = figure.name;
        found.missing.push_back(measured.cases.front());
        continue;
    }
    for (const std::uint32_t index : measured.cases) {
      figure.cases = {index};
      if (!(double(facts.caseAt(index).size) < crossover.size)) break;
    }
    found.figures.push_back(std::move(figure));
  }
  if (found.figures.empty() && found.missing.empty())
    found.reason = "nothing that is meant has both sides at two sizes";
}

}  // namespace

Result<ExpectedMetric> parseExpectedMetric(std::string_view text) {
  const auto wrong = [&](std::string what) {
    return fail(ErrorCode::usage, std::move(what), {}, kAdvice);
  };
  const std::vector<std::string> parts = splitAtBlanks(text);
  if (parts.empty()) return wrong("an expectation names no metric");
  ExpectedMetric metric;
  if (parts[0] == "geomean") {
    if (parts.size() < 3 || parts[1] != "against")
      return wrong(fmt::format("\"{}\" does not say against which variant", text));
    metric.kind = Kind::geomean;
    for (std::size_t i = 2; i < parts.size(); ++i) metric.id += (i > 2 ? " " : "") + parts[i];
    return metric;
  }
  if (parts[0] == "crossover") {
    if (parts.size() != 3) return wrong(fmt::format("\"{}\" does not name the two sides", text));
    for (std::size_t i = 1; i < 3; ++i)
      if (auto side = parseCrossoverSide(parts[i]); !side) return tl::unexpected(side.error());
    metric.kind = Kind::crossover;
    metric.from = parts[1];
    metric.to = parts[2];
    return metric;
  }
  if (parts.size() > 1) return wrong(fmt::format("\"{}\" is no metric", text));
  metric.id = parts[0];
  for (const Word& word : kWords) {
    if (metric.id == word.text)
      metric.kind = word.kind;
    else if (sameName(metric.id, std::string(word.text)))
      return wrong(fmt::format("\"{}\" is written \"{}\"", metric.id, word.text));
  }
  return metric;
}

ExpectedFigures expectedFigures(const Facts& facts, const ExpectedMetric& metric,
                                const CaseConditions& where) {
  ExpectedFigures found;
  for (const Word& word : kWords)
    if (word.kind == metric.kind) found.unit = word.unit;
  switch (metric.kind) {
    case Kind::named:
      named(facts, metric.id, where, found);
      break;
    case Kind::geomean:
      found.unit = "1";
      geomean(facts, metric.id, where, found);
      break;
    case Kind::crossover:
      found.unit = "elements";
      crossovers(facts, metric, where, found);
      break;
    default:
      perCase(facts, metric.kind, where, found);
  }
  return found;
}

}  // namespace lane
