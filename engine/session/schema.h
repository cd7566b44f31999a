// Every name in a session file: tables, columns, units, descriptions, and which member of which
// record a column holds. The writer, the reader and the test of the documentation walk these
// tables, so a new column is one line here (and one in resources/docs/session-format.md).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "session/session.h"

namespace lane::schema {

inline constexpr std::string_view kFormat = "lanescope";
/// A newer minor version adds tables and columns; a newer major one changes or removes some.
inline constexpr int kMajor = 1;
inline constexpr int kMinor = 1;

/// An enum member, stored as its word.
template <class Row>
struct Word {
  std::string_view (*get)(const Row&);
  bool (*set)(Row&, std::string_view);  ///< false: not one of the words
};

template <class T>
struct MemberOf;
template <class R, class V>
struct MemberOf<V R::*> {
  using Row = R;
  using Value = V;
};

template <auto member>
constexpr auto word() {
  using Row = typename MemberOf<decltype(member)>::Row;
  using Enum = typename MemberOf<decltype(member)>::Value;
  return Word<Row>{[](const Row& row) { return toWord(row.*member); },
                   [](Row& row, std::string_view text) {
                     const auto value = fromWord<Enum>(text);
                     if (value) row.*member = *value;
                     return value.has_value();
                   }};
}

template <class Row>
using Member = std::variant<double Row::*, std::uint32_t Row::*, std::uint64_t Row::*, bool Row::*,
                            std::string Row::*, Word<Row>>;

template <class Row>
struct Column {
  const char* name;
  const char* unit;  ///< SI, "1" for plain numbers, empty for texts
  const char* description;
  Member<Row> member;
  int since = 0;  ///< minor version that brought it; older files lack it and open with the default
};

template <class Row>
struct Table {
  const char* name;
  const char* description;
  std::span<const Column<Row>> columns;
};

inline constexpr auto kSourceColumns = std::to_array<Column<SourceRecord>>({
    {"id", "", "Name of the source within this session", &SourceRecord::id},
    {"kind", "", "in_process, child, import or remote", word<&SourceRecord::kind>()},
    {"tool", "", "Program that measured, with its version", &SourceRecord::tool},
    {"versions", "", "JSON object: library to version", &SourceRecord::versions},
    {"environment", "", "JSON object: variable to value", &SourceRecord::environment},
});
inline constexpr Table<SourceRecord> kSources{"sources", "Where the cases were measured",
                                              kSourceColumns};

inline constexpr auto kCaseColumns = std::to_array<Column<CaseRecord>>({
    {"key", "", "suite/benchmark/dtype/axes/variant/t=threads/cache/mode; pairs cases of sessions",
     &CaseRecord::key},
    {"suite", "", "Group of benchmarks", &CaseRecord::suite},
    {"benchmark", "", "Name of the benchmark within its suite", &CaseRecord::benchmark},
    {"dtype", "", "Element type: f32, f64, ... or none", word<&CaseRecord::dtype>()},
    {"size", "1", "Problem size, the figure on the size axis", &CaseRecord::size},
    {"shape", "", "JSON list of extents; empty when one-dimensional", &CaseRecord::shape},
    {"params", "", "JSON object of further parameters; empty when none", &CaseRecord::params},
    {"variant", "", "Method and instruction set", &CaseRecord::variant},
    {"threads", "1", "Threads that shared one call", &CaseRecord::threads},
    {"mode", "", "Outputs: reuse, allocate or inplace", word<&CaseRecord::mode>()},
    {"cache", "", "State of the operands: hot or cold", word<&CaseRecord::cache>()},
    {"revision", "1", "Revision of the workload; different revisions are not compared",
     &CaseRecord::revision},
    {"source", "1", "Row in sources", &CaseRecord::source},
    {"flops", "1", "Useful floating-point operations of one call", &CaseRecord::flops},
    {"bytes_read", "B", "Bytes one call must read", &CaseRecord::bytesRead},
    {"bytes_written", "B", "Bytes one call must write", &CaseRecord::bytesWritten},
    {"items", "1", "Items one call handles", &CaseRecord::items},
    {"item_name", "", "What an item is: elements, tokens, tensors", &CaseRecord::itemName},
    {"batch_calls", "1", "Calls in one sample", &CaseRecord::batchCalls},
    {"sample_offset", "1", "First row in samples; valid when samples is sorted by case",
     &CaseRecord::sampleOffset},
    {"sample_count", "1", "Rows in samples; valid when samples is sorted by case",
     &CaseRecord::sampleCount},
    {"median", "s", "Median time of one call; NaN when not measured", &CaseRecord::median},
    {"ci_low", "s", "Lower end of the median's confidence interval", &CaseRecord::ciLow},
    {"ci_high", "s", "Upper end of the median's confidence interval", &CaseRecord::ciHigh},
    {"mean", "s", "Mean time of one call", &CaseRecord::mean},
    {"stddev", "s", "Standard deviation of the samples", &CaseRecord::stddev},
    {"mad", "s", "Median absolute deviation of the samples, unscaled", &CaseRecord::mad},
    {"min", "s", "Smallest sample", &CaseRecord::min},
    {"p5", "s", "5th percentile of the samples (batch means)", &CaseRecord::p5},
    {"p95", "s", "95th percentile of the samples (batch means)", &CaseRecord::p95},
    {"p99", "s", "99th percentile of the samples (batch means)", &CaseRecord::p99},
    {"outliers", "1", "Samples outside Tukey's fences; counted, never removed",
     &CaseRecord::outliers},
    {"stop_reason", "", "Why sampling ended: none, goal, plateau, budget or stopped",
     word<&CaseRecord::stopReason>()},
    {"max_ulp", "1", "Largest error against the reference, in units in the last place",
     &CaseRecord::maxUlp},
    {"max_rel_error", "1", "Largest relative error against the reference",
     &CaseRecord::maxRelError},
    {"status", "", "pending, coarse, measured, skipped, wrong, impossible or failed",
     word<&CaseRecord::status>()},
    {"reason", "", "Why there is no figure, or what limits it", &CaseRecord::reason},
});
inline constexpr Table<CaseRecord> kCases{"cases", "One row per benchmark at one point of its axes",
                                          kCaseColumns};

/// Samples are held as columns in memory, too.
struct SampleColumn {
  const char* name;
  const char* unit;
  const char* description;
  std::variant<std::vector<double> Samples::*, std::vector<std::uint32_t> Samples::*,
               std::vector<std::uint64_t> Samples::*>
      member;
};
inline constexpr auto kSampleColumns = std::to_array<SampleColumn>({
    {"seconds", "s", "Time of one call: the batch's time over its calls", &Samples::seconds},
    {"case", "1", "Row in cases", &Samples::caseIndex},
    {"process", "1", "Which process measured, from 0", &Samples::process},
    {"pass", "1", "Pass over the plan, from 0", &Samples::pass},
    {"round", "1", "Round within the group; samples of one round were taken side by side",
     &Samples::round},
    {"t", "s", "When, since the run started", &Samples::t},
    {"calls", "1", "Calls in this batch", &Samples::calls},
    {"placement", "1", "Placement of the operands in memory, 0: the usual one",
     &Samples::placement},
    {"flags", "1", "Bits: 1 switched, 2 faulted, 4 clock moved, 8 time stolen", &Samples::flags},
});
inline constexpr const char* kSamples = "samples";
inline constexpr const char* kSamplesDescription = "One row per timed batch";
inline constexpr const char* kSortedByCase = "sorted_by_case";

inline constexpr auto kObservationColumns = std::to_array<Column<Observation>>({
    {"case", "1", "Row in cases", &Observation::caseIndex},
    {"process", "1", "Which process measured, from 0", &Observation::process},
    {"round", "1", "Round of the sample it belongs to", &Observation::round},
    {"metric", "1", "Row in metrics", &Observation::metric},
    {"value", "", "In the unit of its metric", &Observation::value},
});
inline constexpr Table<Observation> kObservations{
    "observations", "What a sample gave besides its time", kObservationColumns};

inline constexpr auto kMetricColumns = std::to_array<Column<MetricRecord>>({
    {"id", "", "Stable name", &MetricRecord::id},
    {"name", "", "Name for people", &MetricRecord::name},
    {"unit", "", "SI unit of its values", &MetricRecord::unit},
    {"kind", "", "time, rate, bytes, count, ratio, error, energy or frequency",
     word<&MetricRecord::kind>()},
    {"higher_is_better", "1", "1: more is better, 0: less is", &MetricRecord::higherIsBetter},
});
inline constexpr Table<MetricRecord> kMetrics{"metrics", "What the other tables measure",
                                              kMetricColumns};

inline constexpr auto kValueColumns = std::to_array<Column<ValueRecord>>({
    {"case", "1", "Row in cases; 4294967295: of the whole session", &ValueRecord::caseIndex},
    {"metric", "1", "Row in metrics", &ValueRecord::metric},
    {"value", "", "In the unit of its metric", &ValueRecord::value},
    {"low", "", "Lower end of its interval; NaN without one", &ValueRecord::low},
    {"high", "", "Upper end of its interval; NaN without one", &ValueRecord::high},
    {"n", "1", "Readings behind it", &ValueRecord::n},
    {"reason", "", "Why there is no value", &ValueRecord::reason},
});
inline constexpr Table<ValueRecord> kValues{"values", "Single figures of a case or the session",
                                            kValueColumns};

inline constexpr auto kHistogramColumns = std::to_array<Column<HistogramBin>>({
    {"case", "1", "Row in cases", &HistogramBin::caseIndex},
    {"metric", "1", "Row in metrics", &HistogramBin::metric},
    {"bin_low", "", "Lower edge of the bin, in the unit of its metric", &HistogramBin::binLow},
    {"count", "1", "Events in the bin", &HistogramBin::count},
});
inline constexpr Table<HistogramBin> kHistograms{
    "histograms", "Events too short to be samples, counted in bins", kHistogramColumns};

/// SeriesRecord without its points, which lie one after another in series_data.
struct SeriesRow {
  std::string id;
  std::uint32_t caseIndex = kNoCase;
  std::uint32_t metric = 0;
  std::uint64_t offset = 0;
  std::uint64_t count = 0;
};
struct SeriesDataRow {
  double t = 0;
  double value = 0;
};
inline constexpr auto kSeriesColumns = std::to_array<Column<SeriesRow>>({
    {"id", "", "Stable name", &SeriesRow::id},
    {"case", "1", "Row in cases; 4294967295: of the whole session", &SeriesRow::caseIndex},
    {"metric", "1", "Row in metrics", &SeriesRow::metric},
    {"offset", "1", "First row in series_data", &SeriesRow::offset},
    {"count", "1", "Rows in series_data", &SeriesRow::count},
});
inline constexpr Table<SeriesRow> kSeries{"series", "Metrics over time", kSeriesColumns};
inline constexpr auto kSeriesDataColumns = std::to_array<Column<SeriesDataRow>>({
    {"t", "s", "When, since the run started", &SeriesDataRow::t},
    {"value", "", "In the unit of the series' metric", &SeriesDataRow::value},
});
inline constexpr Table<SeriesDataRow> kSeriesData{"series_data", "Points of all series",
                                                  kSeriesDataColumns};

inline constexpr auto kMarkColumns = std::to_array<Column<MarkRecord>>({
    {"t", "s", "When, since the run started", &MarkRecord::t},
    {"case", "1", "Row in cases; 4294967295: of the whole session", &MarkRecord::caseIndex},
    {"text", "", "What happened", &MarkRecord::text},
});
inline constexpr Table<MarkRecord> kMarks{"marks", "Moments worth a mark on the time axis",
                                          kMarkColumns};

inline constexpr auto kCrossoverColumns = std::to_array<Column<CrossoverRecord>>({
    {"benchmark", "", "Name of the benchmark", &CrossoverRecord::benchmark},
    {"dtype", "", "Element type", word<&CrossoverRecord::dtype>()},
    {"from", "", "Variant to use below the size", &CrossoverRecord::from},
    {"to", "", "Variant to use from the size on", &CrossoverRecord::to},
    {"threads_from", "1", "Threads of from", &CrossoverRecord::threadsFrom},
    {"threads_to", "1", "Threads of to", &CrossoverRecord::threadsTo},
    {"mode_from", "", "Mode of from", word<&CrossoverRecord::modeFrom>()},
    {"mode_to", "", "Mode of to", word<&CrossoverRecord::modeTo>()},
    {"cache", "", "State of the operands", word<&CrossoverRecord::cache>()},
    {"params", "", "JSON object of the parameters both share; empty when none",
     &CrossoverRecord::params, 1},
    {"kind", "", "at, always, never, tie, several or unresolved", word<&CrossoverRecord::kind>()},
    {"part", "1", "Which of the parts of several, from 0", &CrossoverRecord::part},
    {"parts", "1", "Parts of several, else 1", &CrossoverRecord::parts},
    {"size", "1", "The crossover in elements; NaN unless at or several", &CrossoverRecord::size},
    {"size_low", "1", "Lower end of its interval", &CrossoverRecord::sizeLow},
    {"size_high", "1", "Upper end of its interval", &CrossoverRecord::sizeHigh},
    {"regret", "1", "Mean relative time lost against the best at every size",
     &CrossoverRecord::regret},
    {"neighbour_regret", "1", "The same when the cut lies one measured size off, on the worse side",
     &CrossoverRecord::neighbourRegret, 1},
});
inline constexpr Table<CrossoverRecord> kCrossovers{
    "crossovers", "From which size on one variant should replace another", kCrossoverColumns};

inline constexpr auto kFindingColumns = std::to_array<Column<Finding>>({
    {"severity", "", "note, warning or problem", word<&Finding::severity>()},
    {"rule", "", "Stable name of the rule that found it", &Finding::rule},
    {"text", "", "What was found", &Finding::text},
    {"evidence", "", "Keys of the cases it rests on, one per line", &Finding::evidence},
    {"advice", "", "What to do about it", &Finding::advice},
});
inline constexpr Table<Finding> kFindings{"findings", "What the program noticed", kFindingColumns};

inline constexpr auto kNoteColumns = std::to_array<Column<NoteRecord>>({
    {"case", "1", "Row in cases; 4294967295: of the whole session", &NoteRecord::caseIndex},
    {"created", "", "When it was written, ISO 8601 UTC", &NoteRecord::created},
    {"text", "", "The note", &NoteRecord::text},
});
inline constexpr Table<NoteRecord> kNotes{"notes", "What people wrote beside the figures",
                                          kNoteColumns};

inline constexpr auto kLogColumns = std::to_array<Column<LogLine>>({
    {"t", "s", "When, since the run started", &LogLine::t},
    {"severity", "", "note, warning or problem", word<&LogLine::severity>()},
    {"text", "", "The message", &LogLine::text},
});
inline constexpr Table<LogLine> kLog{"log", "Messages of the run", kLogColumns};

/// All tables with rows of members; samples is the one beside them.
template <class Visit>
void forEachTable(Visit visit) {
  visit(kSources);
  visit(kCases);
  visit(kObservations);
  visit(kMetrics);
  visit(kValues);
  visit(kHistograms);
  visit(kSeries);
  visit(kSeriesData);
  visit(kMarks);
  visit(kCrossovers);
  visit(kFindings);
  visit(kNotes);
  visit(kLog);
}

}  // namespace lane::schema
