// What pointer and keys do in the charts over size: every gesture and key of the cheat sheet, by
// real events.
#include <QMenu>
#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>

#include "charts/channel_strip.h"
#include "charts/distribution_drawer.h"
#include "charts/percentile_plot.h"
#include "charts/point_tip.h"
#include "charts/sample_plots.h"
#include "support/qt_units.h"
#include "support/theme.h"
#include "widgets/curves_page.h"

using namespace lane;
using test::keyOf;
using Page = test::CurvesPage;

namespace {

/// Crossovers of the chart that lie on its axis, in the order of their sizes.
std::vector<CrossoverRecord> placed(const Page& page) {
  return page.plot->chart().crossovers;
}

QAction* actionOf(const QMenu& menu, const QString& text) {
  for (QAction* action : menu.actions())
    if (action->text() == text) return action;
  return nullptr;
}

}  // namespace

class TestChartGestures : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().apply();
  }

  void nWalksCrossovers() {
    Page page;
    const std::vector<CrossoverRecord> all = placed(page);
    QVERIFY(all.size() >= 2);
    QSignalSpy chosen(&page.view, &CurvesView::crossoverActivated);
    for (std::size_t i = 0; i < all.size(); ++i) {
      page.key(Qt::Key_N);
      QCOMPARE(chosen.size(), qsizetype(i + 1));
      const auto row = chosen.last().first().toUInt();
      QCOMPARE(page.document.session().crossovers[row].size, all[i].size);
      QCOMPARE(page.selection.current().variant, toQString(all[i].to));
    }
    page.key(Qt::Key_N);  // the last one stays
    QCOMPARE(chosen.size(), qsizetype(all.size()));
    page.key(Qt::Key_N, Qt::ShiftModifier);
    QCOMPARE(page.document.session().crossovers[chosen.last().first().toUInt()].size,
             all[all.size() - 2].size);
    // From a point of one's own to the next one above it.
    page.selection.setCurrent({keyOf("dot"), "avx2", 16, kNoCase});
    page.key(Qt::Key_N);
    const double size = page.document.session().crossovers[chosen.last().first().toUInt()].size;
    QVERIFY(size >= 16);
    for (const CrossoverRecord& c : all) QVERIFY(c.size < 16 || c.size >= size);
  }

  void digitsToggleAndSolo() {
    Page page;
    const QStringList all = page.view.variants();
    QCOMPARE(all.size(), 8);
    for (int i = 0; i < 8; ++i) {
      page.key(Qt::Key(Qt::Key_1 + i));
      QVERIFY(!page.view.isVariantShown(all[i]));
      page.key(Qt::Key(Qt::Key_1 + i));
      QVERIFY(page.view.isVariantShown(all[i]));
    }
    page.key(Qt::Key_3, Qt::ShiftModifier);
    for (int i = 0; i < 8; ++i) QCOMPARE(page.view.isVariantShown(all[i]), i == 2);
    page.key(Qt::Key_3, Qt::ShiftModifier);
    for (int i = 0; i < 8; ++i) QVERIFY(page.view.isVariantShown(all[i]));
    // What Shift+3 types on an American keyboard.
    QTest::sendKeyEvent(QTest::Click, page.plot, Qt::Key_NumberSign, u"#"_qs, Qt::ShiftModifier);
    QVERIFY(page.view.isVariantShown(all[2]) && !page.view.isVariantShown(all[0]));
  }

  void enterPinsWhatIsUnderThePointer() {
    Page page;
    QSignalSpy pinned(&page.view, &CurvesView::pinRequested);
    page.moveTo(page.at("avx2", 4096));
    QTRY_COMPARE(page.selection.hover().variant, u"avx2"_qs);
    page.key(Qt::Key_Return);
    QCOMPARE(pinned.size(), 1);
    QCOMPARE(page.selection.current().variant, u"avx2"_qs);
    QCOMPARE(page.selection.current().size, std::uint64_t{4096});
  }

  void peersOnlyWhereThereAreAny() {
    Page plain;
    QVERIFY(!plain.view.hasPeers());
    plain.key(Qt::Key_P);
    for (const QString& variant : plain.view.variants())
      QVERIFY(plain.view.isVariantShown(variant));
    Page page({.kernels = {"dot"}, .variants = {"scalar", "avx2", "numpy", "openblas"}});
    QVERIFY(page.view.hasPeers());
    QPushButton* toggle = nullptr;
    for (QPushButton* button : page.view.findChildren<QPushButton*>())
      if (button->text() == u"Peers") toggle = button;
    QVERIFY(toggle != nullptr && toggle->isVisible());
    page.key(Qt::Key_P);
    QVERIFY(!page.view.isVariantShown("numpy") && !page.view.isVariantShown("openblas"));
    QVERIFY(page.view.isVariantShown("avx2") && !toggle->isChecked());
    QTest::mouseClick(toggle, Qt::LeftButton);
    QVERIFY(page.view.isVariantShown("numpy"));
  }

  void escapeCancelsADragBeforeItClears() {
    Page page;
    page.selection.setCurrent({keyOf("dot"), "avx2", 1024, kNoCase});
    const QCPRange full = page.plot->xAxis->range();
    const QPoint from = page.at("avx2", 256), to = page.at("avx2", 16384) + QPoint(0, 40);
    QTest::mousePress(page.plot, Qt::LeftButton, {}, from);
    QTest::mouseMove(page.plot, to);
    page.key(Qt::Key_Escape);
    QTest::mouseRelease(page.plot, Qt::LeftButton, {}, to);
    QCOMPARE(page.plot->xAxis->range(), full);
    QCOMPARE(page.selection.current().size, std::uint64_t{1024});
    page.key(Qt::Key_Escape);
    QCOMPARE(page.selection.current().size, std::uint64_t{0});
  }

  void spaceAndDragPans() {
    Page page;
    page.view.setVisibleSizes(256, 16384);
    const QCPRange before = page.plot->xAxis->range();
    const QPoint at = page.plot->axisRect()->rect().center();
    QTest::keyPress(page.plot, Qt::Key_Space);
    QTest::mousePress(page.plot, Qt::LeftButton, {}, at);
    QTest::mouseMove(page.plot, at + QPoint(60, 0));
    QTest::mouseRelease(page.plot, Qt::LeftButton, {}, at + QPoint(60, 0));
    QTest::keyRelease(page.plot, Qt::Key_Space);
    const QCPRange after = page.plot->xAxis->range();
    QVERIFY(after.lower < before.lower);  // the chart follows the hand
    QVERIFY(std::abs(std::log(after.upper / after.lower) - std::log(before.upper / before.lower)) <
            1e-6);
    QCOMPARE(page.selection.current().size, std::uint64_t{0});
  }

  void pinchZoomsSizes() {
    Page page;
    const QCPRange full = page.plot->xAxis->range();
    const QPointF at = page.at("avx2", 4096);
    QNativeGestureEvent pinch(Qt::ZoomNativeGesture, QPointingDevice::primaryPointingDevice(), 2,
                              at, at, page.plot->mapToGlobal(at), 0.4, {});
    QApplication::sendEvent(page.plot, &pinch);
    QVERIFY(page.plot->xAxis->range().size() < full.size());
    QVERIFY(std::abs(page.plot->xAxis->coordToPixel(4096) - at.x()) < 2);
  }

  void doubleClickOnAnAxisResetsThatOne() {
    Page page;
    const QPoint from = page.at("avx2", 256), to = page.at("avx2", 16384) + QPoint(0, 60);
    const QCPRange fullX = page.plot->xAxis->range(), fullY = page.plot->yAxis->range();
    const auto zoom = [&] {
      QTest::mousePress(page.plot, Qt::LeftButton, {}, from - QPoint(0, 20));
      QTest::mouseMove(page.plot, to);
      QTest::mouseRelease(page.plot, Qt::LeftButton, {}, to);
      QVERIFY(page.plot->xAxis->range() != fullX && page.plot->yAxis->range() != fullY);
    };
    zoom();
    const QRect area = page.plot->axisRect()->rect();
    QTest::mouseDClick(page.plot, Qt::LeftButton, {}, {area.center().x(), area.bottom() + 12});
    QCOMPARE(page.plot->xAxis->range(), fullX);
    QVERIFY(page.plot->yAxis->range() != fullY);
    QTest::mouseDClick(page.plot, Qt::LeftButton, {}, {area.left() - 20, area.center().y()});
    QCOMPARE(page.plot->yAxis->range(), fullY);
  }

  void ribbonFollowsTheZoomAndItsBoundarySelects() {
    Page page;
    QTRY_VERIFY(!page.ribbon->rows().empty());
    QSignalSpy boundary(page.ribbon, &RibbonRows::boundaryClicked);
    const auto& rows = page.ribbon->rows();
    const auto dot = std::find_if(rows.begin(), rows.end(),
                                  [](const auto& r) { return r.key.benchmark == "dot"; });
    const int y = page.ribbon->rowRect(int(dot - rows.begin())).center().y();
    // A boundary that is a crossover of this session.
    for (std::size_t i = 0; i + 1 < dot->segments.size(); ++i) {
      const RibbonSegment& before = dot->segments[i];
      const RibbonSegment& after = dot->segments[i + 1];
      if (before.winner == after.winner) continue;
      const int x = int(std::lround(page.plot->xAxis->coordToPixel(before.to)));
      QTest::mouseClick(page.ribbon, Qt::LeftButton, {}, {x, y});
      QCOMPARE(boundary.size(), 1);
      QCOMPARE(page.selection.current().variant, toQString(after.winner));
      break;
    }
    QCOMPARE(boundary.size(), 1);
  }

  void tellsAndTakesTheSizesInSight() {
    Page page;
    QSignalSpy changed(&page.view, &CurvesView::visibleSizesChanged);
    QVERIFY(!page.view.isSizeZoomed());
    page.key(Qt::Key_Plus);
    QVERIFY(changed.size() >= 1 && page.view.isSizeZoomed());
    page.view.setVisibleSizes(64, 4096);
    QCOMPARE(page.view.visibleSizes(), (std::pair{64.0, 4096.0}));
    page.view.setVisibleSizes(1, 1e12);  // never beyond the data
    QCOMPARE(page.view.visibleSizes(), (std::pair{8.0, 1048576.0}));
    QVERIFY(!page.view.isSizeZoomed());
  }

  void legendMenuHidesAndSetsTheReference() {
    Page page;
    ChannelCard* avx2 = nullptr;
    for (ChannelCard* card : page.view.findChild<ChannelStrip*>()->cards())
      if (card->variant() == u"avx2") avx2 = card;
    const auto open = [&]() -> QMenu* {
      QContextMenuEvent event(QContextMenuEvent::Mouse, avx2->rect().center(),
                              avx2->mapToGlobal(avx2->rect().center()));
      QApplication::sendEvent(avx2, &event);
      const auto menus = page.view.findChildren<QMenu*>(u"cardMenu"_qs);
      return menus.isEmpty() ? nullptr : menus.last();
    };
    QMenu* menu = open();
    QVERIFY(menu != nullptr && menu->isVisible());
    QVERIFY(actionOf(*menu, u"Hide peers"_qs) == nullptr);  // there are none
    actionOf(*menu, u"Hide others"_qs)->trigger();
    QVERIFY(page.view.isVariantShown("avx2") && !page.view.isVariantShown("scalar"));
    menu->close();
    menu = open();
    actionOf(*menu, u"Show all"_qs)->trigger();
    QVERIFY(page.view.isVariantShown("scalar"));
    QSignalSpy metric(&page.view, &CurvesView::metricChanged);
    actionOf(*menu, u"Relative to "_qs + Theme::instance().series("avx2").label)->trigger();
    menu->close();
    QCOMPARE(page.view.metric(), CurveMetric::relative);
    QCOMPARE(page.view.reference(), u"avx2"_qs);
    QVERIFY(metric.size() >= 1);
    QVERIFY(page.view.chartTitle().contains("relative to avx2"));
    // Against itself it is exactly as fast; against it, scalar takes this much longer by the
    // times of the session.
    const ChartData& chart = page.plot->chart();
    QCOMPARE(chart.point("avx2", 4096)->value, 1.0);
    const auto median = [&](const char* variant) {
      for (const CaseRecord& r : page.document.session().cases)
        if (r.benchmark == "dot" && r.size == 4096 && r.variant == variant) return r.median;
      return kUnknown;
    };
    QVERIFY(std::abs(chart.point("scalar", 4096)->value - median("avx2") / median("scalar")) <
            0.02);
  }

  void latencyOpensTheDistribution() {
    Page page({.kernels = {"dot"}, .samplesPerCase = 1200}, CurvesView::Frame::latency);
    auto* drawer = page.view.findChild<DistributionDrawer*>();
    QVERIFY(drawer != nullptr && !drawer->isVisible());
    QTest::mouseClick(page.plot, Qt::LeftButton, {}, page.at("avx2", 4096));
    QVERIFY(drawer->isVisible() && page.view.isDistributionShown());
    QVERIFY(drawer->facts().contains("1,200 samples"));
    // The landmarks against the definition: linear between closest ranks.
    const std::uint32_t at = page.selection.current().caseIndex;
    std::vector<double> sorted;
    for (const std::size_t i : page.document.session().samplesOf(at))
      sorted.push_back(page.document.session().samples.seconds[i]);
    std::sort(sorted.begin(), sorted.end());
    const auto& marks = drawer->percentiles()->distribution().landmarks;
    QCOMPARE(marks.size(), std::size_t{5});  // 1,200 samples tell p99.9
    for (const PercentilePoint& mark : marks) {
      const double rank = mark.share * double(sorted.size() - 1);
      const auto low = std::size_t(std::floor(rank));
      const double expected =
          sorted[low] +
          (rank - double(low)) * (sorted[std::min(low + 1, sorted.size() - 1)] - sorted[low]);
      QVERIFY(std::abs(mark.seconds / expected - 1) < 1e-12);
    }
    // Every nine takes the same room.
    const PercentilePlot* plot = drawer->percentiles();
    const double nine = plot->toX(0.9) - plot->toX(0);
    QVERIFY(std::abs((plot->toX(0.99) - plot->toX(0.9)) / nine - 1) < 1e-9);
    QVERIFY(std::abs((plot->toX(0.999) - plot->toX(0.99)) / nine - 1) < 1e-9);
    // It follows the selection and closes with Escape, which keeps the selection.
    const double before = plot->distribution().min;
    page.key(Qt::Key_Right);
    QVERIFY(plot->distribution().min > before);
    page.key(Qt::Key_Escape);
    QVERIFY(!drawer->isVisible());
    QCOMPARE(page.selection.current().size, std::uint64_t{8192});
    page.key(Qt::Key_D);
    QVERIFY(drawer->isVisible());
    const auto buttons = drawer->findChildren<QPushButton*>();
    QTest::mouseClick(buttons.first(), Qt::LeftButton);
    QVERIFY(!drawer->isVisible());
    // The throughput page has none.
    Page curves;
    QVERIFY(curves.view.findChild<DistributionDrawer*>() == nullptr);
    curves.key(Qt::Key_D);
    QVERIFY(!curves.view.isDistributionShown());
  }

  void fewSamplesTellFewPercentiles() {
    Page page({.kernels = {"dot"}, .samplesPerCase = 24}, CurvesView::Frame::latency);
    QTest::mouseClick(page.plot, Qt::LeftButton, {}, page.at("avx2", 4096));
    auto* drawer = page.view.findChild<DistributionDrawer*>();
    std::vector<double> shares;
    for (const PercentilePoint& mark : drawer->percentiles()->distribution().landmarks)
      shares.push_back(mark.share);
    QCOMPARE(shares, (std::vector{0.0, 0.5, 0.9}));
    page.document.setSession(
        [&] {
          Session bare = page.document.session();
          bare.samples = {};
          return bare;
        }(),
        {});
    page.settle();
    QVERIFY(!drawer->histogram()->isVisible());  // and says that no samples are kept
  }

  void notesAreMarkedAndTold() {
    Page page;
    const QPoint at = page.at("avx2", 4096);
    const QImage before = page.plot->grab().toImage();
    const std::uint32_t index = page.plot->chart().point("avx2", 4096)->caseIndex;
    page.document.setNotes({{index, "2026-01-02T03:04:05Z", "fan was loud"}});
    page.settle();
    QVERIFY(page.plot->grab().toImage() != before);
    page.moveTo(at);
    const auto* tip = page.view.findChild<PointTip*>();
    QTRY_VERIFY(tip->isVisible());
    bool told = false;
    for (const auto& [name, value] : tip->content().rows)
      told |= name == u"Note" && value == u"fan was loud";
    QVERIFY(told);
    QVERIFY(page.document.isModified());
  }

  void tipLeavesWithItsCurve() {
    Page page;
    page.moveTo(page.at("avx2", 4096));
    const auto* tip = page.view.findChild<PointTip*>();
    QTRY_VERIFY(tip->isVisible());
    page.view.setVariantShown(tip->content().variant, false);
    QVERIFY(!tip->isVisible());
  }
};

QTEST_MAIN(TestChartGestures)
#include "tst_chart_gestures.moc"
