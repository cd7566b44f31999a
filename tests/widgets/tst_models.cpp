// The models under Qt's own model tester, and what they say about a session with known content.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "models/benchmark_tree_model.h"
#include "models/diff_document.h"
#include "models/diff_table_model.h"
#include "models/kernel_summaries.h"
#include "models/plan_model.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "models/table_case_proxy.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

std::vector<BenchmarkInfo> threeKernels() {
  std::vector<BenchmarkInfo> list(3);
  list[0].suite = list[1].suite = list[2].suite = "vector";
  list[0].name = "add";
  list[0].family = "Arithmetic";
  list[1].name = "mul";
  list[1].family = "Arithmetic";
  list[2].name = "dot";
  list[2].family = "Reduction";
  return list;
}

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

}  // namespace

class tst_models : public QObject {
  Q_OBJECT
 private slots:
  void treeStates();
  void treeEditsOnce();
  void tableFollowsDocument();
  void tableSortsByValue();
  void filterLines_data();
  void filterLines();
  void tsvHasFullPrecision();
  void diffModelsAgreeWithTheDiff();
  void diffDropsOldAnswers();
  void planUndo();
  void planMergesQuickEdits();
  void estimateOfTheLastEditWins();
  void documentNotifiesOncePerBatch();
  void documentKeepsFinalResult();
  void selectionEmitsOnlyOnChange();
  void summariesKnowTheBestVariant();
};

void tst_models::treeStates() {
  BenchmarkTreeModel model(threeKernels());
  QAbstractItemModelTester tester(&model, kFatal);
  QCOMPARE(model.rowCount(), 2);
  QCOMPARE(model.kernelCount(), 3);
  const QModelIndex arithmetic = model.index(0, 0);
  QCOMPARE(arithmetic.data().toString(), QStringLiteral("Arithmetic"));
  QCOMPARE(arithmetic.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
  model.setCheckedNames({QStringLiteral("mul"), QStringLiteral("nonsense")});
  QCOMPARE(arithmetic.data(Qt::CheckStateRole).toInt(), int(Qt::PartiallyChecked));
  QVERIFY(model.setData(arithmetic, Qt::Checked, Qt::CheckStateRole));
  QCOMPARE(arithmetic.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
  QCOMPARE(model.checkedNames(), (QStringList{QStringLiteral("add"), QStringLiteral("mul")}));
  QCOMPARE(model.indexOf(QStringLiteral("dot")).parent().row(), 1);
}

void tst_models::treeEditsOnce() {
  BenchmarkTreeModel model(threeKernels());
  QSignalSpy edits(&model, &BenchmarkTreeModel::checksEdited);
  model.setCheckedNames({QStringLiteral("dot")});
  QCOMPARE(edits.count(), 0);
  model.setData(model.index(0, 0), Qt::Checked, Qt::CheckStateRole);
  QCOMPARE(edits.count(), 1);
}

void tst_models::tableFollowsDocument() {
  SessionDocument document;
  CaseTableModel model(&document);
  CaseTableProxy proxy;
  proxy.setSourceModel(&model);
  QAbstractItemModelTester tester(&model, kFatal);
  QAbstractItemModelTester proxyTester(&proxy, kFatal);
  QCOMPARE(model.rowCount(), 0);
  document.setSession(test::sampleSession(), {});
  QCOMPARE(model.rowCount(), int(document.session().cases.size()));
  const int before = proxy.rowCount();
  proxy.setFilterLine(QStringLiteral("status:measured"));
  QVERIFY(proxy.rowCount() < before);  // the sample has skipped cases
  QVERIFY(proxy.rowCount() > 0);
  document.clear();
  QCOMPARE(model.rowCount(), 0);
}

void tst_models::tableSortsByValue() {
  SessionDocument document;
  document.setSession(test::sampleSession(), {});
  CaseTableModel model(&document);
  CaseTableProxy proxy;
  proxy.setSourceModel(&model);
  proxy.setFilterLine(QStringLiteral("status:measured"));
  proxy.sort(CaseTableModel::Time, Qt::DescendingOrder);
  double last = std::numeric_limits<double>::infinity();
  for (int row = 0; row < proxy.rowCount(); ++row) {
    const double median = model.record(proxy.mapToSource(proxy.index(row, 0)).row()).median;
    QVERIFY2(median <= last, "times must fall");
    last = median;
  }
}

void tst_models::filterLines_data() {
  QTest::addColumn<QString>("line");
  QTest::addColumn<bool>("matches");
  // Against dot, avx2, f32, n = 4096, measured.
  QTest::newRow("empty") << "" << true;
  QTest::newRow("word") << "dot" << true;
  QTest::newRow("two words") << "dot AVX2" << true;
  QTest::newRow("other word") << "gelu" << false;
  QTest::newRow("variant exact") << "variant:avx2" << true;
  QTest::newRow("variant is no prefix") << "variant:avx" << false;
  QTest::newRow("at least") << "n>=4Ki" << true;
  QTest::newRow("more") << "n>4Ki" << false;
  QTest::newRow("equal") << "n=4096" << true;
  QTest::newRow("threads") << "threads>1" << false;
  QTest::newRow("status") << "status:measured" << true;
  QTest::newRow("type") << "dtype:f64" << false;
  QTest::newRow("all together") << "dot variant:avx2 n<=64Ki status:meas" << true;
}

void tst_models::filterLines() {
  QFETCH(QString, line);
  QFETCH(bool, matches);
  CaseRecord record;
  record.suite = "vector";
  record.benchmark = "dot";
  record.variant = "avx2";
  record.dtype = Dtype::f32;
  record.size = 4096;
  record.status = CaseStatus::measured;
  TableColumns columns;
  columns.assign(1, [&record](std::size_t) -> const CaseRecord& { return record; });
  QCOMPARE(TableFilter(line).matches(columns).front() == 1, matches);
}

void tst_models::tsvHasFullPrecision() {
  SessionDocument document;
  document.setSession(test::sampleSession(), {});
  CaseTableModel model(&document);
  const auto columns = CaseTableModel::tsvHeader().split(u'\t');
  const auto row = model.rowAsTsv(0).split(u'\t');
  QCOMPARE(row.size(), columns.size());
  QCOMPARE(row[columns.indexOf(QStringLiteral("median_s"))].toDouble(), model.record(0).median);
}

void tst_models::diffModelsAgreeWithTheDiff() {
  test::SampleOptions options;
  options.processes = 3;
  test::SampleOptions slower = options;
  slower.slowdown = 1.3;
  slower.seed = 8;
  DiffDocument document;
  DiffTableModel model(&document);
  DiffTableProxy proxy;
  proxy.setSourceModel(&model);
  QAbstractItemModelTester tester(&model, kFatal);
  QAbstractItemModelTester proxyTester(&proxy, kFatal);
  QSignalSpy ready(&document, &DiffDocument::diffReady);
  document.setBase(test::sampleSession(options), QStringLiteral("/x/base.lanescope.h5"));
  document.setNow(test::sampleSession(slower), {});
  QCOMPARE(document.base().name, QStringLiteral("base"));
  QVERIFY(ready.wait());
  const Diff expected = diffSessions(*document.base().session, *document.now().session);
  QCOMPARE(model.rowCount(), int(expected.pairs.size()));
  QVERIFY(expected.summary.regressed > 0);
  proxy.setVerdicts({int(Verdict::regressed)});
  QCOMPARE(proxy.rowCount(), int(expected.summary.regressed));
  proxy.setVerdicts({});
  QCOMPARE(proxy.rowCount(), 0);
}

void tst_models::diffDropsOldAnswers() {
  DiffDocument document;
  QSignalSpy ready(&document, &DiffDocument::diffReady);
  document.setBase(test::sampleSession(), {});
  document.setNow(test::sampleSession(), {});
  document.setThreshold(0.02);
  document.setThreshold(0.10);
  QVERIFY(ready.wait());
  QTest::qWait(200);
  QCOMPARE(ready.count(), 1);
  QCOMPARE(document.diff().options.threshold, 0.10);
}

void tst_models::planUndo() {
  PlanModel model([](const Plan&) -> Result<PlanPreview> { return PlanPreview{}; });
  Plan first;
  first.title = "first";
  first.sizes = {8, 16};
  model.load(first);
  Plan next = first;
  next.sizes = {8};
  model.edit(QStringLiteral("sizes"), next);
  next.precision = 0.02;
  model.edit(QStringLiteral("goal"), next);
  QCOMPARE(model.plan(), next);
  model.undoStack()->undo();
  QCOMPARE(model.plan().precision, 0.01);
  QCOMPARE(model.plan().sizes.size(), size_t(1));
  model.undoStack()->undo();
  QCOMPARE(model.plan(), first);
  model.undoStack()->redo();
  QCOMPARE(model.plan().sizes.size(), size_t(1));
}

void tst_models::planMergesQuickEdits() {
  PlanModel model([](const Plan&) -> Result<PlanPreview> { return PlanPreview{}; });
  for (int high = 4; high < 12; ++high) {  // a slider being dragged
    Plan next = model.plan();
    next.sizes = {8, std::uint64_t{1} << high};
    model.edit(QStringLiteral("sizes"), next);
  }
  QCOMPARE(model.undoStack()->count(), 1);
  model.undoStack()->undo();
  QVERIFY(model.plan().sizes.empty());
}

void tst_models::estimateOfTheLastEditWins() {
  PlanModel model([](const Plan& plan) -> Result<PlanPreview> {
    if (plan.sizes.empty()) return fail(ErrorCode::usage, "no sizes");
    PlanPreview preview;
    preview.runnable = plan.sizes.size();
    preview.cases.resize(plan.sizes.size() + 3);
    for (std::size_t i = plan.sizes.size(); i < preview.cases.size(); ++i)
      preview.cases[i].reason = "64 Gi elements need 512 GiB; measured at 1 Gi elements instead";
    preview.estimatedSeconds = 3;
    return preview;
  });
  Plan plan;
  plan.title = "none";
  model.load(plan);
  QTRY_COMPARE(QString::fromStdString(model.estimate().error.what), QStringLiteral("no sizes"));
  plan.sizes = {1, 2, 3};
  model.edit(QStringLiteral("sizes"), plan);
  QVERIFY(!model.estimate().known);
  QTRY_VERIFY(model.estimate().known);
  QCOMPARE(model.estimate().points, size_t(3));
  QCOMPARE(model.estimate().skipped, size_t(3));
  QCOMPARE(model.estimate().reasons.size(), size_t(1));
  QVERIFY(model.estimate().reasons.front().ends_with("instead"));
}

void tst_models::documentNotifiesOncePerBatch() {
  const Session whole = test::sampleSession();
  Session planned = whole;
  planned.samples = {};
  for (CaseRecord& record : planned.cases) {
    record.status = CaseStatus::pending;
    record.sampleCount = 0;
  }
  std::vector<RunEvent> events{RunStarted{planned}};
  for (std::uint32_t i = 0; i < 50; ++i)
    events.push_back(CaseMeasured{.caseIndex = i,
                                  .record = whole.cases[i],
                                  .seconds = {1e-6},
                                  .t = {0.1},
                                  .process = 0,
                                  .pass = 0,
                                  .rounds = {0},
                                  .flags = {0}});
  Progress progress;
  progress.fraction = 0.5;
  events.push_back(progress);
  SessionDocument document;
  QSignalSpy reset(&document, &SessionDocument::sessionReset);
  QSignalSpy cases(&document, &SessionDocument::casesChanged);
  document.applyEvents(events);
  QCOMPARE(reset.count(), 1);
  QCOMPARE(cases.count(), 1);
  QVERIFY(document.isRunning());
  QVERIFY(document.isModified());
  QCOMPARE(document.session().cases[49].median, whole.cases[49].median);
  QCOMPARE(document.progress().fraction, 0.5);
}

void tst_models::documentKeepsFinalResult() {
  SessionDocument document;
  QSignalSpy finished(&document, &SessionDocument::runFinished);
  document.applyEvents({RunStarted{test::sampleSession()}});
  document.adoptResult(test::sampleSession(), QStringLiteral("/tmp/x.h5"));
  document.applyEvents({RunFinished{}});
  QCOMPARE(finished.count(), 1);
  QVERIFY(!document.isRunning());
  QVERIFY(!document.isModified());
  QCOMPARE(document.path(), QStringLiteral("/tmp/x.h5"));
}

void tst_models::selectionEmitsOnlyOnChange() {
  SelectionModel model;
  QSignalSpy spy(&model, &SelectionModel::currentChanged);
  Selection selection;
  selection.variant = QStringLiteral("avx2");
  model.setCurrent(selection);
  model.setCurrent(selection);
  QCOMPARE(spy.count(), 1);
}

void tst_models::summariesKnowTheBestVariant() {
  const Session session = test::sampleSession();
  const auto summaries = kernelSummaries(session);
  QVERIFY(summaries.contains(QStringLiteral("dot")));
  const KernelSummary& dot = summaries[QStringLiteral("dot")];
  QVERIFY(dot.bestSpeedup > 1);
  // The best rate at one size, straight from the records.
  double best = 0;
  for (const CaseRecord& record : session.cases)
    if (record.benchmark == "dot" && double(record.size) == dot.sizes.last() && record.hasTime())
      best = std::max(best, (record.bytesRead + record.bytesWritten) / record.median);
  QVERIFY(std::abs(dot.throughput.last() / best - 1) < 1e-12);
}

QTEST_MAIN(tst_models)
#include "tst_models.moc"
