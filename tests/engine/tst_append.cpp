// More measurements for a session that exists: this test is its own measuring child.
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "measure/resample.h"
#include "run/append.h"
#include "run/process_run.h"
#include "run/session_join.h"
#include "session/store.h"
#include "support/kept_samples.h"
#include "support/small_plan.h"

using namespace lane;

namespace {

using test::kDot64;
using test::measured;
using test::smallPlan;

std::set<std::uint32_t> processesOf(const Session& session, std::uint32_t caseIndex) {
  std::set<std::uint32_t> processes;
  for (const std::size_t at : session.samplesOf(caseIndex))
    processes.insert(session.samples.process[at]);
  return processes;
}

/// The samples of a case that belong to processes before `process`.
std::vector<double> secondsBefore(const Session& session, std::uint32_t caseIndex,
                                  std::uint32_t process) {
  std::vector<double> seconds;
  for (const std::size_t at : session.samplesOf(caseIndex))
    if (session.samples.process[at] < process) seconds.push_back(session.samples.seconds[at]);
  return seconds;
}

/// Every sample of `before` is in `after`, in its place.
bool holds(const Session& after, const Session& before, std::uint32_t processes) {
  for (std::uint32_t i = 0; i < before.cases.size(); ++i)
    if (after.cases[i].key != before.cases[i].key ||
        secondsBefore(after, i, processes) != secondsBefore(before, i, processes))
      return false;
  return true;
}

void compareWithSummary(const Session& session, std::uint32_t caseIndex, double confidence) {
  std::vector<double> seconds;
  std::vector<std::uint32_t> pass, process;
  for (const std::size_t at : session.samplesOf(caseIndex)) {
    seconds.push_back(session.samples.seconds[at]);
    pass.push_back(session.samples.pass[at]);
    process.push_back(session.samples.process[at]);
  }
  const Summary summary = summarize(seconds, pass, process, confidence);
  const CaseRecord& record = session.cases[caseIndex];
  QCOMPARE(record.sampleCount, summary.count);
  QCOMPARE(record.median, summary.median);
  QCOMPARE(record.ciLow, summary.ciLow);
  QCOMPARE(record.ciHigh, summary.ciHigh);
  QCOMPARE(record.p95, summary.p95);
}

const ValueRecord* valueOf(const Session& session, const std::string& id, std::uint32_t caseIndex) {
  const ValueRecord* found = nullptr;
  for (const ValueRecord& value : session.values) {
    if (session.metrics[value.metric].id != id || value.caseIndex != caseIndex) continue;
    if (found) return nullptr;  // twice
    found = &value;
  }
  return found;
}

/// A case as if the run had been stopped before it was measured.
void leaveOut(Session& session, std::uint32_t caseIndex) {
  const Samples all = session.samples;
  session.samples =
      test::keptSamples(all, [&](std::size_t i) { return all.caseIndex[i] != caseIndex; });
  CaseRecord& record = session.cases[caseIndex];
  record.status = CaseStatus::pending;
  record.stopReason = StopReason::stopped;
  record.reason = "the run was stopped before it was measured";
  record.median = record.ciLow = record.ciHigh = kUnknown;
  record.sampleCount = 0;
  sortSamples(session);
  session.complete = false;
}

/// A stand-in for a measuring child that does as the script says; the plan is "$2", the file to
/// write "$3".
std::filesystem::path script(const QTemporaryDir& folder, const std::string& text) {
  const std::filesystem::path file = folder.filePath("child.sh").toStdString();
  std::ofstream(file) << "#!/bin/sh\n" << text;
  ::chmod(file.c_str(), 0755);
  return file;
}

const std::string kSelf = "/proc/self/exe";

RunOptions writingTo(const std::filesystem::path& file) {
  RunOptions options;
  options.output = file;
  return options;
}

}  // namespace

class TestAppend : public QObject {
  Q_OBJECT
 private slots:
  void aCaseOnceMoreJoinsAsAFurtherProcess() {
    const Session before = measured();
    const auto plan = planAgain(before, {kDot64}, 2);
    QVERIFY2(plan.has_value(), plan ? "" : toString(plan.error()).c_str());
    RecordingSink sink;
    RunOptions options;
    options.commit = "abc123";
    const auto after = appendToSession(before, *plan, sink, options);
    QVERIFY2(after.has_value(), after ? "" : toString(after.error()).c_str());
    QVERIFY(after->complete);
    QCOMPARE(after->uuid, before.uuid);
    QCOMPARE(after->cases.size(), before.cases.size());
    QVERIFY(holds(*after, before, 1));
    for (std::uint32_t i = 0; i < after->cases.size(); ++i) {
      const bool again = after->cases[i].key == kDot64;
      QCOMPARE(processesOf(*after, i),
               again ? (std::set<std::uint32_t>{0, 1, 2}) : (std::set<std::uint32_t>{0}));
      compareWithSummary(*after, i, plan->confidence);
      const ValueRecord* spread = valueOf(*after, "between_process", i);
      QCOMPARE(spread != nullptr, again);
      if (again) QCOMPARE(spread->n, 3u);
    }
    // The new samples lie behind the old ones in time.
    const double end = *std::max_element(before.samples.t.begin(), before.samples.t.end());
    for (std::size_t i = 0; i < after->samples.size(); ++i)
      if (after->samples.process[i] > 0) QVERIFY(after->samples.t[i] > end);
    QVERIFY(valueOf(*after, "noise_score", kNoCase));  // concluded anew, once
    QVERIFY(valueOf(*after, "empty_call", kNoCase));
    const auto environment = nlohmann::json::parse(after->sources.back().environment);
    QCOMPARE(environment.at("commit").get<std::string>(), std::string("abc123"));

    // The first event carries all there was, so that views keep their data.
    const auto* started = std::get_if<RunStarted>(&sink.events.front());
    QVERIFY(started);
    QCOMPARE(started->session.samples.seconds, before.samples.seconds);
    QCOMPARE(sink.rebuilt.samples, after->samples);
    QVERIFY(std::holds_alternative<RunFinished>(sink.events.back()));
  }

  void otherSizesAreAdded() {
    const Session before = measured();
    Plan plan = smallPlan();
    plan.benchmarks = {"dot"};
    plan.sizes = {64, 512};
    plan.variants = {"scalar"};
    RecordingSink sink;
    const auto after = appendToSession(before, plan, sink, {});
    QVERIFY2(after.has_value(), after ? "" : toString(after.error()).c_str());
    QCOMPARE(after->cases.size(), before.cases.size() + 1);
    QVERIFY(holds(*after, before, 1));
    const CaseRecord& added = after->cases.back();
    QCOMPARE(added.size, 512u);
    QVERIFY(added.hasTime());
    QCOMPARE(processesOf(*after, static_cast<std::uint32_t>(after->cases.size() - 1)),
             (std::set<std::uint32_t>{1}));
    QCOMPARE(after->sources.at(added.source).id, std::string("lanescope-2"));
    QCOMPARE(processesOf(*after, after->caseByKey(kDot64)), (std::set<std::uint32_t>{0, 1}));
    // It can be measured again although the session's plan does not name its size.
    const auto again = planAgain(*after, {added.key}, 1);
    QVERIFY2(again.has_value(), again ? "" : toString(again.error()).c_str());
    QCOMPARE(previewPlan(*again)->runnable, 1u);
  }

  void resumeMeasuresOnlyWhatIsMissing() {
    Session stopped = measured();
    const std::uint32_t missing = stopped.caseByKey(kDot64);
    leaveOut(stopped, missing);
    QCOMPARE(missingCases(stopped), (std::vector<std::string>{kDot64}));
    const auto plan = planAgain(stopped, missingCases(stopped), 1);
    QVERIFY(plan.has_value());
    RecordingSink sink;
    const auto after = appendToSession(stopped, *plan, sink, {});
    QVERIFY2(after.has_value(), after ? "" : toString(after.error()).c_str());
    QVERIFY(after->complete);
    QVERIFY(missingCases(*after).empty());
    for (std::uint32_t i = 0; i < after->cases.size(); ++i) {
      QCOMPARE(processesOf(*after, i), (std::set<std::uint32_t>{i == missing ? 1u : 0u}));
      if (i != missing)
        QVERIFY(sameCase(after->cases[i], [&] {
          CaseRecord record = stopped.cases[i];
          record.sampleOffset = after->cases[i].sampleOffset;
          return record;
        }()));
    }
    QVERIFY(after->cases[missing].hasTime());
    QVERIFY(after->cases[missing].reason.empty());
  }

  void aStopKeepsWhatIsThere() {
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("s.h5").toStdString();
    const Session before = measured();
    QVERIFY(saveSession(before, file).has_value());
    const auto bytes = std::filesystem::file_size(file);
    auto plan = planAgain(before, {kDot64}, 20);
    plan->precision = 1e-6;
    plan->budgetSeconds = 200;
    RecordingSink sink;
    std::stop_source stop;
    sink.onAny = [&](const RunEvent&) {
      if (sink.rebuilt.samples.size() > before.samples.size()) stop.request_stop();
    };
    RunOptions options = writingTo(file);
    options.stop = stop.get_token();
    const auto after = appendToSession(before, *plan, sink, options);
    QVERIFY2(after.has_value(), after ? "" : toString(after.error()).c_str());
    QVERIFY(after->samples.size() > before.samples.size());
    QVERIFY(holds(*after, before, 1));
    QVERIFY(after->complete);  // no case lacks a figure
    const auto opened = openSession(file);
    QVERIFY(opened.has_value() && !opened->fromPartial);
    QCOMPARE(opened->session.samples, after->samples);
    QVERIFY(std::filesystem::file_size(file) > bytes);
  }

  void stoppedBeforeAnythingIsTheOld() {
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("s.h5").toStdString();
    Session before = measured();
    leaveOut(before, 0);
    QVERIFY(saveSession(before, file).has_value());
    const auto written = std::filesystem::last_write_time(file);
    std::stop_source stop;
    stop.request_stop();
    RecordingSink sink;
    RunOptions options = writingTo(file);
    options.stop = stop.get_token();
    const auto after =
        appendToSession(before, *planAgain(before, missingCases(before), 1), sink, options);
    QVERIFY(after.has_value());
    QCOMPARE(after->samples, before.samples);
    QCOMPARE(after->sources, before.sources);
    QCOMPARE(after->values.size(), before.values.size());
    QVERIFY(!after->complete);
    QCOMPARE(missingCases(*after), missingCases(before));
    QVERIFY(std::filesystem::last_write_time(file) == written);
    QVERIFY(!std::filesystem::exists(partialPath(file)));
  }

  void aChildThatFailsLeavesTheFileAlone() {
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("s.h5").toStdString();
    const Session before = measured();
    QVERIFY(saveSession(before, file).has_value());
    const auto written = std::filesystem::last_write_time(file);
    RecordingSink sink;
    RunOptions options = writingTo(file);
    options.childProgram = "/bin/false";
    const auto after = appendToSession(before, *planAgain(before, {kDot64}, 1), sink, options);
    QVERIFY(!after.has_value());
    QVERIFY2(toString(after.error()).find("ended with 1") != std::string::npos,
             toString(after.error()).c_str());
    QVERIFY(std::filesystem::last_write_time(file) == written);
    // Who listened has everything that was there.
    QVERIFY(holds(sink.rebuilt, before, 1));
    QCOMPARE(sink.rebuilt.samples.size(), before.samples.size());
  }

  /// The second process dies: what the first measured is on disk with everything older.
  void aKilledChildCostsOnlyItsOwn() {
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("s.h5").toStdString();
    const Session before = measured();
    QVERIFY(saveSession(before, file).has_value());
    const std::string self = std::filesystem::read_symlink(kSelf).string();
    const auto child = script(
        folder, "case \"$3\" in *process-1.h5) exec " + self + " \"$@\";; esac\nkill -9 $$\n");
    RecordingSink sink;
    RunOptions options = writingTo(file);
    options.childProgram = child;
    const auto after = appendToSession(before, *planAgain(before, {kDot64}, 3), sink, options);
    QVERIFY(!after.has_value());
    QVERIFY2(toString(after.error()).find("process 3 ended with -9") != std::string::npos,
             toString(after.error()).c_str());
    const auto opened = openSession(file);
    QVERIFY(opened.has_value());
    QVERIFY(holds(opened->session, before, 1));
    const std::uint32_t again = opened->session.caseByKey(kDot64);
    QCOMPARE(processesOf(opened->session, again), (std::set<std::uint32_t>{0, 1}));
    compareWithSummary(opened->session, again, 0.95);
  }

  /// A child killed in the middle has left a checkpoint.
  void aKilledChildsCheckpointCounts() {
    QTemporaryDir folder;
    const Session before = measured();
    const std::string self = std::filesystem::read_symlink(kSelf).string();
    // Its input must be the parent's: a child without one stops by itself.
    RunOptions options;
    options.childProgram = script(folder, "exec 3<&0\n" + self +
                                              " \"$@\" <&3 &\n"
                                              "while ! [ -e \"$3.part\" ]; do sleep 0.02; done\n"
                                              "sleep 0.1\nkill -9 $!\nexit 9\n");
    auto plan = planAgain(before, {kDot64}, 1);
    plan->precision = 1e-6;
    plan->budgetSeconds = 100;
    RecordingSink sink;
    const auto after = appendToSession(before, *plan, sink, options);
    QVERIFY(!after.has_value());
    QVERIFY(sink.rebuilt.samples.size() > before.samples.size());
    QVERIFY(holds(sink.rebuilt, before, 1));
  }

  void refusals_data() {
    QTest::addColumn<int>("what");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("another processor") << 0 << QByteArray("measured on Imaginary 9000");
    QTest::newRow("other cores") << 1 << QByteArray("with 77 cores");
    QTest::newRow("imported") << 2 << QByteArray("was measured by Google Benchmark 1.7.1");
    QTest::newRow("revision") << 3
                              << QByteArray(
                                     "dot has changed since: the session holds "
                                     "revision 99");
  }
  void refusals() {
    QFETCH(int, what);
    QFETCH(QByteArray, words);
    static const Session kMeasured = measured();
    Session session = kMeasured;
    const auto plan = planAgain(session, {kDot64}, 1);
    if (what == 0) session.machine.cpuModel = "Imaginary 9000";
    if (what == 1) session.machine.physicalCores = 77;
    if (what == 2) {
      session.sources.front().kind = SourceKind::import;
      session.sources.front().tool = "Google Benchmark 1.7.1";
    }
    if (what == 3)
      for (CaseRecord& record : session.cases)
        if (record.benchmark == "dot") record.revision = 99;
    RecordingSink sink;
    const auto after = appendToSession(session, *plan, sink, {});
    QVERIFY(!after.has_value());
    QCOMPARE(after.error().code, ErrorCode::unsupported);
    QVERIFY2(after.error().what.find(words.toStdString()) != std::string::npos,
             toString(after.error()).c_str());
    QCOMPARE(sink.events.size(), 1u);  // nothing was started: views keep what they show
    QVERIFY(std::get_if<RunFinished>(&sink.events.front()));
  }

  /// Microcode, clock and free memory are other every day.
  void theSameMachineOnAnotherDay() {
    Session session = measured();
    for (MachineField& field : session.machine.fields)
      if (field.id == "microcode") field.value = "0xffff";
    session.machine.clockHz *= 0.9;
    session.machine.memoryAvailableBytes /= 2;
    RecordingSink sink;
    QVERIFY(appendToSession(session, *planAgain(session, {kDot64}, 1), sink, {}).has_value());
  }

  void whatWasWrongStaysWrong() {
    Session before = measured();
    const std::uint32_t index = before.caseByKey(kDot64);
    leaveOut(before, index);
    before.cases[index].status = CaseStatus::wrong;
    before.cases[index].reason = "differs from its reference";
    RecordingSink sink;
    const auto plan = planAgain(before, {kDot64, "vector/dot/f32/n=64/omp-sse2/t=1/hot/reuse"}, 1);
    const auto after = appendToSession(before, *plan, sink, {});
    QVERIFY(after.has_value());
    QCOMPARE(after->cases[index].status, CaseStatus::wrong);
    QCOMPARE(after->cases[index].reason, std::string("differs from its reference"));
    QVERIFY(after->samplesOf(index).empty());
  }

  // The joining itself, with made-up processes. ---------------------------------------------

  /// A process that was stopped before it came to a case does not take the case's figures away.
  void aPendingCaseTakesNothingAway() {
    Session whole;
    whole.cases = {made("a"), made("b")};
    Plan plan;
    SessionJoin join(whole, plan, 0, [&](const RunEvent& event) { applyEvent(whole, event); });
    join.join(process({1.0, 1.1, 1.2}, {2.0, 2.1, 2.2}), 0, 0, true);
    const CaseRecord known = whole.cases[1];
    QVERIFY(known.hasTime());
    join.join(process({1.05}, {}), 1, 10, true);
    QVERIFY(sameCase(whole.cases[1], known));
    QCOMPARE(whole.cases[0].sampleCount, 4u);
  }

  /// A process that found a case wrong makes it wrong; one that failed at it does not.
  void wrongCountsFailedDoesNot() {
    Session whole;
    whole.cases = {made("a"), made("b")};
    Plan plan;
    SessionJoin join(whole, plan, 0, [&](const RunEvent& event) { applyEvent(whole, event); });
    join.join(process({1.0, 1.1, 1.2}, {2.0, 2.1, 2.2}), 0, 0, true);
    Session other = process({}, {});
    other.cases[0].status = CaseStatus::failed;
    other.cases[1].status = CaseStatus::wrong;
    join.join(other, 1, 10, true);
    QVERIFY(whole.cases[0].hasTime());
    QCOMPARE(whole.cases[1].status, CaseStatus::wrong);
    join.join(process({1.0}, {2.0}), 2, 20, true);
    QCOMPARE(whole.cases[1].status, CaseStatus::wrong);
    QCOMPARE(whole.cases[0].sampleCount, 4u);
  }

  /// Joined while it measures, again and again: the same as once at its end.
  void joiningInStepsIsJoiningOnce() {
    const Session half = process({1.0, 1.1}, {});
    const Session full = process({1.0, 1.1, 1.2, 1.3}, {2.0, 2.1});
    Session once, steps;
    once.cases = steps.cases = {made("a"), made("b")};
    Plan plan;
    SessionJoin a(once, plan, 0, [&](const RunEvent& event) { applyEvent(once, event); });
    a.join(full, 0, 5, true);
    a.finish();
    SessionJoin b(steps, plan, 0, [&](const RunEvent& event) { applyEvent(steps, event); });
    b.join(half, 0, 5, false);
    b.join(half, 0, 5, false);
    b.join(full, 0, 5, false);
    b.join(full, 0, 5, true);
    b.finish();
    sortSamples(once);
    sortSamples(steps);
    QCOMPARE(steps.samples, once.samples);
    for (std::size_t i = 0; i < 2; ++i) QVERIFY(sameCase(steps.cases[i], once.cases[i]));
    QCOMPARE(steps.values.size(), once.values.size());
    QCOMPARE(steps.series, once.series);
  }

  /// A run cut off in its first pass is no second opinion: its few samples stay, and do not count.
  void aProcessCutOffDoesNotCount() {
    std::vector<double> full;
    for (int i = 0; i < 24; ++i) full.push_back(2.0 + 0.001 * ((7 * i) % 24));
    Session whole;
    whole.cases = {made("a"), made("b")};
    Plan plan;
    SessionJoin join(whole, plan, 0, [&](const RunEvent& event) { applyEvent(whole, event); });
    join.join(process({3.0, 3.1, 3.2}, {3.0}), 0, 0, true);
    join.join(process(full, {2.0, 2.1}), 1, 10, true);
    join.finish();
    sortSamples(whole);
    const Summary alone = summarize(full, std::vector<std::uint32_t>(full.size()), plan.confidence);
    QCOMPARE(whole.cases[0].median, alone.median);
    QCOMPARE(whole.cases[0].ciHigh, alone.ciHigh);
    QCOMPARE(whole.cases[0].sampleCount, 27u);
    QVERIFY(!valueOf(whole, "between_process", 0));
    QCOMPARE(whole.cases[1].median, 2.1);  // nobody has more: all three count
  }

  /// Joules add up; where one part could not tell, the whole cannot.
  void energyAddsUp() {
    const auto energyOf = [](double joules) {
      Session part = process({1.0}, {2.0});
      ValueRecord value;
      value.metric = part.metricIndex({"energy", "Energy", "J", MetricKind::energy, false});
      value.value = joules;
      value.n = 1;
      part.values.push_back(value);
      return part;
    };
    Session whole;
    whole.cases = {made("a"), made("b")};
    Plan plan;
    {
      SessionJoin join(whole, plan, 0, [&](const RunEvent& event) { applyEvent(whole, event); });
      join.join(energyOf(2), 0, 0, true);
      join.finish();
    }
    {
      SessionJoin join(whole, plan, 0, [&](const RunEvent& event) { applyEvent(whole, event); });
      join.join(energyOf(3), 1, 0, true);
      join.finish();
    }
    QVERIFY(valueOf(whole, "energy", kNoCase));
    QCOMPARE(valueOf(whole, "energy", kNoCase)->value, 5.0);
    whole.values.clear();  // as a killed run leaves it
    SessionJoin join(whole, plan, 0, [&](const RunEvent& event) { applyEvent(whole, event); });
    join.join(energyOf(3), 2, 0, true);
    join.finish();
    QVERIFY(std::isnan(valueOf(whole, "energy", kNoCase)->value));
    QVERIFY(!valueOf(whole, "energy", kNoCase)->reason.empty());
  }

 private:
  static CaseRecord made(const std::string& name) {
    CaseRecord record;
    record.suite = "vector";
    record.benchmark = name;
    record.dtype = Dtype::f32;
    record.size = 64;
    record.variant = "scalar";
    record.key = makeKey(record);
    return record;
  }

  /// What a process leaves that took these samples of cases a and b; none: not reached.
  static Session process(const std::vector<double>& a, const std::vector<double>& b) {
    Session part;
    part.cases = {made("a"), made("b")};
    for (std::uint32_t i = 0; i < 2; ++i) {
      const std::vector<double>& seconds = i == 0 ? a : b;
      if (seconds.empty()) continue;
      CaseMeasured event;
      event.caseIndex = i;
      event.record = part.cases[i];
      event.record.status = CaseStatus::measured;
      event.record.stopReason = StopReason::plateau;
      event.record.median = seconds.front();
      for (std::uint32_t round = 0; round < seconds.size(); ++round) {
        event.seconds.push_back(seconds[round]);
        event.t.push_back(round);
        event.rounds.push_back(round);
        event.flags.push_back(0);
        applyEvent(part, SeriesPoint{"clock",
                                     {"clock", "Clock", "Hz", MetricKind::frequency, true},
                                     double(round),
                                     3e9});
      }
      applyEvent(part, event);
    }
    return part;
  }
};

int main(int argc, char** argv) {
  if (const auto measured = runAsChild(argc, argv)) return *measured;
  TestAppend test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_append.moc"
