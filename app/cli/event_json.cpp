#include "event_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "workloads/ceilings.h"

namespace lane::cli {
namespace {

using Json = nlohmann::ordered_json;

// Switches, so that the compiler asks for the word of a new value.
const char* word(RunPhase phase) {
  switch (phase) {
    case RunPhase::preparing:
      return "preparing";
    case RunPhase::checking:
      return "checking";
    case RunPhase::calibrating:
      return "calibrating";
    case RunPhase::sampling:
      return "sampling";
    case RunPhase::refining:
      return "refining";
    case RunPhase::probing:
      return "probing";
    case RunPhase::analysing:
      return "analysing";
  }
  return "";
}

const char* word(RunOutcome outcome) {
  switch (outcome) {
    case RunOutcome::completed:
      return "completed";
    case RunOutcome::stopped:
      return "stopped";
    case RunOutcome::failed:
      return "failed";
  }
  return "";
}

/// JSON has no NaN.
Json figure(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json caseNumber(std::uint32_t index) {
  return index == kNoCase ? Json(nullptr) : Json(index);
}

Json keys(const std::vector<CaseRecord>& cases) {
  Json list = Json::array();
  for (const CaseRecord& record : cases) list.push_back(record.key);
  return list;
}

Json toJson(const RunStarted& started) {
  return {{"event", "run_started"},
          {"version", 1},
          {"title", started.session.title},
          {"uuid", started.session.uuid},
          {"created", started.session.created},
          {"cases", keys(started.session.cases)}};
}

Json toJson(const CasesAdded& added) {
  return {{"event", "cases_added"}, {"cases", keys(added.cases)}};
}

Json observed(const std::vector<ObservedValues>& all) {
  Json json = Json::object();
  for (const ObservedValues& one : all) json[one.metric.id] = one.values;
  return json;
}

Json toJson(const CaseMeasured& measured) {
  const CaseRecord& record = measured.record;
  return {{"event", "case_measured"},
          {"case", caseNumber(measured.caseIndex)},
          {"key", record.key},
          {"status", toWord(record.status)},
          {"reason", record.reason},
          {"stop_reason", toWord(record.stopReason)},
          {"median", figure(record.median)},
          {"ci_low", figure(record.ciLow)},
          {"ci_high", figure(record.ciHigh)},
          {"sample_count", record.sampleCount},
          {"max_ulp", figure(record.maxUlp)},
          {"pass", measured.pass},
          {"seconds", measured.seconds},
          {"t", measured.t},
          {"rounds", measured.rounds},
          {"flags", measured.flags},
          {"observed", observed(measured.observed)}};
}

Json toJson(const Progress& progress) {
  return {{"event", "progress"},
          {"phase", word(progress.phase)},
          {"pass", progress.pass},
          {"done", progress.done},
          {"total", progress.total},
          {"fraction", figure(progress.fraction)},
          {"elapsed", figure(progress.elapsedSeconds)},
          {"left", progress.leftSeconds < 0 ? Json(nullptr) : figure(progress.leftSeconds)},
          {"case", caseNumber(progress.currentCase)},
          {"message", progress.message}};
}

Json toJson(const SeriesPoint& point) {
  return {{"event", "series_point"},   {"id", point.id},       {"metric", point.metric.id},
          {"unit", point.metric.unit}, {"t", figure(point.t)}, {"value", figure(point.value)}};
}

Json toJson(const TraceMeasured& trace) {
  return {{"event", "trace"},
          {"case", caseNumber(trace.caseIndex)},
          {"metric", trace.metric.id},
          {"unit", trace.metric.unit},
          {"t", trace.t},
          {"value", trace.value}};
}

Json toJson(const HistogramMeasured& histogram) {
  Json bins = Json::array();
  for (const auto& [low, count] : histogram.bins) bins.push_back({low, count});
  return {{"event", "histogram"},
          {"case", caseNumber(histogram.caseIndex)},
          {"metric", histogram.metric.id},
          {"unit", histogram.metric.unit},
          {"bins", std::move(bins)}};
}

Json toJson(const MarkAdded& added) {
  return {{"event", "mark"},
          {"t", figure(added.mark.t)},
          {"case", caseNumber(added.mark.caseIndex)},
          {"text", added.mark.text}};
}

Json toJson(const ValueMeasured& measured) {
  return {{"event", "value"},
          {"case", caseNumber(measured.value.caseIndex)},
          {"metric", measured.metric.id},
          {"unit", measured.metric.unit},
          {"value", figure(measured.value.value)},
          {"low", figure(measured.value.low)},
          {"high", figure(measured.value.high)},
          {"reason", measured.value.reason}};
}

Json toJson(const CrossoversFound& found) {
  Json list = Json::array();
  for (const CrossoverRecord& c : found.crossovers)
    list.push_back({{"benchmark", c.benchmark},
                    {"dtype", toWord(c.dtype)},
                    {"from", c.from},
                    {"to", c.to},
                    {"kind", toWord(c.kind)},
                    {"size", figure(c.size)},
                    {"size_low", figure(c.sizeLow)},
                    {"size_high", figure(c.sizeHigh)}});
  return {{"event", "crossovers"}, {"crossovers", list}};
}

Json toJson(const FindingsFound& found) {
  Json list = Json::array();
  for (const Finding& finding : found.findings)
    list.push_back({{"severity", toWord(finding.severity)},
                    {"rule", finding.rule},
                    {"text", finding.text},
                    {"advice", finding.advice}});
  return {{"event", "findings"}, {"findings", list}};
}

Json toJson(const CeilingsFound& found) {
  return {{"event", "ceilings"},
          {"fingerprint", found.ceilings->fingerprint},
          {"created", found.ceilings->created}};
}

Json toJson(const Logged& logged) {
  return {{"event", "log"},
          {"t", figure(logged.line.t)},
          {"severity", toWord(logged.line.severity)},
          {"text", logged.line.text}};
}

Json toJson(const RunFinished& finished) {
  Json line = {{"event", "run_finished"},
               {"outcome", word(finished.outcome)},
               {"elapsed", figure(finished.elapsedSeconds)}};
  if (finished.outcome == RunOutcome::failed) line["error"] = toString(finished.error);
  return line;
}

}  // namespace

std::string toJsonLine(const RunEvent& event) {
  return std::visit([](const auto& value) { return toJson(value); }, event)
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lane::cli
