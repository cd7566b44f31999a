// lanescope-cli trend and matrix as a user meets them.
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "cli_process.h"
#include "support/history.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

struct Folder {
  QTemporaryDir dir, cache;
  Folder() { qputenv("XDG_CACHE_HOME", cache.path().toUtf8()); }
  std::filesystem::path path() const { return dir.path().toStdString(); }
  QString file(const char* name) const { return dir.filePath(QString::fromUtf8(name)); }
};

Session smallBase(std::vector<std::string> kernels = {"dot"}) {
  test::SampleOptions options;
  options.kernels = std::move(kernels);
  options.variants = {"scalar", "avx2"};
  options.skipped = {};
  options.firstSize = options.lastSize = 4096;
  Session base = test::sampleSession(options);
  base.crossovers.clear();
  return base;
}

double stepping(const CaseRecord& record, int day) {
  return record.variant == "avx2" && day >= 12 ? 1.15 : 1.0;
}

QJsonObject json(const CliResult& result) {
  return QJsonDocument::fromJson(result.out.toUtf8()).object();
}

}  // namespace

class TestCliTrend : public QObject {
  Q_OBJECT

 private slots:
  void trendNamesTheSession() {
    Folder folder;
    QVERIFY(test::writeHistory(folder.path(), smallBase(), 20, 0.01, &stepping));
    const CliResult text = runCli({"trend", folder.dir.path()});
    QCOMPARE(text.code, 0);
    QVERIFY(text.err.isEmpty());
    QVERIFY(text.out.contains(QStringLiteral("Regressions (1)")));
    QVERIFY(text.out.contains(QStringLiteral("2024-01-13 10:00  day-012.h5")));
    QCOMPARE(runCli({"trend", folder.dir.path()}).out, text.out);  // from the cache
    const QJsonObject object = json(runCli({"trend", folder.dir.path(), "--format", "json"}));
    QCOMPARE(object["format"].toString(), QStringLiteral("lanescope-trend"));
    QCOMPARE(object["regressions"].toArray().size(), 1);
    QVERIFY(runCli({"trend", folder.dir.path(), "--threshold", "40%"})
                .out.contains(QStringLiteral("No history steps by more than 40 %")));
    QVERIFY(runCli({"trend", folder.dir.path(), "--variant", "scalar", "--all"})
                .out.contains(QStringLiteral("1 history")));
    QVERIFY(runCli({"trend", folder.dir.path(), "--since", "2024-01-10"})
                .out.contains(QStringLiteral("9 left out by --since")));
    QVERIFY(runCli({"trend", folder.dir.path(), "--format", "csv"})
                .out.startsWith(QStringLiteral("key,")));
    QVERIFY(runCli({"trend", folder.dir.path(), "--format", "markdown"})
                .out.contains(QStringLiteral("## Regressions (1)")));
  }

  void badFolders() {
    Folder folder;
    const CliResult missing = runCli({"trend", folder.file("nowhere")});
    QCOMPARE(missing.code, 3);
    QVERIFY(missing.out.isEmpty());
    QVERIFY(missing.err.contains(QStringLiteral("nowhere")));
    const CliResult empty = runCli({"trend", folder.dir.path()});
    QCOMPARE(empty.code, 0);
    QVERIFY(empty.out.contains(QStringLiteral("0 sessions")));
    QVERIFY(writeBytes(folder.file("a.h5"), "rubbish"));
    QVERIFY(
        writeBytes(folder.file("b.h5"), QByteArray("\x89HDF\r\n\x1a\n") + QByteArray(100, 'x')));
    const CliResult bad = runCli({"trend", folder.dir.path()});
    QCOMPARE(bad.code, 0);
    QVERIFY(bad.out.contains(QStringLiteral("2 of 2 files skipped")));
    QVERIFY(bad.out.contains(QStringLiteral("a.h5: is not an HDF5 file")));
    QCOMPARE(runCli({"trend", folder.file("a.h5")}).code, 3);
    QCOMPARE(runCli({"trend"}).code, 2);
    QCOMPARE(runCli({"trend", folder.dir.path(), "--since", "soon"}).code, 2);
    QCOMPARE(runCli({"trend", folder.dir.path(), "--threshold", "0"}).code, 2);
    QCOMPARE(runCli({"trend", folder.dir.path(), "--format", "pdf"}).code, 2);
    QVERIFY(test::writeHistory(folder.path(), smallBase(), 1, 0, &stepping));
    const CliResult expression = runCli({"trend", folder.dir.path(), "--benchmark", "(("});
    QCOMPARE(expression.code, 2);
    QVERIFY(expression.err.contains(QStringLiteral("regular expression")));
  }

  void nothingInCommon() {
    Folder folder;
    const char* kernels[] = {"dot", "sum", "exp"};
    for (int i = 0; i < 3; ++i) {
      const Session session = test::historySession(smallBase({kernels[i]}), i, 0, &stepping);
      QVERIFY(saveSession(session, folder.path() / (std::string(kernels[i]) + ".h5")).has_value());
    }
    const CliResult trend = runCli({"trend", folder.dir.path()});
    QCOMPARE(trend.code, 0);
    QVERIFY(trend.out.contains(QStringLiteral("1 session: steps are looked for from 6 on")));
    const CliResult matrix = runCli({"matrix", folder.file("dot.h5"), folder.file("sum.h5")});
    QCOMPARE(matrix.code, 0);
    QVERIFY(matrix.out.contains(QStringLiteral("sum: no case both sessions have")));
  }

  void damagedCacheIsRebuilt() {
    Folder folder;
    QVERIFY(test::writeHistory(folder.path(), smallBase(), 20, 0.01, &stepping));
    const QString text = runCli({"trend", folder.dir.path()}).out;
    const QDir kept(folder.cache.filePath(QStringLiteral("lanescope")));
    const QStringList files = kept.entryList({QStringLiteral("trend-*.bin")});
    QCOMPARE(files.size(), 1);
    const QByteArray bytes = fileBytes(kept.filePath(files[0]));
    for (const QByteArray& damaged : {QByteArray("x"), bytes.left(bytes.size() - 7)}) {
      QVERIFY(writeBytes(kept.filePath(files[0]), damaged));
      const CliResult again = runCli({"trend", folder.dir.path()});
      QCOMPARE(again.out, text);
      QVERIFY(again.err.isEmpty());
      QCOMPARE(fileBytes(kept.filePath(files[0])), bytes);
    }
  }

  void matrix() {
    Folder folder;
    for (int i = 0; i < 2; ++i) {
      Session session = smallBase({"dot", "sum"});
      for (CaseRecord& record : session.cases)
        for (double* time : {&record.median, &record.ciLow, &record.ciHigh})
          *time *= i == 0 ? 1 : 0.5;
      QVERIFY(saveSession(session, folder.path() / (i == 0 ? "old.h5" : "new.h5")).has_value());
    }
    const QStringList both{"matrix", folder.file("old.h5"), folder.file("new.h5")};
    const CliResult text = runCli(both);
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains(QStringLiteral("×0.500")));
    QVERIFY(text.out.contains(QStringLiteral("vector/dot f32")));
    const QJsonObject object =
        json(runCli(both + QStringList{"--watts", "old.h5=10", "--watts", "new.h5=40", "--price",
                                       "old.h5=1", "--relative-to", "old.h5", "--format", "json"}));
    QCOMPARE(object["overall"]["cells"][1]["ratio"].toDouble(), 0.5);
    QCOMPARE(object["overall"]["per_watt"][1]["ratio"].toDouble(), 0.5);
    QCOMPARE(object["overall"]["per_price"][1]["reason"].toString(),
             QStringLiteral("not entered for this session"));
    QCOMPARE(runCli(both + QStringList{"--relative-to", "other.h5"}).code, 2);
    QCOMPARE(runCli(both + QStringList{"--watts", "old.h5=-1"}).code, 2);
    QCOMPARE(runCli(both + QStringList{"--watts", "old.h5=nan"}).code, 2);
    QCOMPARE(runCli(both + QStringList{"--price", "old.h5"}).code, 2);
    QCOMPARE(runCli({"matrix", folder.file("none.h5")}).code, 3);
    QCOMPARE(runCli({"matrix"}).code, 2);
  }
};

QTEST_APPLESS_MAIN(TestCliTrend)
#include "tst_cli_trend.moc"
