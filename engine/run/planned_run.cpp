#include "run/planned_run.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "machine/variant.h"
#include "measure/clock.h"
#include "measure/stopping_rule.h"

namespace lane {
namespace {

/// Under what conditions the samples are taken, for the session's source record.
std::string conditions() {
  const Clock& clock = Clock::instance();
  const nlohmann::json json = {{"clock", clock.description()},
                               {"clock_step_seconds", clock.stepSeconds()},
                               {"clock_cost_seconds", clock.costSeconds()},
                               {"measuring_core", Team::cores().front()},
                               {"placement", Arena::placement()},
                               {"batch_seconds", BatchRule{}.minimumSeconds},
                               {"minimum_rounds", kMinimumRounds}};
  return json.dump();
}

}  // namespace

Result<PlannedRun> planRun(const Plan& plan, SourceKind kind) {
  auto schedule = makeSchedule(plan);
  if (!schedule) return tl::unexpected(schedule.error());
  PlannedRun run;
  run.session.title = plan.title.empty() ? "Untitled run" : plan.title;
  run.session.uuid = newUuid();
  run.session.created = nowIso8601();
  run.session.programVersion = programVersion();
  run.session.planYaml = toYaml(plan);
  run.session.seed = plan.seed;
  run.session.machine = readMachineCard();
  run.session.sources.push_back(
      {"lanescope", kind, fmt::format("lanescope {}", programVersion()), "{}", conditions()});
  run.session.cases = std::move(schedule->cases);
  run.groups = std::move(schedule->groups);
  for (const VariantInfo& variant : variants())
    if (const VariantSupport& here = support(variant.id); !here.supported)
      run.notes.push_back(
          {0, Severity::note, fmt::format("{} is not measured: {}", variant.name, here.reason)});
  return run;
}

}  // namespace lane
