// What cases allocate, and what single events of allocators take, as tables for the terminal. Pure
// functions.
#pragma once

#include "exchange/text_layout.h"
#include "session/session.h"

namespace lane {

/// One line for each case whose allocations were counted; empty when none were.
TextTable countedAllocations(const Session& session);
/// Why they could not be counted, where that is so for all that were asked for; else empty.
std::string whyNotCounted(const Session& session);

/// One line for each case of the suite alloc with single events; empty without.
TextTable allocationEvents(const Session& session);

}  // namespace lane
