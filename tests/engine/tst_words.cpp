#include <QTest>

#include <set>

#include "base/words.h"

using namespace lane;

class TestWords : public QObject {
  Q_OBJECT

  /// Every word leads back to its value, and `last` is the last one: no word is missing.
  template <class E>
  void roundTrip(E last) {
    const auto all = words<E>();
    QCOMPARE(all.size(), static_cast<std::size_t>(last) + 1);
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const E value = static_cast<E>(i);
      QVERIFY(!toWord(value).empty());
      QVERIFY(fromWord<E>(toWord(value)) == value);
      seen.insert(all[i]);
    }
    QCOMPARE(seen.size(), all.size());
    QVERIFY(!fromWord<E>("no such word"));
    QVERIFY(!fromWord<E>(""));
  }

 private slots:
  void wordsAndValuesAreInverse() {
    roundTrip(Dtype::mxfp4);
    roundTrip(Mode::inplace);
    roundTrip(CacheState::cold);
    roundTrip(CaseStatus::failed);
    roundTrip(StopReason::stopped);
    roundTrip(CrossoverKind::unresolved);
    roundTrip(SourceKind::remote);
    roundTrip(MetricKind::frequency);
    roundTrip(Severity::problem);
    roundTrip(Verdict::unsure);
  }

  /// Words in files must not move: these are the ones scripts meet.
  void wordsOfFiles() {
    QCOMPARE(toWord(Dtype::f32), std::string_view("f32"));
    QCOMPARE(toWord(Dtype::bf16), std::string_view("bf16"));
    QCOMPARE(toWord(Mode::allocate), std::string_view("allocate"));
    QCOMPARE(toWord(CacheState::hot), std::string_view("hot"));
    QCOMPARE(toWord(CaseStatus::skipped), std::string_view("skipped"));
    QCOMPARE(toWord(StopReason::goal), std::string_view("goal"));
    QCOMPARE(toWord(CrossoverKind::several), std::string_view("several"));
    QCOMPARE(toWord(SourceKind::in_process), std::string_view("in_process"));
    QCOMPARE(toWord(MetricKind::energy), std::string_view("energy"));
    QCOMPARE(toWord(Severity::warning), std::string_view("warning"));
    QCOMPARE(toWord(Verdict::regressed), std::string_view("regressed"));
  }

  void bytesOfTypes_data() {
    QTest::addColumn<int>("dtype");
    QTest::addColumn<int>("bytes");
    const auto row = [](Dtype dtype, int bytes) {
      QTest::newRow(std::string(toWord(dtype)).c_str()) << static_cast<int>(dtype) << bytes;
    };
    row(Dtype::none, 0);
    row(Dtype::f16, 2);
    row(Dtype::bf16, 2);
    row(Dtype::f32, 4);
    row(Dtype::f64, 8);
    row(Dtype::i8, 1);
    row(Dtype::u8, 1);
    row(Dtype::i32, 4);
    row(Dtype::i64, 8);
    row(Dtype::mxfp4, 0);
  }
  void bytesOfTypes() {
    QFETCH(int, dtype);
    QFETCH(int, bytes);
    QCOMPARE(bytesOf(static_cast<Dtype>(dtype)), static_cast<std::size_t>(bytes));
  }
};

QTEST_APPLESS_MAIN(TestWords)
#include "tst_words.moc"
