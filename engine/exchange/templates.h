// Page templates (Mustache), style sheet and script of reports, compiled in from
// resources/templates so that the programs need no files to run.
#pragma once

#include <string_view>

namespace lane::templates {

extern const std::string_view kReportHtml;
extern const std::string_view kDiffHtml;
extern const std::string_view kReportCss;
extern const std::string_view kReportJs;
extern const std::string_view kReportJsSha256;  ///< hexadecimal

}  // namespace lane::templates
