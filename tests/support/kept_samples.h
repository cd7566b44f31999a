// Samples of a session with some left out, for tests of what a file may lack.
#pragma once

#include "session/session.h"

namespace lane::test {

/// Those for whose position `keep` is true, in their order.
template <class Keep>
Samples keptSamples(const Samples& all, const Keep& keep) {
  Samples kept;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!keep(i)) continue;
    kept.seconds.push_back(all.seconds[i]);
    kept.caseIndex.push_back(all.caseIndex[i]);
    kept.process.push_back(all.process[i]);
    kept.pass.push_back(all.pass[i]);
    kept.round.push_back(all.round[i]);
    kept.t.push_back(all.t[i]);
    kept.calls.push_back(all.calls[i]);
    kept.placement.push_back(all.placement[i]);
    kept.flags.push_back(all.flags[i]);
  }
  return kept;
}

}  // namespace lane::test
