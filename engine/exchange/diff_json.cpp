#include "exchange/diff_words.h"
#include "exchange/export.h"
#include "exchange/json_tables.h"

namespace lane {
namespace {

using Object = JsonObject;

std::string_view groupingWord(DiffGrouping by) {
  switch (by) {
    case DiffGrouping::suite:
      return "suite";
    case DiffGrouping::variant:
      return "variant";
    case DiffGrouping::kernel:
      return "kernel";
  }
  return "";
}

Object summaryObject(const DiffSummary& summary, bool ofAll) {
  Object object{{"improved", summary.improved},
                {"regressed", summary.regressed},
                {"same", summary.same},
                {"unsure", summary.unsure},
                {"changed", summary.changed}};
  if (ofAll) object["unmatched"] = summary.unmatched;
  object["geomean"] = jsonNumber(summary.geomean);
  object["geomean_low"] = jsonNumber(summary.geomeanLow);
  object["geomean_high"] = jsonNumber(summary.geomeanHigh);
  return object;
}

Object pairObjects(const Diff& diff, const DiffContext& context) {
  const PairFigures figures(diff, context);
  Object list = Object::array();
  for (const DiffPair& pair : diff.pairs) {
    Object object{{"key", pair.key},
                  {"ratio", jsonNumber(pair.ratio)},
                  {"ratio_low", jsonNumber(pair.ratioLow)},
                  {"ratio_high", jsonNumber(pair.ratioHigh)},
                  {"verdict", toWord(pair.verdict)},
                  {"changed", pair.changed},
                  {"p_adjusted", jsonNumber(pair.pAdjusted)},
                  {"more_samples", jsonNumber(pair.moreSamples)},
                  {"reason", pair.reason}};
    if (figures.known()) {
      object["base"] = jsonNumber(figures.base(pair));
      object["new"] = jsonNumber(figures.now(pair));
    }
    list.push_back(std::move(object));
  }
  return list;
}

Object ceilingObjects(const std::vector<MovedCeiling>& ceilings) {
  Object list = Object::array();
  for (const MovedCeiling& item : ceilings)
    list.push_back({{"name", item.name},
                    {"unit", item.unit},
                    {"moved", item.moved},
                    {"base", jsonNumber(item.base)},
                    {"new", jsonNumber(item.now)},
                    {"ratio", jsonNumber(item.ratio)},
                    {"ratio_low", jsonNumber(item.ratioLow)},
                    {"ratio_high", jsonNumber(item.ratioHigh)}});
  return list;
}

Object gateObject(const GateOutcome& gate) {
  Object object{{"verdict", toWord(gate.verdict)},
                {"exit_code", static_cast<int>(gate.verdict)},
                {"remeasured_cases", gate.remeasuredCases},
                {"remeasured", gate.remeasured}};
  Object& reasons = object["reasons"] = Object::array();
  for (const GateReason& reason : gate.reasons)
    reasons.push_back({{"kind", toWord(reason.kind)},
                       {"severity", toWord(reason.severity)},
                       {"key", reason.key},
                       {"text", reason.text}});
  return object;
}

}  // namespace

std::string toJson(const Diff& diff, const DiffContext& context) {
  Object document{{"format", "lanescope-diff"},
                  {"version", 1},
                  {"threshold", diff.options.threshold},
                  {"confidence", diff.options.confidence},
                  {"metric", jsonRow(schema::kMetrics, diff.metric)},
                  {"summary", summaryObject(diff.summary, true)},
                  {"remarks", diff.remarks},
                  {"pairs", pairObjects(diff, context)}};
  Object& unmatched = document["unmatched"] = Object::array();
  for (const DiffUnmatched& item : diff.unmatched)
    unmatched.push_back({{"key", item.key},
                         {"in", item.inBase ? "base" : "new"},
                         {"lost", item.lost},
                         {"reason", item.reason}});
  Object& groups = document["groups"] = Object::array();
  for (const DiffGroup& group : diff.groups) {
    Object object{{"by", groupingWord(group.by)}, {"name", group.name}};
    object.update(summaryObject(group.summary, false));
    groups.push_back(std::move(object));
  }
  Object& crossovers = document["crossovers"] = Object::array();
  for (const MovedCrossover& item : diff.crossovers)
    crossovers.push_back({{"moved", item.moved},
                          {"base", jsonCrossover(item.base)},
                          {"new", jsonCrossover(item.now)}});
  document["ceilings"] = ceilingObjects(diff.ceilings);
  Object& environment = document["environment"] = Object::array();
  for (const EnvironmentDifference& difference : diff.environment)
    environment.push_back({{"label", difference.label},
                           {"base", difference.base},
                           {"new", difference.now},
                           {"weight", jsonNumber(difference.weight)},
                           {"why", difference.why}});
  document["between_process"] = {{"relative_stddev", jsonNumber(diff.betweenProcess)},
                                 {"source", diff.betweenProcessSource}};
  if (context.gate) document["gate"] = gateObject(*context.gate);
  if (!context.command.empty()) document["command"] = context.command;
  return jsonText(document);
}

}  // namespace lane
