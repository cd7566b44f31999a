// NaN, infinities, signed zeros, subnormals, empty input and inputs too large for a careless
// formula: every variant gives the values written here, which are NumPy's (1.24) where NumPy has
// the function.
#include <QtTest>
#include <bit>
#include <cmath>
#include <limits>

#include "tst_kernel_support.h"

using namespace lane;
using namespace lane::test;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kTiny = std::numeric_limits<float>::denorm_min();
constexpr float kMax = std::numeric_limits<float>::max();

struct MapCase {
  const char* kernel;
  float a, b, c;
  float expected;
  bool signOfZero = true;  ///< whether the sign of a zero result is promised
};

constexpr MapCase kMapCases[] = {
    {"add", kInf, -kInf, 0, kNan},
    {"add", kNan, 1, 0, kNan},
    {"add", -0.0f, -0.0f, 0, -0.0f},
    {"add", -0.0f, 0.0f, 0, 0.0f},
    {"add", kTiny, kTiny, 0, 2 * kTiny},
    {"add", kMax, kMax, 0, kInf},
    {"sub", kInf, kInf, 0, kNan},
    {"sub", -0.0f, 0.0f, 0, -0.0f},
    {"sub", 1, kNan, 0, kNan},
    {"mul", kInf, 0, 0, kNan},
    {"mul", -0.0f, 5, 0, -0.0f},
    {"mul", 1e-30f, 1e-15f, 0, kTiny},
    {"mul", kMax, -2, 0, -kInf},
    {"div", 1, 0, 0, kInf},
    {"div", 1, -0.0f, 0, -kInf},
    {"div", 0, 0, 0, kNan},
    {"div", kInf, kInf, 0, kNan},
    {"div", 5, -kInf, 0, -0.0f},
    {"div", 2 * kTiny, 2, 0, kTiny},
    {"scale", -0.0f, 0, 0, -0.0f},
    {"scale", kInf, 0, 0, kInf},
    {"scale", kNan, 0, 0, kNan},
    {"scale", 4 * kTiny, 0, 0, 7 * kTiny},
    {"abs", -0.0f, 0, 0, 0.0f},
    {"abs", -kInf, 0, 0, kInf},
    {"abs", -kTiny, 0, 0, kTiny},
    {"abs", kNan, 0, 0, kNan},
    {"clamp", kNan, 0, 0, kNan},
    {"clamp", -kInf, 0, 0, -1},
    {"clamp", kInf, 0, 0, 1},
    {"clamp", -0.0f, 0, 0, -0.0f},
    {"clamp", kTiny, 0, 0, kTiny},
    {"lerp", 1, 3, 0.5f, 2},
    {"lerp", kInf, 0, 0.5f, kNan},
    {"lerp", 2, kInf, 1, kInf},
    {"lerp", 1, kNan, 0, kNan},
    {"fma", kInf, 0, 1, kNan},
    {"fma", kInf, 1, -kInf, kNan},
    {"fma", -0.0f, 1, -0.0f, -0.0f},
    {"fma", kMax, 2, 1, kInf},
    {"relu", kNan, 0, 0, kNan},
    {"relu", -kInf, 0, 0, 0, false},
    {"relu", kInf, 0, 0, kInf},
    {"relu", -0.0f, 0, 0, 0, false},
    {"relu", kTiny, 0, 0, kTiny},
    {"relu", -kTiny, 0, 0, 0, false},
    {"sqrt", -0.0f, 0, 0, -0.0f},
    {"sqrt", -1, 0, 0, kNan},
    {"sqrt", -kTiny, 0, 0, kNan},
    {"sqrt", kInf, 0, 0, kInf},
    {"sqrt", -kInf, 0, 0, kNan},
    {"sqrt", kNan, 0, 0, kNan},
    {"sqrt", 4 * kTiny, 0, 0, 7.4867843e-23f},
    {"exp", kInf, 0, 0, kInf},
    {"exp", -kInf, 0, 0, 0},
    {"exp", kNan, 0, 0, kNan},
    {"exp", 0, 0, 0, 1},
    {"exp", -0.0f, 0, 0, 1},
    {"exp", 88.8f, 0, 0, kInf},
    {"exp", kMax, 0, 0, kInf},
    {"exp", -kMax, 0, 0, 0},
    {"exp", -103.2789f, 0, 0, kTiny},
    {"exp", -104.1f, 0, 0, 0},
    {"exp", kTiny, 0, 0, 1},
    {"log", 0, 0, 0, -kInf},
    {"log", -0.0f, 0, 0, -kInf},
    {"log", kInf, 0, 0, kInf},
    {"log", -kInf, 0, 0, kNan},
    {"log", -1, 0, 0, kNan},
    {"log", -kTiny, 0, 0, kNan},
    {"log", kNan, 0, 0, kNan},
    {"log", 1, 0, 0, 0},
    {"log", kTiny, 0, 0, -103.27893f},
    {"log", kMax, 0, 0, 88.72284f},
    {"tanh", 0, 0, 0, 0},
    {"tanh", -0.0f, 0, 0, -0.0f},
    {"tanh", kInf, 0, 0, 1},
    {"tanh", -kInf, 0, 0, -1},
    {"tanh", kMax, 0, 0, 1},
    {"tanh", -20, 0, 0, -1},
    {"tanh", kNan, 0, 0, kNan},
    {"tanh", kTiny, 0, 0, kTiny},
    {"tanh", -kTiny, 0, 0, -kTiny},
    {"sigmoid", 0, 0, 0, 0.5f},
    {"sigmoid", kInf, 0, 0, 1},
    {"sigmoid", -kInf, 0, 0, 0},
    {"sigmoid", -kMax, 0, 0, 0},
    {"sigmoid", kMax, 0, 0, 1},
    {"sigmoid", -103.2789f, 0, 0, kTiny},
    {"sigmoid", kNan, 0, 0, kNan},
    {"swish", kInf, 0, 0, kInf},
    {"swish", -kInf, 0, 0, kNan},
    {"swish", kNan, 0, 0, kNan},
    {"swish", -0.0f, 0, 0, -0.0f},
    {"swish", -1000, 0, 0, -0.0f},
    {"swish", kMax, 0, 0, kMax},
    {"swish", -90, 0, 0, -7.3746114e-38f},
    {"gelu", kInf, 0, 0, kInf},
    {"gelu", -kInf, 0, 0, kNan},
    {"gelu", kNan, 0, 0, kNan},
    {"gelu", -0.0f, 0, 0, -0.0f},
    {"gelu", -1e20f, 0, 0, -0.0f},
    {"gelu", kMax, 0, 0, kMax},
};

bool matches(float got, float expected, bool signOfZero) {
  if (std::isnan(expected)) return std::isnan(got);
  if (expected == 0)
    return got == 0 && (!signOfZero || std::signbit(got) == std::signbit(expected));
  if (std::isinf(expected) || std::abs(expected) < 1e-40f) return got == expected;
  return std::abs(got - expected) <= 4e-6f * std::abs(expected);
}

struct WholeCase {
  const char* kernel;
  std::vector<float> a;
  std::vector<double> expected;  ///< one value, one index, or one value per item
};

/// b, where there is one, is all ones.
const std::vector<WholeCase> kWholeCases = {
    {"sum", {}, {0}},
    {"sum", {-2.5f}, {-2.5}},
    {"sum", {1, kNan, 2}, {kNan}},
    {"sum", {1, kInf, -kInf}, {kNan}},
    {"sum", {1, kInf, 5}, {kInf}},
    {"sum", {kTiny, kTiny}, {2 * double(kTiny)}},
    {"dot", {}, {0}},
    {"dot", {3}, {3}},
    {"dot", {1, kNan}, {kNan}},
    {"dot", {-kInf, 1}, {-kInf}},
    {"max", {}, {-kInf}},
    {"max", {-3}, {-3}},
    {"max", {-kInf, -kInf}, {-kInf}},
    {"max", {kInf, 1, kNan}, {kNan}},
    {"max", {kNan, kInf, 1}, {kNan}},
    {"max", {-kTiny, -1, -2}, {-double(kTiny)}},
    {"min", {}, {kInf}},
    {"min", {4}, {4}},
    {"min", {kInf, kInf}, {kInf}},
    {"min", {1, kNan, -kInf}, {kNan}},
    {"norm_l1", {}, {0}},
    {"norm_l1", {-4}, {4}},
    {"norm_l1", {-kInf, kInf}, {kInf}},
    {"norm_l1", {kNan, 1}, {kNan}},
    {"norm_l2", {}, {0}},
    {"norm_l2", {-4}, {4}},
    {"norm_l2", {3, 4}, {5}},
    {"norm_l2", {-kInf, 1}, {kInf}},
    {"norm_l2", {kNan}, {kNan}},
    {"norm_l2", {1e20f, 1e20f}, {kInf}},
    {"norm_linf", {}, {0}},
    {"norm_linf", {-0.0f}, {0}},
    {"norm_linf", {1, -kInf}, {kInf}},
    {"norm_linf", {kInf, kNan}, {kNan}},
    {"argmax", {}, {-1}},
    {"argmax", {kNan}, {0}},
    {"argmax", {-kInf}, {0}},
    {"argmax", {-kInf, -kInf, -kInf}, {0}},
    {"argmax", {1, 5, 5, 2}, {1}},
    {"argmax", {-0.0f, 0.0f}, {0}},
    {"argmax", {1, kNan, kInf, kNan}, {1}},
    {"argmin", {}, {-1}},
    {"argmin", {kInf, kInf}, {0}},
    {"argmin", {2, 1, 1}, {1}},
    {"argmin", {0.0f, -0.0f}, {0}},
    {"argmin", {-kInf, kNan, 1}, {1}},
    {"softmax", {7}, {1}},
    {"softmax", {1e30f, 1e30f}, {0.5, 0.5}},
    {"softmax", {kMax, -kMax}, {1, 0}},
    {"softmax", {0, -kInf}, {1, 0}},
    {"softmax", {0, kNan, 1}, {kNan, kNan, kNan}},
    {"softmax", {0, kInf}, {kNan, kNan}},
    {"softmax", {-kInf, -kInf}, {kNan, kNan}},
    {"softmax", {-1000, -1000, -1000, -1000}, {0.25, 0.25, 0.25, 0.25}},
    {"log_softmax", {7}, {0}},
    {"log_softmax", {1e30f, 1e30f}, {-0.6931471805599453, -0.6931471805599453}},
    {"log_softmax", {0, -kInf}, {-1.1102230246251565e-16, -kInf}},
    {"log_softmax", {0, kNan}, {kNan, kNan}},
    {"log_softmax", {0, kInf}, {kNan, kNan}},
    {"log_softmax", {0, -1000}, {0, -1000}},
};

bool near(double got, double expected) {
  if (std::isnan(expected)) return std::isnan(got);
  if (std::isinf(expected)) return got == expected;
  return std::abs(got - expected) <= 1e-6 * std::abs(expected) + 1e-15;
}

}  // namespace

class TestKernelSpecial : public QObject {
  Q_OBJECT

 private slots:
  /// The special item stands at every place among ordinary ones, and its neighbours stay right.
  void mapsInEveryLane_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(std::size(kMapCases)); ++i) {
      const MapCase& c = kMapCases[i];
      QTest::addRow("%s(%g, %g, %g) #%d", c.kernel, double(c.a), double(c.b), double(c.c), i) << i;
    }
  }
  void mapsInEveryLane() {
    QFETCH(int, index);
    const MapCase& c = kMapCases[index];
    const KernelInfo& kernel = *kernelByName(c.kernel);
    for (const std::size_t n : {1, 3, 5, 20, 37})
      for (std::size_t place = 0; place < n; ++place) {
        std::vector<float> a(n, 1.5f), b(n, 0.5f), w(n, 0.25f), out(n);
        a[place] = c.a;
        b[place] = c.b;
        w[place] = c.c;
        const KernelArgs args{
            .a = a.data(), .b = b.data(), .c = w.data(), .out = out.data(), .n = n};
        forEachVariant(kernel, Dtype::f32, [&](VariantId variant, KernelFn function) {
          function(args);
          const std::string where = label(kernel, Dtype::f32, variant, n);
          QVERIFY2(matches(out[place], c.expected, c.signOfZero),
                   (where + " gives " + std::to_string(out[place])).c_str());
          QVERIFY2(checkResult(kernel, Dtype::f32, variant, args).passed, where.c_str());
        });
        if (QTest::currentTestFailed()) return;
      }
  }

  void doublesKeepNanAndSignedZero() {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> a = {-0.0, nan, 2, 1e300, 4.9406564584124654e-324};
    for (const char* name : {"scale", "abs", "clamp", "relu", "sqrt"}) {
      const KernelInfo& kernel = *kernelByName(name);
      std::vector<double> out(a.size());
      const KernelArgs args{.a = a.data(), .out = out.data(), .n = a.size()};
      forEachVariant(kernel, Dtype::f64, [&](VariantId variant, KernelFn function) {
        function(args);
        const std::string where = label(kernel, Dtype::f64, variant, a.size());
        QVERIFY2(checkResult(kernel, Dtype::f64, variant, args).passed, where.c_str());
        QVERIFY2(std::isnan(out[1]), where.c_str());
        if (kernel.name != "relu")
          QVERIFY2(std::signbit(out[0]) == (kernel.name != "abs"), where.c_str());
      });
    }
  }

  void wholeArrays_data() {
    QTest::addColumn<int>("index");
    for (int i = 0; i < static_cast<int>(kWholeCases.size()); ++i)
      QTest::addRow("%s of %d #%d", kWholeCases[i].kernel, int(kWholeCases[i].a.size()), i) << i;
  }
  void wholeArrays() {
    QFETCH(int, index);
    const WholeCase& c = kWholeCases[index];
    const KernelInfo& kernel = *kernelByName(c.kernel);
    const std::vector<float> b(c.a.size(), 1.0f);
    forEachVariant(kernel, Dtype::f32, [&](VariantId variant, KernelFn function) {
      const std::string where = label(kernel, Dtype::f32, variant, c.a.size());
      if (kernel.kind == KernelKind::argReduce) {
        std::int64_t out = -99;
        function({.a = c.a.data(), .out = &out, .n = c.a.size()});
        QVERIFY2(out == static_cast<std::int64_t>(c.expected[0]), where.c_str());
        return;
      }
      std::vector<float> out(c.expected.size(), -99.0f);
      function({.a = c.a.data(), .b = b.data(), .out = out.data(), .n = c.a.size()});
      for (std::size_t i = 0; i < out.size(); ++i)
        QVERIFY2(near(static_cast<double>(out[i]), c.expected[i]),
                 (where + " gives " + std::to_string(out[i])).c_str());
    });
  }

  /// One NaN anywhere in a long array reaches every reduction's result.
  void nanIsFoundAnywhere() {
    for (const char* name : {"sum", "dot", "max", "min", "norm_l1", "norm_l2", "norm_linf"}) {
      const KernelInfo& kernel = *kernelByName(name);
      for (const std::size_t n : {9, 70, 300}) {
        std::vector<double> a(n), b(n, 1.0);
        for (std::size_t place = 0; place<n; place += n> 100 ? 7 : 1) {
          fillOperand(a.data(), n, Dtype::f64, {}, place);
          a[place] = std::numeric_limits<double>::quiet_NaN();
          const std::vector<float> af(a.begin(), a.end()), bf(n, 1.0f);
          forEachVariant(kernel, Dtype::f64, [&](VariantId variant, KernelFn function) {
            double out = 0;
            function({.a = a.data(), .b = b.data(), .out = &out, .n = n});
            QVERIFY2(std::isnan(out), label(kernel, Dtype::f64, variant, n).c_str());
          });
          forEachVariant(kernel, Dtype::f32, [&](VariantId variant, KernelFn function) {
            float out = 0;
            function({.a = af.data(), .b = bf.data(), .out = &out, .n = n});
            QVERIFY2(std::isnan(out), label(kernel, Dtype::f32, variant, n).c_str());
          });
        }
      }
    }
  }

  /// A NaN with any payload and sign stays a NaN where bits of the input are used as integers.
  void everyNanStaysNan() {
    for (const char* name : {"exp", "log", "tanh", "sigmoid", "swish", "gelu", "relu", "clamp"}) {
      const KernelInfo& kernel = *kernelByName(name);
      std::vector<float> a, out;
      for (std::uint32_t payload = 1; payload < 0x00800000; payload += 0x1234) {
        const std::uint32_t positive = 0x7f800000 | payload, negative = 0xff800000 | payload;
        a.push_back(std::bit_cast<float>(positive));
        a.push_back(std::bit_cast<float>(negative));
      }
      out.resize(a.size());
      forEachVariant(kernel, Dtype::f32, [&](VariantId variant, KernelFn function) {
        function({.a = a.data(), .out = out.data(), .n = a.size()});
        for (const float value : out)
          QVERIFY2(std::isnan(value), label(kernel, Dtype::f32, variant, a.size()).c_str());
      });
    }
  }
};

QTEST_APPLESS_MAIN(TestKernelSpecial)
#include "tst_kernel_special.moc"
