#include <fmt/format.h>

#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "exchange/import/import.h"

namespace lane {
namespace {

template <class T>
void append(std::vector<T>& list, std::vector<T>&& more) {
  list.insert(list.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
}

/// Rows that point at cases and metrics of the part they come from.
class Shift {
 public:
  Shift(Session& into, const Session& part)
      : m_cases(static_cast<std::uint32_t>(into.cases.size())) {
    for (const MetricRecord& metric : part.metrics) m_metrics.push_back(into.metricIndex(metric));
  }
  template <class Row>
  void rows(std::vector<Row>& into, std::vector<Row>&& part) const {
    for (Row& row : part) {
      if (row.caseIndex != kNoCase) row.caseIndex += m_cases;
      if constexpr (requires { row.metric; }) row.metric = m_metrics[row.metric];
      into.push_back(std::move(row));
    }
  }
  std::uint32_t cases() const { return m_cases; }

 private:
  std::uint32_t m_cases;
  std::vector<std::uint32_t> m_metrics;
};

void addSamples(Samples& into, Samples&& part, std::uint32_t cases) {
  for (std::uint32_t& index : part.caseIndex) index += cases;
  append(into.caseIndex, std::move(part.caseIndex));
  append(into.seconds, std::move(part.seconds));
  append(into.process, std::move(part.process));
  append(into.pass, std::move(part.pass));
  append(into.round, std::move(part.round));
  append(into.t, std::move(part.t));
  append(into.calls, std::move(part.calls));
  append(into.placement, std::move(part.placement));
  append(into.flags, std::move(part.flags));
}

std::string hostOf(const Session& session) {
  const MachineField* host = session.machine.find("host");
  return host ? host->value : std::string();
}

}  // namespace

Result<Import> joinImports(std::vector<Import> parts) {
  if (parts.empty()) return fail(ErrorCode::usage, "there is nothing to import");
  Import joined = std::move(parts.front());
  Session& session = joined.session;
  std::unordered_map<std::string, std::string> titles;  // of the part a key came from
  for (const CaseRecord& record : session.cases) titles.emplace(record.key, session.title);
  std::set<std::string> remarks(joined.remarks.begin(), joined.remarks.end());
  for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
    Session& more = part->session;
    for (const CaseRecord& record : more.cases)
      if (const auto [known, isNew] = titles.emplace(record.key, more.title); !isNew)
        return fail(
            ErrorCode::usage,
            fmt::format("{} and {} both hold the case {}", known->second, more.title, record.key),
            {}, "Import them into a session each, then compare the two");
    if (hostOf(more) != hostOf(session))
      remarks.insert("The files come from different machines; the card is that of the first.");
    const Shift shift(session, more);
    for (CaseRecord& record : more.cases)
      record.source += static_cast<std::uint32_t>(session.sources.size());
    addSamples(session.samples, std::move(more.samples), shift.cases());
    shift.rows(session.observations, std::move(more.observations));
    shift.rows(session.values, std::move(more.values));
    shift.rows(session.notes, std::move(more.notes));
    append(session.cases, std::move(more.cases));
    append(session.sources, std::move(more.sources));
    session.title += ", " + more.title;
    session.created = std::max(session.created, more.created);
    joined.read += part->read;
    append(joined.skipped, std::move(part->skipped));
    remarks.insert(part->remarks.begin(), part->remarks.end());
  }
  joined.remarks.assign(remarks.begin(), remarks.end());
  sortSamples(session);
  return joined;
}

}  // namespace lane
