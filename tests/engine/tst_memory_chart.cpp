// What the Memory view shows, against a machine made up so that every figure can be worked out by
// hand, and against the columns of the session the ceilings were stored in.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "analysis/memory_chart.h"
#include "session/store.h"
#include "support/made_memory.h"

using namespace lane;

namespace {

const MemoryPage kPlain{32, 1, false, PageKind::huge};

MachineCard machine() {
  MachineCard card;
  card.cpuModel = "Made-up CPU";
  card.clockHz = 3e9;
  card.caches = {{1, "data", 48 << 10, 64, 12, 1, 2},
                 {2, "unified", 2 << 20, 64, 16, 1, 2},
                 {3, "unified", 32 << 20, 64, 16, 2, 1}};
  return card;
}

/// As the window comes to it: by way of a session.
struct Stored {
  Stored() {
    session.machine = machine();
    addCeilings(session, test::madeMemory());
    ceilings = ceilingsOf(session).value();
    curves = memoryCurves(ceilings);
  }
  MemoryChart chart(const MemoryPage& page = kPlain) const {
    return memoryChart(curves, &ceilings, session.machine, page);
  }
  Session session;
  Ceilings ceilings;
  std::vector<MemoryCurve> curves;
};

bool near(double a, double b) {
  return std::abs(a / b - 1) < 1e-9;
}

}  // namespace

class TestMemoryChart : public QObject {
  Q_OBJECT
 private slots:
  void pagesAreWhatWasMeasured() {
    const Stored stored;
    const std::vector<MemoryPage> expected = {
        kPlain, {32, 1, true, PageKind::huge}, {32, 2, false, PageKind::huge}};
    QVERIFY(memoryPages(stored.curves) == expected);
    QVERIFY(memoryPages({}).empty());
  }
  void curvesAreTheColumns() {
    const Stored stored;
    const MemoryChart chart = stored.chart();
    const char* order[] = {"read", "triad", "copy", "write"};
    QCOMPARE(chart.bandwidth.size(), std::size_t(4));
    for (std::size_t i = 0; i < 4; ++i) {
      const std::string base = std::string("ceiling/curve/") + order[i] + "/w=32/plain/t=1/2M";
      const auto column = [&](const char* name) {
        for (const SeriesRecord& series : stored.session.series)
          if (series.id == base + name) return series.value;
        return std::vector<double>();
      };
      const auto sets = column("/working_set"), values = column("/value"), low = column("/low"),
                 high = column("/high"), n = column("/n");
      const auto& points = chart.bandwidth[i].points;
      QCOMPARE(points.size(), std::size_t(35));
      QCOMPARE(points.size(), values.size());
      for (std::size_t k = 0; k < points.size(); ++k) {
        QCOMPARE(double(points[k].bytes), sets[k]);
        QCOMPARE(points[k].value.value, values[k]);
        QCOMPARE(points[k].value.low, low[k]);
        QCOMPARE(points[k].value.high, high[k]);
        QCOMPARE(double(points[k].value.n), n[k]);
      }
    }
    QCOMPARE(chart.latency.size(), std::size_t(2));
    QCOMPARE(chart.latency[0].style.pages, PageKind::small);
  }
  void readByAnotherProgram() {
    const Stored stored;
    QTemporaryDir folder;
    const std::string file = folder.filePath(QStringLiteral("made.h5")).toStdString();
    QVERIFY(saveSession(stored.session, file, Overwrite::no));
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral(R"(
import h5py, sys
f = h5py.File(sys.argv[1])
ids = [i.decode() for i in f['series/id'][:]]
at = lambda i: slice(int(f['series/offset'][i]), int(f['series/offset'][i] + f['series/count'][i]))
base = 'ceiling/curve/latency/w=8/plain/t=1/4K'
sets = f['series_data/value'][at(ids.index(base + '/working_set'))]
for s, v in zip(sets, f['series_data/value'][at(ids.index(base + '/value'))]):
    print(int(s), repr(float(v)))
)"),
                                                      QString::fromStdString(file)});
    QVERIFY(python.waitForFinished());
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    const QList<QByteArray> lines = python.readAllStandardOutput().trimmed().split('\n');
    const MemoryCurve curve = stored.chart().latency[0];
    QCOMPARE(std::size_t(lines.size()), curve.points.size());
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
      const QList<QByteArray> parts = lines[qsizetype(i)].split(' ');
      QCOMPARE(curve.points[i].bytes, parts[0].toULongLong());
      QCOMPARE(curve.points[i].value.value, parts[1].toDouble());
    }
  }
  void storesPastTheCachesKeepTheReads() {
    const MemoryChart chart = Stored().chart({32, 1, true, PageKind::huge});
    QCOMPARE(chart.bandwidth.size(), std::size_t(4));
    QCOMPARE(chart.bandwidth[0].style.kind, WalkKind::read);
    QVERIFY(!chart.bandwidth[0].style.nonTemporal);
    QVERIFY(chart.bandwidth[3].style.nonTemporal);
    QVERIFY(near(chart.bandwidth[3].points.back().value.value, 1.2e9 * 20 * 0.5));
  }
  void kneesBetweenTheirNeighbours() {
    // Steps at 48 KiB, 2 MiB and 32 MiB, working sets at 4 KiB times powers of the root of two.
    const MemoryChart chart = Stored().chart();
    QCOMPARE(chart.knees.size(), std::size_t(3));
    const double steps[] = {48 * 1024.0, 2.0 * (1 << 20), 32.0 * (1 << 20)};
    for (std::size_t i = 0; i < 3; ++i) {
      const MemoryKnee& knee = chart.knees[i];
      QVERIFY(knee.low <= steps[i] && knee.high > steps[i]);
      QVERIFY(knee.low <= knee.bytes && knee.bytes <= knee.high);
      QVERIFY(knee.high / knee.low < 1.5);
    }
    QCOMPARE(chart.plateaus.size() >= 8, true);
    std::vector<double> huge;
    for (const MemoryPlateau& plateau : chart.plateaus)
      if (plateau.pages == PageKind::huge) huge.push_back(plateau.seconds);
    QCOMPARE(huge.size(), std::size_t(4));
    const double expected[] = {2e-9, 6e-9, 24e-9, 96e-9};
    for (std::size_t i = 0; i < 4; ++i) QVERIFY(near(huge[i], expected[i]));
  }
  void tlbReachEndsWhereSmallPagesCostMore() {
    const MemoryChart chart = Stored().chart();
    QVERIFY(chart.tlbReach);
    QVERIFY(chart.tlbReach->low <= (1 << 20) && chart.tlbReach->high > (1 << 20));
    // Equal curves have no such place.
    Ceilings equal = test::madeMemory();
    equal.curves.back().points = equal.curves[equal.curves.size() - 2].points;
    QVERIFY(!memoryChart(memoryCurves(equal), &equal, machine(), kPlain).tlbReach);
  }
  void levelsWithTheirRates() {
    const MemoryChart chart = Stored().chart();
    QCOMPARE(chart.levels.size(), std::size_t(4));
    QVERIFY(near(chart.levels[0].read.value.value, 200e9));
    QVERIFY(near(chart.levels[1].copy.value.value, 70e9));
    QVERIFY(near(chart.levels[3].write.value.value, 10e9));
    QVERIFY(near(chart.levels[0].border, 52016));  // measured goes before reported
    QVERIFY(near(chart.levels[2].border, 32 << 20));
    QVERIFY(std::isinf(chart.levels[3].border));
    QCOMPARE(chart.levelAt(50000), std::string("L1"));
    QCOMPARE(chart.levelAt(53000), std::string("L2"));
    QCOMPARE(chart.levelAt(1e9), std::string("memory"));
    // Two threads share the L3.
    const MemoryChart two = Stored().chart({32, 2, false, PageKind::huge});
    QVERIFY(near(two.levels[2].border, 16 << 20));
    QVERIFY(near(two.levels[1].border, 2.2e6));
    QVERIFY(near(two.levels[0].read.value.value, 400e9));
  }
  void cyclesCountWithTheClockBehindTheSamples() {
    QCOMPARE(Stored().chart().clockHz, 4e9);
    Ceilings without = test::madeMemory();
    without.peaks.clear();
    QCOMPARE(memoryChart({}, &without, machine(), kPlain).clockHz, 3e9);
    MachineCard unknown = machine();
    unknown.clockHz = 0;
    const MemoryChart chart = memoryChart({}, &without, unknown, kPlain);
    QVERIFY(std::isnan(chart.clockHz));
    QVERIFY(std::any_of(chart.missing.begin(), chart.missing.end(), [](const std::string& line) {
      return line.find("no cycles") != std::string::npos;
    }));
  }
  void theoryOnlyWhereItIsKnown() {
    Stored stored;
    QVERIFY(std::isnan(stored.chart().levels[0].theory));
    stored.session.machine.microarchitecture = "Zen 3";  // two loads of 32 bytes
    QVERIFY(near(stored.chart().levels[0].theory, 4e9 * 64));
    QVERIFY(std::isnan(stored.chart().levels[1].theory));
    QCOMPARE(theoreticalLoadBytes("Emerald Rapids", 64), 128);
    QCOMPARE(theoreticalLoadBytes("Emerald Rapids", 32), 96);
    QCOMPARE(theoreticalLoadBytes("Zen 2", 64), 0);
    QCOMPARE(theoreticalLoadBytes("", 32), 0);
  }
  void whatIsMissingIsSaid() {
    Ceilings partial = test::madeMemory();
    std::erase_if(partial.curves, [](const WalkCurve& curve) {
      return curve.style.pages == PageKind::small || curve.style.kind == WalkKind::triad;
    });
    const MemoryChart chart = memoryChart(memoryCurves(partial), &partial, machine(), kPlain);
    const auto says = [&](const char* text) {
      return std::any_of(chart.missing.begin(), chart.missing.end(), [&](const std::string& line) {
        return line.find(text) != std::string::npos;
      });
    };
    QVERIFY(says("triad"));
    QVERIFY(says("4 KiB pages"));
    QVERIFY(says("L3"));  // reported, no knee
    QVERIFY(!chart.tlbReach);
    const MemoryChart nothing = memoryChart({}, nullptr, {}, kPlain);
    QVERIFY(nothing.isEmpty());
    QVERIFY(nothing.levels.empty());
  }
  void withoutCeilingsLevelsAreThoseFound() {
    const MemoryChart chart =
        memoryChart(memoryCurves(test::madeMemory()), nullptr, machine(), kPlain);
    QCOMPARE(chart.levels.size(), std::size_t(4));
    QCOMPARE(chart.levels[2].level.name, std::string("L3"));
    QVERIFY(!std::isnan(chart.levels[2].level.measuredBytes));
    QVERIFY(near(chart.levels[1].read.value.value, 100e9));
    QVERIFY(near(chart.levels[3].hugePages.value.value, 96e-9));
    QCOMPARE(chart.knees[1].level, std::string("L2"));
  }
  void pointsAreFoundWithinHalfAnOctave() {
    const auto points = memoryCurves(test::madeMemory())[0].points;
    QCOMPARE(memoryPointAt(points, 4500)->bytes, std::uint64_t(4096));
    QCOMPARE(memoryPointAt(points, 2000), nullptr);
    QCOMPARE(memoryPointAt({}, 4096), nullptr);
  }
  void badFiguresAreNoPoints() {
    Ceilings bad = test::madeMemory();
    bad.curves[0].points[3].value = {};
    bad.curves[0].points[4].value.value = -1;
    QCOMPARE(memoryCurves(bad)[0].points.size(), std::size_t(33));
  }
};

QTEST_GUILESS_MAIN(TestMemoryChart)
#include "tst_memory_chart.moc"
