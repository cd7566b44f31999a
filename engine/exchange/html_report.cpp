#include <fmt/format.h>

#include "base/version.h"
#include "exchange/export.h"
#include "exchange/html_page.h"
#include "exchange/report.h"
#include "exchange/svg_chart.h"
#include "exchange/templates.h"

namespace lane {
namespace {

constexpr std::size_t kLong = 40;  ///< bytes of a cell from which on it may break

/// Writes blocks one after the other; everything that is not markup of its own goes through
/// escapeXml().
class Writer {
 public:
  std::string take() { return std::move(m_out); }

  void part(const ReportPart& part) {
    add("<section id=\"{}\">\n<h2>{}</h2>\n", toWord(part.section), escapeXml(title(part.section)));
    for (const ReportBlock& block : part.blocks)
      std::visit([this](const auto& each) { write(each); }, block);
    m_out += "</section>\n";
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(m_out), format, std::forward<Args>(args)...);
  }

  void write(const ReportText& text) {
    add("<p{}>{}</p>\n", text.hint ? " class=\"hint\"" : "", escapeXml(text.text));
  }

  void write(const ReportList& list) {
    if (!list.folded.empty())
      add("<details><summary>{} ({})</summary>\n", escapeXml(list.folded), list.items.size());
    m_out += "<ul>\n";
    for (const std::string& item : list.items) add("<li>{}</li>\n", escapeXml(item));
    m_out += "</ul>\n";
    if (!list.folded.empty()) m_out += "</details>\n";
  }

  void write(const ReportCode& code) { add("<pre>{}</pre>\n", escapeXml(code.text)); }

  void write(const ReportFigure& figure) {
    add("<figure id=\"{}\">\n<figcaption><h3>{}</h3>", figure.id, escapeXml(figure.name));
    if (!figure.formula.empty())
      add("<span class=\"formula\">{}</span>", escapeXml(figure.formula));
    add("<span class=\"axes\">{}</span></figcaption>\n{}", escapeXml(figure.axes), figure.svg);
    if (!figure.notes.empty()) {
      m_out += "<ul>";
      for (const std::string& note : figure.notes) add("<li>{}</li>", escapeXml(note));
      m_out += "</ul>\n";
    }
    m_out += "</figure>\n";
  }

  void write(const ReportFinding& finding) {
    add("<div class=\"finding {0}\"><p><b>{0}</b> {1}</p>\n", toWord(finding.severity),
        escapeXml(finding.text));
    if (!finding.advice.empty()) add("<p class=\"advice\">{}</p>\n", escapeXml(finding.advice));
    if (!finding.evidence.empty()) {
      m_out += "<p class=\"evidence\">Rests on ";
      for (std::size_t i = 0; i < finding.evidence.size(); ++i) {
        const auto& [name, target] = finding.evidence[i];
        if (i > 0) m_out += "; ";
        link(name, target);
      }
      if (finding.more > 0) add("; and {} more", finding.more);
      m_out += "</p>\n";
    }
    m_out += "</div>\n";
  }

  void write(const ReportTable& table) {
    if (!table.heading.empty()) add("<h3>{}</h3>\n", escapeXml(table.heading));
    add("<div class=\"scroll\"><table{}>", !table.headed    ? " class=\"fields\""
                                           : table.sortable ? " class=\"sortable\""
                                                            : "");
    if (table.headed) {
      m_out += "<thead><tr>";
      for (const ReportColumn& column : table.columns)
        add("<th scope=\"col\"{}>{}</th>", column.numeric ? " class=\"n\"" : "",
            escapeXml(column.title));
      m_out += "</tr></thead>\n";
    }
    m_out += "<tbody>\n";
    for (const ReportRow& row : table.rows) {
      if (row.id.empty())
        m_out += "<tr>";
      else
        add("<tr id=\"{}\">", row.id);
      for (std::size_t i = 0; i < row.cells.size(); ++i)
        write(row.cells[i], table.columns[i].numeric, !table.headed && i == 0);
      m_out += "</tr>\n";
    }
    m_out += "</tbody></table></div>\n";
  }

  void write(const ReportCell& cell, bool numeric, bool heads) {
    m_out += heads ? "<th scope=\"row\"" : "<td";
    std::string classes(toWord(cell.tone));
    const auto also = [&](std::string_view name) {
      classes += (classes.empty() ? "" : " ") + std::string(name);
    };
    if (numeric) also("n");
    if (cell.text.size() > kLong) also("long");
    if (!classes.empty()) add(" class=\"{}\"", classes);
    if (!cell.sort.empty() && cell.sort != cell.text) add(" data-v=\"{}\"", escapeXml(cell.sort));
    m_out += '>';
    link(cell.text, cell.target);
    m_out += heads ? "</th>" : "</td>";
  }

  void link(const std::string& text, const std::string& target) {
    if (target.empty())
      m_out += escapeXml(text);
    else
      add("<a href=\"#{}\">{}</a>", target, escapeXml(text));
  }

  std::string m_out;
};

}  // namespace

std::string toHtml(const Session& session, const ReportOptions& options) {
  const Report report = makeReport(session, options, ReportForm::page);
  PageData data;
  data.set("title", report.title);
  data.set("subtitle", report.subtitle);
  data.set("program_version", std::string(programVersion()));
  data.set("complete", report.complete);
  PageData list(PageData::type::list);
  for (const ReportCard& card : report.cards) addCard(list, card.label, card.value, card.note);
  data.set("cards", std::move(list));
  PageData parts(PageData::type::list);
  Writer body;
  for (const ReportPart& part : report.parts) {
    PageData item;
    item.set("id", std::string(toWord(part.section)));
    item.set("name", std::string(title(part.section)));
    parts.push_back(std::move(item));
    body.part(part);
  }
  data.set("parts", std::move(parts));
  data.set("body", body.take());
  data.set("footer", report.footer);
  return renderPage(templates::kReportHtml, std::move(data));
}

}  // namespace lane
