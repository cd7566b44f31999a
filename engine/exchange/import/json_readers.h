// The tools whose results are one JSON document: how each is recognised, and who reads it. Adding a
// tool is a file with a reader and a row in the table.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "exchange/import/import.h"
#include "exchange/import/json_rows.h"
#include "exchange/import/session_builder.h"

namespace lane {

/// Reads one file, result by result. Not thread-safe.
class JsonReader {
 public:
  virtual ~JsonReader() = default;
  /// `number` counts the results of the file from 1.
  virtual void row(Json& row, std::size_t number) = 0;
  /// After the last result, with what else the file says.
  virtual void finish(const Json& head) = 0;
};

struct JsonTool {
  ImportFormat format;
  std::string_view suite;  ///< of its cases: "google_benchmark"
  /// `row` is the first result; null in a file without any.
  bool (*recognises)(const Json& head, const Json& row);
  std::unique_ptr<JsonReader> (*make)(SessionBuilder& builder);
};
std::span<const JsonTool> jsonTools();

bool isGoogleBenchmark(const Json& head, const Json& row);
std::unique_ptr<JsonReader> googleBenchmarkReader(SessionBuilder& builder);
bool isHyperfine(const Json& head, const Json& row);
std::unique_ptr<JsonReader> hyperfineReader(SessionBuilder& builder);
bool isPytestBenchmark(const Json& head, const Json& row);
std::unique_ptr<JsonReader> pytestBenchmarkReader(SessionBuilder& builder);
bool isNanobench(const Json& head, const Json& row);
std::unique_ptr<JsonReader> nanobenchReader(SessionBuilder& builder);
bool isPyperf(const Json& head, const Json& row);
std::unique_ptr<JsonReader> pyperfReader(SessionBuilder& builder);

/// Seconds of one s, ms, us, µs or ns; NaN for every other word.
double secondsOf(std::string_view unit);

/// "2024-05-01T12:00:00+02:00" and the like as ISO 8601 UTC; empty when it is no date.
std::string utcDate(std::string_view text);

}  // namespace lane
