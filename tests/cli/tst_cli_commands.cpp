// Every command of lanescope-cli from outside: what it prints, what it writes, its exit code.
#include <QTest>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include "cli/cli_process.h"

class TestCliCommands : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;
  QString m_session;

  QString path(const QString& name) const { return m_directory.filePath(name); }

  static QJsonDocument json(const QString& text) {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text.toUtf8(), &error);
    if (document.isNull()) qWarning("no JSON: %s", qPrintable(error.errorString()));
    return document;
  }

 private slots:
  void initTestCase() {
    m_session = path("base.lanescope.h5");
    const CliResult ran = runCli(smallRun(m_session));
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    QVERIFY(QFile::exists(m_session));
    QVERIFY(!QFile::exists(m_session + ".part"));
  }

  void version() {
    const CliResult ran = runCli({"--version"});
    QCOMPARE(ran.code, 0);
    QVERIFY(QRegularExpression("^lanescope-cli \\d+\\.\\d+\\.\\d+\n$").match(ran.out).hasMatch());
    QVERIFY(ran.err.isEmpty());
  }

  void help() {
    const CliResult ran = runCli({"--help"});
    QCOMPARE(ran.code, 0);
    for (const char* command :
         {"info", "list", "run", "show", "crossover", "diff", "export", "recover"}) {
      QVERIFY2(ran.out.contains(QRegularExpression(QString("\\n  %1 ").arg(command))), command);
      const CliResult own = runCli({command, "--help"});
      QCOMPARE(own.code, 0);
      QVERIFY2(own.out.contains("Usage: lanescope-cli " + QString(command)), command);
    }
    QVERIFY(ran.out.contains("130"));
  }

  void info() {
    const CliResult ran = runCli({"info"});
    QCOMPARE(ran.code, 0);
    for (const char* text : {"Processor", "Memory", "System", "Software", "Real clock", "Governor"})
      QVERIFY2(ran.out.contains(text), text);
  }

  void infoJson() {
    const CliResult ran = runCli({"info", "--json"});
    QCOMPARE(ran.code, 0);
    const QJsonObject card = json(ran.out).object();
    QVERIFY(card["logical_cores"].toInt() >= 1);
    QVERIFY(card["memory_bytes"].toDouble() > 1e6);
    const QJsonArray fields = card["fields"].toArray();
    QVERIFY(fields.size() > 40);
    for (const QJsonValue& field : fields)
      QVERIFY(field["value"].toString().isEmpty() != field["reason"].toString().isEmpty());
  }

  void lists_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("member");
    QTest::newRow("benchmarks") << "benchmarks"
                                << "add";
    QTest::newRow("variants") << "variants"
                              << "scalar";
    QTest::newRow("plans") << "plans"
                           << "quick";
  }
  void lists() {
    QFETCH(QString, what);
    QFETCH(QString, member);
    const CliResult text = runCli({"list", what});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains(QRegularExpression("\\n" + member + " ")));
    const CliResult ran = runCli({"list", what, "--json"});
    QCOMPARE(ran.code, 0);
    const QJsonArray items = json(ran.out).array();
    QStringList names;
    for (const QJsonValue& item : items) {
      names << item["name"].toString();
      if (what == "benchmarks") QVERIFY(!item["suite"].toString().isEmpty());
      if (what == "variants")
        QVERIFY(item["supported"].toBool() == item["reason"].toString().isEmpty());
    }
    QVERIFY(names.contains(member));
    QVERIFY(!names.contains(QString()));
  }

  void showText() {
    const CliResult ran = runCli({"show", m_session});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.contains("add"));
    QVERIFY(ran.out.contains("scalar"));
    QVERIFY(ran.out.contains("1 k"));
    QVERIFY(ran.out.contains("Crossovers"));
    QVERIFY2(ran.err.isEmpty(), qPrintable(ran.err));
  }

  void showJson() {
    const CliResult ran = runCli({"show", m_session, "--json"});
    QCOMPARE(ran.code, 0);
    const QJsonObject session = json(ran.out).object();
    QCOMPARE(session["format"].toString(), QString("lanescope"));
    QCOMPARE(session["version"].toInt(), 1);
    for (const char* part : {"machine", "plan", "cases", "crossovers", "values", "findings"})
      QVERIFY2(session.contains(part), part);
    int timed = 0;
    for (const QJsonValue& item : session["cases"].toArray()) {
      QCOMPARE(item["benchmark"].toString(), QString("add"));
      const double median = item["median"].toDouble();
      if (item["status"] == "measured") {
        ++timed;
        QVERIFY(median > 0 && median < 1e-3);
        QVERIFY(item["ci_low"].toDouble() <= median && median <= item["ci_high"].toDouble());
      }
    }
    QVERIFY(timed >= 2);
  }

  void crossover() {
    const CliResult ran = runCli({"crossover", m_session, "--from", "scalar", "--to", "sse4"});
    const CliResult asJson =
        runCli({"crossover", m_session, "--from", "scalar", "--to", "sse4", "--json"});
    if (ran.code == 2) QSKIP("this machine has no SSE4");
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.startsWith("add f32: scalar → sse4 "));
    const QJsonObject found = json(asJson.out).object();
    QCOMPARE(found["version"].toInt(), 1);
    const QJsonArray list = found["crossovers"].toArray();
    QCOMPARE(list.size(), 1);
    QCOMPARE(list[0]["benchmark"].toString(), QString("add"));
    QCOMPARE(list[0]["from"].toString(), QString("scalar"));
    QCOMPARE(list[0]["to"].toString(), QString("sse4"));
  }

  void crossoverOfUnknownVariant() {
    const CliResult ran = runCli({"crossover", m_session, "--from", "scalar", "--to", "avx9"});
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.err.contains("\"avx9\""));
    QVERIFY(ran.err.contains("scalar"));  // what there is instead
  }

  /// A session against itself: every ratio is one, nothing can have improved or regressed.
  void diffWithItself() {
    const CliResult ran = runCli({"diff", m_session, m_session, "--format", "json"});
    QCOMPARE(ran.code, 0);
    const QJsonObject diff = json(ran.out).object();
    const QJsonArray pairs = diff["pairs"].toArray();
    QVERIFY(pairs.size() >= 2);
    for (const QJsonValue& pair : pairs) QCOMPARE(pair["ratio"].toDouble(), 1.0);
    const QJsonObject summary = diff["summary"].toObject();
    QCOMPARE(summary["improved"].toInt(), 0);
    QCOMPARE(summary["regressed"].toInt(), 0);
    QCOMPARE(summary["unmatched"].toInt(), 0);
    QCOMPARE(diff["threshold"].toDouble(), 0.05);
  }

  void diffFormats() {
    const CliResult text = runCli({"diff", m_session, m_session});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("add"));
    const CliResult markdown = runCli({"diff", m_session, m_session, "--format", "markdown"});
    QCOMPARE(markdown.code, 0);
    QVERIFY(markdown.out.contains("|"));
    const CliResult html = runCli({"diff", m_session, m_session, "--format", "html"});
    QCOMPARE(html.code, 0);
    QVERIFY(html.out.contains("<html", Qt::CaseInsensitive));
    const CliResult threshold =
        runCli({"diff", m_session, m_session, "--threshold", "20%", "--format", "json"});
    QCOMPARE(json(threshold.out)["threshold"].toDouble(), 0.2);
  }

  void exports_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("mark");
    QTest::newRow("csv") << "csv"
                         << "median";
    QTest::newRow("json") << "json"
                          << "\"format\"";
    QTest::newRow("markdown") << "markdown"
                              << "|";
    QTest::newRow("html") << "html"
                          << "</html>";
  }
  void exports() {
    QFETCH(QString, format);
    QFETCH(QString, mark);
    const CliResult ran = runCli({"export", m_session, "--format", format});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.contains(mark, Qt::CaseInsensitive));
    const QString file = path("out." + format);
    const CliResult written = runCli({"export", m_session, "--format", format, "-o", file});
    QCOMPARE(written.code, 0);
    QVERIFY(written.out.isEmpty());
    QCOMPARE(QString::fromUtf8(fileBytes(file)).trimmed(), ran.out.trimmed());

    // Kept unless asked to replace.
    QVERIFY(writeBytes(file, "mine"));
    const CliResult again = runCli({"export", m_session, "--format", format, "-o", file});
    QCOMPARE(again.code, 3);
    QVERIFY(again.err.contains(file));
    QCOMPARE(fileBytes(file), QByteArray("mine"));
    QCOMPARE(runCli({"export", m_session, "--format", format, "-o", file, "--overwrite"}).code, 0);
    QCOMPARE(QString::fromUtf8(fileBytes(file)).trimmed(), ran.out.trimmed());
  }

  void csvHasOneRowPerCase() {
    const CliResult ran = runCli({"export", m_session, "--format", "csv"});
    const QStringList lines = ran.out.split('\n', Qt::SkipEmptyParts);
    const CliResult shown = runCli({"show", m_session, "--json"});
    QCOMPARE(lines.size() - 1, json(shown.out)["cases"].toArray().size());
  }

  /// The default name, the table on stdout, everything else on stderr.
  void runWithoutOutput() {
    QTemporaryDir here;
    const CliResult ran =
        runCli({"run", "--benchmarks", "add", "--sizes", "64,1k", "--budget", "0.3s"}, here.path());
    QCOMPARE(ran.code, 0);
    const QStringList files = QDir(here.path()).entryList({"lanescope-*.lanescope.h5"});
    QCOMPARE(files.size(), 1);
    QVERIFY(QRegularExpression("^lanescope-\\d{8}-\\d{6}\\.lanescope\\.h5$")
                .match(files[0])
                .hasMatch());
    QVERIFY(ran.err.contains("Saved ./" + files[0]));
    QVERIFY(ran.out.contains("scalar"));
    QVERIFY(ran.out.contains("Crossovers"));
    QVERIFY(!ran.out.contains("Saved"));
    QVERIFY(ran.err.contains("100 %"));
  }

  void quietRunSaysNothing() {
    const CliResult ran = runCli(smallRun(path("quiet.h5")));
    QCOMPARE(ran.code, 0);
    QVERIFY2(ran.err.isEmpty(), qPrintable(ran.err));
  }

  void optionsReachThePlan() {
    const QString file = path("options.h5");
    const CliResult ran = runCli({"run",          "vectors", "--benchmarks", "vector/(add|dot)",
                                  "--sizes",      "8..32",   "--variants",   "scalar",
                                  "--dtypes",     "f32,f64", "--precision",  "5%",
                                  "--confidence", "90%",     "--budget",     "200ms",
                                  "--timeout",    "2s",      "--seed",       "42",
                                  "-o",           file,      "--quiet"});
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    const QJsonDocument session = json(runCli({"show", file, "--json"}).out);
    QCOMPARE(session["plan"]["seed"].toInt(), 42);
    QSet<QString> seen;
    for (const QJsonValue& item : session["cases"].toArray())
      seen << QString("%1 %2 %3 %4")
                  .arg(item["benchmark"].toString(), item["dtype"].toString(),
                       item["variant"].toString())
                  .arg(item["size"].toInt());
    QSet<QString> expected;
    for (const char* benchmark : {"add", "dot"})
      for (const char* dtype : {"f32", "f64"})
        for (const int size : {8, 16, 32})
          expected << QString("%1 %2 scalar %3").arg(benchmark, dtype).arg(size);
    QCOMPARE(seen, expected);
  }

  void planFromYaml() {
    const QString plan = path("plan.yaml");
    QVERIFY(writeBytes(plan,
                       "version: 1\ntitle: Mine\nbenchmarks: [sum]\nsizes: 100\n"
                       "variants: [scalar]\nbudget: 200ms\n"));
    const QString file = path("yaml.h5");
    const CliResult ran = runCli({"run", plan, "-o", file, "--quiet"});
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
    const QJsonDocument session = json(runCli({"show", file, "--json"}).out);
    QCOMPARE(session["title"].toString(), QString("Mine"));
    QCOMPARE(session["cases"].toArray().size(), 1);
  }

  void stream() {
    const CliResult ran = runCli(smallRun(path("stream.h5"), {"--stream"}));
    QCOMPARE(ran.code, 0);
    QStringList kinds;
    QSet<QString> measured;
    int cases = 0;
    for (const QString& line : ran.out.split('\n', Qt::SkipEmptyParts)) {
      const QJsonObject event = json(line).object();
      QVERIFY2(event.contains("event"), qPrintable(line));
      kinds << event["event"].toString();
      if (kinds.last() == "run_started" || kinds.last() == "cases_added")
        cases += static_cast<int>(event["cases"].toArray().size());
      if (kinds.last() == "case_measured") measured << event["key"].toString();
    }
    QCOMPARE(kinds.first(), QString("run_started"));
    QCOMPARE(kinds.last(), QString("run_finished"));
    QVERIFY(kinds.contains("progress"));
    QVERIFY(cases >= 2);
    QCOMPARE(measured.size(), cases);
  }

  /// Variants this machine cannot run are named with their reason and do not fail the run.
  void unsupportedVariantIsSkipped() {
    QString missing;
    for (const QJsonValue& item : json(runCli({"list", "variants", "--json"}).out).array())
      if (!item["supported"].toBool()) missing = item["name"].toString();
    if (missing.isEmpty()) QSKIP("this machine runs every variant");
    const CliResult ran = runCli({"run", "--benchmarks", "add", "--sizes", "64", "--variants",
                                  "scalar," + missing, "--budget", "0.2s", "-o", path("skip.h5")});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.err.contains("Skipped: " + missing));
    for (const QJsonValue& item :
         json(runCli({"show", path("skip.h5"), "--json"}).out)["cases"].toArray())
      if (item["variant"] == missing) {
        QCOMPARE(item["status"].toString(), QString("skipped"));
        QVERIFY(!item["reason"].toString().isEmpty());
      }
  }

  void recover() {
    const QString file = path("lost.h5");
    QVERIFY(QFile::copy(m_session, file + ".part"));
    const CliResult shown = runCli({"show", file});
    QCOMPARE(shown.code, 0);
    QVERIFY(shown.err.contains("recover"));
    const CliResult ran = runCli({"recover", file});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.err.contains(file));
    QVERIFY(QFile::exists(file));
    QVERIFY(!QFile::exists(file + ".part"));
    QVERIFY(runCli({"show", file}).err.contains("incomplete"));
  }
};

QTEST_APPLESS_MAIN(TestCliCommands)
#include "tst_cli_commands.moc"
