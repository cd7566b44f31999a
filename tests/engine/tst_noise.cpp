// The noise score of a run against hand-made samples.
#include <QtTest>

#include "analysis/noise.h"
#include "analysis/series_summary.h"

using namespace lane;

namespace {

Session sessionWith(std::initializer_list<double> relativeMads,
                    std::initializer_list<std::uint32_t> flags) {
  Session session;
  for (const double mad : relativeMads) {
    CaseRecord record;
    record.status = CaseStatus::measured;
    record.median = 2e-6;
    record.mad = mad * record.median;
    session.cases.push_back(record);
  }
  for (const std::uint32_t flag : flags) {
    session.samples.seconds.push_back(2e-6);
    session.samples.flags.push_back(flag);
  }
  return session;
}

}  // namespace

class TestNoise : public QObject {
  Q_OBJECT
 private slots:
  void scoreIsTheMedianSpread() {
    // For a normal distribution sigma = 1.4826 MAD; the middle of three cases decides.
    const Noise noise = noiseOf(sessionWith({0.001, 0.002, 0.5}, {0, 0, 0, 0}));
    QVERIFY(std::abs(noise.score - 1.4826 * 0.002) < 1e-12);
    QCOMPARE(noise.cases, 3u);
    QCOMPARE(noise.level(), NoiseLevel::quiet);
    QCOMPARE(noise.disturbedShare, 0.0);
    QVERIFY(!noiseFinding(noise));
  }

  void sharesCountSamplesAndFlags() {
    const Noise noise =
        noiseOf(sessionWith({0.01}, {0, kFlagClock, kFlagClock | kFlagSwitched, 0}));
    QCOMPARE(noise.disturbedShare, 0.5);
    QCOMPARE(noise.shareOfFlag[0], 0.25);
    QCOMPARE(noise.shareOfFlag[1], 0.0);
    QCOMPARE(noise.shareOfFlag[2], 0.5);
    QCOMPARE(noise.level(), NoiseLevel::usable);
    const auto finding = noiseFinding(noise);
    QVERIFY(finding.has_value());
    QCOMPARE(finding->severity, Severity::note);
    QVERIFY(finding->text.find("the clock moved") != std::string::npos);
    QVERIFY(finding->text.find("stolen") == std::string::npos);
  }

  void noisyWarns() {
    const auto finding = noiseFinding(noiseOf(sessionWith({0.05}, {0})));
    QVERIFY(finding.has_value());
    QCOMPARE(finding->severity, Severity::warning);
    QVERIFY(finding->text.find("nothing the program can see") != std::string::npos);
  }

  void seriesMeanIsOverTime() {
    // 0.5 held for one second, 0.1 for nine: 0.14, where the readings' plain mean is 0.3.
    const SeriesSummary summary = summarizeSeries({"stolen", kNoCase, 0, {1, 10}, {0.5, 0.1}});
    QVERIFY(std::abs(summary.mean - 0.14) < 1e-12);
    QCOMPARE(summary.sum, 0.6);
    QCOMPARE(summary.lowest, 0.1);
    QCOMPARE(summary.highest, 0.5);
    QCOMPARE(summary.last, 0.1);
    QVERIFY(std::isnan(summarizeSeries({}).mean));
  }

  void nothingTimedNothingSaid() {
    const Noise noise = noiseOf(Session{});
    QVERIFY(std::isnan(noise.score));
    QVERIFY(!noiseFinding(noise));
  }
};

QTEST_APPLESS_MAIN(TestNoise)
#include "tst_noise.moc"
