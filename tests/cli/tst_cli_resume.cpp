// A run that is interrupted and resumed, and sessions that get more: everything measured stays.
#include <QTest>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <signal.h>

#include "cli/cli_process.h"
#include "session/store.h"

using namespace lane;

class TestCliResume : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;

  QString path(const QString& name) const { return m_directory.filePath(name); }

  static Session opened(const QString& file) {
    auto session = openSession(file.toStdString());
    if (!session) qFatal("%s", toString(session.error()).c_str());
    return std::move(session->session);
  }

  static std::size_t timed(const Session& session) {
    return static_cast<std::size_t>(
        std::count_if(session.cases.begin(), session.cases.end(),
                      [](const CaseRecord& record) { return record.hasTime(); }));
  }

  /// Every sample of `before` is in `after`, in its case and in its order.
  static bool holds(const Session& after, const Session& before) {
    for (std::uint32_t i = 0; i < before.cases.size(); ++i) {
      const std::uint32_t same = after.caseByKey(before.cases[i].key);
      if (same == kNoCase) return false;
      const auto old = before.samplesOf(i), now = after.samplesOf(same);
      if (now.size() < old.size()) return false;
      for (std::size_t k = 0; k < old.size(); ++k)
        if (after.samples.seconds[now[k]] != before.samples.seconds[old[k]]) return false;
    }
    return true;
  }

  /// A run over more cases than it comes to, ended by a signal once it has measured some.
  void interruptedRun(const QString& output, int signal) {
    QProcess process;
    process.start(LANESCOPE_CLI, {"run", "--benchmarks", "add|mul|dot|sum|exp|tanh|gelu", "--sizes",
                                  "64..1Ki", "--variants", "scalar,omp-sse2", "--precision", "5%",
                                  "--placements", "0", "--stream", "-o", output});
    QVERIFY(process.waitForStarted());
    QByteArray seen;
    QElapsedTimer timer;
    timer.start();
    const auto wanted = [&] {
      return signal == SIGKILL ? QFile::exists(output + ".part")
                               : seen.count("\"status\":\"coarse\"") >= 8;
    };
    while (!wanted() && timer.elapsed() < 30000) {
      process.waitForReadyRead(20);
      seen += process.readAllStandardOutput();
    }
    QVERIFY(wanted());
    QVERIFY(process.processId() > 0);
    ::kill(static_cast<pid_t>(process.processId()), signal);
    QVERIFY(process.waitForFinished(20000));
    if (signal != SIGKILL) QCOMPARE(process.exitCode(), 130);
  }

 private slots:
  void interruptedThenResumed_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl+C") << SIGINT;
    QTest::newRow("killed") << SIGKILL;
  }
  void interruptedThenResumed() {
    QFETCH(int, signal);
    const QString file = path(QString("stopped%1.h5").arg(signal));
    interruptedRun(file, signal);
    if (QTest::currentTestFailed()) return;
    const Session before = opened(file);
    QVERIFY(!before.complete);
    QVERIFY(timed(before) > 0);

    const CliResult resumed = runCli({"run", "--resume", file});
    QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
    const Session after = opened(file);
    QVERIFY(after.complete);
    QVERIFY(!QFile::exists(file + ".part"));
    QCOMPARE(after.uuid, before.uuid);
    QCOMPARE(timed(after), after.cases.size());
    QVERIFY(holds(after, before));
    // What had its figure was left alone.
    for (std::uint32_t i = 0; i < before.cases.size(); ++i)
      if (before.cases[i].status == CaseStatus::measured)
        QCOMPARE(after.samplesOf(after.caseByKey(before.cases[i].key)).size(),
                 before.samplesOf(i).size());

    const CliResult shown = runCli({"show", file});
    QCOMPARE(shown.code, 0);
    QVERIFY2(!shown.err.contains("incomplete"), qPrintable(shown.err));
    const CliResult json = runCli({"show", file, "--json"});
    QCOMPARE(QJsonDocument::fromJson(json.out.toUtf8())["cases"].toArray().size(),
             int(after.cases.size()));

    // Once more: nothing is left to do, and nothing is done.
    const QByteArray bytes = fileBytes(file);
    const CliResult again = runCli({"run", "--resume", file});
    QCOMPARE(again.code, 0);
    QVERIFY2(again.err.contains("nothing is missing"), qPrintable(again.err));
    QCOMPARE(fileBytes(file), bytes);
  }

  /// Resuming is interrupted, too: what was there and what came are both on disk.
  void interruptedAgain() {
    const QString file = path("again.h5");
    interruptedRun(file, SIGINT);
    if (QTest::currentTestFailed()) return;
    const Session before = opened(file);
    QProcess process;
    process.start(LANESCOPE_CLI,
                  {"run", "--resume", file, "--precision", "0.01%", "--budget", "60s", "--stream"});
    QVERIFY(process.waitForStarted());
    QByteArray seen;
    QElapsedTimer timer;
    timer.start();
    while (!seen.contains("case_measured") && timer.elapsed() < 30000) {
      process.waitForReadyRead(50);
      seen += process.readAllStandardOutput();
    }
    QVERIFY(seen.contains("case_measured"));  // while it goes on, not only at its end
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitCode(), 130);
    const Session after = opened(file);
    QVERIFY(holds(after, before));
    QVERIFY(after.samples.size() > before.samples.size());
  }

  void appendsOtherSizes() {
    const QString file = path("append.h5"), other = path("other.h5");
    QCOMPARE(runCli(smallRun(file, {"--variants", "scalar", "--commit", "one"})).code, 0);
    const Session before = opened(file);
    QVERIFY(before.sources.front().environment.find("\"commit\":\"one\"") != std::string::npos);

    // Elsewhere: the file itself stays as it is.
    const QByteArray bytes = fileBytes(file);
    const CliResult copied =
        runCli({"run", "--append", file, "--sizes", "256", "-o", other, "--commit", "two"});
    QVERIFY2(copied.code == 0, qPrintable(copied.err));
    QCOMPARE(fileBytes(file), bytes);
    const Session after = opened(other);
    QVERIFY(holds(after, before));
    QCOMPARE(timed(after), timed(before) + 1);
    const std::uint32_t added = after.caseByKey("vector/add/f32/n=256/scalar/t=1/hot/reuse");
    QVERIFY(added != kNoCase);
    QVERIFY(after.sources.at(after.cases[added].source).environment.find("\"commit\":\"two\"") !=
            std::string::npos);

    // In place, another kernel, and an existing output that nobody allowed to replace.
    QCOMPARE(runCli({"run", "--append", file, "--sizes", "256", "-o", other}).code, 3);
    const CliResult placed =
        runCli({"run", "--append", file, "--benchmarks", "mul", "--budget", "0.3s"});
    QVERIFY2(placed.code == 0, qPrintable(placed.err));
    QVERIFY(holds(opened(file), before));
    QVERIFY(opened(file).caseByKey("vector/mul/f32/n=64/scalar/t=1/hot/reuse") != kNoCase);
  }

  void commitComesFromTheEnvironment() {
    const QString file = path("commit.h5");
    qputenv("LANESCOPE_COMMIT", "0123abc");
    const CliResult done = runCli(smallRun(file, {"--variants", "scalar"}));
    qunsetenv("LANESCOPE_COMMIT");
    QCOMPARE(done.code, 0);
    QVERIFY(opened(file).sources.front().environment.find("\"commit\":\"0123abc\"") !=
            std::string::npos);
  }

  void refusals_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words");
    QTest::newRow("no file") << QStringList{"--resume", path("none.h5")} << 3 << "none.h5";
    QTest::newRow("not a session") << QStringList{"--append", path("text.h5")} << 3 << "text.h5";
    QTest::newRow("a plan, too") << QStringList{"quick", "--resume", path("r.h5")} << 2
                                 << "--append";
    QTest::newRow("axes, too") << QStringList{"--sizes", "64", "--resume", path("r.h5")} << 2
                               << "--append";
    QTest::newRow("both") << QStringList{"--append", path("r.h5"), "--resume", path("r.h5")} << 2
                          << "--resume";
    QTest::newRow("another machine")
        << QStringList{"--append", path("elsewhere.h5"), "--sizes", "256"} << 2
        << "measured on Imaginary 9000";
  }
  void refusals() {
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, words);
    if (!QFile::exists(path("r.h5"))) {
      QVERIFY(writeBytes(path("text.h5"), "no session"));
      QCOMPARE(runCli(smallRun(path("r.h5"), {"--variants", "scalar"})).code, 0);
      Session session = opened(path("r.h5"));
      session.machine.cpuModel = "Imaginary 9000";
      QVERIFY(saveSession(session, path("elsewhere.h5").toStdString()).has_value());
    }
    const QByteArray bytes = fileBytes(path("elsewhere.h5"));
    const CliResult refused = runCli(QStringList{"run"} + arguments);
    QCOMPARE(refused.code, code);
    QVERIFY2(refused.err.contains(words), qPrintable(refused.err));
    QCOMPARE(fileBytes(path("elsewhere.h5")), bytes);
  }
};

QTEST_APPLESS_MAIN(TestCliResume)
#include "tst_cli_resume.moc"
