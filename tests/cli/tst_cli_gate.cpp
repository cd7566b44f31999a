// `diff --gate` from outside: exit codes, formats, measuring again, and the example workflow, whose
// commands are run as they stand.
#include <QTest>

#include <yaml-cpp/yaml.h>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <set>

#include "cli/cli_process.h"
#include "cli/gate_sessions.h"

using namespace lane;
using namespace lane::test;

class TestCliGate : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;

  QString path(const QString& name) const { return m_directory.filePath(name); }
  QString saved(const QString& name, const Session& session) const {
    return save(session, path(name)) ? path(name) : QString();
  }
  static QJsonObject json(const QString& text) {
    return QJsonDocument::fromJson(text.toUtf8()).object();
  }
  static std::set<std::uint32_t> processesOf(const QString& file) {
    const auto opened = openSession(file.toStdString());
    if (!opened) return {};
    const auto& process = opened->session.samples.process;
    return {process.begin(), process.end()};
  }

 private slots:
  void exitCodes_data() {
    QTest::addColumn<Session>("now");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    Session now = gateSession(2);
    QTest::newRow("nothing changed") << now << 0 << "passed";

    Session slower = now;
    slowDown(slower, {3, 7}, 1.5);
    QTest::newRow("slower") << slower << 1 << "2 regressed";

    Session faster = now;
    slowDown(faster, {3, 7}, 0.5);
    QTest::newRow("faster") << faster << 0 << "passed";

    Session missing = now;
    missing.cases[5].status = CaseStatus::pending;
    missing.cases[5].median = missing.cases[5].ciLow = missing.cases[5].ciHigh = kUnknown;
    QTest::newRow("a case of the base is missing") << missing << 5 << "incomplete";

    Session wrong = now;
    wrong.cases[5].status = CaseStatus::wrong;
    wrong.cases[5].reason = "element 3 is off";
    QTest::newRow("a wrong result") << wrong << 5 << "element 3 is off";

    Session both = wrong;
    slowDown(both, {3}, 1.5);
    QTest::newRow("slower and wrong") << both << 1 << "1 regressed";

    Session revised = now;
    for (CaseRecord& record : revised.cases) record.revision = 2;
    QTest::newRow("another revision of everything") << revised << 5 << "revision 1 against 2";

    Session other = now;
    for (CaseRecord& record : other.cases) {
      record.benchmark += "_other";
      record.key = makeKey(record);
    }
    QTest::newRow("nothing in common") << other << 5 << "nothing was paired";

    Session expecting = now;
    auto plan = parsePlan(now.planYaml, {});
    Expectation expectation;
    expectation.metric = "time";
    expectation.maximum = 1e-12;
    plan->expect = {expectation};
    expecting.planYaml = toYaml(*plan);
    QTest::newRow("an expectation missed") << expecting << 1 << "1 expectation missed";
    plan->expect[0].maximum = 1;
    expecting.planYaml = toYaml(*plan);
    QTest::newRow("an expectation met") << expecting << 0 << "passed";
  }
  void exitCodes() {
    QFETCH(Session, now);
    QFETCH(int, code);
    QFETCH(QString, says);
    const QString base = saved("base.h5", gateSession(1));
    const QString file = saved("now.h5", now);
    const CliResult text = runCli({"diff", base, file, "--gate"});
    QVERIFY2(text.code == code, qPrintable(text.out + text.err));
    QVERIFY2(text.out.contains(says), qPrintable(text.out));
    QCOMPARE(runCli({"diff", base, file}).code, 0);  // not asked to judge
    for (const char* format : {"markdown", "json", "html", "github"}) {
      const CliResult ran = runCli({"diff", base, file, "--gate", "--format", format});
      QCOMPARE(ran.code, code);
      QVERIFY2(ran.err.contains("Gate "), qPrintable(ran.err));
    }
  }

  // One of two lost cases, named in every format.
  void jsonMatchesTheFiles() {
    const Session before = gateSession(1);
    Session after = gateSession(2);
    slowDown(after, {4}, 1.4);
    const QString base = saved("base.h5", before), now = saved("now.h5", after);
    const QJsonObject diff = json(runCli({"diff", base, now, "--gate", "--format", "json"}).out);
    QCOMPARE(diff["pairs"].toArray().size(), qsizetype(before.cases.size()));
    const QJsonValue first = diff["pairs"][0];  // largest effect
    QCOMPARE(first["key"].toString(), QString::fromStdString(before.cases[4].key));
    QCOMPARE(first["verdict"].toString(), QString("regressed"));
    QCOMPARE(first["base"].toDouble(), before.cases[4].median);
    QCOMPARE(first["new"].toDouble(), after.cases[4].median);
    QVERIFY(std::abs(first["ratio"].toDouble() - after.cases[4].median / before.cases[4].median) <
            1e-9);
    QCOMPARE(diff["gate"]["exit_code"].toInt(), 1);
    QCOMPARE(diff["gate"]["reasons"][0]["key"].toString(), first["key"].toString());
    QVERIFY(diff["groups"].toArray().size() >= 1 + 2 + 2);
  }

  void sameFileTwice() {
    const QString base = saved("base.h5", gateSession(1));
    const CliResult ran = runCli({"diff", base, base, "--gate"});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.contains("same session") || ran.out.contains("same file"));
  }

  void missingBaseNamesTheBaselines() {
    QTemporaryDir project;
    const QString now = saved("now.h5", gateSession(2));
    const CliResult none = runCli({"diff", "main", now, "--gate", "--project", project.path()});
    QCOMPARE(none.code, 3);
    QVERIFY(none.err.contains("none yet"));
    for (const char* name : {"release-1", "nightly"})
      QCOMPARE(runCli({"baseline", "set", name, now, "--project", project.path()}).code, 0);
    const CliResult some = runCli({"diff", "main", now, "--gate", "--project", project.path()});
    QCOMPARE(some.code, 3);
    QVERIFY2(some.err.contains("nightly, release-1"), qPrintable(some.err));
    QCOMPARE(runCli({"diff", "nightly", now, "--gate", "--project", project.path()}).code, 0);
    QCOMPARE(runCli({"diff", "nightly", path("no.h5"), "--project", project.path()}).code, 3);
  }

  void wrongUsage_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("threshold") << QStringList{"--threshold", "fast"};
    QTest::newRow("confidence") << QStringList{"--confidence", "100%"};
    QTest::newRow("metric") << QStringList{"--metric", "colour"};
    QTest::newRow("format") << QStringList{"--format", "pdf"};
    QTest::newRow("group") << QStringList{"--group", "colour"};
    QTest::newRow("budget") << QStringList{"--gate", "--remeasure=soon"};
    QTest::newRow("measure again without a gate") << QStringList{"--remeasure"};
    QTest::newRow("keep nothing") << QStringList{"--gate", "--keep"};
  }
  void wrongUsage() {
    QFETCH(QStringList, options);
    const QString base = saved("base.h5", gateSession(1)), now = saved("now.h5", gateSession(2));
    const CliResult ran = runCli(QStringList{"diff", base, now} + options);
    QVERIFY2(ran.code == 2, qPrintable(ran.err));
    QVERIFY(!ran.err.isEmpty());
  }

  void thresholdDecides() {
    Session after = gateSession(2);
    slowDown(after, {4}, 1.1);
    const QString base = saved("base.h5", gateSession(1)), now = saved("now.h5", after);
    QCOMPARE(runCli({"diff", base, now, "--gate", "--threshold", "5%"}).code, 1);
    QCOMPARE(runCli({"diff", base, now, "--gate", "--threshold", "20%"}).code, 0);
  }

  void groupsAndOutput() {
    const QString base = saved("base.h5", gateSession(1)), now = saved("now.h5", gateSession(2));
    const CliResult grouped =
        runCli({"diff", base, now, "--group", "suite", "--group", "variant", "--group", "kernel"});
    QCOMPARE(grouped.code, 0);
    for (const char* heading : {"Suite ", "Variant ", "Kernel "})
      QVERIFY2(grouped.out.contains(heading), heading);
    const QString file = path("comment.md");
    QFile::remove(file);
    const QStringList write{"diff", base, now, "--format", "markdown", "-o", file};
    QCOMPARE(runCli(write).code, 0);
    QVERIFY(fileBytes(file).startsWith("### "));
    QCOMPARE(runCli(write).code, 3);
    QCOMPARE(runCli(write + QStringList{"--overwrite"}).code, 0);
  }

  // Nobody's machine: nothing can be measured, and it says why; the verdict stands as it is.
  void elsewhereNothingIsMeasuredAgain() {
    Session after = gateSession(2);
    slowDown(after, {4}, 1.05);
    const QString base = saved("base.h5", gateSession(1)), now = saved("now.h5", after);
    const CliResult ran = runCli({"diff", base, now, "--gate", "--remeasure=1s"});
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.out.contains("not measured again") && ran.out.contains("Sample CPU"),
             qPrintable(ran.out));
  }

  // A base that makes the new session neither slower nor not: its case is measured again, and the
  // file is only touched when asked to.
  void undecidedIsMeasuredAgain() {
    const QString now = path("here.h5"), base = path("lower.h5");
    QCOMPARE(runCli({"run", "--benchmarks", "add", "--sizes", "256", "--variants", "scalar",
                     "--budget", "0.2s", "--placements", "0", "--quiet", "-o", now, "--overwrite"})
                 .code,
             0);
    auto opened = openSession(now.toStdString());
    QVERIFY(opened);
    Session earlier = opened->session;
    earlier.uuid = "00000000-0000-4000-8000-0000000000aa";
    slowDown(earlier, {0}, 1 / 1.05);
    QVERIFY(save(earlier, base));
    const QByteArray before = fileBytes(now);

    const CliResult ran =
        runCli({"diff", base, now, "--gate", "--remeasure=500ms", "--format", "json"});
    QVERIFY2(ran.code == 0 || ran.code == 1, qPrintable(ran.err));
    const QJsonObject gate = json(ran.out)["gate"].toObject();
    QCOMPARE(gate["remeasured_cases"].toInt(), 1);
    QVERIFY2(gate["remeasured"].toString().contains("measured again"), qPrintable(ran.out));
    QCOMPARE(fileBytes(now), before);

    const CliResult kept =
        runCli({"diff", base, now, "--gate", "--remeasure=500ms", "--keep", "--format", "json"});
    QVERIFY2(kept.code == 0 || kept.code == 1, qPrintable(kept.err));
    QVERIFY(kept.err.contains(now));
    QVERIFY(processesOf(now).size() >= 4);  // its own and three fresh ones
  }

  void help() {
    const CliResult ran = runCli({"--help"});
    QVERIFY(ran.out.contains("1 gate:"));
    QVERIFY(ran.out.contains("5 gate:"));
  }

  // The commands of the example workflow, on a plan of a second: all but those that install the
  // program or speak to GitHub.
  void exampleWorkflow() {
    const QString examples = QStringLiteral(LANESCOPE_SOURCE_DIR "/resources/docs/examples/");
    QVERIFY(loadPlan((examples + "performance.yaml").toStdString()));
    const YAML::Node workflow = YAML::LoadFile((examples + "github-workflow.yml").toStdString());
    QTemporaryDir project;
    QVERIFY(writeBytes(project.filePath("performance.yaml"),
                       "version: 1\ntitle: Tiny\nbenchmarks: [add]\nsizes: 64,1k\n"
                       "variants: [scalar]\nbudget: 300ms\nplacements: 0\n"));
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PATH", QFileInfo(LANESCOPE_CLI).path() + ":" + environment.value("PATH"));
    environment.insert("GITHUB_STEP_SUMMARY", project.filePath("summary.md"));
    for (const auto& item : workflow["env"])
      environment.insert(QString::fromStdString(item.first.Scalar()),
                         QString::fromStdString(item.second.Scalar()));
    // Other work on this machine may not decide this test.
    QVERIFY(environment.contains("THRESHOLD") && environment.contains("REMEASURE"));
    environment.insert("THRESHOLD", "100%");
    environment.insert("REMEASURE", "1s");

    std::map<std::string, QString> commands;
    QStringList order;
    for (const YAML::Node& step : workflow["jobs"]["performance"]["steps"]) {
      if (!step["run"]) continue;
      const std::string id = step["id"].Scalar();
      QVERIFY2(!id.empty(), "every step with commands has an id");
      commands[id] = QString::fromStdString(step["run"].Scalar());
      if (id != "install" && id != "publish") order << QString::fromStdString(id);
    }
    QCOMPARE(order, (QStringList{"baseline", "measure", "report", "gate"}));
    const auto runStep = [&](const char* id) {
      QProcess process;
      process.setWorkingDirectory(project.path());
      process.setProcessEnvironment(environment);
      process.start("bash", {"-eo", "pipefail", "-c", commands[id]});
      if (!process.waitForFinished(60000)) return -1;
      const QByteArray out = process.readAllStandardOutput();
      if (id == std::string("gate") && !out.contains("::notice title=Lanescope")) return -2;
      return process.exitCode();
    };
    QCOMPARE(runStep("report"), 3);  // neither baseline nor session
    for (const char* id : {"baseline", "measure", "report", "gate"}) QVERIFY2(runStep(id) == 0, id);
    QVERIFY(fileBytes(project.filePath("summary.md")).startsWith("### "));
    QVERIFY(fileBytes(project.filePath("performance.md")).startsWith("### "));
    QCOMPARE(runStep("baseline"), 0);  // replaces its own

    const QString file = project.filePath("new.lanescope.h5");
    auto session = openSession(file.toStdString());
    QVERIFY(session);
    slowDown(session->session, {0}, 10);
    session->session.machine.cpuModel = "another";  // so that nothing is measured again
    QVERIFY(save(session->session, file));
    QCOMPARE(runStep("gate"), 1);
    QCOMPARE(runStep("report"), 0);
    QVERIFY(save(gateSession(1), file));  // other cases than the plan's
    QCOMPARE(runStep("gate"), 5);
  }
};

QTEST_APPLESS_MAIN(TestCliGate)
#include "tst_cli_gate.moc"
