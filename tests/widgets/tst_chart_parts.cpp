// The pieces charts are made of: ticks, the data of a chart against closed forms of the sample
// session, markers, sample plots.
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <cmath>
#include <numeric>

#include "charts/axis_tickers.h"
#include "charts/chart_data.h"
#include "charts/ratio_plot.h"
#include "charts/sample_plots.h"
#include "charts/series_strip.h"
#include "charts/sparkline.h"
#include "models/session_document.h"
#include "support/file_prompt.h"
#include "support/lane_glyph.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

CurveKey keyOf(const std::string& kernel) {
  return {"vector", kernel, Dtype::f32, 1, Mode::reuse, CacheState::hot};
}

QStringList labels(QCPAxisTicker& ticker, double lower, double upper,
                   QVector<double>* at = nullptr) {
  QVector<double> ticks;
  QVector<QString> texts;
  ticker.generate(QCPRange(lower, upper), QLocale::c(), 'g', 6, ticks, nullptr, &texts);
  QStringList shown;
  for (int i = 0; i < texts.size(); ++i)
    if (!texts[i].isEmpty()) {
      shown << texts[i];
      if (at != nullptr) at->append(ticks[i]);
    }
  return shown;
}

int inkIn(const QImage& image, const QColor& ground) {
  int count = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, y).rgb() != ground.rgb();
  return count;
}

}  // namespace

class TestChartParts : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().apply();
  }

  void sizeTicks() {
    SizeTicker ticker;
    QCOMPARE(labels(ticker, 8, 16 << 20),
             QStringList({"8", "64", "512", "4 Ki", "32 Ki", "256 Ki", "2 Mi", "16 Mi"}));
    QCOMPARE(labels(ticker, 100, 1000), QStringList({"128", "256", "512"}));
    QCOMPARE(labels(ticker, 64, 8192), QStringList({"64", "256", "1 Ki", "4 Ki"}));
    QVERIFY(labels(ticker, 0, 10).isEmpty());
  }

  void valueTicks() {
    ValueTicker ticker;
    ticker.setLength(600);
    QVector<double> at;
    QCOMPARE(labels(ticker, 5, 200, &at), QStringList({"5", "10", "20", "50", "100", "200"}));
    QCOMPARE(at, QVector<double>({5, 10, 20, 50, 100, 200}));
    // A linked axis has round labels of its own: 0.25 FLOP per byte.
    ticker.setFactor(0.25);
    at.clear();
    QCOMPARE(labels(ticker, 5, 200, &at), QStringList({"2", "5", "10", "20", "50"}));
    QCOMPARE(at, QVector<double>({8, 20, 40, 80, 200}));
    ticker.setFactor(1);
    ticker.setLog(false);
    ticker.setLength(180);
    QCOMPARE(labels(ticker, 0, 9), QStringList({"0", "5"}));
    ticker.setLog(true);
    QVERIFY(labels(ticker, 0, 9).isEmpty());  // no logarithm of zero
  }

  void tickTexts() {
    QCOMPARE(tickText(0.5), QString("0.5"));
    QCOMPARE(tickText(0), QString("0"));
    QCOMPARE(tickText(200), QString("200"));
    QCOMPARE(tickText(20000), QString("20 k"));
    QCOMPARE(tickText(5e6), QString("5 M"));
    QCOMPARE(timeTickText(20e-9), QString("20 ns"));
    QCOMPARE(timeTickText(5e-6), QString("5 µs"));
    QCOMPARE(timeTickText(0.2), QString("200 ms"));
    QCOMPARE(niceAbove(171), 200.0);
    QCOMPARE(niceBelow(7.3), 5.0);
    SecondsTicker seconds;
    QCOMPARE(labels(seconds, 0, 8),
             QStringList({"0 s", "1 s", "2 s", "3 s", "4 s", "5 s", "6 s", "7 s", "8 s"}));
    BytesTicker bytes;
    QCOMPARE(labels(bytes, 0, 130 * 1024.0 * 1024), QStringList({"0", "64 MiB", "128 MiB"}));
  }

  void chartDataOfDot() {
    const Session session = test::sampleSession();
    const ChartData data = makeChartData(session, keyOf("dot"), CurveMetric::byteRate, "scalar");
    QCOMPARE(data.unit, QString("GB/s"));
    QCOMPARE(data.curves.size(), std::size_t{8});
    QCOMPARE(data.sizes.front(), std::uint64_t{8});
    QCOMPARE(data.sizes.back(), std::uint64_t{1} << 20);
    // dot reads two floats per element: 32 KiB hold 4,096 elements.
    QCOMPARE(data.bytesPerElement, 8.0);
    QCOMPARE(data.caches.size(), std::size_t{3});
    QCOMPARE(data.caches[0].size, 4096.0);
    QCOMPARE(data.caches[1].name, QString("L2"));
    QCOMPARE(data.levelAt(4096), QString("L1d"));
    QCOMPARE(data.levelAt(4097), QString("L2"));
    QCOMPARE(data.levelAt(std::uint64_t{1} << 40), QString("DRAM"));
    // Two FLOP per eight bytes.
    QVERIFY(data.linked.has_value());
    QCOMPARE(data.linked->unit, QString("GFLOP/s"));
    QVERIFY(std::abs(data.linked->factor - 0.25) < 1e-12);
    QCOMPARE(data.unavailable.size(), std::size_t{1});
    QCOMPARE(data.unavailable[0].variant, QString("neon"));
    QVERIFY(data.unavailable[0].reason.contains("neon"));
    QVERIFY(std::is_sorted(data.crossovers.begin(), data.crossovers.end(),
                           [](const auto& a, const auto& b) { return a.size < b.size; }));
    QVERIFY(!data.crossovers.empty());
  }

  void rankingFollowsTheModel() {
    const Session session = test::sampleSession();
    for (const CurveMetric metric : {CurveMetric::byteRate, CurveMetric::timePerCall}) {
      const ChartData data = makeChartData(session, keyOf("gelu"), metric, "scalar");
      for (const std::uint64_t size : {64u, 4096u, 65536u}) {
        const std::vector<QString> ranking = data.ranking(size);
        QCOMPARE(ranking.size(), std::size_t{8});
        for (std::size_t i = 0; i + 1 < ranking.size(); ++i)
          QVERIFY(test::modelTime("gelu", toStd(ranking[i]), size) <
                  test::modelTime("gelu", toStd(ranking[i + 1]), size) * 1.02);
      }
    }
  }

  void wrongResultsAreNoSpeeds() {
    Session session = test::sampleSession();
    for (CaseRecord& record : session.cases)
      if (record.benchmark == "add" && record.variant == "avx2") {
        record.status = CaseStatus::wrong;
        record.reason = "off by 9 ULP";
      }
    const ChartData data = makeChartData(session, keyOf("add"), CurveMetric::byteRate, "scalar");
    QVERIFY(data.curve("avx2") == nullptr);
    QCOMPARE(data.wrongSizes.size(), data.sizes.size());
    const auto found = std::find_if(data.unavailable.begin(), data.unavailable.end(),
                                    [](const auto& u) { return u.variant == "avx2"; });
    QVERIFY(found != data.unavailable.end());
    QVERIFY(found->wrong);
    QCOMPARE(found->reason, QString("off by 9 ULP"));
  }

  void emptySessionGivesEmptyChart() {
    const ChartData data = makeChartData({}, {}, CurveMetric::byteRate, "scalar");
    QVERIFY(!data.hasKey);
    QVERIFY(data.curves.empty());
    QCOMPARE(data.bestSize(), std::uint64_t{0});
    QVERIFY(data.levelAt(8).isEmpty());
  }

  void keysReadAsText() {
    CurveKey key = keyOf("dot");
    QCOMPARE(describeKey(key), QString("f32, 1 thread"));
    key.threads = 4;
    key.cache = CacheState::cold;
    QCOMPARE(describeKey(key), QString("f32, 4 threads, cold"));
  }

  void markersFillTheirPlace() {
    for (int i = 0; i <= static_cast<int>(Marker::cross); ++i) {
      const QRectF box = markerPath(static_cast<Marker>(i)).boundingRect();
      QVERIFY(box.width() > 1.5 && box.width() < 3);
      QVERIFY(box.contains(QPointF(0, 0)));
    }
  }

  void outliersByTukey() {
    // Quartiles 2 and 4 by linear interpolation: fences at -1 and 7.
    const std::vector<bool> marks = tukeyOutliers({1, 2, 3, 4, 9});
    QCOMPARE(marks, std::vector<bool>({false, false, false, false, true}));
    QCOMPARE(tukeyOutliers({1, 100}), std::vector<bool>({false, false}));
  }

  void histogramCountsEverySample() {
    SamplePlotData data;
    data.variant = "avx2";
    for (int i = 0; i < 100; ++i) data.seconds.push_back(1e-7 * (1 + 0.001 * (i % 10)));
    data.seconds.push_back(5e-7);
    data.outlier = tukeyOutliers(data.seconds);
    data.median = 1.005e-7;
    data.low = 1.003e-7;
    data.high = 1.006e-7;
    SampleHistogram histogram;
    histogram.setData(data);
    QCOMPARE(std::accumulate(histogram.bins().begin(), histogram.bins().end(), 0), 100);
    QCOMPARE(histogram.binLow(), 1e-7);
    QVERIFY(histogram.bins().size() >= 6);
    histogram.resize(288, 100);
    QVERIFY(inkIn(histogram.grab().toImage(), Theme::instance().chrome().panel) > 400);
    histogram.setData({});
    QVERIFY(histogram.bins().empty());
    histogram.grab();
    SamplePlotData same = data;
    same.seconds.assign(5, 2e-7);
    same.outlier.clear();
    histogram.setData(same);
    QCOMPARE(histogram.bins(), std::vector<int>({5}));
    histogram.grab();
    RunOrderStrip strip;
    strip.resize(288, 40);
    strip.setData(data);
    QVERIFY(inkIn(strip.grab().toImage(), Theme::instance().chrome().panel) > 100);
  }

  void residentStripFollowsTheDocument() {
    SessionDocument document;
    SeriesStrip strip;
    strip.setDocument(&document);
    QVERIFY(std::isnan(strip.peak()));
    const Session session = test::sampleSession();
    document.setSession(session, {});
    const std::vector<double>& values = session.series.front().value;
    QCOMPARE(strip.peak(), *std::max_element(values.begin(), values.end()));
    QCOMPARE(strip.current(), values.back());
    const QStringList lines = strip.chartCsv().split("\r\n", Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), static_cast<qsizetype>(values.size()) + 1);
    QCOMPARE(lines.last().split(',').last().toDouble(), values.back());
    strip.resize(600, 104);
    QVERIFY(inkIn(strip.grab().toImage(), Theme::instance().chrome().plot) > 2000);
  }

  void seriesStripShowsWhatIsChosen() {
    Session session = test::sampleSession();
    const std::uint32_t metric =
        session.metricIndex({"clock", "Core clock", "Hz", MetricKind::frequency, true});
    session.series.push_back({"clock", kNoCase, metric, {0, 1, 2}, {3.5e9, 3.2e9, 3.4e9}});
    session.series.push_back({"ceiling/curve", kNoCase, metric, {0}, {1}});
    SessionDocument document;
    document.setSession(session, {});
    SeriesStrip strip;
    strip.setDocument(&document);
    QCOMPARE(strip.series(), QStringLiteral("resident_memory"));
    QVERIFY(strip.available().contains("clock"));
    QVERIFY(!strip.available().contains("ceiling/curve"));
    // By the menu, as a user does it.
    auto* title = strip.findChild<QToolButton*>("seriesTitle");
    QVERIFY(title != nullptr);
    emit title->menu()->aboutToShow();
    for (QAction* action : title->menu()->actions())
      if (action->text() == "Core clock") action->trigger();
    QCOMPARE(strip.series(), QStringLiteral("clock"));
    QVERIFY(title->text().startsWith("Core clock"));
    QCOMPARE(strip.current(), 3.4e9);
    QCOMPARE(strip.peak(), 3.5e9);
    QVERIFY(strip.chartCsv().startsWith("t,clock"));
  }

  void ratioPlotSelectsByClick() {
    const Session base = test::sampleSession();
    test::SampleOptions options;
    options.slowdown = 1.3;
    options.seed = 11;
    const Session slower = test::sampleSession(options);
    const Diff diff = diffSessions(base, slower);
    QVERIFY(diff.pairs.size() > 100);
    RatioPlot plot;
    plot.resize(900, 320);
    plot.setDiff(diff, "base", "new");
    plot.show();
    const QStringList lines = plot.chartCsv().split("\r\n", Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), static_cast<qsizetype>(diff.pairs.size()) + 1);
    double last = 2;  // worst first: the slowest
    for (qsizetype i = 1; i < lines.size(); ++i) {
      // Keys hold commas only percent-encoded, so that plain splitting is right here.
      const double ratio = lines[i].split(',').at(1).toDouble();
      QVERIFY(ratio <= last);
      QVERIFY(ratio > 1.15 && ratio < 1.5);
      last = ratio;
    }
    QSignalSpy selected(&plot, &RatioPlot::keySelected);
    QWidget* canvas = plot.focusProxy();
    for (int y = 10; y < 300 && selected.isEmpty(); y += 6)
      QTest::mouseClick(canvas, Qt::LeftButton, {}, QPoint(450, y));
    QCOMPARE(selected.count(), 1);
    QCOMPARE(plot.selectedKey(), selected.first().first().toString());
    QVERIFY(base.caseByKey(toStd(plot.selectedKey())) != kNoCase);
  }

  void smallWidgetsPaint() {
    Sparkline line;
    line.resize(56, 16);
    line.setData({{1, 2, 4, 8}, {1, 5, 3, 4}, false, 4, Qt::red});
    QVERIFY(inkIn(line.grab().toImage(), Theme::instance().chrome().panel) > 30);
    line.setData({});
    line.grab();
    LaneGlyph glyph;
    glyph.resize(96, 6);
    glyph.setVariant("avx2");
    const QImage image = glyph.grab().toImage();
    // Eight of sixteen cells are lit.
    const QRgb lit = Theme::instance().series("avx2").fill.rgb();
    int count = 0;
    for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, 3).rgb() == lit;
    QVERIFY2(count >= 38 && count <= 50, qPrintable(QString::number(count)));
    QVERIFY(glyph.accessibleName().contains("8"));
  }

  void filePromptCanBeReplaced() {
    const FilePrompt before = filePrompt();
    filePrompt().saveFile = [](QWidget*, const FileQuestion& question) {
      return question.suggestion + ".png";
    };
    QCOMPARE(filePrompt().saveFile(nullptr, {"Export", "dot", {"Images (*.png)"}}),
             QString("dot.png"));
    filePrompt() = before;
  }
};

QTEST_MAIN(TestChartParts)
#include "tst_chart_parts.moc"
