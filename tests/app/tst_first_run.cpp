// The first minute with the program: the start page, one click on its button, curves that fill, a
// click on a point, and what the inspector says of it.
#include <QLabel>
#include <cmath>

#include "app/window_fixture.h"
#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "panels/buttons.h"
#include "panels/empty_state.h"
#include "panels/point_panel.h"

using namespace lane;

class tst_first_run : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void startToInspector();
};

void tst_first_run::startToInspector() {
  test::FakeEngine engine;
  test::WindowFixture f(engine);
  QVERIFY(f.window.isEmptyStateShown());
  Button* run = f.window.emptyState().runButton();
  QVERIFY(run->isVisible() && run->isEnabled());
  QVERIFY2(run->hasFocus() || !f.window.isActiveWindow(), "Return starts the survey");
  QTest::mouseClick(run, Qt::LeftButton);
  QTRY_VERIFY(f.window.document().isRunning());
  QVERIFY(!f.window.isEmptyStateShown());
  QCOMPARE(f.window.view(), View::curves);

  // Curves fill while it runs.
  QTRY_VERIFY(!f.window.curvesView().variants().isEmpty());
  const int all = int(f.window.document().session().cases.size());
  QTRY_VERIFY_WITH_TIMEOUT(engine.state->sent >= all, 60000);
  QSignalSpy finished(&f.window.runs(), &RunController::finished);
  engine.state->finishNow = true;
  QTRY_COMPARE(finished.count(), 1);
  QTRY_VERIFY(!f.window.document().isRunning());
  QTest::qWait(100);

  // The point the best variant has at 4 Ki, where the chart draws it.
  auto* plot = f.window.curvesView().findChild<CurvePlot*>();
  QVERIFY(plot);
  const ChartData& chart = plot->chart();
  constexpr std::uint64_t kSize = 4096;
  const auto ranking = chart.ranking(kSize);
  QVERIFY(!ranking.empty());
  const CurvePoint* point = chart.point(ranking.front(), kSize);
  QVERIFY(point);
  QTest::mouseClick(plot, Qt::LeftButton, {}, plot->pixel(kSize, point->value).toPoint());
  QTRY_COMPARE(f.window.selection().current().size, kSize);
  QCOMPARE(f.window.selection().current().variant, ranking.front());

  // The inspector shows that point, in words with its time.
  auto* inspector = f.window.findChild<PointPanel*>();
  QVERIFY(inspector && inspector->isVisible());
  const CaseRecord& record =
      f.window.document().session().cases[f.window.selection().current().caseIndex];
  QVERIFY(inspector->asText().contains(Theme::instance().series(ranking.front()).label));
  QVERIFY(inspector->asText().contains(QString::fromStdString(record.benchmark)));
  QVERIFY(f.window.actions()[Act::measureAgain]->isEnabled());
}

QTEST_MAIN(tst_first_run)
#include "tst_first_run.moc"
