// What the Files view shows, against figures worked out by hand, and what the rest of the analysis
// makes of such cases.
#include <QtTest>
#include <cmath>
#include <set>

#include "analysis/curves.h"
#include "analysis/file_chart.h"
#include "analysis/findings.h"
#include "analysis/roofline.h"
#include "support/files_session.h"

using namespace lane;

class TestFileChart : public QObject {
  Q_OBJECT
 private slots:
  void curvesByFormatAndWay() {
    const FileChart chart = fileChart(filesSession(), Dtype::f32);
    QCOMPARE(chart.formats, (std::vector<std::string>{"npy", "raw"}));
    QCOMPARE(chart.curves.size(), std::size_t{2 * 5});
    const double rates[] = {2e9, 0.5e9, 8e9, 4e9, 1e9};
    const FileWay ways[] = {FileWay::write, FileWay::writeSync, FileWay::read, FileWay::map,
                            FileWay::readCold};
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
      const FileCurve& curve = chart.curves[i];
      QCOMPARE(curve.format, std::string(i < 5 ? "npy" : "raw"));
      QCOMPARE(curve.way, ways[i % 5]);
      QCOMPARE(curve.points.size(), std::size_t{2});
      QCOMPARE(curve.points[0].bytes, 1e6);
      QCOMPARE(curve.points[1].bytes, 1e7);
      for (const FilePoint& point : curve.points) {
        QVERIFY(std::abs(point.rate / rates[i % 5] - 1) < 1e-9);
        // A tenth less time is a ninth more throughput, a quarter more time a fifth less.
        QVERIFY(std::abs(point.high / point.rate - 10.0 / 9) < 1e-9);
        QVERIFY(std::abs(point.low / point.rate - 4.0 / 5) < 1e-9);
        QCOMPARE(point.samples, std::uint64_t{24});
        QCOMPARE(std::isnan(point.cacheShare), writes(curve.way));
        if (!writes(curve.way)) QCOMPARE(point.cacheShare, inPageCache(curve.way) ? 1.0 : 0.0);
      }
    }
  }

  void everyModeNamesItsPlace() {
    std::set<std::string> names;
    for (const FileWay way : kFileWays) {
      names.insert(std::string(name(way)));
      QCOMPARE(place(way).find("not the disk") != std::string_view::npos, inPageCache(way));
    }
    QCOMPARE(names.size(), kFileWays.size());
  }

  void writingAgainstReadingInTheSamePlace() {
    const FileChart chart = fileChart(filesSession(), Dtype::f32);
    for (const FileCurve& curve : chart.curves)
      for (const FilePoint& point : curve.points) {
        if (!writes(curve.way)) {
          QVERIFY(std::isnan(point.ofReading.ratio));
          continue;
        }
        // 2 against 8 GB/s in the page cache, 0.5 against 1 on the device.
        const double expected = curve.way == FileWay::write ? 0.25 : 0.5;
        QVERIFY(std::abs(point.ofReading.ratio / expected - 1) < 1e-9);
        // Logarithms of 0.8 and 10/9, joined: sqrt(0.22314² + 0.10536²) = 0.24677.
        QVERIFY(std::abs(std::log(point.ofReading.low / expected) + 0.24677) < 1e-4);
        QVERIFY(std::abs(std::log(point.ofReading.high / expected) - 0.24677) < 1e-4);
      }
  }

  void whatHasNoFigureHasItsReason() {
    const FileChart chart = fileChart(filesSession(), Dtype::f32);
    QCOMPARE(chart.gaps.size(), std::size_t{4});
    for (const FileGap& gap : chart.gaps) {
      QCOMPARE(gap.way, FileWay::mapCold);
      QCOMPARE(gap.reason, std::string("there is no cold read here"));
      QVERIFY(gap.bytes == 1e6 || gap.bytes == 1e7);
    }
  }

  void placeStandsInTheHead() {
    const FileChart chart = fileChart(filesSession(), Dtype::f32);
    QCOMPARE(chart.fileSystem, std::string("ext4 on /dev/vda, rw,relatime"));
    QCOMPARE(chart.directory, std::string("~/tensors"));
  }

  void sessionsWithoutFiles() {
    Session session = filesSession();
    for (CaseRecord& record : session.cases) record.suite = "vector";
    QVERIFY(fileTypes(session).empty());
    QVERIFY(fileChart(session, Dtype::f32).curves.empty());
    QCOMPARE(fileTypes(filesSession()), std::vector<Dtype>{Dtype::f32});
  }

  void sizesInPowersOfTen() {
    QCOMPARE(formatFileSize(1e6), std::string("1.00 MB"));
    QCOMPARE(formatFileSize(999), std::string("999 B"));
    QCOMPARE(formatFileSize(2.5e9), std::string("2.50 GB"));
  }

  /// The Curves view shows them too: a line per variant, hot and cold on charts of their own.
  void curvesOfTheOtherView() {
    const Session session = filesSession();
    const auto keys = curveKeys(session);
    QCOMPARE(keys.size(), std::size_t{2 * 3});
    for (const CurveKey& key : keys) {
      const auto lines = curves(session, key, CurveMetric::byteRate);
      QCOMPARE(lines.size(), std::size_t{key.cache == CacheState::cold ? 1u : 2u});
    }
  }

  void cachedReadsAreFound() {
    int found = 0;
    for (const Finding& finding : findFindings(filesSession())) {
      QVERIFY2(finding.rule != "efficiency" && finding.rule != "cache_size", finding.text.c_str());
      if (finding.rule != "page_cache") continue;
      ++found;
      // Two formats, two ways, two sizes.
      QVERIFY2(finding.text.find("8 cases") != std::string::npos, finding.text.c_str());
      QVERIFY2(finding.text.find("8.00 GB/s") != std::string::npos, finding.text.c_str());
      QVERIFY(finding.evidence.find("/cold/") == std::string::npos);
    }
    QCOMPARE(found, 1);
  }
};

QTEST_GUILESS_MAIN(TestFileChart)
#include "tst_file_chart.moc"
