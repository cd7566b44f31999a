// Journeys through the real window with real mouse and key events: the first run with the real
// engine, stop, save, reopen, compare, export; everything by keyboard; closing during a run.
#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QListWidget>
#include <QTableView>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "command_palette.h"
#include "panels/buttons.h"
#include "panels/diff_panel.h"
#include "panels/plan_panel.h"
#include "panels/run_block.h"
#include "panels/table_panel.h"
#include "shortcut_sheet.h"

using namespace lane;

namespace {

/// A real plan that is done in a second or two.
Plan tinyPlan() {
  Plan plan;
  plan.title = "tiny";
  plan.benchmarks = {"add", "dot"};
  plan.sizes = {64, 256, 1024};
  plan.variants = {"scalar", "omp-sse2", "ssse3"};
  plan.precision = 0.2;
  plan.budgetSeconds = 1;
  return plan;
}

}  // namespace

class tst_window : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void startsWithTheEmptyState();
  void firstRunToComparison();
  void runStopSaveByKeyboard();
  void editingThePlanFirst();
  void closeAsksDuringARun_data();
  void closeAsksDuringARun();
  void viewsAndToggles();
  void paletteFindsKernelsAndCommands();
  void shortcutsAreUniqueAndListed();
  void remembersPlanAndTheme();
};

void tst_window::startsWithTheEmptyState() {
  test::WindowFixture f;
  QVERIFY(f.window.isEmptyStateShown());
  QVERIFY(!f.window.actions()[Act::save]->isEnabled());
  QVERIFY(!f.window.actions()[Act::stop]->isEnabled());
  QVERIFY(f.window.actions()[Act::run]->isEnabled());
}

void tst_window::firstRunToComparison() {
  test::WindowFixture f;
  f.window.planModel().load(tinyPlan());
  QSignalSpy finished(&f.window.runs(), &RunController::finished);
  f.trigger(Act::newPlan);
  RunBlock* block = f.window.planPanel().runBlock();
  QTRY_VERIFY(block->runButton()->isEnabled());
  QTest::mouseClick(block->runButton(), Qt::LeftButton);
  QVERIFY(!f.window.isEmptyStateShown());
  QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60000);
  QVERIFY2(finished[0][0].value<RunFinished>().outcome == RunOutcome::completed,
           qPrintable(f.window.messages().currentText()));
  const QString kept = finished[0][1].toString();
  QVERIFY2(QFile::exists(kept), "a run is on disk without asking");
  int timed = 0;
  for (const CaseRecord& record : f.window.document().session().cases) timed += record.hasTime();
  QVERIFY(timed >= 6);  // scalar and omp-sse2 run everywhere

  f.nextSave = f.file("first.lanescope.h5");
  f.trigger(Act::saveAs);
  QVERIFY(QFile::exists(f.nextSave));

  // Again, then compare with the first.
  QTest::mouseClick(block->runButton(), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, 60000);
  f.nextOpen = f.file("first.lanescope.h5");
  f.trigger(Act::diffWith);
  QCOMPARE(f.window.view(), View::diff);
  QTRY_VERIFY(f.window.diffDocument().isReady());
  QCOMPARE(f.window.diffDocument().base().name, QStringLiteral("first"));
  QCOMPARE(int(f.window.diffDocument().diff().pairs.size()), timed);

  // Close and reopen the first.
  f.trigger(Act::closeAllSessions);
  QVERIFY(f.window.isEmptyStateShown());
  f.trigger(Act::open);
  QCOMPARE(f.window.document().path(), f.nextOpen);
  int again = 0;
  for (const CaseRecord& record : f.window.document().session().cases) again += record.hasTime();
  QCOMPARE(again, timed);

  // Export the chart in every form.
  for (const auto& [act, name] :
       {std::pair{Act::exportPng, "chart.png"}, std::pair{Act::exportSvg, "chart.svg"},
        std::pair{Act::exportPdf, "chart.pdf"}, std::pair{Act::exportCsv, "chart.csv"}}) {
    f.nextSave = f.file(name);
    f.trigger(act);
    QVERIFY2(QFileInfo(f.nextSave).size() > 100, name);
  }
  QVERIFY(!QImage(f.file("chart.png")).isNull());
  f.nextSave = f.file("report.html");
  f.trigger(Act::exportReport);
  QVERIFY(QFileInfo(f.nextSave).size() > 1000);
  QFile::remove(kept);
}

void tst_window::runStopSaveByKeyboard() {
  test::FakeEngine engine;
  test::WindowFixture f(engine);
  f.window.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&f.window));
  QTest::keyClick(&f.window, Qt::Key_F5);
  QTRY_VERIFY(engine.state->sent > 5);
  QTRY_VERIFY(f.window.document().isRunning());
  QTest::keyClick(&f.window, Qt::Key_F6);
  QVERIFY(f.window.runs().isPaused());
  QTest::keyClick(&f.window, Qt::Key_F5);
  QVERIFY(!f.window.runs().isPaused());
  QTest::keyClick(&f.window, Qt::Key_F5, Qt::ShiftModifier);
  QTRY_VERIFY(!f.window.runs().isRunning());
  QVERIFY(f.window.messages().currentText().contains(QStringLiteral("Stopped")));
  f.nextSave = f.file("keys.lanescope.h5");
  QTest::keyClick(&f.window, Qt::Key_S, Qt::ControlModifier);
  QVERIFY(QFile::exists(f.nextSave));
}

void tst_window::editingThePlanFirst() {
  test::WindowFixture f;
  QTest::keyClick(&f.window, Qt::Key_L, Qt::ControlModifier);
  QVERIFY(!f.window.isEmptyStateShown());
  QVERIFY(f.window.planPanel().isVisible());
  QTest::keyClick(&f.window, Qt::Key_F, Qt::ControlModifier);
  QVERIFY(f.window.planPanel().filterField()->hasFocus());
}

void tst_window::closeAsksDuringARun_data() {
  QTest::addColumn<int>("choice");
  QTest::newRow("stop and save") << int(CloseChoice::stopAndSave);
  QTest::newRow("keep running") << int(CloseChoice::keepRunning);
  QTest::newRow("cancel") << int(CloseChoice::cancel);
}

void tst_window::closeAsksDuringARun() {
  QFETCH(int, choice);
  test::FakeEngine engine;
  test::WindowFixture f(engine);
  int asked = 0;
  f.window.askClose = [&](QWidget*) {
    ++asked;
    return CloseChoice(choice);
  };
  f.window.startRun();
  QTRY_VERIFY(engine.state->sent > 5);
  f.window.close();
  QCOMPARE(asked, 1);
  switch (CloseChoice(choice)) {
    case CloseChoice::stopAndSave:
      QVERIFY(!f.window.isVisible());
      QVERIFY(!f.window.runs().isRunning());
      QVERIFY(!f.window.document().session().complete);
      break;
    case CloseChoice::keepRunning: {
      QVERIFY(!f.window.isVisible());
      QVERIFY(f.window.runs().isRunning());
      QSignalSpy finished(&f.window.runs(), &RunController::finished);
      engine.state->finishNow = true;
      QTRY_COMPARE(finished.count(), 1);
      QVERIFY(f.window.document().session().complete);
      QGuiApplication::setQuitOnLastWindowClosed(true);
      break;
    }
    case CloseChoice::cancel:
      QVERIFY(f.window.isVisible());
      QVERIFY(f.window.runs().isRunning());
      break;
  }
}

void tst_window::viewsAndToggles() {
  test::WindowFixture f;
  f.window.files().open({f.write("v.h5")});
  const std::pair<Qt::Key, View> views[] = {
      {Qt::Key_1, View::curves}, {Qt::Key_2, View::latency}, {Qt::Key_3, View::roofline},
      {Qt::Key_4, View::memory}, {Qt::Key_5, View::files},   {Qt::Key_6, View::scoreboard},
      {Qt::Key_7, View::diff},   {Qt::Key_8, View::table},   {Qt::Key_9, View::timeline}};
  for (const auto& [key, view] : views) {
    QTest::keyClick(&f.window, key, Qt::ControlModifier);
    QCOMPARE(f.window.view(), view);
  }
  // The tabs do the same by mouse.
  QTest::mouseClick(f.window.findChild<Button*>(QStringLiteral("tabCurves")), Qt::LeftButton);
  QCOMPARE(f.window.view(), View::curves);
  CurvesView& chart = f.window.curvesView();
  const bool log = chart.logY();
  f.trigger(Act::logY);
  QCOMPARE(chart.logY(), !log);
  const CurveMetric metric = chart.metric();
  f.trigger(Act::nextMetric);
  QVERIFY(chart.metric() != metric);
  // A row in the table is a point everywhere.
  QTest::keyClick(&f.window, Qt::Key_8, Qt::ControlModifier);
  f.window.tablePanel().filterField()->setText(QStringLiteral("gelu variant:sse4 n=1Ki"));
  f.window.tablePanel().view()->selectRow(0);
  QCOMPARE(f.window.selection().current().key.benchmark, std::string("gelu"));
  QCOMPARE(f.window.curvesView().key().benchmark, std::string("gelu"));
  const auto size = f.window.selection().current().size;
  f.trigger(Act::nextSize);
  QVERIFY(f.window.selection().current().size > size);
  f.trigger(Act::previousSize);
  QCOMPARE(f.window.selection().current().size, size);
  const bool dark = Theme::instance().isDark();
  f.trigger(Act::toggleTheme);
  QCOMPARE(Theme::instance().isDark(), !dark);
  f.trigger(Act::toggleTheme);
}

void tst_window::paletteFindsKernelsAndCommands() {
  QVERIFY(fuzzyScore(QStringLiteral("tnh"), QStringLiteral("tanh")) > 0);
  QVERIFY(fuzzyScore(QStringLiteral("dot"), QStringLiteral("dot")) >
          fuzzyScore(QStringLiteral("dot"), QStringLiteral("download other")));
  QCOMPARE(fuzzyScore(QStringLiteral("xyz"), QStringLiteral("dot")), 0);
  test::WindowFixture f;
  f.window.files().open({f.write("p.h5")});
  QTest::keyClick(&f.window, Qt::Key_K, Qt::ControlModifier);
  auto* palette = f.window.findChild<CommandPalette*>();
  QVERIFY(palette->isVisible());
  auto* field = palette->findChild<QLineEdit*>();
  QTest::keyClicks(field, QStringLiteral("tanh"));
  QTest::keyClick(field, Qt::Key_Return);
  QVERIFY(!palette->isVisible());
  QCOMPARE(f.window.selection().current().key.benchmark, std::string("tanh"));
}

void tst_window::shortcutsAreUniqueAndListed() {
  test::WindowFixture f;
  QStringList keys;
  for (const Actions::Entry& entry : f.window.actions().entries())
    if (!entry.action->shortcut().isEmpty()) keys << entry.action->shortcut().toString();
  QStringList unique = keys;
  unique.removeDuplicates();
  QCOMPARE(keys.size(), unique.size());
  f.trigger(Act::shortcuts);
  auto* sheet = f.window.findChild<ShortcutSheet*>();
  QVERIFY(sheet);
  QStringList shown;
  for (QLabel* label : sheet->findChildren<QLabel*>()) shown << label->text();
  for (const QString& key : keys) QVERIFY2(shown.contains(key), qPrintable(key));
  sheet->close();
}

void tst_window::remembersPlanAndTheme() {
  QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("settings.ini"));
  {
    Settings settings(file);
    MainWindow window(&settings);
    window.planModel().load(tinyPlan());
    window.show();
    window.close();
  }
  Settings settings(file);
  MainWindow window(&settings);
  QCOMPARE(window.planModel().plan(), tinyPlan());
  QVERIFY(!settings.value(SettingKey::windowGeometry).toByteArray().isEmpty());
}

QTEST_MAIN(tst_window)
#include "tst_window.moc"
