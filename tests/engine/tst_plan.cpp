#include <QtTest>
#include <cmath>

#include "base/quantity.h"
#include "run/plan.h"

using namespace lane;

class TestPlan : public QObject {
  Q_OBJECT
 private slots:
  void builtInPlansParse() {
    QVERIFY(builtInPlans().size() >= 2);
    for (const BuiltInPlan& plan : builtInPlans()) {
      const auto parsed = loadPlan(std::string(plan.name));
      QVERIFY2(parsed.has_value(), parsed ? "" : toString(parsed.error()).c_str());
      QVERIFY(!plan.description.empty());
    }
    QCOMPARE(loadPlan("quick")->sizes.size(), 18u);
    QCOMPARE(loadPlan("vectors")->sizes,
             (std::vector<std::uint64_t>{100, 1000, 10000, 100000, 1000000}));
  }

  void roundTrip() {
    Plan plan;
    plan.title = "Ünïcode: \"quoted\" # not a comment";
    plan.benchmarks = {"dot", "vector/(a|b).*", "\\d+"};
    plan.sizes = {0, 1, 100, 1000, 1024, 2048, 4096, 65537};
    plan.dtypes = {Dtype::f32, Dtype::f64};
    plan.variants = {"scalar", "omp-avx2"};
    plan.threads = {1, 2};
    plan.precision = 0.005;
    plan.confidence = 0.99;
    plan.budgetSeconds = 12.5;
    plan.timeoutSeconds = 3;
    plan.seed = 18446744073709551615u;
    plan.modes = {Mode::reuse, Mode::allocate};
    plan.cache = {CacheState::cold};
    plan.alignment = {Alignment::plus4, Alignment::page64};
    plan.processes = 3;
    plan.placements = 0;
    plan.refine = false;
    plan.twins = true;
    plan.only = {"vector/dot/f32/n=64/scalar/t=1/hot/reuse",
                 "vector/a%2Cb/f32/n=1,align=%2B4%20B,twin=1/avx2/t=2/cold/allocate"};
    plan.expect = {
        {.metric = "geomean against numpy", .where = "size>=1k variant=avx*", .minimum = 0.8},
        {.metric = "precision", .maximum = 0.02},
        {.metric = "time", .where = "benchmark=dot", .minimum = 1e-9, .maximum = 1.1e-7}};
    const auto back = parsePlan(toYaml(plan), "round trip");
    QVERIFY2(back.has_value(), back ? "" : toString(back.error()).c_str());
    QCOMPARE(*back, plan);
  }

  void limitsCarryUnits_data() {
    QTest::addColumn<QByteArray>("limit");
    QTest::addColumn<double>("value");
    QTest::newRow("bare") << QByteArray("0.8") << 0.8;
    QTest::newRow("percent") << QByteArray("5%") << 0.05;
    QTest::newRow("time") << QByteArray("100ns") << 100e-9;
    QTest::newRow("micro") << QByteArray("2.5 µs") << 2.5e-6;
    QTest::newRow("minutes") << QByteArray("2min") << 120.0;
    QTest::newRow("rate") << QByteArray("20 GB/s") << 20e9;
    QTest::newRow("flops") << QByteArray("1.5GFLOP/s") << 1.5e9;
    QTest::newRow("bytes") << QByteArray("2MiB") << 2097152.0;
    QTest::newRow("size") << QByteArray("64Ki") << 65536.0;
    QTest::newRow("clock") << QByteArray("3GHz") << 3e9;
  }
  void limitsCarryUnits() {
    QFETCH(QByteArray, limit);
    QFETCH(double, value);
    const auto quantity = parseQuantity(limit.toStdString());
    QVERIFY2(quantity.has_value(), quantity ? "" : toString(quantity.error()).c_str());
    QVERIFY(std::abs(*quantity - value) <= 1e-12 * std::abs(value));
  }
  void noQuantities() {
    for (const char* text : {"", "fast", "5 parsecs", "1e999", "nan", "5m", "%", "3 GHzz", "--1"})
      QVERIFY2(!parseQuantity(text).has_value(), text);
  }

  void complaintsNameThePlace_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("where");
    QTest::addColumn<QByteArray>("what");
    QTest::newRow("unknown key") << QByteArray("version: 1\nsizes: 1k\nspeed: 3\n")
                                 << QByteArray("line 3, column 1")
                                 << QByteArray("unknown key \"speed\"");
    QTest::newRow("negative size") << QByteArray("version: 1\nsizes: [8, -1]\n")
                                   << QByteArray("line 2") << QByteArray("\"-1\" is negative");
    QTest::newRow("huge size") << QByteArray("version: 1\nsizes: 1e99\n") << QByteArray("line 2")
                               << QByteArray("larger than any memory");
    QTest::newRow("open range") << QByteArray("version: 1\nsizes: 8..\n") << QByteArray("line 2")
                                << QByteArray("open end");
    QTest::newRow("range without sense")
        << QByteArray("version: 1\nsizes: 0..x\n") << QByteArray("line 2")
        << QByteArray("\"x\" is not a number");
    QTest::newRow("zero threads") << QByteArray("version: 1\nsizes: 8\nthreads: [1,\n  0]\n")
                                  << QByteArray("line 4, column 3")
                                  << QByteArray("thread count \"0\"");
    QTest::newRow("variant") << QByteArray("version: 1\nsizes: 8\nvariants: [avx9]\n")
                             << QByteArray("line 3, column 12")
                             << QByteArray("unknown variant \"avx9\"");
    QTest::newRow("dtype") << QByteArray("version: 1\nsizes: 8\ndtypes: [f31]\n")
                           << QByteArray("line 3") << QByteArray("\"f31\" is not one of");
    QTest::newRow("broken yaml") << QByteArray("version: 1\nsizes: [8,\n") << QByteArray("line")
                                 << QByteArray("is not YAML");
    QTest::newRow("a list") << QByteArray("- 1\n- 2\n") << QByteArray("line 1")
                            << QByteArray("is no plan");
    QTest::newRow("plain text") << QByteArray("hello world") << QByteArray("line 1")
                                << QByteArray("is no plan");
    QTest::newRow("empty") << QByteArray() << QByteArray("file.yaml") << QByteArray("is no plan");
    QTest::newRow("twice") << QByteArray("version: 1\nsizes: 8\nsizes: 9\n") << QByteArray("line 3")
                           << QByteArray("stands twice");
    QTest::newRow("version") << QByteArray("version: 2\nsizes: 8\n") << QByteArray("line 1")
                             << QByteArray("version \"2\"");
    QTest::newRow("no version") << QByteArray("sizes: 8\n") << QByteArray("line 1")
                                << QByteArray("lacks \"version: 1\"");
    QTest::newRow("no sizes") << QByteArray("version: 1\n") << QByteArray("line 1")
                              << QByteArray("lacks \"sizes\"");
    QTest::newRow("bad regex") << QByteArray("version: 1\nsizes: 8\nbenchmarks: ['(']\n")
                               << QByteArray("line 3") << QByteArray("regular expression");
    QTest::newRow("precision") << QByteArray("version: 1\nsizes: 8\nprecision: 0\n")
                               << QByteArray("line 3") << QByteArray("not a share");
    QTest::newRow("budget") << QByteArray("version: 1\nsizes: 8\nbudget: -5s\n")
                            << QByteArray("line 3") << QByteArray("not a duration");
    QTest::newRow("alignment") << QByteArray("version: 1\nsizes: 8\nalignment: [64, 65]\n")
                               << QByteArray("line 3, column 17") << QByteArray("page+64");
    QTest::newRow("no process") << QByteArray("version: 1\nsizes: 8\nprocesses: 0\n")
                                << QByteArray("line 3") << QByteArray("from 1 to 100");
    QTest::newRow("placements") << QByteArray("version: 1\nsizes: 8\nplacements: many\n")
                                << QByteArray("line 3") << QByteArray("from 0 to 64");
    QTest::newRow("twins") << QByteArray("version: 1\nsizes: 8\ntwins: yes\n")
                           << QByteArray("line 3") << QByteArray("true or false");
    const QByteArray expect("version: 1\nsizes: 8\nexpect:\n");
    QTest::newRow("no list") << QByteArray("version: 1\nsizes: 8\nexpect: fast\n")
                             << QByteArray("line 3, column 9") << QByteArray("list of {metric");
    QTest::newRow("no map") << expect + "  - fast\n"
                            << QByteArray("line 4, column 5") << QByteArray("is a map of metric");
    QTest::newRow("expectation key")
        << expect + "  - {metric: time, limit: 3}\n"
        << QByteArray("line 4, column 20")
        << QByteArray("unknown key \"limit\"; known keys: max, metric, min, where");
    QTest::newRow("expectation twice")
        << expect + "  - metric: time\n    max: 1s\n    max: 2s\n"
        << QByteArray("line 6, column 5") << QByteArray("stands twice");
    QTest::newRow("no metric") << expect + "  - {max: 1s}\n"
                               << QByteArray("line 4, column 5") << QByteArray("lacks \"metric\"");
    QTest::newRow("no limit") << expect + "  - {metric: time}\n"
                              << QByteArray("line 4, column 5") << QByteArray("lacks a limit");
    QTest::newRow("limit") << expect + "  - {metric: time, max: soon}\n"
                           << QByteArray("line 4, column 25")
                           << QByteArray("\"soon\" is not a quantity");
    QTest::newRow("limits crossed")
        << expect + "  - {metric: time, min: 2s, max: 1s}\n"
        << QByteArray("line 4, column 5") << QByteArray("min lies above");
    QTest::newRow("unknown condition")
        << expect + "  - {metric: time, where: colour=red, max: 1s}\n"
        << QByteArray("line 4, column 5") << QByteArray("colour");
    QTest::newRow("empty only") << QByteArray("version: 1\nsizes: 8\nonly: []\n")
                                << QByteArray("line 3, column 7") << QByteArray("empty");
    QTest::newRow("map as value") << QByteArray("version: 1\nsizes: {a: 1}\n")
                                  << QByteArray("line 2") << QByteArray("single value");
  }
  void complaintsNameThePlace() {
    QFETCH(QByteArray, yaml);
    QFETCH(QByteArray, where);
    QFETCH(QByteArray, what);
    const auto plan = parsePlan(yaml.toStdString(), "file.yaml");
    QVERIFY(!plan.has_value());
    QCOMPARE(plan.error().code, ErrorCode::usage);
    const QByteArray text = QByteArray::fromStdString(toString(plan.error()));
    QVERIFY2(text.contains("file.yaml"), text.constData());
    QVERIFY2(text.contains(where), text.constData());
    QVERIFY2(text.contains(what), text.constData());
  }

  void missingFile() {
    const auto plan = loadPlan("no-such-plan");
    QVERIFY(!plan.has_value());
    QVERIFY(QByteArray::fromStdString(toString(plan.error())).contains("quick"));
  }
};

QTEST_APPLESS_MAIN(TestPlan)
#include "tst_plan.moc"
