#include <QTest>

#include "base/size_list.h"

using namespace lane;
using Sizes = std::vector<std::uint64_t>;
Q_DECLARE_METATYPE(Sizes)

class TestSizeList : public QObject {
  Q_OBJECT
 private slots:
  void parses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<Sizes>("sizes");
    QTest::newRow("one") << "100" << Sizes{100};
    QTest::newRow("zero alone") << "0" << Sizes{0};
    QTest::newRow("list") << "100,1k,64Ki" << Sizes{100, 1000, 65536};
    QTest::newRow("blanks") << " 8 , 16 " << Sizes{8, 16};
    QTest::newRow("sorted, no repeats") << "16,8,16" << Sizes{8, 16};
    QTest::newRow("doubling") << "8..64" << Sizes{8, 16, 32, 64};
    QTest::newRow("end not hit") << "8..63" << Sizes{8, 16, 32};
    QTest::newRow("one size range") << "8..8" << Sizes{8};
    QTest::newRow("decimal start") << "100..1k" << Sizes{100, 200, 400, 800};
    // 8·√2 = 11.3, 16·√2 = 22.6
    QTest::newRow("two per octave") << "8..32/2" << Sizes{8, 11, 16, 23, 32};
    QTest::newRow("fine steps fall together") << "1..4/4" << Sizes{1, 2, 3, 4};
    QTest::newRow("every one") << "6..10+1" << Sizes{6, 7, 8, 9, 10};
    QTest::newRow("every third, end not hit") << "0..8+3" << Sizes{0, 3, 6};
    QTest::newRow("mixture") << "8..32,100" << Sizes{8, 16, 32, 100};
    QTest::newRow("largest") << "281474976710656" << Sizes{std::uint64_t{1} << 48};
  }
  void parses() {
    QFETCH(QString, text);
    QFETCH(Sizes, sizes);
    const auto parsed = parseSizeList(text.toStdString());
    QVERIFY2(parsed, parsed ? "" : toString(parsed.error()).c_str());
    QCOMPARE(*parsed, sizes);
  }

  void octavesToAMebi() {
    const auto parsed = parseSizeList("8..1Mi");
    QVERIFY(parsed);
    QCOMPARE(parsed->size(), std::size_t{18});  // 2^3 … 2^20
    QCOMPARE(parsed->back(), std::uint64_t{1048576});
  }

  void refuses_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("names");
    QTest::newRow("empty") << ""
                           << "empty";
    QTest::newRow("empty item") << "8,,16"
                                << "empty item";
    QTest::newRow("trailing comma") << "8,"
                                    << "empty item";
    QTest::newRow("negative") << "-1"
                              << "\"-1\" is negative";
    QTest::newRow("too large") << "1e99"
                               << "\"1e99\"";
    QTest::newRow("fraction") << "1.5"
                              << "not a whole number";
    QTest::newRow("word") << "many"
                          << "\"many\" is not a number";
    QTest::newRow("not finite") << "inf"
                                << "\"inf\"";
    QTest::newRow("suffix") << "8Q"
                            << "suffix";
    QTest::newRow("open end") << "8.."
                              << "open end";
    QTest::newRow("open start") << "..8"
                                << "open end";
    QTest::newRow("range of words") << "0..x"
                                    << "\"x\" is not a number";
    QTest::newRow("from zero") << "0..8"
                               << "starts at 0";
    QTest::newRow("falling") << "16..8"
                             << "falls";
    QTest::newRow("no steps") << "8..16/0"
                              << "per octave";
    QTest::newRow("steps not a number") << "8..16/x"
                                        << "per octave";
    QTest::newRow("step of nothing") << "8..16+0"
                                     << "whole step";
    QTest::newRow("step no number") << "8..16+x"
                                    << "whole step";
    QTest::newRow("too many steps") << "1..20k+1"
                                    << "10,000";
    QTest::newRow("too many") << QStringList(10001, "7").join(',') << "10,000";
  }
  void refuses() {
    QFETCH(QString, text);
    QFETCH(QString, names);
    const auto parsed = parseSizeList(text.toStdString());
    QVERIFY(!parsed);
    QVERIFY(parsed.error().code == ErrorCode::usage);
    const QString message = QString::fromStdString(toString(parsed.error()));
    QVERIFY2(message.contains(names), qPrintable(message));
  }

  void formats_data() {
    QTest::addColumn<Sizes>("sizes");
    QTest::addColumn<QString>("text");
    QTest::newRow("octaves") << Sizes{8, 16, 32, 64} << "8..64";
    QTest::newRow("two are no range") << Sizes{8, 16} << "8,16";
    QTest::newRow("singles") << Sizes{100, 1000, 65536} << "100,1k,64Ki";
    QTest::newRow("mixture") << Sizes{5, 8, 16, 32, 1000} << "5,8..32,1k";
    QTest::newRow("odd count") << Sizes{65537} << "65537";
    QTest::newRow("with zero") << Sizes{0, 1} << "0,1";
    QTest::newRow("even steps") << Sizes{6, 7, 8, 9, 10, 32} << "6..10+1,32";
    QTest::newRow("three are no steps") << Sizes{10, 20, 30} << "10,20,30";
  }
  void formats() {
    QFETCH(Sizes, sizes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatSizeList(sizes)), text);
  }

  void formatAndParseAreInverse() {
    for (const char* text : {"0,1,2,3,5,7,8,15,16,17,1k,4097,65537", "8..16Mi", "100..1M",
                             "8..16Mi/2", "1,3,9,27,1023,1025,1000000007"}) {
      const auto sizes = parseSizeList(text);
      QVERIFY(sizes);
      const auto again = parseSizeList(formatSizeList(*sizes));
      QVERIFY(again);
      QCOMPARE(*again, *sizes);
    }
  }
};

QTEST_APPLESS_MAIN(TestSizeList)
#include "tst_size_list.moc"
