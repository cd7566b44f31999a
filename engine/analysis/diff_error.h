// How far the ratio of two medians may be off: the variances of both, as a distribution whose
// centre gives the interval that is shown and whose tails decide verdicts in a family. Values.
#pragma once

#include "analysis/between_process.h"

namespace lane {

/// The luck of processes that was never seen in these sessions (a default, a record) has tails: on
/// a shared machine the component covers 95 of 100 cases, and one in a thousand lies ten times
/// farther out. Beyond its 95 % it is taken to fall off like Student's t of two degrees of freedom,
/// as if three processes had shown it.
class RatioError {
 public:
  RatioError() = default;
  RatioError(const MedianError& base, const MedianError& now);

  /// Another independent error, of the host.
  void add(double variance) { m_within += variance; }
  double within() const { return m_within; }
  double between() const { return m_between; }
  double variance() const { return m_within + m_between; }

  /// Half the interval of the logarithm at a confidence that looks at this ratio alone.
  double reach(double confidence) const;
  /// Chance of an error beyond ±distance.
  double pValue(double distance) const;

 private:
  double m_within = 0;
  double m_between = 0;
  double m_freedom = std::numeric_limits<double>::infinity();
  bool m_unseen = false;  ///< `between` of a default or a record
};

}  // namespace lane
