// Session files for tests of the gate and of baselines: made up, three processes each, with known
// slow-downs.
#pragma once

#include <QString>

#include <map>
#include <string>

#include "run/plan.h"
#include "session/store.h"
#include "support/sample_session.h"

namespace lane::test {

/// Sixteen cases: dot and exp, scalar and avx2, at four sizes.
inline Session gateSession(std::uint64_t seed, std::uint32_t processes = 3) {
  SampleOptions options;
  options.kernels = {"dot", "exp"};
  options.variants = {"scalar", "avx2"};
  options.skipped = {};
  options.firstSize = 64;
  options.lastSize = 512;
  options.samplesPerCase = 48;
  options.noise = 0.001;
  options.seed = seed;
  Session session = sampleSession(options);
  session.uuid = "00000000-0000-4000-8000-00000000000" + std::to_string(seed % 10);
  for (std::size_t i = 0; i < session.samples.size(); ++i)
    session.samples.process[i] = static_cast<std::uint32_t>(i) % processes;
  Plan plan;
  plan.title = session.title;
  plan.sizes = {64, 128, 256, 512};
  session.planYaml = toYaml(plan);
  return session;
}

/// Every time of these cases, samples and statistics, becomes `factor` times as long.
inline void slowDown(Session& session, const std::vector<std::uint32_t>& cases, double factor) {
  for (const std::uint32_t index : cases) {
    CaseRecord& record = session.cases[index];
    for (double* time :
         {&record.median, &record.ciLow, &record.ciHigh, &record.mean, &record.stddev, &record.mad,
          &record.min, &record.p5, &record.p95, &record.p99})
      *time *= factor;
    for (const std::size_t at : session.samplesOf(index)) session.samples.seconds[at] *= factor;
  }
}

inline bool save(const Session& session, const QString& path) {
  return saveSession(session, path.toStdString(), Overwrite::yes).has_value();
}

}  // namespace lane::test
