#include <fmt/format.h>

#include <algorithm>

#include "exchange/export.h"
#include "exchange/markdown_text.h"
#include "exchange/report.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

/// Longer cells would pad every row of their column.
constexpr std::size_t kWidest = 40;

/// Writes blocks one after the other, each with an empty line behind it.
class Writer {
 public:
  std::string take() { return std::move(m_out); }

  void part(const ReportPart& part) {
    m_out += fmt::format("## {}\n\n", title(part.section));
    for (const ReportBlock& block : part.blocks)
      std::visit([this](const auto& each) { write(each); }, block);
  }

 private:
  void write(const ReportText& text) { m_out += escapeMarkdown(text.text) + "\n\n"; }

  void write(const ReportList& list) {
    if (!list.folded.empty()) m_out += escapeMarkdown(list.folded) + ":\n\n";
    for (const std::string& item : list.items) m_out += "- " + escapeMarkdown(item) + "\n";
    m_out += "\n";
  }

  /// Indented, so that no fence in the text ends it.
  void write(const ReportCode& code) {
    m_out += "    ";
    for (const char c : code.text) {
      if (c == '\r') continue;
      m_out += c;
      if (c == '\n') m_out += "    ";
    }
    m_out += "\n\n";
  }

  /// The drawing is left to pages; what it shows in words stays.
  void write(const ReportFigure& figure) {
    m_out += fmt::format("**{}**{}{}\n\n", escapeMarkdown(figure.name),
                         figure.axes.empty() ? "" : ", ", escapeMarkdown(figure.axes));
    for (const std::string& note : figure.notes) m_out += "- " + escapeMarkdown(note) + "\n";
    if (!figure.notes.empty()) m_out += "\n";
  }

  void write(const ReportFinding& finding) {
    m_out += fmt::format("- **{}**: {}", toWord(finding.severity), escapeMarkdown(finding.text));
    if (!finding.text.ends_with('.')) m_out += '.';
    if (!finding.advice.empty()) m_out += " " + escapeMarkdown(finding.advice);
    if (!finding.evidence.empty()) {
      m_out += "\n  Rests on ";
      for (std::size_t i = 0; i < finding.evidence.size(); ++i)
        m_out += (i == 0 ? "" : "; ") + escapeMarkdown(finding.evidence[i].first);
      if (finding.more > 0) m_out += fmt::format("; and {} more", finding.more);
    }
    m_out += "\n\n";
  }

  void write(const ReportTable& table) {
    if (!table.heading.empty()) m_out += fmt::format("### {}\n\n", escapeMarkdown(table.heading));
    std::vector<std::vector<std::string>> lines;
    lines.emplace_back();
    for (const ReportColumn& column : table.columns)
      lines.back().push_back(escapeMarkdown(column.title));
    for (const ReportRow& row : table.rows) {
      lines.emplace_back();
      for (const ReportCell& cell : row.cells) {
        const std::string text = escapeMarkdown(cell.text);
        lines.back().push_back(cell.tone == ReportTone::best ? "**" + text + "**" : text);
      }
    }
    std::vector<std::size_t> widths(table.columns.size(), 3);
    for (const auto& line : lines)
      for (std::size_t i = 0; i < line.size(); ++i)
        widths[i] = std::max(widths[i], std::min(displayWidth(line[i]), kWidest));
    for (std::size_t l = 0; l < lines.size(); ++l) {
      for (std::size_t i = 0; i < lines[l].size(); ++i)
        lines[l][i] = padded(lines[l][i], widths[i], table.columns[i].numeric);
      m_out += markdownRow(lines[l]);
      if (l == 0) rule(table, widths);
    }
    m_out += "\n";
  }

  void rule(const ReportTable& table, const std::vector<std::size_t>& widths) {
    m_out += "|";
    for (std::size_t i = 0; i < widths.size(); ++i)
      m_out +=
          " " + std::string(widths[i] - 1, '-') + (table.columns[i].numeric ? ":" : "-") + " |";
    m_out += "\n";
  }

  static std::string padded(const std::string& text, std::size_t width, bool right) {
    const std::size_t have = displayWidth(text);
    if (have >= width) return text;
    const std::string blanks(width - have, ' ');
    return right ? blanks + text : text + blanks;
  }

  std::string m_out;
};

}  // namespace

std::string toMarkdown(const Session& session, const ReportOptions& options) {
  const Report report = makeReport(session, options, ReportForm::paper);
  std::string text =
      fmt::format("# {}\n\n{}{}\n\n", escapeMarkdown(report.title), escapeMarkdown(report.subtitle),
                  report.complete ? "" : "; the run was not completed");
  for (const ReportCard& card : report.cards)
    text +=
        fmt::format("- {}: **{}**{}{}\n", escapeMarkdown(card.label), escapeMarkdown(card.value),
                    card.note.empty() ? "" : ", ", escapeMarkdown(card.note));
  text += "\n";
  Writer writer;
  for (const ReportPart& part : report.parts) writer.part(part);
  return text + writer.take() + escapeMarkdown(report.footer) + "\n";
}

}  // namespace lane
