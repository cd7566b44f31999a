// A variant that computes something else is never a speed, however fast it is: not in the table,
// not in files, not in crossovers; and the command says so with its exit code.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "cli_process.h"

class TestCliFaulty : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void theRunFails();
  void theSessionKnows();
  void noTextShowsASpeed_data();
  void noTextShowsASpeed();
  void streamTells();

 private:
  QTemporaryDir m_directory;
  QString m_file = m_directory.filePath("faulty.lanescope.h5");
  CliResult m_run;
};

void TestCliFaulty::initTestCase() {
  const QString plan = m_directory.filePath("plan.yaml");
  QVERIFY(writeBytes(plan, "version: 1\ntitle: made up\nsizes: 1k,4k\nbudget: 0.3s\n"));
  m_run = runCli({"run", plan, "-o", m_file});
}

void TestCliFaulty::theRunFails() {
  QVERIFY2(m_run.code == 4, qPrintable(QString::number(m_run.code) + m_run.err));
  QVERIFY2(m_run.err.contains("wrong: made-up/sum/f32/n=1000/omp-sse2"), qPrintable(m_run.err));
  QVERIFY(!m_run.err.contains("wrong: made-up/sum/f32/n=1000/scalar"));
  QVERIFY2(m_run.err.contains("Saved"), qPrintable(m_run.err));  // what was right is not lost
}

void TestCliFaulty::theSessionKnows() {
  const CliResult shown = runCli({"show", m_file, "--json"});
  QCOMPARE(shown.code, 0);
  const QJsonObject session = QJsonDocument::fromJson(shown.out.toUtf8()).object();
  int wrong = 0, measured = 0;
  for (const QJsonValue& value : session["cases"].toArray()) {
    const QJsonObject record = value.toObject();
    if (record["variant"] == "omp-sse2") {
      ++wrong;
      QCOMPARE(record["status"].toString(), QString("wrong"));
      for (const char* figure : {"median", "ci_low", "ci_high", "mean", "min", "p5", "p95"})
        QVERIFY2(record[figure].isNull(), figure);
      QCOMPARE(record["sample_count"].toInt(), 0);
      QVERIFY(!record["reason"].toString().isEmpty());
      // The first half of 1..n adds up to about a quarter.
      QVERIFY(std::abs(record["max_rel_error"].toDouble() - 0.75) < 0.01);
    } else {
      ++measured;
      QVERIFY(record["median"].toDouble() > 0);
    }
  }
  QVERIFY(wrong >= 2);
  QVERIFY(measured >= 2);
  for (const QJsonValue& value : session["crossovers"].toArray())
    QVERIFY(value.toObject()["kind"] != "at" && value.toObject()["kind"] != "always");
}

void TestCliFaulty::noTextShowsASpeed_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("table") << QStringList{"show", m_file};
  QTest::newRow("csv") << QStringList{"export", m_file, "--format", "csv"};
  QTest::newRow("markdown") << QStringList{"export", m_file, "--format", "markdown"};
}

void TestCliFaulty::noTextShowsASpeed() {
  QFETCH(QStringList, arguments);
  const CliResult shown = runCli(arguments);
  QCOMPARE(shown.code, 0);
  if (QTest::currentDataTag() != QByteArray("csv")) {
    // One row per variant or one column per variant: either way the word stands in for a speed.
    QVERIFY2(shown.out.contains("wrong"), qPrintable(shown.out));
    return;
  }
  const QStringList lines = shown.out.split('\n', Qt::SkipEmptyParts);
  const QStringList header = lines.first().split(',');
  const qsizetype median = header.indexOf("median"), variant = header.indexOf("variant"),
                  status = header.indexOf("status");
  QVERIFY2(median > 0 && variant > 0 && status > 0, qPrintable(lines.first()));
  int rows = 0;
  for (const QString& line : lines.mid(1)) {
    const QStringList cells = line.split(',');
    if (cells.size() <= variant || cells[variant] != "omp-sse2") continue;
    ++rows;
    QVERIFY2(cells[median].isEmpty() || cells[median] == "nan", qPrintable(line));
    QVERIFY2(line.contains("wrong"), qPrintable(line));
  }
  QVERIFY(rows >= 2);
}

void TestCliFaulty::streamTells() {
  const CliResult streamed = runCli({"run", m_directory.filePath("plan.yaml"), "--stream",
                                     "--quiet", "-o", m_directory.filePath("stream.h5")});
  QCOMPARE(streamed.code, 4);
  QVERIFY(streamed.out.contains("\"wrong\""));
}

QTEST_APPLESS_MAIN(TestCliFaulty)
#include "tst_cli_faulty.moc"
