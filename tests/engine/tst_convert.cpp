// Conversion of element types: every half, every pair of MXFP4 code and scale, random bits and the
// edges, on every instruction set this machine has, against searches for the nearest value that
// know nothing of how it is done.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "workloads/convert/convert.h"
#include "workloads/convert/convert_loops.h"
#include "workloads/convert/convert_reference.h"

using namespace lane;

namespace {

using Bytes = std::vector<std::byte>;

/// Value of a half by IEEE 754's definition, in long double.
long double halfValue(unsigned bits) {
  const long double sign = (bits & 0x8000u) != 0 ? -1 : 1;
  const int exponent = int(bits >> 10 & 31u);
  const auto mantissa = static_cast<long double>(bits & 1023u);
  if (exponent == 31)
    return mantissa == 0 ? sign * std::numeric_limits<long double>::infinity()
                         : std::numeric_limits<long double>::quiet_NaN();
  if (exponent == 0) return sign * mantissa / 16777216;  // 2^-14 / 2^10
  return sign * std::pow(2.0L, exponent - 15) * (1 + mantissa / 1024);
}

/// The half nearest to a value, of two equally near the even one: by search among all.
std::uint16_t nearestHalf(double value) {
  static const std::vector<double> values = [] {
    std::vector<double> all;
    for (unsigned bits = 0; bits < 0x7c00; ++bits) all.push_back(double(halfValue(bits)));
    all.push_back(65536);  // where the next half would lie: infinity
    return all;
  }();
  const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000 : 0);
  const double magnitude = std::fabs(value);
  if (magnitude >= 65536) return sign | 0x7c00;
  const auto above = std::upper_bound(values.begin(), values.end(), magnitude);
  const auto low = static_cast<std::size_t>(above - values.begin()) - 1;
  const double below = magnitude - values[low], over = values[low + 1] - magnitude;
  const bool up = over < below || (over == below && low % 2 != 0);
  return static_cast<std::uint16_t>(sign | (low + (up ? 1 : 0)));
}

std::vector<float> trickyFloats() {
  std::vector<float> list;
  std::mt19937 random(7);
  for (int i = 0; i < 200'000; ++i) list.push_back(std::bit_cast<float>(std::uint32_t(random())));
  // Exponents a half has, with every pattern of the bits that are cut off.
  for (int i = 0; i < 200'000; ++i) {
    const auto exponent = std::uint32_t(100 + random() % 45);
    list.push_back(std::bit_cast<float>(exponent << 23 | std::uint32_t(random() & 0x807fffffu)));
  }
  // Exactly between two halves, and one step beside.
  for (unsigned half = 0; half < 0x7c00; ++half) {
    const auto middle =
        float((halfValue(half) + (half == 0x7bff ? 65536 : halfValue(half + 1))) / 2);
    for (const float value :
         {middle, std::nextafter(middle, 0.f), std::nextafter(middle, 1e30f), -middle})
      list.push_back(value);
  }
  for (const float value : {0.f, -0.f, INFINITY, -INFINITY, NAN, -NAN, 65504.f, 65519.996f, 65520.f,
                            0x1p-24f, 0x1p-25f, 0x1.000002p-25f, 0x1p-149f, 0x1p-126f, 3.4e38f})
    list.push_back(value);
  list.push_back(std::bit_cast<float>(0x7f800001u));  // a signalling NaN
  return list;
}

template <class Out, class In>
std::vector<Out> looped(ConvertLoop loop, const std::vector<In>& in) {
  std::vector<Out> out(in.size());
  loop({in.data(), nullptr, out.data(), nullptr, in.size()});
  return out;
}

/// Blocks of floats of every size, with zeros, subnormals, NaN and infinities here and there.
std::vector<float> blocks(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values(count * kScaleBlock);
  for (std::size_t block = 0; block < count; ++block) {
    const int exponent = int(random() % 280) - 150;
    for (std::size_t i = 0; i < kScaleBlock; ++i) {
      float value = float(std::ldexp(double(int(random() % 2001) - 1000) / 250, exponent));
      if (std::isinf(value)) value = std::numeric_limits<float>::max();
      values[block * kScaleBlock + i] = value;
    }
    if (block % 50 == 1) values[block * kScaleBlock + random() % kScaleBlock] = NAN;
    if (block % 50 == 2) values[block * kScaleBlock + random() % kScaleBlock] = -INFINITY;
    if (block % 50 == 3)
      std::fill_n(&values[block * kScaleBlock], kScaleBlock, block % 100 == 3 ? 0.f : -0.f);
  }
  return values;
}

struct Packed {
  Bytes elements, scales;
  explicit Packed(Dtype dtype, std::size_t items)
      : elements(packedBytes(dtype, items).elements), scales(packedBytes(dtype, items).scales) {}
  PackedTarget target() { return {elements.data(), scales.empty() ? nullptr : scales.data()}; }
};

constexpr float kE2m1[] = {0, .5f, 1, 1.5f, 2, 3, 4, 6};

}  // namespace

class TestConvert : public QObject {
  Q_OBJECT

  void eachInstructionSet() {
    QTest::addColumn<int>("set");
    for (std::size_t i = 0; i < convertLoops().size(); ++i)
      QTest::newRow(convertLoops()[i].name) << int(i);
  }
  const ConvertLoops& loops() {
    QFETCH(int, set);
    return convertLoops()[std::size_t(set)];
  }

#define NEED_INSTRUCTION_SET \
  if (!loops().supported()) QSKIP("this processor does not have it")

 private slots:
  void everyHalf_data() {
    eachInstructionSet();
  }
  void everyHalf() {
    NEED_INSTRUCTION_SET;
    std::vector<std::uint16_t> all(65536);
    for (unsigned i = 0; i < 65536; ++i) all[i] = std::uint16_t(i);
    const auto wide = looped<float>(loops().f16ToF32, all);
    for (unsigned i = 0; i < 65536; ++i) {
      const long double wanted = halfValue(i);
      if (std::isnan(wanted)) {
        QVERIFY2(std::isnan(wide[i]), qPrintable(QString::number(i, 16)));
        continue;
      }
      QVERIFY2(static_cast<long double>(wide[i]) == wanted, qPrintable(QString::number(i, 16)));
      QCOMPARE(std::signbit(wide[i]), (i & 0x8000u) != 0);
    }
    const auto back = looped<std::uint16_t>(loops().f32ToF16, wide);
    for (unsigned i = 0; i < 65536; ++i) {
      if (!std::isnan(wide[i])) QCOMPARE(back[i], std::uint16_t(i));
    }
  }

  void floatsToHalves_data() {
    eachInstructionSet();
  }
  void floatsToHalves() {
    NEED_INSTRUCTION_SET;
    const std::vector<float> values = trickyFloats();
    const auto halves = looped<std::uint16_t>(loops().f32ToF16, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) {
        QVERIFY((halves[i] & 0x7fff) > 0x7c00);
        continue;
      }
      if (halves[i] != nearestHalf(double(values[i])))
        QFAIL(qPrintable(QStringLiteral("%1 became %2, not %3")
                             .arg(double(values[i]), 0, 'g', 9)
                             .arg(halves[i], 0, 16)
                             .arg(nearestHalf(double(values[i])), 0, 16)));
    }
  }

  void brainFloats_data() {
    eachInstructionSet();
  }
  void brainFloats() {
    NEED_INSTRUCTION_SET;
    std::vector<std::uint16_t> all(65536);
    for (unsigned i = 0; i < 65536; ++i) all[i] = std::uint16_t(i);
    const auto wide = looped<float>(loops().bf16ToF32, all);
    for (unsigned i = 0; i < 65536; ++i)
      QCOMPARE(std::bit_cast<std::uint32_t>(wide[i]), i << 16);  // that is how it is defined
    const std::vector<float> values = trickyFloats();
    const auto narrow = looped<std::uint16_t>(loops().f32ToBf16, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto bits = std::bit_cast<std::uint32_t>(values[i]);
      if (std::isnan(values[i])) {
        QVERIFY((narrow[i] & 0x7fff) > 0x7f80);
        continue;
      }
      // In whole numbers: of the two neighbours the nearer, of equally near ones the even.
      const std::uint32_t low = bits >> 16, rest = bits & 0xffff;
      const bool up = rest > 0x8000 || (rest == 0x8000 && low % 2 != 0);
      QCOMPARE(std::uint32_t(narrow[i]), low + (up ? 1 : 0));
    }
  }

  void everyMxfp4_data() {
    eachInstructionSet();
  }
  void everyMxfp4() {
    NEED_INSTRUCTION_SET;
    std::vector<std::uint8_t> elements(kScaleBlock / 2), scales(1);
    for (std::size_t i = 0; i < elements.size(); ++i)  // 0 1 2 … 15 0 1 …: first in the low half
      elements[i] = std::uint8_t((2 * i) % 16 | ((2 * i + 1) % 16) << 4);
    std::vector<float> out(kScaleBlock);
    for (unsigned scale = 0; scale < 256; ++scale) {
      scales[0] = std::uint8_t(scale);
      loops().mxfp4ToF32({elements.data(), scales.data(), out.data(), nullptr, kScaleBlock});
      for (unsigned i = 0; i < kScaleBlock; ++i) {
        const unsigned code = i % 16;
        if (scale == 255) {
          QVERIFY(std::isnan(out[i]));
          continue;
        }
        const long double wanted =
            static_cast<long double>(kE2m1[code & 7]) * std::pow(2.0L, int(scale) - 127);
        QCOMPARE(double(std::fabs(out[i])), double(static_cast<float>(wanted)));
        QCOMPARE(std::signbit(out[i]), code >= 8);
      }
    }
  }

  void floatsToMxfp4_data() {
    eachInstructionSet();
  }
  void floatsToMxfp4() {
    NEED_INSTRUCTION_SET;
    const std::vector<float> values = blocks(4000, 3);
    std::vector<std::uint8_t> elements(values.size() / 2), scales(values.size() / kScaleBlock);
    loops().f32ToMxfp4({values.data(), nullptr, elements.data(), scales.data(), values.size()});
    for (std::size_t block = 0; block < scales.size(); ++block) {
      const float* first = &values[block * kScaleBlock];
      double largest = 0;
      bool finite = true;
      for (std::size_t i = 0; i < kScaleBlock; ++i) {
        finite = finite && std::isfinite(first[i]);
        largest = std::max(largest, double(std::fabs(first[i])));
      }
      if (!finite) {
        QCOMPARE(int(scales[block]), 255);
        continue;
      }
      // The specification: 2^(floor(log2(largest)) - 2), as far as a byte has it.
      const int exponent =
          largest > 0 ? std::max(int(std::floor(std::log2(largest))) - 2, -127) : -127;
      QCOMPARE(int(scales[block]), exponent + 127);
      for (std::size_t i = 0; i < kScaleBlock; ++i) {
        const double scaled = std::fabs(double(first[i])) / std::pow(2.0, exponent);
        const std::uint8_t two = elements[(block * kScaleBlock + i) / 2];
        const unsigned code = i % 2 == 0 ? two & 15u : two >> 4;
        double nearest = 1e300;
        for (const float candidate : kE2m1)
          nearest = std::min(nearest, std::fabs(scaled - double(candidate)));
        const double distance = std::fabs(scaled - double(kE2m1[code & 7]));
        QVERIFY2(distance == nearest, qPrintable(QString::number(scaled)));
        // Halfway the code with an even last bit.
        for (unsigned other = 0; other < 8; ++other)
          if (other != (code & 7) && std::fabs(scaled - double(kE2m1[other])) == nearest)
            QCOMPARE(code % 2, 0u);
        QCOMPARE(code >= 8, std::signbit(first[i]));
      }
    }
  }

  void floatsToInt8_data() {
    eachInstructionSet();
  }
  void floatsToInt8() {
    NEED_INSTRUCTION_SET;
    const std::vector<float> values = blocks(4000, 5);
    std::vector<std::int8_t> elements(values.size());
    std::vector<float> scales(values.size() / kScaleBlock), back(values.size());
    loops().f32ToI8({values.data(), nullptr, elements.data(), scales.data(), values.size()});
    loops().i8ToF32({elements.data(), scales.data(), back.data(), nullptr, values.size()});
    for (std::size_t block = 0; block < scales.size(); ++block) {
      const float* first = &values[block * kScaleBlock];
      double largest = 0;
      bool finite = true;
      for (std::size_t i = 0; i < kScaleBlock; ++i) {
        finite = finite && std::isfinite(first[i]);
        largest = std::max(largest, double(std::fabs(first[i])));
      }
      if (!finite) {
        QVERIFY(std::isnan(scales[block]));
        QVERIFY(std::isnan(back[block * kScaleBlock]));
        continue;
      }
      const double scale = std::clamp(double(float(largest / 127)), 0x1p-126, 0x1.020406p+121);
      QCOMPARE(double(scales[block]), scale);
      for (std::size_t i = 0; i < kScaleBlock; ++i) {
        const std::size_t at = block * kScaleBlock + i;
        const double exact = double(first[i]) / scale;
        QVERIFY(std::abs(int(elements[at])) <= 127);
        // Within half a step; a quotient that rounds to the halfway point may go either way.
        QVERIFY2(std::fabs(exact - elements[at]) <= 0.5 * (1 + 1e-5),
                 qPrintable(QString::number(exact)));
        QCOMPARE(back[at], float(elements[at]) * scales[block]);
        QVERIFY(std::isfinite(back[at]));
      }
    }
  }

  /// All pairs, lengths that are no whole blocks: no byte outside is touched, the result is that
  /// of the definition.
  void everyPair() {
    for (const Dtype source : convertibleTypes())
      for (const Dtype target : convertibleTypes())
        for (const std::size_t items : {0, 1, 2, 31, 32, 33, 64, 95, 2047, 2048, 2081, 6001}) {
          std::vector<float> values = blocks(items / kScaleBlock + 1, unsigned(items) + 11);
          values.resize(items);
          Packed in(source, items), wanted(target, items), out(target, items + 64);
          convertByDefinition(Dtype::f32, {reinterpret_cast<std::byte*>(values.data()), nullptr},
                              source, in.target(), items);
          std::fill(out.elements.begin(), out.elements.end(), std::byte{0xa5});
          std::fill(out.scales.begin(), out.scales.end(), std::byte{0xa5});
          convert(source, in.target(), target, out.target(), items);
          convertByDefinition(source, in.target(), target, wanted.target(), items);
          const QString what =
              QStringLiteral("%1 to %2, %3 items").arg(int(source)).arg(int(target)).arg(items);
          for (std::size_t i = wanted.elements.size(); i < out.elements.size(); ++i)
            QVERIFY2(out.elements[i] == std::byte{0xa5}, qPrintable(what));
          for (std::size_t i = wanted.scales.size(); i < out.scales.size(); ++i)
            QVERIFY2(out.scales[i] == std::byte{0xa5}, qPrintable(what));
          for (std::size_t i = 0; i < items; ++i) {
            const double got = packedValue(target, out.target(), i);
            const double right = packedValue(target, wanted.target(), i);
            QVERIFY2(got == right || (std::isnan(got) && std::isnan(right)),
                     qPrintable(what + QStringLiteral(", item %1").arg(i)));
          }
          if (source == target) {
            out.elements.resize(in.elements.size());
            QVERIFY(out.elements == in.elements);
          }
        }
  }

  void sizes() {
    QCOMPARE(packedBytes(Dtype::f32, 33).total(), std::uint64_t{132});
    QCOMPARE(packedBytes(Dtype::bf16, 33).total(), std::uint64_t{66});
    QCOMPARE(packedBytes(Dtype::mxfp4, 33), (PackedBytes{32, 2}));
    QCOMPARE(packedBytes(Dtype::mxfp4, 32).total(), std::uint64_t{17});
    QCOMPARE(packedBytes(Dtype::i8, 33), (PackedBytes{64, 8}));
    QVERIFY(!isConvertible(Dtype::f64));
  }

  /// NumPy's own halves, where NumPy is there.
  void asNumPyDoes() {
    QProcess python;
    python.start(QStringLiteral("python3"), {QStringLiteral("-c"), QStringLiteral("import numpy")});
    if (!python.waitForFinished() || python.exitCode() != 0)
      QSKIP("python3 with NumPy is not installed");
    const std::vector<float> values = trickyFloats();
    QTemporaryDir folder;
    const auto path = [&](const char* name) { return folder.filePath(QString::fromLatin1(name)); };
    QFile in(path("in.f32"));
    QVERIFY(in.open(QIODevice::WriteOnly));
    in.write(reinterpret_cast<const char*>(values.data()), qint64(values.size() * sizeof(float)));
    in.close();
    python.start(
        QStringLiteral("python3"),
        {QStringLiteral("-c"),
         QStringLiteral("import numpy, sys; numpy.seterr(all='ignore'); "
                        "numpy.fromfile(sys.argv[1], '<f4').astype('<f2').tofile(sys.argv[2])"),
         in.fileName(), path("out.f16")});
    QVERIFY(python.waitForFinished());
    QFile out(path("out.f16"));
    QVERIFY(out.open(QIODevice::ReadOnly));
    const QByteArray theirs = out.readAll();
    QCOMPARE(std::size_t(theirs.size()), 2 * values.size());
    Packed ours(Dtype::f16, values.size());
    convert(Dtype::f32, {reinterpret_cast<const std::byte*>(values.data()), nullptr}, Dtype::f16,
            ours.target(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!std::isnan(values[i]))
        QVERIFY(std::memcmp(theirs.data() + 2 * i, ours.elements.data() + 2 * i, 2) == 0);
  }
};

QTEST_GUILESS_MAIN(TestConvert)
#include "tst_convert.moc"
