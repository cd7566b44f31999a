#include "run/events.h"

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
  }

  void operator()(const SeriesPoint& event) const {
    const std::uint32_t metric = session.metricIndex(event.metric);
    auto series = std::find_if(session.series.begin(), session.series.end(),
                               [&](const SeriesRecord& s) { return s.id == event.id; });
    if (series == session.series.end()) {
      session.series.push_back({event.id, kNoCase, metric, {}, {}});
      series = session.series.end() - 1;
    }
    series->t.push_back(event.t);
    series->value.push_back(event.value);
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
};

}  // namespace

void applyEvent(Session& session, const RunEvent& event) {
  std::visit(Apply{session}, event);
}

}  // namespace lane
