#include "analysis/diff.h"

#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/export.h"
#include "open_session.h"

namespace lane::cli {
namespace {

struct Request {
  std::string base, now;
  std::string threshold = "5%";
  std::string format = "text";
};

ExitCode diff(const Request& request) {
  const auto threshold = parseShare(request.threshold);
  if (!threshold) return report(threshold.error());
  const auto base = openForReading(request.base);
  if (!base) return report(base.error());
  const auto now = openForReading(request.now);
  if (!now) return report(now.error());
  const Diff result = diffSessions(*base, *now, {.threshold = *threshold});
  if (request.format == "json")
    print(toJson(result));
  else if (request.format == "markdown")
    print(toMarkdown(result));
  else if (request.format == "html")
    print(toHtml(result, *base, *now));
  else
    print(toText(result));
  return kDone;
}

}  // namespace

void addDiff(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "diff", "Compare two sessions; ratios are time new / base, below 1 is faster");
  const auto request = std::make_shared<Request>();
  command->add_option("BASE", request->base, "Session file to compare with")->required();
  command->add_option("NEW", request->now, "Session file to judge")->required();
  command->add_option("--threshold", request->threshold, "Smallest change that matters")
      ->capture_default_str();
  command->add_option("--format", request->format, "text, markdown, json or html")
      ->check(CLI::IsMember({"text", "markdown", "json", "html"}))
      ->capture_default_str();
  command->callback([&exit, request] { exit = diff(*request); });
}

}  // namespace lane::cli
