// The machine card: everything known about the machine a session was measured on. A plain value;
// a field that could not be read carries the reason instead of a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lane {

struct MachineField {
  std::string id;      ///< stable, snake_case: "cpu_model", "governor"; attribute name in sessions
  std::string group;   ///< "processor", "memory", "system", "software"
  std::string label;   ///< for people: "CPU model"
  std::string value;   ///< already formatted; empty when unknown
  std::string reason;  ///< why there is no value; empty when there is one

  bool operator==(const MachineField&) const = default;
};

struct CacheLevel {
  int level = 0;
  std::string type;         ///< "data", "instruction" or "unified"
  std::uint64_t bytes = 0;  ///< of one cache
  int lineBytes = 0;
  int ways = 0;      ///< 0: unknown
  int sharedBy = 0;  ///< logical cores sharing one
  int count = 0;     ///< how many of them

  bool operator==(const CacheLevel&) const = default;
};

struct MachineCard {
  std::vector<MachineField> fields;  ///< in display order
  std::vector<CacheLevel> caches;    ///< ascending level
  std::string cpuModel;
  std::string microarchitecture;  ///< empty when not known
  int logicalCores = 0;
  int physicalCores = 0;
  double tscHz = 0;    ///< 0: no invariant TSC
  double clockHz = 0;  ///< real clock from the canary; 0: not measured
  std::uint64_t memoryBytes = 0;
  std::uint64_t memoryAvailableBytes = 0;  ///< when the card was made

  const MachineField* find(std::string_view id) const;
  /// Data or unified cache of that level; nullptr when there is none.
  const CacheLevel* dataCache(int level) const;
  std::uint64_t lastLevelCacheBytes() const;  ///< 0 when unknown

  bool operator==(const MachineCard&) const = default;
};

/// How much may be looked up. `quick` skips what takes long (clock canary over many rounds,
/// versions of Python peers through a child process) and says so in the reasons.
enum class CardDetail { quick, full };

/// Reads the card of this machine. Never fails: what cannot be read has a reason.
/// full: <= 50 ms without peers' versions, which are read from package metadata, not by
/// starting Python.
MachineCard readMachineCard(CardDetail detail = CardDetail::full);

}  // namespace lane
