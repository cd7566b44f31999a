// Results of other tools as sessions. The tool is recognised by what the file says, not by its
// name. Everything a file does not say stays empty with a reason; nothing is dropped without being
// counted.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/session.h"

namespace lane {

enum class ImportFormat : std::uint8_t {
  google_benchmark,
  criterion,
  hyperfine,
  pytest_benchmark,
  csv,
  nanobench,
  pyperf
};
/// "Google Benchmark", for messages; and the word of the command line, "google-benchmark".
std::string_view nameOf(ImportFormat format);
std::string_view wordOf(ImportFormat format);
inline constexpr ImportFormat kImportFormats[] = {ImportFormat::google_benchmark,
                                                  ImportFormat::criterion,
                                                  ImportFormat::hyperfine,
                                                  ImportFormat::pytest_benchmark,
                                                  ImportFormat::nanobench,
                                                  ImportFormat::pyperf,
                                                  ImportFormat::csv};

/// How the size, and other axes, are read from a name: a regular expression with the named groups
/// (?<size>…), (?<variant>…), (?<threads>…), (?<dtype>…), (?<benchmark>…); other groups become
/// parameters of their name. The first that matches counts. Without a benchmark group the benchmark
/// is what the pattern did not match.
struct NamePattern {
  std::string expression;
  bool operator==(const NamePattern&) const = default;
};

/// What the columns of a CSV file mean. A column is named by its heading, or by its number from 1
/// where the file has none.
struct CsvMapping {
  char separator = 0;   ///< 0: found out
  bool heading = true;  ///< the first row names the columns
  std::string benchmark, variant, size, threads, time, low, high, samples;
  /// Of time, low and high: s, ms, us, ns, or a column that holds one of these.
  std::string timeUnit = "s";
  std::vector<std::string> params;  ///< columns that tell cases apart, by their headings
  bool operator==(const CsvMapping&) const = default;
};

struct ImportOptions {
  std::optional<ImportFormat> format;  ///< nothing: recognised
  std::vector<NamePattern> patterns;   ///< tried before the built-in ones
  CsvMapping csv;
};

/// The variant of results whose file names none: charts and tables need a word for it.
inline constexpr std::string_view kOnlyVariant = "default";

struct SkippedRow {
  std::string what;  ///< "row 12", "BM_add/8", a path
  std::string why;
};

struct Import {
  Session session;
  ImportFormat format = ImportFormat::csv;
  std::size_t read = 0;              ///< results that became cases or samples
  std::vector<SkippedRow> skipped;   ///< results that did not
  std::vector<std::string> remarks;  ///< what the file does not say, in sentences
  /// "412 results read, 3 skipped: 2 without a time, 1 twice"
  std::string summary() const;
};

/// A file, or the folder of a Criterion tree. A CSV mapping that names neither benchmark nor time
/// is replaced by what the headings suggest. Errors: io, format (what is wrong and where), usage (a
/// pattern that is none, a CSV file without a column for benchmark or time).
Result<Import> importResults(const std::filesystem::path& path, const ImportOptions& options = {});

/// Several imports as one session: cases in order, every file a source, the machine of the first.
/// Error: usage, when two hold the same case.
Result<Import> joinImports(std::vector<Import> parts);

/// Headings and the first rows of a CSV file, for a dialog that asks what they mean, with the
/// mapping its headings suggest. Errors: io, format.
struct CsvPreview {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< at most 20
  CsvMapping suggestion;
};
Result<CsvPreview> previewCsv(const std::filesystem::path& path, const CsvMapping& mapping = {});

/// Recognised by content; format error when it is none of them.
Result<ImportFormat> recognise(const std::filesystem::path& path);

}  // namespace lane
