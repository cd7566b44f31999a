// A run that is stopped, told to end or killed: everything measured is kept.
#include <QTest>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <signal.h>

#include "cli/cli_process.h"

class TestCliInterrupt : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;

  QString path(const QString& name) const { return m_directory.filePath(name); }

  /// Starts a run that would take a minute and waits until it has measured something.
  void startLongRun(QProcess& process, const QString& output) {
    process.start(LANESCOPE_CLI,
                  {"run", "--benchmarks", "add|dot", "--sizes", "64..64Ki", "--precision", "0.01%",
                   "--budget", "60s", "--stream", "-o", output});
    QVERIFY(process.waitForStarted());
    QByteArray seen;
    QElapsedTimer timer;
    timer.start();
    while (!seen.contains("\"status\":\"coarse\"") && timer.elapsed() < 30000) {
      process.waitForReadyRead(1000);
      seen += process.readAllStandardOutput();
    }
    QVERIFY(seen.contains("\"status\":\"coarse\""));
  }

  static int timedCases(const QString& file, bool& complete) {
    const CliResult shown = runCli({"show", file, "--json"});
    const QJsonDocument session = QJsonDocument::fromJson(shown.out.toUtf8());
    complete = session["complete"].toBool();
    int timed = 0;
    for (const QJsonValue& item : session["cases"].toArray())
      if (item["median"].toDouble() > 0) ++timed;
    return timed;
  }

 private slots:
  void stopped_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
  }
  void stopped() {
    QFETCH(int, signal);
    const QString file = path(QString("stopped%1.h5").arg(signal));
    QProcess process;
    startLongRun(process, file);
    QVERIFY(process.processId() > 0);  // 0 would signal this test and its parents
    ::kill(static_cast<pid_t>(process.processId()), signal);
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    const QByteArray errors = process.readAllStandardError();
    QVERIFY2(errors.contains("Interrupted") && errors.contains(file.toUtf8()), errors.constData());
    const QByteArray last = process.readAllStandardOutput().trimmed().split('\n').last();
    QVERIFY2(last.contains("\"outcome\":\"stopped\""), last.constData());

    QVERIFY(QFile::exists(file));
    QVERIFY(!QFile::exists(file + ".part"));
    bool complete = true;
    QVERIFY(timedCases(file, complete) > 0);
    QVERIFY(!complete);
  }

  /// No time to save anything: the checkpoint beside the file holds what was there before.
  void killed() {
    const QString file = path("killed.h5");
    QProcess process;
    startLongRun(process, file);
    QElapsedTimer timer;
    timer.start();
    while (!QFile::exists(file + ".part") && timer.elapsed() < 20000) {
      process.waitForReadyRead(100);
      process.readAllStandardOutput();
    }
    QVERIFY(QFile::exists(file + ".part"));
    process.kill();
    QVERIFY(process.waitForFinished(10000));
    QVERIFY(!QFile::exists(file));

    bool complete = true;
    QVERIFY(timedCases(file, complete) > 0);
    QVERIFY(!complete);
    const CliResult recovered = runCli({"recover", file});
    QCOMPARE(recovered.code, 0);
    QVERIFY(timedCases(file, complete) > 0);
    QVERIFY(!complete);
  }

  /// Somebody reads the first lines of --stream and goes away: the run goes on and is saved.
  void readerThatGoesAway() {
    const QString file = path("deaf.h5");
    QProcess shell;
    shell.start("sh",
                {"-c",
                 "\"$0\" run --benchmarks add --sizes 64,1k --budget 0.5s --stream -o \"$1\" | "
                 "head -n 1 >/dev/null",
                 LANESCOPE_CLI, file});
    QVERIFY(shell.waitForFinished(30000));
    bool complete = false;
    QVERIFY(timedCases(file, complete) > 0);
    QVERIFY(complete);
  }
};

QTEST_APPLESS_MAIN(TestCliInterrupt)
#include "tst_cli_interrupt.moc"
