// A session of 10,000 cases with 50 samples each: save and open, best and median of 9.
#include <QTemporaryDir>
#include <algorithm>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "session/store.h"

namespace {

lane::Session bigSession() {
  lane::Session session;
  session.title = "Big";
  session.uuid = lane::newUuid();
  session.created = lane::nowIso8601();
  session.sources.push_back({"bench", lane::SourceKind::in_process, "bench", "{}", "{}"});
  for (std::uint32_t i = 0; i < 10000; ++i) {
    lane::CaseRecord record;
    record.suite = "vector";
    record.benchmark = "kernel" + std::to_string(i % 50);
    record.dtype = lane::Dtype::f32;
    record.size = 8u << (i / 50 % 20);
    record.variant = "variant" + std::to_string(i / 1000);
    record.median = 1e-6 * (i + 1);
    record.ciLow = 0.99 * record.median;
    record.ciHigh = 1.01 * record.median;
    record.sampleCount = 50;
    record.status = lane::CaseStatus::measured;
    record.key = lane::makeKey(record) + "#" + std::to_string(i);
    session.cases.push_back(record);
    for (std::uint32_t round = 0; round < 50; ++round) {
      session.samples.seconds.push_back(record.median * (1 + 1e-4 * round));
      session.samples.caseIndex.push_back(i);
      session.samples.process.push_back(0);
      session.samples.pass.push_back(round / 16);
      session.samples.round.push_back(round);
      session.samples.t.push_back(1e-3 * round);
      session.samples.calls.push_back(100);
      session.samples.placement.push_back(0);
      session.samples.flags.push_back(0);
    }
  }
  lane::sortSamples(session);
  return session;
}

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
  const lane::Session session = bigSession();
  report.atMost("save 10,000 cases x 50 samples", medianSeconds([&] {
                  return lane::saveSession(session, file, lane::Overwrite::yes).has_value();
                }),
                0.5, "s");
  report.atMost("open it (without the window)",
                medianSeconds([&] { return lane::openSession(file).has_value(); }), 0.5, "s");
  report.say("file size", double(std::filesystem::file_size(file)) / 1048576, "MiB");
  return report.exitCode();
}
