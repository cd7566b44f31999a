// The grid of kernels over time, against sums and positions that are plain to see.
#include <QtTest>

#include "analysis/timeline.h"

using namespace lane;

namespace {

Session session() {
  Session session;
  for (const char* name : {"dot", "exp", "dot"}) {
    CaseRecord record;
    record.benchmark = name;
    session.cases.push_back(record);
  }
  const auto sample = [&](std::uint32_t index, double t, std::uint32_t flags = 0) {
    session.samples.seconds.push_back(1e-6);
    session.samples.caseIndex.push_back(index);
    session.samples.t.push_back(t);
    session.samples.flags.push_back(flags);
  };
  sample(0, 0.0);
  sample(0, 1.0);
  sample(1, 4.0);
  sample(2, 6.0);
  sample(2, 6.01, kFlagStolen);
  sample(0, 8.0);
  return session;
}

}  // namespace

class TestTimeline : public QObject {
  Q_OBJECT
 private slots:
  void everySampleStandsOnce() {
    const Timeline grid = timeline(session(), 8);
    QCOMPARE(grid.seconds, 8.0);
    QCOMPARE(grid.kernels, (std::vector<std::string>{"dot", "exp"}));
    std::uint32_t samples = 0, disturbed = 0;
    for (const TimelineCell& cell : grid.cells) {
      samples += cell.samples;
      disturbed += cell.disturbed;
    }
    QCOMPARE(samples, 6u);
    QCOMPARE(disturbed, 1u);
    QCOMPARE(grid.cell(0, 0).samples, 1u);
    QCOMPARE(grid.cell(0, 7).samples, 1u);  // the very end belongs to the last step
    QCOMPARE(grid.cell(1, 4).samples, 1u);
  }
  void disturbedSampleNamesTheCase() {
    const Timeline grid = timeline(session(), 8);
    QCOMPARE(grid.cell(0, 6).samples, 2u);
    QCOMPARE(grid.cell(0, 6).caseIndex, 2u);
  }
  void nearestCase() {
    const Timeline grid = timeline(session(), 8);
    QCOMPARE(grid.caseAt(4.2, 2), 1u);   // any kernel
    QCOMPARE(grid.caseAt(4.2, 0), 2u);   // dot: 6 s is nearer than 1 s
    QCOMPARE(grid.caseAt(-5.0, 0), 0u);  // outside: the nearest end
    QCOMPARE(grid.caseAt(99.0, 1), 1u);
  }
  void farAwayIsNothing() {
    const Timeline grid = timeline(session(), 1000);
    QCOMPARE(grid.caseAt(2.5, 2), kNoCase);
    QCOMPARE(grid.caseAt(4.01, 1), 1u);
  }
  void readingsStretchTheRun() {
    Session longer = session();
    longer.series.push_back({"clock", kNoCase, 0, {0.0, 10.0}, {3e9, 3e9}});
    longer.series.push_back({"ceiling/curve/x", kNoCase, 0, {500.0}, {1.0}});
    QCOMPARE(timeline(longer, 8).seconds, 10.0);
  }
  void withoutSamplesNothing() {
    const Timeline grid = timeline(Session(), 8);
    QVERIFY(grid.cells.empty());
    QCOMPARE(grid.caseAt(1, 0), kNoCase);
  }
  void badIndicesAreLeftOut() {
    Session odd = session();
    odd.samples.caseIndex[0] = 99;
    odd.samples.t[1] = kUnknown;
    std::uint32_t samples = 0;
    for (const TimelineCell& cell : timeline(odd, 8).cells) samples += cell.samples;
    QCOMPARE(samples, 4u);
  }
};

QTEST_APPLESS_MAIN(TestTimeline)
#include "tst_timeline.moc"
