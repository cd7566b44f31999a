// Memory over the phases of a workload, as the Memory view shows it: out of the curves and moments
// of all calls one typical call of each way, and the table of what was resident when. Pure
// functions on a session, also one that is still being measured.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"

namespace lane {

/// A benchmark whose cases have phases, and the sizes it has them at.
struct PhaseSubject {
  std::string suite, benchmark;
  std::vector<std::uint64_t> sizes;  ///< ascending
};
std::vector<PhaseSubject> phaseSubjects(const Session& session);

struct PhaseSpan {
  std::string name;  ///< "allocate"
  double begin = 0;
  double end = 0;
};

/// Resident memory of one call; t in seconds from where its first phase begins.
struct PhaseCall {
  std::vector<double> t, value;
  std::vector<PhaseSpan> phases;
};
/// The whole calls among the moments of a case, in order, each with its part of the series. A call
/// goes from the moment "baseline" to the moment "end"; one that was broken off is left out.
std::vector<PhaseCall> cutCalls(const Session& session, std::uint32_t caseIndex);

struct PhaseCurve {
  std::uint32_t caseIndex = kNoCase;
  std::string way;          ///< the variant
  PhaseCall call;           ///< the one whose duration is the median of all
  std::uint64_t calls = 0;  ///< it was chosen from
  /// Highest reading of the curve; the value of the peak beside it may be higher, where the system
  /// tells it.
  double peakT = kUnknown;
  double peak = kUnknown;

  bool isEmpty() const { return call.t.empty(); }
};

struct PhaseFigure {
  double value = kUnknown;
  double low = kUnknown;
  double high = kUnknown;
  std::uint64_t n = 0;
};
struct PhaseRow {
  MetricRecord metric;
  std::vector<PhaseFigure> figures;  ///< one for each curve
};

struct PhaseChart {
  std::string benchmark;
  std::uint64_t size = 0;
  double inputBytes = 0;
  double outputBytes = 0;
  std::vector<PhaseCurve> curves;  ///< in the order of the cases; those without a call are empty
  std::vector<PhaseRow> rows;      ///< only those with a figure

  bool isEmpty() const;
  const PhaseRow* row(std::string_view metric) const;
};
PhaseChart phaseChart(const Session& session, std::string_view suite, std::string_view benchmark,
                      std::uint64_t size);

}  // namespace lane
