// `baseline set|list|show|rm` from outside.
#include <QTest>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "cli/cli_process.h"
#include "cli/gate_sessions.h"
#include "run/plan.h"
#include "session/baseline.h"
#include "support/kept_samples.h"

using namespace lane;
using namespace lane::test;

class TestCliBaseline : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;
  std::unique_ptr<QTemporaryDir> m_project;

  QString saved(const QString& name, const Session& session) const {
    const QString path = m_directory.filePath(name);
    return save(session, path) ? path : QString();
  }
  QString kept(const QString& name) const {
    return m_project->filePath(".lanescope/baselines/" + name + ".lanescope.h5");
  }
  CliResult baseline(const QStringList& arguments) const {
    return runCli(QStringList{"baseline"} + arguments, m_project->path());
  }

 private slots:
  void init() { m_project = std::make_unique<QTemporaryDir>(); }

  /// A run looks for crossovers in its first process alone; that makes no baseline thin.
  void sizesAroundCrossoversAreNoObjection() {
    Session session = gateSession(1);
    Plan plan;
    plan.refine = true;
    const std::uint64_t added = session.cases[0].size + 1;
    for (const CaseRecord& record : session.cases) plan.sizes.push_back(record.size);
    session.cases[0].size = added;
    session.cases[0].key = makeKey(session.cases[0]);
    const Samples all = session.samples;
    session.samples = keptSamples(
        all, [&](std::size_t i) { return all.caseIndex[i] != 0 || all.process[i] == 0; });
    sortSamples(session);
    session.planYaml = toYaml(plan);
    const CliResult set = baseline({"set", "main", saved("refined.h5", session)});
    QVERIFY2(set.code == 0, qPrintable(set.err));
    plan.refine = false;
    session.planYaml = toYaml(plan);
    QCOMPARE(baseline({"set", "other", saved("planned.h5", session)}).code, 2);
  }

  void setListShowRemove() {
    const QString file = saved("good.h5", gateSession(1));
    const CliResult none = baseline({"list"});
    QCOMPARE(none.code, 0);
    QVERIFY(none.out.isEmpty() && none.err.contains("No baselines"));

    const CliResult set = baseline({"set", "main", file});
    QVERIFY2(set.code == 0, qPrintable(set.err));
    QVERIFY(set.err.contains("16 cases from 3 processes"));
    QVERIFY(QFile::exists(kept("main")));
    QCOMPARE(baseline({"set", "a-first", file}).code, 0);

    const CliResult list = baseline({"list"});
    QCOMPARE(list.code, 0);
    QVERIFY(list.out.indexOf("a-first") < list.out.indexOf("main"));
    const QJsonArray all =
        QJsonDocument::fromJson(baseline({"list", "--json"}).out.toUtf8()).array();
    QCOMPARE(all.size(), 2);
    QCOMPARE(all[1]["name"].toString(), QString("main"));
    QCOMPARE(all[1]["cases"].toInt(), 16);
    QCOMPARE(all[1]["processes"].toInt(), 3);
    QCOMPARE(all[1]["thin"].toBool(), false);

    QCOMPARE(baseline({"show", "main"}).out, runCli({"show", file}).out);
    QCOMPARE(baseline({"show", "main", "--json"}).out, runCli({"show", file, "--json"}).out);

    // Not without being told: there is nobody to ask.
    QCOMPARE(baseline({"rm", "main"}).code, 2);
    QVERIFY(QFile::exists(kept("main")));
    QCOMPARE(baseline({"rm", "main", "--yes"}).code, 0);
    QVERIFY(!QFile::exists(kept("main")));
    const CliResult gone = baseline({"rm", "main", "--yes"});
    QCOMPARE(gone.code, 3);
    QVERIFY(gone.err.contains("a-first"));
    QCOMPARE(baseline({"show", "main"}).code, 3);
  }

  void isNotReplacedUnasked() {
    const QString one = saved("one.h5", gateSession(1)), two = saved("two.h5", gateSession(2));
    QCOMPARE(baseline({"set", "main", one}).code, 0);
    const QByteArray before = fileBytes(kept("main"));
    const CliResult again = baseline({"set", "main", two});
    QCOMPARE(again.code, 3);
    QVERIFY(again.err.contains("--overwrite"));
    QCOMPARE(fileBytes(kept("main")), before);
    QCOMPARE(baseline({"set", "main", two, "--overwrite"}).code, 0);
    QVERIFY(fileBytes(kept("main")) != before);
  }

  void thinIsRefused() {
    const QString file = saved("thin.h5", gateSession(1, 2));
    const CliResult refused = baseline({"set", "main", file});
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("16 of 16 cases come from 2 processes"), qPrintable(refused.err));
    QVERIFY(refused.err.contains("lanescope-cli baseline set main --run"));
    QVERIFY(!QFile::exists(kept("main")));
    QCOMPARE(baseline({"set", "main", file, "--allow-thin"}).code, 0);
    QVERIFY(baseline({"list"}).out.contains("thin"));
    QVERIFY(baseline({"show", "main"}).err.contains("thin"));

    Session stopped = gateSession(1);
    stopped.complete = false;
    const CliResult incomplete = baseline({"set", "stopped", saved("stopped.h5", stopped)});
    QCOMPARE(incomplete.code, 2);
    QVERIFY(incomplete.err.contains("the run was stopped"));

    Session empty = gateSession(1);
    for (CaseRecord& record : empty.cases) record.status = CaseStatus::wrong;
    QCOMPARE(baseline({"set", "empty", saved("empty.h5", empty), "--allow-thin"}).code, 2);
  }

  void names_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("good");
    for (const char* good : {"main", "v1.2", "feature-x", "a@b+c_d", "0"})
      QTest::newRow(good) << QString(good) << true;
    for (const char* bad : {"../main", "a/b", ".hidden", "", "a b", "a\\b", "a\nb", "ä"})
      QTest::newRow(bad[0] ? bad : "nothing") << QString(bad) << false;
    QTest::newRow("long") << QString(101, 'x') << false;
  }
  void names() {
    QFETCH(QString, name);
    QFETCH(bool, good);
    const QString file = saved("good.h5", gateSession(1));
    const CliResult ran = baseline({"set", name, file});
    QVERIFY2(ran.code == (good ? 0 : 2), qPrintable(ran.err));
    QCOMPARE(QFile::exists(kept(name)), good);
    if (!good) QVERIFY(!QFile::exists(m_project->filePath(".lanescope/baselines")));
  }

  // From a folder below, of a working copy or of a project that has baselines already.
  void projectIsFoundUpwards() {
    const QString file = saved("good.h5", gateSession(1));
    QVERIFY(QDir(m_project->path()).mkpath("src/deep"));
    QVERIFY(QDir(m_project->path()).mkpath(".git"));
    QCOMPARE(runCli({"baseline", "set", "main", file}, m_project->filePath("src/deep")).code, 0);
    QVERIFY(QFile::exists(kept("main")));
    QVERIFY(QDir(m_project->path()).rmdir(".git"));
    QVERIFY(runCli({"baseline", "list"}, m_project->filePath("src/deep")).out.contains("main"));
    const CliResult elsewhere =
        runCli({"baseline", "list", "--project", m_project->filePath("src")});
    QVERIFY(!elsewhere.out.contains("main"));
    QVERIFY(runCli({"baseline", "list", "--project", m_project->path()}).out.contains("main"));
  }

  // A file of that name is reached as a path; the bare name is the baseline.
  void baselineBeforeFile() {
    Session slower = gateSession(2);
    slowDown(slower, {1, 2, 3}, 2);
    const QString now = saved("now.h5", gateSession(3));
    QVERIFY(save(slower, m_project->filePath("main")));
    QCOMPARE(baseline({"set", "main", saved("good.h5", gateSession(1))}).code, 0);
    const CliResult named = runCli({"diff", "main", now}, m_project->path());
    QVERIFY2(named.out.startsWith("0 improved"), qPrintable(named.out));
    QVERIFY(named.err.contains("Baseline main"));
    const CliResult file = runCli({"diff", "./main", now}, m_project->path());
    QVERIFY2(file.out.startsWith("3 improved"), qPrintable(file.out));
  }

  void fromARun() {
    QVERIFY(writeBytes(m_project->filePath("tiny.yaml"),
                       "version: 1\ntitle: Tiny\nbenchmarks: [add]\nsizes: 64\n"
                       "variants: [scalar]\nbudget: 300ms\nplacements: 0\n"));
    const CliResult ran = baseline({"set", "main", "--run", "tiny.yaml"});
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    const auto opened = openSession(kept("main").toStdString());
    QVERIFY(opened);
    const BaselineQuality quality = baselineQuality(opened->session);
    QCOMPARE(quality.processes, 3u);
    QCOMPARE(quality.measured, opened->session.cases.size());
    QVERIFY(!quality.isThin());

    const CliResult thin = baseline({"set", "thin", "--run", "tiny.yaml", "--processes", "1"});
    QCOMPARE(thin.code, 2);
    QVERIFY(!QFile::exists(kept("thin")));
    QCOMPARE(baseline({"set", "none", "--run", "no-such-plan"}).code, 2);
    QCOMPARE(baseline({"set", "none"}).code, 2);
    const QString file = saved("good.h5", gateSession(1));
    QCOMPARE(baseline({"set", "none", file, "--run", "tiny.yaml"}).code, 2);
  }

  void badFiles() {
    QVERIFY(QDir(m_project->path()).mkpath(".lanescope/baselines"));
    QVERIFY(writeBytes(kept("broken"), "no session"));
    const CliResult list = baseline({"list"});
    QCOMPARE(list.code, 3);
    QVERIFY(list.out.contains("broken") && list.out.contains("cannot be read"));
    QCOMPARE(baseline({"show", "broken"}).code, 3);
    QCOMPARE(baseline({"set", "main", m_directory.filePath("no.h5")}).code, 3);
    QCOMPARE(baseline({"rm", "broken", "--yes"}).code, 0);
    // Where a file stands in the way of the folder.
    QVERIFY(QDir(m_project->path()).rmdir(".lanescope/baselines"));
    QVERIFY(writeBytes(m_project->filePath(".lanescope/baselines"), "mine"));
    QCOMPARE(baseline({"set", "main", saved("good.h5", gateSession(1))}).code, 3);
    QCOMPARE(fileBytes(m_project->filePath(".lanescope/baselines")), QByteArray("mine"));
  }
};

QTEST_APPLESS_MAIN(TestCliBaseline)
#include "tst_cli_baseline.moc"
