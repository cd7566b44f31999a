// Measuring ceilings from the window with a made-up measurement: progress, stop, failures, the
// offer to add them to the session, and the window's threads standing back meanwhile.
#include <sys/resource.h>

#include <QSignalSpy>
#include <QTest>
#include <cerrno>
#include <chrono>

#include "app/window_fixture.h"
#include "ceilings_controller.h"
#include "machine/priority.h"
#include "panels/buttons.h"
#include "panels/plan_panel.h"
#include "panels/run_block.h"
#include "panels/run_status_bar.h"
#include "yielding_window.h"

using namespace lane;
using namespace lane::test;

namespace {

Ceilings madeUp(const std::string& cpuModel) {
  Ceilings ceilings;
  ceilings.fingerprint = "made-up";
  ceilings.cpuModel = cpuModel;
  ceilings.seconds = 41;
  ceilings.threads = 1;
  MemoryLevel memory;
  memory.name = "memory";
  ceilings.levels = {memory};
  PeakRate peak;
  peak.form = "scalar";
  peak.label = "Scalar";
  peak.dtype = Dtype::f32;
  peak.rate = {50e9, 49e9, 51e9, 20};
  ceilings.peaks = {peak};
  return ceilings;
}

/// A measurement that goes on until the test says so or it is stopped.
struct Engine {
  std::atomic<bool> mayEnd{false};
  std::atomic<int> saved{0};
  std::string cpuModel;
  Error failure;
  std::thread::id thread;

  CeilingsController::Measure measure() {
    return [this](const MachineCard&, const CeilingOptions&, const CeilingProgress& progress,
                  const std::stop_token& stop) -> Result<Ceilings> {
      thread = std::this_thread::get_id();
      double share = 0;
      while (!mayEnd) {
        if (stop.stop_requested()) return fail(ErrorCode::interrupted, "stopped");
        progress("peak rates", share = std::min(0.99, share + 0.01));
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
      if (!failure.what.empty()) return tl::unexpected(failure);
      return madeUp(cpuModel);
    };
  }
  CeilingsController::Save save() {
    return [this](const Ceilings&) -> Result<void> {
      ++saved;
      return {};
    };
  }
};

int niceOfThisThread() {
  return ::getpriority(PRIO_PROCESS, 0);
}

bool priorityMayRise() {
  rlimit limit{};
  getrlimit(RLIMIT_NICE, &limit);
  return ::geteuid() == 0 || limit.rlim_cur >= 20;
}

Button* buttonWith(QWidget& parent, const QString& text) {
  for (Button* button : parent.findChildren<Button*>())
    if (button->text() == text && button->isVisible()) return button;
  return nullptr;
}

}  // namespace

class tst_ceilings_controller : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { useTestFolders(); }
  void measuredAndAdded();
  void anotherMachinesSessionIsLeftAlone();
  void stopKeepsNothing();
  void failureIsShown();
  void nothingElseRunsMeanwhile();
  void windowStandsBack();
  void onlyWhereAllCoresMeasure();
  void closedDuringATask();

 private:
  void prepare(WindowFixture& fixture, Engine& engine) {
    fixture.window.ceilings().setEngine(engine.measure(), engine.save());
    QTRY_VERIFY(fixture.window.actions()[Act::measureCeilings]->isEnabled());
  }
};

void tst_ceilings_controller::measuredAndAdded() {
  WindowFixture fixture;
  Engine engine;
  prepare(fixture, engine);
  fixture.window.files().openSessionFile(fixture.write("a.h5"));
  engine.cpuModel = fixture.window.document().session().machine.cpuModel;
  const auto before = fixture.window.document().session().metrics.size();
  fixture.trigger(Act::measureCeilings);
  QTRY_VERIFY(engine.thread != std::thread::id());
  QVERIFY(engine.thread != std::this_thread::get_id());
  const auto* bar = fixture.window.findChild<RunStatusBar*>();
  QTRY_COMPARE(bar->stateText(), QStringLiteral("Measuring ceilings"));
  engine.mayEnd = true;
  QTRY_VERIFY(!fixture.window.runs().isRunning());
  QCOMPARE(engine.saved.load(), 1);
  QVERIFY2(fixture.window.messages().currentText().contains(QStringLiteral("Ceilings measured")),
           qPrintable(fixture.window.messages().currentText()));
  QVERIFY(bar->stateText() != u"Measuring ceilings");
  QVERIFY(!ceilingsOf(fixture.window.document().session()));  // only when the user says so
  Button* add = buttonWith(fixture.window.messages(), QStringLiteral("Add to this session"));
  QVERIFY(add);
  add->click();
  const auto added = ceilingsOf(fixture.window.document().session());
  QVERIFY2(added.has_value(), added ? "" : toString(added.error()).c_str());
  QCOMPARE(added->peaks.size(), std::size_t(1));
  QCOMPARE(added->peaks[0].rate.value, 50e9);
  QVERIFY(fixture.window.document().session().metrics.size() > before);
  QVERIFY(fixture.window.document().isModified());
}

void tst_ceilings_controller::anotherMachinesSessionIsLeftAlone() {
  WindowFixture fixture;
  Engine engine;
  engine.cpuModel = "a machine nobody has";
  prepare(fixture, engine);
  fixture.window.files().openSessionFile(fixture.write("a.h5"));
  fixture.trigger(Act::measureCeilings);
  engine.mayEnd = true;
  QTRY_VERIFY(!fixture.window.runs().isRunning());
  QVERIFY(!buttonWith(fixture.window.messages(), QStringLiteral("Add to this session")));
  QVERIFY(fixture.window.messages().currentText().contains(QStringLiteral("another machine")));
}

void tst_ceilings_controller::stopKeepsNothing() {
  WindowFixture fixture;
  Engine engine;
  prepare(fixture, engine);
  fixture.trigger(Act::measureCeilings);
  QTRY_VERIFY(engine.thread != std::thread::id());
  Button* stop = buttonWith(fixture.window.messages(), QStringLiteral("Stop"));
  QVERIFY(stop);
  stop->click();
  QTRY_VERIFY(!fixture.window.runs().isRunning());
  QCOMPARE(engine.saved.load(), 0);
  QVERIFY(fixture.window.messages().currentText().contains(QStringLiteral("was stopped")));
  // And the worker is free again.
  fixture.trigger(Act::measureCeilings);
  QVERIFY(fixture.window.runs().isTask());
  fixture.trigger(Act::stop);
  QTRY_VERIFY(!fixture.window.runs().isRunning());
}

void tst_ceilings_controller::failureIsShown() {
  WindowFixture fixture;
  Engine engine;
  engine.failure = {ErrorCode::unsupported, "memory cannot be had", "", "Close programs"};
  engine.mayEnd = true;
  prepare(fixture, engine);
  fixture.trigger(Act::measureCeilings);
  QTRY_VERIFY(!fixture.window.runs().isRunning());
  QVERIFY(fixture.window.messages().currentText().contains(QStringLiteral("Memory cannot be had")));
  QCOMPARE(engine.saved.load(), 0);
}

void tst_ceilings_controller::nothingElseRunsMeanwhile() {
  WindowFixture fixture;
  Engine engine;
  prepare(fixture, engine);
  fixture.window.actions()[Act::newPlan]->trigger();
  fixture.trigger(Act::measureCeilings);
  QVERIFY(!fixture.window.actions()[Act::run]->isEnabled());
  QVERIFY(!fixture.window.actions()[Act::pause]->isEnabled());
  QVERIFY(!fixture.window.actions()[Act::measureCeilings]->isEnabled());
  QVERIFY(fixture.window.actions()[Act::stop]->isEnabled());
  QVERIFY(!fixture.window.planPanel().runBlock()->runButton()->isEnabled());
  fixture.window.startRun();
  QVERIFY(fixture.window.runs().isTask());
  fixture.trigger(Act::stop);
  QTRY_VERIFY(fixture.window.actions()[Act::run]->isEnabled());
  QTRY_VERIFY(fixture.window.planPanel().runBlock()->runButton()->isEnabled());
}

void tst_ceilings_controller::windowStandsBack() {
  const int before = niceOfThisThread();
  {
    YieldingWindow window;
    std::atomic<bool> quit{false};
    std::atomic<int> measuring{-100};
    std::jthread worker([&] {
      while (!quit) {
        measuring = niceOfThisThread();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
    QTRY_COMPARE(measuring.load(), before);
    window.yield();
    window.yield();
    QCOMPARE(niceOfThisThread(), kYieldingNice);
    QTest::qWait(20);
    QCOMPARE(measuring.load(), before);  // a thread made later is none of the window's
    window.restore();
    quit = true;
  }
  if (priorityMayRise()) QCOMPARE(niceOfThisThread(), before);
}

void tst_ceilings_controller::onlyWhereAllCoresMeasure() {
  if (!priorityMayRise()) QSKIP("threads may not rise again here: the window stays back");
  const int before = niceOfThisThread();
  FakeEngine engine;
  SessionDocument document;
  RunController runs(&document, engine);
  Plan plan;
  plan.threads = {1};
  runs.start(plan, {});
  QCOMPARE(niceOfThisThread(), before);
  QVERIFY(runs.stopAndWait(5000));
  plan.threads = {1, 2};
  runs.start(plan, {});
  QCOMPARE(niceOfThisThread(), kYieldingNice);
  QVERIFY(runs.stopAndWait(5000));
  QCOMPARE(niceOfThisThread(), before);
}

void tst_ceilings_controller::closedDuringATask() {
  WindowFixture fixture;
  Engine engine;
  prepare(fixture, engine);
  bool asked = false;
  fixture.window.askClose = [&](QWidget*) {
    asked = true;
    return CloseChoice::cancel;
  };
  fixture.trigger(Act::measureCeilings);
  QVERIFY(fixture.window.close());  // nothing is lost: nobody is asked
  QVERIFY(!asked);
  QVERIFY(!fixture.window.runs().isRunning());
}

QTEST_MAIN(tst_ceilings_controller)
#include "tst_ceilings_controller.moc"
