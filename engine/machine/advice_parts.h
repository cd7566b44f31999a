// The checks the environment advisor is put together from, in three groups. Internal to machine/.
#pragma once

#include <utility>
#include <vector>

#include "machine/advice.h"

namespace lane {

/// Collects advice of one machine.
struct AdviceCollector {
  const MachineCard& card;
  const AdviceSources& sources;
  int core;  ///< that measures
  std::vector<Advice> advice = {};

  const SystemFiles& files() const { return sources.files; }
  void add(Advice one) { advice.push_back(std::move(one)); }
  /// Something that cannot be looked at here.
  void unknown(AdviceId id, std::string reason, std::string effect, std::string remark);
};

void adviseOnProcessor(AdviceCollector& list);  ///< clock, frequency, siblings, counters, energy
void adviseOnSystem(AdviceCollector& list);     ///< memory, addresses, other load, host, limits
void adviseOnOpenMp(AdviceCollector& list);     ///< environment variables of the runtime

}  // namespace lane
