// One group over the whole run: prepared anew at each visit, it checks and calibrates its cases
// the first time, then adds rounds for those that still need them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stop_token>
#include <vector>

#include "measure/stopping_rule.h"
#include "run/disturbance_watch.h"
#include "run/events.h"
#include "run/plan.h"
#include "run/schedule.h"

namespace lane {

/// What a visit needs from the run. References outlive the visit.
struct VisitContext {
  const Plan& plan;
  Arena& arena;
  Team& team;
  Timer& timer;
  double startSeconds;  ///< of the run, on the timer's scale
  std::mt19937_64& random;
  std::function<bool()> interrupted;  ///< also pauses
  DisturbanceWatch& watch;
  std::function<const CaseRecord&(std::uint32_t)> caseRecord;
  std::function<void(RunEvent)> emit;
  std::function<void(RunPhase, std::uint32_t caseIndex)> announce;
  std::stop_token stop = {};
};

class GroupRun {
 public:
  GroupRun(const ScheduledGroup& group, const std::vector<CaseRecord>& cases, double precision);

  /// Adds up to `rounds` rounds for the cases that need more, or fewer when interrupted or when
  /// `seconds` have passed. Emits a CaseMeasured per case with new samples.
  void visit(VisitContext& context, std::uint32_t pass, std::uint32_t rounds, double seconds);

  /// The next visit is for the point's variants alone, whatever their stopping rule said; false
  /// when this is not the point's group.
  bool reopen(const RefinementPoint& point, const std::vector<CaseRecord>& cases);

  const ScheduledGroup& group() const { return *m_group; }
  std::uint32_t visits() const { return m_visits; }
  bool needsMore() const;
  std::size_t openCases() const;
  double batchSeconds() const;     ///< of all its measured cases, one batch each
  double roundSeconds() const;     ///< of the next visit's cases, with their untimed calls
  double expectedSeconds() const;  ///< until its open cases are done, as far as can be told
  /// Marks what is still open as stopped for that reason and emits it.
  void close(VisitContext& context, StopReason reason);

 private:
  struct CaseState {
    std::uint32_t index = 0;
    const ScheduledGroup* part = nullptr;  ///< m_group, or one beside it
    PreparedGroup* prepared = nullptr;     ///< while it is visited
    bool open = true;
    bool asked = false;  ///< by reopen()
    bool ready = false;  ///< checked and calibrated
    std::uint64_t calls = 1;
    double callSeconds = 0;                                ///< measured, before that guessed
    std::uint64_t jumps = 0;                               ///< batches lost to a clock that jumped
    std::string failure = {};                              ///< of the visit's rounds
    std::vector<CaseFigure> figures = {};                  ///< of all visits
    std::vector<ObservedValues> observed = {};             ///< of all samples
    std::map<std::string, CaseHistogram> histograms = {};  ///< of all visits, by metric
    StoppingRule rule;
    std::vector<double> seconds = {};
    std::vector<std::uint32_t> pass = {};
  };

  bool takesPart(const CaseState& state) const;
  /// Where the cores are now decides what a hand-over costs: once per visit of several threads.
  void measureRoundTrip(VisitContext& context);
  /// Operands of all parts in place; cases whose part could not be placed are given up.
  std::vector<std::unique_ptr<PreparedGroup>> place(VisitContext& context);
  void firstVisit(VisitContext& context);
  void checkAndCalibrate(VisitContext& context, CaseState& state);
  static void collectFigures(CaseState& state, const std::vector<CaseFigure>& figures);
  static void collectHistograms(CaseState& state, const std::vector<CaseHistogram>& histograms);
  /// What was going on while the cases ran, told as it stands.
  static void tellTraces(VisitContext& context, const std::vector<CaseState*>& states);
  static void tellCollected(VisitContext& context, CaseState& state);
  void giveUp(VisitContext& context, CaseState& state, CaseStatus status, std::string reason);
  void report(VisitContext& context, CaseState& state, std::uint32_t pass,
              const std::vector<RoundSample>& samples, std::size_t item,
              std::vector<ObservedValues> observed);

  std::unique_ptr<const ScheduledGroup> m_group;  ///< stays where it is when this is moved
  std::vector<CaseState> m_cases;
  std::uint32_t m_nextRound = 0;
  std::uint32_t m_visits = 0;
  bool m_reopened = false;
  std::vector<double> m_roundTrips;  ///< seconds
};

}  // namespace lane
