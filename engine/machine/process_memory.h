// What the memory of this process is made of, read from the system again and again. A reader keeps
// its files open and allocates nothing when it reads; one thread uses it. The free functions may be
// called from any thread and open their file each time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "machine/disturbance.h"

namespace lane {

/// Counts are of the whole process since it started. NaN: not read.
struct ProcessMemory {
  double residentBytes = 0;
  double heapBytes = 0;  ///< allocated with malloc and not freed, mapped blocks included
  double minorFaults = 0;
  double majorFaults = 0;  ///< that waited for a device
};

class ProcessMemoryReader {
 public:
  explicit ProcessMemoryReader(const SystemFiles& files = SystemFiles());

  /// Why resident memory cannot be read here; empty when it can.
  const std::string& reason() const { return m_reason; }
  /// About 2 µs. With the heap more: the allocator counts its free blocks under its lock.
  ProcessMemory read(bool heap);

 private:
  OpenFile m_statm;
  std::string m_reason;
  double m_pageBytes;
  std::vector<char> m_buffer;
};

/// Most resident memory since the process started or the last resetResidentPeak() that worked;
/// nothing where /proc/self/status does not tell.
std::optional<double> residentPeak();
/// Lets the peak begin at what is resident now. Errors: unsupported (the system's reason).
Result<void> resetResidentPeak();
/// Share of the resident memory that lies on transparent huge pages. Walks all page tables: some
/// microseconds for each MiB. Nothing where the system does not tell.
std::optional<double> hugePageShare();

}  // namespace lane
