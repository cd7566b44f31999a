#include "run/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>

#include "analysis/crossover.h"
#include "base/units.h"
#include "machine/energy.h"
#include "machine/priority.h"
#include "peers/peer_process.h"
#include "run/conclusions.h"
#include "run/event_counts.h"
#include "run/group_run.h"
#include "run/peer_sources.h"
#include "run/placement_probe.h"
#include "run/planned_run.h"
#include "run/process_run.h"
#include "run/refinement.h"
#include "run/rescue.h"
#include "session/checkpoint.h"
#include "session/store.h"

namespace lane {
namespace {

constexpr std::uint32_t kFirstPassRounds = 6;
// Few rounds a visit, many visits: on shared machines passes differ more than rounds within one.
constexpr std::uint32_t kLaterPassRounds = 8;
constexpr int kRefineSteps = 40;
constexpr double kRefineSeconds = 3;   ///< at least, also beyond the budget
constexpr double kRefineShare = 0.25;  ///< of the budget
constexpr double kProgressPeriod = 0.03;
constexpr double kProbeSeconds = 2.5;         ///< at least, also beyond the budget
constexpr double kProbeShare = 0.25;          ///< of the budget
constexpr double kFillSecondsPerByte = 1e-9;  ///< seeded operands, about

const MetricRecord kEnergy{"energy", "Energy of packages and memory", "J", MetricKind::energy,
                           false};
const MetricRecord kEmptyCall{"empty_call", "Cost of an empty call", "s", MetricKind::time, false};

double probeLimitOf(const Plan& plan) {
  return plan.placements > 0 ? std::max(kProbeSeconds, kProbeShare * plan.budgetSeconds) : 0;
}

double refineLimitOf(const Plan& plan) {
  return plan.refine ? std::max(kRefineSeconds, kRefineShare * plan.budgetSeconds) : 0;
}

class Run {
 public:
  Run(const Plan& plan, EventSink& sink, const RunOptions& options)
      : m_plan(plan), m_sink(sink), m_options(options), m_random(plan.seed) {
    if (options.output) m_checkpoint.emplace(*options.output);
  }

  Result<Session> run() {
    const Result<void> measured = prepare().and_then([this] { return measure(); });
    closePeers();
    RunOutcome outcome = RunOutcome::completed;
    if (!measured)
      outcome = RunOutcome::failed;
    else if (m_options.stop.stop_requested())
      outcome = RunOutcome::stopped;
    if (m_options.conclude)
      conclude(m_session, elapsed(), [this](RunEvent event) { emit(std::move(event)); });
    RunFinished finished{outcome, measured ? Error{} : measured.error(), elapsed()};
    applyEvent(m_session, finished);
    Result<void> ended = measured;
    if (m_checkpoint && m_session.samples.size() > 0)
      ended = finishOrRescue(*m_checkpoint, m_session).and_then([&] { return measured; });
    if (!ended) finished = {RunOutcome::failed, ended.error(), elapsed()};
    m_sink.onEvent(finished);
    if (!ended) return tl::unexpected(ended.error());
    return std::move(m_session);
  }

 private:
  Result<void> prepare() {
    if (m_options.output)
      if (auto writable = checkWritable(*m_options.output, Overwrite::yes); !writable)
        return writable;
    auto planned = planRun(m_plan, SourceKind::in_process, m_options.commit);
    if (!planned) return tl::unexpected(planned.error());
    addPeerSources(*planned);
    for (const ScheduledGroup& group : planned->groups)
      m_groups.emplace_back(group, planned->session.cases, m_plan.precision);
    m_owned = std::move(planned->owned);
    m_total = planned->session.cases.size();
    emit(RunStarted{std::move(planned->session)});
    for (const LogLine& note : planned->notes) emit(Logged{note});
    return {};
  }

  void measureFloor() {
    const double seconds = emptyCallSeconds(m_timer);
    ValueRecord value;
    value.value = seconds;
    value.n = 15;
    emit(ValueMeasured{kEmptyCall, value});
  }

  Result<void> measure() {
    const PinnedThread pinned(Team::cores().front());
    if (!pinned.pinned())
      emit(Logged{
          {elapsed(), Severity::warning, "the measuring thread could not be pinned to a core"}});
    if (m_plan.watchMemory)
      if (const auto watched = m_watch.watchMemory(); !watched)
        emit(Logged{{elapsed(), Severity::warning, toString(watched.error())}});
    std::optional<RaisedPriority> raised;
    if (*std::max_element(m_plan.threads.begin(), m_plan.threads.end()) > 1) {
      raised.emplace();
      if (const auto& problem = raisingProblem(); problem && !raised->raised())
        emit(Logged{{elapsed(), Severity::note,
                     "Threads are measured at ordinary priority: " + toString(*problem)}});
    }
    for (const UnavailableReading& reading : m_watch.unavailable())
      emit(Logged{{elapsed(), Severity::note,
                   fmt::format("{} is not known: {}", reading.label, reading.reason)}});
    measureFloor();
    if (m_energy)
      if (const auto started = m_energy->start(); !started)
        m_energy = tl::unexpected(started.error());
    VisitContext context = makeContext();
    m_samplingStart = now();
    auto walked = walkPlan(context);
    if (walked && m_plan.refine) walked = refine(context);
    const StopReason reason =
        m_options.stop.stop_requested() ? StopReason::stopped : StopReason::budget;
    for (GroupRun& group : m_groups) group.close(context, reason);
    if (walked && reason != StopReason::stopped) {
      probe(context);
      count(context);
    }
    tellEnergy();
    m_watch.endMemoryWatch(now());
    // A stopped run keeps the progress it had, wherever it was stopped.
    if (!m_options.stop.stop_requested()) tellProgress(RunPhase::analysing, kNoCase);
    return walked;
  }

  /// Passes over all groups until every case is done or the budget is spent.
  Result<void> walkPlan(VisitContext& context) {
    for (m_pass = 0; !interrupted(); ++m_pass) {
      std::vector<GroupRun*> open = openGroups();
      if (open.empty() || (m_pass >= 2 && budgetLeft() <= 0)) break;
      emit(MarkAdded{{elapsed(), kNoCase, fmt::format("Pass {}", m_pass + 1)}});
      if (m_energy) std::ignore = m_energy->read();  // before its counter runs over
      std::shuffle(open.begin(), open.end(), m_random);
      bool visitedAny = false;
      for (std::size_t i = 0; i < open.size() && !interrupted(); ++i) {
        const std::uint32_t rounds = roundsFor(*open[i], open.size() - i);
        if (rounds == 0) continue;
        visitedAny = true;
        if (auto saved = visit(context, *open[i], rounds); !saved) return saved;
      }
      if (!visitedAny) break;
      emit(CrossoversFound{findCrossovers(m_session)});
    }
    return {};
  }

  /// Measures new sizes inside the crossovers' brackets until those are narrow, then more rounds
  /// beside the cuts until the intervals are.
  Result<void> refine(VisitContext& context) {
    m_phase = RunPhase::refining;
    emit(MarkAdded{{elapsed(), kNoCase, "Refining crossovers"}});
    const double limit = now() + refineLimitOf(m_plan);
    bool more = true;
    for (int step = 0; more && step < kRefineSteps && !interrupted() && now() < limit; ++step) {
      const std::vector<RefinementPoint> fresh = refinementPoints(m_session);
      const std::vector<RefinementPoint> again =
          fresh.empty() ? repetitionPoints(m_session) : std::vector<RefinementPoint>{};
      more = !fresh.empty() || !again.empty();
      ++m_pass;
      for (const RefinementPoint& point : fresh.empty() ? again : fresh) {
        // Asked before a point is added, so that none is left unmeasured.
        if (interrupted() || now() >= limit) break;
        GroupRun* group = fresh.empty() ? reopened(point) : newGroup(point);
        if (!group) continue;
        if (auto saved = visit(context, *group, kMinimumRounds); !saved) return saved;
      }
      emit(CrossoversFound{findCrossovers(m_session)});
    }
    return {};
  }

  /// The group that measures the point already, its variants taking part once more.
  GroupRun* reopened(const RefinementPoint& point) {
    for (GroupRun& group : m_groups)
      if (group.reopen(point, m_session.cases)) return &group;
    return nullptr;
  }

  /// A new group for the point; nullptr when it cannot run here.
  GroupRun* newGroup(const RefinementPoint& point) {
    auto group = makeGroup(point, m_plan.seed, static_cast<std::uint32_t>(m_session.cases.size()));
    if (!group) return nullptr;
    emit(CasesAdded{group->cases});
    m_total = m_session.cases.size();
    return &m_groups.emplace_back(group->group, m_session.cases, m_plan.precision);
  }

  double probeLimit() const { return probeLimitOf(m_plan); }

  /// Of one group: its batches, and filling its operands at every place.
  double probeSeconds(const GroupRun& group) const {
    const ScheduledGroup& scheduled = group.group();
    const auto bytes = static_cast<double>(scheduled.benchmark->arenaBytes(scheduled.point));
    return probeBatches(m_plan.placements) * group.batchSeconds() +
           (m_plan.placements + 2) * bytes * kFillSecondsPerByte;
  }

  /// Estimated seconds of the whole placement probe.
  double probeSeconds() const {
    if (m_plan.placements == 0) return 0;
    double seconds = 0;
    for (const GroupRun& group : m_groups)
      if (group.group().benchmark->info().inMemory) seconds += probeSeconds(group);
    return std::min(seconds, probeLimit());
  }

  /// Other placements, the quick groups first, as long as there is time: a few large ones would
  /// take it from hundreds of small.
  void probe(VisitContext& context) {
    if (m_plan.placements == 0) return;
    m_phase = RunPhase::probing;
    emit(MarkAdded{{elapsed(), kNoCase, "Trying other placements"}});
    m_probeEnd = now() + probeLimit();
    std::vector<const GroupRun*> order;
    for (const GroupRun& group : m_groups)
      if (group.group().benchmark->info().inMemory) order.push_back(&group);
    std::stable_sort(order.begin(), order.end(), [](const GroupRun* a, const GroupRun* b) {
      return a->batchSeconds() < b->batchSeconds();
    });
    for (const GroupRun* group : order) {
      if (interrupted()) return;
      if (now() + probeSeconds(*group) < m_probeEnd)
        probePlacements(context, group->group(), m_plan.placements);
      else
        skipProbe(context, group->group(),
                  "other placements would take longer than the time set aside for them");
    }
  }

  /// One batch of every case under the processor's counters, where it has some.
  void count(VisitContext& context) {
    auto counters =
        CounterGroup::open(m_options.counters ? *m_options.counters : kernelPerfSystem());
    if (!counters) return explainNoCounts(context, counters.error());
    for (const GroupRun& group : m_groups)
      if (!countEvents(context, group.group(), *counters)) return;
  }

  void tellEnergy() {
    ValueRecord value;
    const auto reading = m_energy.and_then([](EnergyMeter meter) { return meter.read(); });
    if (reading) {
      value.value = reading->packageJoules + reading->memoryJoules;
      value.n = 1;
    } else {
      value.reason = toString(reading.error());
    }
    emit(ValueMeasured{kEnergy, std::move(value)});
  }

  Result<void> visit(VisitContext& context, GroupRun& group, std::uint32_t rounds) {
    group.visit(context, m_pass, rounds, visitLimit(group));
    tellProgress(m_phase, kNoCase);
    return checkpoint();
  }

  VisitContext makeContext() {
    return {
        .plan = m_plan,
        .arena = m_arena,
        .team = m_team,
        .timer = m_timer,
        .startSeconds = m_start,
        .random = m_random,
        .interrupted = [this] { return interrupted(); },
        .watch = m_watch,
        .caseRecord = [this](std::uint32_t i) -> const CaseRecord& { return m_session.cases[i]; },
        .emit = [this](RunEvent event) { emit(std::move(event)); },
        .announce = [this](RunPhase phase, std::uint32_t i) { tellProgress(phase, i); },
        .stop = m_options.stop};
  }

  /// The first two passes give every case its minimum; later ones spend what is left of the
  /// budget, an equal share for each group that still needs it.
  std::uint32_t roundsFor(const GroupRun& group, std::size_t groupsLeft) const {
    if (m_pass == 0) return kFirstPassRounds;
    if (m_pass == 1) return kMinimumRounds - kFirstPassRounds;
    if (m_plan.budgetSeconds <= 0) return kLaterPassRounds;
    const double share = budgetLeft() / static_cast<double>(groupsLeft);
    const double affordable = share / std::max(group.roundSeconds(), 1e-6);
    if (affordable < 2) return 0;  // its share goes to the groups after it
    return static_cast<std::uint32_t>(std::min<double>(affordable, kLaterPassRounds));
  }

  /// A visit ends early when it takes far longer than the cases' own times promise.
  double visitLimit(const GroupRun& group) const {
    const double expected = kMinimumRounds * std::max(group.roundSeconds(), 1e-3);
    return group.visits() == 0 ? 1e9 : std::max(1.0, 4 * expected);
  }

  double budgetLeft() const {
    if (m_plan.budgetSeconds <= 0) return 1e9;
    return m_plan.budgetSeconds - (now() - m_samplingStart - m_pausedSeconds);
  }

  std::vector<GroupRun*> openGroups() {
    std::vector<GroupRun*> open;
    for (GroupRun& group : m_groups)
      if (group.needsMore()) open.push_back(&group);
    return open;
  }

  bool interrupted() {
    if (m_options.pause && m_options.pause->isPaused() && !m_options.stop.stop_requested()) {
      const double begin = now();
      tellProgress(m_phase, kNoCase, true);
      m_options.pause->waitWhilePaused();
      m_pausedSeconds += now() - begin;
      tellProgress(m_phase, kNoCase);
    }
    return m_options.stop.stop_requested();
  }

  Result<void> checkpoint() {
    if (!m_checkpoint) return {};
    return m_checkpoint->offer(m_session);
  }

  void tellProgress(RunPhase phase, std::uint32_t caseIndex, bool paused = false) {
    const double t = elapsed();
    if (!paused && phase != RunPhase::analysing && t - m_lastProgress < kProgressPeriod) return;
    m_lastProgress = t;
    std::size_t open = 0;
    double needed = 0;
    for (const GroupRun& group : m_groups) {
      open += group.openCases();
      needed += group.expectedSeconds();
    }
    if (m_pass >= 2) needed = std::min(needed, std::max(0.0, budgetLeft()));
    if (phase == RunPhase::probing)
      needed = std::max(0.0, m_probeEnd - now());
    else if (phase != RunPhase::analysing)
      needed += probeSeconds();
    const double fraction = t / std::max(t + needed, 1e-9);
    m_fraction = phase == RunPhase::analysing ? 1 : std::max(m_fraction, std::min(fraction, 0.999));
    Progress progress{.phase = phase,
                      .pass = m_pass,
                      .passes = std::max(m_pass + 1, 3u),
                      .done = m_total - open,
                      .total = m_total,
                      .fraction = m_fraction,
                      .elapsedSeconds = t,
                      .leftSeconds = needed,
                      .currentCase = caseIndex,
                      .paused = paused,
                      .message = paused ? "Paused" : message(phase, caseIndex)};
    emit(std::move(progress));
  }

  std::string message(RunPhase phase, std::uint32_t caseIndex) const {
    if (caseIndex == kNoCase) return phase == RunPhase::analysing ? "Looking for crossovers" : "";
    const CaseRecord& record = m_session.cases[caseIndex];
    const std::string_view verb = phase == RunPhase::checking      ? "Checking"
                                  : phase == RunPhase::calibrating ? "Calibrating"
                                  : phase == RunPhase::probing     ? "Trying other places for"
                                                                   : "Measuring";
    if (record.dtype == Dtype::none && record.size == 0)  // as a command
      return fmt::format("{} {}", verb, record.benchmark);
    return fmt::format("{} {}, {}, n = {}", verb, record.benchmark, toWord(record.dtype),
                       formatSize(record.size));
  }

  void emit(RunEvent event) {
    applyEvent(m_session, event);
    m_sink.onEvent(std::move(event));
  }

  double now() const { return m_clock.seconds(m_clock.now()); }
  double elapsed() const { return now() - m_start; }

  const Plan m_plan;
  EventSink& m_sink;
  const RunOptions& m_options;
  const Clock& m_clock = Clock::instance();
  SystemTimer m_timer;
  std::mt19937_64 m_random;
  Arena m_arena;
  Team m_team;
  Result<EnergyMeter> m_energy = EnergyMeter::open();
  std::optional<Checkpoint> m_checkpoint;
  Session m_session;
  std::vector<std::shared_ptr<const Benchmark>> m_owned;  ///< that the plan brought
  std::vector<GroupRun> m_groups;
  std::size_t m_total = 0;
  std::uint32_t m_pass = 0;
  RunPhase m_phase = RunPhase::sampling;
  const double m_start = now();
  DisturbanceWatch m_watch{m_start, Team::cores().front(),
                           [this](RunEvent event) { emit(std::move(event)); }};
  double m_samplingStart = 0;
  double m_pausedSeconds = 0;
  double m_probeEnd = 0;
  double m_lastProgress = -1;
  double m_fraction = 0;
};

}  // namespace

Result<PlanPreview> previewPlan(const Plan& plan) {
  auto schedule = makeSchedule(plan);
  if (!schedule) return tl::unexpected(schedule.error());
  PlanPreview preview;
  double minimum = 0, expected = 0, probing = 0;
  for (const CaseRecord& record : schedule->cases) {
    if (record.status == CaseStatus::skipped) continue;
    const double call = guessSeconds(record);
    const double round = std::max(BatchRule{}.minimumSeconds, call) + call;
    minimum += round * kMinimumRounds;
    expected += round * kExpectedRounds;
    probing += round * probeBatches(plan.placements);
  }
  // Every process has its share of the budget, but its minimum of rounds in any case.
  const double budget = plan.budgetSeconds / plan.processes;
  const double limit = budget > 0 ? std::max(budget, minimum) : expected;
  preview.estimatedSeconds = plan.processes * std::min(expected, limit);
  // The first of them alone refines and tries other placements.
  Plan alone = plan;
  alone.budgetSeconds = budget;
  preview.estimatedSeconds += refineLimitOf(alone);
  if (plan.placements > 0) preview.estimatedSeconds += std::min(probing, probeLimitOf(alone));
  preview.runnable = schedule->runnable;
  preview.cases = std::move(schedule->cases);
  return preview;
}

Result<Session> runPlan(const Plan& plan, EventSink& sink, const RunOptions& options) {
  if (plan.processes > 1) return runInProcesses(plan, sink, options);
  return Run(plan, sink, options).run();
}

}  // namespace lane
