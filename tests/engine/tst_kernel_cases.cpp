// Ways to call a kernel: that a cold pool visits every set, that outputs of mode allocate are its
// own, and that threads come to the same result as one.
#include <QtTest>
#include <set>

#include "run/benchmark.h"
#include "run/kernel_cases.h"

using namespace lane;

namespace {

/// Records which operands it was called with.
std::vector<const void*> g_inputs;
std::set<void*> g_outputs;
void spy(const KernelArgs& args) {
  g_inputs.push_back(args.a);
  g_outputs.insert(args.out);
}

const Benchmark& benchmark(const std::string& name) {
  for (const auto& one : allBenchmarks())
    if (one->info().name == name) return *one;
  qFatal("no such benchmark");
}

}  // namespace

class TestKernelCases : public QObject {
  Q_OBJECT
 private slots:
  void init() {
    g_inputs.clear();
    g_outputs.clear();
  }

  void hotStaysInPlace() {
    Team team;
    float a = 1, out = 0;
    const auto prepared =
        hotCase(*kernelByName("abs"), &spy, Dtype::f32, {.a = &a, .out = &out, .n = 1}, 1, team);
    prepared->run(5);
    QCOMPARE(g_inputs, std::vector<const void*>(5, &a));
    QCOMPARE(g_outputs.size(), 1u);
  }

  void coldVisitsEverySetBeforeAnyAgain_data() {
    QTest::addColumn<std::size_t>("sets");
    for (const std::size_t sets : {1, 2, 3, 7, 64, 1000})
      QTest::newRow(qPrintable(QString::number(sets))) << sets;
  }
  void coldVisitsEverySetBeforeAnyAgain() {
    QFETCH(std::size_t, sets);
    Team team;
    std::vector<float> inputs(16 * sets), outputs(16 * sets);
    const OperandPool pool{{.a = inputs.data(), .out = outputs.data(), .n = 4}, sets, 64, 64};
    const auto prepared = coldCase(*kernelByName("abs"), &spy, Dtype::f32, pool, 1, team);
    prepared->run(sets);
    QCOMPARE(std::set<const void*>(g_inputs.begin(), g_inputs.end()).size(), sets);
    QCOMPARE(g_outputs.size(), sets);
    prepared->run(sets);
    QCOMPARE(std::set<const void*>(g_inputs.begin(), g_inputs.end()).size(), sets);
    // Neighbours in time are not neighbours in memory, where there are enough sets to choose from.
    if (sets >= 64)
      for (std::size_t i = 1; i < sets; ++i) {
        const auto step =
            static_cast<const float*>(g_inputs[i]) - static_cast<const float*>(g_inputs[i - 1]);
        QVERIFY(std::abs(step) > 16);
      }
  }

  void coldCallsComputeEachSet() {
    Team team;
    const KernelInfo& kernel = *kernelByName("abs");
    std::vector<float> inputs(64), outputs(64, 0.0f);
    for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = -float(i) - 1;
    const OperandPool pool{{.a = inputs.data(), .out = outputs.data(), .n = 16}, 4, 64, 64};
    coldCase(kernel, kernelFunction(kernel, VariantId::scalar, Dtype::f32), Dtype::f32, pool, 1,
             team)
        ->run(4);
    for (std::size_t i = 0; i < outputs.size(); ++i) QCOMPARE(outputs[i], float(i) + 1);
  }

  void allocateNeverWritesTheGivenOutput() {
    Team team;
    float a = -1, out = 42;
    const KernelInfo& kernel = *kernelByName("abs");
    const auto prepared =
        allocatingCase(kernel, kernelFunction(kernel, VariantId::scalar, Dtype::f32), Dtype::f32,
                       {.a = &a, .out = &out, .n = 1}, 1, team);
    prepared->run(10);
    QCOMPARE(out, 42.0f);
  }

  void teamComputesTheSame() {
    if (Team::cores().size() < 2) QSKIP("one core");
    Team team;
    const KernelInfo& kernel = *kernelByName("softmax");
    std::vector<float> a(1000), one(1000), two(1000);
    fillOperand(a.data(), a.size(), Dtype::f32, kernel.range, 3);
    const KernelFn function = kernelFunction(kernel, VariantId::scalar, Dtype::f32);
    hotCase(kernel, function, Dtype::f32, {.a = a.data(), .out = one.data(), .n = 1000}, 1, team)
        ->run(1);
    const auto shared = hotCase(kernel, function, Dtype::f32,
                                {.a = a.data(), .out = two.data(), .n = 1000}, 2, team);
    shared->run(2);  // the second call uses the slices of the first
    for (std::size_t i = 0; i < one.size(); ++i)
      QVERIFY2(std::abs(one[i] - two[i]) <= 1e-6f * one[i], qPrintable(QString::number(i)));
  }

  void pointsThatCannotBeMeasuredSayWhy() {
    const GroupPoint usual{100, Dtype::f32, Mode::reuse, CacheState::hot, 1, {}};
    QCOMPARE(benchmark("add").whyNot(usual), std::string());
    GroupPoint point = usual;
    point.mode = Mode::allocate;
    QCOMPARE(benchmark("add").whyNot(point), std::string());
    QVERIFY(benchmark("dot").whyNot(point).find("one value") != std::string::npos);
    point = usual;
    point.placing.alignment = Alignment::plus4;
    QCOMPARE(benchmark("dot").whyNot(point), std::string());
    point.dtype = Dtype::f64;
    QVERIFY(benchmark("dot").whyNot(point).find("8 bytes") != std::string::npos);
  }

  void alignmentIsAnAxisOfTheKey() {
    const GroupPoint usual{100, Dtype::f32, Mode::reuse, CacheState::hot, 1, {}};
    QCOMPARE(benchmark("add").describe(usual, "avx2", 1).key,
             std::string("vector/add/f32/n=100/avx2/t=1/hot/reuse"));
    GroupPoint moved = usual;
    moved.placing.alignment = Alignment::plus4;
    QCOMPARE(benchmark("add").describe(moved, "avx2", 1).key,
             std::string("vector/add/f32/n=100,align=%2B4%20B/avx2/t=1/hot/reuse"));
  }

  void everyPlacementGivesRightResults() {
    Arena arena;
    Team team;
    for (const Alignment alignment : {Alignment::line, Alignment::plus4, Alignment::page64})
      for (std::uint32_t shift = 0; shift <= 8; ++shift)
        for (const CacheState cache : {CacheState::hot, CacheState::cold}) {
          if (cache == CacheState::cold && shift > 0) continue;  // a pool is large: once is enough
          const GroupPoint point{1000, Dtype::f32, Mode::reuse, cache, 7, {alignment, shift}};
          const auto group = benchmark("fma").place(point, arena, team);
          QVERIFY2(group.has_value(), group ? "" : toString(group.error()).c_str());
          QVERIFY((*group)->check("scalar", 1)->passed);
          (*group)->prepare("scalar", 1)->run(3);
        }
  }
};

QTEST_APPLESS_MAIN(TestKernelCases)
#include "tst_kernel_cases.moc"
