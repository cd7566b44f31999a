// Measures again, before a gate judges, what could be a regression and is not decided.
#pragma once

#include <stop_token>
#include <string>

#include "analysis/diff.h"
#include "session/session.h"

namespace lane::cli {

struct Remeasured {
  Session now;            ///< with the further samples
  Diff diff;              ///< anew
  std::size_t cases = 0;  ///< measured again
  bool stopped = false;
  std::string text = {};  ///< what was done or why nothing could be, one sentence
};

/// Fresh processes for the cases of `now` that possibleRegressions() names, in a few passes that
/// each take what the one before left undecided, for at most about `budgetSeconds`. Progress goes
/// to stderr; no file is written.
Remeasured remeasure(const Session& base, Session now, Diff diff, double budgetSeconds,
                     const std::stop_token& stop);

}  // namespace lane::cli
