// Tensor files as benchmarks, in directories of the test's own: cases with the right modes and
// bytes, contents checked, reasons where it cannot be done, and nothing left behind.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "run/benchmark.h"
#include "run/runner.h"
#include "support/measured.h"
#include "workloads/files/file_place.h"

using namespace lane;

namespace {

Plan filePlan(std::vector<std::string> benchmarks = {"files/.*"}) {
  Plan plan = suitePlan("Files", std::move(benchmarks), 25000);
  plan.cache = {CacheState::hot, CacheState::cold};
  return plan;
}

QStringList filesIn(const QString& folder) {
  return QDir(folder).entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot);
}

}  // namespace

class TestFileBenchmarks : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> m_folder;

 private slots:
  void init() {
    // On a disk where there is one: memory has no cold reads.
    m_folder =
        std::make_unique<QTemporaryDir>(QStringLiteral(LANESCOPE_BINARY_DIR "/files-XXXXXX"));
    QVERIFY(m_folder->isValid());
    qputenv("LANESCOPE_FILES_DIR", m_folder->path().toUtf8());
  }

  void everyWayIsMeasured() {
    const Session session = measured(filePlan());
    std::set<std::string> keys;
    for (const CaseRecord& record : session.cases) {
      keys.insert(record.benchmark + ' ' + record.variant + ' ' +
                  std::string(toWord(record.cache)));
      QVERIFY2(record.hasTime() || record.cache == CacheState::cold, qPrintable(reasons(session)));
      if (!record.hasTime())
        QVERIFY2(record.reason.find("no cold read here") != std::string::npos,
                 qPrintable(reasons(session)));
      const bool writes = record.benchmark.ends_with("write");
      const bool bare = record.benchmark.starts_with("raw") || record.benchmark.starts_with("hdf5");
      const double header = bare ? 0
                            : record.benchmark.starts_with("npy")
                                ? 128
                                : record.bytesRead + record.bytesWritten - 1e5;
      QCOMPARE(writes ? record.bytesWritten : record.bytesRead, 1e5 + header);
      QCOMPARE(writes ? record.bytesRead : record.bytesWritten, 0.0);
      QVERIFY(header < 200);
    }
    // Six formats: two ways to write, two to read (of HDF5 one), these hot and cold.
    QCOMPARE(keys.size(), std::size_t{3 * (2 + 2 * 2) + 3 * (2 + 2)});
    QVERIFY(keys.contains("hdf5_write write hot"));
    QVERIFY(keys.contains("hdf5_chunked_write write-fsync hot"));
    QVERIFY(keys.contains("hdf5_gzip_read read cold"));
    QVERIFY(!keys.contains("hdf5_read mmap hot"));
    QCOMPARE(session.cases.size(), keys.size());
    QVERIFY(keys.contains("npy_write write-fsync hot"));
    QVERIFY(keys.contains("safetensors_read mmap cold"));
    QVERIFY2(filesIn(m_folder->path()).isEmpty(), qPrintable(filesIn(m_folder->path()).join(u' ')));
  }

  void pageCacheIsToldPerCase() {
    const Session session = measured(filePlan({"raw_read"}));
    int told = 0;
    for (const ValueRecord& value : session.values) {
      if (session.metrics[value.metric].id != "page_cache_share") continue;
      const CaseRecord& record = session.cases[value.caseIndex];
      ++told;
      QVERIFY(value.n >= 16);
      if (record.cache == CacheState::hot)
        QCOMPARE(value.low, 1.0);
      else
        QVERIFY(value.value < 0.5);
    }
    const auto timed = std::count_if(session.cases.begin(), session.cases.end(),
                                     [](const CaseRecord& record) { return record.hasTime(); });
    QCOMPARE(told, int(timed));
    QVERIFY(told >= 2);
  }

  /// What the filter makes of the elements is said with every case of a format that could.
  void storedBytesAreTold() {
    const Session session = measured(filePlan({"hdf5_.*", "raw_.*"}));
    std::map<std::string, double> stored;
    for (const ValueRecord& value : session.values)
      if (session.metrics[value.metric].id == "stored_bytes")
        stored[session.cases[value.caseIndex].key] = value.value;
    int timed = 0;
    for (const CaseRecord& record : session.cases) {
      if (!record.hasTime()) continue;
      const auto told = stored.find(record.key);
      QCOMPARE(told != stored.end(), record.benchmark.starts_with("hdf5"));
      if (told == stored.end()) continue;
      ++timed;
      if (record.benchmark.starts_with("hdf5_gzip"))
        QVERIFY2(told->second > 5e4 && told->second < 1e5, record.key.c_str());
      else
        QCOMPARE(told->second, 1e5);
    }
    QVERIFY(timed >= 3 * (2 + 1));
  }

  void placeIsKept() {
    const Session session = measured(filePlan({"raw_write"}));
    const auto json = nlohmann::json::parse(session.sources.at(0).environment);
    const FilePlace place = readFilePlace(filesDirectory());
    QCOMPARE(json.at("files").at("file_system").get<std::string>(), place.fileSystem);
    QVERIFY(!place.fileSystem.empty());
    QVERIFY(!place.mountOptions.empty());
    QCOMPARE(place.mode, std::string("0700"));
  }

  void onlyWhenNamed() {
    const auto all = previewPlan([] {
      Plan plan = filePlan({});
      plan.cache = {CacheState::hot};
      return plan;
    }());
    QVERIFY(all.has_value());
    for (const CaseRecord& record : all->cases) QVERIFY(record.suite != "files");
  }

  void variantsOfKernelsChooseNoWay() {
    Plan plan = filePlan({"raw_read", "dot"});
    plan.cache = {CacheState::hot};
    plan.variants = {"scalar"};
    const auto both = previewPlan(plan);
    QVERIFY(both.has_value());
    QCOMPARE(both->runnable, std::size_t{3});
    plan.variants = {"scalar", "mmap"};
    const auto chosen = previewPlan(plan);
    QVERIFY(chosen.has_value());
    QCOMPARE(chosen->runnable, std::size_t{2});
    plan.variants = {"telepathy"};
    QVERIFY(!previewPlan(plan).has_value());
  }

  void whatDoesNotFitIsSkipped() {
    Plan plan = filePlan({"raw_write", "dot"});
    plan.sizes = {1000, std::uint64_t{1} << 50};
    const auto preview = previewPlan(plan);
    QVERIFY(preview.has_value());
    int skipped = 0;
    for (const CaseRecord& record : preview->cases) {
      if (record.size != std::uint64_t{1} << 50) continue;
      ++skipped;
      QCOMPARE(record.status, CaseStatus::skipped);
      QVERIFY2(record.reason.find("free") != std::string::npos, record.reason.c_str());
    }
    QVERIFY(skipped >= 2);
  }

  void placeThatIsNoDirectory() {
    const QString file = m_folder->filePath(QStringLiteral("file"));
    QFile(file).open(QIODevice::WriteOnly);
    qputenv("LANESCOPE_FILES_DIR", (file + QStringLiteral("/below")).toUtf8());
    Plan plan = filePlan({"raw_write", "dot"});
    plan.cache = {CacheState::hot};
    const Session session = measured(plan);
    for (const CaseRecord& record : session.cases) {
      QCOMPARE(record.hasTime(), record.benchmark == "dot");
      if (record.suite == "files")
        QVERIFY2(record.reason.find("not a directory") != std::string::npos, record.reason.c_str());
    }
  }

  void noPermission() {
    if (::geteuid() == 0) {
      // Root may write everywhere: the same in a child that gave that up.
      QVERIFY(::chmod(m_folder->path().toLocal8Bit().constData(), 0755) == 0);
      const pid_t child = ::fork();
      if (child == 0) {
        if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(2);
        ::_exit(whyNoRoom(filesDirectory(), 1).empty() ? 1 : 0);
      }
      int status = 0;
      QCOMPARE(::waitpid(child, &status, 0), child);
      QCOMPARE(WEXITSTATUS(status), 0);
      return;
    }
    QVERIFY(::chmod(m_folder->path().toLocal8Bit().constData(), 0500) == 0);
    const std::string reason = whyNoRoom(filesDirectory(), 1);
    ::chmod(m_folder->path().toLocal8Bit().constData(), 0700);
    QVERIFY2(reason.find("ermission") != std::string::npos, reason.c_str());
  }

  /// A write that fails in the middle: the case gets the reason, the others go on.
  void limitOnFileSize() {
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = 64 << 10;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    Plan plan = filePlan({"files/.*", "dot"});
    plan.sizes = {1000, 25000};  // 4 kB and 100 kB
    plan.cache = {CacheState::hot};
    const Session session = measured(plan);
    ::setrlimit(RLIMIT_FSIZE, &before);
    for (const CaseRecord& record : session.cases) {
      const bool fits = record.size == 1000 || record.benchmark == "dot";
      QVERIFY2(record.hasTime() == fits, qPrintable(reasons(session)));
      if (fits) continue;
      QCOMPARE(record.status, CaseStatus::failed);
      QVERIFY2(record.reason.find("File too large") != std::string::npos, record.reason.c_str());
    }
    QVERIFY(filesIn(m_folder->path()).isEmpty());
  }

  /// A full file system, read-only, and one without cold reads: a small tmpfs.
  void smallFileSystem() {
    const QByteArray folder = m_folder->path().toLocal8Bit();
    if (::mount("none", folder.constData(), "tmpfs", 0, "size=400m") != 0)
      QSKIP("nothing can be mounted here: not root");
    Plan plan = filePlan({"raw_read", "raw_write", "dot"});
    const Session session = measured(plan);
    const Benchmark& writing =
        **std::find_if(allBenchmarks().begin(), allBenchmarks().end(),
                       [](const auto& one) { return one->info().name == "raw_write"; });
    const GroupPoint point{.size = 1000000, .placing = {}};
    const std::size_t inMemory = writing.memoryBytes(point) - writing.arenaBytes(point);
    Plan large = filePlan({"raw_write", "dot"});
    large.sizes = {25000, 40000000};
    const auto preview = previewPlan(large);
    const bool readOnly =
        ::mount("none", folder.constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=400m") == 0;
    const std::string whyReadOnly = whyNoRoom(filesDirectory(), 1);
    QCOMPARE(::umount(folder.constData()), 0);
    // Two files of 4 MB: memory here, and not on the disk below.
    QCOMPARE(inMemory, std::size_t{8000000});
    QCOMPARE(writing.memoryBytes(point), writing.arenaBytes(point));
    for (const CaseRecord& record : session.cases) {
      if (record.cache == CacheState::cold && record.suite == "files") {
        QCOMPARE(record.status, CaseStatus::skipped);
        QVERIFY2(record.reason.find("no cold read here") != std::string::npos,
                 record.reason.c_str());
      } else {
        QVERIFY2(record.hasTime(), qPrintable(reasons(session)));
      }
    }
    QVERIFY(preview.has_value());
    for (const CaseRecord& record : preview->cases)
      if (record.suite == "files" && record.size == 40000000)
        QCOMPARE(record.status, CaseStatus::skipped);
    if (readOnly) QVERIFY2(whyReadOnly.find("read-only") != std::string::npos, whyReadOnly.c_str());
  }

  /// A disk that fills up while files are written: the cases from then on get the system's reason,
  /// what needs no disk goes on, and nothing is left behind.
  void diskThatFillsUp() {
    const QByteArray folder = m_folder->path().toLocal8Bit();
    if (::mount("none", folder.constData(), "tmpfs", 0, "size=400m") != 0)
      QSKIP("nothing can be mounted here: not root");
    class Fill final : public EventSink {
     public:
      explicit Fill(const QByteArray& folder) : m_folder(folder) {}
      void onEvent(RunEvent event) override {
        const auto* one = std::get_if<CaseMeasured>(&event);
        if (m_full || !one || one->seconds.empty() || one->record.suite != "files") return;
        // It cannot become smaller than what is in it.
        for (const QString& name : filesIn(QString::fromLocal8Bit(m_folder)))
          QFile::remove(QString::fromLocal8Bit(m_folder) + u'/' + name);
        m_full = ::mount("none", m_folder.constData(), "tmpfs", MS_REMOUNT, "size=64k") == 0;
      }
      bool m_full = false;

     private:
      const QByteArray& m_folder;
    } sink(folder);
    Plan plan = filePlan({"files/.*_write", "dot"});
    plan.cache = {CacheState::hot};
    RunOptions options;
    options.conclude = false;
    const auto session = runPlan(plan, sink, options);
    const QStringList left = filesIn(m_folder->path());
    QCOMPARE(::umount(folder.constData()), 0);
    QVERIFY(session.has_value());
    QVERIFY(sink.m_full);
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u' ')));
    int failed = 0;
    for (const CaseRecord& record : session->cases) {
      if (record.suite == "vector") {
        QVERIFY2(record.hasTime(), record.key.c_str());
      } else if (record.status == CaseStatus::failed) {
        ++failed;
        QVERIFY2(record.reason.find("No space left") != std::string::npos ||
                     record.reason.find("are free") != std::string::npos,
                 record.reason.c_str());
      }
    }
    QVERIFY2(failed >= 8, qPrintable(reasons(*session)));
  }

  /// What a killed run leaves is removed by the next; what belongs to a living one stays.
  void leftoversOfTheDead() {
    const pid_t dead = ::fork();
    if (dead == 0) ::_exit(0);
    ::waitpid(dead, nullptr, 0);
    const auto make = [&](const QString& name) {
      QFile file(m_folder->filePath(name));
      QVERIFY(file.open(QIODevice::WriteOnly));
    };
    make(QStringLiteral("lanescope-%1-0.npy").arg(dead));
    make(QStringLiteral("lanescope-%1-7.raw").arg(::getpid()));
    make(QStringLiteral("lanescope-notes.txt"));
    QVERIFY(prepareDirectory(filesDirectory()).has_value());
    QStringList left = filesIn(m_folder->path());
    left.sort();
    QStringList expected{QStringLiteral("lanescope-%1-7.raw").arg(::getpid()),
                         QStringLiteral("lanescope-notes.txt")};
    expected.sort();
    QCOMPARE(left, expected);
  }

  void stoppedRunLeavesNothing() {
    std::stop_source stop;
    class StopAtFirst final : public EventSink {
     public:
      explicit StopAtFirst(std::stop_source& stop) : m_stop(stop) {}
      void onEvent(RunEvent event) override {
        if (const auto* one = std::get_if<CaseMeasured>(&event); one && !one->seconds.empty())
          m_stop.request_stop();
      }

     private:
      std::stop_source& m_stop;
    } sink(stop);
    RunOptions options;
    options.stop = stop.get_token();
    options.conclude = false;
    const auto session = runPlan(filePlan(), sink, options);
    QVERIFY(session.has_value());
    QVERIFY(!session->complete);
    QVERIFY(filesIn(m_folder->path()).isEmpty());
  }
};

QTEST_GUILESS_MAIN(TestFileBenchmarks)
#include "tst_file_benchmarks.moc"
