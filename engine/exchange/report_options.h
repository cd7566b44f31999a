// What a report holds: its sections, and how much of a large session it shows before it points to
// the CSV. A plain value; the same options give the same bytes in the window and on the command
// line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/words.h"

namespace lane {

/// In the order they stand in a report.
enum class ReportSection : std::uint8_t {
  findings,    ///< what matters in words, with its evidence
  curves,      ///< one chart per benchmark
  crossovers,  ///< from which size on which variant
  roofline,    ///< against what the machine can do
  memory,      ///< resident memory over the run
  quality,     ///< how far the figures can be trusted
  results,     ///< every case
  machine,     ///< where it was measured
  plan,        ///< what was asked for
  method,      ///< how a number came about
  reproduce,   ///< the exact plan and command
};
inline constexpr std::size_t kReportSections = 11;

template <>
std::span<const std::string_view> words<ReportSection>();
/// "Findings", "Quality of the figures": the heading.
std::string_view title(ReportSection section);

/// Which sections a report has; all unless some are taken out.
class ReportSections {
 public:
  static ReportSections none();
  bool has(ReportSection section) const { return m_bits >> int(section) & 1; }
  void set(ReportSection section, bool on);
  bool operator==(const ReportSections&) const = default;

 private:
  std::uint32_t m_bits = (1u << kReportSections) - 1;
};

/// "findings,results": the words of ReportSection between commas. Errors: usage, naming the words
/// there are.
Result<ReportSections> parseSections(std::string_view text);

/// `only` with nothing in it stands for all; `without` is taken out of them. Errors: usage, also
/// when nothing is left.
Result<ReportSections> chooseSections(std::string_view only, std::string_view without);

struct ReportOptions {
  ReportSections sections;
  std::size_t mostRows = 3000;  ///< of one table; a note says where the rest is
  std::size_t mostCharts = 40;  ///< of curves
};

}  // namespace lane
