// A report of a session before it has a format: sections of paragraphs, tables, charts and
// findings. HTML, Markdown, the window's preview and its PDF are four ways to write the same one.
// Plain values made by a pure function; texts are as they are, whoever writes them escapes them.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "exchange/report_options.h"
#include "session/session.h"

namespace lane {

/// How it will be read: a page sorts and filters one row per case; paper gets tables that fit.
enum class ReportForm { page, paper };

enum class ReportTone { plain, quiet, best, warn, bad };
/// The class of a page and the word of a style sheet: "warn"; empty for plain.
std::string_view toWord(ReportTone tone);

struct ReportText {
  std::string text;
  bool hint = false;
};

struct ReportList {
  std::vector<std::string> items;
  std::string folded = {};  ///< the line that unfolds it; empty: not folded
};

struct ReportCode {
  std::string text;
};

struct ReportCell {
  std::string text = {};
  std::string sort = {};    ///< full precision; empty: the text sorts
  std::string target = {};  ///< id of a figure, row or table in the report; empty: no link
  ReportTone tone = ReportTone::plain;
};

struct ReportColumn {
  std::string title;
  bool numeric = false;
};

struct ReportRow {
  std::vector<ReportCell> cells;
  std::string id = {};
};

struct ReportTable {
  std::string heading = {};
  std::vector<ReportColumn> columns;
  std::vector<ReportRow> rows;
  bool sortable = false;
  bool headed = true;  ///< false: a list of fields, the first column says what the second is
};

struct ReportFigure {
  std::string id;
  std::string name;
  std::string formula = {};
  std::string axes = {};
  std::string svg;  ///< toSvg(); withColours() for readers without CSS variables
  std::vector<std::string> notes = {};
};

struct ReportFinding {
  Severity severity = Severity::note;
  std::string text;
  std::string advice;
  std::vector<std::pair<std::string, std::string>> evidence;  ///< name, target
  std::size_t more = 0;                                       ///< evidence not named
};

using ReportBlock =
    std::variant<ReportText, ReportList, ReportCode, ReportTable, ReportFigure, ReportFinding>;

struct ReportPart {
  ReportSection section;
  std::vector<ReportBlock> blocks;
};

struct ReportCard {
  std::string label, value, note;
};

struct Report {
  std::string title;
  std::string subtitle;
  bool complete = true;
  std::vector<ReportCard> cards;
  std::vector<ReportPart> parts;  ///< only those asked for that have something to say
  std::string footer;
};

Report makeReport(const Session& session, const ReportOptions& options, ReportForm form);

}  // namespace lane
