// Does the open window change what is measured? Within one process, with the window open, passes
// with and without live updates alternate at random; per case the paired ratio of the two must be
// equivalent to 1 (two one-sided tests at 5 %). Then the same with all cores measuring, and fresh
// processes with and without a window side by side. Run under Xvfb.
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <thread>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "main_window.h"
#include "measure/ratio.h"
#include "measure/team.h"
#include "session/store.h"
#include "support/theme.h"

using namespace lane;

namespace {

/// After live updates stop, the window gets this long to finish what it has.
constexpr auto kSettle = std::chrono::milliseconds(150);

/// Lets events through in some passes and keeps them for later in the others. Passes come in pairs
/// of one with and one without, in an order drawn for each pair.
class AlternatingSink : public EventSink {
 public:
  AlternatingSink(EventSink& window, std::uint64_t seed) : m_window(window), m_random(seed) {}

  void onEvent(RunEvent event) override {
    if (std::holds_alternative<MarkAdded>(event)) beginPass();
    if (m_live)
      m_window.onEvent(std::move(event));
    else
      m_kept.push_back(std::move(event));
  }
  void flush() {
    for (RunEvent& event : m_kept) m_window.onEvent(std::move(event));
    m_kept.clear();
  }
  /// By pass: whether the window was told while it went.
  const std::vector<bool>& live() const { return m_passes; }

 private:
  void beginPass() {
    const std::size_t pass = m_passes.size();
    const bool before = m_live;
    // The first pass stands alone: it has fewer rounds than any other.
    if (pass % 2 == 1)
      m_live = m_random() % 2 == 0;
    else if (pass > 0)
      m_live = !m_live;
    m_passes.push_back(m_live);
    if (m_live && !before) flush();
    if (!m_live && before) std::this_thread::sleep_for(kSettle);
  }

  EventSink& m_window;
  std::mt19937_64 m_random;
  std::vector<RunEvent> m_kept;
  std::vector<bool> m_passes;
  bool m_live = true;
};

double medianOf(std::vector<double> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Medians of a case in pairs of passes, with and without live updates.
struct Pairs {
  std::vector<double> without, with;
};

void addPairs(std::map<std::string, Pairs>& cases, const Session& session,
              const std::vector<bool>& live) {
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    std::map<std::uint32_t, std::vector<double>> byPass;
    for (const std::size_t s : session.samplesOf(i))
      byPass[session.samples.pass[s]].push_back(session.samples.seconds[s]);
    Pairs& pairs = cases[session.cases[i].key];
    for (std::uint32_t pass = 1; pass + 1 < live.size(); pass += 2) {
      const auto first = byPass.find(pass), second = byPass.find(pass + 1);
      if (first == byPass.end() || second == byPass.end() || live[pass] == live[pass + 1]) continue;
      const double a = medianOf(first->second), b = medianOf(second->second);
      pairs.with.push_back(live[pass] ? a : b);
      pairs.without.push_back(live[pass] ? b : a);
    }
  }
}

/// Runs the plan again and again in one process; the window sees one long run.
struct AlternatingEngine {
  int runs = 1;
  std::shared_ptr<std::map<std::string, Pairs>> cases =
      std::make_shared<std::map<std::string, Pairs>>();

  Result<Session> operator()(const Plan& plan, EventSink& sink, const RunOptions& options) const {
    Plan part = plan;
    Result<Session> last = tl::unexpected(Error{});
    for (int run = 0; run < runs && !options.stop.stop_requested(); ++run) {
      part.seed = plan.seed + std::uint64_t(run);
      AlternatingSink alternating(sink, part.seed);
      RunOptions quiet;
      quiet.stop = options.stop;
      quiet.conclude = false;
      last = runPlan(part, alternating, quiet);
      alternating.flush();
      if (!last) return last;
      addPairs(*cases, *last, alternating.live());
      std::fprintf(stderr, "  run %d of %d: %zu passes\n", run + 1, runs,
                   alternating.live().size());
    }
    return last;
  }
};

Plan oneThread() {
  Plan plan;
  plan.title = "Observer";
  plan.benchmarks = {"vector/.*"};
  plan.sizes = {256, 4096, 32768, 262144};
  plan.variants = {"omp-avx2", "avx2"};
  plan.budgetSeconds = 24;
  plan.precision = 1e-5;  // nobody is done before the budget is
  plan.refine = false;
  plan.placements = 0;
  return plan;
}

Plan allCores() {
  Plan plan = oneThread();
  plan.sizes = {131072, 1048576};
  plan.variants = {"avx2"};
  plan.budgetSeconds = 12;
  plan.threads = {std::max(2u, std::thread::hardware_concurrency())};
  return plan;
}

/// Share of the cases whose ratio lies within the margin, by two one-sided tests at 5 %: the 90 %
/// interval lies inside.
void judge(BenchReport& report, const char* what, const std::map<std::string, Pairs>& cases,
           double margin) {
  std::size_t known = 0, equivalent = 0, slower = 0, faster = 0, pairs = 0;
  double sum = 0;
  for (const auto& [key, each] : cases) {
    const PairedRatio ratio = pairedRatio(each.without, each.with, {}, 0.90);
    if (ratio.rounds < 4) continue;
    ++known;
    pairs += ratio.rounds;
    sum += std::log(ratio.ratio);
    const bool inside = ratio.low > 1 / (1 + margin) && ratio.high < 1 + margin;
    equivalent += inside;
    slower += ratio.low > 1;
    faster += ratio.high < 1;
    if (!inside)
      std::printf("         %-64s %.4f  %.4f … %.4f of %zu\n", key.c_str(), ratio.ratio, ratio.low,
                  ratio.high, ratio.rounds);
  }
  const auto line = [&](const char* text) { return std::string(what) + text; };
  report.atLeast(line(": cases judged"), double(known), margin < 0.01 ? 100 : 10, "");
  if (known == 0) return;
  report.say(line(": pairs of passes per case"), double(pairs) / double(known), "");
  report.say(line(": time with updates / without, geometric mean"), std::exp(sum / double(known)),
             "");
  report.say(line(": 90 % interval wholly above 1"), 100.0 * double(slower) / double(known), "%");
  report.say(line(": 90 % interval wholly below 1"), 100.0 * double(faster) / double(known), "%");
  report.atLeast(line(": equivalent cases"), 100.0 * double(equivalent) / double(known), 98, "%");
}

void runInWindow(MainWindow& window, const Plan& plan) {
  window.planModel().load(plan);
  QEventLoop loop;
  QObject::connect(&window.runs(), &RunController::finished, &loop, &QEventLoop::quit);
  window.startRun();
  if (window.runs().isRunning()) loop.exec();
}

struct HiddenSink : EventSink {
  void onEvent(RunEvent) override {}
};

Plan shortPlan() {
  Plan plan = oneThread();
  plan.budgetSeconds = 8;
  return plan;
}

/// One side of a pair of processes: measures and writes the session.
int measureAsChild(const char* how, const char* file, int argc, char** argv) {
  if (std::strcmp(how, "--headless") == 0) {
    HiddenSink sink;
    RunOptions options;
    options.output = file;
    options.conclude = false;
    return runPlan(shortPlan(), sink, options) ? 0 : 1;
  }
  Team::leaveMeasuringCore();
  QApplication app(argc, argv);
  Theme::instance().apply();
  QTemporaryDir home;
  Settings settings(home.filePath(QStringLiteral("settings.ini")));
  bool done = false;
  MainWindow window(&settings, [&](const Plan& plan, EventSink& sink, const RunOptions& options) {
    RunOptions mine = options;
    mine.output = file;
    mine.conclude = false;
    auto session = runPlan(plan, sink, mine);
    done = session.has_value();
    return session;
  });
  window.resize(1600, 1000);
  window.show();
  runInWindow(window, shortPlan());
  return done ? 0 : 1;
}

void compareProcesses(BenchReport& report, const std::string& self) {
  QTemporaryDir dir;
  std::map<std::string, std::vector<double>> ratios;
  for (int pair = 0; pair < 5; ++pair) {
    std::map<std::string, double> medians[2];
    const int first = pair % 2;
    for (const int side : {first, 1 - first}) {
      const std::string file =
          dir.filePath(QStringLiteral("%1-%2.lanescope.h5").arg(pair).arg(side)).toStdString();
      if (runChild({self, side == 0 ? "--headless" : "--window", file}).exitCode != 0) return;
      const auto opened = openSession(file);
      if (!opened) return;
      for (const CaseRecord& record : opened->session.cases)
        if (record.hasTime()) medians[side][record.key] = record.median;
    }
    for (const auto& [key, headless] : medians[0])
      if (const auto window = medians[1].find(key); window != medians[1].end())
        ratios[key].push_back(window->second / headless);
  }
  std::vector<double> middles;
  for (const auto& [key, each] : ratios) middles.push_back(medianOf(each));
  if (middles.empty()) return;
  std::sort(middles.begin(), middles.end());
  const auto at = [&](double q) { return middles[std::size_t(q * double(middles.size() - 1))]; };
  report.say("5 pairs of processes, window / headless: median case", at(0.5), "");
  report.say("5 pairs of processes, window / headless: 5th percentile", at(0.05), "");
  report.say("5 pairs of processes, window / headless: 95th percentile", at(0.95), "");
}

}  // namespace

int main(int argc, char** argv) {
  QTemporaryDir home;
  qputenv("HOME", home.path().toUtf8());
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
    qputenv(name, home.filePath(QString::fromLatin1(name)).toUtf8());
  if (argc == 3) return measureAsChild(argv[1], argv[2], argc, argv);
  // A number: how many times the plan is run; fewer for a first look.
  const int runs = argc == 2 ? std::max(1, std::atoi(argv[1])) : 10;

  BenchReport report;
  Team::leaveMeasuringCore();
  QApplication app(argc, argv);
  Theme::instance().apply();
  Settings settings(home.filePath(QStringLiteral("settings.ini")));
  AlternatingEngine engine{.runs = runs};
  {
    MainWindow window(&settings, engine);
    window.resize(1600, 1000);
    window.show();
    QCoreApplication::processEvents();
    runInWindow(window, oneThread());
    judge(report, "one thread", *engine.cases, 0.005);
    engine.cases->clear();
    runInWindow(window, allCores());
    judge(report, "all cores", *engine.cases, 0.02);
  }
  compareProcesses(report, argv[0]);
  return report.exitCode();
}
