// Start-up of the command line, whole processes, median of 40 after 3 for the page cache.
#include <algorithm>

#include "bench/bench_report.h"
#include "bench/child_process.h"

namespace {

double medianMilliseconds(const std::vector<std::string>& command) {
  std::vector<double> times;
  for (int i = 0; i < 43; ++i) {
    const ChildResult run = runChild(command);
    if (run.exitCode != 0) return 1e9;
    if (i >= 3) times.push_back(1e3 * run.wallSeconds);
  }
  std::nth_element(times.begin(), times.begin() + 20, times.end());
  return times[20];
}

}  // namespace

int main() {
  BenchReport report;
  const std::string cli = LANESCOPE_BINARY_DIR "/bin/lanescope-cli";
  report.say("floor: starting /bin/true", medianMilliseconds({"/bin/true"}), "ms");
  report.atMost("lanescope-cli --version, wall", medianMilliseconds({cli, "--version"}), 4, "ms");
  report.atMost("lanescope-cli info, wall", medianMilliseconds({cli, "info"}), 60, "ms");
  return report.exitCode();
}
