// The page of allocators by pointer and keys: what it offers without data, choices, chips, charts,
// table and the selection they share, what leaves it as data; and the tick in the plan.
#include <QAction>
#include <QCheckBox>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>
#include <cmath>

#include "charts/point_tip.h"
#include "models/plan_model.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/allocation_panel.h"
#include "panels/allocation_table.h"
#include "panels/buttons.h"
#include "panels/fold.h"
#include "panels/offer_page.h"
#include "panels/plan_more.h"
#include "panels/segmented_control.h"
#include "run/benchmark.h"
#include "run/event_quantiles.h"

using namespace lane;

namespace {

/// malloc and mmap at 64 B and 1 MiB, in order and in mixed sizes; 1,000 events each of which 900
/// take one time, 90 ten times and 10 a hundred times as long; refusals of malloc; mmap-2M skipped
/// at 64 B.
Session allocSession() {
  Session session;
  session.title = "Allocators";
  session.uuid = "00000000-0000-4000-8000-000000000002";
  session.machine.cpuModel = "A machine";
  session.sources.push_back({"lanescope", SourceKind::in_process, "lanescope", "{}", "{}"});
  const auto metric = [&](const char* id, const char* unit, MetricKind kind) {
    return session.metricIndex({id, id, unit, kind, false});
  };
  const auto add = [&](const char* benchmark, const char* variant, std::uint64_t size,
                       double seconds) {
    CaseRecord record;
    record.suite = "alloc";
    record.benchmark = benchmark;
    record.dtype = Dtype::none;
    record.size = size;
    record.variant = variant;
    record.items = 1;
    record.key = makeKey(record);
    const auto index = std::uint32_t(session.cases.size());
    record.status = seconds > 0 ? CaseStatus::measured : CaseStatus::skipped;
    if (seconds > 0) {
      record.median = 2 * seconds;
      record.ciLow = 1.9 * seconds;
      record.ciHigh = 2.1 * seconds;
    } else {
      record.reason = "from 2 MiB on";
    }
    session.cases.push_back(record);
    if (!(seconds > 0)) return;
    const bool refused = record.benchmark == "pressure";
    for (const char* event : {"allocate", "free"}) {
      if (refused && event[0] == 'f') continue;
      const double time = event[0] == 'f' ? seconds / 2 : seconds;
      const std::string name = refused ? "refusal" : event;
      const auto value = [&](std::uint32_t of, double v) {
        session.values.push_back({.caseIndex = index,
                                  .metric = of,
                                  .value = v,
                                  .low = v,
                                  .high = v,
                                  .n = 1,
                                  .reason = {}});
      };
      value(metric((name + "_time").c_str(), "s", MetricKind::time), time);
      value(metric("clock_step", "s", MetricKind::time), 1e-9);
      value(metric("clock_cost", "s", MetricKind::time), 12e-9);
      if (record.benchmark == "mixed" && event[0] == 'a')
        value(metric("fragmentation", "1", MetricKind::ratio), 0.25);
      Histogram histogram;
      for (int i = 0; i < 1000; ++i) histogram.add(time * (i < 900 ? 1 : i < 990 ? 10 : 100));
      const std::uint32_t of = metric((name + "_event").c_str(), "s", MetricKind::time);
      for (const auto& [low, count] : histogram.bins())
        session.histograms.push_back({index, of, low, count});
    }
  };
  for (const char* benchmark : {"sequential", "mixed"})
    for (const std::uint64_t size : {64u, 1u << 20}) {
      add(benchmark, "malloc", size, size == 64 ? 40e-9 : 400e-9);
      add(benchmark, "mmap", size, 2e-6);
    }
  add("sequential", "mmap-2M", 64, 0);
  add("pressure", "malloc", 64, 3e-6);
  session.complete = true;
  return session;
}

struct Page {
  SessionDocument document;
  SelectionModel selection;
  std::unique_ptr<AllocationPanel> panel = std::make_unique<AllocationPanel>(&document, &selection);

  explicit Page(Session session = allocSession()) {
    document.setSession(std::move(session), {});
    panel->resize(1100, 800);
    panel->show();
    if (!QTest::qWaitForWindowExposed(panel.get())) qFatal("no window");
    QTest::qWait(50);
  }
  void press(SegmentedControl* control, int segment) {
    QTest::mouseClick(control, Qt::LeftButton, {}, control->segmentRect(segment).center());
  }
  VariantChip* chip(const QString& allocator) const {
    for (VariantChip* one : panel->chips())
      if (one->variant() == allocator) return one;
    qFatal("no such chip");
  }
  const AllocationChart& chart() const { return panel->plot()->scene().chart; }
  QString cell(const QString& allocator, const QString& size, int column) const {
    const QAbstractItemModel* model = panel->table()->model();
    for (int row = 0; row < model->rowCount(); ++row)
      if (model->index(row, AllocationTableModel::Allocator).data() == allocator &&
          model->index(row, AllocationTableModel::Size).data() == size)
        return model->index(row, column).data().toString();
    return QStringLiteral("no such row");
  }
};

}  // namespace

class tst_allocation_panel : public QObject {
  Q_OBJECT
 private slots:
  void offersWhenThereIsNothing() {
    Page page{Session{}};
    QVERIFY(!page.panel->hasData());
    QVERIFY(page.panel->chart() == nullptr);
    QAction measure(QStringLiteral("Measure allocators"));
    page.panel->setMeasureAction(&measure);
    QSignalSpy triggered(&measure, &QAction::triggered);
    QTest::mouseClick(page.panel->findChild<OfferPage*>()->button(), Qt::LeftButton);
    QCOMPARE(triggered.size(), 1);
    QSignalSpy changed(page.panel.get(), &AllocationPanel::dataChanged);
    page.document.setSession(allocSession(), {});
    QVERIFY(page.panel->hasData());
    QVERIFY(page.panel->chart() != nullptr);
    QVERIFY(changed.size() >= 1);
  }

  void quantilesAreThoseOfTheEvents() {
    Page page;
    const AllocationPoint* point = page.chart().find("malloc", 64);
    QVERIFY(point);
    QCOMPARE(point->events, std::uint64_t{1000});
    const double half = Histogram::kBinWidth / 2;
    QVERIFY(std::abs(point->p50.value / 40e-9 - 1) <= half);
    QVERIFY(std::abs(point->p99.value / 400e-9 - 1) <= half);
    QVERIFY(std::abs(point->max.value / 4e-6 - 1) <= half);
    QCOMPARE(point->mean.value, 40e-9);
    // The curve climbs where the events do: at 90 % and at 99 %.
    for (const PercentilePoint& p : point->curve) {
      const double expected = p.seconds < 100e-9 ? 40e-9 : p.seconds < 1e-6 ? 400e-9 : 4e-6;
      QVERIFY(std::abs(p.seconds / expected - 1) <= half);
      QVERIFY(p.share <= (expected < 100e-9 ? 0.9 : expected < 1e-6 ? 0.99 : 0.999));
    }
    QCOMPARE(
        page.cell(QStringLiteral("malloc"), QStringLiteral("64 B"), AllocationTableModel::Mean),
        QStringLiteral("40.0 ns"));
    QVERIFY(page.panel->clockLine().contains(QStringLiteral("1.00 ns")));
    QVERIFY(page.panel->clockLine().contains(QStringLiteral("12.0 ns")));
  }

  void choicesChangeWhatIsShown() {
    Page page;
    page.press(page.panel->eventChoice(), 1);
    QCOMPARE(page.chart().find("malloc", 64)->mean.value, 20e-9);
    page.press(page.panel->patternChoice(), 1);
    QCOMPARE(page.chart().benchmark, std::string("mixed"));
    QCOMPARE(page.cell(QStringLiteral("malloc"), QStringLiteral("64 B"),
                       AllocationTableModel::Fragmentation),
             QStringLiteral("25 %"));
    QVERIFY(!page.panel->table()->isColumnHidden(AllocationTableModel::Fragmentation));
    page.press(page.panel->patternChoice(), 0);
    QVERIFY(page.panel->table()->isColumnHidden(AllocationTableModel::Fragmentation));
    page.press(page.panel->patternChoice(), 2);  // nothing is freed there
    QVERIFY(!page.panel->eventChoice()->isEnabled());
    QCOMPARE(page.chart().find("malloc", 64)->mean.value, 3e-6);
    page.press(page.panel->patternChoice(), 0);
    page.press(page.panel->sizeChoice(), 1);
    QCOMPARE(page.panel->plot()->scene().size, std::uint64_t{1} << 20);
  }

  void whatWasSkippedHasItsReason() {
    Page page;
    QCOMPARE(
        page.cell(QStringLiteral("mmap-2M"), QStringLiteral("64 B"), AllocationTableModel::P50),
        QStringLiteral("–"));
    QCOMPARE(
        page.cell(QStringLiteral("mmap-2M"), QStringLiteral("64 B"), AllocationTableModel::Remark),
        QStringLiteral("from 2 MiB on"));
  }

  void chipsAndNumberKeysHideAllocators() {
    Page page;
    const auto rows = [&] {
      return page.panel->plot()->chartCsv().count(QStringLiteral("\r\n")) - 1;
    };
    QCOMPARE(page.panel->chips().size(), std::size_t{3});
    QCOMPARE(rows(), 4);
    QTest::mouseClick(page.chip(QStringLiteral("mmap")), Qt::LeftButton);
    QCOMPARE(rows(), 2);
    page.panel->plot()->setFocus();
    QTest::keyClick(page.panel->plot(), Qt::Key_2);
    QCOMPARE(rows(), 4);
    QVERIFY(page.chip(QStringLiteral("mmap"))->isChecked());
    QTest::keyClick(page.panel->plot(), Qt::Key_1);
    QVERIFY(!page.chip(QStringLiteral("malloc"))->isChecked());
    QCOMPARE(rows(), 2);
  }

  void arrowsWalkOverTheSizes() {
    Page page;
    page.panel->plot()->setFocus();
    QCOMPARE(page.panel->plot()->scene().size, std::uint64_t{64});
    QTest::keyClick(page.panel->plot(), Qt::Key_Right);
    QCOMPARE(page.panel->plot()->scene().size, std::uint64_t{1} << 20);
    QTest::keyClick(page.panel->plot(), Qt::Key_Right);
    QCOMPARE(page.panel->plot()->scene().size, std::uint64_t{1} << 20);
    QTest::keyClick(page.panel->plot(), Qt::Key_Left);
    QCOMPARE(page.panel->plot()->scene().size, std::uint64_t{64});
    QCOMPARE(page.panel->sizeChoice()->chosen(), QVector<int>{0});
  }

  void chartTableAndSelectionAgree() {
    Page page;
    AllocationCanvas* sizes = page.panel->plot()->sizes();
    const AllocationPoint* point = page.chart().find("mmap", 1 << 20);
    const std::uint32_t index = point->caseIndex;
    QTest::mouseClick(sizes, Qt::LeftButton, {}, sizes->pixel(*point).toPoint());
    QCOMPARE(page.selection.current().caseIndex, index);
    QCOMPARE(page.selection.current().variant, QStringLiteral("mmap"));
    QCOMPARE(page.panel->table()->currentIndex().data(AllocationTableModel::CaseRole).toUInt(),
             index);
    // What is chosen is what the percentile curves show.
    QCOMPARE(page.panel->plot()->scene().size, std::uint64_t{1} << 20);
    QTableView* table = page.panel->table();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(0, 0)).center());
    QCOMPARE(page.selection.current().caseIndex,
             table->model()->index(0, 0).data(AllocationTableModel::CaseRole).toUInt());
  }

  void thePointerReadsACurve() {
    Page page;
    AllocationCanvas* sizes = page.panel->plot()->sizes();
    QTest::mouseMove(sizes, sizes->pixel(*page.chart().find("malloc", 64)).toPoint());
    QTRY_VERIFY(page.panel->plot()->findChild<PointTip*>() &&
                page.panel->plot()->findChild<PointTip*>()->isVisible());
    const auto& content = page.panel->plot()->findChild<PointTip*>()->content();
    QCOMPARE(content.variant, QStringLiteral("malloc"));
    QCOMPARE(content.note, QStringLiteral("64 B"));
  }

  void exportsWhatIsShown() {
    Page page;
    QTemporaryDir folder;
    for (const ChartFormat format : {ChartFormat::png, ChartFormat::svg, ChartFormat::csv}) {
      const QString path = folder.filePath(QStringLiteral("chart.%1").arg(int(format)));
      QVERIFY(exportChart(*page.panel->chart(), path, format));
      QVERIFY(QFileInfo(path).size() > 500);
    }
    QVERIFY(
        page.panel->plot()->chartCsv().contains(QStringLiteral("sequential,allocate,malloc,64,")));
  }

  void thePlanHasATickForIt() {
    PlanModel plan;
    PlanMore more(&plan);
    more.resize(300, 400);
    more.show();
    QVERIFY(QTest::qWaitForWindowExposed(&more));
    if (!more.allocations()->isVisible()) QTest::mouseClick(more.heading(), Qt::LeftButton);
    QVERIFY(more.allocations()->isVisible());
    QVERIFY(!plan.plan().trackAllocations);
    QTest::mouseClick(more.allocations(), Qt::LeftButton, {}, more.allocations()->rect().center());
    QVERIFY(plan.plan().trackAllocations);
    plan.edit(QStringLiteral("off"), [&] {
      Plan next = plan.plan();
      next.trackAllocations = false;
      return next;
    }());
    QVERIFY(!more.allocations()->isChecked());
  }
};

QTEST_MAIN(tst_allocation_panel)
#include "tst_allocation_panel.moc"
