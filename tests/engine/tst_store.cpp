// Session files: what was written is read back, by us and by other programs, and every failure to
// write leaves what was there.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

#include "engine/session_fixture.h"
#include "session/checkpoint.h"
#include "session/store.h"

using namespace lane;
namespace fs = std::filesystem;

namespace {

/// A directory of its own, removed at the end.
struct Scratch {
  QTemporaryDir directory;
  fs::path operator/(const char* name) const {
    return fs::path(directory.path().toStdString()) / name;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(
        fs::directory_iterator(directory.path().toStdString()), fs::directory_iterator{}));
  }
};

std::string bytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

#define VERIFY_OK(result) \
  QVERIFY2((result).has_value(), (result) ? "" : toString((result).error()).c_str())

class TestStore : public QObject {
  Q_OBJECT

 private slots:
  void roundTrip_data();
  void roundTrip();
  void sameSessionSameBytes();
};

void TestStore::roundTrip_data() {
  QTest::addColumn<int>("which");
  QTest::newRow("rich") << 0;
  QTest::newRow("empty") << 1;
  QTest::newRow("large") << 2;
  QTest::newRow("unsorted") << 3;
}

void TestStore::roundTrip() {
  QFETCH(int, which);
  Session session = which == 1   ? Session{}
                    : which == 2 ? test::largeSession(10000, 50)
                                 : test::richSession();
  if (which == 3) {
    std::reverse(session.samples.caseIndex.begin(), session.samples.caseIndex.end());
    session.samples.sortedByCase = false;
    session.complete = false;
  }
  const Scratch scratch;
  QElapsedTimer timer;
  timer.start();
  VERIFY_OK(saveSession(session, scratch / "a.h5"));
  const qint64 saved = timer.restart();
  const auto opened = openSession(scratch / "a.h5");
  qInfo("saved in %lld ms, opened in %lld ms", saved, timer.elapsed());
  VERIFY_OK(opened);
  QCOMPARE(test::difference(session, opened->session), std::string());
  QVERIFY(!opened->fromPartial);
  QVERIFY(!opened->newerMinor);
  QCOMPARE(scratch.files(), 1u);
}

void TestStore::sameSessionSameBytes() {
  const Scratch scratch;
  VERIFY_OK(saveSession(test::richSession(), scratch / "a.h5"));
  VERIFY_OK(saveSession(test::richSession(), scratch / "b.h5"));
  QVERIFY(bytesOf(scratch / "a.h5") == bytesOf(scratch / "b.h5"));
}

QTEST_APPLESS_MAIN(TestStore)
#include "tst_store.moc"
