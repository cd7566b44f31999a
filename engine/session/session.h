// A session: everything one run (or import) knows, as plain values. Mirrors the columns of the
// HDF5 file (resources/docs/session-format.md); the store reads and writes it, the runner fills
// it, views and analysis read it. Owned by one thread at a time; copied, never shared.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "base/words.h"
#include "machine/machine_card.h"

namespace lane {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::uint32_t kNoCase = 0xffffffffu;

/// Where cases came from.
struct SourceRecord {
  std::string id;
  SourceKind kind = SourceKind::in_process;
  std::string tool;         ///< "lanescope 0.1.0", "Google Benchmark 1.7.1"
  std::string versions;     ///< JSON object: library -> version
  std::string environment;  ///< JSON object

  bool operator==(const SourceRecord&) const = default;
};

/// One benchmark at one point of its axes, with its statistics. Times in seconds per call.
/// Unknown figures are NaN. operator== treats NaN as different: compare with sameCase().
struct CaseRecord {
  std::string key;        ///< canonical text, see makeKey()
  std::string suite;      ///< "vector"
  std::string benchmark;  ///< "dot"
  Dtype dtype = Dtype::none;
  std::uint64_t size = 0;  ///< plotted on the size axis
  std::string shape;       ///< JSON list, empty when one-dimensional
  std::string params;      ///< JSON object, empty when none
  std::string variant;     ///< "avx2"; free text because peers and imports bring their own
  std::uint32_t threads = 1;
  Mode mode = Mode::reuse;
  CacheState cache = CacheState::hot;
  std::uint32_t revision = 1;
  std::uint32_t source = 0;  ///< index into Session::sources

  double flops = 0;  ///< useful work per call
  double bytesRead = 0;
  double bytesWritten = 0;
  double items = 0;
  std::string itemName = "elements";

  std::uint64_t batchCalls = 0;    ///< calls per sample
  std::uint64_t sampleOffset = 0;  ///< into Samples, valid when Samples::sortedByCase
  std::uint64_t sampleCount = 0;
  double median = kUnknown;
  double ciLow = kUnknown;
  double ciHigh = kUnknown;
  double mean = kUnknown;
  double stddev = kUnknown;
  double mad = kUnknown;  ///< median absolute deviation, unscaled
  double min = kUnknown;
  double p5 = kUnknown;  ///< percentiles of batch means
  double p95 = kUnknown;
  double p99 = kUnknown;
  std::uint32_t outliers = 0;
  StopReason stopReason = StopReason::none;
  double maxUlp = kUnknown;
  double maxRelError = kUnknown;
  CaseStatus status = CaseStatus::pending;
  std::string reason;  ///< why there is no number, or what limits it

  /// Half-width of the interval relative to the median; NaN without one.
  double relativeHalfWidth() const { return (ciHigh - ciLow) / 2 / median; }
  bool hasTime() const {
    return (status == CaseStatus::measured || status == CaseStatus::coarse) && median > 0;
  }
};

/// Equal in every field, NaN equal to NaN.
bool sameCase(const CaseRecord& a, const CaseRecord& b);

/// suite/benchmark/dtype/k=v,…/variant/t=N/cache/mode, parts percent-encoded (RFC 3986).
std::string makeKey(const CaseRecord& record);

/// Columns of samples; all the same length. seconds is per call.
struct Samples {
  std::vector<double> seconds;
  std::vector<std::uint32_t> caseIndex;
  std::vector<std::uint32_t> process;
  std::vector<std::uint32_t> pass;
  std::vector<std::uint32_t> round;
  std::vector<double> t;  ///< seconds since the run started
  std::vector<std::uint64_t> calls;
  std::vector<std::uint32_t> placement;
  std::vector<std::uint32_t> flags;  ///< bits of SampleFlag
  bool sortedByCase = false;

  std::size_t size() const { return seconds.size(); }
  bool operator==(const Samples&) const = default;
};

enum SampleFlag : std::uint32_t {
  kFlagSwitched = 1,  ///< involuntary context switch during the batch
  kFlagFaulted = 2,   ///< page fault during the batch
  kFlagClock = 4,     ///< clock moved by more than 1 % around it
  kFlagStolen = 8,    ///< stolen time around it
};

/// What else one sample gave (user time, peak memory of a process …).
struct Observation {
  std::uint32_t caseIndex = kNoCase;
  std::uint32_t process = 0;
  std::uint32_t round = 0;
  std::uint32_t metric = 0;  ///< index into Session::metrics
  double value = kUnknown;
  bool operator==(const Observation&) const = default;
};

struct MetricRecord {
  std::string id;    ///< "resident_memory"
  std::string name;  ///< "Resident memory"
  std::string unit;  ///< SI: "s", "B", "Hz", "1"
  MetricKind kind = MetricKind::time;
  bool higherIsBetter = false;
  bool operator==(const MetricRecord&) const = default;
};

struct ValueRecord {
  std::uint32_t caseIndex = kNoCase;  ///< kNoCase: of the session
  std::uint32_t metric = 0;
  double value = kUnknown;
  double low = kUnknown;
  double high = kUnknown;
  std::uint64_t n = 0;
  std::string reason;
};

struct HistogramBin {
  std::uint32_t caseIndex = kNoCase;
  std::uint32_t metric = 0;
  double binLow = 0;
  std::uint64_t count = 0;
  bool operator==(const HistogramBin&) const = default;
};

/// A metric over time, e.g. resident memory during the run. t in seconds since the run started.
struct SeriesRecord {
  std::string id;
  std::uint32_t caseIndex = kNoCase;
  std::uint32_t metric = 0;
  std::vector<double> t;
  std::vector<double> value;
  bool operator==(const SeriesRecord&) const = default;
};

struct MarkRecord {
  double t = 0;
  std::uint32_t caseIndex = kNoCase;
  std::string text;
  bool operator==(const MarkRecord&) const = default;
};

/// From which size on `to` should be used instead of `from`.
struct CrossoverRecord {
  std::string benchmark;
  Dtype dtype = Dtype::f32;
  std::string from;  ///< variant
  std::string to;
  std::uint32_t threadsFrom = 1;
  std::uint32_t threadsTo = 1;
  Mode modeFrom = Mode::reuse;
  Mode modeTo = Mode::reuse;
  CacheState cache = CacheState::hot;
  std::string params;  ///< JSON object both sides share, as CaseRecord::params
  CrossoverKind kind = CrossoverKind::unresolved;
  std::uint32_t part = 0;  ///< 0-based among `parts` of a `several`
  std::uint32_t parts = 1;
  double size = kUnknown;  ///< elements; NaN unless kind is at or several
  double sizeLow = kUnknown;
  double sizeHigh = kUnknown;
  double regret = kUnknown;  ///< mean relative time lost by the cut against the best per size
  /// The same when the cut lies one measured size lower or higher, whichever loses more: what a
  /// slightly wrong threshold costs.
  double neighbourRegret = kUnknown;
};

struct Finding {
  Severity severity = Severity::note;
  std::string rule;      ///< "noisy", "crossover" …
  std::string text;      ///< one or two sentences with their figures
  std::string evidence;  ///< keys of the cases it rests on, separated by line feeds
  std::string advice;
  bool operator==(const Finding&) const = default;
};

struct NoteRecord {
  std::uint32_t caseIndex = kNoCase;
  std::string created;  ///< ISO 8601 UTC
  std::string text;
  bool operator==(const NoteRecord&) const = default;
};

struct LogLine {
  double t = 0;
  Severity severity = Severity::note;
  std::string text;
  bool operator==(const LogLine&) const = default;
};

/// A part of the session's file that this program does not know, as a newer one or a user wrote
/// it: kept as it stands, so that opening and saving loses nothing (session/foreign.h).
struct ForeignPart {
  enum class Kind { group, dataset, attribute };
  Kind kind = Kind::dataset;
  std::string parent;  ///< path of the group or dataset it belongs to: "/", "/cases"
  std::string name;
  std::string type;  ///< "u32le", "f64be", "text/utf8/null": see foreign.cpp; groups: empty
  std::size_t itemBytes = 0;           ///< of one number or text
  std::vector<std::uint64_t> extents;  ///< at most two; none: a single value
  std::vector<std::byte> bytes;
  std::uint64_t rows = 0;  ///< fingerprint of the rows it belongs to; 0: of none

  bool operator==(const ForeignPart&) const = default;
};

struct Session {
  std::string title;
  std::string uuid;
  std::string created;  ///< ISO 8601 UTC
  std::string programVersion;
  bool complete = false;  ///< false: stopped, killed or still running
  std::string planYaml;   ///< the exact plan
  std::uint64_t seed = 0;

  MachineCard machine;
  std::vector<SourceRecord> sources;
  std::vector<CaseRecord> cases;
  Samples samples;
  std::vector<Observation> observations;
  std::vector<MetricRecord> metrics;
  std::vector<ValueRecord> values;
  std::vector<HistogramBin> histograms;
  std::vector<SeriesRecord> series;
  std::vector<MarkRecord> marks;
  std::vector<CrossoverRecord> crossovers;
  std::vector<Finding> findings;
  std::vector<NoteRecord> notes;
  std::vector<LogLine> log;
  std::vector<ForeignPart> foreign;  ///< parents before their members

  /// Positions in `samples` that belong to a case: a range when sorted, else by scanning.
  std::vector<std::size_t> samplesOf(std::uint32_t caseIndex) const;
  /// Case with that key; kNoCase when there is none.
  std::uint32_t caseByKey(std::string_view key) const;
  /// Index of the metric with that id, added when missing.
  std::uint32_t metricIndex(const MetricRecord& metric);
};

/// Sorts samples by case (stable) and fills offsets and counts of the cases.
void sortSamples(Session& session);

/// Random version-4 UUID text and the present moment as ISO 8601 UTC, for new sessions.
std::string newUuid();
std::string nowIso8601();

}  // namespace lane
