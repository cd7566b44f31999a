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
  std::string output;
  bool overwrite = false;
  bool quiet = false;
  bool stream = false;
};

/// The named plan with the options over it. Errors: usage, io.
Result<Plan> planOf(const RunRequest& request);

/// "./lanescope-20260131-142501.lanescope.h5", in local time.
std::string defaultOutput();

}  // namespace lane::cli
