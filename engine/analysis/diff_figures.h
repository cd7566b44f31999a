// The figure of one metric that a comparison takes from each case: time per call, or any other
// metric of the session, with what is known of its error. Keeps references to the session; values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analysis/between_process.h"

namespace lane {

inline const MetricRecord kTimePerCall{"time", "Time per call", "s", MetricKind::time, false};

/// Whether `id` names it: empty or "time".
bool isTimePerCall(std::string_view id);
/// The metric with that id in a session; nullptr when there is none.
const MetricRecord* findMetric(const Session& session, std::string_view id);

struct Figure {
  double value = kUnknown;
  /// Of the logarithm, from the figure's own interval; NaN when it has none.
  double within = kUnknown;
  bool exact =
      false;  ///< a whole number that was counted, without an interval: it does not scatter

  bool known() const { return value == value; }
};

class Figures {
 public:
  Figures(const Session& session, std::string_view metric, double confidence);

  Figure of(std::uint32_t caseIndex) const { return m_figures[caseIndex]; }

 private:
  std::vector<Figure> m_figures;
};

}  // namespace lane
