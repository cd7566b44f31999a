// Ceilings from end to end: measured small and briefly, stopped, kept, written into sessions and
// read back. No test judges a speed, only that figures hang together.
#include <QTemporaryDir>
#include <QtTest>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "session/store.h"
#include "workloads/ceilings.h"
#include "workloads/peak_kernels.h"

using namespace lane;

namespace {

const CeilingOptions kBrief{2.0, 24 << 20};

/// Measured once for all tests.
const Ceilings& measured() {
  static const Ceilings ceilings = [] {
    auto result = measureCeilings(readMachineCard(CardDetail::quick), kBrief, {}, {});
    if (!result) qFatal("%s", toString(result.error()).c_str());
    return *result;
  }();
  return ceilings;
}

}  // namespace

class TestCeilings : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    QVERIFY(m_cache.isValid());
    qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
  }

  // Nine of ten samples slowed down at random by up to ten times: the figure stays with the others.
  void ceilingsIgnoreABusyMachine() {
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise(0, 0.002);
    std::uniform_real_distribution<double> slow(1.2, 10);
    for (const std::size_t count : {10u, 25u, 100u})
      for (int trial = 0; trial < 50; ++trial) {
        std::vector<double> seconds;
        for (std::size_t i = 0; i < count; ++i)
          seconds.push_back(1e-6 * (1 + noise(random)) * (10 * i < 9 * count ? slow(random) : 1));
        std::shuffle(seconds.begin(), seconds.end(), random);
        const Estimate found = undisturbedOf(seconds);
        QVERIFY2(std::abs(found.value / 1e-6 - 1) < 0.02, qPrintable(QString::number(found.value)));
        QVERIFY(found.low <= found.value && found.value <= found.high);
        QCOMPARE(found.n, std::uint32_t(count));
      }
  }
  // The interval holds the tenth percentile of what the samples come from. Exponential times: it
  // lies at -ln 0.9.
  void intervalHoldsTheDecile() {
    std::mt19937_64 random(4);
    std::exponential_distribution<double> time(1);
    int held = 0;
    constexpr int kTrials = 4000;
    for (int trial = 0; trial < kTrials; ++trial) {
      std::vector<double> seconds(60);
      for (double& value : seconds) value = time(random);
      const Estimate found = undisturbedOf(seconds);
      held += found.low <= -std::log(0.9) && -std::log(0.9) <= found.high;
    }
    // Exact by the binomial: at least 95 %, at most 98.5 % because ranks are whole.
    QVERIFY2(held >= 0.945 * kTrials && held <= 0.985 * kTrials, qPrintable(QString::number(held)));
  }
  void keptOrTold() {
    const MachineCard card = readMachineCard(CardDetail::quick);
    const KeptCeilings none = keptCeilings(card);
    QVERIFY(!none.ceilings);
    QCOMPARE(none.severity, Severity::note);
    QVERIFY(none.text.find("lanescope-cli ceilings") != std::string::npos);
    QVERIFY(saveCeilings(measured()).has_value());
    const KeptCeilings kept = keptCeilings(card);
    QVERIFY2(kept.ceilings, kept.text.c_str());
    QCOMPARE(kept.severity, measured().trusted() ? Severity::note : Severity::warning);
    QCOMPARE(ceilingsToJson(*kept.ceilings), ceilingsToJson(measured()));
    std::ofstream(ceilingCacheFile(measured().fingerprint)) << "{";
    QCOMPARE(keptCeilings(card).severity, Severity::warning);
    std::filesystem::remove(ceilingCacheFile(measured().fingerprint));
  }

  // What a turn counts as must follow from width and type alone.
  void operationsFollowFromTheForm() {
    for (const PeakKernel& kernel : peakKernels()) {
      const double perInstruction = kernel.opsPerTurn / kernel.instructionsPerTurn;
      const double lanes = double(kernel.vectorBytes) / double(bytesOf(kernel.dtype));
      // Fused: two per lane. Apart: one. Dot products of narrow numbers: two per narrow lane.
      const bool apart = kernel.form == PeakForm::scalar || kernel.form == PeakForm::sse;
      QCOMPARE(perInstruction, lanes * (apart ? 1 : 2));
      QVERIFY(kernel.instructionsPerTurn >= 40);
    }
  }

  // Operations per cycle as the makers' manuals state them.
  void theoryFollowsFromTheUnits() {
    QCOMPARE(theoreticalOpsPerCycle("Emerald Rapids", "fma512", Dtype::f32), 64.0);
    QCOMPARE(theoreticalOpsPerCycle("Emerald Rapids", "fma512", Dtype::f16), 128.0);
    QCOMPARE(theoreticalOpsPerCycle("Emerald Rapids", "dot512", Dtype::i8), 256.0);
    QCOMPARE(theoreticalOpsPerCycle("Zen 4", "fma512", Dtype::f64), 16.0);
    QCOMPARE(theoreticalOpsPerCycle("Zen 4", "fma256", Dtype::f32), 32.0);
    QCOMPARE(theoreticalOpsPerCycle("Zen 4", "dot256", Dtype::i8), 128.0);
    QCOMPARE(theoreticalOpsPerCycle("Zen 4", "dot512", Dtype::bf16), 0.0);  // not in the manuals
    QCOMPARE(theoreticalOpsPerCycle("Zen 99", "fma256", Dtype::f32), 0.0);
  }
  void peaksHangTogether() {
    const Ceilings& ceilings = measured();
    QCOMPARE(ceilings.peaks.size(), peakKernels().size() * (ceilings.threads > 1 ? 2 : 1));
    for (const PeakRate& peak : ceilings.peaks) {
      if (!peak.rate.known()) {
        QVERIFY(!peak.reason.empty());
        continue;
      }
      QVERIFY(peak.rate.low > 0);
      QVERIFY(peak.rate.low <= peak.rate.value && peak.rate.value <= peak.rate.high);
      QVERIFY(peak.shareOfTheory > 0 || !peak.reason.empty());
    }
  }

  void ratesHangTogether() {
    const Ceilings& ceilings = measured();
    QVERIFY(!ceilings.levels.empty());
    QCOMPARE(ceilings.levels.back().name, std::string("memory"));
    int known = 0;
    for (const LevelRate& rate : ceilings.rates) {
      QVERIFY2(rate.value.known() != !rate.reason.empty(), rate.level.c_str());
      if (!rate.value.known()) continue;
      ++known;
      QVERIFY(rate.value.low <= rate.value.value && rate.value.value <= rate.value.high);
    }
    QVERIFY(known > 0);
    for (const PageKind pages : {PageKind::small, PageKind::huge}) {
      const WalkStyle latency{WalkKind::latency, 8, false, 1, pages};
      const auto curve =
          std::find_if(ceilings.curves.begin(), ceilings.curves.end(),
                       [&](const WalkCurve& candidate) { return candidate.style == latency; });
      QVERIFY(curve != ceilings.curves.end());
      QVERIFY(curve->points.size() >= 12);
      for (std::size_t i = 1; i < curve->points.size(); ++i)
        QVERIFY(curve->points[i].bytes > curve->points[i - 1].bytes);
      QVERIFY(curve->points.front().bytes <= 4096);
      QVERIFY(curve->points.back().bytes <= kBrief.mostBytes);
    }
  }

  void jsonRoundTrip() {
    const std::string text = ceilingsToJson(measured());
    const auto read = ceilingsFromJson(text);
    QVERIFY(read.has_value());
    QCOMPARE(ceilingsToJson(*read), text);
    QCOMPARE(read->curves.size(), measured().curves.size());
  }
  void badJsonIsRefused_data() {
    QTest::addColumn<QByteArray>("text");
    const std::string whole = ceilingsToJson(measured());
    const auto replaced = [&](const char* from, const char* to) {
      return QByteArray::fromStdString(whole).replace(from, to);
    };
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray::fromStdString(whole.substr(0, whole.size() / 2));
    QTest::newRow("other format") << QByteArray("{\"format\": \"x\"}");
    QTest::newRow("newer") << replaced("\"version\":2", "\"version\":3");
    QTest::newRow("unknown kind") << replaced("\"kind\":\"read\"", "\"kind\":\"red\"");
    QTest::newRow("wrong type") << replaced("\"threads\":1", "\"threads\":\"one\"");
    QTest::newRow("list") << QByteArray("[]");
  }
  void badJsonIsRefused() {
    QFETCH(QByteArray, text);
    const auto read = ceilingsFromJson(text.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::format);
  }

  void keptAndFoundAgain() {
    QVERIFY(!loadCeilings(measured().fingerprint));
    QVERIFY(saveCeilings(measured()).has_value());
    const auto kept = loadCeilings(measured().fingerprint);
    QVERIFY(kept.has_value());
    QCOMPARE(ceilingsToJson(*kept), ceilingsToJson(measured()));
    QVERIFY(!loadCeilings("0123456789abcdef"));
    // A damaged file is told from a missing one.
    std::ofstream(ceilingCacheFile(measured().fingerprint)) << "{";
    QCOMPARE(loadCeilings(measured().fingerprint).error().code, ErrorCode::format);
  }
  void noFolderIsAnError() {
    qputenv("XDG_CACHE_HOME", "/proc/nowhere");
    const auto saved = saveCeilings(measured());
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::io);
    qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8());
  }
  void fingerprintFollowsTheMachine() {
    MachineCard card = readMachineCard(CardDetail::quick);
    const std::string here = ceilingFingerprint(card);
    QCOMPARE(here, ceilingFingerprint(readMachineCard(CardDetail::quick)));
    ++card.logicalCores;
    QVERIFY(ceilingFingerprint(card) != here);
    --card.logicalCores;
    QCOMPARE(ceilingFingerprint(card), here);
    if (!card.caches.empty()) {
      card.caches.back().bytes *= 2;
      QVERIFY(ceilingFingerprint(card) != here);
    }
  }

  void sessionRoundTrip() {
    Session session;
    session.uuid = newUuid();
    session.created = nowIso8601();
    QVERIFY(!ceilingsOf(session));
    addCeilings(session, measured());
    const auto direct = ceilingsOf(session);
    QVERIFY(direct.has_value());
    QCOMPARE(ceilingsToJson(*direct, 1), ceilingsToJson(measured(), 1));

    const std::string file = m_cache.filePath(QStringLiteral("c.lanescope.h5")).toStdString();
    QVERIFY(saveSession(session, file).has_value());
    const auto opened = openSession(file);
    QVERIFY(opened.has_value());
    const auto read = ceilingsOf(opened->session);
    QVERIFY(read.has_value());
    QCOMPARE(ceilingsToJson(*read, 1), ceilingsToJson(measured(), 1));
  }
  void addingTwiceReplaces() {
    Session session;
    addCeilings(session, measured());
    const std::size_t values = session.values.size(), series = session.series.size();
    addCeilings(session, measured());
    QCOMPARE(session.values.size(), values);
    QCOMPARE(session.series.size(), series);
    QCOMPARE(session.sources.size(), std::size_t{2});
    QCOMPARE(ceilingsToJson(*ceilingsOf(session)), ceilingsToJson(measured()));
  }

  // Stopped at random moments; the answer must come soon. The limit leaves room for a busy machine.
  void stopAnswers() {
    const MachineCard card = readMachineCard(CardDetail::quick);
    for (const int wait : {5, 60, 250, 700}) {
      std::stop_source stop;
      std::chrono::steady_clock::time_point asked;
      std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(wait));
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
      });
      const auto result = measureCeilings(card, {20, 0}, {}, stop.get_token());
      const auto answered = std::chrono::steady_clock::now();
      stopper.join();
      QVERIFY(!result);
      QCOMPARE(result.error().code, ErrorCode::interrupted);
      const auto late = std::chrono::duration<double, std::milli>(answered - asked).count();
      QVERIFY2(late < 1000, qPrintable(QStringLiteral("%1 ms").arg(late)));
    }
  }

 private:
  QTemporaryDir m_cache;
};

QTEST_APPLESS_MAIN(TestCeilings)
#include "tst_ceilings.moc"
