#include <cmath>
#include <nlohmann/json.hpp>

#include "exchange/export.h"

namespace lane {
namespace {

using Object = nlohmann::ordered_json;

/// Not a number and infinities are null.
Object number(double value) {
  return std::isfinite(value) ? Object(value) : Object(nullptr);
}

}  // namespace

std::string toJson(const Diff& diff) {
  const DiffSummary& summary = diff.summary;
  Object document{{"format", "lanescope-diff"},
                  {"version", 1},
                  {"threshold", diff.options.threshold},
                  {"confidence", diff.options.confidence},
                  {"summary",
                   {{"improved", summary.improved},
                    {"regressed", summary.regressed},
                    {"same", summary.same},
                    {"unsure", summary.unsure},
                    {"changed", summary.changed},
                    {"unmatched", summary.unmatched},
                    {"geomean", number(summary.geomean)},
                    {"geomean_low", number(summary.geomeanLow)},
                    {"geomean_high", number(summary.geomeanHigh)}}}};
  Object& pairs = document["pairs"] = Object::array();
  for (const DiffPair& pair : diff.pairs)
    pairs.push_back({{"key", pair.key},
                     {"ratio", number(pair.ratio)},
                     {"ratio_low", number(pair.ratioLow)},
                     {"ratio_high", number(pair.ratioHigh)},
                     {"verdict", toWord(pair.verdict)},
                     {"changed", pair.changed},
                     {"reason", pair.reason}});
  Object& unmatched = document["unmatched"] = Object::array();
  for (const DiffUnmatched& item : diff.unmatched)
    unmatched.push_back(
        {{"key", item.key}, {"in", item.inBase ? "base" : "new"}, {"reason", item.reason}});
  Object& environment = document["environment"] = Object::array();
  for (const EnvironmentDifference& difference : diff.environment)
    environment.push_back(
        {{"label", difference.label}, {"base", difference.base}, {"new", difference.now}});
  document["between_process"] = {{"relative_stddev", number(diff.betweenProcess)},
                                 {"source", diff.betweenProcessSource}};
  return document.dump(1, ' ', false, Object::error_handler_t::replace) + "\n";
}

}  // namespace lane
