#include <QTest>

#include "base/result.h"

using namespace lane;

class TestResult : public QObject {
  Q_OBJECT
 private slots:
  void errorAsText_data() {
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("advice");
    QTest::addColumn<QString>("text");
    QTest::newRow("bare") << ""
                          << ""
                          << "it broke";
    QTest::newRow("where") << "a.h5"
                           << ""
                           << "a.h5: it broke";
    QTest::newRow("advice") << ""
                            << "Mend it"
                            << "it broke. Mend it";
    QTest::newRow("both") << "a.h5"
                          << "Mend it"
                          << "a.h5: it broke. Mend it";
  }
  void errorAsText() {
    QFETCH(QString, where);
    QFETCH(QString, advice);
    QFETCH(QString, text);
    const Error error{ErrorCode::io, "it broke", where.toStdString(), advice.toStdString()};
    QCOMPARE(QString::fromStdString(toString(error)), text);
  }

  void failMakesAnError() {
    const auto half = [](int number) -> Result<int> {
      if (number % 2 != 0) return fail(ErrorCode::usage, "is odd", "here", "Double it");
      return number / 2;
    };
    QCOMPARE(*half(8), 4);
    const Result<int> odd = half(7);
    QVERIFY(!odd);
    QVERIFY(odd.error().code == ErrorCode::usage);
    QCOMPARE(odd.error().what, std::string("is odd"));
    QCOMPARE(odd.error().where, std::string("here"));
    QCOMPARE(odd.error().advice, std::string("Double it"));
  }
};

QTEST_APPLESS_MAIN(TestResult)
#include "tst_result.moc"
