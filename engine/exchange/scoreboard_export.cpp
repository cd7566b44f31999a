#include "exchange/scoreboard_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/case_text.h"
#include "base/units.h"
#include "exchange/csv_text.h"
#include "exchange/json_tables.h"
#include "exchange/markdown_text.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

constexpr std::size_t kFailingShown = 20;  ///< on a terminal; the other forms name them all

std::string explanation(const Scoreboard& board) {
  if (board.opponent.empty()) return "Nothing in this session could be an opponent";
  return fmt::format(
      "Time of the best hand-written variant over that of {}; below 1, ours is faster",
      opponentName(board.opponent));
}

std::string verdictWord(const Scoreboard& board) {
  if (!board.isJudged()) return "nothing to judge";
  return board.isMet() ? "pass" : "fail";
}

std::string withinText(const ScoreSum& sum) {
  return fmt::format("{} of {}", formatCount(sum.within), formatCount(sum.cells));
}

/// What the sums say, as pairs of name and figure.
std::vector<std::pair<std::string, std::string>> summary(const Scoreboard& board) {
  const ScoreSum& sum = board.sum;
  std::vector<std::pair<std::string, std::string>> lines;
  if (board.isJudged()) {
    lines.emplace_back(
        "geometric mean",
        fmt::format("{}, {}", scoreText(sum.ratio, sum.low, sum.high), fasterText(sum.ratio)));
    std::string within =
        fmt::format("{} cells, {}", withinText(sum),
                    formatNumber(100 * double(sum.within) / double(sum.cells)) + " %");
    if (sum.unsure > 0) within += fmt::format("; {} too close to tell", formatCount(sum.unsure));
    lines.emplace_back(fmt::format("at most {:g} % slower", 100 * board.criterion.within),
                       std::move(within));
  }
  std::string verdict = verdictWord(board);
  if (board.isClose()) verdict += ", but cells too close to tell could turn it";
  lines.emplace_back(criterionText(board.criterion), std::move(verdict));
  return lines;
}

bool fails(const Scoreboard& board, const ScoreCell& cell) {
  return cell.hasRatio() && cell.ratio > 1 + board.criterion.within;
}

std::string cellText(const Scoreboard& board, const ScoreCell& cell) {
  return cell.hasRatio() ? formatNumber(cell.ratio) + (fails(board, cell) ? "!" : "") : "–";
}

/// Header and rows of the table kernel by size, names as they are.
TextTable tableOf(const Scoreboard& board) {
  TextTable table;
  table.header = {"kernel", "mean", "within", "ULP", "theirs"};
  for (const std::uint64_t size : board.sizes) table.header.push_back(formatSize(size));
  for (const ScoreRow& row : board.rows) {
    auto& line = table.rows.emplace_back(std::vector<std::string>{
        chartName(row.key), formatNumber(row.sum.ratio), withinText(row.sum),
        formatNumber(row.ulpOurs), formatNumber(row.ulpTheirs)});
    for (const ScoreCell& cell : row.cells) line.push_back(cellText(board, cell));
  }
  return table;
}

JsonObject sumObject(const ScoreSum& sum) {
  return {{"ratio", jsonNumber(sum.ratio)},
          {"ratio_low", jsonNumber(sum.low)},
          {"ratio_high", jsonNumber(sum.high)},
          {"cells", sum.cells},
          {"within", sum.within},
          {"unsure", sum.unsure}};
}

JsonObject sideObject(const Session& session, std::uint32_t index) {
  if (index >= session.cases.size()) return nullptr;
  const CaseRecord& record = session.cases[index];
  return {{"variant", record.variant},
          {"key", record.key},
          {"median", jsonNumber(record.median)},
          {"samples", record.sampleCount},
          {"max_ulp", jsonNumber(record.maxUlp)}};
}

}  // namespace

std::string scoreText(double ratio, double low, double high) {
  if (!(ratio > 0)) return "–";
  if (!(low > 0) || low == high) return formatNumber(ratio);
  return fmt::format("{} ({} … {})", formatNumber(ratio), formatNumber(low), formatNumber(high));
}

std::string fasterText(double ratio) {
  const double factor = ratio < 1 ? 1 / ratio : ratio;
  if (factor < 1.005) return "as fast";
  return formatRatio(factor) + (ratio < 1 ? " faster" : " slower");
}

std::string describe(const Scoreboard& board, const Session& session, const ScorePlace& place) {
  const ScoreRow& row = board.rows[place.row];
  const ScoreCell& cell = row.cells[place.column];
  const std::string head =
      fmt::format("{} at n = {}: ", chartName(row.key), formatSize(board.sizes[place.column]));
  if (!cell.hasRatio()) return head + cell.reason;
  return head + fmt::format("{} takes {} of {}'s time", session.cases[cell.ours].variant,
                            scoreText(cell.ratio, cell.low, cell.high),
                            session.cases[cell.theirs].variant);
}

std::vector<std::string> remarks(const Scoreboard& board, const Session& session) {
  constexpr double kMostly = 0.5;
  constexpr std::size_t kShown = 5;
  std::vector<std::string> list;
  std::size_t calls = 0;
  double least = 0, most = 0;
  for (const ScoreRow& row : board.rows)
    for (const ScoreCell& cell : row.cells) {
      if (!(cell.callShare >= kMostly)) continue;
      const double cost = cell.callShare * session.cases[cell.theirs].median;
      least = calls == 0 ? cost : std::min(least, cost);
      most = std::max(most, cost);
      ++calls;
    }
  if (calls > 0)
    list.push_back(fmt::format(
        "In {} of {} cells at least half of the library's time is the cost of calling it ({} to "
        "{}, measured with one element): being faster there is call overhead, not arithmetic.",
        formatCount(calls), formatCount(board.sum.cells), formatTime(least), formatTime(most)));
  if (board.apart.empty()) return list;
  std::string names;
  std::set<std::string> seen;
  for (const std::uint32_t index : board.apart) {
    const CaseRecord& record = session.cases[index];
    if (!seen.insert(record.variant + ' ' + record.benchmark).second || seen.size() > kShown)
      continue;
    names += fmt::format("{}{} of {} ({} ULP)", names.empty() ? "" : ", ", record.benchmark,
                         record.variant, formatNumber(record.maxUlp));
  }
  if (seen.size() > kShown) names += fmt::format(" and {} more", seen.size() - kShown);
  list.push_back("Left out, less exact than the kernel's tolerance: " + names + ".");
  return list;
}

std::string toText(const Scoreboard& board, const Session& session) {
  std::string text = printable(explanation(board)) + "\n\n";
  const auto lines = summary(board);
  std::size_t width = 0;
  for (const auto& [name, figure] : lines) width = std::max(width, displayWidth(name));
  for (const auto& [name, figure] : lines)
    text += "  " + name + std::string(width - displayWidth(name) + 2, ' ') + figure + "\n";
  for (const std::string& remark : remarks(board, session)) text += "\n" + printable(remark) + "\n";
  text += "\n";
  TextTable table = tableOf(board);
  for (auto& row : table.rows) row.front() = shortened(printable(row.front()), 32);
  if (!table.rows.empty()) text += layOut(table);
  if (board.failing.empty()) return text;
  text += fmt::format("\n! takes more than {:g} % longer:\n", 100 * board.criterion.within);
  for (std::size_t i = 0; i < std::min(kFailingShown, board.failing.size()); ++i)
    text += "  " + printable(describe(board, session, board.failing[i])) + "\n";
  if (board.failing.size() > kFailingShown)
    text += fmt::format("  and {} more\n", board.failing.size() - kFailingShown);
  return text;
}

std::string toMarkdown(const Scoreboard& board, const Session& session) {
  std::string text = escapeMarkdown(explanation(board)) + ".\n\n";
  for (const auto& [name, figure] : summary(board))
    text += "- " + escapeMarkdown(name) + ": " + escapeMarkdown(figure) + "\n";
  for (const std::string& remark : remarks(board, session))
    text += "\n" + escapeMarkdown(remark) + "\n";
  const TextTable table = tableOf(board);
  const auto escaped = [](std::vector<std::string> cells) {
    for (std::string& cell : cells) cell = escapeMarkdown(cell);
    return cells;
  };
  if (!table.rows.empty()) text += "\n" + markdownHeader(escaped(table.header), 1);
  for (const auto& row : table.rows) text += markdownRow(escaped(row));
  if (!board.failing.empty())
    text += fmt::format("\nMore than {:g} % slower:\n\n", 100 * board.criterion.within);
  for (const ScorePlace& place : board.failing)
    text += "- " + escapeMarkdown(describe(board, session, place)) + "\n";
  return text;
}

std::string toJson(const Scoreboard& board, const Session& session) {
  JsonObject document{
      {"format", "lanescope-scoreboard"},
      {"version", 1},
      {"title", session.title},
      {"machine", session.machine.cpuModel},
      {"against", board.opponent.empty() ? JsonObject(nullptr) : JsonObject(board.opponent)},
      {"criterion",
       {{"share", board.criterion.share},
        {"within", board.criterion.within},
        {"verdict", !board.isJudged() ? "none"
                    : board.isMet()   ? "pass"
                                      : "fail"},
        {"close", board.isClose()}}},
      {"overall", sumObject(board.sum)},
      {"sizes", board.sizes}};
  JsonObject& failing = document["failing"] = JsonObject::array();
  for (const ScorePlace& place : board.failing)
    failing.push_back(session.cases[board.rows[place.row].cells[place.column].ours].key);
  JsonObject& rows = document["kernels"] = JsonObject::array();
  for (const ScoreRow& row : board.rows) {
    JsonObject object{{"suite", row.key.suite},
                      {"benchmark", row.key.benchmark},
                      {"dtype", toWord(row.key.dtype)},
                      {"threads", row.key.threads},
                      {"mode", toWord(row.key.mode)},
                      {"cache", toWord(row.key.cache)},
                      {"params", embeddedJson(row.key.params)},
                      {"mean", sumObject(row.sum)}};
    JsonObject& cells = object["cells"] = JsonObject::array();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const ScoreCell& cell = row.cells[i];
      cells.push_back(
          {{"size", board.sizes[i]},
           {"ratio", jsonNumber(cell.ratio)},
           {"ratio_low", jsonNumber(cell.low)},
           {"ratio_high", jsonNumber(cell.high)},
           {"rounds", cell.rounds},
           {"within", cell.hasRatio() ? JsonObject(!fails(board, cell)) : JsonObject(nullptr)},
           {"ours", sideObject(session, cell.ours)},
           {"theirs", sideObject(session, cell.theirs)},
           {"reason", cell.reason}});
    }
    rows.push_back(std::move(object));
  }
  return jsonText(document);
}

std::string toCsv(const Scoreboard& board, const Session& session) {
  std::string csv =
      csvRow({"suite",          "benchmark",    "dtype",          "threads",      "mode",
              "cache",          "params",       "size",           "ours",         "theirs",
              "ratio",          "ratio_low",    "ratio_high",     "rounds",       "seconds_ours",
              "seconds_theirs", "samples_ours", "samples_theirs", "max_ulp_ours", "max_ulp_theirs",
              "reason"});
  const auto side = [&](std::uint32_t index) {
    return index < session.cases.size() ? session.cases[index] : CaseRecord{};
  };
  for (const ScoreRow& row : board.rows)
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const ScoreCell& cell = row.cells[i];
      const CaseRecord ours = side(cell.ours), theirs = side(cell.theirs);
      csv += csvRow({csvText(row.key.suite),
                     csvText(row.key.benchmark),
                     csvText(toWord(row.key.dtype)),
                     std::to_string(row.key.threads),
                     csvText(toWord(row.key.mode)),
                     csvText(toWord(row.key.cache)),
                     csvText(row.key.params),
                     std::to_string(board.sizes[i]),
                     csvText(ours.variant),
                     csvText(theirs.variant),
                     csvNumber(cell.ratio),
                     csvNumber(cell.low),
                     csvNumber(cell.high),
                     std::to_string(cell.rounds),
                     csvNumber(ours.median),
                     csvNumber(theirs.median),
                     std::to_string(ours.sampleCount),
                     std::to_string(theirs.sampleCount),
                     csvNumber(ours.maxUlp),
                     csvNumber(theirs.maxUlp),
                     csvText(cell.reason)});
    }
  return csv;
}

}  // namespace lane
