// What may have disturbed a measurement, as counts that only ever grow: take a reading before and
// after and look at the difference. Files stay open and are read again in place: a reading costs
// about 1 µs on a machine of two virtual cores, and 27 µs (after a pause, caches cold) every time
// /proc/stat and the sensors are due, so it belongs between samples, never inside one.
// Thread: made and used by the measuring thread; waiting, switches and faults are that thread's.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "machine/system_files.h"

namespace lane {

/// Readings that this machine does not give are empty; DisturbanceReader::reasons() says why.
struct DisturbanceReading {
  std::optional<double> stolenSeconds;       ///< by the host from the measuring core, since boot
  std::optional<double> stolenTotalSeconds;  ///< from all cores together
  std::optional<double> waitingSeconds;      ///< this thread, ready to run and not running
  std::optional<std::uint64_t> involuntarySwitches;
  std::optional<std::uint64_t> minorFaults;
  std::optional<std::uint64_t> majorFaults;
  std::optional<std::uint64_t> quotaStops;  ///< periods in which a container's quota ran out
  std::optional<std::uint64_t> throttles;   ///< times the core or its package was too hot
  std::optional<double> celsius;            ///< of the processor, now
};

struct UnavailableReading {
  std::string id;      ///< "stolen", "waiting", "quota_stops", "throttles", "temperature"
  std::string label;   ///< for people: "Stolen time"
  std::string reason;  ///< "/proc/stat: Permission denied"
};

/// A file that is opened once and read from its start again and again.
class OpenFile {
 public:
  OpenFile() = default;
  OpenFile(const SystemFiles& files, const std::string& path);
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;

  bool isOpen() const { return m_file >= 0; }
  const std::string& reason() const { return m_reason; }  ///< why it is not open
  /// The first bytes of the file in `buffer`; empty when it cannot be read any more.
  std::string_view read(std::vector<char>& buffer) const;

 private:
  int m_file = -1;
  std::string m_reason = "not looked for";
};

class DisturbanceReader {
 public:
  explicit DisturbanceReader(int core, const SystemFiles& files = SystemFiles());

  DisturbanceReading read();
  const std::vector<UnavailableReading>& reasons() const { return m_reasons; }

 private:
  using Moment = std::chrono::steady_clock::time_point;

  void readStolen();
  void findThermometer(const SystemFiles& files);
  void missing(std::string id, std::string label, std::string reason);

  int m_core;
  double m_secondsPerTick;
  OpenFile m_stat;
  OpenFile m_schedule;
  OpenFile m_quota;
  OpenFile m_coreThrottles;
  OpenFile m_packageThrottles;
  OpenFile m_thermometer;
  std::vector<UnavailableReading> m_reasons;
  std::vector<char> m_buffer;
  DisturbanceReading m_slow;  ///< what is not read every time
  Moment m_stolenDue{};
  Moment m_thermalDue{};
};

}  // namespace lane
