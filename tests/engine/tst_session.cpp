// Keys, lookups and sorting of session values.
#include <QRegularExpression>
#include <QTest>

#include "engine/session_fixture.h"
#include "session/session.h"
#include "session/utf8.h"

using namespace lane;

class TestSession : public QObject {
  Q_OBJECT

 private slots:
  void keyOfAPlainCase();
  void keyEncodesForeignNames();
  void keyOfShapesAndParameters();
  void sameCaseTakesNanAsEqual();
  void lookups();
  void sortingKeepsOrderWithinACase();
  void uuidAndTime();
  void utf8_data();
  void utf8();
};

namespace {

CaseRecord dotCase() {
  CaseRecord record;
  record.suite = "vector";
  record.benchmark = "dot";
  record.dtype = Dtype::f32;
  record.size = 4096;
  record.variant = "avx2";
  return record;
}

}  // namespace

void TestSession::keyOfAPlainCase() {
  QCOMPARE(makeKey(dotCase()), "vector/dot/f32/n=4096/avx2/t=1/hot/reuse");
}

void TestSession::keyEncodesForeignNames() {
  CaseRecord record = dotCase();
  record.suite = "a b";
  record.benchmark = "BM_Copy<int>/8";
  record.variant = "größer~._-";
  record.threads = 16;
  record.mode = Mode::allocate;
  record.cache = CacheState::cold;
  // Percent-encoded by hand: space 20, < 3C, > 3E, / 2F, ö C3 B6, ß C3 9F.
  QCOMPARE(makeKey(record),
           "a%20b/BM_Copy%3Cint%3E%2F8/f32/n=4096/gr%C3%B6%C3%9Fer~._-/t=16/cold/allocate");
}

void TestSession::keyOfShapesAndParameters() {
  CaseRecord record = dotCase();
  record.shape = "[64, 32]";
  record.params = R"({"pad": "a,b=c", "alpha": 2, "beta": 0.5})";
  QCOMPARE(makeKey(record),
           "vector/dot/f32/shape=64x32,alpha=2,beta=0.5,pad=a%2Cb%3Dc/avx2/t=1/hot/reuse");
  record.shape.clear();
  record.params = "{not json";
  QCOMPARE(makeKey(record), "vector/dot/f32/n=4096,params=%7Bnot%20json/avx2/t=1/hot/reuse");
}

void TestSession::sameCaseTakesNanAsEqual() {
  const CaseRecord record = dotCase();
  QVERIFY(sameCase(record, record));
  CaseRecord other = record;
  other.p99 = 1;
  QVERIFY(!sameCase(record, other));
  other = record;
  other.reason = "x";
  QVERIFY(!sameCase(record, other));
}

void TestSession::lookups() {
  Session session = test::richSession();
  QCOMPARE(session.caseByKey(session.cases[7].key), 7u);
  QCOMPARE(session.caseByKey("vector/none"), kNoCase);
  const std::size_t metrics = session.metrics.size();
  QCOMPARE(session.metricIndex({"rate", "other name", "", MetricKind::rate, true}), 1u);
  QCOMPARE(session.metrics.size(), metrics);
  QCOMPARE(session.metricIndex({"new", "New", "s", MetricKind::time, false}),
           std::uint32_t(metrics));
  QCOMPARE(session.metrics.back().name, "New");
}

void TestSession::sortingKeepsOrderWithinACase() {
  Session session;
  session.cases.resize(3);
  const std::uint32_t order[] = {2, 0, 2, 0, 2};
  for (std::uint32_t i = 0; i < 5; ++i) {
    session.samples.seconds.push_back(i);
    session.samples.caseIndex.push_back(order[i]);
    session.samples.process.push_back(0);
    session.samples.pass.push_back(0);
    session.samples.round.push_back(10 + i);
    session.samples.t.push_back(i);
    session.samples.calls.push_back(i);
    session.samples.placement.push_back(0);
    session.samples.flags.push_back(0);
  }
  QCOMPARE(session.samplesOf(2), (std::vector<std::size_t>{0, 2, 4}));
  sortSamples(session);
  QVERIFY(session.samples.sortedByCase);
  QCOMPARE(session.samples.seconds, (std::vector<double>{1, 3, 0, 2, 4}));
  QCOMPARE(session.samples.round, (std::vector<std::uint32_t>{11, 13, 10, 12, 14}));
  QCOMPARE(session.cases[0].sampleCount, 2u);
  QCOMPARE(session.cases[1].sampleCount, 0u);
  QCOMPARE(session.cases[2].sampleOffset, 2u);
  QCOMPARE(session.samplesOf(2), (std::vector<std::size_t>{2, 3, 4}));
  QVERIFY(session.samplesOf(1).empty());
  QVERIFY(session.samplesOf(kNoCase).empty());
}

void TestSession::uuidAndTime() {
  const QString uuid = QString::fromStdString(newUuid());
  QVERIFY2(
      QRegularExpression("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
          .match(uuid)
          .hasMatch(),
      qPrintable(uuid));
  QVERIFY(newUuid() != newUuid());
  const auto now = QDateTime::fromString(QString::fromStdString(nowIso8601()), Qt::ISODate);
  QVERIFY(now.isValid());
  QVERIFY(std::abs(now.secsTo(QDateTime::currentDateTimeUtc())) <= 2);
}

void TestSession::utf8_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("ascii") << QByteArray("plain");
  QTest::newRow("well formed") << QByteArray("aé€🚀z");
  QTest::newRow("lone continuation") << QByteArray("a\x80z");
  QTest::newRow("cut sequence") << QByteArray("a\xe2\x82");
  QTest::newRow("overlong") << QByteArray("\xc0\xaf");
  QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80");
  QTest::newRow("above the range") << QByteArray("\xf5\x80\x80\x80");
}

void TestSession::utf8() {
  QFETCH(QByteArray, bytes);
  const std::string clean = wellFormedUtf8({bytes.constData(), std::size_t(bytes.size())});
  // Qt decides what is well formed: decoding and encoding again changes nothing then.
  const QByteArray again = QString::fromUtf8(bytes).toUtf8();
  if (again == bytes) QCOMPARE(QByteArray::fromStdString(clean), bytes);
  QCOMPARE(QString::fromStdString(clean).toUtf8(), QByteArray::fromStdString(clean));
  if (again != bytes) QVERIFY(QByteArray::fromStdString(clean).contains("\xef\xbf\xbd"));
}

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
