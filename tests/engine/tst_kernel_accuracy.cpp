// How exact the transcendental kernels are: bit patterns at an even step through all floats, so
// that every exponent, subnormal numbers included, has its share, and denser ones where the
// functions bend. Distances are computed here, not by the engine's own check.
// LANESCOPE_SWEEP_STRIDE sets the step (default 4099; a few hundred for the long check).
#include <QtTest>
#include <bit>
#include <cmath>
#include <limits>

#include "tst_kernel_support.h"

using namespace lane;
using namespace lane::test;

namespace {

struct Function {
  const char* name;
  long double (*exact)(long double);
  double limit;          ///< ULP, scalar and hand-written variants
  double compilerLimit;  ///< ULP, omp-*
  float low, high;       ///< where the dense part lies
};

constexpr Function kFunctions[] = {
    {"exp", [](long double x) { return std::exp(x); }, 2, 4, -104.0f, 89.0f},
    {"log", [](long double x) { return std::log(x); }, 2, 4, 0.25f, 4.0f},
    {"tanh", [](long double x) { return std::tanh(x); }, 3, 4, -10.0f, 10.0f},
    {"sigmoid",
     [](long double x) {
       const long double z = std::exp(-std::abs(x));
       return (x < 0 ? z : 1) / (1 + z);
     },
     3, 4, -104.0f, 20.0f},
};

/// Distance of `got` from the exact value in units in the last place of the exact one.
double ulps(float got, long double exact) {
  constexpr int kFractionBits = 23, kMinExponent = -126;
  const long double limit = 0x1p128L;
  if (std::isnan(exact)) return std::isnan(got) ? 0 : INFINITY;
  if (std::isinf(got) &&
      std::abs(exact) > static_cast<long double>(std::numeric_limits<float>::max()) &&
      std::signbit(exact) == std::signbit(got))
    return 0;
  if (std::isnan(got)) return INFINITY;
  const long double bounded = std::isinf(got) ? std::copysign(limit, static_cast<long double>(got))
                                              : static_cast<long double>(got);
  const int exponent = exact == 0 ? kMinExponent : std::max(std::ilogb(exact), kMinExponent);
  return static_cast<double>(std::abs(bounded - exact) /
                             std::ldexp(1.0L, exponent - kFractionBits));
}

std::vector<float> sweep(std::uint32_t stride, float low, float high) {
  std::vector<float> points;
  for (std::uint64_t bits = 0; bits < (std::uint64_t{1} << 32); bits += stride) {
    const float x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (!std::isnan(x)) points.push_back(x);
  }
  const std::size_t dense = 400000 * std::size_t{4099} / stride;
  for (std::size_t i = 0; i <= dense; ++i)
    points.push_back(static_cast<float>(low + (double(high) - low) * double(i) / double(dense)));
  return points;
}

}  // namespace

class TestKernelAccuracy : public QObject {
  Q_OBJECT

 private slots:
  void ulpOverTheWholeRange_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(std::size(kFunctions)); ++i)
      QTest::newRow(kFunctions[i].name) << i;
  }
  void ulpOverTheWholeRange() {
    QFETCH(int, index);
    const Function& f = kFunctions[index];
    const KernelInfo& kernel = *kernelByName(f.name);
    const QByteArray wanted = qgetenv("LANESCOPE_SWEEP_STRIDE");
    const std::uint32_t stride = wanted.isEmpty() ? 4099 : wanted.toUInt();
    QVERIFY2(stride > 0, "LANESCOPE_SWEEP_STRIDE is no number");
    const std::vector<float> points = sweep(stride, f.low, f.high);
    std::vector<long double> exact(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) exact[i] = f.exact(points[i]);
    std::vector<float> out(points.size());
    forEachVariant(kernel, Dtype::f32, [&](VariantId variant, KernelFn function) {
      function({.a = points.data(), .out = out.data(), .n = points.size()});
      double worst = 0;
      std::size_t where = 0;
      for (std::size_t i = 0; i < points.size(); ++i) {
        const double distance = ulps(out[i], exact[i]);
        if (!(distance <= worst)) {
          worst = distance;
          where = i;
        }
      }
      qInfo("%-8s %-10s %.3f ulp at %a (%zu points)", f.name, info(variant).name.data(), worst,
            static_cast<double>(points[where]), points.size());
      QVERIFY2(worst <= (info(variant).compilerMade ? f.compilerLimit : f.limit),
               label(kernel, Dtype::f32, variant, points.size()).c_str());
    });
  }

  /// The tails of gelu and swish, where an absolute tolerance alone would accept zeros.
  void activationsKeepTheirNegativeTail_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("gelu") << "gelu";
    QTest::newRow("swish") << "swish";
  }
  void activationsKeepTheirNegativeTail() {
    QFETCH(QString, name);
    const KernelInfo& kernel = *kernelByName(name.toStdString());
    std::vector<float> points, out;
    const float end = kernel.name == "gelu" ? -9.9f : -86.0f;
    for (float x = 0.0f; x > end; x += end / 100000) points.push_back(x);
    out.resize(points.size());
    const KernelArgs args{.a = points.data(), .out = out.data(), .n = points.size()};
    forEachVariant(kernel, Dtype::f32, [&](VariantId variant, KernelFn function) {
      function(args);
      const std::string where = label(kernel, Dtype::f32, variant, points.size());
      for (std::size_t i = 1; i < points.size(); ++i) {
        const long double x = points[i];
        const long double inner = kernel.name == "gelu" ? 2 * std::sqrt(2 / std::acos(-1.0L)) *
                                                              (x + 0.044715L * x * x * x)
                                                        : x;
        const long double exact = x / (1 + std::exp(-inner));
        QVERIFY2(std::abs(out[i] - exact) <= 3e-5L * std::abs(exact), where.c_str());
      }
      QVERIFY2(checkResult(kernel, Dtype::f32, variant, args).passed, where.c_str());
    });
  }
};

QTEST_APPLESS_MAIN(TestKernelAccuracy)
#include "tst_kernel_accuracy.moc"
