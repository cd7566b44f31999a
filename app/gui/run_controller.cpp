#include "run_controller.h"

#include <QDeadlineTimer>
#include <QThread>
#include <algorithm>
#include <utility>

namespace lane {
namespace {

/// What one turn of the event loop may apply; the rest waits for the next.
constexpr std::size_t kEventsPerTurn = 4096;

/// Hands events to the queue, except the last one: the worker sends that itself, together with the
/// session the runner returns.
class QueueSink : public EventSink {
 public:
  explicit QueueSink(EventQueue& queue) : m_queue(queue) {}
  void onEvent(RunEvent event) override {
    if (auto* last = std::get_if<RunFinished>(&event))
      finished = *last;
    else
      m_queue.push(std::move(event));
  }
  std::optional<RunFinished> finished;

 private:
  EventQueue& m_queue;
};

}  // namespace

RunController::RunController(SessionDocument* document, Engine engine, QObject* parent)
    : QObject(parent), m_shown(document), m_document(document), m_engine(std::move(engine)) {
  m_timer.setTimerType(Qt::PreciseTimer);
  connect(&m_timer, &QTimer::timeout, this, &RunController::drain);
  m_worker = std::jthread([this](std::stop_token quit) { work(quit); });
}

RunController::~RunController() {
  m_stop.request_stop();
  if (m_gate) m_gate->resume();
  if (m_queue) m_queue->close();
  m_worker.request_stop();
  m_wake.notify_all();
}

bool RunController::start(const Plan& plan, const std::optional<std::filesystem::path>& output) {
  if (m_running) return false;
  m_keepPath.clear();
  startJob({.plan = plan, .output = output});
  return true;
}

bool RunController::append(Session session, const Plan& plan, const std::filesystem::path& output,
                           const QString& keepPath) {
  if (m_running) return false;
  m_keepPath = keepPath;
  m_wasModified = m_document->isModified() && m_document->session().uuid == session.uuid;
  startJob({.plan = plan,
            .before = std::make_shared<const Session>(std::move(session)),
            .output = output});
  return true;
}

void RunController::startJob(Job job) {
  m_gate = std::make_shared<PauseGate>();
  m_queue = std::make_shared<EventQueue>();
  m_output = job.output ? QString::fromStdString(job.output->string()) : QString();
  m_before = job.before;
  const auto& threads = job.plan.threads;
  const bool several = std::any_of(threads.begin(), threads.end(), [](auto n) { return n > 1; });
  if (several) m_yielding.yield();
  job.gate = m_gate;
  job.queue = m_queue;
  hand(std::move(job), several ? kSparingDrainMs : kDrainMs);
  emit started();
}

bool RunController::startTask(Task task, std::function<void()> done) {
  if (m_running) return false;
  m_gate.reset();
  m_queue = std::make_shared<EventQueue>();
  m_taskDone = std::move(done);
  m_yielding.yield();
  hand({.task = std::move(task), .queue = m_queue}, kSparingDrainMs);
  emit taskChanged();
  return true;
}

void RunController::hand(Job job, int drainMilliseconds) {
  m_running = true;
  m_stop = std::stop_source();
  job.run = ++m_run;
  job.stop = m_stop.get_token();
  {
    std::lock_guard lock(m_mutex);
    m_outcome.reset();
    m_job = std::move(job);
  }
  m_wake.notify_all();
  m_timer.start(drainMilliseconds);
}

void RunController::pause() {
  if (!m_running || isTask() || isPaused()) return;
  m_gate->pause();
  emit pausedChanged(true);
}

void RunController::resume() {
  if (!m_running || !isPaused()) return;
  m_gate->resume();
  emit pausedChanged(false);
}

void RunController::stop() {
  if (!m_running) return;
  m_stop.request_stop();
  if (m_gate) m_gate->resume();
}

bool RunController::stopAndWait(int milliseconds) {
  stop();
  QDeadlineTimer deadline(milliseconds);
  while (m_running && !deadline.hasExpired()) {
    drain();
    if (m_running) QThread::msleep(2);
  }
  return !m_running;
}

void RunController::work(std::stop_token quit) {
  while (!quit.stop_requested()) {
    Job job;
    {
      std::unique_lock lock(m_mutex);
      if (!m_wake.wait(lock, quit, [this] { return m_job.has_value(); })) return;
      job = std::move(*m_job);
      m_job.reset();
    }
    Outcome outcome = runJob(job);
    std::lock_guard lock(m_mutex);
    m_outcome = std::move(outcome);
  }
}

RunController::Outcome RunController::runJob(const Job& job) {
  Outcome outcome{.run = job.run, .finished = {}, .session = {}};
  if (job.task) {
    job.task(job.stop);
    return outcome;
  }
  QueueSink sink(*job.queue);
  RunOptions options;
  options.stop = job.stop;
  options.pause = job.gate.get();
  options.output = job.output;
  auto result = job.before ? m_appender(*job.before, job.plan, sink, options)
                           : m_engine(job.plan, sink, options);
  if (sink.finished) outcome.finished = *sink.finished;
  if (result) {
    outcome.session = std::move(*result);
    if (!sink.finished && job.stop.stop_requested()) outcome.finished.outcome = RunOutcome::stopped;
  } else {
    outcome.finished.outcome = RunOutcome::failed;
    outcome.finished.error = result.error();
  }
  return outcome;
}

void RunController::drain() {
  if (!m_running) return;
  std::optional<Outcome> outcome;
  {
    // Looked at before the events: everything the run said is then already in the queue.
    std::lock_guard lock(m_mutex);
    if (m_outcome && m_outcome->run == m_run) outcome.swap(m_outcome);
  }
  auto events = m_queue->take(outcome ? std::size_t(-1) : kEventsPerTurn);
  if (!events.empty()) m_document->applyEvents(events);
  if (outcome) finish(std::move(*outcome));
}

void RunController::finish(Outcome outcome) {
  m_timer.stop();
  m_running = false;
  m_yielding.restore();
  if (m_taskDone) {
    std::exchange(m_taskDone, nullptr)();
    emit taskChanged();
    return;
  }
  QString path;
  if (m_before) {
    path = adoptAddition(outcome);
  } else if (outcome.session) {
    path = m_output;
    m_document->adoptResult(std::move(*outcome.session), path);
  }
  m_document->applyEvents({RunEvent(outcome.finished)});
  emit finished(outcome.finished, path);
  if (!m_running) m_document = m_shown;  // the next run begins in what is looked at
}

QString RunController::adoptAddition(Outcome& outcome) {
  const auto before = std::exchange(m_before, nullptr);
  // A failure may have come after something was measured: then the document has what events told.
  const Session& now = outcome.session ? *outcome.session : m_document->session();
  if (now.uuid != before->uuid || now.samples.size() <= before->samples.size()) {
    if (m_document->isRunning()) {
      m_document->adoptResult(*before, m_keepPath);
      if (m_wasModified) m_document->setModified();
    }
    return {};
  }
  Session session = outcome.session ? std::move(*outcome.session) : m_document->session();
  const bool elsewhere = !m_keepPath.isEmpty() && m_keepPath != m_output;
  m_document->adoptResult(std::move(session), elsewhere ? m_keepPath : m_output);
  if (elsewhere) m_document->setModified();
  return m_output;
}

}  // namespace lane
