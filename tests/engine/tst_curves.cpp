#include <QtTest>

#include "analysis/curves.h"

using namespace lane;

namespace {

CaseRecord record(const char* variant, std::uint64_t size, double seconds,
                  const char* benchmark = "add") {
  CaseRecord r;
  r.suite = "vector";
  r.benchmark = benchmark;
  r.dtype = Dtype::f32;
  r.size = size;
  r.variant = variant;
  r.flops = double(size);
  r.bytesRead = 8.0 * double(size);
  r.bytesWritten = 4.0 * double(size);
  r.items = double(size);
  r.median = seconds;
  r.ciLow = 0.99 * seconds;
  r.ciHigh = 1.02 * seconds;
  r.p5 = 0.95 * seconds;
  r.p95 = 1.1 * seconds;
  r.sampleCount = 16;
  r.status = CaseStatus::measured;
  r.key = makeKey(r);
  return r;
}

const CurveKey kAdd{"vector", "add", Dtype::f32, 1, Mode::reuse, CacheState::hot};

}  // namespace

class TestCurves : public QObject {
  Q_OBJECT
 private slots:
  void valuesAndBounds() {
    Session session;
    session.machine.clockHz = 4e9;
    session.cases = {record("avx2", 1000, 50e-9), record("avx2", 100, 10e-9),
                     record("scalar", 1000, 400e-9)};
    const auto rate = curves(session, kAdd, CurveMetric::byteRate);
    QCOMPARE(rate.size(), 2u);
    QCOMPARE(rate[0].variant, std::string("scalar"));  // in the order of variants()
    QCOMPARE(rate[1].points.size(), 2u);
    QCOMPARE(rate[1].points[0].size, 100u);  // ascending
    const CurvePoint& point = rate[1].points[1];
    QCOMPARE(point.value, 12000 / 50e-9);
    QCOMPARE(point.high, 12000 / 49.5e-9);  // a short time is a high rate
    QCOMPARE(point.low, 12000 / 51e-9);
    QVERIFY(point.overGoal);  // 1.5 % against 1 %
    QCOMPARE(curves(session, kAdd, CurveMetric::flopRate)[1].points[1].value, 1000 / 50e-9);
    QCOMPARE(curves(session, kAdd, CurveMetric::timePerItem)[1].points[1].value, 50e-12);
    QCOMPARE(curves(session, kAdd, CurveMetric::cyclesPerItem)[1].points[1].value, 0.2);
    QCOMPARE(curves(session, kAdd, CurveMetric::relative)[1].points[0].value,
             8.0);  // only n = 1000
    QCOMPARE(curves(session, kAdd, CurveMetric::relative)[1].points.size(), 1u);
  }

  void relativeSpeedComesFromSharedRounds() {
    // The machine slows down to a half and back: each median sees it, the rounds' ratio does not.
    Session session;
    session.cases = {record("scalar", 100, 60e-9), record("avx2", 100, 15e-9)};
    for (std::uint32_t round = 0; round < 40; ++round)
      for (std::uint32_t index : {0u, 1u}) {
        const double drift = round < 20 ? 1 : 2;
        session.samples.seconds.push_back((index == 0 ? 40e-9 : 10e-9) * drift);
        session.samples.caseIndex.push_back(index);
        session.samples.round.push_back(round);
        session.samples.pass.push_back(round / 8);
        for (auto* column :
             {&session.samples.process, &session.samples.placement, &session.samples.flags})
          column->push_back(0);
        session.samples.t.push_back(round);
        session.samples.calls.push_back(1);
      }
    sortSamples(session);
    const auto speed = curves(session, kAdd, CurveMetric::relative);
    QCOMPARE(speed.size(), 2u);
    const CurvePoint& avx2 = speed[1].points[0];
    QVERIFY(std::abs(avx2.value - 4) < 1e-9);
    QVERIFY(std::abs(avx2.low - 4) < 1e-9 && std::abs(avx2.high - 4) < 1e-9);
    QCOMPARE(speed[0].points[0].value, 1.0);
  }

  void whatHasNoTimeIsNotDrawn() {
    Session session;
    session.cases = {record("avx2", 8, 1e-9), record("avx3", 8, 1e-9), record("sse4", 8, 1e-9),
                     record("scalar", 8, 1e-9)};
    session.cases[0].status = CaseStatus::wrong;
    session.cases[1].status = CaseStatus::skipped;
    session.cases[2].median = kUnknown;
    const auto list = curves(session, kAdd, CurveMetric::itemRate);
    QCOMPARE(list.size(), 1u);
    QCOMPARE(list[0].variant, std::string("scalar"));
    QVERIFY(curves(session, kAdd, CurveMetric::cyclesPerItem).empty());  // clock unknown
  }

  void ribbonNamesTheWinner() {
    Session session;
    session.cases = {record("scalar", 16, 10e-9),    record("avx2", 16, 20e-9),
                     record("scalar", 64, 40e-9),    record("avx2", 64, 20e-9),
                     record("scalar", 256, 160e-9),  record("avx2", 256, 40e-9),
                     record("scalar", 1024, 640e-9), record("avx2", 1024, 635e-9)};
    const auto rows = ribbon(session);
    QCOMPARE(rows.size(), 1u);
    const auto& segments = rows[0].segments;
    QCOMPARE(segments.size(), 3u);
    QCOMPARE(segments[0].winner, std::string("scalar"));
    QCOMPARE(segments[0].to, 32.0);  // geometric mean of 16 and 64
    QCOMPARE(segments[1].winner, std::string("avx2"));
    QVERIFY(!segments[1].tie);
    QVERIFY(segments[2].tie);  // intervals overlap: not awarded
    QCOMPARE(rows[0].bestSpeedup, 4.0);
  }

  void siblingsAndRefinementSizesDoNotBlurIt() {
    Session session;
    session.cases = {record("scalar", 64, 90e-9),    record("avx3", 64, 20e-9),
                     record("avx3_dl", 64, 19.9e-9), record("scalar", 256, 400e-9),
                     record("avx3", 256, 50e-9),     record("avx3_dl", 256, 50e-9),
                     record("scalar", 100, 10e-9)};  // only one side measured in between
    const auto rows = ribbon(session);
    QCOMPARE(rows.at(0).segments.size(), 1u);
    QVERIFY(!rows[0].segments[0].tie);
    QCOMPARE(rows[0].segments[0].winner, std::string("avx3"));  // not the sibling, by luck faster
  }

  void keysAreDistinctCharts() {
    Session session;
    session.cases = {record("scalar", 16, 1e-9), record("scalar", 16, 1e-9, "dot"),
                     record("avx2", 32, 1e-9)};
    session.cases[2].threads = 2;
    QCOMPARE(curveKeys(session).size(), 3u);
  }
};

QTEST_APPLESS_MAIN(TestCurves)
#include "tst_curves.moc"
