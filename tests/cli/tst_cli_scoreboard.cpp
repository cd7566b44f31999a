// lanescope-cli scoreboard as a user meets it: figures, exit codes, bad input.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "cli_process.h"
#include "session/store.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

struct Folder {
  QTemporaryDir dir;
  QString file(const char* name) const { return dir.filePath(QString::fromUtf8(name)); }
  /// By the model, avx2 is twice as fast as scalar everywhere and more.
  QString session(std::vector<std::string> variants = {"scalar", "omp-avx2", "avx2"}) const {
    test::SampleOptions options;
    options.kernels = {"dot", "exp"};
    options.variants = std::move(variants);
    options.skipped = {};
    options.firstSize = 1024;
    options.lastSize = 8192;
    Session made = test::sampleSession(options);
    made.crossovers.clear();
    sortSamples(made);
    const QString path = file("made.h5");
    const auto saved = saveSession(made, path.toStdString(), Overwrite::yes);
    return saved ? path : QString();
  }
};

QJsonObject json(const CliResult& result) {
  return QJsonDocument::fromJson(result.out.toUtf8()).object();
}

}  // namespace

class TestCliScoreboard : public QObject {
  Q_OBJECT
 private slots:
  void figures() {
    const Folder folder;
    const CliResult result =
        runCli({"scoreboard", folder.session(), "--against", "scalar", "--json"});
    QCOMPARE(result.code, 0);
    QVERIFY(result.err.isEmpty());
    const QJsonObject board = json(result);
    QCOMPARE(board["against"].toString(), QStringLiteral("scalar"));
    QCOMPARE(board["sizes"].toArray().size(), 4);
    const QJsonArray kernels = board["kernels"].toArray();
    QCOMPARE(kernels.size(), 2);
    for (const auto& kernel : kernels)
      for (const auto& entry : kernel.toObject()["cells"].toArray()) {
        const QJsonObject cell = entry.toObject();
        const std::string name = kernel.toObject()["benchmark"].toString().toStdString();
        const auto size = std::uint64_t(cell["size"].toInteger());
        const double truth =
            test::modelTime(name, "avx2", size) / test::modelTime(name, "scalar", size);
        QVERIFY(std::abs(cell["ratio"].toDouble() / truth - 1) < 0.01);
      }
    // Without a name, what there is: here the compiler.
    const CliResult text = runCli({"scoreboard", folder.session()});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains(QStringLiteral("the compiler's best")));
    QVERIFY(text.out.contains(QStringLiteral("geometric mean")));
    QVERIFY(text.out.contains(QStringLiteral("dot f32")));
  }

  void exitCodes() {
    const Folder folder;
    const QString file = folder.session();
    const auto code = [&](const QStringList& more) {
      return runCli(QStringList{"scoreboard", file} + more).code;
    };
    QCOMPARE(code({"--against", "scalar", "--criterion", "100%@0%"}), 0);
    // Ours is the fastest of ours: as fast as itself, never better.
    QCOMPARE(code({"--against", "avx2", "--criterion", "100%@0%"}), 0);
    const QString scalarOnly = folder.session({"scalar", "omp-avx2"});
    QVERIFY(!scalarOnly.isEmpty());
    const CliResult nothing = runCli({"scoreboard", scalarOnly, "--criterion", "80%@20%"});
    QCOMPARE(nothing.code, 5);
    QVERIFY(nothing.err.contains(QStringLiteral("hand-written")));
    QCOMPARE(runCli({"scoreboard", scalarOnly}).code, 0);  // nothing was demanded
    // Made slower than the compiler: fails, names the cells, and passes a criterion it can meet.
    auto opened = openSession(folder.session().toStdString());
    QVERIFY(opened.has_value());
    for (CaseRecord& record : opened->session.cases) {
      if (record.variant != "avx2" || record.benchmark != "exp") continue;
      for (double* figure : {&record.median, &record.ciLow, &record.ciHigh}) *figure *= 50;
      for (const std::size_t at : opened->session.samplesOf(opened->session.caseByKey(record.key)))
        opened->session.samples.seconds[at] *= 50;
    }
    QVERIFY(saveSession(opened->session, file.toStdString(), Overwrite::yes).has_value());
    const CliResult fails = runCli({"scoreboard", file, "--criterion", "80%@20%"});
    QCOMPARE(fails.code, 1);
    QVERIFY(fails.out.contains(QStringLiteral("fail")));
    for (const char* name : {"exp f32 at n = 1 Ki", "exp f32 at n = 8 Ki"})
      QVERIFY2(fails.out.contains(QString::fromUtf8(name)), qPrintable(fails.out));
    QVERIFY(!fails.out.contains(QStringLiteral("dot f32 at n")));
    QCOMPARE(code({"--criterion", "50%@20%"}), 0);
    const QJsonObject object = json(runCli({"scoreboard", file, "--json"}));
    QCOMPARE(object["failing"].toArray().size(), 4);
    QCOMPARE(object["criterion"].toObject()["verdict"].toString(), QStringLiteral("fail"));
  }

  void badInput() {
    const Folder folder;
    const QString file = folder.session();
    const CliResult unknown = runCli({"scoreboard", file, "--against", "mkl"});
    QCOMPARE(unknown.code, 2);
    QVERIFY(unknown.err.contains(QStringLiteral("omp-avx2")));  // what there is
    for (const char* bad : {"80%", "most", "80%@200%", "0%@1%"}) {
      const CliResult result = runCli({"scoreboard", file, "--criterion", QString::fromUtf8(bad)});
      QVERIFY2(result.code == 2 && result.out.isEmpty(), bad);
    }
    QCOMPARE(runCli({"scoreboard"}).code, 2);
    QCOMPARE(runCli({"scoreboard", folder.file("none.h5")}).code, 3);
    QVERIFY(writeBytes(folder.file("junk.h5"), "no session"));
    QCOMPARE(runCli({"scoreboard", folder.file("junk.h5")}).code, 3);
  }
};

QTEST_APPLESS_MAIN(TestCliScoreboard)
#include "tst_cli_scoreboard.moc"
