// Which case of one session stands against which of the other, and for those left over the reason,
// naming the axis that keeps them apart where there is one. Pure functions on values; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "analysis/diff.h"

namespace lane {

struct CasePairs {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;  ///< base, new; in the base's order
  std::vector<DiffUnmatched> unmatched;
  std::vector<std::string> remarks;
};

/// By key. Time linear in the number of cases.
CasePairs pairCases(const Session& base, const Session& now);

}  // namespace lane
