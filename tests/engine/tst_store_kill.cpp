// A writer killed at any moment leaves a file that opens. The test is its own writer: started with
// a path it replaces that file for ever.
#include <QProcess>
#include <QTest>
#include <cstdio>
#include <random>

#include "engine/store_support.h"
#include "session/checkpoint.h"

using namespace lane;
using namespace lane::test;

class TestStoreKill : public QObject {
  Q_OBJECT

 private slots:
  void everyFileOpens();
};

namespace {

/// Titles count the writes, so that the reader can tell progress from standstill.
int writeForEver(const fs::path& path) {
  Session session = largeSession(300, 50);
  for (int i = 0;; ++i) {
    session.title = std::to_string(i);
    if (!saveSession(session, path, Overwrite::yes)) return 1;
    if (i == 0) {
      std::puts("ready");
      std::fflush(stdout);
    }
  }
}

}  // namespace

void TestStoreKill::everyFileOpens() {
  const Scratch scratch;
  const fs::path path = scratch / "a.h5";
  std::mt19937 random(3);
  std::size_t writes = 0;
  constexpr int kKills = 60;
  for (int i = 0; i < kKills; ++i) {
    QProcess writer;
    writer.start(QCoreApplication::applicationFilePath(), {"--write", text(path)});
    QVERIFY(writer.waitForStarted());
    QVERIFY(writer.waitForReadyRead(30000));
    QTest::qSleep(static_cast<int>(random() % 40));
    writer.kill();
    QVERIFY(writer.waitForFinished());
    QCOMPARE(writer.exitStatus(), QProcess::CrashExit);  // killed, not given up
    const auto opened = openSession(path);
    VERIFY_OK(opened);
    QCOMPARE(opened->session.cases.size(), 300u);
    writes += std::stoul(opened->session.title);
  }
  QVERIFY2(writes > 0, "no writer got past its first file; the kills hit nothing");
}

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--write") return writeForEver(argv[2]);
  QCoreApplication application(argc, argv);
  TestStoreKill test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_store_kill.moc"
