// Panels driven with the mouse and the keyboard: what a user edits reaches the models, and what the
// models say is shown.
#include <QCheckBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTreeView>
#include <algorithm>

#include "machine/variant.h"
#include "models/plan_model.h"
#include "models/selection_model.h"
#include "panels/buttons.h"
#include "panels/diff_panel.h"
#include "panels/diff_parts.h"
#include "panels/message_bar.h"
#include "panels/plan_fields.h"
#include "panels/plan_panel.h"
#include "panels/point_panel.h"
#include "panels/point_parts.h"
#include "panels/range_slider.h"
#include "panels/run_block.h"
#include "panels/run_status_bar.h"
#include "panels/segmented_control.h"
#include "panels/sessions_panel.h"
#include "panels/table_panel.h"
#include "peers/peers.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

Plan smallPlan() {
  Plan plan;
  plan.title = "small";
  plan.benchmarks = {"dot", "add"};
  plan.sizes = {8, 16, 32, 64, 128, 256, 512, 1024};
  return plan;
}

PlanModel::Preview instantly() {
  return [](const Plan& plan) -> Result<PlanPreview> {
    PlanPreview preview;
    preview.runnable = plan.sizes.size();
    preview.cases.resize(preview.runnable);
    preview.estimatedSeconds = 90;
    return preview;
  };
}

}  // namespace

class tst_panels : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { Theme::instance().apply(); }
  void fieldsAndPlan();
  void sizesBySliderAndText();
  void wrongSizesKeepThePlan();
  void variantChips();
  void kernelFilterAndCheck();
  void segmentsByMouseAndKeys();
  void rangeSliderKeys();
  void runBlockFollowsTheRun();
  void pointPanelShowsTheRecord();
  void statusBarDuringARun();
  void messageBarQueues();
  void recentSessionsTellErrors();
  void sessionsAreFoundByWords();
  void tableSelectionIsShared();
  void diffChipsFilter();
};

void tst_panels::fieldsAndPlan() {
  const auto& all = benchmarks();
  Plan plan;
  QCOMPARE(selectedBenchmarks(plan, all).size(),
           std::count_if(all.begin(), all.end(), [](const auto& b) { return !b.onRequest; }));
  plan.benchmarks = {"vector/(add|dot)"};
  QCOMPARE(selectedBenchmarks(plan, all),
           (QStringList{QStringLiteral("add"), QStringLiteral("dot")}));
  QVERIFY(patternsFor(selectedBenchmarks(Plan{}, all), all).empty());
  QCOMPARE(threadChoices(1), (std::vector<std::uint32_t>{1}));
  QCOMPARE(threadChoices(2), (std::vector<std::uint32_t>{1, 2}));
  QCOMPARE(threadChoices(6), (std::vector<std::uint32_t>{1, 2, 4, 6}));
  QCOMPARE(octaveSizes(3, 5, {}), (std::vector<std::uint64_t>{8, 16, 32}));
}

void tst_panels::sizesBySliderAndText() {
  PlanModel plan(instantly());
  plan.load(smallPlan());
  BenchmarkTreeModel tree;
  SessionDocument document;
  PlanPanel panel(&plan, &tree, &document);
  panel.resize(300, 900);
  panel.show();
  QCOMPARE(panel.sizesField()->text(), QStringLiteral("8..1Ki"));
  panel.sizesField()->setFocus();
  panel.sizesField()->selectAll();
  QTest::keyClicks(panel.sizesField(), QStringLiteral("100,1k"));
  QTest::keyClick(panel.sizesField(), Qt::Key_Return);
  QCOMPARE(plan.plan().sizes, (std::vector<std::uint64_t>{100, 1000}));
  plan.undoStack()->undo();
  QCOMPARE(panel.sizesField()->text(), QStringLiteral("8..1Ki"));
  auto* slider = panel.findChild<RangeSlider*>();
  slider->setFocus();
  QTest::keyClick(slider, Qt::Key_Right);  // the upper handle
  QCOMPARE(plan.plan().sizes.back(), std::uint64_t{2048});
}

void tst_panels::wrongSizesKeepThePlan() {
  PlanModel plan(instantly());
  plan.load(smallPlan());
  BenchmarkTreeModel tree;
  SessionDocument document;
  PlanPanel panel(&plan, &tree, &document);
  panel.show();
  for (const QString& wrong : {QStringLiteral("-1"), QStringLiteral("1e99"), QStringLiteral("8.."),
                               QStringLiteral("0..x")}) {
    panel.sizesField()->setText(wrong);
    QTest::keyClick(panel.sizesField(), Qt::Key_Return);
    QCOMPARE(plan.plan(), smallPlan());
    QVERIFY2(!panel.sizesField()->accessibleDescription().isEmpty(), qPrintable(wrong));
  }
}

void tst_panels::variantChips() {
  PlanModel plan(instantly());
  plan.load(smallPlan());
  BenchmarkTreeModel tree;
  SessionDocument document;
  PlanPanel panel(&plan, &tree, &document);
  panel.show();
  const auto chips = panel.findChildren<VariantChip*>();
  QVERIFY(!chips.isEmpty());
  for (VariantChip* chip : chips) {
    const auto id = variantByName(chip->variant().toStdString());
    if (const auto peer = peerByName(chip->variant().toStdString())) {
      QVERIFY(!chip->isChecked());  // libraries take part only when they are named
      QCOMPARE(chip->isAvailable(), whyNoPeer(*peer).empty());
      if (!chip->isAvailable()) QCOMPARE(chip->toolTip().toStdString(), whyNoPeer(*peer));
      continue;
    }
    QVERIFY(id);
    QCOMPARE(chip->isChecked(), support(*id).supported);  // an empty list means all that run here
    if (!support(*id).supported) QCOMPARE(chip->toolTip().toStdString(), support(*id).reason);
  }
  VariantChip* scalar =
      *std::find_if(chips.begin(), chips.end(), [](auto* c) { return c->variant() == u"scalar"; });
  QTest::mouseClick(scalar, Qt::LeftButton);
  QVERIFY(!plan.plan().variants.empty());
  QVERIFY(std::find(plan.plan().variants.begin(), plan.plan().variants.end(), "scalar") ==
          plan.plan().variants.end());
  QTest::mouseClick(scalar, Qt::LeftButton);
  QVERIFY(plan.plan().variants.empty());
  if (!whyNoPeer(PeerId::numpy).empty()) return;
  VariantChip* numpy =
      *std::find_if(chips.begin(), chips.end(), [](auto* c) { return c->variant() == u"numpy"; });
  QTest::mouseClick(numpy, Qt::LeftButton);
  const auto& named = plan.plan().variants;
  QCOMPARE(named.back(), std::string("numpy"));
  QVERIFY(std::find(named.begin(), named.end(), "scalar") != named.end());
  QTest::mouseClick(numpy, Qt::LeftButton);
  QVERIFY(plan.plan().variants.empty());
}

void tst_panels::kernelFilterAndCheck() {
  PlanModel plan(instantly());
  plan.load(smallPlan());
  BenchmarkTreeModel tree;
  SessionDocument document;
  PlanPanel panel(&plan, &tree, &document);
  panel.resize(300, 900);
  panel.show();
  QCOMPARE(tree.checkedNames(), (QStringList{QStringLiteral("add"), QStringLiteral("dot")}));
  QTest::keyClicks(panel.filterField(), QStringLiteral("softmax"));
  QTreeView* view = panel.treeView();
  int kernels = 0;
  for (int f = 0; f < view->model()->rowCount(); ++f)
    kernels += view->model()->rowCount(view->model()->index(f, 0));
  QCOMPARE(kernels, 2);  // softmax and log_softmax
  const QModelIndex first = view->model()->index(0, 0, view->model()->index(0, 0));
  const QRect row = view->visualRect(first);
  QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 6, row.center().y()));
  QVERIFY(tree.checkedNames().contains(first.data().toString()));
  QVERIFY(std::find(plan.plan().benchmarks.begin(), plan.plan().benchmarks.end(),
                    first.data().toString().toStdString()) != plan.plan().benchmarks.end());
  view->setCurrentIndex(first);
  view->setFocus();
  QTest::keyClick(view, Qt::Key_Space);
  QVERIFY(!tree.checkedNames().contains(first.data().toString()));
}

void tst_panels::segmentsByMouseAndKeys() {
  SegmentedControl control({QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("4")});
  control.setChosen({0});
  control.resize(control.sizeHint());
  control.show();
  QSignalSpy edits(&control, &SegmentedControl::chosenEdited);
  QTest::mouseClick(&control, Qt::LeftButton, {}, control.segmentRect(1).center());
  QCOMPARE(control.chosen(), (QVector<int>{1}));
  QTest::mouseClick(&control, Qt::LeftButton, Qt::ControlModifier, control.segmentRect(2).center());
  QCOMPARE(control.chosen(), (QVector<int>{1, 2}));
  QTest::mouseClick(&control, Qt::LeftButton, Qt::ControlModifier, control.segmentRect(2).center());
  QTest::mouseClick(&control, Qt::LeftButton, Qt::ControlModifier, control.segmentRect(1).center());
  QCOMPARE(control.chosen(), (QVector<int>{1}));  // the last one stays
  QTest::keyClick(&control, Qt::Key_Left);
  QCOMPARE(control.chosen(), (QVector<int>{0}));
  QCOMPARE(edits.count(), 4);
}

void tst_panels::rangeSliderKeys() {
  RangeSlider slider;
  slider.setLimits(3, 20);
  slider.setRange(3, 10);
  QTest::keyClick(&slider, Qt::Key_Left);
  QCOMPARE(slider.high(), 9);
  QTest::keyClick(&slider, Qt::Key_Space);
  QTest::keyClick(&slider, Qt::Key_End);
  QCOMPARE(slider.low(), 9);  // never past the other handle
  QTest::keyClick(&slider, Qt::Key_Home);
  QCOMPARE(slider.low(), 3);
}

void tst_panels::runBlockFollowsTheRun() {
  SessionDocument document;
  RunBlock block(&document);
  block.show();
  QVERIFY(block.runButton()->isVisible());
  QVERIFY(!block.stopButton()->isVisible());
  QSignalSpy run(&block, &RunBlock::runRequested);
  QTest::mouseClick(block.runButton(), Qt::LeftButton);
  QCOMPARE(run.count(), 1);
  Progress progress;
  progress.phase = RunPhase::sampling;
  progress.passes = 3;
  progress.pass = 1;
  progress.fraction = 0.78;
  test::SampleOptions half;
  half.kernels = {"add", "dot"};
  half.pendingKernels = 1;
  document.applyEvents({RunStarted{test::sampleSession(half)}, progress});
  QVERIFY(!block.runButton()->isVisible());
  QVERIFY(block.pauseButton()->isVisible());
  const auto* cells = block.findChild<ProgressCells*>();
  QCOMPARE(cells->shares().size(), 2);
  QVERIFY(cells->shares()[0] > 0.9);
  QVERIFY(cells->shares()[1] < 0.5);
  QSignalSpy pause(&block, &RunBlock::pauseRequested), resume(&block, &RunBlock::resumeRequested);
  QTest::mouseClick(block.pauseButton(), Qt::LeftButton);
  document.setPaused(true);
  QTest::mouseClick(block.pauseButton(), Qt::LeftButton);
  QCOMPARE(pause.count(), 1);
  QCOMPARE(resume.count(), 1);
  document.applyEvents({RunFinished{}});
  QVERIFY(block.runButton()->isVisible());
}

void tst_panels::pointPanelShowsTheRecord() {
  SessionDocument document;
  SelectionModel selection;
  PointPanel panel(&document, &selection);
  panel.resize(320, 900);
  panel.show();
  QCOMPARE(panel.asText(), QStringLiteral("No point selected"));
  document.setSession(test::sampleSession(), {});
  const auto& cases = document.session().cases;
  std::uint32_t index = 0;
  while (!(cases[index].benchmark == "dot" && cases[index].variant == "avx2" &&
           cases[index].size == 4096))
    ++index;
  const CaseRecord& r = cases[index];
  selection.setCurrent({{r.suite, r.benchmark, r.dtype, r.threads, r.mode, r.cache},
                        QStringLiteral("avx2"),
                        r.size,
                        index});
  QVERIFY(panel.asText().contains(QStringLiteral("dot")));
  QVERIFY(panel.asText().contains(QStringLiteral("4 Ki")));
  // Rows of all variants at this size, fastest first.
  const auto& rows = panel.findChild<VariantBars*>()->rows();
  int measured = 0;
  for (const CaseRecord& other : cases)
    measured += other.benchmark == "dot" && other.size == 4096 && other.hasTime();
  QCOMPARE(rows.size(), measured);
  for (int i = 1; i < rows.size(); ++i) QVERIFY(rows[i - 1].value >= rows[i].value);
  selection.setCurrent({});
  QCOMPARE(panel.asText(), QStringLiteral("No point selected"));
}

void tst_panels::statusBarDuringARun() {
  SessionDocument document;
  RunStatusBar bar(&document);
  bar.resize(1400, 32);
  bar.show();
  bar.setIdleText(QStringLiteral("Ready"), {});
  QCOMPARE(bar.stateText(), QStringLiteral("Ready"));
  Progress progress;
  progress.done = 3774;
  progress.total = 4816;
  progress.elapsedSeconds = 552;
  document.applyEvents({RunStarted{test::sampleSession()}, progress});
  QCOMPARE(bar.stateText(), QStringLiteral("Running"));
  QCOMPARE(bar.countText(), QStringLiteral("3,774 / 4,816"));
  document.setPaused(true);
  QCOMPARE(bar.stateText(), QStringLiteral("Paused"));
}

void tst_panels::messageBarQueues() {
  MessageBar bar;
  QVERIFY(!bar.isVisibleTo(nullptr));
  bar.showError({ErrorCode::format, "this is no session", "/x/y.h5", "Open another file."});
  QVERIFY(bar.currentText().contains(QStringLiteral("/x/y.h5")));
  QVERIFY(bar.currentText().contains(QStringLiteral("Open another file.")));
  bar.show(Severity::note, QStringLiteral("second"));
  QCOMPARE(bar.count(), 2);
  bar.show(Severity::note, QStringLiteral("second"));
  QCOMPARE(bar.count(), 2);  // the same again is not repeated
  bool taken = false;
  bar.offer(Severity::warning, QStringLiteral("third"), {}, QStringLiteral("Do it"),
            [&] { taken = true; });
  for (Button* button : bar.findChildren<Button*>())
    if (button->text() == u"Do it") button->click();
  QVERIFY(taken);
  QCOMPARE(bar.count(), 2);
}

void tst_panels::recentSessionsTellErrors() {
  RecentSessionsModel model([](const std::filesystem::path& path) -> Result<SessionFacts> {
    if (path == "/x/bad.h5") return fail(ErrorCode::format, "not a session", path.string());
    return SessionFacts{{path, "title", "2026-04-21T09:14:00Z", "A CPU", 240, true}, {}, {}};
  });
  model.setPaths({QStringLiteral("/x/gate.lanescope.h5"), QStringLiteral("/x/bad.h5")});
  QTRY_VERIFY(model.index(0).data(RecentSessionsModel::KnownRole).toBool());
  QCOMPARE(model.index(0).data().toString(), QStringLiteral("gate"));
  QCOMPARE(model.index(0).data(RecentSessionsModel::DetailRole).toString(),
           QStringLiteral("240 points"));
  QTRY_COMPARE(model.index(1).data(RecentSessionsModel::ErrorRole).toString(),
               QStringLiteral("not a session"));
}

void tst_panels::sessionsAreFoundByWords() {
  SessionFacts facts;
  facts.summary.title = "after the change";
  facts.summary.cpuModel = "Some Processor 9000";
  facts.summary.created = "2026-11-21T12:00:00Z";
  facts.kernels = QStringList{QStringLiteral("dot"), QStringLiteral("axpy")};
  const QString path = QStringLiteral("/x/gate-0420.lanescope.h5");
  for (const char* query : {"", "gate", "GATE 9000", "axpy", "2026-11", "after:2026-11-01",
                            "after:2026 before:2027", "change before:2026-11-22"})
    QVERIFY2(matchesQuery(QLatin1String(query), path, facts), query);
  for (const char* query :
       {"gelu", "gate gelu", "2026-12", "after:2026-12", "before:2026-11-21", "lanescope.h5"})
    QVERIFY2(!matchesQuery(QLatin1String(query), path, facts), query);
}

void tst_panels::tableSelectionIsShared() {
  SessionDocument document;
  document.setSession(test::sampleSession(), {});
  SelectionModel selection;
  TablePanel panel(&document, &selection);
  panel.resize(1200, 600);
  panel.show();
  panel.filterField()->setText(QStringLiteral("dot variant:avx2 n=4Ki"));
  QCOMPARE(panel.view()->model()->rowCount(), 1);
  panel.view()->selectRow(0);
  QCOMPARE(selection.current().size, std::uint64_t{4096});
  QCOMPARE(selection.current().variant, QStringLiteral("avx2"));
  QVERIFY(panel.copySelection());
  panel.filterField()->setText(QStringLiteral("no such kernel"));
  QVERIFY(!panel.view()->isVisible());
}

void tst_panels::diffChipsFilter() {
  test::SampleOptions options;
  options.processes = 3;
  test::SampleOptions slower = options;
  slower.slowdown = 1.3;
  DiffDocument document;
  DiffPanel panel(&document);
  panel.resize(1200, 800);
  panel.show();
  document.setBase(test::sampleSession(options), QStringLiteral("a.h5"));
  document.setNow(test::sampleSession(slower), QStringLiteral("b.h5"));
  QTRY_VERIFY(document.isReady());
  const auto regressed = document.diff().summary.regressed;
  QVERIFY(regressed > 0);
  QVERIFY(panel.summaryText().contains(QStringLiteral("%1 regressed").arg(regressed)));
  const int all = panel.table()->model()->rowCount();
  QTest::mouseClick(panel.verdictChip(Verdict::regressed), Qt::LeftButton);
  QCOMPARE(panel.table()->model()->rowCount(), all - int(regressed));
}

QTEST_MAIN(tst_panels)
#include "tst_panels.moc"
