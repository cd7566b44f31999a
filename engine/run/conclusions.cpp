#include "run/conclusions.h"

#include <memory>
#include <vector>

#include "analysis/crossover.h"
#include "analysis/findings.h"
#include "analysis/noise.h"
#include "analysis/selftest_record.h"
#include "measure/modality.h"
#include "measure/stopping_rule.h"
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
  if (kept.ceilings)
    emit(CeilingsFound{kept.ceilings});
  else if (auto own = ceilingsOf(session))  // of an earlier run, whose figures this one adds to
    emit(CeilingsFound{std::make_shared<const Ceilings>(std::move(*own))});
  emit(Logged{{elapsed, kept.severity, kept.text}});
  // Last: the rules look at everything told above.
  emit(FindingsFound{findFindings(session)});
}

void forgetConclusions(Session& session) {
  std::erase_if(session.values, [&](const ValueRecord& value) {
    const std::string& id = session.metrics[value.metric].id;
    return id == kModes.id || id == kNoiseScore.id || id == kDisturbedShare.id ||
           (id == kBetweenProcess.id && value.caseIndex == kNoCase);
  });
  std::erase_if(session.findings,
                [](const Finding& finding) { return !finding.rule.starts_with("ceiling/"); });
  for (CaseRecord& record : session.cases) {
    if (record.status != CaseStatus::impossible) continue;
    record.status = record.sampleCount < kMinimumRounds ? CaseStatus::coarse : CaseStatus::measured;
    record.reason.clear();
  }
}

}  // namespace lane
