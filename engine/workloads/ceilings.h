// The ceilings of this machine, measured: peak arithmetic rates, bandwidth and latency over working
// sets, the levels found in them, and what disagrees with what the system reports. A plain value:
// measured in at most a minute, kept in a cache file with a fingerprint of the machine, written
// into sessions and read back from them, so that a roofline can be drawn on any machine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "machine/machine_card.h"
#include "session/session.h"
#include "workloads/compute_peak.h"
#include "workloads/knees.h"
#include "workloads/memory_walk.h"

namespace lane {

/// How memory is walked: one curve, or one row of plateaus.
struct WalkStyle {
  WalkKind kind = WalkKind::read;
  int width = 0;  ///< bytes of one load or store; 8 for latency
  bool nonTemporal = false;
  std::uint32_t threads = 1;
  PageKind pages = PageKind::huge;

  bool operator==(const WalkStyle&) const = default;
};

/// What a style reaches in the middle of one level.
struct LevelRate {
  WalkStyle style;
  std::string level;        ///< MemoryLevel::name
  std::uint64_t bytes = 0;  ///< working set of one thread
  Estimate value;           ///< bytes per second of all threads; of latency seconds per load
  std::string reason;       ///< why there is none
};

struct WalkSample {
  std::uint64_t bytes = 0;  ///< working set of one thread
  Estimate value;
  double t = 0;  ///< seconds since the measurement began, mean of its samples
};

struct WalkCurve {
  WalkStyle style;
  std::vector<WalkSample> points;  ///< by working set
};

struct Ceilings {
  std::string fingerprint;
  std::string cpuModel;
  std::string created;  ///< ISO 8601 UTC
  std::string programVersion;
  double seconds = 0;         ///< the measurement took
  std::uint32_t threads = 1;  ///< of "all threads"
  double hugeShare = -1;      ///< of the 2 MiB curves' memory that lay on huge pages; -1: unknown
  double disturbedShare = 0;  ///< of samples that something else on the machine slowed down
  std::vector<PeakRate> peaks;
  std::vector<MemoryLevel> levels;  ///< from the core outwards, the last is memory
  std::vector<LevelRate> rates;
  std::vector<WalkCurve> curves;
  std::vector<Finding> findings;

  /// Measured on a machine quiet enough to call a case impossible on their word.
  bool trusted() const { return disturbedShare <= 0.25; }
  /// nullptr when it was not measured.
  const PeakRate* peak(std::string_view form, Dtype dtype, std::uint32_t threads) const;
  const LevelRate* rate(std::string_view level, const WalkStyle& style) const;
};

struct CeilingOptions {
  double budgetSeconds = 32;    ///< of sampling; mapping and filling memory comes on top
  std::uint64_t mostBytes = 0;  ///< largest working set of all threads; 0: 4 times the last level
};

/// What is being done ("peak rates", …) and the share of all that is done.
using CeilingProgress = std::function<void(std::string_view what, double share)>;

/// Measures on the calling thread, which it pins, and the team. Fails with interrupted when
/// stopped (answered within 100 ms), with unsupported when memory cannot be had.
Result<Ceilings> measureCeilings(const MachineCard& card, const CeilingOptions& options,
                                 const CeilingProgress& progress, const std::stop_token& stop);

/// Hash of what ceilings depend on: CPU model and stepping, caches, cores, page settings of the
/// kernel, version of the program.
std::string ceilingFingerprint(const MachineCard& card);

std::string ceilingsToJson(const Ceilings& ceilings, int indent = -1);
/// Fails with format.
Result<Ceilings> ceilingsFromJson(std::string_view text);

/// $XDG_CACHE_HOME/lanescope/ceilings-<fingerprint>.json (~/.cache without the variable); empty
/// when there is neither.
std::filesystem::path ceilingCacheFile(std::string_view fingerprint);
/// Ceilings kept for that fingerprint. Fails with io when there are none.
Result<Ceilings> loadCeilings(std::string_view fingerprint);
/// Writes a new file and renames it.
Result<void> saveCeilings(const Ceilings& ceilings);

/// What is kept for a machine, and the line about it for a run's log.
struct KeptCeilings {
  std::shared_ptr<const Ceilings> ceilings;  ///< nullptr: none
  Severity severity = Severity::note;
  std::string text;  ///< which they are, or why there are none and what to do
};
/// The ceilings a run on this machine is held against. Never measures: about 10 ms.
KeptCeilings keptCeilings(const MachineCard& card);

/// Writes them into a session, instead of those it has. Naming: resources/docs/ceilings.md.
void addCeilings(Session& session, const Ceilings& ceilings);
/// Those of a session; fails with unsupported when it has none.
Result<Ceilings> ceilingsOf(const Session& session);

}  // namespace lane
