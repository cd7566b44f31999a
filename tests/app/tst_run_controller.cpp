// The run controller and its queue with an engine under the test's control: start, pause, stop,
// runs that follow each other, a flood of events, and the end of the program during a run.
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "app/fake_engine.h"
#include "event_queue.h"
#include "run_controller.h"

using namespace lane;

class tst_run_controller : public QObject {
  Q_OBJECT
 private slots:
  void queueMergesAndCoalesces();
  void queueKeepsEverySample();
  void queueWaitsButNotForEver();
  void runsAndFinishes();
  void stopKeepsWhatWasMeasured();
  void pauseHoldsAndResumes();
  void stopDuringPause();
  void oneWorkerForAllRuns();
  void secondStartIsRefused();
  void olderRunsAreSilent();
  void floodStaysResponsive();
  void failureIsReported();
  void destroyedDuringARun();
  void sparesARunOnSeveralCores();
};

namespace {

CaseMeasured measured(std::uint32_t index, double seconds, std::uint32_t pass = 0) {
  CaseMeasured event;
  event.caseIndex = index;
  event.record.median = seconds;
  event.seconds = {seconds};
  event.t = {0};
  event.pass = pass;
  event.rounds = {0};
  event.flags = {0};
  return event;
}

}  // namespace

void tst_run_controller::queueMergesAndCoalesces() {
  EventQueue queue;
  for (int i = 0; i < 100; ++i) {
    queue.push(measured(7, i));
    Progress progress;
    progress.fraction = i / 100.0;
    queue.push(progress);
  }
  const auto events = queue.take(1000);
  QCOMPARE(events.size(), size_t(2));
  const auto& one = std::get<CaseMeasured>(events[0]);
  QCOMPARE(one.seconds.size(), size_t(100));
  QCOMPARE(one.rounds.size(), size_t(100));
  QCOMPARE(one.record.median, 99.0);
  QCOMPARE(std::get<Progress>(events[1]).fraction, 0.99);
  QVERIFY(queue.isEmpty());
}

void tst_run_controller::queueKeepsEverySample() {
  EventQueue queue;
  for (std::uint32_t i = 0; i < 5000; ++i) queue.push(measured(i % 50, i, i / 1000));
  size_t samples = 0, taken = 0;
  while (!queue.isEmpty()) {
    const auto events = queue.take(64);
    QVERIFY(events.size() <= 64);
    taken += events.size();
    for (const RunEvent& event : events) samples += std::get<CaseMeasured>(event).seconds.size();
  }
  QCOMPARE(samples, size_t(5000));
  QCOMPARE(taken, size_t(250));  // one per case and pass
}

void tst_run_controller::queueWaitsButNotForEver() {
  EventQueue queue(2);
  QElapsedTimer clock;
  clock.start();
  for (std::uint32_t i = 0; i < 3; ++i) queue.push(measured(i, 1));
  QVERIFY(clock.elapsed() >= 150);
  QVERIFY(clock.elapsed() < 2000);
  QCOMPARE(queue.size(), size_t(3));  // nothing is dropped
  queue.close();
  queue.push(measured(9, 1));
  QCOMPARE(queue.size(), size_t(0));
}

void tst_run_controller::runsAndFinishes() {
  test::FakeEngine engine;
  SessionDocument document;
  RunController runs(&document, engine);
  QSignalSpy started(&runs, &RunController::started), finished(&runs, &RunController::finished);
  QVERIFY(runs.start({}, std::filesystem::path("/tmp/out.h5")));
  QCOMPARE(started.count(), 1);
  QTRY_VERIFY(document.isRunning());
  QTRY_VERIFY(document.progress().done > 3);
  QVERIFY(engine.state->thread != std::this_thread::get_id());
  engine.state->finishNow = true;
  QTRY_COMPARE(finished.count(), 1);
  QVERIFY(!runs.isRunning());
  QVERIFY(!document.isRunning());
  QVERIFY(document.session().complete);
  QCOMPARE(document.path(), QStringLiteral("/tmp/out.h5"));
  QVERIFY(finished[0][0].value<RunFinished>().outcome == RunOutcome::completed);
}

void tst_run_controller::stopKeepsWhatWasMeasured() {
  test::FakeEngine engine;
  SessionDocument document;
  RunController runs(&document, engine);
  QSignalSpy finished(&runs, &RunController::finished);
  runs.start({}, {});
  QTRY_VERIFY(engine.state->sent > 20);
  QElapsedTimer clock;
  clock.start();
  runs.stop();
  QTRY_COMPARE(finished.count(), 1);
  QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
  QVERIFY(finished[0][0].value<RunFinished>().outcome == RunOutcome::stopped);
  QVERIFY(!document.session().complete);
  int timed = 0;
  for (const CaseRecord& record : document.session().cases)
    timed += record.status != CaseStatus::pending;
  QCOMPARE(timed, std::min(engine.state->sent.load(), int(document.session().cases.size())));
  QVERIFY(document.isModified());  // written nowhere
}

void tst_run_controller::pauseHoldsAndResumes() {
  test::FakeEngine engine;
  SessionDocument document;
  RunController runs(&document, engine);
  runs.start({}, {});
  QTRY_VERIFY(engine.state->sent > 5);
  runs.pause();
  QVERIFY(runs.isPaused());
  QTest::qWait(50);
  const int held = engine.state->sent;
  QTest::qWait(150);
  QCOMPARE(engine.state->sent.load(), held);
  runs.resume();
  QTRY_VERIFY(engine.state->sent > held + 5);
}

void tst_run_controller::stopDuringPause() {
  test::FakeEngine engine;
  SessionDocument document;
  RunController runs(&document, engine);
  runs.start({}, {});
  QTRY_VERIFY(engine.state->sent > 2);
  runs.pause();
  QVERIFY(runs.stopAndWait(5000));
  QVERIFY(!runs.isRunning());
}

void tst_run_controller::oneWorkerForAllRuns() {
  test::FakeEngine engine;
  SessionDocument document;
  RunController runs(&document, engine);
  std::thread::id first;
  for (int i = 0; i < 3; ++i) {
    runs.start({}, {});
    const int before = engine.state->sent;
    QTRY_VERIFY(engine.state->sent > before);
    QVERIFY(runs.stopAndWait(5000));
    if (i == 0) first = engine.state->thread;
    QVERIFY(engine.state->thread == first);
  }
  QCOMPARE(engine.state->runs.load(), 3);
}

void tst_run_controller::secondStartIsRefused() {
  test::FakeEngine engine;
  SessionDocument document;
  RunController runs(&document, engine);
  QVERIFY(runs.start({}, {}));
  QVERIFY(!runs.start({}, {}));
  QTRY_COMPARE(engine.state->runs.load(), 1);
}

void tst_run_controller::olderRunsAreSilent() {
  test::FakeEngine engine;
  engine.state->casesToSend = 0;
  SessionDocument document;
  RunController runs(&document, engine);
  runs.start({}, {});
  QTRY_VERIFY(document.isRunning());
  QVERIFY(runs.stopAndWait(5000));
  engine.state->session.title = "second";
  runs.start({}, {});
  QTRY_COMPARE(QString::fromStdString(document.session().title), QStringLiteral("second"));
  QSignalSpy reset(&document, &SessionDocument::sessionReset);
  QTest::qWait(200);
  QCOMPARE(reset.count(), 0);  // nothing of the first run arrives any more
  QVERIFY(document.isRunning());
}

void tst_run_controller::floodStaysResponsive() {
  test::FakeEngine engine;
  engine.state->casesToSend = 100000;
  engine.state->floodEachStep = true;
  SessionDocument document;
  RunController runs(&document, engine);
  QSignalSpy finished(&runs, &RunController::finished),
      cases(&document, &SessionDocument::casesChanged);
  runs.start({}, {});
  QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60000);
  QCOMPARE(engine.state->sent.load(), 100000);
  // The document was notified at the drain rate, not once per event.
  QVERIFY2(cases.count() < 2000, qPrintable(QString::number(cases.count())));
  QCOMPARE(document.session().samples.size(), size_t(100000));
}

void tst_run_controller::failureIsReported() {
  test::FakeEngine engine;
  engine.state->failure = {ErrorCode::io, "no space left on device", "/x/out.h5",
                           "Free some space."};
  SessionDocument document;
  document.setSession(test::sampleSession(), QStringLiteral("/x/kept.h5"));
  RunController runs(&document, engine);
  QSignalSpy finished(&runs, &RunController::finished);
  runs.start({}, {});
  QTRY_COMPARE(finished.count(), 1);
  const auto result = finished[0][0].value<RunFinished>();
  QVERIFY(result.outcome == RunOutcome::failed);
  QCOMPARE(result.error.what, engine.state->failure.what);
  QCOMPARE(document.path(), QStringLiteral("/x/kept.h5"));  // what was open stays
  QVERIFY(!document.isEmpty());
}

void tst_run_controller::destroyedDuringARun() {
  test::FakeEngine engine;
  SessionDocument document;
  QElapsedTimer clock;
  {
    RunController runs(&document, engine);
    runs.start({}, {});
    QTRY_VERIFY(engine.state->sent > 2);
    runs.pause();
    clock.start();
  }
  QVERIFY(clock.elapsed() < 2000);
}

void tst_run_controller::sparesARunOnSeveralCores() {
  SessionDocument document;
  test::FakeEngine engine;
  RunController runs(&document, engine);
  Plan plan;
  QVERIFY(runs.start(plan, std::nullopt));
  QVERIFY(!runs.isSparing());
  QVERIFY(runs.stopAndWait());
  plan.threads = {1, 2};
  QVERIFY(runs.start(plan, std::nullopt));
  QVERIFY(runs.isSparing());
  QVERIFY(runs.stopAndWait());
  QVERIFY(!runs.isSparing());
}

QTEST_MAIN(tst_run_controller)
#include "tst_run_controller.moc"
