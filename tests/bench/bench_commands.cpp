// The same commands timed by us and by hyperfine, in alternating blocks: ratio of the means with a
// 95 % interval, and what each program's own way of starting adds.
//
// bench_commands [blocks] [runs a block]
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "measure/statistics.h"
#include "workloads/process/command_line.h"
#include "workloads/process/command_process.h"

using namespace lane;

namespace {

constexpr int kWarmups = 2;  // runs of each block that do not count, in both programs
constexpr double kTimeout = 60;

struct Block {
  double mean = 0;     ///< of the times each program reports
  double outside = 0;  ///< wall time a run beyond the reported one
};

struct Subject {
  std::string title;
  std::string line;
  bool shell = false;  ///< both by a shell; theirs less its start, ours less an empty shell's
};

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "bench_commands: %s\n", why.c_str());
  std::exit(2);
}

double meanOf(CommandProcess& process, int runs) {
  double sum = 0;
  for (int i = -kWarmups; i < runs; ++i) {
    const auto run = process.run();
    if (!run) stop(toString(run.error()));
    if (i >= 0) sum += run->seconds;
  }
  return sum / runs;
}

class Ours {
 public:
  explicit Ours(const Subject& subject) {
    m_process =
        processOf({.line = subject.line, .name = {}, .shell = subject.shell, .expectedExit = 0});
    if (subject.shell)
      m_shell = processOf({.line = "", .name = {}, .shell = true, .expectedExit = 0});
  }

  Block measure(int runs) const {
    const double begin = monotonicSeconds();
    Block block{meanOf(*m_process, runs), 0};
    block.outside = (monotonicSeconds() - begin) / (runs + kWarmups) - block.mean;
    if (m_shell) block.mean -= meanOf(*m_shell, runs);
    return block;
  }

 private:
  static std::unique_ptr<CommandProcess> processOf(const CommandSpec& command) {
    const auto words = wordsOf(command);
    if (!words) stop(toString(words.error()));
    const auto program = findProgram(words->front());
    if (!program) stop(toString(program.error()));
    auto process = CommandProcess::make(program->string(), *words, kTimeout);
    if (!process) stop(toString(process.error()));
    return std::move(*process);
  }

  std::unique_ptr<CommandProcess> m_process, m_shell;
};

Block theirs(const std::string& hyperfine, const Subject& subject, int runs) {
  const auto file =
      std::filesystem::temp_directory_path() / fmt::format("bench-commands-{}.json", ::getpid());
  std::vector<std::string> words{hyperfine,
                                 "--style",
                                 "none",
                                 "--warmup",
                                 std::to_string(kWarmups),
                                 "--runs",
                                 std::to_string(runs),
                                 "--export-json",
                                 file.string()};
  if (subject.shell)
    words.insert(words.end(), {"--shell", "/bin/sh"});
  else
    words.push_back("-N");
  words.push_back(subject.line);
  const ChildResult ran = runChild(words, {}, ChildErrors::hidden);
  std::ifstream text(file);
  const auto json = nlohmann::json::parse(text, nullptr, false);
  std::filesystem::remove(file);
  if (ran.exitCode != 0 || !json.is_object()) stop("hyperfine failed on " + subject.line);
  const double mean = json["results"][0]["mean"];
  return {mean, ran.wallSeconds / (runs + kWarmups) - mean};
}

struct Comparison {
  double ratio = 0, low = 0, high = 0;  ///< ours / theirs
  double ours = 0, theirs = 0, oursOutside = 0, theirsOutside = 0;
};

Comparison compare(const std::string& hyperfine, const Subject& subject, int blocks, int runs,
                   std::mt19937& random) {
  const Ours ours(subject);
  std::vector<double> logs, mine, other, mineOutside, otherOutside;
  for (int i = 0; i < blocks; ++i) {
    const bool first = random() % 2 == 0;
    const Block before = first ? ours.measure(runs) : theirs(hyperfine, subject, runs);
    const Block after = first ? theirs(hyperfine, subject, runs) : ours.measure(runs);
    const Block& a = first ? before : after;
    const Block& b = first ? after : before;
    logs.push_back(std::log(a.mean / b.mean));
    mine.push_back(a.mean);
    other.push_back(b.mean);
    mineOutside.push_back(a.outside);
    otherOutside.push_back(b.outside);
  }
  // The middle of the blocks: one that was disturbed does not decide.
  std::sort(logs.begin(), logs.end());
  const Interval interval = medianInterval(logs, 0.95);
  return {std::exp(quantile(logs, 0.5)),
          std::exp(interval.low),
          std::exp(interval.high),
          median(mine),
          median(other),
          median(mineOutside),
          median(otherOutside)};
}

}  // namespace

int main(int argc, char** argv) {
  const int blocks = argc > 1 ? std::atoi(argv[1]) : 40;
  const int runs = argc > 2 ? std::atoi(argv[2]) : 50;
  if (blocks < 2 || runs < 1) stop("at least 2 blocks of 1 run");
  const auto hyperfine = findProgram("hyperfine");
  if (!hyperfine) {
    std::printf("skipped: hyperfine is not installed (packaging/install-deps --bench)\n");
    return 0;
  }
  // Paths, so that nobody pays for the search in PATH.
  const std::string smallest = LANESCOPE_BINARY_DIR "/engine/workloads/lanescope_starter";
  const std::vector<Subject> subjects{
      {"smallest process", smallest},
      {"true", "/bin/true"},
      {"ls --version", "/bin/ls --version"},
      {"perl, 10 ms", "/usr/bin/perl -e '$i++ while $i < 300000'"},
      {"sh -c, a pipe", "/bin/sh -c 'echo x | cat'"},
      {"by a shell, less its start", "/usr/bin/perl -e '$i++ while $i < 300000'", true}};
  BenchReport report;
  std::mt19937 random(1);
  for (const Subject& subject : subjects) {
    const Comparison c = compare(hyperfine->string(), subject, blocks, runs, random);
    std::printf("%s: %.1f us by us, %.1f us by hyperfine, ratio %.4f, 95 %% [%.4f, %.4f]\n",
                subject.title.c_str(), 1e6 * c.ours, 1e6 * c.theirs, c.ratio, c.low, c.high);
    if (subject.line == smallest) {
      report.atMost("own overhead: smallest process, ours / hyperfine's", c.ratio, 1, "");
      report.say("wall time a run beyond that, ours", 1e6 * c.oursOutside, "us");
      report.say("wall time a run beyond that, hyperfine's", 1e6 * c.theirsOutside, "us");
    } else {
      report.atMost("|ratio of means - 1|, " + subject.title, std::abs(c.ratio - 1), 0.02, "");
    }
  }
  return report.exitCode();
}
