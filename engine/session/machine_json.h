// The machine card as JSON text and back, without loss: `report` of /machine in session files, and
// what `info --json` prints. Reading fails (nullopt) on text that is no such card.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "machine/machine_card.h"

namespace lane {

std::string machineToJson(const MachineCard& card, int indent = -1);
std::optional<MachineCard> machineFromJson(std::string_view text);

}  // namespace lane
