// The charts over a session of ten million samples and a series of a million readings: how long a
// replot, a step of zoom or pan and an answer to the pointer take, and what memory the open session
// needs. Run under Xvfb, without a window manager.
#include <sys/wait.h>
#include <unistd.h>

#include <QApplication>
#include <QFileInfo>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "charts/distribution_drawer.h"
#include "charts/percentile_plot.h"
#include "charts/sample_plots.h"
#include "charts/timeline_plot.h"
#include "charts/timeline_view.h"
#include "main_window.h"
#include "session/store.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace {

constexpr std::uint32_t kKernels = 10, kVariants = 5, kSizes = 20;
constexpr std::uint32_t kCases = kKernels * kVariants * kSizes;
constexpr std::uint32_t kSamples = 10'000;  // of each case
constexpr int kReadings = 1'000'000;

double at(std::vector<double> values, double q) {
  if (values.empty()) return 1e9;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, std::size_t(q * double(values.size())))];
}

/// A thousand cases of ten thousand samples each, measured in passes, and the clock meanwhile.
lane::Session hugeSession() {
  using namespace lane;
  const char* const variants[kVariants] = {"scalar", "sse4", "avx2", "avx3", "omp-avx2"};
  Session session;
  session.title = "Huge";
  session.uuid = newUuid();
  session.created = nowIso8601();
  session.complete = true;
  session.sources.push_back({"bench", SourceKind::in_process, "bench", "{}", "{}"});
  std::mt19937_64 random(3);
  std::lognormal_distribution<double> noise(0, 0.02);
  Samples& samples = session.samples;
  const std::size_t all = std::size_t{kCases} * kSamples;
  samples.seconds.reserve(all);
  samples.t.reserve(all);
  for (std::uint32_t i = 0; i < kCases; ++i) {
    CaseRecord record;
    record.suite = "vector";
    record.benchmark = "kernel" + std::to_string(i / (kVariants * kSizes));
    record.dtype = Dtype::f32;
    record.variant = variants[i / kSizes % kVariants];
    record.size = std::uint64_t{8} << (i % kSizes);
    const double seconds =
        20e-9 + 1e-10 * double(record.size) / (1 + double(i / kSizes % kVariants));
    record.bytesRead = 8.0 * double(record.size);
    record.items = double(record.size);
    record.flops = 2.0 * double(record.size);
    record.batchCalls = 100;
    record.sampleCount = kSamples;
    record.median = seconds;
    record.ciLow = 0.998 * seconds;
    record.ciHigh = 1.002 * seconds;
    record.p5 = 0.97 * seconds;
    record.p95 = 1.03 * seconds;
    record.status = CaseStatus::measured;
    record.key = makeKey(record);
    session.cases.push_back(record);
    for (std::uint32_t k = 0; k < kSamples; ++k) {
      samples.seconds.push_back(seconds * noise(random));
      samples.caseIndex.push_back(i);
      samples.process.push_back(0);
      samples.pass.push_back(k / 500);
      samples.round.push_back(k);
      samples.t.push_back(1e-4 * (double(k / 500) * 500 * kCases + i * 500.0 + k % 500));
      samples.calls.push_back(100);
      samples.placement.push_back(0);
      samples.flags.push_back(random() % 997 == 0 ? kFlagStolen : 0);
    }
  }
  sortSamples(session);
  const std::uint32_t metric =
      session.metricIndex({"clock", "Clock", "Hz", MetricKind::frequency, true});
  SeriesRecord clock{"clock", kNoCase, metric, {}, {}};
  for (int i = 0; i < kReadings; ++i) {
    clock.t.push_back(1e-4 * double(all) * i / kReadings);
    clock.value.push_back(3e9 * noise(random));
  }
  session.series.push_back(std::move(clock));
  return session;
}

double residentBytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  long pages = 0, resident = 0;
  const int read = file ? std::fscanf(file, "%ld %ld", &pages, &resident) : 0;
  if (file) std::fclose(file);
  return read == 2 ? double(resident) * double(::sysconf(_SC_PAGESIZE)) : 1e18;
}

/// Sees when a widget has painted.
class PaintWatch : public QObject {
 public:
  explicit PaintWatch(QWidget* widget) { widget->installEventFilter(this); }
  bool painted = false;
  bool eventFilter(QObject* object, QEvent* event) override {
    painted |= event->type() == QEvent::Paint;
    return QObject::eventFilter(object, event);
  }
};

/// Milliseconds from an event until the widget has painted what it led to. Events that change
/// nothing on screen, such as a pointer that stays at its point, have no time.
template <typename Send>
std::vector<double> untilPainted(QWidget* widget, int times, Send send) {
  PaintWatch watch(widget);
  std::vector<double> taken;
  for (int i = 0; i < times; ++i) {
    QCoreApplication::processEvents();
    watch.painted = false;
    const double begin = monotonicSeconds();
    send(i);
    while (!watch.painted && monotonicSeconds() - begin < 0.1) QCoreApplication::processEvents();
    if (watch.painted) taken.push_back(1e3 * (monotonicSeconds() - begin));
  }
  return taken;
}

std::vector<double> replots(QCustomPlot* plot) {
  std::vector<double> taken;
  for (int i = 0; i < 100; ++i) {
    const double begin = monotonicSeconds();
    plot->replot(QCustomPlot::rpImmediateRefresh);
    taken.push_back(1e3 * (monotonicSeconds() - begin));
  }
  return taken;
}

std::vector<double> repaints(QWidget* widget) {
  return untilPainted(widget, 60, [widget](int) { widget->repaint(); });
}

void gestures(BenchReport& report, const std::string& name, QCustomPlot* plot) {
  const QRect area(90, 60, plot->width() - 180, plot->height() - 120);
  const auto wheel = [&](int i, Qt::KeyboardModifiers modifiers, int angle) {
    const QPoint place(area.left() + 37 * i % std::max(1, area.width()), area.center().y());
    QWheelEvent event(place, plot->mapToGlobal(place), {}, {0, angle}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(plot, &event);
  };
  // In and out by turns, so that every step changes what is seen.
  report.atMost(
      "zoom of " + name + ", p99",
      at(untilPainted(plot, 150, [&](int i) { wheel(i, {}, i % 10 < 5 ? 120 : -120); }), 0.99), 25,
      "ms");
  for (int i = 0; i < 6; ++i) wheel(0, {}, 120);
  report.atMost(
      "pan of " + name + ", p99",
      at(untilPainted(plot, 150,
                      [&](int i) { wheel(i, Qt::ShiftModifier, i % 6 < 3 ? 120 : -120); }),
         0.99),
      25, "ms");
  const auto move = [&](int i) {
    const QPoint place(area.left() + 13 * i % std::max(1, area.width()),
                       area.top() + 7 * i % std::max(1, area.height()));
    QMouseEvent event(QEvent::MouseMove, place, plot->mapToGlobal(place).toPointF(), Qt::NoButton,
                      Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(plot, &event);
  };
  report.atMost("pointer over " + name + " to painted crosshair, p99",
                at(untilPainted(plot, 300, move), 0.99), 16.7, "ms");
}

void settle(double seconds) {
  const double begin = monotonicSeconds();
  while (monotonicSeconds() - begin < seconds) QCoreApplication::processEvents();
}

void measure(BenchReport& report, const QString& file, lane::Settings& settings) {
  lane::MainWindow window(&settings);
  window.resize(1600, 1000);
  window.show();
  settle(1);
  const double before = residentBytes();
  window.files().openSessionFile(file);
  settle(1);
  const lane::Session& session = window.document().session();
  if (session.samples.size() != std::size_t{kCases} * kSamples) {
    report.atLeast("samples of the opened session", double(session.samples.size()),
                   double(kCases) * kSamples, "");
    return;
  }
  const lane::CaseRecord& record = session.cases[kSizes * 2 + 10];
  window.selection().setCurrent(
      {lane::curveKey(record), lane::toQString(record.variant), record.size, kSizes * 2 + 10});
  settle(0.5);

  auto* curves = window.curvesView().findChild<lane::CurvePlot*>();
  report.atMost("replot of the curves, p99", at(replots(curves), 0.99), 16, "ms");
  gestures(report, "the curves", curves);

  auto* order = window.findChild<lane::RunOrderStrip*>();
  report.atMost("10,000 samples in run order, p99", at(repaints(order), 0.99), 16, "ms");
  window.showView(lane::View::latency);
  window.latencyView().setDistributionShown(true);
  settle(0.5);
  auto* drawer = window.latencyView().findChild<lane::DistributionDrawer*>();
  report.atMost("histogram of 10,000 samples, p99", at(repaints(drawer->histogram()), 0.99), 16,
                "ms");
  report.atMost("percentiles of 10,000 samples, p99", at(repaints(drawer->percentiles()), 0.99), 16,
                "ms");
  const double begin = monotonicSeconds();
  for (std::uint32_t i = 0; i < 20; ++i) drawer->setCase(session, i);
  report.atMost("distribution of another point", 1e3 * (monotonicSeconds() - begin) / 20, 16, "ms");

  const double opening = monotonicSeconds();
  window.showView(lane::View::timeline);
  QCoreApplication::processEvents();
  report.say("timeline of 10 M samples made", 1e3 * (monotonicSeconds() - opening), "ms");
  settle(0.5);
  auto* timeline = window.timelineView().findChild<lane::TimelinePlot*>();
  report.atMost("replot of the timeline with 1 M readings, p99", at(replots(timeline), 0.99), 16,
                "ms");
  gestures(report, "the timeline", timeline);
  settle(0.5);
  const double data = double(QFileInfo(file).size());  // files are not compressed
  report.say("data of the session", data / 1e6, "MB");
  report.atMost("memory with the session open / its data", (residentBytes() - before) / data, 3,
                "");
}

}  // namespace

int main(int argc, char** argv) {
  QTemporaryDir home;
  qputenv("HOME", home.path().toUtf8());
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
    qputenv(name, home.filePath(QString::fromLatin1(name)).toUtf8());
  const QString file = home.filePath(QStringLiteral("huge.lanescope.h5"));
  // In a process of its own: what making the session leaves behind is not the window's.
  const pid_t maker = ::fork();
  if (maker == 0) ::_exit(lane::saveSession(hugeSession(), file.toStdString()) ? 0 : 1);
  int status = 1;
  ::waitpid(maker, &status, 0);
  if (maker < 0 || status != 0) {
    std::printf("the session could not be written\n");
    return 2;
  }
  BenchReport report;
  QApplication app(argc, argv);
  lane::Theme::instance().apply();
  lane::Settings settings(home.filePath(QStringLiteral("settings.ini")));
  measure(report, file, settings);
  return report.exitCode();
}
