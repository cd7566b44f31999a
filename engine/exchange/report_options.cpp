#include "exchange/report_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace lane {
namespace {

constexpr std::array<std::string_view, kReportSections> kWords = {
    "findings", "curves",  "crossovers", "roofline", "memory",   "quality",
    "results",  "machine", "plan",       "method",   "reproduce"};

constexpr std::array<std::string_view, kReportSections> kTitles = {"Findings",
                                                                   "Curves",
                                                                   "Crossovers",
                                                                   "Roofline",
                                                                   "Memory during the run",
                                                                   "Quality of the figures",
                                                                   "Results",
                                                                   "Machine",
                                                                   "Plan",
                                                                   "Method",
                                                                   "Reproduce"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

template <>
std::span<const std::string_view> words<ReportSection>() {
  return kWords;
}

std::string_view title(ReportSection section) {
  return kTitles[static_cast<std::size_t>(section)];
}

ReportSections ReportSections::none() {
  ReportSections sections;
  sections.m_bits = 0;
  return sections;
}

void ReportSections::set(ReportSection section, bool on) {
  const std::uint32_t bit = 1u << static_cast<unsigned>(section);
  m_bits = on ? m_bits | bit : m_bits & ~bit;
}

Result<ReportSections> parseSections(std::string_view text) {
  ReportSections sections = ReportSections::none();
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view word = trimmed(text.substr(0, comma));
    const auto section = fromWord<ReportSection>(word);
    if (!section)
      return fail(ErrorCode::usage, fmt::format("\"{}\" is no section of a report", word), {},
                  fmt::format("There are {}.", fmt::join(kWords, ", ")));
    sections.set(*section, true);
    if (comma == std::string_view::npos) return sections;
    text.remove_prefix(comma + 1);
  }
}

Result<ReportSections> chooseSections(std::string_view only, std::string_view without) {
  ReportSections sections;
  if (!only.empty()) {
    const auto wanted = parseSections(only);
    if (!wanted) return wanted;
    sections = *wanted;
  }
  if (!without.empty()) {
    const auto unwanted = parseSections(without);
    if (!unwanted) return unwanted;
    for (std::size_t i = 0; i < kReportSections; ++i)
      if (const auto section = static_cast<ReportSection>(i); unwanted->has(section))
        sections.set(section, false);
  }
  if (sections == ReportSections::none())
    return fail(ErrorCode::usage, "the report has no section left", {},
                "Leave out fewer sections.");
  return sections;
}

}  // namespace lane
