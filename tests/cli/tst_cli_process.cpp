// Command lines timed from the command line: `run --command`, plans of commands, and what other
// commands make of such a session.
#include <signal.h>

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "cli/cli_process.h"

class TestCliProcess : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;
  QString path(const char* name) const { return m_directory.filePath(QString::fromLatin1(name)); }

  static QJsonObject shown(const QString& file) {
    return QJsonDocument::fromJson(runCli({"show", file, "--json"}).out.toUtf8()).object();
  }
  static QJsonObject caseOf(const QJsonObject& session, const QString& benchmark) {
    for (const QJsonValue& one : session["cases"].toArray())
      if (one["benchmark"].toString() == benchmark) return one.toObject();
    return {};
  }

 private slots:
  void onlyTheCommandsAreTimed() {
    const QString file = path("two.h5");
    const CliResult run = runCli({"run", "--command", "true", "--command", "sh -c 'echo a; echo b'",
                                  "--budget", "0.2s", "--quiet", "-o", file});
    QVERIFY2(run.code == 0, qPrintable(run.err));
    QVERIFY2(run.out.contains("command") && run.out.simplified().contains("nothing is subtracted"),
             qPrintable(run.out));
    const QJsonObject session = shown(file);
    QCOMPARE(session["cases"].toArray().size(), 2);
    for (const QJsonValue& one : session["cases"].toArray()) {
      QCOMPARE(one["suite"].toString(), QString("process"));
      QCOMPARE(one["variant"].toString(), QString("direct"));
      QVERIFY(one["median"].toDouble() > 1e-5);
    }
    const QString key = caseOf(session, "sh -c 'echo a; echo b'")["key"].toString();
    double lines = -1, peak = -1;
    for (const QJsonValue& value : session["values"].toArray()) {
      if (value["key"].toString() != key) continue;
      if (value["metric"].toString() == "output_lines") lines = value["value"].toDouble();
      if (value["metric"].toString() == "peak_memory") peak = value["value"].toDouble();
    }
    QCOMPARE(lines, 2.0);
    QVERIFY(peak > 1e5 && peak < 1e8);
  }

  void exitCodesAreHeld() {
    const CliResult bad = runCli({"run", "--command", "sh -c 'exit 3'", "--budget", "0.1s",
                                  "--quiet", "-o", path("bad.h5")});
    QCOMPARE(bad.code, 4);
    QVERIFY2(bad.err.contains("exit code 3, not 0"), qPrintable(bad.err));
    const CliResult good = runCli({"run", "--command", "sh -c 'exit 3'", "--exit", "3", "--budget",
                                   "0.1s", "--quiet", "-o", path("good.h5")});
    QVERIFY2(good.code == 0, qPrintable(good.err));
    const CliResult missing =
        runCli({"run", "--command", "no-such-program-here", "--command", "true", "--budget", "0.1s",
                "--quiet", "-o", path("missing.h5")});
    QCOMPARE(missing.code, 4);
    QVERIFY2(missing.err.contains("no such program"), qPrintable(missing.err));
    QVERIFY(caseOf(shown(path("missing.h5")), "true")["median"].toDouble() > 0);
  }

  void aShellIsUsedOnlyWhenAskedFor() {
    const CliResult refused =
        runCli({"run", "--command", "echo a | cat", "--quiet", "-o", path("x.h5")});
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("--shell"), qPrintable(refused.err));
    const CliResult run = runCli({"run", "--command", "echo a | cat", "--shell", "--budget", "0.1s",
                                  "--quiet", "-o", path("shell.h5")});
    QVERIFY2(run.code == 0, qPrintable(run.err));
    QCOMPARE(caseOf(shown(path("shell.h5")), "echo a | cat")["variant"].toString(),
             QString("shell"));
    QVERIFY(run.out.simplified().contains("an empty shell"));
    for (const QStringList& nonsense :
         {QStringList{"run", "--shell"}, QStringList{"run", "--exit", "1"},
          QStringList{"run", "--command", ""}, QStringList{"run", "--command", "ls 'x"},
          QStringList{"run", "--command", "true", "--command", "true"},
          QStringList{"run", "--command", "true", "--exit", "256"}}) {
      const CliResult wrong = runCli(nonsense + QStringList{"--quiet", "-o", path("no.h5")});
      QVERIFY2(wrong.code == 2, qPrintable(nonsense.join(' ') + wrong.err));
      QVERIFY(!QFile::exists(path("no.h5")));
    }
  }

  void plansNameCommandsBesideKernels() {
    QVERIFY(writeBytes(path("plan.yaml"),
                       "version: 1\nbenchmarks: [add]\nsizes: 64\nvariants: [scalar]\n"
                       "commands: [\"true\"]\nbudget: 0.2s\nrefine: false\nplacements: 0\n"));
    const CliResult run = runCli({"run", path("plan.yaml"), "--quiet", "-o", path("plan.h5")});
    QVERIFY2(run.code == 0, qPrintable(run.err));
    const QJsonObject session = shown(path("plan.h5"));
    QCOMPARE(session["cases"].toArray().size(), 2);
    QVERIFY(!caseOf(session, "add").isEmpty() && !caseOf(session, "true").isEmpty());
    const CliResult plans = runCli({"list", "plans"});
    QVERIFY(plans.out.contains("commands"));
  }

  void sessionsOfCommandsServeTheOtherCommands() {
    const QString base = path("base.h5");
    const QStringList run{"run", "--command", "echo 'a/b %'", "--budget", "0.2s", "--quiet", "-o"};
    QCOMPARE(runCli(run + QStringList{base}).code, 0);
    QCOMPARE(runCli(run + QStringList{path("new.h5")}).code, 0);
    const CliResult diff = runCli({"diff", base, path("new.h5"), "--format", "json"});
    QVERIFY2(diff.code == 0, qPrintable(diff.err));
    const QJsonArray pairs = QJsonDocument::fromJson(diff.out.toUtf8())["pairs"].toArray();
    QVERIFY(std::any_of(pairs.begin(), pairs.end(), [](const QJsonValue& pair) {
      return pair["key"].toString().startsWith("process/echo%20%27a%2Fb%20%25%27/none/");
    }));
    for (const char* format : {"csv", "json", "markdown", "html"}) {
      const CliResult out = runCli({"export", base, "--format", QString::fromLatin1(format)});
      QVERIFY2(out.code == 0 && out.out.contains("a/b %"), format);
    }
    const int before = shown(base)["cases"].toArray().size();
    QCOMPARE(
        runCli({"run", "--append", base, "--command", "true", "--budget", "0.2s", "--quiet"}).code,
        0);
    const QJsonObject appended = shown(base);
    QCOMPARE(appended["cases"].toArray().size(), before + 1);
    QVERIFY(caseOf(appended, "true")["median"].toDouble() > 0);
  }

  void ctrlCEndsAHangingCommandAndResumeGoesOn() {
    const QString file = path("stopped.h5");
    const QString mark = path("mark");
    QProcess process;
    // Quick at first, then one that waits until the mark is there.
    process.start(LANESCOPE_CLI, {"run", "--command", "true", "--command",
                                  "sh -c '[ -e " + mark + " ] || sleep 60'", "--timeout", "60s",
                                  "--budget", "0.2s", "--quiet", "-o", file});
    QVERIFY(process.waitForStarted());
    QTest::qWait(1500);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(process.processId() > 0);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(10000));
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(process.exitCode(), 130);
  }
};

QTEST_GUILESS_MAIN(TestCliProcess)
#include "tst_cli_process.moc"
