// Splitting over threads: slices, empty ones among them, joined again must give what one call
// gives, to the tolerance of the kernel.
#include <QtTest>
#include <cmath>
#include <limits>

#include "tst_kernel_support.h"

using namespace lane;
using namespace lane::test;

namespace {

/// Begins of the slices and the end: `count` slices of n items, the cuts at odd places. With
/// `holes` every second one is empty.
std::vector<std::size_t> cuts(std::size_t n, std::size_t count, bool holes) {
  std::vector<std::size_t> result(count + 1, 0);
  for (std::size_t k = 1; k < count; ++k) {
    const std::size_t even = n * k / count;
    result[k] = holes && k % 2 == 0 ? result[k - 1] : even;
  }
  result[count] = n;
  return result;
}

KernelArgs slice(const KernelArgs& whole, Dtype dtype, std::size_t begin, std::size_t end) {
  const std::size_t skip = begin * bytesOf(dtype);
  KernelArgs args = whole;
  const auto at = [skip](const void* data) -> const void* {
    return data ? static_cast<const std::byte*>(data) + skip : nullptr;
  };
  args.a = at(whole.a);
  args.b = at(whole.b);
  args.c = at(whole.c);
  args.n = end - begin;
  args.offset = begin;
  return args;
}

void runSliced(const KernelInfo& kernel, Dtype dtype, KernelFn function, const KernelArgs& whole,
               const std::vector<std::size_t>& at) {
  const std::size_t count = at.size() - 1;
  std::vector<Partial> partials(count);
  const bool writesItems = outputItems(kernel, 2) == 2;
  const auto run = [&](Stage stage, bool shared) {
    for (std::size_t k = 0; k < count; ++k) {
      KernelArgs args = slice(whole, dtype, at[k], at[k + 1]);
      args.stage = stage;
      args.partial = shared ? partials.data() : &partials[k];
      if (writesItems) args.out = static_cast<std::byte*>(whole.out) + at[k] * bytesOf(dtype);
      function(args);
    }
  };
  if (kernel.kind == KernelKind::map) return run(Stage::whole, false);
  run(Stage::partial, false);
  kernel.combine(whole, dtype, partials.data(), count);
  if (kernel.kind == KernelKind::normalise) run(Stage::finish, true);
}

}  // namespace

class TestKernelSlices : public QObject {
  Q_OBJECT

 private slots:
  void slicesGiveTheWhole_data() { addKernelRows(); }
  void slicesGiveTheWhole() {
    const KernelInfo& kernel = rowKernel();
    const Dtype dtype = rowDtype();
    for (const std::size_t n : {0, 1, 2, 3, 64, 1000, 20011})
      for (const std::size_t count : {1, 2, 3, 4})
        for (const bool holes : {false, true}) {
          Operands operands(kernel, dtype, n, {GuardedBuffer::Side::atEnd, 2, 0});
          forEachVariant(kernel, dtype, [&](VariantId variant, KernelFn function) {
            operands.out().wipe();
            runSliced(kernel, dtype, function, operands.args, cuts(n, count, holes));
            QVERIFY2(operands.intact(), label(kernel, dtype, variant, n).c_str());
            const CheckResult check = checkResult(kernel, dtype, variant, operands.args);
            QVERIFY2(check.passed,
                     (label(kernel, dtype, variant, n) + " in " + std::to_string(count) + " slices")
                         .c_str());
          });
        }
  }

  void specialValuesSurviveTheJoin_data() {
    QTest::addColumn<float>("value");
    QTest::newRow("NaN") << std::numeric_limits<float>::quiet_NaN();
    QTest::newRow("∞") << std::numeric_limits<float>::infinity();
    QTest::newRow("−∞") << -std::numeric_limits<float>::infinity();
  }
  void specialValuesSurviveTheJoin() {
    QFETCH(float, value);
    constexpr std::size_t n = 40;
    for (const KernelInfo* kernel : kernels()) {
      if (kernel->kind == KernelKind::map) continue;
      // One special item, and a whole slice of them.
      for (const std::size_t many : {std::size_t{1}, n / 4}) {
        Operands operands(*kernel, Dtype::f32, n, {GuardedBuffer::Side::atStart, 0, 0});
        auto* a = static_cast<float*>(const_cast<void*>(operands.args.a));
        for (std::size_t i = 0; i < many; ++i) a[n / 2 + i] = value;
        forEachVariant(*kernel, Dtype::f32, [&](VariantId variant, KernelFn function) {
          runSliced(*kernel, Dtype::f32, function, operands.args, cuts(n, 4, false));
          QVERIFY2(checkResult(*kernel, Dtype::f32, variant, operands.args).passed,
                   label(*kernel, Dtype::f32, variant, n).c_str());
        });
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestKernelSlices)
#include "tst_kernel_slices.moc"
