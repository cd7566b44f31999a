// Figures of groups of cases against ones worked out by hand.
#include <QtTest>

#include "analysis/group_figures.h"

using namespace lane;

namespace {

CaseRecord record(std::uint64_t size, double bytes, double seconds,
                  CaseStatus status = CaseStatus::measured) {
  CaseRecord r;
  r.benchmark = "add";
  r.size = size;
  r.bytesRead = bytes;
  r.median = seconds;
  r.status = status;
  return r;
}

}  // namespace

class TestGroupFigures : public QObject {
  Q_OBJECT
 private slots:
  void ratesOfTimedCases() {
    Session session;
    session.cases = {record(1, 100, 1), record(2, 100, 0.25), record(3, 100, 0.5),
                     record(4, 100, 0.001, CaseStatus::wrong), record(5, 100, 0.1)};
    const std::uint32_t group[] = {0, 1, 2, 3};  // the last case belongs to another
    const GroupFigures figures = groupFigures(session, group);
    QCOMPARE(figures.cases, std::size_t(4));
    QCOMPARE(figures.timed, std::size_t(3));  // a wrong result has no speed
    QCOMPARE(figures.metric, CurveMetric::byteRate);
    QCOMPARE(figures.best, 400.0);
    QCOMPARE(figures.bestCase, 1u);
    QCOMPARE(figures.median, 200.0);  // of 100, 400, 200
  }

  void timesWhereBytesAreUnknown() {
    Session session;
    session.cases = {record(1, 100, 4), record(2, 0, 2), record(3, 100, 1), record(4, 100, 3)};
    const std::uint32_t group[] = {0, 1, 2, 3};
    const GroupFigures figures = groupFigures(session, group);
    QCOMPARE(figures.metric, CurveMetric::timePerCall);
    QCOMPARE(figures.best, 1.0);  // the shortest
    QCOMPARE(figures.bestCase, 2u);
    QCOMPARE(figures.median, 2.5);  // between 2 and 3
  }

  void nothingMeasured() {
    Session session;
    session.cases = {record(1, 100, kUnknown, CaseStatus::skipped)};
    const std::uint32_t group[] = {0};
    const GroupFigures figures = groupFigures(session, group);
    QCOMPARE(figures.cases, std::size_t(1));
    QCOMPARE(figures.timed, std::size_t(0));
    QCOMPARE(figures.bestCase, kNoCase);
    QVERIFY(std::isnan(figures.best));
    QVERIFY(std::isnan(figures.median));
    QCOMPARE(groupFigures(session, {}).cases, std::size_t(0));
  }
};

QTEST_APPLESS_MAIN(TestGroupFigures)
#include "tst_group_figures.moc"
