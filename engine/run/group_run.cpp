#include "run/group_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "base/units.h"
#include "measure/core_round_trip.h"
#include "run/allocation_count.h"
#include "run/case_statistics.h"
#include "run/event_quantiles.h"
#include "run/scale_down.h"
#include "run/system_state.h"

namespace lane {
namespace {

const MetricRecord kRoundTrip{"core_round_trip", "Round trip between the farthest two cores used",
                              "s", MetricKind::time, false};

/// Involuntary switches and page faults of this thread since it was last asked.
class Disturbance {
 public:
  std::uint32_t operator()() {
    const ThreadCounters now = threadCounters();
    const std::uint32_t flags =
        (now.involuntarySwitches != m_last.involuntarySwitches ? kFlagSwitched : 0u) |
        (now.faults != m_last.faults ? kFlagFaulted : 0u);
    m_last = now;
    return flags;
  }

 private:
  ThreadCounters m_last;
};

double now(VisitContext& context) {
  return context.timer.seconds(context.timer.ticks());
}

/// Memory that the system does not give is a reason, and not the end of the run.
template <class Work>
auto served(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::io, "the system gives no memory for it", {}, "Use smaller sizes");
  }
}

Result<std::unique_ptr<PreparedGroup>> placed(VisitContext& context, const ScheduledGroup& part) {
  if (std::string little = makeRoom(context.arena, *part.benchmark, part.point); !little.empty())
    return fail(ErrorCode::unsupported, std::move(little), {}, "Close other programs");
  return served([&] { return part.benchmark->place(part.point, context.arena, context.team); });
}

}  // namespace

GroupRun::GroupRun(const ScheduledGroup& group, const std::vector<CaseRecord>& cases,
                   double precision)
    : m_group(std::make_unique<const ScheduledGroup>(group)) {
  const auto add = [&](const ScheduledGroup& part) {
    for (const std::uint32_t index : part.cases) {
      CaseState state{.rule = StoppingRule(precision)};
      state.index = index;
      state.part = &part;
      state.callSeconds = guessSeconds(cases[index]);
      m_cases.push_back(std::move(state));
    }
  };
  add(*m_group);
  for (const ScheduledGroup& part : m_group->beside) add(part);
}

bool GroupRun::reopen(const RefinementPoint& point, const std::vector<CaseRecord>& cases) {
  bool found = false;
  for (CaseState& state : m_cases) {
    const CaseRecord& record = cases[state.index];
    const bool wanted = record.size == point.size && curveKey(record) == point.key &&
                        std::find(point.variants.begin(), point.variants.end(), record.variant) !=
                            point.variants.end();
    state.asked = wanted && state.ready && record.hasTime();
    if (state.asked) state.open = found = true;
  }
  m_reopened = found;
  return found;
}

bool GroupRun::takesPart(const CaseState& state) const {
  return state.open && (!m_reopened || state.asked);
}

bool GroupRun::needsMore() const {
  return openCases() > 0;
}

std::size_t GroupRun::openCases() const {
  return static_cast<std::size_t>(std::count_if(m_cases.begin(), m_cases.end(),
                                                [](const CaseState& state) { return state.open; }));
}

double GroupRun::batchSeconds() const {
  double seconds = 0;
  for (const CaseState& state : m_cases)
    if (state.ready) seconds += state.callSeconds * static_cast<double>(state.calls);
  return seconds;
}

double GroupRun::roundSeconds() const {
  double seconds = 0;
  for (const CaseState& state : m_cases)
    if (takesPart(state)) seconds += state.callSeconds * (static_cast<double>(state.calls) + 1);
  return seconds;
}

double GroupRun::expectedSeconds() const {
  double seconds = 0;
  for (const CaseState& state : m_cases) {
    if (!state.open) continue;
    const double batch =
        std::max(BatchRule{}.minimumSeconds, state.callSeconds * static_cast<double>(state.calls));
    const double rounds =
        std::max(kExpectedRounds - static_cast<double>(state.seconds.size()), 8.0);
    seconds += rounds * (batch + state.callSeconds);
  }
  return seconds;
}

std::vector<std::unique_ptr<PreparedGroup>> GroupRun::place(VisitContext& context) {
  std::vector<std::unique_ptr<PreparedGroup>> parts;
  const auto placeOne = [&](const ScheduledGroup& part) {
    auto prepared = placed(context, part);
    if (prepared) (*prepared)->endWhen(context.stop);
    for (CaseState& state : m_cases) {
      if (state.part != &part) continue;
      state.prepared = prepared ? prepared->get() : nullptr;
      if (!prepared && state.open)
        giveUp(context, state, CaseStatus::failed, toString(prepared.error()));
    }
    if (prepared) parts.push_back(std::move(*prepared));
  };
  placeOne(*m_group);
  for (const ScheduledGroup& part : m_group->beside) placeOne(part);
  return parts;
}

void GroupRun::visit(VisitContext& context, std::uint32_t pass, std::uint32_t rounds,
                     double seconds) {
  const auto prepared = place(context);
  if (prepared.empty()) return;
  if (m_visits == 0) firstVisit(context);
  if (context.interrupted()) return;
  ++m_visits;

  std::vector<std::unique_ptr<PreparedCase>> owners;
  std::vector<GroupCase> cases;
  std::vector<CaseState*> states;
  for (CaseState& state : m_cases) {
    if (!takesPart(state) || !state.ready) continue;
    const CaseRecord& record = context.caseRecord(state.index);
    owners.push_back(state.prepared->prepare(record.variant, record.threads));
    cases.push_back(
        {owners.back().get(), state.calls, state.callSeconds * static_cast<double>(state.calls)});
    states.push_back(&state);
  }
  m_reopened = false;
  if (cases.empty()) return;
  context.announce(RunPhase::sampling, states.front()->index);
  measureRoundTrip(context);

  // Fresh operands and a group that was away: one untimed round before the first that counts.
  for (GroupCase& one : cases) {
    if (context.interrupted()) return;
    if (!one.prepared->oneByOne()) one.prepared->run(1);
  }
  const double begin = now(context);
  context.watch.read(begin);
  std::vector<std::vector<ObservedValues>> observed(states.size());
  for (std::size_t item = 0; item < states.size(); ++item)
    for (const MetricRecord& metric : states[item]->prepared->observed())
      observed[item].push_back({metric, {}});
  const RoundHooks hooks{
      .interrupted = context.interrupted,
      .betweenRounds =
          [&] {
            const double t = now(context);
            context.watch.readWhenDue(t);
            tellTraces(context, states);
            return t - begin < seconds;
          },
      .disturbance = Disturbance(),
      .clockJumped = [&](std::size_t item) { ++states[item]->jumps; },
      .failed = [&](std::size_t item, std::string_view why) { states[item]->failure = why; },
      .observed =
          [&](std::size_t item, std::span<const double> values) {
            auto& ofCase = observed[item];
            for (std::size_t i = 0; i < ofCase.size() && i < values.size(); ++i)
              ofCase[i].values.push_back(values[i]);
          }};
  auto samples = sampleRounds(cases, context.timer, m_nextRound, rounds, context.random, hooks);
  m_nextRound += rounds;
  context.watch.read(now(context));
  for (RoundSample& sample : samples) sample.flags |= context.watch.flagsAt(sample.t);
  tellTraces(context, states);
  for (std::size_t item = 0; item < states.size(); ++item)
    report(context, *states[item], pass, samples, item, std::move(observed[item]));
  for (CaseState* state : states) {
    const CaseRecord& record = context.caseRecord(state->index);
    collectFigures(*state, state->prepared->figures(record.variant, record.threads));
    collectHistograms(*state, state->prepared->histograms(record.variant, record.threads));
    if (!state->failure.empty() && !context.stop.stop_requested())
      giveUp(context, *state, CaseStatus::failed, state->failure);
  }
}

void GroupRun::collectFigures(CaseState& state, const std::vector<CaseFigure>& figures) {
  for (const CaseFigure& figure : figures) {
    const auto known = std::find_if(state.figures.begin(), state.figures.end(),
                                    [&](const CaseFigure& f) { return f.metric == figure.metric; });
    if (known == state.figures.end()) {
      state.figures.push_back(figure);
      continue;
    }
    ValueRecord& sum = known->value;
    const auto before = static_cast<double>(sum.n), added = static_cast<double>(figure.value.n);
    sum.value = (sum.value * before + figure.value.value * added) / (before + added);
    sum.low = std::min(sum.low, figure.value.low);
    sum.high = std::max(sum.high, figure.value.high);
    sum.n += figure.value.n;
  }
}

void GroupRun::collectHistograms(CaseState& state, const std::vector<CaseHistogram>& histograms) {
  for (const CaseHistogram& histogram : histograms) {
    CaseHistogram& sum = state.histograms[histogram.metric.id];
    sum.metric = histogram.metric;
    for (const auto& [low, count] : histogram.bins) sum.bins[low] += count;
  }
}

void GroupRun::tellTraces(VisitContext& context, const std::vector<CaseState*>& states) {
  for (const CaseState* state : states) {
    const CaseRecord& record = context.caseRecord(state->index);
    CaseTrace trace = state->prepared->takeTrace(record.variant, record.threads);
    for (CaseTrace::Curve& curve : trace.curves) {
      if (curve.t.empty()) continue;
      for (double& t : curve.t) t -= context.startSeconds;
      context.emit(TraceMeasured{state->index, std::move(curve.metric), std::move(curve.t),
                                 std::move(curve.value)});
    }
    for (CaseTrace::Moment& moment : trace.moments)
      context.emit(
          MarkAdded{{moment.t - context.startSeconds, state->index, std::move(moment.text)}});
  }
}

void GroupRun::measureRoundTrip(VisitContext& context) {
  std::uint32_t threads = 1;
  for (const CaseState& state : m_cases)
    threads = std::max(threads, context.caseRecord(state.index).threads);
  if (threads == 1) return;
  const auto trips = measureCoreRoundTrips(context.team, threads);
  if (!trips) return;
  double slowest = 0;
  for (const CoreRoundTrip& trip : *trips) slowest = std::max(slowest, trip.seconds);
  m_roundTrips.push_back(slowest);
}

void GroupRun::firstVisit(VisitContext& context) {
  for (CaseState& state : m_cases) {
    if (context.interrupted()) return;
    if (!state.ready && state.open) checkAndCalibrate(context, state);
  }
}

void GroupRun::checkAndCalibrate(VisitContext& context, CaseState& state) {
  PreparedGroup& prepared = *state.prepared;
  CaseRecord record = context.caseRecord(state.index);
  context.announce(RunPhase::checking, state.index);
  const Result<CheckResult> check =
      served([&] { return prepared.check(record.variant, record.threads); });
  if (!check) {
    if (context.stop.stop_requested()) return;
    const ErrorCode code = check.error().code;
    if (code == ErrorCode::checkFailed)
      collectFigures(state, prepared.figures(record.variant, record.threads));
    giveUp(context, state,
           code == ErrorCode::checkFailed   ? CaseStatus::wrong
           : code == ErrorCode::unsupported ? CaseStatus::skipped
                                            : CaseStatus::failed,
           toString(check.error()));
    return;
  }
  record.maxUlp = check->maxUlp;
  record.maxRelError = check->maxRelError;
  if (!check->passed) {
    context.emit(CaseMeasured{.caseIndex = state.index, .record = record});
    giveUp(context, state, CaseStatus::wrong,
           fmt::format("item {} is {} ULP from the reference, outside the tolerance",
                       check->worstIndex, formatNumber(check->maxUlp)));
    return;
  }
  if (context.plan.trackAllocations)
    for (auto& [metric, value] :
         countAllocations(state.index, *prepared.prepare(record.variant, record.threads),
                          context.team, record.threads))
      context.emit(ValueMeasured{std::move(metric), std::move(value)});
  context.announce(RunPhase::calibrating, state.index);
  const auto one = prepared.prepare(record.variant, record.threads);
  const auto calls =
      calibrate(*one, context.timer, {}, context.plan.timeoutSeconds, context.interrupted);
  if (!calls) {
    if (calls.error().code != ErrorCode::interrupted && !context.stop.stop_requested())
      giveUp(context, state, CaseStatus::failed, calls.error().what);
    return;
  }
  state.calls = *calls;
  one->beforeBatch();
  const std::uint64_t begin = context.timer.ticks();
  one->run(state.calls);
  state.callSeconds =
      context.timer.seconds(context.timer.ticks() - begin) / static_cast<double>(state.calls);
  record.batchCalls = state.calls;
  state.ready = true;
  context.emit(CaseMeasured{.caseIndex = state.index, .record = std::move(record)});
}

void GroupRun::giveUp(VisitContext& context, CaseState& state, CaseStatus status,
                      std::string reason) {
  state.open = false;
  CaseRecord record = context.caseRecord(state.index);
  record.status = status;
  record.reason = std::move(reason);
  context.emit(Logged{
      {now(context) - context.startSeconds, Severity::problem, record.key + ": " + record.reason}});
  context.emit(CaseMeasured{.caseIndex = state.index, .record = std::move(record)});
}

void GroupRun::report(VisitContext& context, CaseState& state, std::uint32_t pass,
                      const std::vector<RoundSample>& samples, std::size_t item,
                      std::vector<ObservedValues> observed) {
  CaseMeasured event;
  event.caseIndex = state.index;
  event.pass = pass;
  for (const RoundSample& sample : samples) {
    if (sample.item != item) continue;
    event.seconds.push_back(sample.seconds);
    event.t.push_back(sample.t - context.startSeconds);
    event.rounds.push_back(sample.round);
    event.flags.push_back(sample.flags);
    state.seconds.push_back(sample.seconds);
    state.pass.push_back(pass);
  }
  if (event.seconds.empty()) return;

  const Summary summary = summarize(state.seconds, state.pass, context.plan.confidence);
  state.callSeconds = summary.median;
  CaseRecord record = context.caseRecord(state.index);
  record.batchCalls = state.calls;
  setStatistics(record, summary);
  record.stopReason = state.rule.passEnded(summary);
  state.open = record.stopReason == StopReason::none;
  event.record = std::move(record);
  // A case whose batches give nothing beside their times has empty lists.
  std::erase_if(observed, [&](const ObservedValues& one) {
    return one.values.size() != event.seconds.size();
  });
  state.observed.resize(std::max(state.observed.size(), observed.size()));
  for (std::size_t i = 0; i < observed.size(); ++i) {
    ObservedValues& all = state.observed[i];
    all.metric = observed[i].metric;
    all.values.insert(all.values.end(), observed[i].values.begin(), observed[i].values.end());
  }
  event.observed = std::move(observed);
  context.emit(std::move(event));
}

void GroupRun::tellCollected(VisitContext& context, CaseState& state) {
  for (CaseFigure& figure : state.figures) {
    figure.value.caseIndex = state.index;
    context.emit(ValueMeasured{figure.metric, std::move(figure.value)});
  }
  state.figures.clear();
  for (const ObservedValues& one : state.observed)
    context.emit(ValueMeasured{
        one.metric, observedValue(state.index, one.values, state.pass, context.plan.confidence)});
  state.observed.clear();
  for (auto& [id, histogram] : state.histograms) {
    for (auto& [metric, value] : eventQuantiles(state.index, histogram))
      context.emit(ValueMeasured{std::move(metric), std::move(value)});
    context.emit(HistogramMeasured{state.index, histogram.metric, std::move(histogram.bins)});
  }
  state.histograms.clear();
}

void GroupRun::close(VisitContext& context, StopReason reason) {
  for (CaseState& state : m_cases) {
    if (state.jumps > 0)
      context.emit(
          Logged{{now(context) - context.startSeconds, Severity::warning,
                  fmt::format("{}: the clock jumped during {} batches; they are no samples",
                              context.caseRecord(state.index).key, state.jumps)}});
    if (!m_roundTrips.empty() && context.caseRecord(state.index).threads > 1) {
      const auto [fastest, slowest] = std::minmax_element(m_roundTrips.begin(), m_roundTrips.end());
      context.emit(ValueMeasured{kRoundTrip,
                                 {.caseIndex = state.index,
                                  .value = median(m_roundTrips),
                                  .low = *fastest,
                                  .high = *slowest,
                                  .n = m_roundTrips.size(),
                                  .reason = {}}});
    }
    tellCollected(context, state);
    if (!state.open) continue;
    state.open = false;
    CaseRecord record = context.caseRecord(state.index);
    record.stopReason = reason;
    if (record.status == CaseStatus::pending)
      record.reason = reason == StopReason::stopped ? "the run was stopped before it was measured"
                                                    : "the budget was spent before it was measured";
    context.emit(CaseMeasured{.caseIndex = state.index, .record = std::move(record)});
  }
}

}  // namespace lane
