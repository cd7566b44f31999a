#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.h"
#include "console.h"
#include "exchange/export.h"
#include "exchange/other_tools.h"
#include "open_session.h"
#include "output_file.h"

namespace lane::cli {
namespace {

struct Request {
  std::string file, format, output, sections, without;
  bool overwrite = false;
};

std::string converted(const Session& session, const std::string& format,
                      const ReportOptions& options) {
  if (format == "csv") return toCsv(session);
  if (format == "csv-long") return toLongCsv(session);
  if (format == "gbench") return toGoogleBenchmark(session);
  if (format == "json") return toJson(session);
  if (format == "markdown") return toMarkdown(session, options);
  return toHtml(session, options);
}

ExitCode exportSession(const Request& request) {
  const auto sections = chooseSections(request.sections, request.without);
  if (!sections) return report(sections.error());
  const auto session = openForReading(request.file);
  if (!session) return report(session.error());
  const std::string text = converted(*session, request.format, {.sections = *sections});
  if (request.output.empty()) {
    print(text);
    return kDone;
  }
  const auto written =
      writeOutput(request.output, text, request.overwrite ? Overwrite::yes : Overwrite::no);
  if (!written) return report(written.error());
  say(fmt::format("Wrote {}", request.output));
  return kDone;
}

std::string sectionWords() {
  return fmt::format("{}", fmt::join(words<ReportSection>(), ","));
}

}  // namespace

void addExport(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand("export", "Write a session for other programs");
  const auto request = std::make_shared<Request>();
  command->add_option("FILE", request->file, "Session file")->required();
  command
      ->add_option("--format", request->format,
                   "csv (a row per case), csv-long (a row per sample), gbench (JSON of Google "
                   "Benchmark), json, markdown or html")
      ->check(CLI::IsMember({"csv", "csv-long", "gbench", "json", "markdown", "html"}))
      ->required();
  command->add_option("-o,--output", request->output, "File to write (default: standard output)");
  command->add_option("--sections", request->sections,
                      "Of markdown and html only these: " + sectionWords());
  command->add_option("--without", request->without, "Of markdown and html all but these");
  command->add_flag("--overwrite", request->overwrite, "Replace the output if it exists");
  command->callback([&exit, request] { exit = exportSession(*request); });
}

}  // namespace lane::cli
