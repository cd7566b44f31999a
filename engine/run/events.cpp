#include "run/events.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/roofline.h"

namespace lane {
namespace {

struct Apply {
  Session& session;

  void operator()(const RunStarted& event) const { session = event.session; }

  void operator()(const CasesAdded& event) const {
    session.cases.insert(session.cases.end(), event.cases.begin(), event.cases.end());
  }

  void operator()(const CaseMeasured& event) const {
    session.cases.at(event.caseIndex) = event.record;
    Samples& samples = session.samples;
    const std::size_t added = event.seconds.size();
    samples.seconds.insert(samples.seconds.end(), event.seconds.begin(), event.seconds.end());
    samples.t.insert(samples.t.end(), event.t.begin(), event.t.end());
    samples.round.insert(samples.round.end(), event.rounds.begin(), event.rounds.end());
    samples.flags.insert(samples.flags.end(), event.flags.begin(), event.flags.end());
    const std::size_t size = samples.seconds.size();
    samples.caseIndex.resize(size, event.caseIndex);
    samples.process.resize(size, event.process);
    samples.pass.resize(size, event.pass);
    samples.calls.resize(size, event.record.batchCalls);
    samples.placement.resize(size, 0);
    if (added > 0) samples.sortedByCase = false;
    for (const ObservedValues& observed : event.observed) {
      const std::uint32_t metric = session.metricIndex(observed.metric);
      for (std::size_t i = 0; i < added && i < observed.values.size(); ++i)
        session.observations.push_back(
            {event.caseIndex, event.process, event.rounds[i], metric, observed.values[i]});
    }
  }

  void operator()(const SeriesPoint& event) const {
    SeriesRecord& series = seriesOf(event.id, kNoCase, event.metric);
    series.t.push_back(event.t);
    series.value.push_back(event.value);
  }

  void operator()(const TraceMeasured& event) const {
    const bool ofRun = event.caseIndex == kNoCase;
    SeriesRecord& series =
        seriesOf(ofRun ? event.metric.id : fmt::format("{}/{}", event.metric.id, event.caseIndex),
                 event.caseIndex, event.metric);
    series.t.insert(series.t.end(), event.t.begin(), event.t.end());
    series.value.insert(series.value.end(), event.value.begin(), event.value.end());
  }

  void operator()(const HistogramMeasured& event) const {
    const std::uint32_t metric = session.metricIndex(event.metric);
    std::erase_if(session.histograms, [&](const HistogramBin& bin) {
      return bin.caseIndex == event.caseIndex && bin.metric == metric;
    });
    for (const auto& [low, count] : event.bins)
      session.histograms.push_back({event.caseIndex, metric, low, count});
  }

  void operator()(const MarkAdded& event) const { session.marks.push_back(event.mark); }

  void operator()(const ValueMeasured& event) const {
    ValueRecord value = event.value;
    value.metric = session.metricIndex(event.metric);
    session.values.push_back(std::move(value));
  }

  void operator()(const CrossoversFound& event) const { session.crossovers = event.crossovers; }
  void operator()(const FindingsFound& event) const { session.findings = event.findings; }
  void operator()(const CeilingsFound& event) const { applyCeilings(session, *event.ceilings); }
  void operator()(const Logged& event) const { session.log.push_back(event.line); }

  void operator()(const RunFinished& event) const {
    sortSamples(session);
    session.complete = event.outcome == RunOutcome::completed;
  }

  void operator()(const Progress&) const {}

  SeriesRecord& seriesOf(const std::string& id, std::uint32_t caseIndex,
                         const MetricRecord& metric) const {
    const auto known = std::find_if(session.series.begin(), session.series.end(),
                                    [&](const SeriesRecord& s) { return s.id == id; });
    if (known != session.series.end()) return *known;
    session.series.push_back({id, caseIndex, session.metricIndex(metric), {}, {}});
    return session.series.back();
  }
};

}  // namespace

void applyEvent(Session& session, const RunEvent& event) {
  std::visit(Apply{session}, event);
}

}  // namespace lane
