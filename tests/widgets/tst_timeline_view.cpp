// The Timeline and the strip under the curves: zoom, pan and reset of the run's time, what a click
// and the keys select, and what the tool tip says.
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <cmath>

#include "charts/plot_gestures.h"
#include "charts/point_tip.h"
#include "charts/series_strip.h"
#include "charts/timeline_plot.h"
#include "charts/timeline_view.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "support/qt_units.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

/// Three kernels with samples and a clock that moves.
Session session() {
  Session made = test::sampleSession(
      {.kernels = {"add", "dot", "exp"}, .variants = {"scalar", "avx2"}, .lastSize = 4096});
  sortSamples(made);
  // One after the other: a known case at every moment.
  for (std::size_t i = 0; i < made.samples.size(); ++i) made.samples.t[i] = 0.01 * double(i);
  made.series.clear();
  const std::uint32_t metric =
      made.metricIndex({"clock", "Clock", "Hz", MetricKind::frequency, true});
  SeriesRecord clock{"clock", kNoCase, metric, {}, {}};
  for (int i = 0; i < 400; ++i) {
    clock.t.push_back(0.01 * double(made.samples.size()) * i / 400);
    clock.value.push_back(3e9 + 1e8 * (i % 7));
  }
  made.series.push_back(clock);
  return made;
}

struct Page {
  Page() : view((document.setSession(session(), {}), &document), &selection) {
    view.resize(1000, 500);
    view.show();
    QTest::qWait(30);
    plot = view.findChild<TimelinePlot*>();
    plot->replot(QCustomPlot::rpImmediateRefresh);
  }
  QPoint at(double t, std::size_t kernel) const {
    const QRect rows = plot->timeAxis()->axisRect()->rect();
    const double height = double(rows.height()) / double(plot->data().grid.kernels.size());
    return QPointF(plot->timeAxis()->coordToPixel(t), rows.top() + (double(kernel) + 0.5) * height)
        .toPoint();
  }
  double end() const { return plot->data().grid.seconds; }
  SessionDocument document;
  SelectionModel selection;
  TimelineView view;
  TimelinePlot* plot = nullptr;
};

void wheel(QWidget* widget, const QPoint& at, int steps, Qt::KeyboardModifiers modifiers = {}) {
  QWheelEvent event(at, widget->mapToGlobal(at), {}, QPoint(0, 120 * steps), Qt::NoButton,
                    modifiers, Qt::NoScrollPhase, false);
  QApplication::sendEvent(widget, &event);
}

}  // namespace

class TestTimelineView : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().apply();
  }

  void clickJumpsToTheCase() {
    Page page;
    for (const std::size_t sample : {std::size_t{40}, page.document.session().samples.size() / 2}) {
      const Samples& samples = page.document.session().samples;
      const CaseRecord& record = page.document.session().cases[samples.caseIndex[sample]];
      const auto& kernels = page.plot->data().grid.kernels;
      const auto row = std::find(kernels.begin(), kernels.end(), record.benchmark);
      QTest::mouseClick(page.plot, Qt::LeftButton, {},
                        page.at(samples.t[sample], std::size_t(row - kernels.begin())));
      // The case measured at that moment, up to what one pixel of the run covers.
      const std::uint32_t got = page.selection.current().caseIndex;
      QVERIFY(got != kNoCase);
      double nearest = INFINITY;
      for (const std::size_t i : page.document.session().samplesOf(got))
        nearest = std::min(nearest, std::abs(samples.t[i] - samples.t[sample]));
      QVERIFY(nearest < 2 * page.end() / page.plot->width());
      QCOMPARE(page.document.session().cases[got].benchmark, record.benchmark);
    }
  }

  void zoomsPansAndResets() {
    Page page;
    QSignalSpy changed(&page.view, &TimelineView::timeRangeChanged);
    const QPoint middle = page.at(page.end() / 2, 1);
    wheel(page.plot, middle, 4);
    const QCPRange zoomed = page.plot->timeAxis()->range();
    QVERIFY(zoomed.size() < 0.7 * page.end() && zoomed.lower > 0);
    QVERIFY(changed.last().at(2).toBool());
    wheel(page.plot, middle, -2, Qt::ShiftModifier);
    QVERIFY(page.plot->timeAxis()->range().lower > zoomed.lower);
    QTest::mouseDClick(page.plot, Qt::LeftButton, {}, middle);
    QVERIFY(std::abs(page.plot->timeAxis()->range().size() - page.end()) < 1e-9);
    QVERIFY(!changed.last().at(2).toBool());
    // A box over two lanes is a stretch of time.
    const QPoint from = page.at(page.end() * 0.25, 0), to = page.at(page.end() * 0.5, 2);
    QTest::mousePress(page.plot, Qt::LeftButton, {}, from);
    QTest::mouseMove(page.plot, to);
    QTest::mouseRelease(page.plot, Qt::LeftButton, {}, to);
    QVERIFY(std::abs(page.plot->timeAxis()->range().lower / page.end() - 0.25) < 0.01);
    QVERIFY(std::abs(page.plot->timeAxis()->range().upper / page.end() - 0.5) < 0.01);
    QCOMPARE(page.selection.current().caseIndex, kNoCase);  // a drag is no click
    QTest::keyClick(page.plot, Qt::Key_0);
    QVERIFY(std::abs(page.plot->timeAxis()->range().size() - page.end()) < 1e-9);
    QTest::keyClick(page.plot, Qt::Key_Plus);
    QVERIFY(page.plot->timeAxis()->range().size() < page.end());
    QTest::keyClick(page.plot, Qt::Key_Minus);
    QTest::keyClick(page.plot, Qt::Key_Minus);
    QVERIFY(std::abs(page.plot->timeAxis()->range().size() - page.end()) < 1e-9);
  }

  void keysWalkTimeAndKernels() {
    Page page;
    QTest::keyClick(page.plot, Qt::Key_Right);
    const std::uint32_t first = page.selection.current().caseIndex;
    QVERIFY(first != kNoCase);
    for (int i = 0; i < 200; ++i) QTest::keyClick(page.plot, Qt::Key_Right);
    const std::uint32_t later = page.selection.current().caseIndex;
    QVERIFY(later > first);  // cases were measured in this order
    const std::string kernel = page.selection.current().key.benchmark;
    QTest::keyClick(page.plot, Qt::Key_Down);
    QVERIFY(page.selection.current().key.benchmark != kernel);
    QTest::keyClick(page.plot, Qt::Key_Up);
    QCOMPARE(page.selection.current().key.benchmark, kernel);
    QSignalSpy pinned(&page.view, &TimelineView::pinRequested);
    QTest::keyClick(page.plot, Qt::Key_Return);
    QCOMPARE(pinned.size(), 1);
    QTest::keyClick(page.plot, Qt::Key_Escape);
    QCOMPARE(page.selection.current().caseIndex, kNoCase);
  }

  void tipTellsIntervalAndSamples() {
    Page page;
    const Samples& samples = page.document.session().samples;
    const std::uint32_t index = samples.caseIndex[40];
    QTest::mouseMove(page.plot, page.at(samples.t[40], 0));
    const auto* tip = page.view.findChild<PointTip*>();
    QTRY_VERIFY(tip->isVisible());
    QStringList texts;
    for (const auto& [name, value] : tip->content().rows) texts << name + '=' + value;
    const CaseRecord& record = page.document.session().cases[index];
    QVERIFY2(texts.contains("Samples=" + countText(record.sampleCount)),
             qPrintable(texts.join(' ')));
    QVERIFY(texts.contains("95 % interval=" +
                           intervalText(record.median, record.ciLow, record.ciHigh)));
    QVERIFY(texts.filter("Clock=").size() == 1);
    QVERIFY(page.plot->rect().contains(tip->geometry()));
  }

  void notesStandWhereTheirCaseWasMeasured() {
    Page page;
    const std::uint32_t index = page.document.session().samples.caseIndex[200];
    page.document.setNotes({{index, {}, "door opened"}});
    QTRY_COMPARE(page.plot->data().notes.size(), std::size_t{1});
    double first = INFINITY;
    for (const std::size_t i : page.document.session().samplesOf(index))
      first = std::min(first, page.document.session().samples.t[i]);
    QCOMPARE(page.plot->data().notes.front().t, first);
  }

  /// A peak of one reading among a million is drawn, however narrow its column.
  void longSeriesKeepTheirPeaks() {
    Session made = session();
    SeriesRecord& clock = made.series.front();
    const double end = clock.t.back();
    clock.t.clear();
    clock.value.clear();
    for (int i = 0; i < 1'000'000; ++i) {
      clock.t.push_back(end * i / 1e6);
      clock.value.push_back(i == 613'000 ? 4e9 : 3e9);
    }
    Page page;
    page.document.setSession(made, {});
    QTRY_COMPARE(page.plot->data().lanes.front().series.t.size(), std::size_t{1'000'000});
    const QImage image = page.plot->grab().toImage();
    const QCPAxis* value = page.plot->axisRects().front()->axis(QCPAxis::atLeft);
    const int x = int(page.plot->timeAxis()->coordToPixel(clock.t[613'000]));
    const int y = int(value->coordToPixel(3.6e9));
    const auto isDrawn = [&](int column) {
      const QColor ground = Theme::instance().chrome().plot;
      return std::abs(image.pixelColor(column, y).lightness() - ground.lightness()) > 60;
    };
    QVERIFY(isDrawn(x - 1) || isDrawn(x) || isDrawn(x + 1));
    QVERIFY(!isDrawn(x - 20) && !isDrawn(x + 20));
  }

  void stripSharesTheTime() {
    Page page;
    SeriesStrip strip;
    strip.setDocument(&page.document);
    strip.setSeries(u"clock"_qs);
    strip.resize(1000, 110);
    strip.move(0, 600);  // a window of its own, beside the other
    strip.show();
    QTest::qWait(30);
    QObject::connect(&page.view, &TimelineView::timeRangeChanged, &strip,
                     &SeriesStrip::setTimeRange);
    QObject::connect(&strip, &SeriesStrip::timeRangeChanged, &page.view,
                     &TimelineView::setTimeRange);
    QObject::connect(&strip, &SeriesStrip::momentClicked, &page.view, &TimelineView::selectMoment);
    auto* plot = strip.findChild<QCustomPlot*>();
    wheel(page.plot, page.at(page.end() / 2, 1), 4);
    QCOMPARE(plot->xAxis->range(), page.plot->timeAxis()->range());
    wheel(plot, plot->axisRect()->rect().center(), 2);
    QCOMPARE(page.plot->timeAxis()->range(), plot->xAxis->range());
    QTest::mouseDClick(plot, Qt::LeftButton, {}, plot->axisRect()->rect().center());
    QVERIFY(std::abs(page.plot->timeAxis()->range().size() - page.end()) < 1e-9);
    // A click there selects, hovering tells the reading.
    page.selection.setCurrent({});
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->axisRect()->rect().center());
    QVERIFY(page.selection.current().caseIndex != kNoCase);
    QTest::mouseMove(plot, plot->axisRect()->rect().center() + QPoint(20, 0));
    const auto* tip = strip.findChild<PointTip*>();
    QTRY_VERIFY(tip->isVisible());
    QVERIFY(tip->content().rows.front().second.endsWith("GHz"));
  }
};

QTEST_MAIN(TestTimelineView)
#include "tst_timeline_view.moc"
