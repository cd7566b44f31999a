// What this machine can tell apart: every kernel measured against itself, as two cases side by side
// and in several fresh processes. Evaluated from such a session, kept in the cache folder, and put
// into every later session of the machine, where comparisons use it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/session.h"

namespace lane {

/// One kernel at the sizes that live in one cache level; all figures are relative (0.01 = 1 %).
struct SelftestRow {
  std::string benchmark;  ///< empty: all of them
  std::string level;      ///< "L1", "L2", "L3", "memory"; empty: all
  std::size_t pairs = 0;  ///< a case and its twin
  /// 95th percentile of |ratio of twins - 1| of the medians in one process: a difference between
  /// two variants in one session below this is noise.
  double noiseFloor = kUnknown;
  /// Relative standard deviation that each process must be granted, beyond what its own samples
  /// explain, for the intervals of 95 % of all ratios between two processes to hold 1: calibrated
  /// on what was seen, so that a few wild cases neither decide it nor are forgotten.
  double betweenProcess = kUnknown;
  /// Smallest difference that two sessions of one process each can tell, 95 % confidence, from the
  /// variance between processes and that of the medians.
  double smallestDifference = kUnknown;
};

struct SelftestRecord {
  std::string cpuModel;
  std::string created;  ///< ISO 8601 UTC
  std::uint64_t processes = 0;
  SelftestRow all;
  std::vector<SelftestRow> rows;  ///< by kernel and level, in the order of the session
};

/// The same case once more, to be measured beside it: parameter "twin" tells its key apart.
CaseRecord twinOf(const CaseRecord& record);
bool isTwin(const CaseRecord& record);

/// From a session of a plan with `twins` and several processes. Errors: unsupported when it has no
/// pairs or fewer than three processes.
Result<SelftestRecord> evaluateSelftest(const Session& session);

/// Where the record of a machine is kept: $XDG_CACHE_HOME/lanescope/selftest-<fingerprint>.json.
std::filesystem::path selftestFile(const MachineCard& card);
/// Writes a new file and renames it. Errors: io.
Result<void> saveSelftestRecord(const SelftestRecord& record, const MachineCard& card);
/// Errors: io when there is none, format when it is damaged.
Result<SelftestRecord> loadSelftestRecord(const MachineCard& card);

std::string toJson(const SelftestRecord& record);

inline const MetricRecord kBetweenProcess{"between_process", "Spread between processes", "1",
                                          MetricKind::ratio, false};

}  // namespace lane
