// An engine for tests: plays back a script of events under the test's control and obeys stop and
// pause as the real runner does.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "run/runner.h"
#include "support/sample_session.h"

namespace lane::test {

struct FakeEngine {
  struct State {
    Session session = sampleSession();
    std::atomic<int> runs{0};
    std::atomic<int> sent{0};
    std::atomic<bool> finishNow{false};  ///< the run ends by itself
    std::atomic<int> stepMs{1};
    int casesToSend = 1 << 30;
    bool floodEachStep = false;
    Error failure;  ///< what non-empty: the run fails with it
    std::thread::id thread;
  };
  std::shared_ptr<State> state = std::make_shared<State>();

  Result<Session> operator()(const Plan&, EventSink& sink, const RunOptions& options) const {
    State& s = *state;
    ++s.runs;
    s.thread = std::this_thread::get_id();
    if (!s.failure.what.empty()) {
      sink.onEvent(RunFinished{RunOutcome::failed, s.failure, 0});
      return tl::unexpected(s.failure);
    }
    Session session = s.session;
    session.complete = false;
    session.samples = {};
    for (CaseRecord& record : session.cases) record.status = CaseStatus::pending;
    sink.onEvent(RunStarted{session});
    std::uint32_t i = 0;
    while (!options.stop.stop_requested() && !s.finishNow) {
      if (options.pause) options.pause->waitWhilePaused();
      if (int(i) < s.casesToSend) {
        const std::uint32_t index = i % std::uint32_t(session.cases.size());
        CaseMeasured measured;
        measured.caseIndex = index;
        measured.record = s.session.cases[index];
        measured.seconds = {measured.record.median};
        measured.t = {0.001 * i};
        measured.rounds = {i};
        measured.flags = {0};
        applyEvent(session, measured);
        sink.onEvent(measured);
        ++i;
        ++s.sent;
        Progress progress;
        progress.phase = RunPhase::sampling;
        progress.done = i;
        progress.total = session.cases.size();
        progress.fraction = std::min(1.0, double(i) / double(session.cases.size()));
        sink.onEvent(progress);
      }
      if (!s.floodEachStep) std::this_thread::sleep_for(std::chrono::milliseconds(s.stepMs));
      if (s.floodEachStep && int(i) >= s.casesToSend) break;
    }
    session.complete = !options.stop.stop_requested();
    sink.onEvent(
        RunFinished{session.complete ? RunOutcome::completed : RunOutcome::stopped, {}, 1});
    return session;
  }
};

}  // namespace lane::test
