// Curves of the phases out of a session made up so that everything can be worked out by hand.
#include <QtTest>

#include "analysis/phase_chart.h"

using namespace lane;

namespace {

constexpr double kMiB = 1024 * 1024;

/// Two ways at two sizes; `whole` has three calls of 4, 6 and 5 seconds after a second of baseline.
Session made() {
  Session session;
  for (const std::uint64_t size : {200, 100})
    for (const char* way : {"whole", "stream"}) {
      CaseRecord record;
      record.suite = "convert";
      record.benchmark = "f32_to_f16";
      record.variant = way;
      record.size = size;
      record.bytesRead = double(size);
      record.bytesWritten = double(size) / 2;
      record.status = CaseStatus::measured;
      session.cases.push_back(record);
    }
  CaseRecord other;
  other.suite = "vector";
  other.benchmark = "dot";
  session.cases.push_back(other);
  const std::uint32_t resident =
      session.metricIndex({"resident_memory", "Resident memory", "B", MetricKind::bytes});
  SeriesRecord series{"resident_memory/0", 0, resident, {}, {}};
  double begin = 10;
  for (const double length : {4.0, 6.0, 5.0}) {
    session.marks.push_back({begin, 0, "baseline"});
    session.marks.push_back({begin + 1, 0, "allocate"});
    session.marks.push_back({begin + 2, 0, "process"});
    session.marks.push_back({begin + 1 + length - 1, 0, "clean up"});
    session.marks.push_back({begin + 1 + length, 0, "end"});
    for (double t = 0; t <= 1 + length; t += 0.5) {
      series.t.push_back(begin + t);
      series.value.push_back((t < 1 ? 10 : t < length ? 10 + length * 10 : 11) * kMiB);
    }
    // Between the calls somebody else used memory.
    series.t.push_back(begin + 1 + length + 0.25);
    series.value.push_back(900 * kMiB);
    begin += 20;
  }
  // A call that was broken off.
  session.marks.push_back({begin, 0, "baseline"});
  session.marks.push_back({begin + 1, 0, "allocate"});
  series.t.push_back(begin + 1);
  series.value.push_back(777 * kMiB);
  session.series.push_back(series);
  session.marks.push_back({0, kNoCase, "Pass 1"});
  return session;
}

}  // namespace

class TestPhaseChart : public QObject {
  Q_OBJECT
 private slots:
  void subjects() {
    Session session = made();
    session.marks.push_back({100, 2, "baseline"});
    const auto subjects = phaseSubjects(session);
    QCOMPARE(subjects.size(), std::size_t{1});
    QCOMPARE(subjects[0].benchmark, std::string("f32_to_f16"));
    QCOMPARE(subjects[0].sizes, (std::vector<std::uint64_t>{100, 200}));
    QVERIFY(phaseSubjects(Session{}).empty());
  }

  void calls() {
    const auto calls = cutCalls(made(), 0);
    QCOMPARE(calls.size(), std::size_t{3});
    for (std::size_t i = 0; i < 3; ++i) {
      const double length = i == 0 ? 4 : i == 1 ? 6 : 5;
      QCOMPARE(calls[i].t.front(), 0.0);
      QCOMPARE(calls[i].t.back(), 1 + length);
      QCOMPARE(calls[i].phases.size(), std::size_t{4});
      QCOMPARE(calls[i].phases[0].name, std::string("baseline"));
      QCOMPARE(calls[i].phases[2].name, std::string("process"));
      QCOMPARE(calls[i].phases[2].begin, 2.0);
      QCOMPARE(calls[i].phases[3].end, 1 + length);
      for (const double value : calls[i].value) QVERIFY(value < 100 * kMiB);
    }
    QVERIFY(cutCalls(made(), 4).empty());
  }

  void typicalCall() {
    const PhaseChart chart = phaseChart(made(), "convert", "f32_to_f16", 200);
    QCOMPARE(chart.curves.size(), std::size_t{1});
    const PhaseCurve& curve = chart.curves[0];
    QCOMPARE(curve.way, std::string("whole"));
    QCOMPARE(curve.calls, std::uint64_t{3});
    QCOMPARE(curve.call.t.back(), 6.0);  // of 4, 6 and 5 seconds the one of 5
    QCOMPARE(curve.peak, 60 * kMiB);
    QCOMPARE(curve.peakT, 1.0);
    QCOMPARE(chart.inputBytes, 200.0);
    QCOMPARE(chart.outputBytes, 100.0);
    QVERIFY(!chart.isEmpty());
    QVERIFY(phaseChart(made(), "convert", "f32_to_f16", 100).isEmpty());
    QVERIFY(phaseChart(made(), "vector", "dot", 0).isEmpty());
  }

  void figures() {
    Session session = made();
    const std::uint32_t peak =
        session.metricIndex({"resident_peak", "Peak resident memory", "B", MetricKind::bytes});
    const std::uint32_t before =
        session.metricIndex({"resident_baseline", "Resident before", "B", MetricKind::bytes});
    for (const double value : {5.0, 1.0, 3.0})
      session.observations.push_back({0, 0, 0, peak, value});
    session.observations.push_back({1, 0, 0, peak, 99});
    session.values.push_back({0, before, 7, 6, 8, 12, {}});
    session.observations.push_back({0, 0, 0, before, 1000});
    const PhaseChart chart = phaseChart(session, "convert", "f32_to_f16", 200);
    QCOMPARE(chart.rows.size(), std::size_t{2});
    QCOMPARE(chart.rows[0].metric.id, std::string("resident_baseline"));  // the table's order
    // What was told goes before what was seen on the way.
    QCOMPARE(chart.rows[0].figures[0].value, 7.0);
    QCOMPARE(chart.rows[0].figures[0].n, std::uint64_t{12});
    QCOMPARE(chart.row("resident_peak")->figures[0].value, 3.0);
    QVERIFY(chart.row("peak_per_input") == nullptr);
  }
};

QTEST_GUILESS_MAIN(TestPhaseChart)
#include "tst_phase_chart.moc"
