#include <fmt/format.h>

#include <cmath>

#include "analysis/curves.h"
#include "exchange/export.h"
#include "session/schema.h"

namespace lane {
namespace {

/// RFC 4180 quoting. Text that a spreadsheet would run as a formula gets an apostrophe in front.
std::string textCell(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    cell = "'";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

/// Shortest text that reads back as the same number, whatever the locale; unknown is empty.
std::string numberCell(double value) {
  return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

std::string cell(const schema::Column<CaseRecord>& column, const CaseRecord& record) {
  return std::visit(
      [&](const auto& member) -> std::string {
        using M = std::decay_t<decltype(member)>;
        if constexpr (std::is_same_v<M, schema::Word<CaseRecord>>)
          return textCell(member.get(record));
        else if constexpr (std::is_same_v<M, std::string CaseRecord::*>)
          return textCell(record.*member);
        else if constexpr (std::is_same_v<M, double CaseRecord::*>)
          return numberCell(record.*member);
        else
          return fmt::format("{}", static_cast<std::uint64_t>(record.*member));
      },
      column.member);
}

struct Derived {
  const char* name;
  CurveMetric metric;
};
constexpr Derived kDerived[] = {{"bytes_per_second", CurveMetric::byteRate},
                                {"flops_per_second", CurveMetric::flopRate},
                                {"items_per_second", CurveMetric::itemRate}};

}  // namespace

std::string toCsv(const Session& session) {
  std::string csv;
  for (const auto& column : schema::kCases.columns) {
    if (!csv.empty()) csv += ",";
    csv += column.name;
  }
  for (const Derived& derived : kDerived) csv += std::string(",") + derived.name;
  csv += "\r\n";
  for (const CaseRecord& record : session.cases) {
    bool first = true;
    for (const auto& column : schema::kCases.columns) {
      if (!first) csv += ",";
      first = false;
      csv += cell(column, record);
    }
    for (const Derived& derived : kDerived) {
      csv += ",";
      if (record.hasTime())
        csv += numberCell(metricValue(derived.metric, record, record.median, 0));
    }
    csv += "\r\n";
  }
  return csv;
}

}  // namespace lane
