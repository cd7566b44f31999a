#include "analysis/trend_folder.h"
#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/trend_export.h"

namespace lane::cli {
namespace {

struct Request {
  std::string folder;
  std::string benchmark, variant, since;
  std::string threshold = "5%";
  std::string format = "text";
  bool all = false;
};

ExitCode trend(const Request& request) {
  TrendOptions options;
  const auto threshold = parseShare(request.threshold);
  if (!threshold) return report(threshold.error());
  options.threshold = *threshold;
  options.benchmark = request.benchmark;
  options.variant = request.variant;
  if (!request.since.empty()) {
    const auto since = parseMoment(request.since);
    if (!since)
      return report({ErrorCode::usage, "is not a date", request.since,
                     "Write 2026-01-31 or 2026-01-31T12:00:00Z"});
    options.since = *since;
  }
  const auto read = readTrendFolder(request.folder);
  if (!read) return report(read.error());
  const auto result = makeTrend(*read, options);
  if (!result) return report(result.error());
  const TrendReport page{*result, *read, request.folder, request.all};
  if (request.format == "json")
    print(toJson(page));
  else if (request.format == "markdown")
    print(toMarkdown(page));
  else if (request.format == "csv")
    print(toCsv(page));
  else
    print(toText(page));
  return kDone;
}

}  // namespace

void addTrend(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "trend", "History of every case over a folder of sessions, and since when it changed");
  const auto request = std::make_shared<Request>();
  command->add_option("DIR", request->folder, "Folder of session files")->required();
  command->add_option("--benchmark", request->benchmark,
                      "Only benchmarks whose suite/name this regular expression finds");
  command->add_option("--variant", request->variant, "Only these variants, with commas");
  command->add_option("--since", request->since, "Only sessions from this date on");
  command->add_option("--threshold", request->threshold, "Smallest change that matters")
      ->capture_default_str();
  command->add_option("--format", request->format, "text, json, markdown or csv")
      ->check(CLI::IsMember({"text", "json", "markdown", "csv"}))
      ->capture_default_str();
  command->add_flag("--all", request->all, "List every history and every possible step");
  command->callback([&exit, request] { exit = trend(*request); });
}

}  // namespace lane::cli
