// Sessions and diffs as text for other programs and for people. All strings are escaped for their
// format; numbers in files have full precision, C locale and SI units.
#pragma once

#include <string>

#include "analysis/diff.h"
#include "exchange/diff_context.h"
#include "exchange/report_options.h"
#include "session/session.h"

namespace lane {

std::string toCsv(const Session& session);   ///< one row per case, header row, RFC 4180
std::string toJson(const Session& session);  ///< schema of design section 5, version 1
std::string toMarkdown(const Session& session, const ReportOptions& options = {});
/// One file that stands alone: charts, sortable tables, dark, light and paper.
std::string toHtml(const Session& session, const ReportOptions& options = {});

std::string toText(const Diff& diff, const DiffContext& context = {});  ///< for a terminal
std::string toJson(const Diff& diff, const DiffContext& context = {});
/// Made for a comment on a pull request: short of the 65,536 characters such a comment may have.
std::string toMarkdown(const Diff& diff, const DiffContext& context = {});
/// Workflow commands of GitHub Actions, one annotation a line: at most ten errors and ten warnings,
/// then a summary.
std::string toGithub(const Diff& diff, const DiffContext& context = {});
std::string toHtml(const Diff& diff, const Session& base, const Session& now,
                   const DiffContext& context = {});

std::string toJson(const MachineCard& card);  ///< object, indented
std::string toText(const MachineCard& card);  ///< "CPU model   …", one line per field

/// Table of the session for a terminal: one line per benchmark and size, variants side by side.
std::string toText(const Session& session);

}  // namespace lane
