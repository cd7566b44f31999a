// Plans walked by several fresh processes: this test is its own measuring child.
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>
#include <set>
#include <thread>

#include "run/child.h"
#include "run/process_run.h"
#include "session/store.h"
#include "support/recording_sink.h"

using namespace lane;

namespace {

/// Fractions of all progress events.
std::vector<double> fractions(const RecordingSink& sink) {
  std::vector<double> list;
  for (const RunEvent& event : sink.events)
    if (const auto* progress = std::get_if<Progress>(&event)) list.push_back(progress->fraction);
  return list;
}

std::size_t countFinished(const RecordingSink& sink) {
  return static_cast<std::size_t>(std::count_if(
      sink.events.begin(), sink.events.end(),
      [](const RunEvent& event) { return std::holds_alternative<RunFinished>(event); }));
}

Plan smallPlan(std::uint32_t processes) {
  Plan plan;
  plan.title = "Small";
  plan.benchmarks = {"add", "dot"};
  plan.sizes = {64, 4096};
  plan.variants = {"scalar", "omp-sse2", "neon"};
  plan.precision = 0.5;
  plan.placements = 2;
  plan.processes = processes;
  return plan;
}

}  // namespace

class TestProcessRun : public QObject {
  Q_OBJECT
 private slots:
  void joinsWhatFreshProcessesMeasured() {
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("p.h5").toStdString();
    RecordingSink sink;
    RunOptions options;
    options.output = file;
    const auto session = runPlan(smallPlan(3), sink, options);
    QVERIFY2(session.has_value(), session ? "" : toString(session.error()).c_str());
    QVERIFY(session->complete);
    QCOMPARE(session->sources.front().kind, SourceKind::child);
    QCOMPARE(countFinished(sink), 1u);
    const std::vector<double> shares = fractions(sink);
    QVERIFY(shares.size() >= 3);
    QVERIFY(std::is_sorted(shares.begin(), shares.end()));
    for (std::uint32_t i = 0; i < session->cases.size(); ++i) {
      const CaseRecord& record = session->cases[i];
      if (record.variant == "neon") {
        QCOMPARE(record.status, CaseStatus::skipped);
        continue;
      }
      QVERIFY(record.hasTime());
      std::set<std::uint32_t> processes;
      for (const std::size_t at : session->samplesOf(i))
        processes.insert(session->samples.process[at]);
      QCOMPARE(processes, (std::set<std::uint32_t>{0, 1, 2}));
      QVERIFY(record.sampleCount >= 3 * 16);
      QVERIFY(record.ciLow <= record.median && record.median <= record.ciHigh);
    }
    std::size_t spreads = 0, sensitivities = 0, energies = 0;
    for (const ValueRecord& value : session->values) {
      const std::string& id = session->metrics[value.metric].id;
      if (id == "between_process" && value.caseIndex != kNoCase) {
        ++spreads;
        QCOMPARE(value.n, 3u);
        QVERIFY(value.value >= 0);
      }
      sensitivities += id == "placement_sensitivity";
      energies += id == "energy";
    }
    QCOMPARE(spreads, 8u);        // 2 kernels, 2 sizes, 2 variants
    QCOMPARE(sensitivities, 8u);  // by one process alone

    QCOMPARE(energies, 1u);  // of all processes together, or the reason

    const auto opened = openSession(file);
    QVERIFY(opened.has_value());
    QCOMPARE(opened->session.samples, session->samples);
    QCOMPARE(sink.rebuilt.samples, session->samples);
  }

  void stopKeepsWhatWasMeasured() {
    Plan plan = smallPlan(20);
    plan.precision = 1e-6;
    plan.budgetSeconds = 60;
    RecordingSink sink;
    std::stop_source stop;
    RunOptions options;
    options.stop = stop.get_token();
    QElapsedTimer sinceStop;
    sink.onAny = [&](const RunEvent&) {
      if (sink.rebuilt.samples.size() == 0 || stop.stop_requested()) return;
      stop.request_stop();
      sinceStop.start();
    };
    const auto session = runPlan(plan, sink, options);
    QVERIFY2(session.has_value(), session ? "" : toString(session.error()).c_str());
    QVERIFY(sinceStop.isValid());
    QVERIFY2(sinceStop.elapsed() < 3000, qPrintable(QString::number(sinceStop.elapsed())));
    QVERIFY(!session->complete);
    QVERIFY(session->samples.size() > 0);
  }

  void aProgramThatIsNotThereSaysSo() {
    RecordingSink sink;
    RunOptions options;
    options.childProgram = "/no/such/program";
    const auto session = runPlan(smallPlan(2), sink, options);
    QVERIFY(!session.has_value());
    QVERIFY(toString(session.error()).find("/no/such/program") != std::string::npos);
    QCOMPARE(countFinished(sink), 1u);
  }

  void aProgramThatDoesNotMeasureSaysSo() {
    RecordingSink sink;
    RunOptions options;
    options.childProgram = "/bin/false";
    const auto session = runPlan(smallPlan(2), sink, options);
    QVERIFY(!session.has_value());
    QVERIFY2(session.error().what.find("process 1 ended with 1") != std::string::npos,
             session.error().what.c_str());
  }

  void childTalksInLines() {
    Child child;
    QVERIFY(child.start({"/bin/cat"}).has_value());
    child.say("first");
    child.say("second");
    std::vector<std::string> lines;
    QElapsedTimer patience;
    patience.start();
    while (lines.size() < 2 && patience.elapsed() < 5000)
      child.readLines(0.05, [&](const std::string& line) { lines.push_back(line); });
    QCOMPARE(lines, (std::vector<std::string>{"first", "second"}));
    child.kill();
    QCOMPARE(child.wait(), -9);
    child.say("nobody hears this, and nobody dies of it");
  }
};

int main(int argc, char** argv) {
  if (const auto measured = runAsChild(argc, argv)) return *measured;
  TestProcessRun test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_process_run.moc"
