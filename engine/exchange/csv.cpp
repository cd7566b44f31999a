#include <fmt/format.h>

#include <cmath>

#include "analysis/curves.h"
#include "exchange/csv_text.h"
#include "exchange/export.h"
#include "exchange/other_tools.h"
#include "session/schema.h"

namespace lane {
namespace {

std::string cell(const schema::Column<CaseRecord>& column, const CaseRecord& record) {
  return std::visit(
      [&](const auto& member) -> std::string {
        using M = std::decay_t<decltype(member)>;
        if constexpr (std::is_same_v<M, schema::Word<CaseRecord>>)
          return csvText(member.get(record));
        else if constexpr (std::is_same_v<M, std::string CaseRecord::*>)
          return csvText(record.*member);
        else if constexpr (std::is_same_v<M, double CaseRecord::*>)
          return csvNumber(record.*member);
        else
          return fmt::format("{}", static_cast<std::uint64_t>(record.*member));
      },
      column.member);
}

/// The columns of every long row that tell which case it belongs to.
std::string identityCells(const CaseRecord& record) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{}", csvText(record.key), csvText(record.suite),
                     csvText(record.benchmark), toWord(record.dtype), record.size,
                     csvText(record.shape), csvText(record.params), csvText(record.variant),
                     record.threads, toWord(record.mode), toWord(record.cache));
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
      if (record.hasTime()) csv += csvNumber(metricValue(derived.metric, record, record.median, 0));
    }
    csv += "\r\n";
  }
  return csv;
}

std::string toLongCsv(const Session& session) {
  std::string csv =
      "key,suite,benchmark,dtype,size,shape,params,variant,threads,mode,cache,"
      "metric,unit,kind,process,pass,round,calls,value,low,high\r\n";
  // Values of the session as a whole have no case to be named by.
  const std::string none(10, ',');
  const auto identity = [&](std::uint32_t index) {
    return index < session.cases.size() ? identityCells(session.cases[index]) : none;
  };
  const auto metric = [&](std::uint32_t index) {
    if (index >= session.metrics.size()) return std::string(",");
    return csvText(session.metrics[index].id) + "," + csvText(session.metrics[index].unit);
  };
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    const std::string cells = identityCells(record);
    const Samples& samples = session.samples;
    for (const std::size_t at : session.samplesOf(i))
      csv += fmt::format("{},time,s,sample,{},{},{},{},{},,\r\n", cells, samples.process[at],
                         samples.pass[at], samples.round[at], samples.calls[at],
                         csvNumber(samples.seconds[at]));
    csv += fmt::format("{},time,s,median,,,,{},{},{},{}\r\n", cells, record.batchCalls,
                       csvNumber(record.median), csvNumber(record.ciLow), csvNumber(record.ciHigh));
  }
  for (const Observation& observation : session.observations)
    csv += fmt::format("{},{},sample,{},,{},,{},,\r\n", identity(observation.caseIndex),
                       metric(observation.metric), observation.process, observation.round,
                       csvNumber(observation.value));
  for (const ValueRecord& value : session.values)
    csv +=
        fmt::format("{},{},value,,,,,{},{},{}\r\n", identity(value.caseIndex), metric(value.metric),
                    csvNumber(value.value), csvNumber(value.low), csvNumber(value.high));
  return csv;
}

}  // namespace lane
