// What the options of `run` ask for, and the plan that follows from them.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "run/plan.h"

namespace lane::cli {

/// Texts as given; empty: not given, the plan decides.
struct RunRequest {
  std::string plan = "quick";
  std::vector<std::string> benchmarks;
  std::string sizes, variants, threads, dtypes, modes, cache, alignment;
  std::string precision, confidence, budget, timeout, processes, placements, seed;
  std::vector<std::string> commands;  ///< to time, instead of a plan unless one is named
  std::string expectedExit;
  bool shell = false;
  std::string output;
  std::string resume, append;  ///< a session to add to
  std::string commit;
  bool planGiven = false;
  bool overwrite = false;
  bool quiet = false;
  bool stream = false;
  bool trackAllocations = false;
  bool watchMemory = false;
};

/// The named plan with the options over it. Errors: usage, io.
Result<Plan> planOf(const RunRequest& request);
/// A plan with the options over it. Errors: usage.
Result<Plan> planOver(Plan plan, const RunRequest& request);
/// Whether the options say which cases to measure, not only how.
bool namesCases(const RunRequest& request);
/// The commit that was given, else the one the environment names: LANESCOPE_COMMIT, GITHUB_SHA or
/// CI_COMMIT_SHA; else empty.
std::string commitOf(const RunRequest& request);

/// "./lanescope-20260131-142501.lanescope.h5", in local time.
std::string defaultOutput();

}  // namespace lane::cli
