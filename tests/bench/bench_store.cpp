// A session of 10,000 cases with 50 samples each: save and open, best and median of 9.
#include <QTemporaryDir>
#include <algorithm>

#include "bench/bench_report.h"
#include "bench/big_session.h"
#include "bench/child_process.h"
#include "session/store.h"

namespace {

template <class Work>
double medianSeconds(Work work) {
  std::vector<double> times;
  for (int i = 0; i < 9; ++i) {
    const double begin = monotonicSeconds();
    if (!work()) return 1e9;
    times.push_back(monotonicSeconds() - begin);
  }
  std::nth_element(times.begin(), times.begin() + 4, times.end());
  return times[4];
}

}  // namespace

int main() {
  BenchReport report;
  QTemporaryDir dir;
  const std::filesystem::path file = dir.filePath(QStringLiteral("big.lanescope.h5")).toStdString();
  const lane::Session session = lane::bigSession();
  report.atMost("save 10,000 cases x 50 samples", medianSeconds([&] {
                  return lane::saveSession(session, file, lane::Overwrite::yes).has_value();
                }),
                0.5, "s");
  report.atMost("open it (without the window)",
                medianSeconds([&] { return lane::openSession(file).has_value(); }), 0.5, "s");
  report.say("file size", double(std::filesystem::file_size(file)) / 1048576, "MiB");
  return report.exitCode();
}
