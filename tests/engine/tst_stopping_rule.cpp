#include <QtTest>

#include "measure/stopping_rule.h"

using namespace lane;

namespace {

Summary summaryWith(std::size_t count, double halfWidth) {
  Summary s;
  s.count = count;
  s.effectiveCount = double(count);
  s.median = 1;
  s.ciLow = 1 - halfWidth;
  s.ciHigh = 1 + halfWidth;
  return s;
}

}  // namespace

class TestStoppingRule : public QObject {
  Q_OBJECT
 private slots:
  void neverBeforeTheMinimum() {
    StoppingRule rule(0.01);
    QCOMPARE(rule.passEnded(summaryWith(kMinimumRounds - 1, 0.0001)), StopReason::none);
    QCOMPARE(rule.passEnded(summaryWith(kMinimumRounds, 0.0001)), StopReason::goal);
  }

  void fewIndependentSamplesDoNotStop() {
    StoppingRule rule(0.01);
    Summary dependent = summaryWith(64, 0.001);
    dependent.effectiveCount = 5;
    QCOMPARE(rule.passEnded(dependent), StopReason::none);
  }

  void goalIsInclusive() {
    StoppingRule rule(0.25);  // exact in binary
    QCOMPARE(rule.passEnded(summaryWith(16, 0.25)), StopReason::goal);
    StoppingRule tight(0.25);
    QCOMPARE(tight.passEnded(summaryWith(16, 0.2500001)), StopReason::none);
  }

  void noiseThatShrinksGoesOn() {
    StoppingRule rule(0.001);
    double width = 0.08;
    for (std::size_t count = 32; count <= 1024; count *= 2, width /= 1.41)
      QCOMPARE(rule.passEnded(summaryWith(count, width)), StopReason::none);
  }

  void noiseThatStaysIsAPlateau() {
    StoppingRule rule(0.001);
    constexpr std::size_t kFirst = kPlateauRounds;
    QCOMPARE(rule.passEnded(summaryWith(kFirst / 2, 0.05)), StopReason::none);
    QCOMPARE(rule.passEnded(summaryWith(kFirst, 0.05)), StopReason::none);  // half of it: too few
    QCOMPARE(rule.passEnded(summaryWith(2 * kFirst - 8, 0.05)), StopReason::none);
    QCOMPARE(rule.passEnded(summaryWith(2 * kFirst, 0.0495)), StopReason::plateau);
  }
};

QTEST_APPLESS_MAIN(TestStoppingRule)
#include "tst_stopping_rule.moc"
