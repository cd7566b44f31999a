// Memory over the phases of one call: a reading where each phase begins, by the thread that works,
// and those of a MemorySampler between them. Belongs to one case; used by the measuring thread.
// Nothing is allocated between settle() and end().
#pragma once

#include <span>
#include <string>
#include <vector>

#include "measure/memory_sampler.h"
#include "run/benchmark.h"

namespace lane {

/// Readings a second while phases run: a phase of some milliseconds has a curve.
inline constexpr double kPhaseReadingPeriod = 0.001;

/// Text of the moment a call ends with, behind those of its phases.
inline constexpr std::string_view kPhasesEnd = "end";

class PhaseRecorder {
 public:
  /// The first of the phases is what was before: "baseline".
  PhaseRecorder(MemorySampler& sampler, std::vector<std::string> phases);

  /// Before the call, untimed: what is resident now is the baseline, for a few readings.
  void settle();
  /// The next phase begins.
  void next();
  /// The last one is over.
  void end();
  /// After the call, untimed: takes what the sampler read into the trace.
  void collect();

  /// Resident where phase i ended; kUnknown before it did.
  double residentAfter(std::size_t phase) const;
  double seconds(std::size_t phase) const;
  double peak() const { return m_peak; }  ///< since settle()
  double minorFaults() const;             ///< from the end of the baseline on
  double majorFaults() const;

  /// Curves and moments of all calls since it was last asked.
  CaseTrace takeTrace();

 private:
  void add(const MemoryReading& reading);

  MemorySampler& m_sampler;
  ProcessMemoryReader m_reader;
  std::vector<std::string> m_phases;
  std::vector<MemoryReading> m_moments;  ///< where phases begin, and the end
  std::vector<MemoryReading> m_between;
  bool m_peakIsKnown = false;  ///< by the system
  double m_peak = kUnknown;
  CaseTrace m_trace;
};

}  // namespace lane
