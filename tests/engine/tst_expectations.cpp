// What a plan demands, judged on sessions whose figures are known.
#include <QtTest>
#include <cmath>

#include "analysis/case_conditions.h"
#include "analysis/expectations.h"
#include "findings_fixture.h"

using namespace lane;
using namespace lane::test;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Expectation atMost(const char* metric, double maximum, const char* where = "") {
  return {metric, where, -kInfinity, maximum};
}
Expectation atLeast(const char* metric, double minimum, const char* where = "") {
  return {metric, where, minimum, kInfinity};
}

ExpectationResult judged(const Session& session, const Expectation& expectation) {
  return judgeExpectations(session, {expectation}).at(0);
}

bool says(const ExpectationResult& result, std::string_view part) {
  return result.text.find(part) != std::string::npos;
}

bool close(double value, double wanted) {
  return std::abs(value / wanted - 1) < 1e-9;
}

}  // namespace

class TestExpectations : public QObject {
  Q_OBJECT
 private slots:
  void conditions_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    // Of vector/dot f32, 4,096 elements, avx2, 2 threads, cold, allocate.
    QTest::newRow("none") << "" << true;
    QTest::newRow("benchmark") << "benchmark=dot" << true;
    QTest::newRow("other benchmark") << "benchmark=do" << false;
    QTest::newRow("not that benchmark") << "benchmark!=add" << true;
    QTest::newRow("wildcard") << "variant=avx*" << true;
    QTest::newRow("wildcard of others") << "variant=omp-*" << false;
    QTest::newRow("either") << "variant=scalar,avx2" << true;
    QTest::newRow("neither") << "variant!=scalar,avx2" << false;
    QTest::newRow("size from") << "size>=4Ki" << true;
    QTest::newRow("size above") << "size>4Ki" << false;
    QTest::newRow("size below") << "size<4097" << true;
    QTest::newRow("size up to") << "size<=1k" << false;
    QTest::newRow("sizes") << "size=8..8Ki" << true;
    QTest::newRow("a range of sizes") << "size>1k size<64Ki" << true;
    QTest::newRow("threads") << "threads=2" << true;
    QTest::newRow("fewer threads") << "threads<2" << false;
    QTest::newRow("words") << "dtype=f32 mode=allocate cache=cold suite=vector" << true;
    QTest::newRow("one is wrong") << "dtype=f32 mode=reuse cache=cold" << false;
    QTest::newRow("many blanks") << "  benchmark=dot \t variant=avx2 " << true;
    QTest::newRow("quoted") << "benchmark=\"dot\"" << true;
    QTest::newRow("quoted blanks") << "\"benchmark=dot product\"" << false;
  }
  void conditions() {
    QFETCH(QString, text);
    Session session;
    CaseRecord& record = session.cases[addCase(session, "dot", "avx2", 4096, 1e-6)];
    record.threads = 2;
    record.cache = CacheState::cold;
    record.mode = Mode::allocate;
    const auto parsed = parseCaseConditions(text.toStdString());
    QVERIFY(parsed.has_value());
    QTEST(parsed->matches(record), "matches");
  }

  void wrongExpectations_data() {
    QTest::addColumn<QString>("metric");
    QTest::addColumn<QString>("where");
    QTest::addColumn<double>("minimum");
    QTest::addColumn<double>("maximum");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const char* metric, const char* where, double minimum,
                        double maximum, const char* part) {
      QTest::newRow(name) << metric << where << minimum << maximum << part;
    };
    row("no metric", "", "", 1, kInfinity, "throughput");
    row("several words", "peak memory", "", 1, kInfinity, "geomean against VARIANT");
    row("other letters", "Throughput", "", 1e9, kInfinity, "written \"throughput\"");
    row("against nothing", "geomean against", "", 1, kInfinity, "against which variant");
    row("one side", "crossover scalar", "", 1, kInfinity, "two sides");
    row("a wrong side", "crossover scalar avx2,t=x", "", 1, kInfinity, "thread count");
    row("no limit", "time", "", -kInfinity, kInfinity, "no limit");
    row("turned limits", "time", "", 2, 1, "above its max");
    row("bytes per second", "throughput", "", 10, kInfinity, "10 GB/s");
    row("operations per second", "gflops", "", 10, kInfinity, "10 GFLOP/s");
    row("unknown field", "time", "color=red", -kInfinity, 1, "benchmark=");
    row("no condition", "time", "fast", -kInfinity, 1, "no condition");
    row("no value", "time", "size>=", -kInfinity, 1, "no value");
    row("no size", "time", "size>=many", -kInfinity, 1, "many");
    row("unknown word", "time", "dtype=f31", -kInfinity, 1, "mxfp4");
    row("ordered names", "time", "benchmark>dot", -kInfinity, 1, "equal or not");
    row("open quote", "time", "benchmark=\"dot", -kInfinity, 1, "quote");
    row("exclamation", "time", "benchmark!dot", -kInfinity, 1, "without");
    row("size of a crossover", "crossover scalar avx2", "size>8", -kInfinity, 1, "all sizes");
  }
  void wrongExpectations() {
    QFETCH(QString, metric);
    QFETCH(QString, where);
    QFETCH(double, minimum);
    QFETCH(double, maximum);
    QFETCH(QString, says);
    const Expectation wrong{metric.toStdString(), where.toStdString(), minimum, maximum};
    const auto checked = checkExpectation(wrong);
    QVERIFY(!checked.has_value());
    QCOMPARE(checked.error().code, ErrorCode::usage);
    QVERIFY2(QString::fromStdString(toString(checked.error())).contains(says),
             toString(checked.error()).c_str());
    // Judged all the same, it is not known, never met.
    QCOMPARE(judged(cleanSession(), wrong).fulfilment, Fulfilment::unknown);
  }

  void goodExpectations() {
    for (const char* metric :
         {"time", "throughput", "gflops", "elements_per_second", "precision", "efficiency", "ulp",
          "geomean against NumPy", "crossover scalar avx2", "noise_score", "pool_utilisation",
          "BytesPerSecond"})
      QVERIFY2(checkExpectation(atLeast(metric, 1e9)).has_value(), metric);
  }

  void timeByItsInterval_data() {
    QTest::addColumn<double>("limit");
    QTest::addColumn<int>("fulfilment");
    // 64 ns ± 10 %.
    QTest::newRow("above") << 71e-9 << int(Fulfilment::met);
    QTest::newRow("at the upper end") << 64e-9 * (1 + 0.1) << int(Fulfilment::met);
    QTest::newRow("inside the interval") << 66e-9 << int(Fulfilment::unsure);
    QTest::newRow("inside, below the median") << 60e-9 << int(Fulfilment::unsure);
    QTest::newRow("below") << 57e-9 << int(Fulfilment::missed);
  }
  void timeByItsInterval() {
    QFETCH(double, limit);
    Session session;
    addCase(session, "add", "scalar", 64, 64e-9, 0.1);
    const auto result = judged(session, atMost("time", limit));
    QTEST(int(result.fulfilment), "fulfilment");
    QCOMPARE(result.unit, std::string("s"));
    QCOMPARE(result.value, 64e-9);
    QCOMPARE(result.keys.empty(), result.fulfilment == Fulfilment::met);
    QVERIFY(says(result, "64.0 ns"));
  }

  void bothLimits() {
    Session session;
    addCase(session, "add", "scalar", 64, 64e-9, 0.01);
    QCOMPARE(judged(session, {"time", "", 60e-9, 70e-9}).fulfilment, Fulfilment::met);
    QCOMPARE(judged(session, {"time", "", 70e-9, 80e-9}).fulfilment, Fulfilment::missed);
    QCOMPARE(judged(session, {"time", "", 64e-9, 80e-9}).fulfilment, Fulfilment::unsure);
  }

  void rates() {
    Session session;  // 768 bytes, 64 operations, 64 elements in 64 ns
    addCase(session, "add", "scalar", 64, 64e-9, 0.01);
    const auto bytes = judged(session, atLeast("throughput", 11e9));
    QCOMPARE(bytes.fulfilment, Fulfilment::met);
    QVERIFY(close(bytes.value, 12e9));
    QVERIFY(close(bytes.low, 12e9 / 1.01));
    QVERIFY(close(bytes.high, 12e9 / 0.99));
    QCOMPARE(judged(session, atLeast("throughput", 13e9)).fulfilment, Fulfilment::missed);
    QVERIFY(close(judged(session, atLeast("gflops", 0.9e9)).value, 1e9));
    QVERIFY(close(judged(session, atLeast("elements_per_second", 0.9e9)).value, 1e9));
    session.cases[0].flops = 0;
    const auto none = judged(session, atLeast("gflops", 1e9));
    QCOMPARE(none.fulfilment, Fulfilment::unknown);
    QVERIFY(says(none, "names no operations"));
  }

  void exactFigures() {
    Session session;
    addCase(session, "add", "scalar", 64, 64e-9, 0.01);
    QVERIFY(close(judged(session, atMost("precision", 0.02)).value, 0.01));
    QCOMPARE(judged(session, atMost("precision", 0.02)).fulfilment, Fulfilment::met);
    QCOMPARE(judged(session, atMost("precision", 0.005)).fulfilment, Fulfilment::missed);
    QCOMPARE(judged(session, atMost("ulp", 1)).fulfilment, Fulfilment::met);
    QCOMPARE(judged(session, atMost("ulp", 0.5)).fulfilment, Fulfilment::missed);
    QCOMPARE(judged(session, atLeast("efficiency", 0.5)).fulfilment, Fulfilment::unknown);
  }

  void theWorstCaseIsNamed() {
    const Session session = cleanSession();  // scalar: 64 ns to 2.05 µs
    const auto result = judged(session, atMost("time", 0.5e-6, "benchmark=dot variant=scalar"));
    QCOMPARE(result.fulfilment, Fulfilment::missed);
    QVERIFY(close(result.value, 2.048e-6));
    QVERIFY(says(result,
                 "time where benchmark=dot variant=scalar: expected at most 500 ns, missed "
                 "by 3 of 6, worst: 2.05 µs"));
    QCOMPARE(result.keys.size(), std::size_t{3});
    QCOMPARE(result.keys[0], session.cases[33].key);  // scalar at 2,048
  }

  void casesWithoutAFigure() {
    Session session = cleanSession();
    session.cases[0].status = CaseStatus::skipped;
    QCOMPARE(judged(session, atMost("time", 1)).fulfilment, Fulfilment::met);  // not meant here
    session.cases[1].status = CaseStatus::wrong;
    session.cases[1].reason = "off by one";
    const auto result = judged(session, atMost("time", 1));
    QCOMPARE(result.fulfilment, Fulfilment::unknown);
    QVERIFY(says(result, "not known of 1 case: add f32, avx2, n = 64: it is wrong: off by one"));
    QCOMPARE(result.keys, std::vector<std::string>{session.cases[1].key});
    // A miss is a miss all the same.
    QCOMPARE(judged(session, atMost("time", 1e-12)).fulfilment, Fulfilment::missed);
    QCOMPARE(judged(session, atMost("time", 1, "benchmark=gelu")).fulfilment, Fulfilment::unknown);
    QVERIFY(says(judged(session, atMost("time", 1, "benchmark=gelu")), "no case is meant"));
    QCOMPARE(judged(Session{}, atMost("time", 1)).fulfilment, Fulfilment::unknown);
  }

  void withoutASpreadNothingIsSure() {
    Session session;
    const auto index = addCase(session, "add", "scalar", 64, 64e-9);
    session.cases[index].ciLow = session.cases[index].ciHigh = kUnknown;
    const auto result = judged(session, atMost("time", 1));
    QCOMPARE(result.fulfilment, Fulfilment::unsure);
    QVERIFY(says(result, "without a spread"));
  }

  void geometricMean() {
    Session session = cleanSession();
    // Ours, avx3, takes 0.1 ns an element: 2 and 8 times as long make a mean of 4.
    for (const std::uint64_t size : {64, 128})
      addCase(session, "add", "NumPy", size, (size == 64 ? 2 : 8) * 0.1e-9 * double(size));
    const auto result = judged(session, atLeast("geomean against numpy", 0.8));
    QCOMPARE(result.fulfilment, Fulfilment::met);
    QVERIFY(close(result.value, 4));
    QCOMPARE(result.keys.size(), std::size_t{4});
    // Two pairs of intervals of ±0.2 %: the mean's is a half of the sum of squares' root.
    const double half = std::log(1.002 / 0.998) / 2;
    QVERIFY(close(result.high, 4 * std::exp(std::sqrt(4 * half * half) / 2)));
    const auto scalar = judged(session, atLeast("geomean against numpy", 0.8, "variant=scalar"));
    QVERIFY(close(scalar.value, 0.4));
    QCOMPARE(scalar.fulfilment, Fulfilment::missed);
    QVERIFY(close(judged(session, atLeast("geomean against NUMPY", 1, "size=128")).value, 8));
    QCOMPARE(judged(session, atLeast("geomean against torch", 0.8)).fulfilment,
             Fulfilment::unknown);
  }

  void crossoverSizes() {
    Session session = cleanSession();
    CrossoverRecord record;
    record.benchmark = "add";
    record.from = "scalar";
    record.to = "avx2";
    record.kind = CrossoverKind::at;
    record.size = 100;
    record.sizeLow = 90;
    record.sizeHigh = 110;
    session.crossovers = {record};
    const char* metric = "crossover scalar avx2";
    QCOMPARE(judged(session, atMost(metric, 128)).fulfilment, Fulfilment::met);
    QCOMPARE(judged(session, atMost(metric, 100)).fulfilment, Fulfilment::unsure);
    QCOMPARE(judged(session, atMost(metric, 64)).fulfilment, Fulfilment::missed);
    session.crossovers[0].kind = CrossoverKind::always;  // somewhere below 64
    QCOMPARE(judged(session, atMost(metric, 64)).fulfilment, Fulfilment::met);
    QCOMPARE(judged(session, atMost(metric, 32)).fulfilment, Fulfilment::unsure);
    session.crossovers[0].kind = CrossoverKind::never;  // beyond 2,048, if at all
    QCOMPARE(judged(session, atMost(metric, 1024)).fulfilment, Fulfilment::missed);
    QCOMPARE(judged(session, atMost(metric, 4096)).fulfilment, Fulfilment::unsure);
    QCOMPARE(judged(session, atLeast(metric, 1024)).fulfilment, Fulfilment::met);
    session.crossovers[0].kind = CrossoverKind::unresolved;
    QCOMPARE(judged(session, atMost(metric, 64)).fulfilment, Fulfilment::unknown);
    QCOMPARE(judged(session, atMost(metric, 64, "benchmark=gelu")).fulfilment, Fulfilment::unknown);
  }

  void namedMetrics() {
    Session session = cleanSession();
    addValue(session, "pool_utilisation", kNoCase, 0.97);
    QCOMPARE(judged(session, atLeast("pool_utilisation", 0.95)).fulfilment, Fulfilment::met);
    QCOMPARE(judged(session, atLeast("pool_utilisation", 0.98)).fulfilment, Fulfilment::missed);
    QVERIFY(
        says(judged(session, atLeast("pool_utilisation", 0.95, "benchmark=dot")), "whole session"));
    addValue(session, "peak_over_input", 2, 1.04);
    addValue(session, "peak_over_input", 5, 1.2);
    const auto peak = judged(session, atMost("peak_over_input", 1.05));
    QCOMPARE(peak.fulfilment, Fulfilment::missed);
    QCOMPARE(peak.value, 1.2);
    QCOMPARE(peak.keys, std::vector<std::string>{session.cases[5].key});
    QCOMPARE(judged(session, atMost("peak_over_input", 1.05, "size=64")).fulfilment,
             Fulfilment::met);
    // The noise is known without being stored.
    QVERIFY(close(judged(session, atMost("noise_score", 0.01)).value, 1.4826 * 0.002));
    const auto nothing = judged(session, atMost("no_such_metric", 1));
    QCOMPARE(nothing.fulfilment, Fulfilment::unknown);
    QVERIFY(says(nothing, "holds no such figure"));
    session.values.push_back({kNoCase,
                              session.metricIndex({"joules", "", "J", MetricKind::energy, false}),
                              kUnknown, kUnknown, kUnknown, 0, "no counters here"});
    QVERIFY(says(judged(session, atMost("joules", 1)), "no counters here"));
  }

  void findings() {
    Session session = cleanSession();
    const auto results = judgeExpectations(session, {atMost("time", 1),
                                                     atMost("time", 1e-12),
                                                     atMost("ulp", 0.5, "benchmark=none"),
                                                     {"time", "", 64e-9, kInfinity}});
    const auto found = expectationFindings(results);
    QCOMPARE(found.size(), std::size_t{3});  // the met one needs no words
    QCOMPARE(found[0].severity, Severity::problem);
    QCOMPARE(found[0].rule, std::string("expectation"));
    QCOMPARE(found[1].severity, Severity::warning);
    QVERIFY(found[0].evidence.find('\n') != std::string::npos);
  }

  void thePlanIsJudgedAmongTheFindings() {
    Session session = cleanSession();
    Plan plan;
    plan.title = "Clean";
    plan.sizes = {64, 2048};
    plan.expect = {atMost("time", 1e-12, "variant=scalar"), atMost("time", 1)};
    session.planYaml = toYaml(plan);
    const auto found = ofRule(session, "expectation");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(lane::test::says(found[0], "missed by 12 of 12"));
  }
};

QTEST_APPLESS_MAIN(TestExpectations)
#include "tst_expectations.moc"
