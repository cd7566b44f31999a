#include "session_report.h"

#include <fmt/format.h>

#include "analysis/crossover.h"
#include "base/units.h"
#include "console.h"
#include "exchange/export.h"

namespace lane::cli {

std::string sessionReport(const Session& session) {
  std::string text = toText(session);
  if (!text.empty() && text.back() != '\n') text += '\n';
  if (!session.crossovers.empty()) {
    text += "\nCrossovers\n";
    for (const CrossoverRecord& crossover : session.crossovers)
      text += fmt::format("  {}\n", describe(crossover));
  }
  if (!session.findings.empty()) {
    text += "\nFindings\n";
    for (const Finding& finding : session.findings) {
      text += fmt::format("  {}: {}", toWord(finding.severity), finding.text);
      text += finding.advice.empty() ? "\n" : fmt::format(" {}\n", finding.advice);
    }
  }
  return text;
}

Result<Session> openForReading(const std::string& path) {
  auto opened = openSession(path);
  if (!opened) return tl::unexpected(opened.error());
  if (opened->fromPartial)
    say(
        fmt::format("{}: reading {}, the checkpoint of a run that did not end. "
                    "'lanescope-cli recover {}' completes it",
                    path, partialPath(path).string(), path));
  else if (!opened->session.complete)
    say(fmt::format("{}: incomplete, the run was stopped", path));
  if (opened->newerMinor)
    say(fmt::format("{}: written by a newer version; parts this version does not know are left out",
                    path));
  return std::move(opened->session);
}

}  // namespace lane::cli
