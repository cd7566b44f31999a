// Session files: what was written is read back, by us and by other programs, and every failure to
// write leaves what was there.
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>
#include <csignal>

#include "engine/store_support.h"
#include "exchange/export.h"
#include "session/checkpoint.h"
#include "session/schema.h"

using namespace lane;
using namespace lane::test;

class TestStore : public QObject {
  Q_OBJECT

 private slots:
  void roundTrip_data();
  void roundTrip();
  void sameSessionSameBytes();
  void inconsistentSessionIsRefused();
  void readByPython();
  void documentedLines();
  void documentListsEveryColumn();
  void headerDumpIsClean();
  void existingFileIsKept();
  void overwriteReplaces();
  void unwritablePlaces_data();
  void unwritablePlaces();
  void fileSizeLimit();
  void fullDisk();
  void linkStaysALink();
  void checkWritableLeavesNothing();
  void partialIsRead();
  void recover();
  void peek();
  void leftoversAreRemoved();
  void checkpointPolicy();
  void checkpointOfManyCasesWaitsLonger();
};

namespace {

QString formatDocument() {
  QFile file(QStringLiteral(LANESCOPE_SOURCE_DIR "/resources/docs/session-format.md"));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString documentedExample() {
  const QRegularExpression block("```python\n(.*?)```",
                                 QRegularExpression::DotMatchesEverythingOption);
  return block.match(formatDocument()).captured(1);
}

}  // namespace

void TestStore::roundTrip_data() {
  QTest::addColumn<int>("which");
  QTest::newRow("rich") << 0;
  QTest::newRow("empty") << 1;
  QTest::newRow("large") << 2;
  QTest::newRow("unsorted") << 3;
}

void TestStore::roundTrip() {
  QFETCH(int, which);
  Session session = which == 1 ? Session{} : which == 2 ? largeSession(3000, 50) : richSession();
  if (which == 3) {
    std::reverse(session.samples.caseIndex.begin(), session.samples.caseIndex.end());
    session.samples.sortedByCase = false;
    session.complete = false;
  }
  const Scratch scratch;
  VERIFY_OK(saveSession(session, scratch / "a.h5"));
  const auto opened = openSession(scratch / "a.h5");
  VERIFY_OK(opened);
  QCOMPARE(difference(session, opened->session), std::string());
  QVERIFY(!opened->fromPartial);
  QVERIFY(!opened->newerMinor);
  QCOMPARE(scratch.files(), 1u);
}

void TestStore::sameSessionSameBytes() {
  const Scratch scratch;
  VERIFY_OK(saveSession(richSession(), scratch / "a.h5"));
  VERIFY_OK(saveSession(richSession(), scratch / "b.h5"));
  QVERIFY(bytesOf(scratch / "a.h5") == bytesOf(scratch / "b.h5"));
}

void TestStore::inconsistentSessionIsRefused() {
  const Scratch scratch;
  Session session = richSession();
  session.samples.t.pop_back();
  VERIFY_FAILS(saveSession(session, scratch / "a.h5"), ErrorCode::format, "differ in length");
  session = richSession();
  session.values[0].metric = 99;
  VERIFY_FAILS(saveSession(session, scratch / "a.h5"), ErrorCode::format, "metric 99 of 2");
  session = richSession();
  session.cases[3].sampleOffset += 1;
  VERIFY_FAILS(saveSession(session, scratch / "a.h5"), ErrorCode::format, "sample");
  QCOMPARE(scratch.files(), 0u);
}

void TestStore::readByPython() {
  const Scratch scratch;
  VERIFY_OK(saveSession(richSession(), scratch / "a.h5"));
  std::ofstream(scratch / "a.json") << toJson(richSession());
  const Finished python = run(kPython, {LANESCOPE_SOURCE_DIR "/tests/engine/read_session.py",
                                        text(scratch / "a.h5"), text(scratch / "a.json")});
  QVERIFY2(python.exitCode == 0, python.output.constData());
  QVERIFY2(python.output.contains("columns checked"), python.output.constData());
}

void TestStore::documentedLines() {
  QString example = documentedExample();
  QVERIFY(!example.isEmpty());
  QVERIFY(example.count('\n') <= 10);
  const Scratch scratch;
  VERIFY_OK(saveSession(richSession(), scratch / "a.h5"));
  QVERIFY(example.contains("run.lanescope.h5"));
  example.replace("run.lanescope.h5", text(scratch / "a.h5"));
  const Finished python = run(kPython, {"-c", example});
  QVERIFY2(python.exitCode == 0, python.output.constData());
  // Case 0 has the key below and a median of a third of a nanosecond.
  QVERIFY2(python.output.contains("vector/dot/none/n=0/avx2/t=1/hot/reuse"),
           python.output.constData());
  QVERIFY2(python.output.contains("3.33e-10"), python.output.constData());
}

void TestStore::documentListsEveryColumn() {
  const QString document = formatDocument();
  const auto check = [&](const auto& table) {
    const QString heading = QString("### `/%1`\n").arg(table.name);
    QVERIFY2(document.contains(heading), qPrintable(heading));
    const QString section = document.section(heading, 1).section("\n#", 0, 0);
    for (const auto& column : table.columns) {
      const QString row =
          QString("| %1 | %2 |").arg(*column.unit ? column.unit : "–", column.description);
      QVERIFY2(section.contains(QString("\n| `%1` |").arg(column.name)), column.name);
      QVERIFY2(section.contains(row), qPrintable(row));
      if constexpr (requires { column.since; })
        QCOMPARE(section.contains(QString("`%1` since 1.%2").arg(column.name).arg(column.since)),
                 column.since > 0);
    }
    QCOMPARE(section.count("\n| `"), qsizetype(table.columns.size()));
  };
  schema::forEachTable(check);
  struct {
    const char* name = schema::kSamples;
    std::span<const schema::SampleColumn> columns = schema::kSampleColumns;
  } samples;
  check(samples);
}

void TestStore::headerDumpIsClean() {
  const Scratch scratch;
  VERIFY_OK(saveSession(richSession(), scratch / "a.h5"));
  const Finished dump = run("h5dump", {"-H", text(scratch / "a.h5")});
  QCOMPARE(dump.exitCode, 0);
  QVERIFY2(dump.errors.isEmpty(), dump.errors.constData());
  QVERIFY(dump.output.contains("DATASET \"seconds\""));
  QVERIFY(!dump.output.contains("H5T_VARIABLE"));
  QVERIFY(!dump.output.contains("H5T_COMPOUND"));
}

void TestStore::existingFileIsKept() {
  const Scratch scratch;
  std::ofstream(scratch / "a.h5") << "precious";
  const auto saved = saveSession(richSession(), scratch / "a.h5");
  VERIFY_FAILS(saved, ErrorCode::exists, "exists");
  QCOMPARE(bytesOf(scratch / "a.h5"), std::string("precious"));
  QCOMPARE(scratch.files(), 1u);
}

void TestStore::overwriteReplaces() {
  const Scratch scratch;
  std::ofstream(scratch / "a.h5") << "old";
  VERIFY_OK(saveSession(richSession(), scratch / "a.h5", Overwrite::yes));
  VERIFY_OK(openSession(scratch / "a.h5"));
  QCOMPARE(scratch.files(), 1u);
}

void TestStore::unwritablePlaces_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("reason");
  QTest::newRow("no such directory") << "/nowhere/at/all/a.h5"
                                     << "No such file or directory";
  QTest::newRow("a file as directory") << "/etc/passwd/a.h5"
                                       << "Not a directory";
  QTest::newRow("a directory") << "/tmp"
                               << "is a directory";
  QTest::newRow("a device") << "/dev/null"
                            << "not a regular file";
  QTest::newRow("no name") << "/tmp/"
                           << "not a file name";
  // Even root may not create files there.
  QTest::newRow("not allowed") << "/proc/self/a.h5"
                               << "cannot be written";
  QTest::newRow("name too long") << "/tmp/" + QString(300, 'n') << "File name too long";
}

void TestStore::unwritablePlaces() {
  QFETCH(QString, path);
  QFETCH(QString, reason);
  const std::string file = path.toStdString();
  for (const Overwrite overwrite : {Overwrite::no, Overwrite::yes}) {
    const auto saved = saveSession(richSession(), file, overwrite);
    VERIFY_FAILS(saved, ErrorCode::io, reason.toUtf8().constData());
    QCOMPARE(saved.error().where, file);
    VERIFY_FAILS(checkWritable(file, overwrite), ErrorCode::io, reason.toUtf8().constData());
  }
}

void TestStore::fileSizeLimit() {
  const Scratch scratch;
  std::ofstream(scratch / "a.h5") << "old";
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{64 * 1024, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const auto saved = saveSession(richSession(), scratch / "a.h5", Overwrite::yes);
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_DFL);
  VERIFY_FAILS(saved, ErrorCode::io, "File too large");
  QCOMPARE(bytesOf(scratch / "a.h5"), std::string("old"));
  QCOMPARE(scratch.files(), 1u);
}

void TestStore::fullDisk() {
  const Scratch scratch;
  const std::string disk = (scratch / "disk").string();
  fs::create_directory(disk);
  if (::mount("none", disk.c_str(), "tmpfs", 0, "size=128k") != 0)
    QSKIP("mounting a small file system is not allowed here; fileSizeLimit covers the same path");
  std::ofstream(disk + "/a.h5") << "old";
  const auto saved = saveSession(richSession(), disk + "/a.h5", Overwrite::yes);
  const std::string kept = bytesOf(disk + "/a.h5");
  const auto files = std::distance(fs::directory_iterator(disk), fs::directory_iterator{});
  ::umount(disk.c_str());
  VERIFY_FAILS(saved, ErrorCode::io, "No space left on device");
  QCOMPARE(kept, std::string("old"));
  QCOMPARE(files, 1);
}

void TestStore::linkStaysALink() {
  const Scratch scratch;
  std::ofstream(scratch / "real.h5") << "old";
  fs::create_symlink(scratch / "real.h5", scratch / "link.h5");
  VERIFY_OK(saveSession(richSession(), scratch / "link.h5", Overwrite::yes));
  QVERIFY(fs::is_symlink(scratch / "link.h5"));
  VERIFY_OK(openSession(scratch / "real.h5"));
}

void TestStore::checkWritableLeavesNothing() {
  const Scratch scratch;
  VERIFY_OK(checkWritable(scratch / "a.h5", Overwrite::no));
  QCOMPARE(scratch.files(), 0u);
  std::ofstream(scratch / "a.h5") << "old";
  VERIFY_FAILS(checkWritable(scratch / "a.h5", Overwrite::no), ErrorCode::exists, "exists");
  VERIFY_OK(checkWritable(scratch / "a.h5", Overwrite::yes));
  QCOMPARE(bytesOf(scratch / "a.h5"), std::string("old"));
}

void TestStore::partialIsRead() {
  const Scratch scratch;
  Session session = richSession();
  session.complete = false;
  VERIFY_OK(saveSession(session, scratch / "a.h5.part"));
  auto opened = openSession(scratch / "a.h5");
  VERIFY_OK(opened);
  QVERIFY(opened->fromPartial);
  QVERIFY(!opened->session.complete);
  // An older FILE beside a younger FILE.part: the run that was to replace it was interrupted.
  session.title = "old";
  VERIFY_OK(saveSession(session, scratch / "a.h5"));
  const auto now = fs::last_write_time(scratch / "a.h5.part");
  fs::last_write_time(scratch / "a.h5", now - std::chrono::seconds(5));
  QVERIFY(openSession(scratch / "a.h5")->fromPartial);
  // A damaged FILE.part does not hide FILE.
  std::ofstream(scratch / "a.h5.part") << "rubbish";
  fs::last_write_time(scratch / "a.h5.part", now + std::chrono::seconds(5));
  opened = openSession(scratch / "a.h5");
  VERIFY_OK(opened);
  QVERIFY(!opened->fromPartial);
  QCOMPARE(opened->session.title, std::string("old"));
  // A finished FILE is younger than what is left of its run.
  fs::last_write_time(scratch / "a.h5.part", now - std::chrono::seconds(50));
  QVERIFY(!openSession(scratch / "a.h5")->fromPartial);
}

void TestStore::recover() {
  const Scratch scratch;
  VERIFY_FAILS(recoverSession(scratch / "a.h5", Overwrite::no), ErrorCode::io,
               "nothing to recover");
  Session session = richSession();
  std::reverse(session.samples.caseIndex.begin(), session.samples.caseIndex.end());
  session.samples.sortedByCase = false;
  VERIFY_OK(saveSession(session, scratch / "a.h5.part"));
  std::ofstream(scratch / "a.h5") << "old";
  VERIFY_FAILS(recoverSession(scratch / "a.h5", Overwrite::no), ErrorCode::exists, "exists");
  QVERIFY(fs::exists(scratch / "a.h5.part"));
  const auto recovered = recoverSession(scratch / "a.h5.part", Overwrite::yes);
  VERIFY_OK(recovered);
  QVERIFY(!recovered->complete);
  QVERIFY(recovered->samples.sortedByCase);
  QVERIFY(!fs::exists(scratch / "a.h5.part"));
  const auto opened = openSession(scratch / "a.h5");
  VERIFY_OK(opened);
  QCOMPARE(difference(*recovered, opened->session), std::string());
}

void TestStore::peek() {
  const Scratch scratch;
  const Session session = richSession();
  VERIFY_OK(saveSession(session, scratch / "a.h5"));
  const auto summary = peekSession(scratch / "a.h5");
  VERIFY_OK(summary);
  QCOMPARE(summary->title, session.title);
  QCOMPARE(summary->created, session.created);
  QCOMPARE(summary->cpuModel, session.machine.cpuModel);
  QCOMPARE(summary->cases, session.cases.size());
  QVERIFY(summary->complete);
  VERIFY_FAILS(peekSession(scratch / "b.h5"), ErrorCode::io, "No such file or directory");
}

void TestStore::leftoversAreRemoved() {
  const Scratch scratch;
  QProcess gone;
  gone.start("true", {});
  const auto dead = gone.processId();
  QVERIFY(gone.waitForFinished());
  const auto pid = [](qint64 process) { return std::to_string(process); };
  const auto place = [&](const std::string& name, bool old = true) {
    const fs::path path = scratch.path() / name;
    std::ofstream(path) << "half a file";
    if (old) fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::minutes(2));
    return path;
  };
  const fs::path left[] = {place(".a.h5." + pid(dead) + "-0.tmp"),
                           place(".a.h5.part." + pid(dead) + "-17.tmp")};
  const fs::path kept[] = {place(".a.h5." + pid(dead) + "-1.tmp", false),   // young
                           place(".a.h5." + pid(::getpid()) + "-999.tmp"),  // its writer runs
                           place(".a.h5.1-0.tmp"),                          // so does this one
                           place(".b.h5." + pid(dead) + "-0.tmp"),          // of another file
                           place(".a.h5." + pid(dead) + "-x.tmp"),          // not our names
                           place(".a.h5." + pid(dead) + ".tmp"),
                           place(".a.h5.-5-0.tmp"),
                           place("a.h5." + pid(dead) + "-0.tmp"),
                           place(".a.h5..tmp"),
                           place(".a.h5.tmp")};
  const auto check = [&] {
    for (const fs::path& path : left) QVERIFY2(!fs::exists(path), path.c_str());
    for (const fs::path& path : kept) QVERIFY2(fs::exists(path), path.c_str());
  };
  VERIFY_OK(saveSession(richSession(), scratch / "a.h5"));
  check();
  for (const fs::path& path : left) place(path.filename());
  VERIFY_OK(openSession(scratch / "a.h5"));
  check();
  // A directory of that name is nobody's temporary.
  fs::create_directory(left[0]);
  fs::last_write_time(left[0], fs::file_time_type::clock::now() - std::chrono::minutes(2));
  VERIFY_OK(openSession(scratch / "a.h5"));
  QVERIFY(fs::exists(left[0]));
}

void TestStore::checkpointPolicy() {
  const Scratch scratch;
  Session session = richSession();
  session.title = "first";
  Checkpoint checkpoint(scratch / "a.h5");
  VERIFY_OK(checkpoint.offer(session));
  session.title = "too soon";
  VERIFY_OK(checkpoint.offer(session));
  QCOMPARE(openSession(scratch / "a.h5.part")->session.title, std::string("first"));
  QVERIFY(!fs::exists(scratch / "a.h5"));
  session.title = "due";
  const auto isDue = [&] {
    return checkpoint.offer(session).has_value() &&
           openSession(scratch / "a.h5.part")->session.title == "due";
  };
  // One second, or a hundred times what the write took: well below this limit for 14 cases.
  QTRY_VERIFY_WITH_TIMEOUT(isDue(), 20000);
  session.title = "end";
  VERIFY_OK(checkpoint.finish(session));
  QCOMPARE(openSession(scratch / "a.h5")->session.title, std::string("end"));
  QCOMPARE(scratch.files(), 1u);
}

void TestStore::checkpointOfManyCasesWaitsLonger() {
  const Scratch scratch;
  Session session = largeSession(10000, 50);
  session.title = "first";
  Checkpoint checkpoint(scratch / "a.h5");
  QElapsedTimer timer;
  timer.start();
  VERIFY_OK(checkpoint.offer(session));
  const qint64 cost = timer.elapsed();
  if (cost < 20) QSKIP("this machine writes 24 MB in under 20 ms");
  session.title = "too soon";
  QTest::qSleep(1200);
  VERIFY_OK(checkpoint.offer(session));
  QCOMPARE(openSession(scratch / "a.h5.part")->session.title, std::string("first"));
}

QTEST_APPLESS_MAIN(TestStore)
#include "tst_store.moc"
