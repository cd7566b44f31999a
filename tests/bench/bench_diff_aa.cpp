// All pairs of the sessions in a folder, measured one after another with nothing changed between
// them: how often does a comparison say that something got better or worse? The same samples go
// through the rules of three other tools. Usage: bench_diff_aa DIR, which holds twenty or so of
//   lanescope-cli run quick -o DIR/N.h5
// Without a folder there is nothing to judge and it says so.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "bench/bench_report.h"
#include "bench/peer_verdicts.h"
#include "session/store.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::printf("skipped: name a folder of sessions of one plan, measured with nothing changed\n");
    return 0;
  }
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1], error))
    if (entry.path().extension() == ".h5") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<lane::Session> sessions;
  for (const auto& file : files) {
    auto opened = lane::openSession(file);
    if (!opened) {
      std::printf("%s\n", lane::toString(opened.error()).c_str());
      return 2;
    }
    sessions.push_back(std::move(opened->session));
  }
  if (sessions.size() < 2) {
    std::printf("%s holds %zu sessions; two are the least\n", argv[1], sessions.size());
    return 2;
  }
  std::mt19937_64 random(1);
  peers::FourRules rules;
  for (std::size_t i = 0; i < sessions.size(); ++i)
    for (std::size_t j = i + 1; j < sessions.size(); ++j) {
      peers::FourRules one;
      one.compare(sessions[i], sessions[j], random);
      if (one.tallies[0].alarmedFamilies > 0)
        std::printf("%s against %s: %zu faster, %zu slower\n", files[i].filename().c_str(),
                    files[j].filename().c_str(), one.tallies[0].faster, one.tallies[0].slower);
      rules.add(one);
    }
  peers::FourRules::printHead();
  rules.print(std::to_string(rules.tallies[0].families) + " pairs of " +
              std::to_string(sessions.size()) + " sessions");
  BenchReport report;
  report.atMost("pairs with any false verdict", rules.tallies[0].familyRate(), 5, "%");
  report.atLeast("symmetry of the alarms, p", rules.tallies[0].symmetry(), 0.05, "");
  return report.exitCode();
}
