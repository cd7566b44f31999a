// Energy taken by the processor packages and the memory, from the RAPL counters that the kernel
// shows under /sys/class/powercap. They speak of whole packages, whoever else runs there, and move
// about once a millisecond. Many virtual machines have none: open() then says why.
// Thread: one at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "machine/system_files.h"

namespace lane {

enum class EnergyDomain : std::uint8_t { package, memory };

struct EnergyReading {
  double packageJoules = 0;  ///< of all packages
  double memoryJoules = 0;   ///< 0 when hasMemory() is false
};

class EnergyMeter {
 public:
  /// Fails with unsupported and the way out when no package can be read.
  static Result<EnergyMeter> open(const SystemFiles& files = SystemFiles());

  bool hasMemory() const;
  int packages() const;
  /// Begins again at zero.
  Result<void> start();
  /// Since start(). A counter runs over after some minutes of full power (wrapSeconds()); call it
  /// more often than that.
  Result<EnergyReading> read();
  /// How long the counter that runs over first lasts at a power in watts.
  double wrapSeconds(double watts) const;

 private:
  struct Zone {
    EnergyDomain domain = EnergyDomain::package;
    std::string file;
    std::uint64_t range = 0;  ///< microjoules until it starts again at 0
    std::uint64_t last = 0;
    double microjoules = 0;  ///< since start()
  };

  explicit EnergyMeter(SystemFiles files) : m_files(std::move(files)) {}
  Result<std::uint64_t> microjoules(const Zone& zone) const;

  SystemFiles m_files;
  std::vector<Zone> m_zones;
};

}  // namespace lane
