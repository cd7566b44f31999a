// The Curves page driven by mouse and keys: what is drawn, what a gesture selects, what a refresh
// keeps.
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "charts/best_ribbon.h"
#include "charts/channel_strip.h"
#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "charts/point_tip.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "support/qt_units.h"
#include "support/sample_session.h"
#include "support/theme.h"
#include "widgets/curves_page.h"

using namespace lane;
using test::keyOf;
using Page = test::CurvesPage;

namespace {

int count(const QImage& image, const QColor& color) {
  int found = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) found += image.pixelColor(x, y).rgb() == color.rgb();
  return found;
}

}  // namespace

class TestCurvesView : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().apply();
  }
  void cleanup() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().setTextScale(1);
  }

  void drawsEveryVariantInBothThemes() {
    Page page;
    for (const auto choice : {Theme::Choice::dark, Theme::Choice::light}) {
      Theme::instance().setChoice(choice);
      page.settle();
      const QImage image = page.plot->grab().toImage();
      QCOMPARE(image.pixelColor(2, 2), Theme::instance().chrome().plot);
      for (const QString& variant : page.view.variants()) {
        const SeriesStyle style = Theme::instance().series(variant);
        const int pixels = count(image, style.fill) + count(image, style.line);
        QVERIFY2(pixels > 40, qPrintable(variant + QString::number(pixels)));
      }
    }
  }

  void axesSpanTheData() {
    Page page;
    QCOMPARE(page.plot->xAxis->range().lower, 8.0);
    QCOMPARE(page.plot->xAxis->range().upper, 1048576.0);
    double low = INFINITY, high = 0;
    for (const Curve& curve : curves(page.document.session(), keyOf("dot"), CurveMetric::byteRate))
      for (const CurvePoint& p : curve.points) {
        low = std::min(low, p.value / 1e9);
        high = std::max(high, p.value / 1e9);
      }
    QVERIFY(page.plot->yAxis->range().lower <= low && page.plot->yAxis->range().lower > low / 3);
    QVERIFY(page.plot->yAxis->range().upper >= high && page.plot->yAxis->range().upper < high * 3);
    QCOMPARE(page.plot->yAxis2->range(), page.plot->yAxis->range());
    const QVector<QString> labels = page.plot->xAxis->tickVectorLabels();
    QVERIFY(labels.contains("8") && labels.contains("4 Ki"));
    page.view.setLogY(false);
    QCOMPARE(page.plot->yAxis->range().lower, 0.0);
    QCOMPARE(page.plot->yAxis->scaleType(), QCPAxis::stLinear);
  }

  void everyMetricDraws() {
    for (const auto frame : {CurvesView::Frame::throughput, CurvesView::Frame::latency}) {
      Page page({}, frame);
      for (const CurveMetric metric : page.view.metrics()) {
        page.view.setMetric(metric);
        page.settle();
        QVERIFY2(page.view.variants().size() == 8, title(metric).data());
        const QCPRange range = page.plot->yAxis->range();
        QVERIFY(range.lower > 0 && range.upper > range.lower && std::isfinite(range.upper));
        QVERIFY(count(page.plot->grab().toImage(), Theme::instance().series("avx3").line) > 100);
      }
    }
  }

  void hoverReadsThePointUnderThePointer() {
    Page page;
    const QPoint at = page.at("avx2", 4096);
    QTest::mouseMove(page.plot, at + QPoint(2, 1));
    QTRY_COMPARE(page.selection.hover().variant, QString("avx2"));
    QCOMPARE(page.selection.hover().size, std::uint64_t{4096});
    const CaseRecord& record = page.document.session().cases[page.selection.hover().caseIndex];
    QCOMPARE(record.variant, std::string("avx2"));
    const auto* tip = page.view.findChild<PointTip*>();
    QVERIFY(tip->isVisible());
    QVERIFY(!tip->geometry().contains(at));
    QVERIFY(page.plot->rect().contains(tip->geometry()));
    QStringList texts;
    for (const auto& [name, value] : tip->content().rows) texts << name + '=' + value;
    QVERIFY(texts.contains("Working set=32 KiB, L1d"));
    QVERIFY(texts.contains("Samples=24"));
    QVERIFY(texts.contains("Time per call=" + timeText(record.median)));
    // The cards read at the same size.
    for (const ChannelCard* card : page.view.findChild<ChannelStrip*>()->cards())
      if (card->isAvailable()) QVERIFY(card->accessibleName().contains("at 4 Ki"));
    QTest::mouseMove(page.plot, QPoint(3, 3));
    QTRY_COMPARE(page.selection.hover().size, std::uint64_t{0});
    QVERIFY(!tip->isVisible());
  }

  void tooltipStaysInsideAtEveryEdge() {
    Page page;
    const auto* tip = page.view.findChild<PointTip*>();
    for (const auto& [variant, size] : {std::pair{"avx3", 1u << 20},
                                        {"scalar", 8u},
                                        {"scalar", 1u << 20},
                                        {"avx3", 2048u},
                                        {"omp-avx512", 8u}}) {
      const QPoint at = page.at(variant, size);
      QTest::mouseMove(page.plot, at);
      QTRY_VERIFY(tip->isVisible());
      QVERIFY(page.plot->rect().contains(tip->geometry()));
      QVERIFY(!tip->geometry().contains(at));
    }
  }

  void clickSelectsAndRingsThePoint() {
    Page page;
    QSignalSpy changed(&page.selection, &SelectionModel::currentChanged);
    QTest::mouseClick(page.plot, Qt::LeftButton, {}, page.at("sse4", 1024));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(page.selection.current().variant, QString("sse4"));
    QCOMPARE(page.selection.current().size, std::uint64_t{1024});
    QCOMPARE(page.document.session().cases[page.selection.current().caseIndex].size,
             std::uint64_t{1024});
    QVERIFY(page.plot->accessibleDescription().contains("SSE4 at 1 Ki"));
    const QRect area = page.plot->axisRect()->rect();
    QTest::mouseClick(page.plot, Qt::LeftButton, {}, QPoint(area.right() - 40, area.bottom() - 8));
    QCOMPARE(changed.count(), 1);  // nothing there: the selection stays
  }

  void arrowsWalkSizesAndVariants() {
    Page page;
    page.selection.setCurrent({keyOf("dot"), "avx2", 1024, kNoCase});
    page.key(Qt::Key_Right);
    QCOMPARE(page.selection.current().size, std::uint64_t{2048});
    page.key(Qt::Key_Left);
    page.key(Qt::Key_Left);
    QCOMPARE(page.selection.current().size, std::uint64_t{512});
    QCOMPARE(page.selection.current().variant, QString("avx2"));
    // Up leads to the next faster one by the model, and ends at the fastest.
    double last = test::modelTime("dot", "avx2", 512);
    for (const char* expected : {"omp-avx512", "avx3"}) {
      page.key(Qt::Key_Up);
      QCOMPARE(page.selection.current().variant, QString(expected));
      QVERIFY(test::modelTime("dot", expected, 512) < last);
      last = test::modelTime("dot", expected, 512);
    }
    page.key(Qt::Key_Up);
    QCOMPARE(page.selection.current().variant, QString("avx3"));
    for (int i = 0; i < 20; ++i) page.key(Qt::Key_Down);
    QCOMPARE(page.selection.current().variant, QString("scalar"));
    for (int i = 0; i < 40; ++i) page.key(Qt::Key_Right);
    QCOMPARE(page.selection.current().size, std::uint64_t{1} << 20);
    page.key(Qt::Key_Escape);
    QCOMPARE(page.selection.current().size, std::uint64_t{0});
    QCOMPARE(page.selection.current().key, keyOf("dot"));
  }

  void bracketsWalkBenchmarks() {
    Page page;
    page.key(Qt::Key_BracketRight);
    QCOMPARE(page.view.key().benchmark, std::string("sum"));
    page.key(Qt::Key_BracketLeft);
    page.key(Qt::Key_BracketLeft);
    QCOMPARE(page.view.key().benchmark, std::string("mul"));
    for (int i = 0; i < 10; ++i) page.key(Qt::Key_BracketLeft);
    QCOMPARE(page.view.key().benchmark, std::string("add"));
  }

  void lettersSwitchOptions() {
    Page page;
    QSignalSpy options(&page.view, &CurvesView::optionsChanged);
    page.key(Qt::Key_B);
    QVERIFY(!page.view.showBands());
    page.key(Qt::Key_X);
    QVERIFY(!page.view.showCrossovers());
    page.key(Qt::Key_G);
    QVERIFY(!page.view.showCaches());
    page.key(Qt::Key_L);
    QVERIFY(!page.view.logY());
    QCOMPARE(options.count(), 4);
    const CurveMetric before = page.view.metric();
    QSignalSpy metric(&page.view, &CurvesView::metricChanged);
    page.key(Qt::Key_M);
    QCOMPARE(metric.count(), 1);
    QVERIFY(page.view.metric() != before);
    page.key(Qt::Key_1);
    QVERIFY(!page.view.isVariantShown("scalar"));
    page.key(Qt::Key_1);
    QVERIFY(page.view.isVariantShown("scalar"));
    for (QPushButton* button : page.view.findChildren<QPushButton*>())
      if (button->text() == "Caches") {
        QVERIFY(!button->isChecked());
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(page.view.showCaches());
      }
  }

  void cardsShowHideAndSolo() {
    Page page;
    const auto& cards = page.view.findChild<ChannelStrip*>()->cards();
    QCOMPARE(cards.size(), std::size_t{9});
    ChannelCard* scalar = cards.front();
    QCOMPARE(scalar->variant(), QString("scalar"));
    const QColor color = Theme::instance().series("scalar").line;
    const int before = count(page.plot->grab().toImage(), color);
    QTest::mouseClick(scalar, Qt::LeftButton);
    QVERIFY(!page.view.isVariantShown("scalar"));
    page.settle();
    QVERIFY(count(page.plot->grab().toImage(), color) < before / 4);
    QTest::mouseMove(page.plot, page.at("scalar", 4096));
    QVERIFY(page.selection.hover().variant != QString("scalar"));  // tips skip hidden curves
    QTest::mouseClick(scalar, Qt::LeftButton);
    QTest::mouseClick(cards[6], Qt::LeftButton, Qt::AltModifier);
    QCOMPARE(cards[6]->variant(), QString("avx2"));
    QVERIFY(page.view.isVariantShown("avx2") && !page.view.isVariantShown("scalar"));
    QTest::mouseDClick(cards[6], Qt::LeftButton);
    QVERIFY(page.view.isVariantShown("scalar"));
    // What cannot run says why and is no switch.
    const ChannelCard* neon = cards.back();
    QVERIFY(!neon->isAvailable() && !neon->isCheckable());
    QVERIFY(neon->accessibleName().contains("this processor has no neon"));
  }

  void narrowStripKeepsTheTellingCards() {
    Page page;
    page.view.resize(560, 888);
    page.settle();
    QStringList shown;
    for (const ChannelCard* card : page.view.findChild<ChannelStrip*>()->cards())
      if (card->isVisible()) shown << card->variant();
    QVERIFY(shown.size() >= 3 && shown.size() < 8);
    QVERIFY(shown.contains("scalar") && shown.contains("avx2") && shown.contains("avx3"));
    QCOMPARE(shown.first(), QString("scalar"));  // legend order stays
    for (QPushButton* button : page.view.findChild<ChannelStrip*>()->findChildren<QPushButton*>()) {
      QCOMPARE(button->text(), QStringLiteral("+%1").arg(9 - shown.size()));
      QTest::mouseClick(button, Qt::LeftButton);
    }
    for (const ChannelCard* card : page.view.findChild<ChannelStrip*>()->cards())
      QVERIFY(card->isVisible());
  }

  void wheelZoomsAndZeroResets() {
    Page page;
    const QCPRange full = page.plot->xAxis->range(), fullY = page.plot->yAxis->range();
    const QPoint at = page.at("avx2", 4096);
    const auto wheel = [&](int steps, Qt::KeyboardModifiers modifiers) {
      QWheelEvent event(at, page.plot->mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton,
                        modifiers, Qt::NoScrollPhase, false);
      QApplication::sendEvent(page.plot, &event);
    };
    wheel(3, Qt::NoModifier);
    QVERIFY(page.plot->xAxis->range().size() < full.size());
    QVERIFY(std::abs(page.plot->xAxis->coordToPixel(4096) - at.x()) < 2);  // about the pointer
    QCOMPARE(page.plot->yAxis->range(), fullY);
    const QCPRange zoomed = page.plot->xAxis->range();
    wheel(-1, Qt::ShiftModifier);
    QVERIFY(page.plot->xAxis->range().lower > zoomed.lower);
    wheel(2, Qt::ControlModifier);
    QVERIFY(page.plot->yAxis->range().size() < fullY.size());
    // A refresh keeps the zoom, another benchmark does not.
    const QCPRange kept = page.plot->xAxis->range();
    emit page.document.casesChanged();
    page.settle();
    QCOMPARE(page.plot->xAxis->range(), kept);
    page.key(Qt::Key_0);
    QCOMPARE(page.plot->xAxis->range(), full);
    QCOMPARE(page.plot->yAxis->range(), fullY);
    wheel(-5, Qt::NoModifier);
    QCOMPARE(page.plot->xAxis->range(), full);  // never wider than the data
    page.key(Qt::Key_Plus);
    QVERIFY(page.plot->isZoomed());
    page.key(Qt::Key_BracketRight);
    QVERIFY(!page.plot->isZoomed());
  }

  void dragZoomsIntoTheBox() {
    Page page;
    const QPoint from = page.at("avx2", 256), to = page.at("avx2", 16384) + QPoint(0, 40);
    QTest::mousePress(page.plot, Qt::LeftButton, {}, from - QPoint(0, 20));
    QTest::mouseMove(page.plot, (from + to) / 2);
    QTest::mouseMove(page.plot, to);
    QTest::mouseRelease(page.plot, Qt::LeftButton, {}, to);
    QVERIFY(std::abs(page.plot->xAxis->range().lower / 256 - 1) < 0.05);
    QVERIFY(std::abs(page.plot->xAxis->range().upper / 16384 - 1) < 0.05);
    QCOMPARE(page.selection.current().size, std::uint64_t{0});  // a drag is no click
    QTest::mouseDClick(page.plot, Qt::LeftButton, {}, page.plot->rect().center());
    QVERIFY(!page.plot->isZoomed());
  }

  void ribbonSelectsItsBenchmark() {
    Page page;
    QTRY_COMPARE(page.ribbon->rows().size(), std::size_t{8});
    const auto row = std::find_if(page.ribbon->rows().begin(), page.ribbon->rows().end(),
                                  [](const RibbonRow& r) { return r.key.benchmark == "gelu"; });
    const auto index = static_cast<int>(row - page.ribbon->rows().begin());
    const QRect area = page.ribbon->rowRect(index);
    // Far right: a large size, which AVX-512 wins by the model's compute bound.
    QTest::mouseClick(page.ribbon, Qt::LeftButton, {},
                      QPoint(page.ribbon->width() - 140, area.center().y()));
    QCOMPARE(page.selection.current().key, keyOf("gelu"));
    QCOMPARE(page.selection.current().variant, QString("avx3"));
    QVERIFY(page.selection.current().size >= 65536);
    QCOMPARE(page.view.key(), keyOf("gelu"));
    QVERIFY(std::isfinite(row->bestSpeedup) && row->bestSpeedup > 8);
  }

  void crossoverFlagSelects() {
    Page page;
    page.plot->grab();
    QVERIFY(!page.plot->flags().empty());
    for (const CurvePlot::Flag& flag : page.plot->flags()) {
      QVERIFY(QRectF(page.plot->axisRect()->rect()).contains(flag.area));
      for (const CurvePlot::Flag& other : page.plot->flags())
        QVERIFY(flag.crossover == other.crossover || !flag.area.intersects(other.area));
    }
    const CurvePlot::Flag flag = page.plot->flags().back();
    const CrossoverRecord crossover =
        page.plot->chart().crossovers[static_cast<std::size_t>(flag.crossover)];
    QTest::mouseClick(page.plot, Qt::LeftButton, {}, flag.area.center().toPoint());
    QCOMPARE(page.selection.current().variant, toQString(crossover.to));
    const double octaves =
        std::abs(std::log2(static_cast<double>(page.selection.current().size) / crossover.size));
    QVERIFY(octaves <= 0.51);
  }

  /// While a run refines, the measured sizes around each crossover are drawn.
  void refiningDrawsBrackets() {
    Page page;
    const ChartData& chart = page.plot->chart();
    QVERIFY(!chart.crossovers.empty());
    QCOMPARE(chart.brackets.size(), chart.crossovers.size());
    for (std::size_t i = 0; i < chart.brackets.size(); ++i) {
      const auto [below, above] = chart.brackets[i];
      QVERIFY(below < chart.crossovers[i].size && chart.crossovers[i].size <= above);
      // Nothing measured on both curves lies between.
      for (const std::uint64_t size : chart.sizes) QVERIFY(size <= below || size >= above);
    }
    const QImage before = page.plot->grab().toImage();
    Progress progress;
    progress.phase = RunPhase::refining;
    const Session session = page.document.session();
    page.document.applyEvents({RunStarted{session}, progress});
    QVERIFY(page.plot->isRefining());
    QTRY_VERIFY(page.plot->grab().toImage() != before);
    progress.phase = RunPhase::sampling;  // a group on its turn
    page.document.applyEvents({progress});
    QVERIFY(page.plot->isRefining());
    progress.phase = RunPhase::analysing;
    page.document.applyEvents({progress});
    QVERIFY(!page.plot->isRefining());
  }

  void liveCaseGlows() {
    Page page;
    std::uint32_t index = 0;
    while (page.document.session().cases[index].benchmark != "dot" ||
           page.document.session().cases[index].variant != "avx3" ||
           page.document.session().cases[index].size != 65536)
      ++index;
    Progress progress;
    progress.currentCase = index;
    const Session session = page.document.session();
    page.document.applyEvents({RunStarted{session}, progress});
    page.selection.setCurrent({keyOf("dot"), {}, 0, kNoCase});
    QTRY_VERIFY(page.plot->isLive());
    page.view.setLive(false);
    QVERIFY(!page.plot->isLive());
    page.view.setLive(true);
    QVERIFY(page.plot->isLive());
    page.document.applyEvents({RunFinished{}});
    QVERIFY(!page.plot->isLive());
  }

  void statesWithoutCurves() {
    CurvesView alone;
    alone.resize(800, 600);
    alone.show();
    QTest::qWait(30);
    alone.grab();
    QTest::keyClick(alone.focusProxy(), Qt::Key_Right);
    QTest::keyClick(alone.focusProxy(), Qt::Key_BracketRight);
    QVERIFY(alone.key().benchmark.empty());

    test::SampleOptions planned;
    planned.kernels = {"add", "dot"};
    planned.pendingKernels = 2;
    Page page(planned);
    QVERIFY(page.view.variants().isEmpty());
    QCOMPARE(page.plot->xAxis->range().upper, 1048576.0);  // axes of the plan are there already
    const QColor ink = Theme::instance().chrome().t2;
    QVERIFY(count(page.plot->grab().toImage(), ink) > 100);  // and the sentence what to do
    page.document.clear();
    page.settle();
    QVERIFY(page.view.key().benchmark.empty());
  }

  void coarsePointsAreHollow() {
    test::SampleOptions options;
    options.kernels = {"dot"};
    options.coarseKernels = 1;
    Page coarse(options);
    for (const Curve& curve : coarse.plot->chart().curves)
      for (const CurvePoint& p : curve.points) QVERIFY(p.coarse);
    options.coarseKernels = 0;
    options.noise = 0.0005;
    Page full(options);
    const QColor color = Theme::instance().series("avx3").fill;
    const int filled = count(full.plot->grab().toImage(), color);
    const int hollow = count(coarse.plot->grab().toImage(), color);
    QVERIFY2(hollow * 4 < filled, qPrintable(QStringLiteral("%1 %2").arg(hollow).arg(filled)));
  }

  void spreadBelongsToLatency() {
    Page page({}, CurvesView::Frame::latency);
    QCOMPARE(page.view.metric(), CurveMetric::timePerCall);
    page.view.setShowSpread(true);
    QVERIFY(page.view.showSpread());
    QVERIFY(!page.view.showBands());
    QVERIFY(page.view.chartTitle().contains("time per call"));
  }

  void textScaleKeepsEverythingInside() {
    for (const double scale : {1.0, 1.5, 2.0}) {
      Theme::instance().setTextScale(scale);
      Page page;
      page.view.resize(1400, 1200);
      page.settle();
      for (const ChannelCard* card : page.view.findChild<ChannelStrip*>()->cards())
        if (card->isVisible()) QVERIFY(card->parentWidget()->rect().contains(card->geometry()));
      for (const QPushButton* button : page.view.findChildren<QPushButton*>())
        if (button->isVisible())
          QVERIFY2(button->width() >= button->sizeHint().width() ||
                       button->parentWidget() == page.view.findChild<ChannelStrip*>(),
                   qPrintable(button->text()));
    }
  }
};

QTEST_MAIN(TestCurvesView)
#include "tst_curves_view.moc"
