// Import of a Google Benchmark file of 50 MB in which every row is a benchmark of its own with
// three counters: seconds of the command line, file to session, and its peak memory.
#include <fmt/format.h>

#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <vector>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "exchange/import/import.h"

namespace {

constexpr std::size_t kBytes = 50'000'000;

std::size_t writeBigFile(const std::string& path) {
  std::string text = R"({
  "context": {
    "date": "2024-05-01T12:00:00+00:00",
    "host_name": "box",
    "num_cpus": 8,
    "mhz_per_cpu": 3000,
    "caches": [],
    "library_build_type": "release"
  },
  "benchmarks": [
)";
  std::size_t rows = 0;
  for (; text.size() < kBytes; ++rows) {
    const double t = 10.5 + double(rows);
    text +=
        fmt::format(R"({}    {{
      "name": "BM_kernel_{}<float>/{}",
      "family_index": {},
      "per_family_instance_index": {},
      "run_name": "BM_kernel_{}<float>/{}",
      "run_type": "iteration",
      "repetitions": 1,
      "repetition_index": 0,
      "threads": 1,
      "iterations": {},
      "real_time": {:.16e},
      "cpu_time": {:.16e},
      "time_unit": "ns",
      "bytes_per_second": {:.16e},
      "items_per_second": {:.16e},
      "hits": {:.16e}
    }})",
                    rows == 0 ? "" : ",\n", rows / 20, 1 << rows % 20, rows / 20, rows % 20,
                    rows / 20, 1 << rows % 20, 1000 + rows, t, t - 0.25, 4e9 / t, 1e9 / t, t / 3);
  }
  text += "\n  ]\n}\n";
  std::ofstream(path, std::ios::binary) << text;
  return rows;
}

}  // namespace

int main(int argc, char** argv) {
  // As a child: reads the file and says how much memory that took at most.
  if (argc == 2) {
    const auto import = lane::importResults(argv[1]);
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    std::printf("%zu %zu %ld\n", import ? import->read : 0,
                import ? import->session.cases.size() : 0, usage.ru_maxrss);
    return import ? 0 : 1;
  }
  BenchReport report;
  const QTemporaryDir folder;
  const std::string file = folder.filePath(QStringLiteral("big.json")).toStdString();
  const std::string answer = folder.filePath(QStringLiteral("answer")).toStdString();
  const std::size_t rows = writeBigFile(file);
  std::vector<double> seconds;
  long kibibytes = 0;
  for (int i = 0; i < 5; ++i) {
    const ChildResult child = runChild({"/proc/self/exe", file}, answer);
    std::size_t read = 0, cases = 0;
    long peak = 0;
    std::ifstream(answer) >> read >> cases >> peak;
    if (child.exitCode != 0 || read != rows || cases != rows) {
      std::printf("MISSED read %zu of %zu rows into %zu cases\n", read, rows, cases);
      return 1;
    }
    seconds.push_back(child.wallSeconds);
    kibibytes = std::max(kibibytes, peak);
  }
  std::sort(seconds.begin(), seconds.end());
  report.say("rows, each a case with four metrics", double(rows), "");
  report.atMost("import 50 MB of Google Benchmark JSON, median of 5", seconds[2], 2, "s");
  report.atMost("peak memory, times the file", double(kibibytes) * 1024 / double(kBytes), 5, "");

  const std::string session = folder.filePath(QStringLiteral("big.h5")).toStdString();
  const ChildResult whole = runChild({LANESCOPE_CLI, "import", file, "-o", session, "--overwrite"},
                                     {}, ChildErrors::hidden);
  if (whole.exitCode != 0) return 1;
  report.say("lanescope-cli import, file to session on disk", whole.wallSeconds, "s");
  return report.exitCode();
}
