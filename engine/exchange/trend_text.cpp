#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/units.h"
#include "exchange/markdown_text.h"
#include "exchange/text_layout.h"
#include "exchange/trend_export.h"

namespace lane {
namespace {

constexpr std::size_t kSparkWidth = 32;

std::string plural(std::size_t count, const char* one, const char* many) {
  return formatCount(count) + " " + (count == 1 ? one : many);
}

std::string dateOf(const TrendSession& session) {
  std::string date = session.created.substr(0, 16);
  std::replace(date.begin(), date.end(), 'T', ' ');
  return date;
}

/// "run-17.h5, commit 3f9a1c2".
std::string sessionName(const TrendSession& session) {
  std::string name = session.path.filename().string();
  if (!session.commit.empty()) name += ", commit " + session.commit.substr(0, 12);
  return name;
}

std::string headline(const TrendReport& report) {
  const Trend& trend = report.trend;
  std::string text = plural(trend.sessions.size(), "session", "sessions");
  if (!trend.sessions.empty()) {
    std::set<std::string_view> machines;
    for (const TrendSession& session : trend.sessions) machines.insert(session.machineId);
    text += fmt::format(" of {}, {} to {}", plural(machines.size(), "machine", "machines"),
                        dateOf(trend.sessions.front()), dateOf(trend.sessions.back()));
  }
  const std::size_t left = report.read.sessions.size() - trend.sessions.size();
  if (left > 0) text += fmt::format("; {} left out by --since", formatCount(left));
  return text + fmt::format("; {} of {} skipped", formatCount(report.read.skipped.size()),
                            plural(report.read.files, "file", "files"));
}

std::string scope(const Trend& trend) {
  std::string text =
      fmt::format("{}, steps looked for in {}; threshold {}, confidence {}",
                  plural(trend.lines.size(), "history", "histories"), formatCount(trend.tested),
                  formatShare(trend.options.threshold), formatShare(trend.options.confidence));
  if (!trend.lines.empty() && trend.tested == 0) text += "; " + trend.lines.front().reason;
  return text;
}

struct Section {
  const char* title;
  const std::vector<TrendEvent>& events;
};

std::vector<Section> sections(const Trend& trend) {
  std::vector<Section> list{
      {"Regressions", trend.regressions},
      {"Improvements", trend.improvements},
      {"Possible, but with so many histories perhaps chance", trend.possible}};
  return list;
}

std::string environmentText(const TrendStep& step) {
  std::string text;
  for (const EnvironmentDifference& d : step.environment)
    text += fmt::format("{}{}: {} → {}", text.empty() ? "" : "; ", d.label, d.base, d.now);
  return text;
}

/// Lines to show: with a step, or all.
std::vector<const TrendLine*> shownLines(const TrendReport& report) {
  std::vector<const TrendLine*> lines;
  for (const TrendLine& line : report.trend.lines)
    if (report.all || !line.steps.empty()) lines.push_back(&line);
  return lines;
}

std::vector<std::string> lineCells(const TrendLine& line) {
  std::vector<double> medians;
  for (const TrendPoint& point : line.points) medians.push_back(point.median);
  return {blockSparkline(medians, kSparkWidth),
          formatCount(line.points.size()),
          formatTime(line.points.back().median),
          std::isnan(line.noise) ? "–" : "±" + formatShare(line.noise),
          formatCount(line.steps.size()),
          line.points.size() > 1 ? changeText(line.total) : "–"};
}

}  // namespace

std::string changeText(double ratio) {
  if (!std::isfinite(ratio)) return "–";
  const double percent = 100 * (ratio - 1);
  if (std::abs(percent) < 0.05) return "0.0 %";
  const int decimals = std::abs(percent) >= 99.95 ? 0 : 1;
  return fmt::format("{}{:.{}f} %", percent < 0 ? "−" : "+", std::abs(percent), decimals);
}

std::string changeText(const TrendStep& step) {
  const auto bare = [](double ratio) {
    const std::string text = changeText(ratio);
    return text.substr(0, text.size() - 2);
  };
  return fmt::format("{} ({} … {})", changeText(step.ratio), bare(step.ratioLow),
                     bare(step.ratioHigh));
}

std::string trendCaseName(const TrendLine& line) {
  const KeyParts parts = keyParts(line.key);
  std::string name = parts.benchmark;
  if (!parts.rest.empty()) name += " " + parts.rest;
  if (!parts.variant.empty()) name += ", " + parts.variant;
  if (!line.apart.empty()) name += " (" + line.apart + ")";
  return name;
}

std::string blockSparkline(std::span<const double> values, std::size_t width) {
  static constexpr const char* kBlocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty()) return {};
  const std::size_t columns = std::min(values.size(), width);
  std::vector<double> levels;
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t first = i * values.size() / columns;
    const std::size_t end = (i + 1) * values.size() / columns;
    levels.push_back(std::log(median({values.begin() + static_cast<std::ptrdiff_t>(first),
                                      values.begin() + static_cast<std::ptrdiff_t>(end)})));
  }
  const auto [low, high] = std::minmax_element(levels.begin(), levels.end());
  // Noise of a percent is not to look like a mountain range.
  const double span = std::max(*high - *low, 0.05);
  std::string text;
  for (const double level : levels)
    text += kBlocks[std::min(7, static_cast<int>(8 * (level - *low) / span))];
  return text;
}

std::string toText(const TrendReport& report) {
  const Trend& trend = report.trend;
  std::string text =
      printable(report.folder) + ": " + headline(report) + "\n" + scope(trend) + "\n";
  for (const Section& section : sections(trend)) {
    if (section.events.empty()) continue;
    const bool possible = &section.events == &trend.possible;
    text += fmt::format("\n{} ({})\n", section.title, formatCount(section.events.size()));
    if (possible && !report.all) {
      text += "  --all lists them\n";
      continue;
    }
    TextTable table{{"since", "session", "case", "time"}, {}, 3};
    std::vector<std::string> notes;
    for (const TrendEvent& event : section.events) {
      const TrendLine& line = trend.lines[event.line];
      const TrendStep& step = line.steps[event.step];
      const TrendSession& session = trend.sessions[line.points[step.at].session];
      table.rows.push_back({dateOf(session), shortened(printable(sessionName(session)), 44),
                            printable(trendCaseName(line)), changeText(step)});
      const std::string environment = environmentText(step);
      const std::string note = fmt::format("  with {}: {}", printable(sessionName(session)),
                                           shortened(printable(environment), 160));
      if (!environment.empty() && std::find(notes.begin(), notes.end(), note) == notes.end())
        notes.push_back(note);
    }
    text += layOut(table, 200);
    for (const std::string& note : notes) text += note + "\n";
  }
  if (trend.regressions.empty() && trend.improvements.empty() && trend.tested > 0)
    text +=
        fmt::format("\nNo history steps by more than {}.\n", formatShare(trend.options.threshold));

  const auto lines = shownLines(report);
  if (!lines.empty()) {
    text += fmt::format("\n{}\n", report.all ? "Histories" : "Histories with a step");
    TextTable table{{"case", "history", "n", "last", "noise", "steps", "last / first"}, {}, 2};
    for (const TrendLine* line : lines) {
      std::vector<std::string>& row = table.rows.emplace_back(lineCells(*line));
      row.insert(row.begin(), printable(trendCaseName(*line)));
    }
    text += layOut(table, 200);
    text += "time and last / first: above 0 is slower; noise: of one session around its level\n";
  }
  if (!report.read.skipped.empty()) {
    text += "\nSkipped files\n";
    for (const SkippedFile& file : report.read.skipped)
      text += fmt::format("  {}: {}\n", printable(file.path.filename().string()),
                          printable(file.reason));
  }
  return text;
}

std::string toMarkdown(const TrendReport& report) {
  const Trend& trend = report.trend;
  std::string text = fmt::format("# Trend of {}\n\n{}  \n{}\n", escapeMarkdown(report.folder),
                                 headline(report), scope(trend));
  for (const Section& section : sections(trend)) {
    if (section.events.empty()) continue;
    text += fmt::format("\n## {} ({})\n\n", section.title, formatCount(section.events.size()));
    text += markdownHeader({"since", "session", "case", "with it", "time"}, 4);
    for (const TrendEvent& event : section.events) {
      const TrendLine& line = trend.lines[event.line];
      const TrendStep& step = line.steps[event.step];
      const TrendSession& session = trend.sessions[line.points[step.at].session];
      text += markdownRow({escapeMarkdown(dateOf(session)), escapeMarkdown(sessionName(session)),
                           escapeMarkdown(trendCaseName(line)),
                           escapeMarkdown(environmentText(step)), changeText(step)});
    }
  }
  if (trend.regressions.empty() && trend.improvements.empty() && trend.tested > 0)
    text +=
        fmt::format("\nNo history steps by more than {}.\n", formatShare(trend.options.threshold));
  const auto lines = shownLines(report);
  if (!lines.empty()) {
    text += fmt::format("\n## {}\n\n", report.all ? "Histories" : "Histories with a step");
    text += markdownHeader({"case", "history", "n", "last", "noise", "steps", "last / first"}, 2);
    for (const TrendLine* line : lines) {
      std::vector<std::string> row = lineCells(*line);
      row.insert(row.begin(), escapeMarkdown(trendCaseName(*line)));
      text += markdownRow(row);
    }
  }
  if (!report.read.skipped.empty()) {
    text += "\n## Skipped files\n\n" + markdownHeader({"file", "reason"}, 2);
    for (const SkippedFile& file : report.read.skipped)
      text +=
          markdownRow({escapeMarkdown(file.path.filename().string()), escapeMarkdown(file.reason)});
  }
  return text;
}

}  // namespace lane
