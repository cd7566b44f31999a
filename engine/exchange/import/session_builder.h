// Puts a session together from what a reader finds: cases with unique keys, samples with our own
// statistics, figures a file states without samples, other metrics, and a count of what was left
// out. Not thread-safe; one per import; the Import outlives it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "exchange/import/import.h"
#include "exchange/import/name_reader.h"

namespace lane {

/// Figures of one case that a file states instead of samples; seconds.
struct StatedFigures {
  double median = kUnknown, mean = kUnknown, stddev = kUnknown, mad = kUnknown;
  double min = kUnknown, low = kUnknown, high = kUnknown;  ///< low … high: of the median
  std::uint64_t count = 0;  ///< of the samples behind them; 0: not stated
};

class SessionBuilder {
 public:
  SessionBuilder(Import& import, NameReader names, std::string suite);

  NameReader& names() { return m_names; }
  Session& session() { return m_import.session; }
  CaseRecord& record(std::uint32_t index) { return m_import.session.cases[index]; }
  /// The tool, as sources name it, with its version when the file says it.
  void setTool(const std::string& tool, const std::string& version);
  void reserve(std::size_t cases);

  struct Found {
    std::uint32_t index = kNoCase;
    bool isNew = false;
    bool sameName = true;  ///< false: the key was made from another name
  };
  /// The case of these axes, added when there is none yet. `name` is what the file calls it.
  Found caseOf(const NamedAxes& axes, std::string_view name);

  /// `seconds` is per call. Round numbers tell repetitions apart.
  void addSample(std::uint32_t index, double seconds, std::uint64_t calls, std::uint32_t round,
                 std::uint32_t process = 0);
  /// What else a sample gave. Becomes a value of the case; kept one by one where there are several.
  void observe(std::uint32_t index, std::uint32_t round, const MetricRecord& metric, double value);
  /// A figure of the whole case; NaN with the reason.
  void addValue(std::uint32_t index, const MetricRecord& metric, double value,
                const std::string& reason = {});
  void state(std::uint32_t index, const StatedFigures& figures);
  /// A result without a time, for instance one that failed.
  void setStatus(std::uint32_t index, CaseStatus status, std::string reason);
  void note(std::uint32_t index, std::string text);

  void countRead(std::size_t results = 1) { m_import.read += results; }
  void skip(std::string what, std::string why);
  /// Each sentence once.
  void remark(const std::string& sentence);

  /// Statistics of everything that was added.
  void finish();

 private:
  std::uint32_t metricIndex(const MetricRecord& metric);
  void summarizeSamples(std::uint32_t index);
  void gatherObservations();

  struct KeyHash {
    using is_transparent = void;
    const Session* session;
    std::size_t operator()(std::uint32_t index) const;
    std::size_t operator()(std::string_view key) const;
  };
  struct KeyEqual {
    using is_transparent = void;
    const Session* session;
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
    bool operator()(std::string_view key, std::uint32_t index) const;
    bool operator()(std::uint32_t index, std::string_view key) const { return (*this)(key, index); }
  };

  Import& m_import;
  NameReader m_names;
  std::string m_suite;
  std::unordered_set<std::uint32_t, KeyHash, KeyEqual> m_byKey;
  std::vector<std::size_t> m_nameHashes;  ///< of each case
  std::unordered_map<std::string, std::uint32_t> m_metrics;
  std::unordered_set<std::string> m_remarks;
};

/// Interval of a median that only mean, standard deviation and count stand for, and of one with too
/// few samples for order statistics: Student's t on the logarithm, widened by sqrt(pi/2) for the
/// median, so that the low end stays positive. NaN without a spread.
void setNormalInterval(CaseRecord& record, double count);

MetricRecord timeMetric(std::string id, std::string name);
MetricRecord bytesMetric(std::string id, std::string name);
MetricRecord countMetric(std::string id, std::string name);

}  // namespace lane
