#include "exchange/import/import.h"

#include <fmt/format.h>

#include <map>

#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/text_layout.h"
#include "session/store.h"

namespace lane::cli {
namespace {

constexpr std::size_t kMostLines = 20;

struct Request {
  std::vector<std::string> files, patterns;
  std::string output, format, map, timeUnit, separator;
  bool overwrite = false;
};

tl::unexpected<Error> wrong(const char* option, std::string what, std::string advice) {
  return fail(ErrorCode::usage, std::move(what), option, std::move(advice));
}

/// "benchmark=name,time=col 3" into the mapping.
Result<void> readMap(const std::string& text, CsvMapping& mapping) {
  const std::map<std::string, std::string CsvMapping::*> roles{
      {"benchmark", &CsvMapping::benchmark}, {"variant", &CsvMapping::variant},
      {"size", &CsvMapping::size},           {"threads", &CsvMapping::threads},
      {"time", &CsvMapping::time},           {"low", &CsvMapping::low},
      {"high", &CsvMapping::high},           {"samples", &CsvMapping::samples}};
  for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    const std::size_t equals = part.find('=');
    const std::string role = part.substr(0, equals);
    const std::string column = equals == std::string::npos ? "" : part.substr(equals + 1);
    if (role == "param" && !column.empty())
      mapping.params.push_back(column);
    else if (const auto known = roles.find(role); known != roles.end() && !column.empty())
      mapping.*known->second = column;
    else
      return wrong("--map", fmt::format("\"{}\" is not right here", part),
                   "It takes ROLE=COLUMN with benchmark, variant, size, threads, time, low, high, "
                   "samples or param");
    begin = end + 1;
  }
  return {};
}

Result<ImportOptions> optionsOf(const Request& request) {
  ImportOptions options;
  for (const ImportFormat format : kImportFormats)
    if (wordOf(format) == request.format) options.format = format;
  for (const std::string& pattern : request.patterns) options.patterns.push_back({pattern});
  if (const auto read = readMap(request.map, options.csv); !read)
    return tl::unexpected(read.error());
  if (!request.timeUnit.empty()) options.csv.timeUnit = request.timeUnit;
  if (request.separator == "tab")
    options.csv.separator = '\t';
  else if (request.separator.size() == 1)
    options.csv.separator = request.separator.front();
  else if (!request.separator.empty())
    return wrong("--separator", fmt::format("\"{}\" is not right here", request.separator),
                 "It takes one character, or tab");
  return options;
}

void tell(const Import& import) {
  std::size_t lines = 0;
  for (const SkippedRow& row : import.skipped) {
    if (++lines > kMostLines) break;
    say(fmt::format("  skipped {}: {}", shortened(printable(row.what), 100), printable(row.why)));
  }
  if (import.skipped.size() > kMostLines)
    say(fmt::format("  … and {} more", formatCount(import.skipped.size() - kMostLines)));
  lines = 0;
  for (const std::string& remark : import.remarks) {
    if (++lines > kMostLines) break;
    say("  " + printable(remark));
  }
  if (import.remarks.size() > kMostLines)
    say(fmt::format("  … and {} more remarks", formatCount(import.remarks.size() - kMostLines)));
}

ExitCode importFiles(const Request& request) {
  const auto options = optionsOf(request);
  if (!options) return report(options.error());
  const Overwrite overwrite = request.overwrite ? Overwrite::yes : Overwrite::no;
  if (const auto writable = checkWritable(request.output, overwrite); !writable)
    return report(writable.error());

  std::vector<Import> parts;
  for (const std::string& file : request.files) {
    auto import = importResults(file, *options);
    if (!import) return report(import.error());
    if (request.files.size() > 1)
      say(fmt::format("{}: {}, {}", file, nameOf(import->format), printable(import->summary())));
    parts.push_back(std::move(*import));
  }
  auto joined = joinImports(std::move(parts));
  if (!joined) return report(joined.error());
  if (joined->session.cases.empty()) {
    tell(*joined);
    return report({ErrorCode::format, "nothing could be read: " + joined->summary(),
                   request.files.front(), "No session was written"});
  }
  if (const auto saved = saveSession(joined->session, request.output, overwrite); !saved)
    return report(saved.error());
  tell(*joined);
  say(fmt::format("Wrote {}: {}", request.output, printable(joined->summary())));
  return kDone;
}

}  // namespace

void addImport(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand("import", "Results of other tools as a session");
  const auto request = std::make_shared<Request>();
  command
      ->add_option("FILE", request->files,
                   "JSON of Google Benchmark, hyperfine, pytest-benchmark, nanobench or pyperf, a "
                   "folder of Criterion.rs (target/criterion), CSV; several become one session")
      ->required();
  command->add_option("-o,--output", request->output, "Session to write")->required();
  std::vector<std::string> words;
  for (const ImportFormat format : kImportFormats) words.emplace_back(wordOf(format));
  command->add_option("--format", request->format, "Do not find out, take this format")
      ->check(CLI::IsMember(words));
  command
      ->add_option("--pattern", request->patterns,
                   "Regular expression that reads names: (?<benchmark>…), (?<variant>…), "
                   "(?<size>…), (?<threads>…), (?<dtype>…); may be given several times")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_option("--map", request->map,
                      "Columns of a CSV file by heading or number: benchmark=name,time=3,size=n");
  command->add_option("--time-unit", request->timeUnit,
                      "Of the times in a CSV file: s, ms, us, ns, or the column that says it");
  command->add_option("--separator", request->separator, "Of a CSV file: one character, or tab");
  command->add_flag("--overwrite", request->overwrite, "Replace the output if it exists");
  command->callback([&exit, request] { exit = importFiles(*request); });
}

}  // namespace lane::cli
