#include "exchange/result_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/units.h"
#include "exchange/roof_summary.h"
#include "machine/variant.h"

namespace lane {
namespace {

using Members = std::vector<const CaseRecord*>;

/// What is shown of the winner's roof.
void setRoof(ResultTable& table, ResultRow& row, const RooflinePoint* point) {
  if (!point) return;
  table.hasRoof = true;
  row.roofShare = formatShare(point->efficiency);
  row.bound = std::string(toWord(point->bound));
}

auto identity(const CaseRecord& record) {
  return std::tuple(record.suite, record.benchmark, record.dtype, record.threads, record.mode,
                    record.cache, record.params);
}

/// Known variants in their order, others behind in order of appearance.
std::vector<std::string> variantsOf(const Members& members) {
  std::vector<std::string> names;
  for (const CaseRecord* record : members)
    if (record->status != CaseStatus::skipped && record->status != CaseStatus::pending &&
        std::find(names.begin(), names.end(), record->variant) == names.end())
      names.push_back(record->variant);
  const auto rank = [](const std::string& name) {
    const auto id = variantByName(name);
    return id ? static_cast<std::size_t>(*id) : variants().size();
  };
  std::stable_sort(names.begin(), names.end(),
                   [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  return names;
}

ResultCell cellOf(const CaseRecord& record, bool asRate) {
  ResultCell cell;
  if (!record.hasTime()) {
    cell.value = std::string(toWord(record.status));
    return cell;
  }
  cell.seconds = record.median;
  cell.value = asRate ? formatNumber(metricValue(CurveMetric::byteRate, record, record.median, 0) *
                                     axisFactor(CurveMetric::byteRate))
                      : formatTime(record.median);
  if (record.ciHigh >= record.ciLow)
    cell.interval = "±" + formatNumber(100 * record.relativeHalfWidth(), 1) + " %";
  return cell;
}

/// One line for each variant and reason, however many sizes it concerns.
std::vector<std::string> notesOf(const Members& members) {
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> count;
  for (const CaseRecord* record : members)
    if (!record->hasTime())
      ++count[{record->variant, std::string(toWord(record->status)), record->reason}];
  std::vector<std::string> notes;
  for (const auto& [what, cases] : count) {
    const auto& [variant, status, reason] = what;
    notes.push_back(fmt::format("{}: {} case{} {}{}{}", variant, cases, cases == 1 ? "" : "s",
                                status, reason.empty() ? "" : ", ", reason));
  }
  return notes;
}

ResultTable tableOf(const Session& session, const CaseRoofs& roofs, const Members& members) {
  const CaseRecord& first = *members.front();
  ResultTable table;
  table.key = curveKey(first);
  const std::string params = paramsText(first.params);
  table.heading =
      fmt::format("{}/{} {}, {} thread{}, {}, {}{}{}", first.suite, first.benchmark,
                  toWord(first.dtype), first.threads, first.threads == 1 ? "" : "s",
                  toWord(first.mode), toWord(first.cache), params.empty() ? "" : ", ", params);
  const auto hasBytes = [](const CaseRecord* record) {
    return record->bytesRead + record->bytesWritten > 0;
  };
  // A call on nothing moves nothing; where no call does, only the time is known.
  const bool asRate = std::any_of(members.begin(), members.end(), hasBytes) &&
                      std::all_of(members.begin(), members.end(), [&](const CaseRecord* record) {
                        return hasBytes(record) || record->size == 0;
                      });
  if (asRate) table.unit = "GB/s";
  table.variants = variantsOf(members);
  table.notes = notesOf(members);

  std::map<std::uint64_t, ResultRow> rows;
  std::map<std::uint64_t, const CaseRecord*> fastest;
  for (const CaseRecord* record : members) {
    const auto column = std::find(table.variants.begin(), table.variants.end(), record->variant);
    if (column == table.variants.end()) continue;
    ResultRow& row = rows[record->size];
    row.size = record->size;
    row.cells.resize(table.variants.size());
    row.cells[static_cast<std::size_t>(column - table.variants.begin())] = cellOf(*record, asRate);
    if (!record->hasTime()) continue;
    const CaseRecord*& winner = fastest[record->size];
    if (!winner || record->median < winner->median) winner = record;
  }
  for (auto& [size, row] : rows) {
    // NaN compares as neither less nor greater, so look for a first real time.
    ResultCell* best = nullptr;
    for (ResultCell& cell : row.cells)
      if (cell.seconds > 0 && (best == nullptr || cell.seconds < best->seconds)) best = &cell;
    if (best != nullptr && row.cells.size() > 1) best->best = true;
    if (const CaseRecord* winner = fastest[size])
      setRoof(table, row, roofs.of(static_cast<std::uint32_t>(winner - session.cases.data())));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::vector<ResultTable> resultTables(const Session& session) {
  std::map<decltype(identity(CaseRecord{})), std::size_t> index;
  std::vector<Members> groups;
  for (const CaseRecord& record : session.cases) {
    const auto [at, isNew] = index.try_emplace(identity(record), groups.size());
    if (isNew) groups.emplace_back();
    groups[at->second].push_back(&record);
  }
  const CaseRoofs roofs(session);
  std::vector<ResultTable> tables;
  for (const Members& members : groups) tables.push_back(tableOf(session, roofs, members));
  return tables;
}

std::string caseCounts(const Session& session) {
  std::map<CaseStatus, std::size_t> count;
  for (const CaseRecord& record : session.cases) ++count[record.status];
  std::string text = fmt::format("{} case{}", formatCount(session.cases.size()),
                                 session.cases.size() == 1 ? "" : "s");
  for (const auto& [status, cases] : count)
    text += fmt::format(", {} {}", formatCount(cases), toWord(status));
  return text;
}

}  // namespace lane
