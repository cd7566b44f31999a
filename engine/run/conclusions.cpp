#include "run/conclusions.h"

#include <vector>

#include "analysis/crossover.h"
#include "analysis/noise.h"
#include "analysis/selftest_record.h"
#include "measure/modality.h"
#include "workloads/ceilings.h"

namespace lane {
namespace {

using Emit = std::function<void(RunEvent)>;

const MetricRecord kModes{"modes", "Modes of the samples", "1", MetricKind::count, false};

void tellModes(const Session& session, const Emit& emit) {
  std::vector<std::vector<double>> seconds(session.cases.size());
  const Samples& samples = session.samples;
  for (std::size_t i = 0; i < samples.size(); ++i)
    seconds[samples.caseIndex[i]].push_back(samples.seconds[i]);
  for (std::uint32_t i = 0; i < seconds.size(); ++i) {
    const Modality found = modality(seconds[i]);
    if (!found.multimodal()) continue;
    ValueRecord value;
    value.caseIndex = i;
    value.value = static_cast<double>(found.places.size());
    value.n = seconds[i].size();
    emit(ValueMeasured{kModes, value});
  }
}

void tellNoise(const Session& session, const Emit& emit) {
  const Noise noise = noiseOf(session);
  if (noise.cases == 0) return;
  ValueRecord score, disturbed;
  score.value = noise.score;
  score.n = noise.cases;
  disturbed.value = noise.disturbedShare;
  disturbed.n = noise.samples;
  emit(ValueMeasured{kNoiseScore, score});
  emit(ValueMeasured{kDisturbedShare, disturbed});
  if (auto finding = noiseFinding(noise)) {
    std::vector<Finding> findings = session.findings;
    findings.push_back(std::move(*finding));
    emit(FindingsFound{std::move(findings)});
  }
}

}  // namespace

void conclude(const Session& session, double elapsed, const Emit& emit) {
  emit(CrossoversFound{findCrossovers(session)});
  tellModes(session, emit);
  tellNoise(session, emit);
  if (const auto record = loadSelftestRecord(session.machine)) {
    ValueRecord value;
    value.value = record->all.betweenProcess;
    value.n = record->processes;
    emit(ValueMeasured{kBetweenProcess, value});
  }
  const KeptCeilings kept = keptCeilings(session.machine);
  if (kept.ceilings) emit(CeilingsFound{kept.ceilings});
  emit(Logged{{elapsed, kept.severity, kept.text}});
}

}  // namespace lane
