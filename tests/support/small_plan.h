// A plan of eight small cases, and its session really measured, for tests of what comes after a
// run.
#pragma once

#include <string>

#include "run/runner.h"
#include "support/recording_sink.h"

namespace lane::test {

inline const std::string kDot64 = "vector/dot/f32/n=64/scalar/t=1/hot/reuse";

inline Plan smallPlan() {
  Plan plan;
  plan.title = "Small";
  plan.benchmarks = {"add", "dot"};
  plan.sizes = {64, 4096};
  plan.variants = {"scalar", "omp-sse2"};
  plan.precision = 0.5;
  plan.placements = 0;
  plan.refine = false;
  return plan;
}

inline Session measured(const Plan& plan = smallPlan()) {
  RecordingSink sink;
  auto session = runPlan(plan, sink, {});
  if (!session) qFatal("%s", toString(session.error()).c_str());
  return std::move(*session);
}

}  // namespace lane::test
