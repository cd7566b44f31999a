// The window on an X server (run under Xvfb, without a window manager): from process start to the
// first content on screen, event-loop turns during a run, and opening a large session.
#include <xcb/xcb.h>

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QTableView>
#include <QTemporaryDir>
#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

#include "bench/bench_report.h"
#include "bench/big_session.h"
#include "bench/child_process.h"
#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "main_window.h"
#include "measure/team.h"
#include "panels/diff_panel.h"
#include "session/store.h"
#include "support/theme.h"

namespace {

double threadCpuSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

double at(std::vector<double>& values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, std::size_t(q * double(values.size())))];
}

/// The pixel in the middle of the screen; -1 while it cannot be read.
long middlePixel(xcb_connection_t* x, const xcb_screen_t& screen) {
  const auto cookie = xcb_get_image(x, XCB_IMAGE_FORMAT_Z_PIXMAP, screen.root,
                                    std::int16_t(screen.width_in_pixels / 4),
                                    std::int16_t(screen.height_in_pixels / 4), 1, 1, ~0u);
  xcb_get_image_reply_t* reply = xcb_get_image_reply(x, cookie, nullptr);
  if (!reply) return -1;
  std::uint32_t pixel = 0;
  std::memcpy(&pixel, xcb_get_image_data(reply), 4);
  std::free(reply);
  return long(pixel & 0xffffff);
}

/// Milliseconds from starting the program until the screen no longer shows the bare root.
double firstPaintMilliseconds() {
  xcb_connection_t* x = xcb_connect(nullptr, nullptr);
  if (xcb_connection_has_error(x)) return 1e9;
  const xcb_screen_t& screen = *xcb_setup_roots_iterator(xcb_get_setup(x)).data;
  const long bare = middlePixel(x, screen);
  std::string program = LANESCOPE_BINARY_DIR "/bin/lanescope";
  char* arguments[] = {program.data(), nullptr};
  pid_t pid = 0;
  const double begin = monotonicSeconds();
  if (::posix_spawn(&pid, arguments[0], nullptr, nullptr, arguments, environ) != 0) return 1e9;
  double painted = 1e9;
  while (monotonicSeconds() - begin < 10) {
    const long pixel = middlePixel(x, screen);
    if (pixel >= 0 && pixel != bare) {
      painted = 1e3 * (monotonicSeconds() - begin);
      break;
    }
    ::usleep(1000);
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  while (middlePixel(x, screen) != bare) ::usleep(5000);
  xcb_disconnect(x);
  return painted;
}

/// Adds up what the events of one turn of the event loop cost, from one moment it goes to sleep to
/// the next. Events sent from within events belong to the outer one.
class MeteredApplication : public QApplication {
 public:
  using QApplication::QApplication;
  std::vector<double> cpu, wall;  ///< milliseconds per turn
  /// Milliseconds from a movement of the pointer to the plot painted with it.
  std::vector<double> answered;
  bool recording = false;

  /// From any thread: the pointer is there now.
  void pointAt(QWidget* widget, const QPoint& place) {
    {
      std::lock_guard lock(m_mutex);
      m_moved.push_back(monotonicSeconds());
    }
    postEvent(widget, new QMouseEvent(QEvent::MouseMove, place, place, Qt::NoButton, Qt::NoButton,
                                      Qt::NoModifier));
  }

  bool notify(QObject* receiver, QEvent* event) override {
    if (!recording || m_depth > 0) return QApplication::notify(receiver, event);
    const double cpuBefore = threadCpuSeconds(), wallBefore = monotonicSeconds();
    ++m_depth;
    const bool done = QApplication::notify(receiver, event);
    --m_depth;
    m_moves += event->type() == QEvent::MouseMove && !event->spontaneous();
    if (m_painted) answer();
    m_cpu += threadCpuSeconds() - cpuBefore;
    m_wall += monotonicSeconds() - wallBefore;
    return done;
  }
  void endTurn() {
    if (recording && m_wall > 0) {
      cpu.push_back(1e3 * m_cpu);
      wall.push_back(1e3 * m_wall);
    }
    m_cpu = m_wall = 0;
    answer();  // what changed nothing
  }

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    m_painted |= event->type() == QEvent::Paint;
    return false;
  }

 private:
  void answer() {
    m_painted = false;
    std::lock_guard lock(m_mutex);
    for (; m_moves > 0 && !m_moved.empty(); --m_moves) {
      answered.push_back(1e3 * (monotonicSeconds() - m_moved.front()));
      m_moved.pop_front();
    }
  }

  int m_depth = 0;
  double m_cpu = 0, m_wall = 0;
  int m_moves = 0;  ///< handled and not answered yet
  bool m_painted = false;
  std::mutex m_mutex;
  std::deque<double> m_moved;
};

void runAndMeasureTurns(BenchReport& report, MeteredApplication& meter, lane::MainWindow& window) {
  QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock,
                   &meter, [&] { meter.endTurn(); });
  // Nobody presses Run before the start page has filled.
  QEventLoop settling;
  QTimer::singleShot(1500, &settling, &QEventLoop::quit);
  settling.exec();
  meter.recording = true;
  // Somebody moves over the chart all the time, 60 times a second.
  auto* plot = window.curvesView().findChild<lane::CurvePlot*>();
  if (plot) plot->installEventFilter(&meter);
  std::jthread pointer([&meter, plot](const std::stop_token& stop) {
    for (int step = 0; plot && !stop.stop_requested(); ++step) {
      meter.pointAt(plot, {100 + 7 * step % 600, 200 + step % 40});
      std::this_thread::sleep_for(std::chrono::microseconds(16667));
    }
  });
  QEventLoop loop;
  QObject::connect(&window.runs(), &lane::RunController::finished, &loop, &QEventLoop::quit);
  window.loadPlanNamed(QStringLiteral("vectors"));
  window.startRun();
  QTimer::singleShot(120'000, &loop, &QEventLoop::quit);
  loop.exec();
  meter.recording = false;
  pointer = {};
  report.say("event-loop turns during plan vectors", double(meter.cpu.size()), "");
  const auto largest = std::max_element(meter.cpu.begin(), meter.cpu.end());
  report.say("the largest of them is number", double(largest - meter.cpu.begin()), "");
  report.atMost("CPU of one event-loop turn, p99", at(meter.cpu, 0.99), 16, "ms");
  report.atMost("CPU of one event-loop turn, largest", at(meter.cpu, 1.0), 50, "ms");
  report.atMost("wall time of one turn, p99", at(meter.wall, 0.99), 33, "ms");
  report.say("movements of the pointer answered", double(meter.answered.size()), "");
  report.atMost("pointer moved to crosshair painted, p99", at(meter.answered, 0.99), 1e3 / 60,
                "ms");
}

class PaintWatch : public QObject {
 public:
  bool painted = false;
  bool eventFilter(QObject* object, QEvent* event) override {
    painted |= event->type() == QEvent::Paint;
    return QObject::eventFilter(object, event);
  }
};

void openBigSession(BenchReport& report, lane::MainWindow& window) {
  QTemporaryDir dir;
  const QString file = dir.filePath(QStringLiteral("big.lanescope.h5"));
  if (!lane::saveSession(lane::bigSession(), file.toStdString())) return;
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) {
    PaintWatch watch;
    for (QWidget* child : window.curvesView().findChildren<QWidget*>())
      child->installEventFilter(&watch);
    window.files().closeAll();
    QCoreApplication::processEvents();
    const double begin = monotonicSeconds();
    window.files().open({file});
    watch.painted = false;
    while (!watch.painted && monotonicSeconds() - begin < 10) QCoreApplication::processEvents();
    QCoreApplication::processEvents();
    times.push_back(monotonicSeconds() - begin);
  }
  report.atMost("open 10,000 cases x 50 samples to first painted chart, median of 5",
                at(times, 0.5), 0.5, "s");
}

/// From the files to the painted plot and table of their comparison.
void compareBigSessions(BenchReport& report, lane::MainWindow& window) {
  QTemporaryDir dir;
  QStringList files;
  for (const char* name : {"a.lanescope.h5", "b.lanescope.h5"}) {
    files << dir.filePath(QString::fromLatin1(name));
    if (!lane::saveSession(lane::bigSession(), files.back().toStdString())) return;
  }
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) {
    window.diffDocument().clear();
    QCoreApplication::processEvents();
    PaintWatch watch;
    const double begin = monotonicSeconds();
    window.files().compareFiles(files[0], files[1]);
    while (!window.diffDocument().isReady() && monotonicSeconds() - begin < 10)
      QCoreApplication::processEvents();
    window.diffPanel().table()->viewport()->installEventFilter(&watch);
    while (!watch.painted && monotonicSeconds() - begin < 10) QCoreApplication::processEvents();
    QCoreApplication::processEvents();
    times.push_back(monotonicSeconds() - begin);
  }
  report.atMost("compare two 10,000-case files to painted view, median of 5", at(times, 0.5), 0.3,
                "s");
}

}  // namespace

int main(int argc, char** argv) {
  QTemporaryDir home;
  qputenv("HOME", home.path().toUtf8());
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
    qputenv(name, home.filePath(QString::fromLatin1(name)).toUtf8());
  BenchReport report;
  std::vector<double> starts;
  for (int i = 0; i < 11; ++i) starts.push_back(firstPaintMilliseconds());
  report.atMost("first window on screen, median of 11", at(starts, 0.5), 400, "ms");

  lane::Team::leaveMeasuringCore();
  MeteredApplication app(argc, argv);
  lane::Theme::instance().apply();
  lane::Settings settings(home.filePath(QStringLiteral("settings.ini")));
  lane::MainWindow window(&settings);
  window.resize(1600, 1000);
  window.show();
  QCoreApplication::processEvents();
  runAndMeasureTurns(report, app, window);
  openBigSession(report, window);
  compareBigSessions(report, window);
  return report.exitCode();
}
