// Tensor files on the command line where it cannot be done as asked: no permission to write, and no
// room for the size. The reason is said, what can be measured is, and nothing is left behind.
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include "cli/cli_process.h"

namespace {

constexpr uid_t kNobody = 65534;

QJsonArray casesOf(const QString& session) {
  const CliResult shown = runCli({"show", session, "--json"});
  return QJsonDocument::fromJson(shown.out.toUtf8()).object().value("cases").toArray();
}

QStringList entries(const QString& folder) {
  return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

}  // namespace

class TestCliFiles : public QObject {
  Q_OBJECT
 private slots:
  /// As a user who may not write there: root may write everywhere.
  void noPermission() {
    const QTemporaryDir folder(QDir::tempPath() + "/lanescope-files-XXXXXX");
    const QString closed = folder.filePath("closed"), open = folder.filePath("open");
    QVERIFY(QDir().mkdir(closed) && QDir().mkdir(open));
    const bool root = ::geteuid() == 0;
    QVERIFY(::chmod(folder.path().toLocal8Bit().constData(), 0755) == 0);
    QVERIFY(::chmod(closed.toLocal8Bit().constData(), 0555) == 0);
    if (root) QVERIFY(::chown(open.toLocal8Bit().constData(), kNobody, kNobody) == 0);
    QProcess cli;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LANESCOPE_FILES_DIR", closed);
    environment.insert("HOME", open);
    environment.insert("XDG_CACHE_HOME", open + "/cache");
    cli.setProcessEnvironment(environment);
    cli.setWorkingDirectory(open);
    if (root)
      cli.setChildProcessModifier([] {
        if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) ::_exit(126);
      });
    cli.start(LANESCOPE_CLI, {"run", "--benchmarks", "raw_write|dot", "--sizes", "1000", "--budget",
                              "0.2s", "-o", open + "/s.h5"});
    QVERIFY(cli.waitForFinished(60000));
    const QString said = QString::fromUtf8(cli.readAllStandardError());
    if (root && cli.exitCode() == 126) QSKIP("this user cannot become another");
    if (cli.error() == QProcess::FailedToStart) QSKIP("another user cannot start the program");
    QVERIFY2(cli.exitCode() == 0, qPrintable(said));
    QVERIFY2(said.contains("Permission denied"), qPrintable(said));
    int measured = 0, refused = 0;
    for (const QJsonValue& one : casesOf(open + "/s.h5")) {
      const QJsonObject record = one.toObject();
      const bool writes = record["key"].toString().contains("raw_write");
      QCOMPARE(record["status"].toString(), QString(writes ? "skipped" : "measured"));
      if (writes) QVERIFY(record["reason"].toString().contains("Permission denied"));
      ++(writes ? refused : measured);
    }
    QVERIFY(measured >= 1);
    QCOMPARE(refused, 2);
    QVERIFY(entries(closed).isEmpty());
  }

  /// On a disk of 300 MB, of which 256 stay free: the size is scaled down, which is said, and the
  /// plan stays as it was given.
  void sizesThatDoNotFit() {
    const QTemporaryDir folder;
    const QString disk = folder.filePath("disk");
    QVERIFY(QDir().mkdir(disk));
    if (::mount("none", disk.toLocal8Bit().constData(), "tmpfs", 0, "size=300m") != 0)
      QSKIP("nothing can be mounted here: not root");
    QProcess cli;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LANESCOPE_FILES_DIR", disk);
    cli.setProcessEnvironment(environment);
    cli.start(LANESCOPE_CLI, {"run", "--benchmarks", "files/raw_write", "--sizes", "1000,16384Gi",
                              "--budget", "0.2s", "-o", folder.filePath("s.h5")});
    const bool ended = cli.waitForFinished(60000);
    const QStringList left = entries(disk);
    QCOMPARE(::umount(disk.toLocal8Bit().constData()), 0);
    QVERIFY(ended);
    const QString said = QString::fromUtf8(cli.readAllStandardError());
    QVERIFY2(cli.exitCode() == 0, qPrintable(said));
    // Two files of 16 MiB fit into 44 MB, of 32 MiB they do not.
    QVERIFY2(said.contains("needs 128 TiB"), qPrintable(said));
    QVERIFY2(said.contains("measured at 4 Mi elements instead"), qPrintable(said));
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u' ')));
    QSet<qint64> measured;
    for (const QJsonValue& one : casesOf(folder.filePath("s.h5"))) {
      const QJsonObject record = one.toObject();
      const qint64 size = record["size"].toInteger();
      if (record["status"].toString() == "skipped")
        QCOMPARE(size, qint64(1) << 44);
      else
        measured.insert(size);
    }
    QCOMPARE(measured, (QSet<qint64>{1000, 4 << 20}));
  }
};

QTEST_GUILESS_MAIN(TestCliFiles)
#include "tst_cli_files.moc"
