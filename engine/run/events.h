// What a run tells while it goes: plain values, pushed into a sink outside the timed window.
// applyEvent() is the one place that turns events into a Session, for the runner, the window and
// tests alike.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "session/session.h"

namespace lane {

struct Ceilings;

/// First event: everything known before measuring. Cases are all planned ones, pending or skipped.
struct RunStarted {
  Session session;
};

/// More cases than the plan named, appended: sizes that narrow a crossover.
struct CasesAdded {
  std::vector<CaseRecord> cases;
};

enum class RunPhase : std::uint8_t {
  preparing,
  checking,
  calibrating,
  sampling,
  refining,
  probing,  ///< other placements of the operands
  analysing
};

/// What else new samples of a case gave: a value for each of them.
struct ObservedValues {
  MetricRecord metric;
  std::vector<double> values;
};

/// New samples and statistics of one case.
struct CaseMeasured {
  std::uint32_t caseIndex = 0;
  CaseRecord record;                 ///< replaces the old one
  std::vector<double> seconds = {};  ///< new samples, per call
  std::vector<double> t = {};        ///< seconds since start, one per sample
  std::uint32_t process = 0;
  std::uint32_t pass = 0;
  std::vector<std::uint32_t> rounds = {};
  std::vector<std::uint32_t> flags = {};
  std::vector<ObservedValues> observed = {};
};

struct Progress {
  RunPhase phase = RunPhase::preparing;
  std::uint32_t pass = 0;    ///< 0-based
  std::uint32_t passes = 0;  ///< planned at least
  std::size_t done = 0;      ///< cases whose stopping rule is met, or skipped
  std::size_t total = 0;
  double fraction = 0;  ///< of the expected time; never falls
  double elapsedSeconds = 0;
  double leftSeconds = -1;  ///< < 0: not known yet
  std::uint32_t currentCase = kNoCase;
  bool paused = false;
  std::string message;  ///< "Calibrating dot, n = 4 Ki"
};

/// One more point of a series (created when the id is new).
struct SeriesPoint {
  std::string id;
  MetricRecord metric;
  double t = 0;
  double value = 0;
};

/// More of what a metric did while a case ran (its series is created when there is none yet).
struct TraceMeasured {
  std::uint32_t caseIndex = kNoCase;
  MetricRecord metric;
  std::vector<double> t;  ///< seconds since the run started
  std::vector<double> value;
};
/// Replaces the histogram of that case and metric.
struct HistogramMeasured {
  std::uint32_t caseIndex = kNoCase;
  MetricRecord metric;
  std::map<double, std::uint64_t> bins;
};

struct MarkAdded {
  MarkRecord mark;
};
struct ValueMeasured {
  MetricRecord metric;
  ValueRecord value;  ///< value.metric is ignored; looked up from `metric`
};
/// Replaces all crossovers.
struct CrossoversFound {
  std::vector<CrossoverRecord> crossovers;
};
struct FindingsFound {
  std::vector<Finding> findings;
};
/// What the machine can do; the session is held against it.
struct CeilingsFound {
  std::shared_ptr<const Ceilings> ceilings;
};
struct Logged {
  LogLine line;
};

enum class RunOutcome : std::uint8_t { completed, stopped, failed };
/// Last event.
struct RunFinished {
  RunOutcome outcome = RunOutcome::completed;
  Error error;  ///< of a failed run
  double elapsedSeconds = 0;
};

using RunEvent = std::variant<RunStarted, CasesAdded, CaseMeasured, Progress, SeriesPoint,
                              TraceMeasured, HistogramMeasured, MarkAdded, ValueMeasured,
                              CrossoversFound, FindingsFound, CeilingsFound, Logged, RunFinished>;

class EventSink {
 public:
  virtual ~EventSink() = default;
  /// Called on the runner's thread, never inside a timed window. Must not block for long.
  virtual void onEvent(RunEvent event) = 0;
};

void applyEvent(Session& session, const RunEvent& event);

}  // namespace lane
