// Adds what fresh processes measured to a session, told as events like everything else: samples of
// a known case beside those it has, its statistics computed anew over all of them; cases that are
// new; values, series and warnings. A process may be joined again and again while it still
// measures: only what is new since then is told. Owned and used by one thread; the session, which
// `emit` must have changed when it returns, outlives it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "measure/statistics.h"
#include "run/events.h"
#include "run/plan.h"
#include "session/session.h"

namespace lane {

class SessionJoin {
 public:
  using Emit = std::function<void(RunEvent)>;

  /// Takes out of `whole` the figures that finish() tells anew, so before its RunStarted is sent.
  /// Cases without samples get `source`.
  SessionJoin(Session& whole, const Plan& plan, std::uint32_t source, Emit emit);

  /// One process's session, which it began at `begin` on the whole's time axis. `last`: it has
  /// ended, its values count. What was found wrong before stays wrong, and what has a time keeps it
  /// unless the result was wrong.
  void join(const Session& part, std::uint32_t process, double begin, bool last);
  /// Spread between processes and energy, over everything that was joined.
  void finish();
  /// Whether any case is not what it was.
  bool changed() const { return m_changed; }

 private:
  struct Series {
    std::vector<double> seconds;
    std::vector<std::uint32_t> pass;
    std::vector<std::uint32_t> process;
  };
  /// How much of the process being joined was told already.
  struct Told {
    std::uint32_t process = 0;
    std::vector<std::size_t> samples = {};  ///< by its case
    std::map<std::string, std::size_t> points = {};
    std::size_t marks = 0;
    std::size_t lines = 0;
  };

  void addCases(const Session& part);
  void joinCase(const Session& part, std::uint32_t partCase, const std::vector<std::size_t>& at,
                double begin, bool last);
  /// What the samples of a process gave beside their times, by its case and round.
  using Observed = std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Observation>>;
  std::vector<CaseMeasured> newSamples(const Session& part, std::uint32_t partCase,
                                       const std::vector<std::size_t>& at, std::uint32_t index,
                                       double begin);
  void addObserved(CaseMeasured& event, const Session& part, std::uint32_t partCase) const;
  /// Over all samples. A process that was cut off before its minimum of rounds counts only where no
  /// other has more: its few samples would say that processes differ when they only are few.
  Summary summaryOf(const Series& all) const;
  CaseRecord recordOf(const CaseRecord& found, std::uint32_t index) const;
  void joinValues(const Session& part);
  void joinEnergy(const MetricRecord& metric, const ValueRecord& value);
  void joinSeries(const Session& part, double begin);
  void joinMarks(const Session& part, double begin);
  /// Counts of single events add up.
  void joinHistograms(const Session& part);
  /// Metric and case of the whole of everything its samples and single events gave beside their
  /// times.
  std::set<std::pair<std::string, std::uint32_t>> observedFigures() const;
  void tellObserved();

  const Session& m_whole;
  const Plan& m_plan;
  std::uint32_t m_source;
  Emit m_emit;
  std::unordered_map<std::string, std::uint32_t> m_caseOf;
  std::vector<Series> m_series;                             ///< by case of the whole
  std::vector<StopReason> m_stopReason;                     ///< of the processes that have ended
  std::set<std::uint32_t> m_joined;                         ///< cases with new samples
  std::set<std::pair<std::string, std::uint32_t>> m_known;  ///< metric and case with a value
  Observed m_observed;                                      ///< of the process being joined
  std::map<std::uint32_t, ValueRecord> m_spread;            ///< between processes, as it was
  std::optional<ValueRecord> m_energy;
  MetricRecord m_energyMetric;
  Told m_told;
  bool m_changed = false;
};

}  // namespace lane
