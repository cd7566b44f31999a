// The machine card of an imported session: what the file says, and for everything else a reason.
#pragma once

#include <map>
#include <string>

#include "machine/machine_card.h"

namespace lane {

/// What a file says about the machine, by the ids of the card: "cpu_model", "os" …
using MachineFacts = std::map<std::string, std::string>;

/// `tool` is who did not say the rest: "Google Benchmark does not write it".
MachineCard makeCard(const MachineFacts& facts, const std::vector<CacheLevel>& caches,
                     const std::string& tool);

}  // namespace lane
