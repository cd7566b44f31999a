#include <QTest>

#include <cmath>
#include <limits>

#include "base/units.h"

using namespace lane;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Table rows of one formatting function.
struct Row {
  double value;
  const char* text;
};

}  // namespace

class TestUnits : public QObject {
  Q_OBJECT

  static void rows(std::initializer_list<Row> table) {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    int number = 0;
    for (const Row& row : table)
      QTest::addRow("%d: %s", ++number, row.text) << row.value << QString::fromUtf8(row.text);
  }
  template <class Format>
  static void check(Format format) {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(format(value)), text);
  }

 private slots:
  void numbers_data() {
    rows({{0, "0"},
          {-0.0, "0"},
          {0.0421, "0.0421"},
          {43.1, "43.1"},
          {1085, "1,085"},
          {1, "1.00"},
          {9.996, "10.0"},
          {0.9996, "1.00"},
          {99.96, "100"},
          {999.6, "1,000"},
          {1234567, "1,234,567"},
          {-43.1, "−43.1"},
          {-1234, "−1,234"},
          {2e-9, "2.00e-09"},
          {kNan, "–"},
          {kInfinity, "∞"},
          {-kInfinity, "−∞"}});
  }
  void numbers() {
    check([](double value) { return formatNumber(value); });
  }

  void times_data() {
    rows({{59.2e-9, "59.2 ns"},
          {3.77e-6, "3.77 µs"},
          {12.5e-3, "12.5 ms"},
          {1.2, "1.20 s"},
          {999.4e-9, "999 ns"},
          {999.6e-9, "1.00 µs"},
          {0.9996e-3, "1.00 ms"},
          {0.9996, "1.00 s"},
          {0.35e-9, "0.350 ns"},
          {90, "90.0 s"},
          {0, "0 ns"},
          {-2e-6, "−2.00 µs"},
          {kNan, "–"}});
  }
  void times() { check(formatTime); }

  void bytes_data() {
    rows({{0, "0 B"},
          {512, "512 B"},
          {1023, "1,023 B"},
          {1024, "1 KiB"},
          {1536, "1.50 KiB"},
          {32768, "32 KiB"},
          {1572864, "1.50 MiB"},
          {1048575, "1.00 MiB"},
          {272629760, "260 MiB"},
          {25276510208.0, "23.5 GiB"},
          {1024.0 * 1048576 * 1048576, "1 PiB"},
          {-1024, "−1 KiB"},
          {kNan, "–"}});
  }
  void bytes() { check(formatBytes); }

  void byteRates_data() {
    rows({{139e9, "139 GB/s"},
          {1.5e12, "1.50 TB/s"},
          {999.6e6, "1.00 GB/s"},
          {2.5e6, "2.50 MB/s"},
          {1200, "1.20 kB/s"},
          {kNan, "–"}});
  }
  void byteRates() { check(formatByteRate); }

  void flopRates_data() {
    rows({{69.2e9, "69.2 GFLOP/s"},
          {3.5e6, "3.50 MFLOP/s"},
          {1234e9, "1,234 GFLOP/s"},
          {kNan, "–"}});
  }
  void flopRates() { check(formatFlopRate); }

  void itemRates() {
    QCOMPARE(formatRate(8.2e9, "elements"), std::string("8.20 Gelements/s"));
    QCOMPARE(formatRate(12.5, "tokens"), std::string("12.5 tokens/s"));
    QCOMPARE(formatRate(1500, "tokens"), std::string("1.50 ktokens/s"));
    QCOMPARE(formatRate(kNan, "tokens"), std::string("–"));
  }

  void clocks_data() {
    rows({{3.67e9, "3.67 GHz"}, {999.6e6, "1.00 GHz"}, {800e6, "0.80 GHz"}, {kNan, "–"}});
  }
  void clocks() { check(formatClock); }

  void shares_data() {
    rows({{0.43, "43 %"},
          {0.0042, "0.4 %"},
          {1, "100 %"},
          {0, "0.0 %"},
          {0.0095, "1 %"},
          {kNan, "–"}});
  }
  void shares() { check(formatShare); }

  void durations_data() {
    rows({{42, "0:42"},
          {725, "12:05"},
          {3723, "1:02:03"},
          {0, "0:00"},
          {59.6, "1:00"},
          {3599.7, "1:00:00"},
          {-1, "–"},
          {kNan, "–"}});
  }
  void durations() { check(formatDuration); }

  void ratios() {
    QCOMPARE(formatRatio(1.3), std::string("×1.30"));
    QCOMPARE(formatRatio(1.3034, 3), std::string("×1.303"));
    QCOMPARE(formatRatio(kNan), std::string("–"));
  }

  void intervals_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QString>("text");
    QTest::newRow("even") << 100e-9 << 99.58e-9 << 100.42e-9 << QString("±0.42 %");
    QTest::newRow("wide, even") << 100e-9 << 95e-9 << 105e-9 << QString("±5.00 %");
    QTest::newRow("uneven") << 100e-9 << 99e-9 << 110e-9 << QString("99.0 ns … 110 ns");
    QTest::newRow("uneven but tiny") << 1.0 << 1.0 << 1.0006 << QString("±0.030 %");
    QTest::newRow("no interval") << 1.0 << kNan << kNan << QString("–");
    QTest::newRow("no value") << kNan << 1.0 << 2.0 << QString("–");
  }
  void intervals() {
    QFETCH(double, value);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatTimeInterval(value, low, high)), text);
  }

  void sizes_data() {
    QTest::addColumn<quint64>("count");
    QTest::addColumn<QString>("text");
    const auto row = [](quint64 count, const char* text) {
      QTest::newRow(text) << count << QString::fromUtf8(text);
    };
    row(0, "0");
    row(1, "1");
    row(100, "100");
    row(512, "512");
    row(1000, "1 k");
    row(10000, "10 k");
    row(100000, "100 k");
    row(1000000, "1 M");
    row(1000000000, "1 G");
    row(2000, "2,000");
    row(1024, "1 Ki");
    row(2048, "2 Ki");
    row(16777216, "16 Mi");
    row(quint64{1} << 30, "1 Gi");
    row(65537, "65,537");
    row(4097, "4,097");
  }
  void sizes() {
    QFETCH(quint64, count);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatSize(count)), text);
  }

  void counts() {
    QCOMPARE(formatCount(0), std::string("0"));
    QCOMPARE(formatCount(999), std::string("999"));
    QCOMPARE(formatCount(1085), std::string("1,085"));
    QCOMPARE(formatCount(18446744073709551615u), std::string("18,446,744,073,709,551,615"));
  }

  void parsesSizes_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<quint64>("size");
    QTest::newRow("plain") << "100" << quint64{100};
    QTest::newRow("k") << "1k" << quint64{1000};
    QTest::newRow("Ki") << "64Ki" << quint64{65536};
    QTest::newRow("blank") << " 64 Ki " << quint64{65536};
    QTest::newRow("fraction of M") << "1.5M" << quint64{1500000};
    QTest::newRow("exponent") << "1e3" << quint64{1000};
    QTest::newRow("largest") << "262144Gi" << (quint64{1} << 48);
  }
  void parsesSizes() {
    QFETCH(QString, text);
    QFETCH(quint64, size);
    const auto parsed = parseSize(text.toStdString());
    QVERIFY(parsed);
    QCOMPARE(quint64{*parsed}, size);
  }

  void refusesSizes() {
    for (const char* text :
         {"", " ", "-1", "1.5", "1e99", "nan", "0x10", "1kk", "k", "1 0", "262145Gi"}) {
      const auto parsed = parseSize(text);
      QVERIFY2(!parsed, text);
      QVERIFY(parsed.error().code == ErrorCode::usage);
    }
  }

  void parsesDurations_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("seconds");
    QTest::newRow("s") << "60s" << 60.0;
    QTest::newRow("ms") << "500ms" << 0.5;
    QTest::newRow("min") << "2min" << 120.0;
    QTest::newRow("us") << "20us" << 20e-6;
    QTest::newRow("micro sign") << "20µs" << 20e-6;
    QTest::newRow("plain") << "90" << 90.0;
    QTest::newRow("hours") << "1.5h" << 5400.0;
    QTest::newRow("zero") << "0" << 0.0;
  }
  void parsesDurations() {
    QFETCH(QString, text);
    QFETCH(double, seconds);
    const auto parsed = parseDuration(text.toStdString());
    QVERIFY(parsed);
    QCOMPARE(*parsed, seconds);
  }

  void refusesDurations() {
    for (const char* text : {"", "-1s", "inf", "nan", "1 day", "s", "1e999"})
      QVERIFY2(!parseDuration(text), text);
  }

  void parsesShares() {
    QCOMPARE(*parseShare("1%"), 0.01);
    QCOMPARE(*parseShare("0.5 %"), 0.005);
    QCOMPARE(*parseShare("0.01"), 0.01);
    QCOMPARE(*parseShare("100%"), 1.0);
    for (const char* text : {"", "0", "-1%", "101%", "2", "nan", "1 percent", "%"})
      QVERIFY2(!parseShare(text), text);
  }
};

QTEST_APPLESS_MAIN(TestUnits)
#include "tst_units.moc"
