// The results: on a page one row per case, to sort and to filter; on paper one table per benchmark,
// sizes down and variants across.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/case_text.h"
#include "analysis/roofline.h"
#include "base/units.h"
#include "exchange/html_page.h"
#include "exchange/quality.h"
#include "exchange/report_parts.h"
#include "exchange/result_table.h"

namespace lane {
namespace {

constexpr std::size_t kVariantsAcross = 10;  ///< columns of figures that fit on paper

ReportTone toneOf(CaseStatus status) {
  switch (status) {
    case CaseStatus::wrong:
    case CaseStatus::impossible:
    case CaseStatus::failed:
      return ReportTone::bad;
    case CaseStatus::coarse:
      return ReportTone::warn;
    default:
      return ReportTone::quiet;
  }
}

/// The figures of a case, one cell after the other.
class RowMaker {
 public:
  RowMaker(const ReportContext& context, bool withSuite)
      : m_context(context),
        m_withSuite(withSuite),
        m_placements(valuesByCase(context.session, "placement_sensitivity")) {}

  static ReportTable emptyTable() {
    ReportTable table;
    table.sortable = true;
    table.columns = {
        {"Benchmark"},       {"Type"},          {"n", true},       {"Parameters"},
        {"Variant"},         {"Threads", true}, {"Mode"},          {"Cache"},
        {"Source"},          {"Median", true},  {"±", true},       {"Throughput", true},
        {"Compute", true},   {"Of roof", true}, {"Bound"},         {"Placement", true},
        {"Minimum", true},   {"p95", true},     {"Samples", true}, {"Error, ULP", true},
        {"Ended by", false}, {"Status"},        {"Reason"}};
    return table;
  }
  /// Columns that need no room when every row says the same.
  static std::vector<bool> dropWhenSame() {
    std::vector<bool> same(23, false);
    for (const std::size_t column : {1, 3, 5, 6, 7, 8, 20}) same[column] = true;
    return same;
  }

  ReportRow row(std::uint32_t index) const {
    const CaseRecord& record = m_context.session.cases[index];
    const bool timed = record.hasTime();
    const auto figure = [&](double value, const auto& text) {
      return timed && value == value ? ReportCell{text(value), sortValue(value)} : ReportCell{"–"};
    };
    const double rate = metricValue(CurveMetric::byteRate, record, record.median, 0);
    const double flops = metricValue(CurveMetric::flopRate, record, record.median, 0);
    const RooflinePoint* roof = m_context.roofs.of(index);
    const double placement = index < m_placements.size() ? m_placements[index] : kUnknown;
    ReportRow row;
    row.id = fmt::format("case-{}", index + 1);
    row.cells = {
        {m_withSuite ? record.suite + "/" + record.benchmark : record.benchmark,
         {},
         m_context.chartTarget(curveKey(record))},
        {std::string(toWord(record.dtype))},
        {formatSize(record.size), fmt::format("{}", record.size)},
        {paramsText(record.params)},
        {record.variant},
        {fmt::format("{}", record.threads)},
        {std::string(toWord(record.mode))},
        {std::string(toWord(record.cache))},
        {record.source < m_context.session.sources.size()
             ? m_context.session.sources[record.source].tool
             : std::string()},
        figure(record.median, formatTime),
        figure(
            record.relativeHalfWidth(),
            [&](double) { return formatTimeInterval(record.median, record.ciLow, record.ciHigh); }),
        figure(rate, formatByteRate),
        figure(flops, formatFlopRate),
        figure(roof ? roof->efficiency : kUnknown, formatShare),
        {roof ? std::string(toWord(roof->bound)) : "–"},
        figure(placement,
               [](double value) {
                 const double percent = std::round(100 * value) + 0.0;  // no -0
                 return fmt::format("{:+.0f} %", percent);
               }),
        figure(record.min, formatTime),
        figure(record.p95, formatTime),
        record.sampleCount > 0
            ? ReportCell{formatCount(record.sampleCount), fmt::format("{}", record.sampleCount)}
            : ReportCell{"–"},
        record.maxUlp == record.maxUlp
            ? ReportCell{formatNumber(record.maxUlp), sortValue(record.maxUlp)}
            : ReportCell{"–"},
        {record.stopReason == StopReason::none ? "–" : std::string(toWord(record.stopReason))},
        {std::string(toWord(record.status)), {}, {}, toneOf(record.status)},
        {record.reason}};
    return row;
  }

 private:
  const ReportContext& m_context;
  bool m_withSuite;
  std::vector<double> m_placements;
};

std::string caseSentence(const ReportContext& context) {
  return caseCounts(context.session) +
         ". Times are medians per call; ± is half of the confidence interval.";
}

void addLeftOut(Blocks& blocks, std::size_t rows) {
  if (rows == 0) return;
  blocks.emplace_back(
      ReportText{fmt::format("{} more {} here, to keep the report small; all are in the CSV: "
                             "lanescope-cli export FILE --format csv.",
                             formatCount(rows), rows == 1 ? "row is not" : "rows are not")});
}

Blocks onePage(const ReportContext& context) {
  std::set<std::string_view> suites;
  for (const CaseRecord& record : context.session.cases) suites.insert(record.suite);
  const RowMaker maker(context, suites.size() > 1);
  ReportTable table = RowMaker::emptyTable();
  table.rows.reserve(context.rows().size());
  for (const std::uint32_t index : context.rows()) table.rows.push_back(maker.row(index));
  Blocks blocks;
  if (table.rows.empty()) {
    blocks.emplace_back(ReportText{caseCounts(context.session) + "; none has a figure."});
  } else {
    const std::string all = dropIdle(table, RowMaker::dropWhenSame());
    blocks.emplace_back(ReportText{
        caseSentence(context) + (all.empty() ? std::string() : " All: " + all + "."), true});
    blocks.emplace_back(std::move(table));
    addLeftOut(blocks, context.rowsLeftOut());
  }
  std::vector<std::string> missing;
  for (const ResultTable& each : resultTables(context.session))
    for (const std::string& note : each.notes) missing.push_back(each.heading + ": " + note);
  if (missing.size() > context.options.mostRows) missing.resize(context.options.mostRows);
  if (!missing.empty()) blocks.emplace_back(ReportList{missing, "Cases without a figure"});
  return blocks;
}

ReportCell cellOf(const ResultCell& cell) {
  if (cell.value.empty()) return {"–", {}, {}, ReportTone::quiet};
  return {cell.value + (cell.interval.empty() ? "" : " " + cell.interval),
          {},
          {},
          cell.best ? ReportTone::best : ReportTone::plain};
}

/// Columns [from, to) of the variants.
ReportTable sheet(const ResultTable& source, std::size_t from, std::size_t to, std::size_t rows) {
  ReportTable table;
  table.heading = source.heading + (source.unit.empty() ? "" : ", in " + source.unit);
  table.columns.push_back({"n", true});
  for (std::size_t v = from; v < to; ++v) table.columns.push_back({source.variants[v], true});
  const bool last = to == source.variants.size();
  if (last && source.hasRoof) {
    table.columns.push_back({"of roof", true});
    table.columns.push_back({"bound"});
  }
  for (std::size_t r = 0; r < rows; ++r) {
    const ResultRow& line = source.rows[r];
    ReportRow row;
    row.cells.push_back({formatSize(line.size)});
    for (std::size_t v = from; v < to; ++v) row.cells.push_back(cellOf(line.cells[v]));
    if (last && source.hasRoof) {
      row.cells.push_back({line.roofShare.empty() ? "–" : line.roofShare});
      row.cells.push_back({line.bound.empty() ? "–" : line.bound});
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Blocks onPaper(const ReportContext& context) {
  Blocks blocks;
  blocks.emplace_back(
      ReportText{caseSentence(context) + " The fastest at each size stands out.", true});
  std::size_t left = context.options.mostRows, leftOut = 0;
  for (const ResultTable& table : resultTables(context.session)) {
    const std::size_t rows = std::min(table.rows.size(), left);
    left -= rows;
    leftOut += table.rows.size() - rows;
    for (std::size_t from = 0; rows > 0 && from < table.variants.size(); from += kVariantsAcross)
      blocks.emplace_back(
          sheet(table, from, std::min(from + kVariantsAcross, table.variants.size()), rows));
    if (!table.notes.empty() && (rows > 0 || table.rows.empty())) {
      ReportList notes{table.notes};
      if (rows == 0)
        for (std::string& note : notes.items) note = table.heading + ": " + note;
      blocks.emplace_back(std::move(notes));
    }
  }
  addLeftOut(blocks, leftOut);
  return blocks;
}

}  // namespace

Blocks resultsPart(const ReportContext& context) {
  return context.form == ReportForm::page ? onePage(context) : onPaper(context);
}

}  // namespace lane
