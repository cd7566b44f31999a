#include "session/validate.h"

#include <fmt/format.h>

#include <cstdint>

namespace lane {
namespace {

std::string badSamples(const Session& session) {
  const Samples& samples = session.samples;
  const std::size_t count = samples.size();
  for (const std::size_t length :
       {samples.caseIndex.size(), samples.process.size(), samples.pass.size(), samples.round.size(),
        samples.t.size(), samples.calls.size(), samples.placement.size(), samples.flags.size()})
    if (length != count) return "the columns of samples differ in length";
  for (std::size_t i = 0; i < count; ++i)
    if (samples.caseIndex[i] >= session.cases.size())
      return fmt::format("samples row {} belongs to case {} of {}", i, samples.caseIndex[i],
                         session.cases.size());
  if (!samples.sortedByCase) return {};

  std::uint64_t covered = 0;
  for (std::size_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (record.sampleOffset == count) continue;  // only stated, see sortSamples()
    if (record.sampleOffset > count || record.sampleCount > count - record.sampleOffset)
      return fmt::format("cases row {} claims samples {} + {} of {}", i, record.sampleOffset,
                         record.sampleCount, count);
    covered += record.sampleCount;
    if (covered > count) return "the cases claim more samples than there are";
    for (std::uint64_t k = 0; k < record.sampleCount; ++k)
      if (samples.caseIndex[record.sampleOffset + k] != i)
        return fmt::format("cases row {} claims a sample of another case", i);
  }
  return covered == count ? std::string() : "some samples belong to no case's range";
}

/// Rows that may name a case and a metric; kNoCase stands for the session as a whole.
template <class Rows>
std::string badReferences(const Session& session, const char* table, const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].caseIndex != kNoCase && rows[i].caseIndex >= session.cases.size())
      return fmt::format("{} row {} names case {} of {}", table, i, rows[i].caseIndex,
                         session.cases.size());
    if constexpr (requires { rows[i].metric; })
      if (rows[i].metric >= session.metrics.size())
        return fmt::format("{} row {} names metric {} of {}", table, i, rows[i].metric,
                           session.metrics.size());
  }
  return {};
}

}  // namespace

std::string inconsistency(const Session& session) {
  // A session without sources was measured by this program itself: index 0.
  const std::size_t sources = session.sources.empty() ? 1 : session.sources.size();
  for (std::size_t i = 0; i < session.cases.size(); ++i)
    if (session.cases[i].source >= sources)
      return fmt::format("cases row {} names source {} of {}", i, session.cases[i].source, sources);
  for (const SeriesRecord& series : session.series)
    if (series.t.size() != series.value.size())
      return fmt::format("series {} has {} times and {} values", series.id, series.t.size(),
                         series.value.size());
  for (const std::string& problem :
       {badSamples(session), badReferences(session, "observations", session.observations),
        badReferences(session, "values", session.values),
        badReferences(session, "histograms", session.histograms),
        badReferences(session, "series", session.series),
        badReferences(session, "marks", session.marks),
        badReferences(session, "notes", session.notes)})
    if (!problem.empty()) return problem;
  return {};
}

}  // namespace lane
