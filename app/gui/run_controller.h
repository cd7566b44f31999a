// Runs plans on one worker thread that lives as long as the program, and feeds what they tell into
// the document at 20 Hz. While several cores measure it is 5 Hz, and the window's threads give way,
// so as not to disturb them. Every run has a number; what an older run still had to say is dropped.
// GUI thread, except for the worker.
#pragma once

#include <QObject>
#include <QTimer>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "event_queue.h"
#include "models/session_document.h"
#include "run/append.h"
#include "run/plan.h"
#include "run/runner.h"
#include "yielding_window.h"

namespace lane {

class RunController : public QObject {
  Q_OBJECT
 public:
  using Engine = std::function<Result<Session>(const Plan&, EventSink&, const RunOptions&)>;
  using Appender =
      std::function<Result<Session>(Session, const Plan&, EventSink&, const RunOptions&)>;
  explicit RunController(SessionDocument* document, Engine engine = &runPlan,
                         QObject* parent = nullptr);
  ~RunController() override;  ///< stops a run that still goes and waits for it
  void setAppender(Appender appender) { m_appender = std::move(appender); }  ///< for tests

  /// A run or a task has the worker.
  bool isRunning() const { return m_running; }
  bool isTask() const { return m_running && m_taskDone; }
  /// Several cores measure: the window is told less often and gives way.
  bool isSparing() const { return m_running && m_timer.interval() == kSparingDrainMs; }
  bool isPaused() const { return m_gate && m_gate->isPaused(); }
  /// What the run feeds: the document it was given, or where that one's session was moved since.
  const SessionDocument& document() const { return *m_document; }
  bool isRunOf(const SessionDocument* document) const {
    return m_running && !m_taskDone && document == m_document;
  }
  QString output() const { return m_output; }  ///< of the last run
  /// All one document held is in the other now; the run goes on there.
  void follow(SessionDocument* from, SessionDocument* to) {
    if (isRunOf(from)) m_document = to;
  }

  /// Starts a run that writes to `output`. False while another one goes.
  bool start(const Plan& plan, const std::optional<std::filesystem::path>& output);
  /// Adds measurements of `plan` to a session, which becomes the document's; the whole is written
  /// to `output`. With another `keepPath`, the document's file stays that one and has unsaved
  /// changes afterwards. False while anything else goes. When nothing could be measured, the
  /// document is as it was.
  bool append(Session session, const Plan& plan, const std::filesystem::path& output,
              const QString& keepPath);
  /// Something else that must have the machine to itself. `task` runs on the worker and ends when
  /// it is asked to stop; then `done` is called on this thread. False while anything else goes.
  using Task = std::function<void(const std::stop_token& stop)>;
  bool startTask(Task task, std::function<void()> done);
  void pause();
  void resume();
  void stop();
  /// Stops and waits until everything measured is on disk and in the document.
  bool stopAndWait(int milliseconds = 10000);
  /// Applies what has arrived. Called by the timer; tests may call it.
  void drain();

 signals:
  void started();
  void pausedChanged(bool paused);
  void taskChanged();  ///< one began or ended
  /// After the document has the final session. `path`: where it was written, empty if nowhere.
  void finished(lane::RunFinished result, QString path);

 private:
  static constexpr int kDrainMs = 50;
  static constexpr int kSparingDrainMs = 200;
  struct Job {
    quint64 run = 0;
    Task task = {};  ///< instead of a plan
    Plan plan = {};
    std::shared_ptr<const Session> before = {};  ///< what the plan adds to
    std::optional<std::filesystem::path> output = {};
    std::stop_token stop = {};
    std::shared_ptr<PauseGate> gate = {};
    std::shared_ptr<EventQueue> queue = {};
  };
  struct Outcome {
    quint64 run = 0;
    RunFinished finished;
    std::optional<Session> session;
  };
  void work(std::stop_token quit);
  Outcome runJob(const Job& job);
  void startJob(Job job);
  void hand(Job job, int drainMilliseconds);
  void finish(Outcome outcome);
  QString adoptAddition(Outcome& outcome);

  SessionDocument* const m_shown;
  SessionDocument* m_document;
  Engine m_engine;
  Appender m_appender = &appendToSession;
  QTimer m_timer;
  quint64 m_run = 0;
  bool m_running = false;
  QString m_output;
  QString m_keepPath;  ///< of a run that adds to a session
  bool m_wasModified = false;
  std::shared_ptr<const Session> m_before;  ///< likewise; null: a run of its own
  std::function<void()> m_taskDone;
  YieldingWindow m_yielding;  ///< made before the worker: knows the window's threads
  std::stop_source m_stop;
  std::shared_ptr<PauseGate> m_gate;
  std::shared_ptr<EventQueue> m_queue;

  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  std::optional<Job> m_job;
  std::optional<Outcome> m_outcome;
  std::jthread m_worker;  ///< last: it uses everything above
};

}  // namespace lane
