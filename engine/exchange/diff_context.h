// What stands around a diff in its texts, all of it optional.
#pragma once

#include <string>
#include <vector>

#include "analysis/diff.h"
#include "analysis/gate.h"

namespace lane {

struct DiffContext {
  const Session* base = nullptr;  ///< both or none: texts then show the figures of both sides
  const Session* now = nullptr;
  std::vector<DiffGrouping> groups = {};  ///< listed in text and Markdown; JSON and HTML list all
  bool all = false;                       ///< every pair and every unmatched case, however many
  const GateOutcome* gate = nullptr;      ///< null: not judged
  std::string command = {};               ///< that makes this comparison again
};

}  // namespace lane
