// Every kernel, variant, element type, size and alignment against the long-double reference, in
// bounds; and the registry, the seeded data and the check themselves.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "tst_kernel_support.h"

using namespace lane;
using namespace lane::test;

namespace {

/// What Lanescope promises to have, written down independently of the registration.
const std::set<std::string> kPromised = {
    "add",    "sub",     "mul",     "div",       "scale", "abs",     "clamp",
    "lerp",   "fma",     "dot",     "sum",       "max",   "min",     "argmax",
    "argmin", "norm_l1", "norm_l2", "norm_linf", "relu",  "sigmoid", "tanh",
    "gelu",   "swish",   "exp",     "log",       "sqrt",  "softmax", "log_softmax"};
const std::set<std::string> kPromisedInF64 = {
    "add", "sub", "mul", "div", "scale",  "abs",    "clamp",   "lerp",    "fma",
    "dot", "sum", "max", "min", "argmax", "argmin", "norm_l1", "norm_l2", "norm_linf"};

/// Small whole numbers: every order of adding them gives the same, exactly.
template <class T>
void fillWhole(T* data, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    data[i] = static_cast<T>(static_cast<int>((i * 2654435761u >> 7) % 15) - 7);
}

template <class T>
void checkWholeNumbers(const KernelInfo& kernel, Dtype dtype) {
  for (const std::size_t n : kSizes) {
    std::vector<T> a(n), b(n);
    fillWhole(a.data(), n);
    fillWhole(b.data(), n);
    std::reverse(b.begin(), b.end());
    long long sum = 0, dot = 0, absolute = 0;
    for (std::size_t i = 0; i < n; ++i) {
      sum += static_cast<long long>(a[i]);
      dot += static_cast<long long>(a[i] * b[i]);
      absolute += std::llabs(static_cast<long long>(a[i]));
    }
    const long long expected = kernel.name == "sum" ? sum : kernel.name == "dot" ? dot : absolute;
    forEachVariant(kernel, dtype, [&](VariantId variant, KernelFn function) {
      T out = -1;
      function({.a = a.data(), .b = b.data(), .out = &out, .n = n});
      QVERIFY2(out == static_cast<T>(expected), label(kernel, dtype, variant, n).c_str());
    });
  }
}

template <class T>
void checkWinnerAnywhere(const KernelInfo& kernel, Dtype dtype, T winner) {
  for (const std::size_t n : {1, 2, 5, 16, 33, 64, 130, 2100}) {
    std::vector<T> a(n);
    for (std::size_t place = 0; place<n; place += n> 200 ? 41 : 1) {
      std::fill(a.begin(), a.end(), T(3));
      a[place] = winner;
      a[n - 1] = winner;  // a tie with a later one must not matter
      forEachVariant(kernel, dtype, [&](VariantId variant, KernelFn function) {
        std::int64_t index = -7;
        function({.a = a.data(), .out = &index, .n = n});
        QVERIFY2(index == static_cast<std::int64_t>(place),
                 label(kernel, dtype, variant, n).c_str());
      });
    }
  }
}

/// One per cent off; a sum, which may be near 0, by one per item.
template <class T>
void spoil(T& value, KernelKind kind, std::size_t n) {
  value = kind == KernelKind::reduce ? value + static_cast<T>(n) : value * T(1.01);
}

}  // namespace

class TestKernels : public QObject {
  Q_OBJECT

 private slots:
  void allPromisedKernelsAreThere() {
    std::set<std::string> names, inF64;
    for (const KernelInfo* kernel : kernels()) {
      names.insert(std::string(kernel->name));
      if (kernel->hasF64) inF64.insert(std::string(kernel->name));
      QCOMPARE(kernelByName(kernel->name), kernel);
    }
    QVERIFY(std::includes(names.begin(), names.end(), kPromised.begin(), kPromised.end()));
    QVERIFY(
        std::includes(inF64.begin(), inF64.end(), kPromisedInF64.begin(), kPromisedInF64.end()));
    QCOMPARE(names.size(), kernels().size());
    QCOMPARE(kernelByName("no such kernel"), nullptr);
  }

  void descriptionsAreComplete() {
    for (const KernelInfo* kernel : kernels()) {
      const QByteArray name = qstring(kernel->name).toUtf8();
      QVERIFY2(!kernel->title.empty() && !kernel->formula.empty(), name);
      QVERIFY2(!kernel->family.empty() && !kernel->special.empty(), name);
      QVERIFY2(kernel->inputs >= 1 && kernel->inputs <= 3 && kernel->cost, name);
      const bool isMap = kernel->kind == KernelKind::map;
      QVERIFY2(isMap == (kernel->reference.element != nullptr), name);
      QVERIFY2(isMap != (kernel->reference.whole != nullptr), name);
      QVERIFY2(isMap != (kernel->combine != nullptr), name);
    }
  }

  void everyCompiledVariantHasEveryKernel() {
    for (const KernelInfo* kernel : kernels())
      for (const VariantInfo& variant : variants()) {
        const bool compiled = support(variant.id).compiled;
        const std::string where = std::string(kernel->name) + ' ' + std::string(variant.name);
        QVERIFY2((kernelFunction(*kernel, variant.id, Dtype::f32) != nullptr) == compiled,
                 where.c_str());
        QVERIFY2((kernelFunction(*kernel, variant.id, Dtype::f64) != nullptr) ==
                     (compiled && kernel->hasF64),
                 where.c_str());
        QVERIFY(!kernelFunction(*kernel, variant.id, Dtype::i32));
      }
  }

  void variantsSayWhyNot() {
    QVERIFY(support(VariantId::scalar).supported);
    for (const VariantInfo& variant : variants()) {
      const VariantSupport& known = support(variant.id);
      QCOMPARE(known.reason.empty(), known.supported);
      QVERIFY(known.compiled || !known.supported);
      QVERIFY(variantByName(variant.name) == variant.id);
    }
    QVERIFY(!variantByName("avx9000"));
#if defined(__x86_64__)
    QVERIFY(support(VariantId::ompSse2).supported);
    QCOMPARE(support(VariantId::neon).reason, std::string("not compiled for this architecture"));
    QCOMPARE(support(VariantId::avx2).supported, bool(__builtin_cpu_supports("avx2")));
    QCOMPARE(support(VariantId::avx3).supported, bool(__builtin_cpu_supports("avx512bw")));
    QCOMPARE(support(VariantId::ssse3).supported, bool(__builtin_cpu_supports("ssse3")));
#endif
  }

  void costsCountEveryByte_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("itemBytes");
    QTest::addColumn<double>("flops");
    QTest::addColumn<double>("read");
    QTest::addColumn<double>("written");
    // Ten items each, counted by hand.
    QTest::newRow("add f32") << "add" << 4 << 10. << 80. << 40.;
    QTest::newRow("fma f64") << "fma" << 8 << 20. << 240. << 80.;
    QTest::newRow("scale f32") << "scale" << 4 << 10. << 40. << 40.;
    QTest::newRow("dot f32") << "dot" << 4 << 20. << 80. << 4.;
    QTest::newRow("sum f64") << "sum" << 8 << 10. << 80. << 8.;
    QTest::newRow("argmax f32") << "argmax" << 4 << 10. << 40. << 8.;
    QTest::newRow("exp f32") << "exp" << 4 << 10. << 40. << 40.;
    QTest::newRow("sigmoid f32") << "sigmoid" << 4 << 30. << 40. << 40.;
    QTest::newRow("softmax f32") << "softmax" << 4 << 50. << 40. << 40.;
  }
  void costsCountEveryByte() {
    QFETCH(QString, name);
    QFETCH(int, itemBytes);
    const Cost cost =
        kernelByName(name.toStdString())->cost(10, static_cast<std::size_t>(itemBytes));
    QTEST(cost.flops, "flops");
    QTEST(cost.bytesRead, "read");
    QTEST(cost.bytesWritten, "written");
  }

  void operandsAreSeededFiniteAndNeverZero() {
    const InputRange around{}, positive{.low = 0, .high = 100},
        decades{.low = -6, .high = 6, .logUniform = true};
    for (const InputRange& range : {around, positive, decades}) {
      std::vector<float> a(100000), b(100000), c(100000);
      fillOperand(a.data(), a.size(), Dtype::f32, range, 1);
      fillOperand(b.data(), b.size(), Dtype::f32, range, 1);
      fillOperand(c.data(), c.size(), Dtype::f32, range, 2);
      QVERIFY(a == b);
      QVERIFY(a != c);
      const double low = range.logUniform ? 1e-6 : range.low;
      const double high = range.logUniform ? 1e6 : range.high;
      for (const float value : a)
        QVERIFY(value != 0 && value >= low * 0.999999 && value <= high * 1.000001);
      const auto [least, most] = std::minmax_element(a.begin(), a.end());
      QVERIFY(*least < (range.logUniform ? 1.1e-6 : low + 0.01 * (high - low)));
      QVERIFY(*most > (range.logUniform ? 0.9e6 : high - 0.01 * (high - low)));
    }
    // A shorter fill is the beginning of a longer one.
    std::vector<double> whole(100), part(10);
    fillOperand(whole.data(), 100, Dtype::f64, {}, 5);
    fillOperand(part.data(), 10, Dtype::f64, {}, 5);
    QVERIFY(std::equal(part.begin(), part.end(), whole.begin()));
  }

  void everySizeAndAlignment_data() {
    addKernelRows();
  }
  void everySizeAndAlignment() {
    const KernelInfo& kernel = rowKernel();
    const Dtype dtype = rowDtype();
    using Side = GuardedBuffer::Side;
    struct Case {
      Placement place;
      std::size_t skew;
    };
    for (const std::size_t n : kSizes)
      for (const Case& c : {Case{{Side::atEnd, 0, 0}, 0}, Case{{Side::atEnd, 3, 0}, 0},
                            Case{{Side::atStart, 0, 0}, 0}, Case{{Side::atStart, 1, 2}, 0},
                            Case{{Side::atEnd, 0, 1}, 1}}) {
        Operands operands(kernel, dtype, n, c.place, c.skew);
        forEachVariant(kernel, dtype, [&](VariantId variant, KernelFn function) {
          const std::string where = label(kernel, dtype, variant, n);
          operands.out().wipe();
          function(operands.args);
          QVERIFY2(operands.intact(), (where + ": wrote out of bounds").c_str());
          const CheckResult check = checkResult(kernel, dtype, variant, operands.args);
          QVERIFY2(check.passed, (where + ": item " + std::to_string(check.worstIndex) + " is " +
                                  std::to_string(check.maxUlp) + " ulp off")
                                     .c_str());
        });
        if (QTest::currentTestFailed()) return;
      }
  }

  void sumsOfWholeNumbersAreExact_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"sum", "dot", "norm_l1"}) QTest::newRow(name) << name;
  }
  void sumsOfWholeNumbersAreExact() {
    QFETCH(QString, name);
    const KernelInfo& kernel = *kernelByName(name.toStdString());
    checkWholeNumbers<float>(kernel, Dtype::f32);
    checkWholeNumbers<double>(kernel, Dtype::f64);
  }

  void argFindsTheFirstWinnerAnywhere() {
    checkWinnerAnywhere<float>(*kernelByName("argmax"), Dtype::f32, 4);
    checkWinnerAnywhere<double>(*kernelByName("argmax"), Dtype::f64, 4);
    checkWinnerAnywhere<float>(*kernelByName("argmin"), Dtype::f32, 2);
    checkWinnerAnywhere<double>(*kernelByName("argmin"), Dtype::f64, 2);
  }

  void mapsWorkInPlace_data() {
    addKernelRows();
  }
  void mapsWorkInPlace() {
    const KernelInfo& kernel = rowKernel();
    const Dtype dtype = rowDtype();
    if (outputItems(kernel, 2) == 1) return;  // reductions write no vector
    const std::size_t bytes = bytesOf(dtype);
    for (const std::size_t n : {1, 7, 8, 17, 33, 65, 127, 1000, 4097})
      forEachVariant(kernel, dtype, [&](VariantId variant, KernelFn function) {
        Operands apart(kernel, dtype, n, {GuardedBuffer::Side::atEnd, 0, 0});
        function(apart.args);
        for (int target = 0; target < kernel.inputs; ++target) {
          Operands shared(kernel, dtype, n, {GuardedBuffer::Side::atEnd, 0, 0});
          const void* const inputs[] = {shared.args.a, shared.args.b, shared.args.c};
          shared.args.out = const_cast<void*>(inputs[target]);
          function(shared.args);
          QVERIFY2(std::memcmp(shared.args.out, apart.args.out, n * bytes) == 0,
                   label(kernel, dtype, variant, n).c_str());
        }
      });
  }

  void theCheckNoticesOneWrongItem_data() {
    addKernelRows();
  }
  void theCheckNoticesOneWrongItem() {
    const KernelInfo& kernel = rowKernel();
    const Dtype dtype = rowDtype();
    for (const std::size_t n : {1, 17, 1000}) {
      Operands operands(kernel, dtype, n, {GuardedBuffer::Side::atStart, 0, 0});
      kernelFunction(kernel, VariantId::scalar, dtype)(operands.args);
      const std::size_t items = outputItems(kernel, n);
      for (const std::size_t wrong : {std::size_t{0}, items / 2, items - 1}) {
        std::vector<std::byte> saved(items * outputItemBytes(kernel, dtype));
        std::memcpy(saved.data(), operands.args.out, saved.size());
        if (kernel.kind == KernelKind::argReduce)
          *static_cast<std::int64_t*>(operands.args.out) += 1;
        else if (dtype == Dtype::f32)
          spoil(static_cast<float*>(operands.args.out)[wrong], kernel.kind, n);
        else
          spoil(static_cast<double*>(operands.args.out)[wrong], kernel.kind, n);
        const bool zero = kernel.name == "relu" || n == 1 || kernel.name == "log_softmax";
        const CheckResult check = checkResult(kernel, dtype, VariantId::scalar, operands.args);
        const bool changed = std::memcmp(saved.data(), operands.args.out, saved.size()) != 0;
        QVERIFY(changed || zero);
        if (changed) {
          QVERIFY(!check.passed);
          QCOMPARE(check.worstIndex, wrong);
          QVERIFY(check.maxUlp > 0);
        }
        std::memcpy(operands.args.out, saved.data(), saved.size());
      }
      QVERIFY(checkResult(kernel, dtype, VariantId::scalar, operands.args).passed);
    }
  }
};

QTEST_APPLESS_MAIN(TestKernels)
#include "tst_kernels.moc"
