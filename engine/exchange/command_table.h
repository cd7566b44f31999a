// The commands of a session as a table for the terminal. A pure function.
#pragma once

#include "analysis/command_rows.h"
#include "exchange/text_layout.h"

namespace lane {

/// One line for each command that has a time.
TextTable commandTable(const CommandRows& commands);

}  // namespace lane
