// Comparison of two sessions of 10,000 cases with 50 samples each on the command line: the whole
// process, two files opened, compared and printed. Median of 9 after one for the page cache.
#include <QTemporaryDir>
#include <algorithm>

#include "bench/bench_report.h"
#include "bench/big_session.h"
#include "bench/child_process.h"
#include "session/store.h"

namespace {

double medianMilliseconds(const std::vector<std::string>& command, int expectedCode) {
  std::vector<double> times;
  for (int i = 0; i < 10; ++i) {
    const ChildResult run = runChild(command, {}, ChildErrors::hidden);
    if (run.exitCode != expectedCode) return 1e9;
    if (i > 0) times.push_back(1e3 * run.wallSeconds);
  }
  std::nth_element(times.begin(), times.begin() + 4, times.end());
  return times[4];
}

/// Every 50th case 20 % slower, each process of three a little off the others.
lane::Session another(std::uint32_t processes, bool slower) {
  lane::Session session = lane::bigSession();
  lane::Samples& samples = session.samples;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples.process[i] = samples.round[i] % processes;
    samples.seconds[i] *= 1 + 1e-3 * samples.process[i];
    if (slower && samples.caseIndex[i] % 50 == 0) samples.seconds[i] *= 1.2;
  }
  for (std::size_t i = 0; slower && i < session.cases.size(); i += 50)
    for (double* time :
         {&session.cases[i].median, &session.cases[i].ciLow, &session.cases[i].ciHigh})
      *time *= 1.2;
  return session;
}

}  // namespace

int main() {
  BenchReport report;
  QTemporaryDir dir;
  const std::string cli = LANESCOPE_BINARY_DIR "/bin/lanescope-cli";
  const auto file = [&](const char* name) {
    return dir.filePath(QString::fromLatin1(name)).toStdString();
  };
  const auto save = [&](const char* name, const lane::Session& session) {
    return lane::saveSession(session, file(name), lane::Overwrite::yes).has_value();
  };
  for (const std::uint32_t processes : {1u, 3u}) {
    if (!save("base.h5", another(processes, false)) || !save("new.h5", another(processes, true)))
      return 1;
    const std::string of = " (" + std::to_string(processes) + " processes)";
    const std::vector<std::string> diff{cli, "diff", file("base.h5"), file("new.h5")};
    report.atMost("diff of two 10,000-case sessions, text" + of, medianMilliseconds(diff, 0), 150,
                  "ms");
    const auto with = [&](std::vector<std::string> options) {
      std::vector<std::string> command = diff;
      command.insert(command.end(), options.begin(), options.end());
      return command;
    };
    // One process of each cannot tell 200 slower ones of 10,000 from chance; three can.
    report.say("  with --gate", medianMilliseconds(with({"--gate"}), processes == 1 ? 0 : 1), "ms");
    report.say("  as JSON", medianMilliseconds(with({"--format", "json"}), 0), "ms");
    report.say("  as Markdown", medianMilliseconds(with({"--format", "markdown"}), 0), "ms");
    report.say("  as HTML", medianMilliseconds(with({"--format", "html"}), 0), "ms");
  }
  return report.exitCode();
}
