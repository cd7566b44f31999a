// Plan `vectors` from process start to exit: every case in a minute, nearly all within 1 %.
#include <QTemporaryDir>
#include <map>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "session/store.h"

int main() {
  QTemporaryDir dir;
  const std::string file = dir.filePath(QStringLiteral("vectors.lanescope.h5")).toStdString();
  BenchReport report;
  const ChildResult run = runChild(
      {LANESCOPE_BINARY_DIR "/bin/lanescope-cli", "run", "vectors", "--quiet", "-o", file});
  if (run.exitCode != 0) {
    std::printf("lanescope-cli ended with %d\n", run.exitCode);
    return 1;
  }
  report.atMost("plan vectors, process start to exit", run.wallSeconds, 60, "s");

  const auto opened = lane::openSession(file);
  if (!opened) {
    std::printf("%s\n", lane::toString(opened.error()).c_str());
    return 1;
  }
  std::size_t measured = 0, withinGoal = 0, notMeasured = 0;
  std::map<std::string, int> reasons;
  for (const lane::CaseRecord& record : opened->session.cases) {
    if (record.status == lane::CaseStatus::skipped) continue;
    if (!record.hasTime()) {
      ++notMeasured;
      continue;
    }
    ++measured;
    withinGoal += record.relativeHalfWidth() <= 0.01;
    ++reasons[std::string(lane::toWord(record.stopReason))];
  }
  report.say("cases measured", double(measured), "");
  report.atMost("cases without a time", double(notMeasured), 0, "");
  report.atLeast("cases with an interval half-width of at most 1 %",
                 100.0 * double(withinGoal) / double(measured), 95, "%");
  for (const auto& [reason, count] : reasons) report.say("stopped by " + reason, count, "cases");
  return report.exitCode();
}
