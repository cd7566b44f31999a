// The Memory view over a machine made up so that every figure can be worked out by hand: real
// mouse, wheel and key events; what is drawn, read and exported is what analysis/memory_chart.h
// says.
#include <QAction>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <cmath>

#include "charts/memory_canvas.h"
#include "charts/memory_strip.h"
#include "charts/plot_gestures.h"
#include "charts/point_tip.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/memory_levels.h"
#include "panels/memory_panel.h"
#include "panels/offer_page.h"
#include "panels/segmented_control.h"
#include "support/made_memory.h"
#include "support/qt_units.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

Session session(bool ceilings = true) {
  Session session = test::sampleSession({.kernels = {"add"}, .variants = {"avx2"}, .lastSize = 64});
  session.series.clear();
  session.marks.clear();
  session.machine.cpuModel = "Made-up CPU";
  session.machine.microarchitecture = "Zen 3";
  if (ceilings) addCeilings(session, test::madeMemory());
  return session;
}

void addResident(Session& session) {
  SeriesRecord series;
  series.id = "resident_memory";
  series.metric = session.metricIndex({"resident_memory", "Resident memory", "B"});
  for (int i = 0; i <= 100; ++i) {
    series.t.push_back(0.1 * i);
    series.value.push_back((i == 60 ? 64.0 : 32.0) * (1 << 20));
  }
  session.series.push_back(series);
  session.marks = {{0, kNoCase, "Pass 1"}, {5, kNoCase, "Pass 2"}};
}

struct Page {
  explicit Page(Session shown) : panel(&document, &selection) {
    Theme::instance().apply();
    document.setSession(std::move(shown), {});
    QObject::connect(&panel, &MemoryPanel::chartChanged, &levels,
                     [this] { levels.setChart(panel.memory(), panel.ceilings()); });
    QObject::connect(&panel, &MemoryPanel::readingChanged, &levels, [this] {
      levels.setReading(panel.plot()->readingBytes(), panel.plot()->readingStyle(),
                        panel.plot()->options().perCycle);
    });
    panel.resize(1100, 860);
    panel.show();
    levels.resize(320, 860);
    levels.show();
    (void)QTest::qWaitForWindowExposed(&panel);
    QTest::qWait(30);
  }
  MemoryCanvas* bandwidth() { return panel.plot()->bandwidth(); }
  MemoryCanvas* latency() { return panel.plot()->latency(); }
  SegmentedControl* control(const char* name) {
    for (auto* one : panel.findChildren<SegmentedControl*>())
      if (one->accessibleName() == QLatin1StringView(name)) return one;
    return nullptr;
  }
  MemoryCard* card(const QString& style) {
    for (MemoryCard* card : panel.strip()->cards())
      if (card->style() == style) return card;
    return nullptr;
  }
  SessionDocument document;
  SelectionModel selection;
  MemoryPanel panel;
  MemoryLevelsPage levels;
};

void moveTo(QWidget* widget, const QPointF& at) {
  QTest::mouseMove(widget, at.toPoint());
  QCoreApplication::processEvents();
}

void choose(SegmentedControl* control, int index) {
  QTest::mouseClick(control, Qt::LeftButton, {}, control->segmentRect(index).center());
}

}  // namespace

class TestMemoryPanel : public QObject {
  Q_OBJECT
 private slots:
  void cardsInTheOrderOfTheCurves() {
    Page page(session());
    QStringList styles;
    for (const MemoryCard* card : page.panel.strip()->cards()) styles << card->style();
    QCOMPARE(styles, (QStringList{u"memory/read"_qs, u"memory/triad"_qs, u"memory/copy"_qs,
                                  u"memory/write"_qs, u"memory/4K"_qs, u"memory/2M"_qs}));
    QVERIFY(page.panel.chart() != nullptr);
    QVERIFY(page.bandwidth()->isVisible() && page.latency()->isVisible());
    QVERIFY(!page.panel.plot()->resident()->isVisible());  // no series, no chart
  }
  void pointerReadsTheNearestWorkingSet() {
    Page page(session());
    MemoryCanvas* canvas = page.bandwidth();
    QSignalSpy read(page.panel.plot(), &MemoryPlot::readingChanged);
    moveTo(canvas, canvas->pixel(524288, 100e9) + QPointF(3, 2));
    QVERIFY(!read.isEmpty());
    QCOMPARE(page.panel.plot()->readingBytes(), 524288.0);
    // 512 KiB lies in the L2: 100, 80, 70 and 50 GB/s, 6 ns.
    QCOMPARE(page.card(u"memory/read"_qs)->value(), QStringLiteral("100 GB/s"));
    QCOMPARE(page.card(u"memory/triad"_qs)->value(), QStringLiteral("80.0 GB/s"));
    QCOMPARE(page.card(u"memory/write"_qs)->value(), QStringLiteral("50.0 GB/s"));
    QCOMPARE(page.card(u"memory/2M"_qs)->value(), QStringLiteral("6.00 ns"));
    QCOMPARE(page.levels.levels()->marked(), 1);
    QCOMPARE(page.levels.readout(), QStringLiteral("100 GB/s read"));
    auto* tip = canvas->findChild<PointTip*>();
    QVERIFY(tip->isVisible());
    QCOMPARE(tip->content().variant, QStringLiteral("memory/read"));
    QCOMPARE(tip->content().rows[0].second, QStringLiteral("100 GB/s"));
    QCOMPARE(tip->content().rows[1].second, QStringLiteral("25.0 B/cycle"));  // at 4 GHz
    QCOMPARE(tip->content().rows[2].second, QStringLiteral("99.0 GB/s … 101 GB/s"));
    QCOMPARE(tip->content().rows[3].second, QStringLiteral("15"));
    // Over the latency chart the same crosshair.
    moveTo(page.latency(), page.latency()->pixel(134217728, 144e-9));
    QCOMPARE(page.panel.plot()->readingBytes(), 134217728.0);
    QCOMPARE(page.card(u"memory/4K"_qs)->value(), QStringLiteral("144 ns"));
    QCOMPARE(page.levels.levels()->marked(), 3);
    QVERIFY(!tip->isVisible());
  }
  void unitsAreLinked() {
    Page page(session());
    QCOMPARE(page.bandwidth()->scene().unit, QStringLiteral("GB/s"));
    QCOMPARE(page.latency()->scene().linked->factor, 4.0);
    choose(page.control("Unit"), 1);
    QCOMPARE(page.bandwidth()->scene().unit, QStringLiteral("B/cycle"));
    QVERIFY(std::abs(page.bandwidth()->scene().factor * 4e9 - 1) < 1e-12);
    QCOMPARE(page.latency()->scene().unit, QStringLiteral("cycles"));
    page.panel.plot()->pin(524288);
    QCOMPARE(page.card(u"memory/2M"_qs)->value(), QStringLiteral("24.0 cycles"));
    QTest::keyClick(page.bandwidth(), Qt::Key_M);
    QCOMPARE(page.card(u"memory/2M"_qs)->value(), QStringLiteral("6.00 ns"));
    QCOMPARE(page.control("Unit")->chosen(), QVector<int>{0});
  }
  void choicesAreThoseMeasured() {
    Page page(session());
    QVERIFY(!page.control("Width")->isVisible());  // one only
    QVERIFY(!page.control("Pages")->isVisible());
    QVERIFY(page.control("Threads")->isVisible());
    choose(page.control("Threads"), 1);
    QCOMPARE(page.panel.page().threads, 2u);
    page.panel.plot()->pin(524288);
    QCOMPARE(page.card(u"memory/read"_qs)->value(), QStringLiteral("200 GB/s"));
    // Past the caches was measured on one thread only.
    choose(page.control("Stores"), 1);
    QCOMPARE(page.panel.page().threads, 1u);
    QVERIFY(page.panel.page().nonTemporal);
    QCOMPARE(page.card(u"memory/write"_qs)->value(), QString());  // none below 1 MiB
    page.panel.plot()->pin(8388608);
    QCOMPARE(page.card(u"memory/write"_qs)->value(), QStringLiteral("12.0 GB/s"));
  }
  void cardsHideAndSolo() {
    Page page(session());
    QTest::mouseClick(page.card(u"memory/copy"_qs), Qt::LeftButton);
    QCOMPARE(page.panel.plot()->options().hidden, QSet<QString>{u"memory/copy"_qs});
    QTest::mouseClick(page.card(u"memory/read"_qs), Qt::LeftButton, Qt::AltModifier);
    QCOMPARE(page.panel.plot()->options().hidden.size(), 5);
    QVERIFY(!page.panel.plot()->options().hidden.contains(u"memory/read"_qs));
    QTest::mouseClick(page.card(u"memory/read"_qs), Qt::LeftButton, Qt::AltModifier);
    QVERIFY(page.panel.plot()->options().hidden.isEmpty());
    QTest::keyClick(page.bandwidth(), Qt::Key_1);
    QCOMPARE(page.panel.plot()->options().hidden, QSet<QString>{u"memory/read"_qs});
    QVERIFY(!page.card(u"memory/read"_qs)->isChecked());
  }
  void zoomIsSharedAndReset() {
    Page page(session());
    MemoryCanvas* canvas = page.bandwidth();
    const QCPRange all = canvas->xAxis->range();
    const QPoint from = canvas->pixel(32768, 150e9).toPoint();
    const QPoint to = canvas->pixel(4194304, 40e9).toPoint();
    QTest::mousePress(canvas, Qt::LeftButton, {}, from);
    QTest::mouseMove(canvas, (from + to) / 2);
    QTest::mouseMove(canvas, to);
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, to);
    const QCPRange zoomed = canvas->xAxis->range();
    QVERIFY(std::abs(std::log2(zoomed.lower / 32768)) < 0.1);
    QVERIFY(std::abs(std::log2(zoomed.upper / 4194304)) < 0.1);
    QCOMPARE(page.latency()->xAxis->range().lower, zoomed.lower);
    QTest::mouseDClick(canvas, Qt::LeftButton, {}, canvas->axisRect()->center());
    QCOMPARE(canvas->xAxis->range().lower, all.lower);
    QCOMPARE(page.latency()->xAxis->range().upper, all.upper);
    QWheelEvent wheel(canvas->axisRect()->center(), canvas->mapToGlobal(QPoint()), {}, {0, 120},
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(page.latency(), &wheel);
    QVERIFY(page.latency()->xAxis->range().size() < all.size());
    QCOMPARE(canvas->xAxis->range().lower, page.latency()->xAxis->range().lower);
    QTest::keyClick(canvas, Qt::Key_0);
    QCOMPARE(canvas->xAxis->range().upper, all.upper);
  }
  void keysWalkAndToggle() {
    Page page(session());
    MemoryPlot* plot = page.panel.plot();
    plot->pin(8192);
    QTest::keyClick(page.bandwidth(), Qt::Key_Right);
    QCOMPARE(plot->pinned(), 11520.0);  // 4 KiB times the root of two, thrice, in whole blocks
    QTest::keyClick(page.bandwidth(), Qt::Key_Left);
    QCOMPARE(plot->pinned(), 8192.0);
    QTest::keyClick(page.bandwidth(), Qt::Key_Down);
    QCOMPARE(plot->readingStyle(), QStringLiteral("memory/read"));
    QTest::keyClick(page.bandwidth(), Qt::Key_Down);
    QCOMPARE(plot->readingStyle(), QStringLiteral("memory/triad"));
    QCOMPARE(page.levels.readout(), QStringLiteral("160 GB/s triad"));
    QTest::keyClick(page.bandwidth(), Qt::Key_L);
    QVERIFY(!plot->options().logY);
    QCOMPARE(page.bandwidth()->yAxis->range().lower, 0.0);
    QTest::keyClick(page.bandwidth(), Qt::Key_X);
    QVERIFY(!page.bandwidth()->scene().knees);
    QTest::keyClick(page.bandwidth(), Qt::Key_Escape);
    QCOMPARE(plot->pinned(), 0.0);
  }
  void kneesAndPlateausAreMarked() {
    Page page(session());
    const auto& marks = page.bandwidth()->scene().marks;
    QCOMPARE(marks.size(), std::size_t(3));
    QVERIFY(marks[0].low <= 49152 && marks[0].high >= 49152);
    const auto& steps = page.latency()->scene().steps;
    QStringList texts;
    for (const MemoryStep& step : steps) texts << step.text;
    QVERIFY(texts.contains(QStringLiteral("2.00 ns · 8.00 cycles")));
    QVERIFY(texts.contains(QStringLiteral("144 ns · 576 cycles")));
    QCOMPARE(page.bandwidth()->scene().borders.size(), std::size_t(4));
    QCOMPARE(page.bandwidth()->scene().borders[0].bytes, 52016.0);
    QVERIFY(page.latency()->scene().marks.size() == 1);  // reach of the TLB
  }
  void levelsAreTheMeasuredOnes() {
    Page page(session());
    const auto& rows = page.levels.levels()->rows();
    QCOMPARE(rows.size(), std::size_t(4));
    QCOMPARE(rows[0].cells[0], QStringLiteral("L1"));
    QCOMPARE(rows[0].cells[2], QStringLiteral("200"));
    QCOMPARE(rows[1].cells[3], QStringLiteral("60.0"));
    QCOMPARE(rows[3].cells[0], QStringLiteral("DRAM"));
    QCOMPARE(page.levels.knees()->rows().size(), std::size_t(4));  // three and the TLB
    QVERIFY(page.levels.levels()->accessibleDescription().contains(QStringLiteral("DRAM")));
  }
  void withoutCeilingsItOffers() {
    Page page(session(false));
    QAction measure(QStringLiteral("Measure ceilings"));
    page.panel.setMeasureAction(&measure);
    QSignalSpy asked(&measure, &QAction::triggered);
    QVERIFY(page.panel.chart() == nullptr);
    auto* offer = page.panel.findChild<OfferPage*>(QStringLiteral("hierarchyOffer"));
    QVERIFY(offer->isVisible());
    QTest::mouseClick(offer->button(), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    auto* look = page.panel.findChild<Button*>(QStringLiteral("showKept"));
    QVERIFY(!look->isVisible());
  }
  void keptOnesAreShownWithWords() {
    Page page(session(false));
    page.panel.setKept(std::make_shared<const Ceilings>(test::madeMemory()));
    auto* look = page.panel.findChild<Button*>(QStringLiteral("showKept"));
    QVERIFY(look->isVisible());
    QTest::mouseClick(look, Qt::LeftButton);
    QVERIFY(page.panel.chart() != nullptr);
    auto* words = page.panel.findChild<QWidget*>(QStringLiteral("memoryWords"));
    QVERIFY(words->isVisible());
    QString told;
    for (const QLabel* label : words->findChildren<QLabel*>()) told += label->text();
    QVERIFY2(told.contains(QStringLiteral("Not part of this session")), qPrintable(told));
    QVERIFY(told.contains(QStringLiteral("2025-01-02")));
    QSignalSpy add(&page.panel, &MemoryPanel::addRequested);
    for (Button* button : words->findChildren<Button*>()) QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(add.size(), 1);
    // Another session begins with its own again.
    page.document.setSession(session(), {});
    QVERIFY(!words->isVisible());
    QVERIFY(page.panel.chart() != nullptr);
  }
  void anotherMachinesAreNot() {
    Session other = session(false);
    other.machine.cpuModel = "Another CPU";
    Page page(other);
    page.panel.setKept(std::make_shared<const Ceilings>(test::madeMemory()));
    auto* look = page.panel.findChild<Button*>(QStringLiteral("showKept"));
    QVERIFY(!look->isVisible());
    page.panel.showKept();
    QVERIFY(page.panel.chart() == nullptr);
  }
  void residentMemoryWithItsPhases() {
    Session with = session();
    addResident(with);
    Page page(with);
    MemoryTimePlot* plot = page.panel.plot()->resident();
    QVERIFY(plot->isVisible());
    QCOMPARE(plot->scene().marks.size(), std::size_t(2));
    const QPointF at(plot->xAxis->coordToPixel(6.05), plot->axisRect()->center().y());
    QCOMPARE(plot->readingAt(at), QStringLiteral("64 MiB at 6.05 s, Pass 2"));
    QCOMPARE(plot->readingAt({0, 0}), QString());
  }
  void exportedAsItIsShown() {
    Page page(session());
    QTest::mouseClick(page.card(u"memory/copy"_qs), Qt::LeftButton);
    const QStringList lines = page.panel.chart()->chartCsv().split(QStringLiteral("\r\n"));
    QCOMPARE(lines[0], QStringLiteral("kind,width,stores,threads,pages,working_set,unit,value,low,"
                                      "high,n,level"));
    QCOMPARE(lines[1], QStringLiteral("read,32,plain,1,2M,4096,B/s,200000000000,198000000000,"
                                      "202000000000,15,L1"));
    QCOMPARE(lines.size(), 1 + 3 * 35 + 2 * 35 + 1);
    QVERIFY(!page.panel.chart()->chartCsv().contains(QStringLiteral("copy")));
    QTemporaryDir folder;
    for (const char* name : {"a.png", "a.svg", "a.pdf"}) {
      const QString path = folder.filePath(QLatin1StringView(name));
      QVERIFY(exportChart(*page.panel.chart(), path, *chartFormat(path)));
      QVERIFY(QFileInfo(path).size() > 4000);
    }
    const QImage image = chartImage(*page.panel.chart());
    QCOMPARE(image.size(), QSize(2240, 1440));
  }
};

QTEST_MAIN(TestMemoryPanel)
#include "tst_memory_panel.moc"
