// A made-up session of 10,000 cases with 50 samples each, for timing what handles sessions.
#pragma once

#include <string>

#include "session/session.h"

namespace lane {

inline Session bigSession() {
  Session session;
  session.title = "Big";
  session.uuid = newUuid();
  session.created = nowIso8601();
  session.sources.push_back({"bench", SourceKind::in_process, "bench", "{}", "{}"});
  for (std::uint32_t i = 0; i < 10000; ++i) {
    CaseRecord record;
    record.suite = "vector";
    record.benchmark = "kernel" + std::to_string(i % 50);
    record.dtype = Dtype::f32;
    record.size = 8u << (i / 50 % 20);
    record.variant = "variant" + std::to_string(i / 1000);
    record.median = 1e-6 * (i + 1);
    record.ciLow = 0.99 * record.median;
    record.ciHigh = 1.01 * record.median;
    record.sampleCount = 50;
    record.status = CaseStatus::measured;
    record.key = makeKey(record) + "#" + std::to_string(i);
    session.cases.push_back(record);
    for (std::uint32_t round = 0; round < 50; ++round) {
      session.samples.seconds.push_back(record.median * (1 + 1e-4 * round));
      session.samples.caseIndex.push_back(i);
      session.samples.process.push_back(0);
      session.samples.pass.push_back(round / 16);
      session.samples.round.push_back(round);
      session.samples.t.push_back(1e-3 * round);
      session.samples.calls.push_back(100);
      session.samples.placement.push_back(0);
      session.samples.flags.push_back(0);
    }
  }
  sortSamples(session);
  return session;
}

}  // namespace lane
