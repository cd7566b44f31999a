// The trend of a folder of 500 sessions of 1,000 cases each: the first look, which reads every
// file, and the next ones, which find them in the cache. Whole processes; median of 5 for the
// later ones. One case of the folder steps by 20 %, which both looks must name.
#include <QFile>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdlib>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "support/history.h"
#include "support/sample_session.h"

int main() {
  BenchReport report;
  QTemporaryDir folder, cache;
  ::setenv("XDG_CACHE_HOME", cache.path().toStdString().c_str(), 1);
  lane::test::SampleOptions options;
  options.samplesPerCase = 2;
  options.perOctave = 1;
  lane::Session base = lane::test::sampleSession(options);
  if (base.cases.size() > 1000) base.cases.resize(1000);
  base.crossovers.clear();
  const std::string stepping = base.cases[3].key;
  const bool written = lane::test::writeHistory(
      folder.path().toStdString(), base, 500, 0.015, [&](const lane::CaseRecord& record, int day) {
        return record.key == stepping && day >= 300 ? 1.2 : 1.0;
      });
  if (!written) return 1;
  report.say("cases a session", static_cast<double>(base.cases.size()), "");

  const std::string cli = LANESCOPE_BINARY_DIR "/bin/lanescope-cli";
  const std::vector<std::string> command{cli, "trend", folder.path().toStdString()};
  const std::string output = (cache.path() + QStringLiteral("/out.txt")).toStdString();
  const auto names = [&] {
    QFile file(QString::fromStdString(output));
    return file.open(QIODevice::ReadOnly) && file.readAll().contains("Regressions (1)");
  };
  const ChildResult first = runChild(command, output);
  bool good = first.exitCode == 0 && names();
  const QByteArray firstText = [&] {
    QFile file(QString::fromStdString(output));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }();
  std::vector<double> later;
  for (int i = 0; i < 5; ++i) {
    const ChildResult run = runChild(command, output);
    QFile file(QString::fromStdString(output));
    good &= run.exitCode == 0 && file.open(QIODevice::ReadOnly) && file.readAll() == firstText;
    later.push_back(run.wallSeconds);
  }
  std::nth_element(later.begin(), later.begin() + 2, later.end());
  report.atMost("trend of 500 sessions, first look", first.wallSeconds, 2, "s");
  report.atMost("trend of 500 sessions, after", 1e3 * later[2], 200, "ms");
  report.atLeast("the step is named, the same every time", good, 1, "");
  return report.exitCode();
}
