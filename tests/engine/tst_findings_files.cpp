// Findings about storage and memory, on sessions made by hand whose truth is known: each rule says
// what is there, and nothing where there is nothing.
#include <QtTest>

#include "analysis/file_chart.h"
#include "engine/findings_fixture.h"

using namespace lane;
using namespace lane::test;

namespace {

Session emptySession() {
  Session session = cleanSession();
  session.cases.clear();
  session.machine = {};
  return session;
}

/// A file of f32 elements moved at `rate` bytes a second, known to ±`half`.
std::uint32_t addFile(Session& session, const std::string& benchmark, const std::string& variant,
                      std::uint64_t size, double rate, double half = 0.02,
                      CacheState cache = CacheState::hot) {
  const double bytes = 4.0 * double(size);
  const std::uint32_t index = addCase(session, benchmark, variant, size, bytes / rate, half);
  CaseRecord& record = session.cases[index];
  record.suite = "files";
  record.flops = 0;
  record.cache = cache;
  const bool writes = benchmark.ends_with("write");
  record.bytesRead = writes ? 0 : bytes;
  record.bytesWritten = writes ? bytes : 0;
  record.key = makeKey(record);
  return index;
}

/// Rates of npy_write in the page cache at 1, 10, 100 and 1000 MB.
Session writing(const std::vector<double>& rates, double half = 0.02) {
  Session session = emptySession();
  std::uint64_t size = 250'000;
  for (const double rate : rates) {
    addFile(session, "npy_write", "write", size, rate, half);
    size *= 10;
  }
  return session;
}

}  // namespace

class TestFindingsFiles : public QObject {
  Q_OBJECT
 private slots:
  void writesThatStopGrowing() {
    const auto found = ofRule(writing({0.5e9, 1.9e9, 2e9, 1.95e9}), "write_plateau");
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].severity, Severity::note);
    QVERIFY2(says(found[0], ".npy write (page cache) from 10.0 MB on at 1.90 GB/s"),
             found[0].text.c_str());
    QVERIFY(found[0].evidence.find("n=2500000/") != std::string::npos);
    QVERIFY(found[0].evidence.find("n=250000000/") != std::string::npos);
  }

  void writesThatSlowDown() {
    const auto found = ofRule(writing({1e9, 2.5e9, 1.5e9, 1e9}), "write_plateau");
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY2(says(found[0], "from 2.50 GB/s at 10.0 MB to 1.00 GB/s at 1.00 GB"),
             found[0].text.c_str());
  }

  void nothingOfOtherCourses() {
    QVERIFY(ofRule(writing({0.5e9, 1e9, 1.5e9, 2e9}), "write_plateau").empty());  // still grows
    QVERIFY(ofRule(writing({2e9, 2e9, 2e9, 2e9}), "write_plateau").empty());      // never grew
    QVERIFY(ofRule(writing({1e9, 2e9}), "write_plateau").empty());                // too few
    // Slower at the end, but the intervals do not tell them apart.
    QVERIFY(ofRule(writing({1e9, 2e9, 1.6e9}, 0.4), "write_plateau").empty());
    Session reads = emptySession();
    for (const std::uint64_t size : {250'000, 2'500'000, 25'000'000})
      addFile(reads, "npy_read", "read", size, 2e9);
    QVERIFY(ofRule(reads, "write_plateau").empty());
  }

  void writingAgainstReading() {
    Session session = writing({1e9, 2e9});
    addFile(session, "npy_read", "read", 250'000, 1e9);
    addFile(session, "npy_read", "read", 2'500'000, 8e9);
    addFile(session, "hdf5_gzip_write", "write-fsync", 2'500'000, 0.1e9);
    addFile(session, "hdf5_gzip_read", "read", 2'500'000, 0.4e9, 0.02, CacheState::cold);
    const auto found = ofRule(session, "write_read_ratio");
    QCOMPARE(found.size(), std::size_t{1});
    // Half-widths of 2 % of both times: 2.83 % of the ratio.
    QVERIFY2(says(found[0], ".npy ×0.25 (×0.24 … ×0.26) in the page cache at 10.0 MB"),
             found[0].text.c_str());
    QVERIFY2(says(found[0], "HDF5, gzip ×0.25 (×0.24 … ×0.26) on the device at 10.0 MB"),
             found[0].text.c_str());
    QVERIFY(found[0].evidence.find("npy_write") != std::string::npos);
  }

  void nothingOfEqualSpeed() {
    Session session = writing({1e9});
    addFile(session, "npy_read", "read", 250'000, 1.05e9);
    addFile(session, "raw_write", "write", 250'000, 1e9, 0.5);
    addFile(session, "raw_read", "read", 250'000, 1.5e9, 0.5);     // may be the same
    addFile(session, "npy_write", "write-fsync", 250'000, 0.1e9);  // nothing to compare with
    QVERIFY(ofRule(session, "write_read_ratio").empty());
  }

  /// The figure as conversions tell it.
  void peakOfConversions() {
    Session session = cleanSession();
    addValue(session, "peak_per_input", 0, 1.04);
    QVERIFY(ofRule(session, "peak_memory").empty());
    addValue(session, "peak_per_input", 1, 1.5);
    const auto found = ofRule(session, "peak_memory");
    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found[0].severity, Severity::note);
    QVERIFY2(says(found[0], "×1.50"), found[0].text.c_str());
  }

  void titlesOfFormats() {
    QCOMPARE(formatTitle("npy"), std::string(".npy"));
    QCOMPARE(formatTitle("hdf5_gzip"), std::string("HDF5, gzip"));
    QCOMPARE(formatTitle("something"), std::string("something"));
  }
};

QTEST_APPLESS_MAIN(TestFindingsFiles)
#include "tst_findings_files.moc"
