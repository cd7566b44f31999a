#include "exchange/import/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/units.h"
#include "base/version.h"
#include "exchange/import/criterion.h"
#include "exchange/import/csv_import.h"
#include "exchange/import/csv_text.h"
#include "exchange/import/json_readers.h"
#include "exchange/import/json_text.h"
#include "exchange/import/read_text.h"
#include "session/utf8.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

/// Enough to see the first result of every tool.
constexpr std::size_t kFirstLook = std::size_t{1} << 20;

bool looksLikeJson(std::string_view text) {
  return findJson(text) != std::string_view::npos;
}

/// The tool that wrote the JSON, by its head and its first result.
const JsonTool* toolOf(std::string_view json) {
  Json first;
  const JsonOutline outline = readRows(json, [&](const std::string&, Json& row) {
    first = std::move(row);
    return false;
  });
  const auto tools = jsonTools();
  const auto found = std::find_if(tools.begin(), tools.end(), [&](const JsonTool& tool) {
    return tool.recognises(outline.head, first);
  });
  return found == tools.end() ? nullptr : &*found;
}

tl::unexpected<Error> unknown(const std::string& where) {
  return fail(ErrorCode::format, "is no result file that is known here", where,
              "Known are the JSON of Google Benchmark, hyperfine, pytest-benchmark, nanobench and "
              "pyperf, the folders of Criterion.rs, and CSV");
}

/// Criterion's own files stand for the folder they lie in.
bool isPartOfCriterion(const fs::path& file) {
  const std::string name = file.filename().string();
  return name == "benchmark.json" || name == "estimates.json" || name == "sample.json";
}

Result<ImportFormat> formatOf(const fs::path& path, const std::string& text) {
  if (const auto isText = checkIsText(text, path.string()); !isText)
    return tl::unexpected(isText.error());
  if (looksLikeJson(text)) {
    const auto tidy = tidyJson(text, path.string());
    if (!tidy) return tl::unexpected(tidy.error());
    if (const JsonTool* tool = toolOf(tidy->json)) return tool->format;
    if (isPartOfCriterion(path) && isCriterionTree(path.parent_path()))
      return ImportFormat::criterion;
    // A name in square brackets may open a CSV file, too.
    if (text[findJson(text)] == '{') return unknown(path.string());
  }
  if (findSeparator(text) != 0) return ImportFormat::csv;
  return unknown(path.string());
}

void tell(const TidyJson& tidy, SessionBuilder& builder) {
  const auto say = [&](std::size_t count, const char* one, const char* many) {
    if (count > 0)
      builder.remark(fmt::format("{} {}", formatCount(count), count == 1 ? one : many));
  };
  say(tidy.notFinite, "number in the file is not finite; it is unknown here.",
      "numbers in the file are not finite; they are unknown here.");
  say(tidy.controls, "control character in a text was replaced by a blank.",
      "control characters in texts were replaced by blanks.");
  say(tidy.textBefore, "byte of other text before the results was passed over.",
      "bytes of other text before the results were passed over.");
  say(tidy.textBehind, "byte of other text behind the results was passed over.",
      "bytes of other text behind the results were passed over.");
  if (tidy.replacedBytes) builder.remark("Bytes that are no UTF-8 were replaced.");
}

Result<void> readJsonFile(std::string text, const JsonTool& tool, const std::string& where,
                          SessionBuilder& builder) {
  auto tidy = tidyJson(std::move(text), where);
  if (!tidy) return tl::unexpected(tidy.error());
  // A bound of the results, so that their table need not grow by copying.
  std::size_t names = 0;
  for (std::size_t at = tidy->json.find("\"name\""); at != std::string::npos;
       at = tidy->json.find("\"name\"", at + 6))
    ++names;
  builder.reserve(names);
  tell(*tidy, builder);
  const auto reader = tool.make(builder);
  std::size_t number = 0;
  JsonOutline outline = readRows(tidy->json, [&](const std::string&, Json& row) {
    ++number;
    if (row.is_object())
      reader->row(row, number);
    else
      builder.skip(fmt::format("result {}", number), "not an object");
    return true;
  });
  const std::string place = lineText(tidy->json, outline.offset);
  if (!outline.problem.empty() && number == 0)
    return fail(ErrorCode::format, "is no JSON: " + outline.problem,
                fmt::format("{}, {}", where, place), "The file is damaged or not complete");
  tidy->json = {};  // the statistics need the room
  reader->finish(outline.head);
  if (tidy->truncated)
    builder.skip(fmt::format("everything behind result {}", number), "the file is cut off");
  else if (!outline.problem.empty())
    builder.skip("everything behind " + place, "damaged: " + outline.problem);
  return {};
}

Result<void> read(const fs::path& path, const ImportOptions& options, ImportFormat format,
                  std::string text, SessionBuilder& builder) {
  if (format == ImportFormat::criterion)
    return readCriterion(fs::is_directory(path) ? path : path.parent_path(), builder);
  if (format == ImportFormat::csv) {
    std::string clean = wellFormedUtf8(text);
    if (clean != text) builder.remark("Bytes that are no UTF-8 were replaced.");
    return readCsv(clean, options.csv, path.string(), builder);
  }
  const auto tools = jsonTools();
  const auto tool = std::find_if(tools.begin(), tools.end(),
                                 [&](const JsonTool& each) { return each.format == format; });
  return readJsonFile(std::move(text), *tool, path.string(), builder);
}

std::string suiteOf(ImportFormat format) {
  for (const JsonTool& tool : jsonTools())
    if (tool.format == format) return std::string(tool.suite);
  return format == ImportFormat::criterion ? "criterion" : "csv";
}

/// What the file cannot tell of itself.
void addOrigin(const fs::path& path, Import& import) {
  Session& session = import.session;
  session.title = path.stem().string();
  if (import.format == ImportFormat::criterion)
    session.title = fs::is_directory(path) ? path.filename().string() : path.parent_path().string();
  session.title = wellFormedUtf8(session.title);
  session.programVersion = std::string(programVersion());
  if (session.created.empty()) {
    std::error_code error;
    const auto written = fs::last_write_time(path, error);
    session.created = error ? nowIso8601() : isoText(written);
    import.remarks.push_back("The date is that of the file.");
  }
  for (NoteRecord& note : session.notes) note.created = session.created;
}

}  // namespace

namespace {

struct FormatName {
  ImportFormat format;
  std::string_view name, word;
};
constexpr FormatName kNames[] = {
    {ImportFormat::google_benchmark, "Google Benchmark", "google-benchmark"},
    {ImportFormat::criterion, "Criterion.rs", "criterion"},
    {ImportFormat::hyperfine, "hyperfine", "hyperfine"},
    {ImportFormat::pytest_benchmark, "pytest-benchmark", "pytest-benchmark"},
    {ImportFormat::nanobench, "nanobench", "nanobench"},
    {ImportFormat::pyperf, "pyperf", "pyperf"},
    {ImportFormat::csv, "CSV", "csv"}};

const FormatName& entryOf(ImportFormat format) {
  return *std::find_if(std::begin(kNames), std::end(kNames),
                       [&](const FormatName& entry) { return entry.format == format; });
}

}  // namespace

std::string_view nameOf(ImportFormat format) {
  return entryOf(format).name;
}
std::string_view wordOf(ImportFormat format) {
  return entryOf(format).word;
}

std::string Import::summary() const {
  std::map<std::string, std::size_t> reasons;
  for (const SkippedRow& row : skipped) ++reasons[row.why];
  std::vector<std::pair<std::size_t, std::string>> counted;
  for (const auto& [why, count] : reasons) counted.emplace_back(count, why);
  std::stable_sort(counted.begin(), counted.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text = fmt::format("{} result{} read, {} skipped", formatCount(read),
                                 read == 1 ? "" : "s", formatCount(skipped.size()));
  constexpr std::size_t kMostReasons = 5;
  for (std::size_t i = 0; i < counted.size() && i < kMostReasons; ++i)
    text += fmt::format("{}{} {}", i == 0 ? ": " : ", ", formatCount(counted[i].first),
                        counted[i].second);
  if (counted.size() > kMostReasons) text += ", …";
  return text;
}

Result<ImportFormat> recognise(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    if (isCriterionTree(path)) return ImportFormat::criterion;
    return fail(ErrorCode::format, "is a folder without results of Criterion.rs", path.string(),
                "Give target/criterion, or a file");
  }
  auto text = readText(path, kFirstLook);
  if (!text) return tl::unexpected(text.error());
  return formatOf(path, *text);
}

Result<Import> importResults(const fs::path& given, const ImportOptions& options) {
  const fs::path path = given.has_filename() ? given : given.parent_path();
  auto names = NameReader::make(options.patterns);
  if (!names) return tl::unexpected(names.error());
  const auto format = options.format ? Result<ImportFormat>(*options.format) : recognise(path);
  if (!format) return tl::unexpected(format.error());
  std::string text;
  if (*format != ImportFormat::criterion) {
    auto whole = readText(path);
    if (!whole) return tl::unexpected(whole.error());
    text = std::move(*whole);
  }
  Import import;
  import.format = *format;
  {
    SessionBuilder builder(import, std::move(*names), suiteOf(*format));
    if (const auto done = read(path, options, *format, std::move(text), builder); !done)
      return tl::unexpected(done.error());
    builder.finish();
  }
  addOrigin(path, import);
  return import;
}

Result<CsvPreview> previewCsv(const fs::path& path, const CsvMapping& mapping) {
  auto text = readText(path, kFirstLook);
  if (!text) return tl::unexpected(text.error());
  if (const auto isText = checkIsText(*text, path.string()); !isText)
    return tl::unexpected(isText.error());
  return previewCsvText(wellFormedUtf8(*text), mapping, path.string());
}

}  // namespace lane
