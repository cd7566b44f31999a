#include "exchange/csv_text.h"
#include "exchange/json_tables.h"
#include "exchange/trend_export.h"

namespace lane {
namespace {

JsonObject eventRows(const Trend& trend, const std::vector<TrendEvent>& events) {
  JsonObject rows = JsonObject::array();
  for (const TrendEvent& event : events) {
    const TrendLine& line = trend.lines[event.line];
    const TrendStep& step = line.steps[event.step];
    const TrendSession& session = trend.sessions[line.points[step.at].session];
    JsonObject row{
        {"history", event.line},
        {"key", line.key},
        {"session", line.points[step.at].session},
        {"file", session.path.string()},
        {"created", session.created},
        {"commit", session.commit.empty() ? JsonObject(nullptr) : JsonObject(session.commit)},
        {"ratio", jsonNumber(step.ratio)},
        {"ratio_low", jsonNumber(step.ratioLow)},
        {"ratio_high", jsonNumber(step.ratioHigh)},
        {"p_adjusted", jsonNumber(step.pAdjusted)}};
    JsonObject& environment = row["environment"] = JsonObject::array();
    for (const EnvironmentDifference& d : step.environment)
      environment.push_back({{"label", d.label}, {"before", d.base}, {"after", d.now}});
    rows.push_back(std::move(row));
  }
  return rows;
}

JsonObject historyRow(const TrendLine& line) {
  JsonObject row{{"key", line.key},
                 {"machine", line.machine},
                 {"revision", line.revision},
                 {"apart", line.apart},
                 {"noise", jsonNumber(line.noise)},
                 {"last_over_first", jsonNumber(line.total)},
                 {"reason", line.reason}};
  JsonObject& points = row["points"] = JsonObject::array();
  for (const TrendPoint& point : line.points)
    points.push_back({{"session", point.session},
                      {"median", jsonNumber(point.median)},
                      {"ci_low", jsonNumber(point.low)},
                      {"ci_high", jsonNumber(point.high)}});
  JsonObject& segments = row["segments"] = JsonObject::array();
  for (const TrendSegment& segment : line.segments)
    segments.push_back({{"first", segment.first},
                        {"count", segment.count},
                        {"level", jsonNumber(segment.level)},
                        {"level_low", jsonNumber(segment.low)},
                        {"level_high", jsonNumber(segment.high)}});
  JsonObject& steps = row["steps"] = JsonObject::array();
  for (const TrendStep& step : line.steps)
    steps.push_back({{"at", step.at},
                     {"ratio", jsonNumber(step.ratio)},
                     {"ratio_low", jsonNumber(step.ratioLow)},
                     {"ratio_high", jsonNumber(step.ratioHigh)},
                     {"p", jsonNumber(step.pValue)},
                     {"p_adjusted", jsonNumber(step.pAdjusted)},
                     {"sure", step.sure},
                     {"verdict", toWord(step.verdict)}});
  return row;
}

}  // namespace

std::string toJson(const TrendReport& report) {
  const Trend& trend = report.trend;
  JsonObject document{{"format", "lanescope-trend"},
                      {"version", 1},
                      {"folder", report.folder},
                      {"threshold", trend.options.threshold},
                      {"confidence", trend.options.confidence},
                      {"files", report.read.files},
                      {"tested", trend.tested}};
  JsonObject& skipped = document["skipped"] = JsonObject::array();
  for (const SkippedFile& file : report.read.skipped)
    skipped.push_back({{"file", file.path.string()}, {"reason", file.reason}});
  JsonObject& sessions = document["sessions"] = JsonObject::array();
  for (const TrendSession& session : trend.sessions)
    sessions.push_back(
        {{"file", session.path.string()},
         {"title", session.title},
         {"uuid", session.uuid},
         {"created", session.created},
         {"commit", session.commit.empty() ? JsonObject(nullptr) : JsonObject(session.commit)},
         {"machine", session.machine}});
  document["regressions"] = eventRows(trend, trend.regressions);
  document["improvements"] = eventRows(trend, trend.improvements);
  document["possible"] = eventRows(trend, trend.possible);
  JsonObject& histories = document["histories"] = JsonObject::array();
  for (const TrendLine& line : trend.lines) histories.push_back(historyRow(line));
  return jsonText(document);
}

std::string toCsv(const TrendReport& report) {
  const Trend& trend = report.trend;
  std::string csv = csvRow({"key", "revision", "machine", "created", "commit", "file", "median",
                            "ci_low", "ci_high", "level", "step_ratio", "step_ratio_low",
                            "step_ratio_high", "step_p_adjusted", "verdict"});
  for (const TrendLine& line : trend.lines) {
    std::size_t segment = 0;
    for (std::size_t i = 0; i < line.points.size(); ++i) {
      const TrendPoint& point = line.points[i];
      const TrendSession& session = trend.sessions[point.session];
      while (segment + 1 < line.segments.size() && i >= line.segments[segment + 1].first) ++segment;
      std::vector<std::string> row{
          csvText(line.key),       std::to_string(line.revision),
          csvText(line.machine),   csvText(session.created),
          csvText(session.commit), csvText(session.path.string()),
          csvNumber(point.median), csvNumber(point.low),
          csvNumber(point.high),   csvNumber(line.segments[segment].level)};
      const bool isStep = segment > 0 && line.segments[segment].first == i;
      const TrendStep none;
      const TrendStep& step = isStep ? line.steps[segment - 1] : none;
      row.insert(row.end(), {csvNumber(step.ratio), csvNumber(step.ratioLow),
                             csvNumber(step.ratioHigh), isStep ? csvNumber(step.pAdjusted) : "",
                             isStep ? std::string(toWord(step.verdict)) : ""});
      csv += csvRow(row);
    }
  }
  return csv;
}

}  // namespace lane
