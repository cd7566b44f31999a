// The timed commands of a session side by side: what a run of each costs and how it ended, for
// tables and for a chart of their times. A pure function on the session.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "session/session.h"

namespace lane {

struct CommandRow {
  std::uint32_t caseIndex = kNoCase;
  std::string name;
  std::string way;  ///< "direct", "shell", "direct cold"
  double seconds = kUnknown, low = kUnknown, high = kUnknown;
  double user = kUnknown, system = kUnknown;  ///< seconds
  double peakBytes = kUnknown;
  double faults = kUnknown;    ///< minor and major
  double switches = kUnknown;  ///< voluntary and involuntary
  double exitCode = kUnknown;
  double lines = kUnknown;
  CaseStatus status = CaseStatus::pending;
  std::string reason;  ///< why there is no time

  bool hasTime() const { return seconds > 0; }
};

struct CommandRows {
  std::vector<CommandRow> rows;    ///< in the order of the cases; none: no command was timed
  double processStart = kUnknown;  ///< seconds of the smallest process
  double shellStart = kUnknown;    ///< of an empty shell
};

CommandRows commandRows(const Session& session);

/// "Starting and reaping the smallest process takes 93 µs; nothing is subtracted."; empty when that
/// is not known.
std::string startText(const CommandRows& commands);

}  // namespace lane
