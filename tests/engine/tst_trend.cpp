// Histories over sessions and the folder they come from.
#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/trend.h"
#include "analysis/trend_folder.h"
#include "exchange/trend_export.h"
#include "session/store.h"
#include "support/history.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

namespace fs = std::filesystem;

/// Few cases, quickly written.
Session smallBase() {
  test::SampleOptions options;
  options.kernels = {"dot", "sum"};
  options.variants = {"scalar", "avx2"};
  options.skipped = {};
  options.firstSize = 1024;
  options.lastSize = 4096;
  options.samplesPerCase = 4;
  Session base = test::sampleSession(options);
  base.crossovers.clear();
  return base;
}

double flat(const CaseRecord&, int) {
  return 1;
}

/// dot on avx2 becomes 12 % slower from day 14 on.
double stepping(const CaseRecord& record, int day) {
  return record.benchmark == "dot" && record.variant == "avx2" && day >= 14 ? 1.12 : 1.0;
}

struct Folder {
  QTemporaryDir dir, cache;
  Folder() { qputenv("XDG_CACHE_HOME", cache.path().toUtf8()); }
  fs::path path() const { return dir.path().toStdString(); }
  fs::path operator/(const char* name) const { return path() / name; }
  bool write(const char* name, const QByteArray& bytes) const {
    QFile file(dir.filePath(QString::fromUtf8(name)));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  }
};

const SkippedFile* skipped(const TrendSessions& sessions, const char* name) {
  for (const SkippedFile& file : sessions.skipped)
    if (file.path.filename() == name) return &file;
  return nullptr;
}

Trend trendOf(const fs::path& folder, const TrendOptions& options = {}) {
  return *makeTrend(*readTrendFolder(folder), options);
}

}  // namespace

class TestTrend : public QObject {
  Q_OBJECT

 private slots:
  void summaryReadsNoSamples() {
    Folder folder;
    test::SampleOptions options;
    options.kernels = {"dot"};
    Session whole = test::sampleSession(options);
    QVERIFY(saveSession(whole, folder / "a.h5").has_value());
    const auto summary = openSession(folder / "a.h5", OpenDetail::summary);
    QVERIFY(summary.has_value());
    const Session& session = summary->session;
    QCOMPARE(session.samples.size(), std::size_t(0));
    QCOMPARE(session.uuid, whole.uuid);
    QCOMPARE(session.created, whole.created);
    QCOMPARE(session.machine, whole.machine);
    QCOMPARE(session.sources, whole.sources);
    QCOMPARE(session.cases.size(), whole.cases.size());
    for (std::size_t i = 0; i < whole.cases.size(); ++i) {
      QCOMPARE(session.cases[i].key, whole.cases[i].key);
      QCOMPARE(session.cases[i].revision, whole.cases[i].revision);
      QCOMPARE(session.cases[i].status, whole.cases[i].status);
      if (!whole.cases[i].hasTime()) continue;
      QCOMPARE(session.cases[i].median, whole.cases[i].median);
      QCOMPARE(session.cases[i].ciLow, whole.cases[i].ciLow);
      QCOMPARE(session.cases[i].ciHigh, whole.cases[i].ciHigh);
    }
  }

  void namesTheRegression() {
    Folder folder;
    QVERIFY(test::writeHistory(folder.path(), smallBase(), 24, 0.01, stepping));
    const Trend trend = trendOf(folder.path());
    QCOMPARE(trend.sessions.size(), std::size_t(24));
    QCOMPARE(trend.lines.size(), std::size_t(12));
    QCOMPARE(trend.tested, std::size_t(12));
    QCOMPARE(trend.regressions.size(), std::size_t(3));  // three sizes of dot on avx2
    QVERIFY(trend.improvements.empty());
    for (const TrendEvent& event : trend.regressions) {
      const TrendLine& line = trend.lines[event.line];
      const TrendStep& step = line.steps[event.step];
      QVERIFY(line.key.find("/dot/") != std::string::npos);
      QVERIFY(line.key.find("/avx2/") != std::string::npos);
      QCOMPARE(trend.sessions[line.points[step.at].session].path.filename().string(),
               std::string("day-014.h5"));
      QCOMPARE(trend.sessions[line.points[step.at].session].commit, std::string("c000014"));
      QVERIFY(step.ratioLow < 1.12 && step.ratioHigh > 1.12 && step.ratioLow > 1);
      QVERIFY(step.sure && step.pAdjusted >= step.pValue);
      QVERIFY(line.noise > 0.004 && line.noise < 0.03);
      QVERIFY(std::abs(line.total - step.ratio) < 1e-12);
    }
    const Trend back = trendOf(folder.path(), {.benchmark = "sum"});
    QCOMPARE(back.lines.size(), std::size_t(6));
    QCOMPARE(trendOf(folder.path(), {.variant = "avx2,neon"}).lines.size(), std::size_t(6));
    const auto late = trendOf(folder.path(), {.since = *parseMoment(test::historyDate(15))});
    QCOMPARE(late.sessions.size(), std::size_t(9));
    QVERIFY(late.regressions.empty());
    const auto bad = makeTrend({}, {.benchmark = "("});
    QVERIFY(!makeTrend(TrendSessions{{"k"}, {}, {}}, {.benchmark = "("}).has_value());
    QVERIFY(bad.has_value() || bad.error().code == ErrorCode::usage);
  }

  void aLargerThresholdKeepsTheStepButNamesNothing() {
    Folder folder;
    QVERIFY(test::writeHistory(folder.path(), smallBase(), 24, 0.01, stepping));
    const Trend trend = trendOf(folder.path(), {.threshold = 0.3});
    QVERIFY(trend.regressions.empty() && trend.improvements.empty());
    std::size_t steps = 0;
    for (const TrendLine& line : trend.lines)
      for (const TrendStep& step : line.steps) {
        QCOMPARE(step.verdict, Verdict::same);
        ++steps;
      }
    QVERIFY(steps >= 3);
  }

  void otherMachinesAndRevisionsStandApart() {
    Folder folder;
    const Session base = smallBase();
    for (int i = 0; i < 12; ++i) {
      Session session = test::historySession(base, i, 0.005, flat);
      if (i % 2 == 1) {
        session.machine.cpuModel = "Other processor";
        for (CaseRecord& record : session.cases) record.median *= 3;
      }
      if (i >= 10)
        for (CaseRecord& record : session.cases) record.revision = 2;
      QVERIFY(saveSession(session, folder.path() / ("s" + std::to_string(100 + i) + ".h5"))
                  .has_value());
    }
    const Trend trend = trendOf(folder.path());
    QCOMPARE(trend.lines.size(), base.cases.size() * 4);
    QVERIFY(trend.regressions.empty() && trend.improvements.empty());
    for (const TrendLine& line : trend.lines) {
      QVERIFY(line.apart.find("measured on") != std::string::npos);
      QVERIFY(line.apart.find("revision") != std::string::npos);
      QCOMPARE(line.points.size(), std::size_t(line.revision == 2 ? 1 : 5));
      QVERIFY(!line.reason.empty());  // too few for steps
      QVERIFY(line.steps.empty());
    }
  }

  void whatChangedWithTheStepIsNamed() {
    Folder folder;
    const Session base = smallBase();
    for (int i = 0; i < 16; ++i) {
      Session session = test::historySession(
          base, i, 0.005, [](const CaseRecord&, int day) { return day < 8 ? 1.0 : 1.1; });
      session.machine.fields.push_back(
          {"microcode", "processor", "Microcode", i < 8 ? "0x1" : "0x2", ""});
      std::erase_if(session.machine.fields, [&, first = true](const MachineField& f) mutable {
        return f.id == "microcode" && &f != &session.machine.fields.back() && first;
      });
      QVERIFY(saveSession(session, folder.path() / (std::to_string(100 + i) + ".h5")).has_value());
    }
    const Trend trend = trendOf(folder.path());
    QCOMPARE(trend.regressions.size(), base.cases.size());
    const TrendEvent& event = trend.regressions.front();
    const auto& environment = trend.lines[event.line].steps[event.step].environment;
    QCOMPARE(environment.size(), std::size_t(1));
    QCOMPARE(environment[0].label, std::string("Microcode"));
    QCOMPARE(environment[0].base, std::string("0x1"));
    QCOMPARE(environment[0].now, std::string("0x2"));
  }

  void badFilesAreSkippedWithAReason() {
    Folder folder;
    const Session base = smallBase();
    QVERIFY(test::writeHistory(folder.path(), base, 4, 0.01, flat));
    const QByteArray good = [&] {
      QFile file(folder.dir.filePath(QStringLiteral("day-000.h5")));
      return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    QVERIFY(folder.write("empty.h5", {}));
    QVERIFY(folder.write("text.h5", "not a session"));
    QVERIFY(folder.write("cut.h5", good.left(good.size() / 2)));
    QVERIFY(folder.write("copy.h5", good));
    QVERIFY(folder.write("run.h5.part", good));
    QVERIFY(folder.write("notes.txt", "none of ours"));
    Session dateless = test::historySession(base, 7, 0, flat);
    dateless.created = "yesterday";
    QVERIFY(saveSession(dateless, folder / "dateless.h5").has_value());
    fs::create_directory(folder / "folder.h5");
    fs::create_symlink(folder / "nowhere", folder / "dangling.h5");

    for (int look = 0; look < 2; ++look) {  // the cache says the same
      const auto sessions = readTrendFolder(folder.path());
      QVERIFY(sessions.has_value());
      QCOMPARE(sessions->sessions.size(), std::size_t(4));
      QCOMPARE(sessions->files, std::size_t(11));
      QCOMPARE(sessions->skipped.size(), std::size_t(7));
      for (const char* name :
           {"empty.h5", "text.h5", "cut.h5", "run.h5.part", "dateless.h5", "dangling.h5"})
        QVERIFY2(skipped(*sessions, name) && !skipped(*sessions, name)->reason.empty(), name);
      // copy.h5 sorts before day-000.h5: the first by name counts.
      QVERIFY(skipped(*sessions, "day-000.h5")->reason.find("copy.h5") != std::string::npos);
      QVERIFY(!skipped(*sessions, "notes.txt"));
    }
    const auto nowhere = readTrendFolder(folder / "nowhere");
    QVERIFY(!nowhere.has_value());
    QCOMPARE(nowhere.error().code, ErrorCode::io);
    QVERIFY(!readTrendFolder(folder / "text.h5").has_value());
    QTemporaryDir nothing;
    const auto none = readTrendFolder(nothing.path().toStdString());
    QVERIFY(none.has_value() && none->sessions.empty() && none->files == 0);
    QVERIFY(makeTrend(*none)->lines.empty());
  }

  void theCacheIsNeverTrustedAboveTheFiles() {
    Folder folder;
    const Session base = smallBase();
    QVERIFY(test::writeHistory(folder.path(), base, 12, 0.01, flat));
    const auto text = [&] {
      const auto sessions = readTrendFolder(folder.path());
      const Trend trend = *makeTrend(*sessions);
      return toJson(TrendReport{trend, *sessions, "f", true});
    };
    const std::string first = text();
    const fs::path cache = trendCacheFile(folder.path());
    QVERIFY(fs::exists(cache));
    QCOMPARE(readTrendFolder(folder.path())->cached, std::size_t(12));
    QCOMPARE(text(), first);

    // Every kind of damage: rebuilt without a word.
    QFile file(QString::fromStdString(cache.string()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    file.close();
    QByteArray flipped = bytes;
    flipped[flipped.size() / 2] = static_cast<char>(~flipped[flipped.size() / 2]);
    for (const QByteArray& damaged : {QByteArray(), QByteArray("rubbish"),
                                      bytes.left(bytes.size() / 3), bytes + "x", flipped}) {
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(damaged);
      file.close();
      const auto sessions = readTrendFolder(folder.path());
      QCOMPARE(sessions->cached, std::size_t(0));
      QCOMPARE(text(), first);
    }

    // A file that is replaced, one that goes, one that comes.
    Session other = test::historySession(base, 3, 0, [](const CaseRecord&, int) { return 2.0; });
    QVERIFY(saveSession(other, folder / "day-003.h5", Overwrite::yes).has_value());
    fs::remove(folder / "day-005.h5");
    QVERIFY(saveSession(test::historySession(base, 50, 0, flat), folder / "new.h5").has_value());
    const auto sessions = readTrendFolder(folder.path());
    QCOMPARE(sessions->cached, std::size_t(10));
    QCOMPARE(sessions->sessions.size(), std::size_t(12));
    QCOMPARE(sessions->sessions[3].times[0].median, other.cases[0].median);
    QCOMPARE(sessions->sessions.back().path.filename().string(), std::string("new.h5"));
    const auto fresh = readTrendFolder(folder.path(), {.useCache = false});
    QCOMPARE(fresh->cached, std::size_t(0));
    QCOMPARE(toJson(TrendReport{*makeTrend(*fresh), *fresh, "f", true}), text());

    // Nowhere to keep a cache is no fault.
    qputenv("XDG_CACHE_HOME", "/proc/none");
    QCOMPARE(readTrendFolder(folder.path())->sessions.size(), std::size_t(12));
  }

  void readingStops() {
    Folder folder;
    QVERIFY(test::writeHistory(folder.path(), smallBase(), 5, 0, flat));
    std::stop_source stop;
    std::size_t seen = 0;
    const auto sessions =
        readTrendFolder(folder.path(), {.progress =
                                            [&](std::size_t done, std::size_t all) {
                                              QCOMPARE(all, std::size_t(5));
                                              seen = done;
                                              if (done == 2) stop.request_stop();
                                            },
                                        .stop = stop.get_token()});
    QVERIFY(!sessions.has_value());
    QCOMPARE(sessions.error().code, ErrorCode::interrupted);
    QCOMPARE(seen, std::size_t(2));
  }

  void moments_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"2026-11-21T14:16:27Z", "2024-02-29", "1999-12-31T23:59:59.250Z",
          "2024-03-01T00:00:00+05:30", "2024-03-01T00:00:00-08:00", "1969-07-20T20:17:40Z"})
      QTest::addRow("%s", text) << QString::fromUtf8(text);
  }
  void moments() {
    QFETCH(QString, text);
    QDateTime expected = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (text.size() == 10)
      expected = QDateTime(QDate::fromString(text, Qt::ISODate), QTime(0, 0), Qt::UTC);
    QVERIFY(expected.isValid());
    const auto moment = parseMoment(text.toStdString());
    QVERIFY(moment.has_value());
    QCOMPARE(std::llround(*moment * 1000), expected.toMSecsSinceEpoch());
  }

  void noMoments() {
    for (const char* text :
         {"", "yesterday", "2024-13-01", "2024-02-30", "2024-01-01T", "2024-01-01T25:00Z",
          "2024-01-01T10:00:00Zx", "2024-01-01T10:61", "2024-01-01T10:00:nan"})
      QVERIFY2(!parseMoment(text).has_value(), text);
  }

  void keysComeApart() {
    CaseRecord record;
    record.suite = "my/suite";
    record.benchmark = "BM_copy<int, 3>/100%";
    record.dtype = Dtype::f32;
    record.size = 4096;
    record.variant = "a v";
    record.threads = 2;
    const KeyParts parts = keyParts(makeKey(record));
    QCOMPARE(parts.suite, record.suite);
    QCOMPARE(parts.benchmark, record.benchmark);
    QCOMPARE(parts.variant, record.variant);
    QCOMPARE(parts.rest, std::string("f32, n=4096, t=2"));
    QCOMPARE(keyParts("odd key").benchmark, std::string("odd key"));
    QCOMPARE(keyParts("a/b%2/f32/n=1/x%zz/t=1/hot/reuse").variant, std::string("x%zz"));
  }

  void texts() {
    Folder folder;
    QVERIFY(test::writeHistory(folder.path(), smallBase(), 24, 0.01, stepping));
    QVERIFY(folder.write("bad\x1b[31m.h5", "x"));
    const auto sessions = readTrendFolder(folder.path());
    const Trend trend = *makeTrend(*sessions);
    const TrendReport report{trend, *sessions, folder.path().string()};
    const std::string text = toText(report);
    QVERIFY(text.find("Regressions (3)") != std::string::npos);
    QVERIFY(text.find("2024-01-15 10:00") != std::string::npos);
    QVERIFY(text.find("day-014.h5, commit c000014") != std::string::npos);
    QVERIFY(text.find("\x1b") == std::string::npos);
    QVERIFY(text.find("1 of 25 files skipped") != std::string::npos);
    QVERIFY(toMarkdown(report).find("## Regressions (3)") != std::string::npos);
    const auto json = nlohmann::json::parse(toJson(report));
    QCOMPARE(json["histories"].size(), std::size_t(12));
    QCOMPARE(json["sessions"].size(), std::size_t(24));
    QCOMPARE(json["regressions"].size(), std::size_t(3));
    QCOMPARE(json["regressions"][0]["commit"].get<std::string>(), std::string("c000014"));
    const std::string csv = toCsv(report);
    QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), std::ptrdiff_t(1 + 12 * 24));
    QCOMPARE(changeText(1.0791), std::string("+7.9 %"));
    QCOMPARE(changeText(0.5), std::string("−50.0 %"));
    QCOMPARE(changeText(3.5), std::string("+250 %"));
    const std::vector<double> steps{1, 1, 1, 2, 2, 2};
    QCOMPARE(blockSparkline(steps, 6), std::string("▁▁▁███"));
    QCOMPARE(blockSparkline(steps, 2), std::string("▁█"));
    QCOMPARE(blockSparkline({}, 5), std::string());
  }
};

QTEST_APPLESS_MAIN(TestTrend)
#include "tst_trend.moc"
