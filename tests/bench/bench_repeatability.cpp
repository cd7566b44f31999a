// Plan `vectors` in two processes: do the medians repeat, and do the intervals between the two
// sessions say so? Nothing changed between them, so an interval without 1 is a false alarm.
// Argument: pairs of runs (default 1).
#include <QTemporaryDir>
#include <cmath>
#include <cstdlib>

#include "analysis/diff.h"
#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "session/store.h"

namespace {

lane::Result<lane::Session> measure(const std::string& file) {
  const ChildResult run = runChild(
      {LANESCOPE_BINARY_DIR "/bin/lanescope-cli", "run", "vectors", "--quiet", "-o", file});
  if (run.exitCode != 0)
    return lane::fail(lane::ErrorCode::io,
                      "lanescope-cli ended with " + std::to_string(run.exitCode));
  auto opened = lane::openSession(file);
  if (!opened) return tl::unexpected(opened.error());
  return std::move(opened->session);
}

}  // namespace

int main(int argc, char** argv) {
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 1;
  QTemporaryDir dir;
  BenchReport report;
  for (int i = 0; i < pairs; ++i) {
    const auto name = [&](char side) {
      return dir.filePath(QStringLiteral("%1%2.h5").arg(i).arg(QLatin1Char(side))).toStdString();
    };
    const auto first = measure(name('a'));
    const auto second = first ? measure(name('b')) : first;
    if (!second) {
      std::printf("%s\n", lane::toString(second.error()).c_str());
      return 1;
    }
    const lane::Diff diff = lane::diffSessions(*first, *second);
    std::size_t near = 0, slower = 0, faster = 0;
    for (const lane::DiffPair& pair : diff.pairs) {
      near += std::abs(std::log(pair.ratio)) <= std::log(1.03);
      slower += pair.ratioLow > 1;
      faster += pair.ratioHigh < 1;
    }
    const auto all = static_cast<double>(diff.pairs.size());
    report.say("pairs of cases", all, "");
    report.say("geometric mean of the ratios", diff.summary.geomean, "");
    report.say("clock of the first process", first->machine.clockHz / 1e9, "GHz");
    report.say("clock of the second process", second->machine.clockHz / 1e9, "GHz");
    report.atLeast("medians within 3 %", 100 * double(near) / all, 95, "%");
    report.atMost("intervals that exclude 1, before correction",
                  100 * double(slower + faster) / all, 7, "%");
    report.say("… of them slower", 100 * double(slower) / all, "%");
    std::printf("       between processes: %.3g, from %s\n", diff.betweenProcess,
                diff.betweenProcessSource.c_str());
    report.say("verdicts improved or regressed",
               double(diff.summary.improved + diff.summary.regressed), "cases");
  }
  return report.exitCode();
}
