// How much a thread counts for the scheduler. Linux keeps the nice value per thread; children and
// threads started later inherit it. Thread: all functions speak of the calling thread only.
#pragma once

#include <optional>

#include "base/result.h"

namespace lane {

/// What measuring threads ask for where all cores measure: above everything ordinary, below the
/// kernel's own helpers.
inline constexpr int kMeasuringNice = -10;
/// What a window gives way with while all cores measure.
inline constexpr int kYieldingNice = 19;

int threadNice();

/// From -20 (first) to 19 (last). Fails with unsupported where the system does not allow it, and
/// says how to allow it.
Result<void> setThreadNice(int nice);

/// Why threads of this process may not be raised to kMeasuringNice; nothing when they may. Asked
/// of the system once.
const std::optional<Error>& raisingProblem();

/// Raises the calling thread while it lives, where that is allowed and it does not stand higher
/// already. Made and destroyed on one thread.
class RaisedPriority {
 public:
  explicit RaisedPriority(int nice = kMeasuringNice);
  ~RaisedPriority();
  RaisedPriority(const RaisedPriority&) = delete;
  RaisedPriority& operator=(const RaisedPriority&) = delete;
  bool raised() const { return m_before.has_value(); }

 private:
  std::optional<int> m_before;
};

}  // namespace lane
