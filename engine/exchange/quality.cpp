#include "exchange/quality.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "exchange/roof_summary.h"
#include "measure/statistics.h"

namespace lane {
namespace {

constexpr std::size_t kNamed = 5;  ///< cases named in a sentence

using Values = std::vector<const ValueRecord*>;

/// Values of a metric that are known, of cases or of the session as a whole.
Values valuesOf(const Session& session, std::string_view metric, bool ofCases) {
  Values found;
  for (const ValueRecord& value : session.values)
    if (session.metrics[value.metric].id == metric && std::isfinite(value.value) &&
        (ofCases ? value.caseIndex < session.cases.size() : value.caseIndex == kNoCase))
      found.push_back(&value);
  return found;
}

void sortDescending(Values& values) {
  std::stable_sort(values.begin(), values.end(),
                   [](const ValueRecord* a, const ValueRecord* b) { return a->value > b->value; });
}

/// "a (2), b (3) and 4 more"
template <class Figure>
std::string listOf(const Session& session, const Values& values, const Figure& figure) {
  std::string text;
  for (std::size_t i = 0; i < std::min(values.size(), kNamed); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : "; ",
                        caseName(session.cases[values[i]->caseIndex]), figure(*values[i]));
  if (values.size() > kNamed) text += fmt::format("; and {} more", values.size() - kNamed);
  return text;
}

std::string noise(const Session& session) {
  const Values score = valuesOf(session, "noise_score", false);
  const Values disturbed = valuesOf(session, "disturbed_share", false);
  std::string text;
  if (!score.empty()) text = "Noise score " + formatNumber(score.back()->value);
  if (!disturbed.empty())
    text += fmt::format("{}{} of the samples disturbed", text.empty() ? "" : ", ",
                        formatShare(disturbed.back()->value));
  return text.empty() ? text : text + ".";
}

std::string placement(const Session& session) {
  constexpr double kMatters = 0.1;
  Values values = valuesOf(session, "placement_sensitivity", true);
  if (values.empty()) return {};
  const std::size_t probed = values.size();
  sortDescending(values);
  std::erase_if(values, [](const ValueRecord* value) { return value->value <= kMatters; });
  if (values.empty())
    return fmt::format("Other placements of the operands cost none of {} cases more than {}.",
                       formatCount(probed), formatShare(kMatters));
  const auto range = [](const ValueRecord& value) {
    return fmt::format("{:+.0f} … {:+.0f} % over {} placements", 100 * value.low, 100 * value.value,
                       value.n);
  };
  return fmt::format("Other placements of the operands cost {} of {} cases more than {}: {}.",
                     formatCount(values.size()), formatCount(probed), formatShare(kMatters),
                     listOf(session, values, range));
}

std::string modes(const Session& session) {
  Values values = valuesOf(session, "modes", true);
  std::erase_if(values, [](const ValueRecord* value) { return value->value < 2; });
  if (values.empty()) return {};
  sortDescending(values);
  const auto count = [](const ValueRecord& value) { return fmt::format("{:.0f}", value.value); };
  return fmt::format("{} case{} with more than one speed (modes): {}.", formatCount(values.size()),
                     values.size() == 1 ? "" : "s", listOf(session, values, count));
}

std::string betweenProcesses(const Session& session) {
  Values values = valuesOf(session, "between_process", true);
  if (values.empty()) {
    const Values whole = valuesOf(session, "between_process", false);
    if (whole.empty()) return {};
    return fmt::format("Between processes times differ by {}.", formatShare(whole.back()->value));
  }
  sortDescending(values);
  std::vector<double> all;
  for (const ValueRecord* value : values) all.push_back(value->value);
  return fmt::format("Between processes times differ by {} (median), at most {} ({}).",
                     formatShare(median(all)), formatShare(all.front()),
                     caseName(session.cases[values.front()->caseIndex]));
}

}  // namespace

std::vector<std::string> qualityNotes(const Session& session) {
  std::vector<std::string> notes;
  for (std::string note :
       {noise(session), placement(session), modes(session), betweenProcesses(session)})
    if (!note.empty()) notes.push_back(std::move(note));
  return notes;
}

std::vector<double> valuesByCase(const Session& session, std::string_view metric) {
  std::vector<double> byCase;
  for (const ValueRecord* value : valuesOf(session, metric, true)) {
    byCase.resize(session.cases.size(), kUnknown);
    byCase[value->caseIndex] = value->value;
  }
  return byCase;
}

}  // namespace lane
