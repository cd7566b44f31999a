// Process memory by pointer and keys, over a session made up so that every figure is known: pages
// of the Memory view, choices, curves, phase table, and what leaves the chart as data.
#include <QAction>
#include <QSignalSpy>
#include <QtTest>

#include "charts/memory_strip.h"
#include "charts/phase_plot.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/memory_levels.h"
#include "panels/memory_panel.h"
#include "panels/offer_page.h"
#include "panels/phase_page.h"
#include "panels/process_memory.h"
#include "panels/segmented_control.h"

using namespace lane;

namespace {

constexpr double kMiB = 1024 * 1024;

/// f32 to f16 at 10 and 200 MB, whole and stream; whole peaks at 300 MiB, stream at 204.
Session phases() {
  Session session;
  session.title = "Phases";
  const auto metric = [&](const char* id, MetricKind kind) {
    return session.metricIndex({id, id, kind == MetricKind::bytes ? "B" : "1", kind, false});
  };
  const std::uint32_t resident = metric("resident_memory", MetricKind::bytes);
  for (const std::uint64_t size : {10'000'000, 200'000'000})
    for (const char* way : {"whole", "stream"}) {
      const auto index = static_cast<std::uint32_t>(session.cases.size());
      CaseRecord record;
      record.suite = "convert";
      record.benchmark = "f32_to_f16";
      record.variant = way;
      record.size = size;
      record.bytesRead = double(size);
      record.bytesWritten = double(size) / 2;
      record.status = CaseStatus::measured;
      record.median = 0.06;
      record.key = makeKey(record);
      session.cases.push_back(record);
      const double peak = (record.variant == "whole" ? 300 : 204) * kMiB;
      const double start = 1 + 0.1 * index;
      const char* names[] = {"baseline", "allocate", "process", "clean up", "end"};
      for (int i = 0; i < 5; ++i) session.marks.push_back({start + 0.01 * i, index, names[i]});
      SeriesRecord series{"resident_memory/" + std::to_string(index), index, resident, {}, {}};
      const double values[] = {20, 20, peak / kMiB, peak / kMiB, 20};
      for (int i = 0; i < 5; ++i) {
        series.t.push_back(start + 0.01 * i);
        series.value.push_back(values[i] * kMiB);
      }
      session.series.push_back(series);
      const auto tell = [&](const char* id, MetricKind kind, double value) {
        session.values.push_back({index, metric(id, kind), value, value, value, 16, {}});
      };
      tell("resident_baseline", MetricKind::bytes, 20 * kMiB);
      tell("resident_peak", MetricKind::bytes, peak);
      tell("peak_per_input", MetricKind::ratio, record.variant == "whole" ? 1.5 : 1.01);
      tell("minor_faults", MetricKind::count, 73242);
    }
  return session;
}

struct Page {
  SessionDocument document;
  SelectionModel selection;
  std::unique_ptr<MemoryPanel> panel = std::make_unique<MemoryPanel>(&document, &selection);

  explicit Page(Session session) {
    document.setSession(std::move(session), {});
    panel->resize(1000, 800);
    panel->show();
    if (!QTest::qWaitForWindowExposed(panel.get())) qFatal("no window");
    QTest::qWait(50);
  }
  ProcessMemoryPage& process() { return *panel->process(); }
  PhasePlot& plot() { return *process().plot(); }
  SegmentedControl* parts() {
    for (auto* one : panel->findChildren<SegmentedControl*>())
      if (one->accessibleName() == QStringLiteral("Page")) return one;
    qFatal("no pages");
  }
  QPoint at(double t, double mib) {
    return QPoint(int(plot().xAxis->coordToPixel(t)), int(plot().yAxis->coordToPixel(mib * kMiB)));
  }
};

}  // namespace

class TestProcessMemory : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { Theme::instance().apply(); }

  void offersWhenThereIsNothing() {
    Page page{Session{}};
    QCOMPARE(page.panel->part(), MemoryPanel::Part::hierarchy);
    QAction measure(QStringLiteral("Measure memory phases"));
    page.process().setMeasureAction(&measure);
    QSignalSpy triggered(&measure, &QAction::triggered);
    QTest::mouseClick(page.parts(), Qt::LeftButton, {}, page.parts()->segmentRect(1).center());
    QCOMPARE(page.panel->part(), MemoryPanel::Part::process);
    auto* offer = page.process().findChild<OfferPage*>();
    QVERIFY(offer != nullptr && offer->isVisible());
    QTest::mouseClick(offer->button(), Qt::LeftButton);
    QCOMPARE(triggered.size(), 1);
    QVERIFY(page.panel->chart() == nullptr);
  }

  void opensWhereThereIsData() {
    Page page{phases()};
    QCOMPARE(page.panel->part(), MemoryPanel::Part::process);
    QVERIFY(page.panel->chart() != nullptr);
    QCOMPARE(page.plot().chart().size, std::uint64_t{200'000'000});
    QCOMPARE(page.plot().chart().curves.size(), std::size_t{2});
    QCOMPARE(page.process().subject()->text(), QStringLiteral("Convert f32 to f16"));
    // The other pages are there, and this one again.
    QTest::mouseClick(page.parts(), Qt::LeftButton, {}, page.parts()->segmentRect(0).center());
    QCOMPARE(page.panel->part(), MemoryPanel::Part::hierarchy);
    QVERIFY(page.panel->chart() == nullptr);
    QTest::mouseClick(page.parts(), Qt::LeftButton, {}, page.parts()->segmentRect(2).center());
    QCOMPARE(page.panel->part(), MemoryPanel::Part::allocators);
  }

  void cardsTellThePeaks() {
    Page page{phases()};
    const auto& cards = page.process().strip()->cards();
    QCOMPARE(cards.size(), std::size_t{2});
    QCOMPARE(cards[0]->text(), QStringLiteral("whole"));
    QVERIFY2(cards[0]->value().startsWith(QStringLiteral("300")), qPrintable(cards[0]->value()));
    QVERIFY(cards[1]->value().startsWith(QStringLiteral("204")));
    QTest::mouseClick(cards[0], Qt::LeftButton);
    QVERIFY(page.plot().hidden().contains(QStringLiteral("phase/whole")));
    QCOMPARE(page.plot().active()->way, std::string("stream"));
    page.plot().setFocus();
    QTest::keyClick(&page.plot(), Qt::Key_1);
    QVERIFY(page.plot().hidden().isEmpty());
    QVERIFY(cards[0]->isChecked());
  }

  void sizesAndSelection() {
    Page page{phases()};
    SegmentedControl* sizes = page.process().sizes();
    QTest::mouseClick(sizes, Qt::LeftButton, {}, sizes->segmentRect(0).center());
    QCOMPARE(page.plot().chart().size, std::uint64_t{10'000'000});
    QCOMPARE(page.selection.current().caseIndex, std::uint32_t{0});
  }

  void pointerReadsAndEmphasises() {
    Page page{phases()};
    page.plot().replot();
    const QString reading = page.plot().readingAt(page.at(0.025, 100));
    QVERIFY2(reading.contains(QStringLiteral("whole: 300 MiB")), qPrintable(reading));
    QVERIFY2(reading.contains(QStringLiteral("stream: 204 MiB")), qPrintable(reading));
    QVERIFY2(reading.endsWith(QStringLiteral("Process")), qPrintable(reading));
    QVERIFY(page.plot().readingAt({-5, -5}).isEmpty());
    QCOMPARE(page.plot().active()->way, std::string("whole"));
    QTest::mouseMove(&page.plot(), page.at(0.025, 100));
    QTest::mouseMove(&page.plot(), page.at(0.025, 203));
    QTRY_COMPARE(page.plot().active()->way, std::string("stream"));
    QTest::mouseMove(&page.plot(), page.at(0.025, 299));
    QTRY_COMPARE(page.plot().active()->way, std::string("whole"));
    page.plot().setFocus();
    QTest::keyClick(&page.plot(), Qt::Key_Down);
    QCOMPARE(page.plot().active()->way, std::string("stream"));
  }

  void tableBesideIt() {
    Page page{phases()};
    PhasePage table;
    table.setChart(page.plot().chart());
    table.show();
    QCOMPARE(table.memory()->rows().size(), std::size_t{2});
    QCOMPARE(
        table.memory()->rows()[0].cells,
        (QStringList{QStringLiteral("Baseline"), QStringLiteral("20.0"), QStringLiteral("20.0")}));
    QCOMPARE(table.memory()->rows()[1].cells[1], QStringLiteral("300"));
    QCOMPARE(table.ratios()->rows()[0].cells[1], QStringLiteral("×1.50"));
    QCOMPARE(table.faults()->rows()[0].cells[1], QStringLiteral("73,242"));
    QVERIFY(!table.times()->parentWidget()->isVisibleTo(&table));
    table.setChart({});
    QVERIFY(!table.memory()->parentWidget()->isVisibleTo(&table));
  }

  void chartAsData() {
    Page page{phases()};
    const QStringList lines =
        page.panel->chart()->chartCsv().split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), qsizetype(1 + 2 * 5));
    QCOMPARE(lines[0], QStringLiteral("benchmark,input,way,phase,t,resident_memory"));
    QVERIFY(lines[1].startsWith(QStringLiteral("f32_to_f16,200000000,whole,baseline,0,20971520")));
    QVERIFY(lines[3].contains(QStringLiteral(",whole,process,0.02")));
  }

  /// While it is measured: a case gets its first call, then the page is no longer empty.
  void followsARun() {
    Session session = phases();
    Session begun = session;
    begun.series.clear();
    begun.marks.clear();
    begun.values.clear();
    Page page{begun};
    page.panel->showPart(MemoryPanel::Part::process);
    QVERIFY(page.panel->chart() == nullptr);
    std::vector<RunEvent> events;
    for (const MarkRecord& mark : session.marks) events.push_back(MarkAdded{mark});
    for (const SeriesRecord& series : session.series)
      events.push_back(
          TraceMeasured{series.caseIndex, session.metrics[series.metric], series.t, series.value});
    page.document.applyEvents(events);
    QTRY_VERIFY(page.panel->chart() != nullptr);
    QCOMPARE(page.plot().chart().curves.size(), std::size_t{2});
  }
};

QTEST_MAIN(TestProcessMemory)
#include "tst_process_memory.moc"
