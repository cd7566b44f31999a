#include "run/session_join.h"

#include <algorithm>
#include <cmath>

#include "analysis/selftest_record.h"
#include "measure/resample.h"
#include "measure/stopping_rule.h"
#include "peers/peers.h"
#include "run/case_statistics.h"
#include "run/event_quantiles.h"

namespace lane {
namespace {

bool isDecided(StopReason reason) {
  return reason != StopReason::none && reason != StopReason::stopped;
}

std::vector<std::vector<std::size_t>> positionsByCase(const Session& session) {
  std::vector<std::vector<std::size_t>> at(session.cases.size());
  for (std::size_t i = 0; i < session.samples.size(); ++i)
    at[session.samples.caseIndex[i]].push_back(i);
  return at;
}

}  // namespace

SessionJoin::SessionJoin(Session& whole, const Plan& plan, std::uint32_t source, Emit emit)
    : m_whole(whole), m_plan(plan), m_source(source), m_emit(std::move(emit)) {
  for (std::uint32_t i = 0; i < whole.cases.size(); ++i) {
    m_caseOf[whole.cases[i].key] = i;
    m_stopReason.push_back(whole.cases[i].stopReason);
  }
  m_series.resize(whole.cases.size());
  for (std::size_t i = 0; i < whole.samples.size(); ++i) {
    Series& series = m_series[whole.samples.caseIndex[i]];
    series.seconds.push_back(whole.samples.seconds[i]);
    series.pass.push_back(whole.samples.pass[i]);
    series.process.push_back(whole.samples.process[i]);
  }
  if (whole.samples.size() > 0)
    m_energy = ValueRecord{.reason = "it is not known for what was measured before"};
  const auto observed = observedFigures();
  std::erase_if(whole.values, [&](const ValueRecord& value) {
    const MetricRecord& metric = whole.metrics[value.metric];
    const bool isSpread = metric.id == kBetweenProcess.id && value.caseIndex != kNoCase;
    const bool isEnergy = metric.kind == MetricKind::energy && value.caseIndex == kNoCase;
    if (isSpread) m_spread[value.caseIndex] = value;
    if (isEnergy) {
      m_energyMetric = metric;
      m_energy = value;
    }
    const bool anew = isSpread || isEnergy || observed.contains({metric.id, value.caseIndex});
    if (!anew) m_known.emplace(metric.id, value.caseIndex);
    return anew;
  });
}

void SessionJoin::join(const Session& part, std::uint32_t process, double begin, bool last) {
  if (m_told.samples.empty() || m_told.process != process) m_told = {.process = process};
  m_told.samples.resize(part.cases.size());
  m_observed.clear();
  for (const Observation& one : part.observations)
    m_observed[{one.caseIndex, one.round}].push_back(one);
  addCases(part);
  const auto at = positionsByCase(part);
  for (std::uint32_t i = 0; i < part.cases.size(); ++i) joinCase(part, i, at[i], begin, last);
  joinSeries(part, begin);
  joinMarks(part, begin);
  if (!last) return;
  joinHistograms(part);
  joinValues(part);
  for (; m_told.lines < part.log.size(); ++m_told.lines)
    if (const LogLine& line = part.log[m_told.lines]; line.severity != Severity::note)
      m_emit(Logged{{begin + line.t, line.severity, line.text}});
}

void SessionJoin::addCases(const Session& part) {
  std::vector<CaseRecord> added;
  for (const CaseRecord& record : part.cases) {
    const auto index = static_cast<std::uint32_t>(m_whole.cases.size() + added.size());
    if (!m_caseOf.try_emplace(record.key, index).second) continue;
    added.push_back(record);
    added.back().status = CaseStatus::pending;
    added.back().stopReason = StopReason::none;
    added.back().sampleCount = 0;
    added.back().source = m_source;
    m_series.emplace_back();
    m_stopReason.push_back(StopReason::none);
  }
  if (!added.empty()) m_emit(CasesAdded{std::move(added)});
}

std::vector<CaseMeasured> SessionJoin::newSamples(const Session& part, std::uint32_t partCase,
                                                  const std::vector<std::size_t>& at,
                                                  std::uint32_t index, double begin) {
  std::map<std::uint32_t, CaseMeasured> byPass;
  Series& all = m_series[index];
  for (std::size_t& told = m_told.samples[partCase]; told < at.size(); ++told) {
    const std::size_t i = at[told];
    CaseMeasured& event = byPass[part.samples.pass[i]];
    event.seconds.push_back(part.samples.seconds[i]);
    event.t.push_back(begin + part.samples.t[i]);
    event.rounds.push_back(part.samples.round[i]);
    event.flags.push_back(part.samples.flags[i]);
    all.seconds.push_back(part.samples.seconds[i]);
    all.pass.push_back(part.samples.pass[i]);
    all.process.push_back(m_told.process);
  }
  std::vector<CaseMeasured> events;
  for (auto& [pass, event] : byPass) {
    event.caseIndex = index;
    event.process = m_told.process;
    event.pass = pass;
    addObserved(event, part, partCase);
    events.push_back(std::move(event));
  }
  return events;
}

void SessionJoin::addObserved(CaseMeasured& event, const Session& part,
                              std::uint32_t partCase) const {
  std::map<std::uint32_t, std::vector<double>> byMetric;
  for (const std::uint32_t round : event.rounds)
    if (const auto at = m_observed.find({partCase, round}); at != m_observed.end())
      for (const Observation& one : at->second) byMetric[one.metric].push_back(one.value);
  for (auto& [metric, values] : byMetric)
    if (values.size() == event.seconds.size())
      event.observed.push_back({part.metrics[metric], std::move(values)});
}

std::set<std::pair<std::string, std::uint32_t>> SessionJoin::observedFigures() const {
  std::set<std::pair<std::uint32_t, std::uint32_t>> rows;
  for (const Observation& one : m_whole.observations) rows.emplace(one.metric, one.caseIndex);
  std::set<std::pair<std::string, std::uint32_t>> figures;
  for (const auto& [metric, index] : rows) figures.emplace(m_whole.metrics[metric].id, index);
  std::set<std::pair<std::uint32_t, std::uint32_t>> events;
  for (const HistogramBin& bin : m_whole.histograms) events.emplace(bin.metric, bin.caseIndex);
  for (const auto& [metric, index] : events)
    for (std::string& id : eventQuantileIds(m_whole.metrics[metric].id))
      figures.emplace(std::move(id), index);
  return figures;
}

Summary SessionJoin::summaryOf(const Series& all) const {
  std::map<std::uint32_t, std::size_t> rounds;
  for (const std::uint32_t process : all.process) ++rounds[process];
  const auto isWhole = [&](std::uint32_t process) { return rounds[process] >= kMinimumRounds; };
  const auto whole = std::count_if(rounds.begin(), rounds.end(),
                                   [&](const auto& entry) { return isWhole(entry.first); });
  Series counted;
  for (std::size_t i = 0; i < all.seconds.size(); ++i) {
    if (whole > 0 && !isWhole(all.process[i])) continue;
    counted.seconds.push_back(all.seconds[i]);
    counted.pass.push_back(all.pass[i]);
    counted.process.push_back(all.process[i]);
  }
  return summarize(counted.seconds, counted.pass, counted.process, m_plan.confidence);
}

CaseRecord SessionJoin::recordOf(const CaseRecord& found, std::uint32_t index) const {
  const CaseRecord& known = m_whole.cases[index];
  CaseRecord record = found;
  // A library's cases have a source of their own from the start.
  record.source = known.hasTime() || peerByName(known.variant) ? known.source : m_source;
  record.sampleOffset = known.sampleOffset;
  if (!found.hasTime()) return record;
  const Series& all = m_series[index];
  setStatistics(record, summaryOf(all));
  record.sampleCount = all.seconds.size();
  record.maxUlp = std::fmax(record.maxUlp, known.maxUlp);
  record.maxRelError = std::fmax(record.maxRelError, known.maxRelError);
  if (!isDecided(found.stopReason) && isDecided(m_stopReason[index]))
    record.stopReason = m_stopReason[index];  // it had all it needed before this process
  else if (isDecided(found.stopReason) && record.relativeHalfWidth() <= m_plan.precision)
    record.stopReason = StopReason::goal;
  return record;
}

void SessionJoin::joinCase(const Session& part, std::uint32_t partCase,
                           const std::vector<std::size_t>& at, double begin, bool last) {
  const CaseRecord& found = part.cases[partCase];
  const std::uint32_t index = m_caseOf.at(found.key);
  const CaseRecord& known = m_whole.cases[index];
  if (known.status == CaseStatus::wrong) return;
  if (!found.hasTime() && found.status != CaseStatus::wrong && known.hasTime()) return;
  auto events = newSamples(part, partCase, at, index, begin);
  CaseRecord record = recordOf(found, index);
  if (last) m_stopReason[index] = record.stopReason;
  if (!events.empty()) m_joined.insert(index);
  if (events.empty() && !sameCase(record, known))
    events.push_back({.caseIndex = index, .record = {}, .process = m_told.process});
  for (CaseMeasured& event : events) {
    event.record = record;
    m_emit(std::move(event));
    m_changed = true;
  }
}

void SessionJoin::joinValues(const Session& part) {
  const auto observed = observedFigures();
  for (ValueRecord value : part.values) {
    const MetricRecord& metric = part.metrics[value.metric];
    if (metric.kind == MetricKind::energy && value.caseIndex == kNoCase) {
      joinEnergy(metric, value);
      continue;
    }
    if (value.caseIndex != kNoCase) value.caseIndex = m_caseOf.at(part.cases[value.caseIndex].key);
    // Of these finish() tells one over all processes.
    if (observed.contains({metric.id, value.caseIndex})) continue;
    // The first process that can tell does.
    if (m_known.emplace(metric.id, value.caseIndex).second)
      m_emit(ValueMeasured{metric, std::move(value)});
  }
}

/// The whole took what its processes took together, or what one could not tell is not known.
void SessionJoin::joinEnergy(const MetricRecord& metric, const ValueRecord& value) {
  m_energyMetric = metric;
  if (!m_energy) {
    m_energy = value;
    return;
  }
  m_energy->value += value.value;
  m_energy->n += value.n;
  if (m_energy->reason.empty()) m_energy->reason = value.reason;
}

void SessionJoin::joinSeries(const Session& part, double begin) {
  for (const SeriesRecord& series : part.series) {
    std::size_t& told = m_told.points[series.id];
    if (series.caseIndex == kNoCase) {
      for (; told < series.t.size(); ++told)
        m_emit(SeriesPoint{series.id, part.metrics[series.metric], begin + series.t[told],
                           series.value[told]});
      continue;
    }
    if (told == series.t.size()) continue;
    TraceMeasured trace{
        m_caseOf.at(part.cases[series.caseIndex].key),
        part.metrics[series.metric],
        {series.t.begin() + static_cast<std::ptrdiff_t>(told), series.t.end()},
        {series.value.begin() + static_cast<std::ptrdiff_t>(told), series.value.end()}};
    for (double& t : trace.t) t += begin;
    told = series.t.size();
    m_emit(std::move(trace));
  }
}

/// Those of cases; the passes of a process are not the whole's.
void SessionJoin::joinMarks(const Session& part, double begin) {
  for (; m_told.marks < part.marks.size(); ++m_told.marks) {
    const MarkRecord& mark = part.marks[m_told.marks];
    if (mark.caseIndex == kNoCase) continue;
    m_emit(MarkAdded{{begin + mark.t, m_caseOf.at(part.cases[mark.caseIndex].key), mark.text}});
  }
}

void SessionJoin::joinHistograms(const Session& part) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, HistogramMeasured> sums;
  for (const HistogramBin& bin : part.histograms) {
    if (bin.caseIndex == kNoCase) continue;
    HistogramMeasured& sum = sums[{bin.caseIndex, bin.metric}];
    sum.caseIndex = m_caseOf.at(part.cases[bin.caseIndex].key);
    sum.metric = part.metrics[bin.metric];
    sum.bins[bin.binLow] += bin.count;
  }
  for (auto& [of, sum] : sums) {
    for (const HistogramBin& bin : m_whole.histograms)
      if (bin.caseIndex == sum.caseIndex && m_whole.metrics[bin.metric].id == sum.metric.id)
        sum.bins[bin.binLow] += bin.count;
    m_emit(std::move(sum));
  }
}

void SessionJoin::tellObserved() {
  struct Gathered {
    std::vector<double> values;
    std::vector<std::uint32_t> process;
  };
  std::map<std::pair<std::uint32_t, std::uint32_t>, Gathered> all;
  for (const Observation& one : m_whole.observations) {
    Gathered& gathered = all[{one.caseIndex, one.metric}];
    gathered.values.push_back(one.value);
    gathered.process.push_back(one.process);
  }
  for (const auto& [of, gathered] : all)
    m_emit(ValueMeasured{
        m_whole.metrics[of.second],
        observedValue(of.first, gathered.values, gathered.process, m_plan.confidence)});
  std::map<std::pair<std::uint32_t, std::uint32_t>, CaseHistogram> events;
  for (const HistogramBin& bin : m_whole.histograms) {
    CaseHistogram& sum = events[{bin.caseIndex, bin.metric}];
    sum.metric = m_whole.metrics[bin.metric];
    sum.bins[bin.binLow] += bin.count;
  }
  for (const auto& [of, histogram] : events)
    for (auto& [metric, value] : eventQuantiles(of.first, histogram))
      m_emit(ValueMeasured{std::move(metric), std::move(value)});
}

void SessionJoin::finish() {
  if (m_energy && !m_energyMetric.id.empty()) m_emit(ValueMeasured{m_energyMetric, *m_energy});
  for (const std::uint32_t index : m_joined) {
    const Series& all = m_series[index];
    const Summary summary = summaryOf(all);
    if (summary.processes < 2) continue;
    ValueRecord value;
    value.caseIndex = index;
    value.value = summary.betweenProcess;
    value.n = summary.processes;
    m_spread[index] = value;
  }
  for (const auto& [index, value] : m_spread) m_emit(ValueMeasured{kBetweenProcess, value});
  tellObserved();
}

}  // namespace lane
