// Refining a crossover from the window: chosen on the chart, in the inspector or by name; what is
// measured is made up and ends up as a narrower interval that the bar tells.
#include "analysis/crossover.h"
#include "app/window_fixture.h"
#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "command_palette.h"
#include "panels/crossover_panel.h"
#include "panels/point_parts.h"
#include "run/refinement.h"
#include "support/qt_units.h"

using namespace lane;

namespace {

/// Measures by formula: every planned case, and two more sizes beside the true crossover.
struct Narrowing {
  struct State {
    std::vector<Plan> plans;
    Error failure;
  };
  std::shared_ptr<State> state = std::make_shared<State>();

  Result<Session> operator()(Session session, const Plan& plan, EventSink& sink,
                             const RunOptions& options) const {
    state->plans.push_back(plan);
    if (!state->failure.what.empty()) {
      sink.onEvent(RunFinished{RunOutcome::failed, state->failure, 0});
      return tl::unexpected(state->failure);
    }
    sink.onEvent(RunStarted{session});
    for (const std::string& key : plan.only) {
      const std::uint32_t index = session.caseByKey(key);
      CaseMeasured event;
      event.caseIndex = index;
      event.process = 1;
      event.record = session.cases[index];
      event.seconds.assign(10, event.record.median);
      for (std::uint32_t i = 0; i < 10; ++i) {
        event.t.push_back(100 + i);
        event.rounds.push_back(i);
        event.flags.push_back(0);
      }
      event.record.sampleCount += 10;
      applyEvent(session, event);
      sink.onEvent(event);
    }
    std::vector<CrossoverRecord> found = session.crossovers;
    for (CrossoverRecord& crossover : found) {
      crossover.size = 20;
      crossover.sizeLow = 18;
      crossover.sizeHigh = 22;
    }
    applyEvent(session, CrossoversFound{found});
    sink.onEvent(CrossoversFound{found});
    const RunFinished finished{RunOutcome::completed, {}, 1};
    applyEvent(session, finished);
    if (options.output)
      if (const auto saved = saveSession(session, *options.output, Overwrite::yes); !saved)
        return tl::unexpected(saved.error());
    sink.onEvent(finished);
    return session;
  }
};

Session made() {
  test::SampleOptions options;
  options.kernels = {"add", "dot"};
  options.variants = {"scalar", "sse4"};
  options.skipped = {};
  options.firstSize = 8;
  options.lastSize = 4096;
  Session session = test::storable(options);
  Plan plan;
  plan.benchmarks = {"add", "dot"};
  plan.variants = options.variants;
  plan.sizes.clear();
  for (std::uint64_t n = 8; n <= 4096; n *= 2) plan.sizes.push_back(n);
  session.planYaml = toYaml(plan);
  for (CaseRecord& record : session.cases) {
    record.suite = "vector";
    record.key = makeKey(record);
  }
  session.crossovers.clear();
  for (const char* benchmark : {"add", "dot"}) {
    CrossoverRecord crossover;
    crossover.benchmark = benchmark;
    crossover.dtype = Dtype::f32;
    crossover.from = "scalar";
    crossover.to = "sse4";
    crossover.kind = CrossoverKind::at;
    crossover.size = 25;
    crossover.sizeLow = 12;
    crossover.sizeHigh = 40;
    session.crossovers.push_back(crossover);
  }
  return session;
}

struct Fixture : test::WindowFixture {
  Fixture() {
    window.runs().setAppender(appender);
    QObject::connect(&window.runs(), &RunController::finished, &window,
                     [this](const RunFinished&, const QString&) { ++finished; });
  }
  void open(const Session& session) {
    const QString path = file("mine.lanescope.h5");
    if (const auto saved = saveSession(session, path.toStdString(), Overwrite::yes); !saved)
      qFatal("%s", toString(saved.error()).c_str());
    window.files().open({path});
  }
  QAction* refine() { return window.actions()[Act::refineCrossover]; }
  QString said() { return window.messages().currentText(); }
  /// The right edge of the chart's flag for a crossover.
  bool clickFlag() {
    CurvePlot* plot = window.curvesView().findChild<CurvePlot*>();
    if (!QTest::qWaitFor([&] { return !plot->flags().empty(); })) return false;
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->flags().front().area.center().toPoint());
    return true;
  }
  Narrowing appender;
  int finished = 0;
};

}  // namespace

class tst_refine_window : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }

  void fromTheFlagToTheNewInterval() {
    Fixture f;
    f.open(made());
    QVERIFY(!f.refine()->isEnabled());
    QVERIFY(f.clickFlag());
    QVERIFY(f.window.selection().crossover().has_value());
    const std::string benchmark = f.window.selection().current().key.benchmark;
    QCOMPARE(f.window.selection().crossover()->benchmark, benchmark);
    // The inspector shows it.
    auto* panel = f.window.findChild<CrossoverPanel*>(QStringLiteral("crossoverPanel"));
    QTRY_VERIFY(panel->isVisible());
    QVERIFY2(panel->asText().contains(QStringLiteral("scalar → sse4 at 25 (12 … 40)")),
             qPrintable(panel->asText()));
    QVERIFY(panel->asText().contains(QStringLiteral("16 and 32")));
    QVERIFY(f.refine()->isEnabled());
    f.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&f.window));
    QTest::keyClick(&f.window, Qt::Key_X, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(f.finished, 1);
    const Plan& plan = f.appender.state->plans.back();
    QVERIFY(plan.refine);
    QCOMPARE(plan.variants, (std::vector<std::string>{"scalar", "sse4"}));
    // The neighbours 16 and 32, what spans 12 … 40, and an octave more.
    QCOMPARE(plan.sizes, (std::vector<std::uint64_t>{8, 16, 32, 64, 128}));
    for (const std::string& key : plan.only)
      QVERIFY(key.find("/" + benchmark + "/") != std::string::npos);
    QVERIFY2(f.said().contains(QStringLiteral("scalar > sse4: 20, before 12 … 40, now 18 … 22")),
             qPrintable(f.said()));
    QVERIFY(panel->asText().contains(QStringLiteral("20 (18 … 22)")));
    // A point elsewhere takes the page away.
    Selection other = f.window.selection().current();
    other.key.benchmark = benchmark == "add" ? "dot" : "add";
    f.window.selection().setCurrent(other);
    QVERIFY(!f.window.selection().crossover().has_value());
    QVERIFY(!panel->isVisible());
    QVERIFY(!f.refine()->isEnabled());
  }

  void fromTheListOfThePoint() {
    Fixture f;
    f.open(made());
    const std::uint32_t i =
        f.window.document().session().caseByKey("vector/dot/f32/n=256/scalar/t=1/hot/reuse");
    const CaseRecord& record = f.window.document().session().cases[i];
    f.window.selection().setCurrent({curveKey(record), QStringLiteral("scalar"), 256, i});
    auto* list = f.window.findChild<CrossoverList*>();
    QTRY_VERIFY(list->isVisible());
    QTest::mouseClick(list, Qt::LeftButton, {}, QPoint(list->width() / 2, 4));
    QVERIFY(f.window.selection().crossover().has_value());
    QCOMPARE(f.window.selection().crossover()->benchmark, std::string("dot"));
  }

  void byNameInThePalette() {
    Fixture f;
    f.open(made());
    QVERIFY(QTest::qWaitFor([&] { return !f.window.selection().current().key.benchmark.empty(); }));
    f.trigger(Act::palette);
    auto* palette = f.window.findChild<CommandPalette*>();
    QTRY_VERIFY(palette->isVisible());
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("refine scalar > sse4"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(f.finished, 1);
    QVERIFY(f.said().contains(QStringLiteral("before 12 … 40, now 18 … 22")));
  }

  void saysWhyNot() {
    Fixture f;
    Session session = made();
    for (CrossoverRecord& crossover : session.crossovers) {
      crossover.sizeLow = 24;
      crossover.sizeHigh = 25;
      crossover.from = "omp-sse2";  // no cases: no sizes around it
    }
    f.open(session);
    f.window.selection().setCrossover(f.window.document().session().crossovers[0]);
    f.trigger(Act::refineCrossover);
    QVERIFY2(f.said().contains(QStringLiteral("nothing to narrow")), qPrintable(f.said()));
    QVERIFY(f.appender.state->plans.empty());
  }

  /// Refused, as on another machine: the bar says so, and nothing of a new interval.
  void aFailureSaysSo() {
    Fixture f;
    f.open(made());
    QVERIFY(f.clickFlag());
    f.appender.state->failure = {
        ErrorCode::unsupported, "the session was measured elsewhere", {}, {}};
    f.trigger(Act::refineCrossover);
    QTRY_COMPARE(f.finished, 1);
    QVERIFY(f.said().contains(QStringLiteral("measured elsewhere")));
  }
};

QTEST_MAIN(tst_refine_window)
#include "tst_refine_window.moc"
