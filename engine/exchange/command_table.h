// The commands of a session side by side: what each run of them costs. A pure function.
#pragma once

#include <string>

#include "exchange/text_layout.h"
#include "session/session.h"

namespace lane {

struct CommandTable {
  TextTable table;   ///< no rows: the session has no timed commands
  std::string note;  ///< what starting anything costs, in a sentence
};

CommandTable commandTable(const Session& session);

}  // namespace lane
