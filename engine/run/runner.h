// Runs a plan: expands it into cases, checks every case against its reference, and samples in
// passes and rounds until every interval is narrow enough (design, section 3).
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "run/events.h"
#include "run/plan.h"
#include "session/session.h"

namespace lane {

/// Pause and resume from another thread. Looked at between batches, like the stop token.
class PauseGate {
 public:
  void pause() { m_paused.store(true); }
  void resume() {
    m_paused.store(false);
    m_paused.notify_all();
  }
  bool isPaused() const { return m_paused.load(std::memory_order_relaxed); }
  /// Returns at once when not paused; else when resumed. Whoever stops a run resumes it too.
  void waitWhilePaused() const { m_paused.wait(true); }

 private:
  std::atomic<bool> m_paused{false};
};

class PerfSystem;

struct RunOptions {
  std::stop_token stop;
  const PauseGate* pause = nullptr;
  /// Where checkpoints and the final file go; none: the session is only returned.
  std::optional<std::filesystem::path> output;
  /// Tests play recorded counters; empty: those of the kernel.
  PerfSystem* counters = nullptr;
  /// Crossovers, noise, ceilings at the end; not for a part of a run.
  bool conclude = true;
  /// The program to start for a plan with several processes; its main() must ask runAsChild().
  /// Empty: this very program.
  std::filesystem::path childProgram = {};
  /// What was measured, as version control names it; kept in the environment of the source.
  std::string commit = {};
};

/// What a plan would measure, without measuring.
struct PlanPreview {
  std::vector<CaseRecord> cases;  ///< pending or skipped with a reason
  std::size_t runnable = 0;
  double estimatedSeconds = 0;  ///< rough, from costs and typical rates
};

/// Errors: usage (unknown benchmark or variant; nothing to measure; threads of 0).
Result<PlanPreview> previewPlan(const Plan& plan);

/// Runs on the calling thread, which it pins for the time. Blocks until done or stopped; a
/// stopped run returns what was measured with complete = false. Sends RunStarted first and
/// RunFinished last, also when it fails.
Result<Session> runPlan(const Plan& plan, EventSink& sink, const RunOptions& options);

}  // namespace lane
