#include "run/planned_run.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/version.h"
#include "machine/variant.h"
#include "measure/clock.h"
#include "measure/stopping_rule.h"

namespace lane {
namespace {

std::string environment(const std::string& commit) {
  const Clock& clock = Clock::instance();
  nlohmann::json json = {{"clock", clock.description()},
                         {"clock_step_seconds", clock.stepSeconds()},
                         {"clock_cost_seconds", clock.costSeconds()},
                         {"measuring_core", Team::cores().front()},
                         {"placement", Arena::placement()},
                         {"batch_seconds", BatchRule{}.minimumSeconds},
                         {"minimum_rounds", kMinimumRounds}};
  if (!commit.empty()) json["commit"] = commit;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// What suites say of their surroundings, each under its name.
void addSurroundings(SourceRecord& source, const std::vector<ScheduledGroup>& groups) {
  auto json = nlohmann::json::parse(source.environment, nullptr, false);
  for (const ScheduledGroup& group : groups) {
    const std::string& suite = group.benchmark->info().suite;
    if (json.contains(suite)) continue;
    if (const std::string said = group.benchmark->environment(); !said.empty())
      json[suite] = nlohmann::json::parse(said, nullptr, false);
  }
  source.environment = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

SourceRecord sourceOf(SourceKind kind, const std::string& commit) {
  return {"lanescope", kind, fmt::format("lanescope {}", programVersion()), "{}",
          environment(commit)};
}

Result<PlannedRun> planRun(const Plan& plan, SourceKind kind, const std::string& commit) {
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
  run.session.sources.push_back(sourceOf(kind, commit));
  addSurroundings(run.session.sources.back(), schedule->groups);
  run.session.cases = std::move(schedule->cases);
  run.groups = std::move(schedule->groups);
  run.owned = std::move(schedule->owned);
  for (std::string& note : schedule->notes)
    run.notes.push_back({0, Severity::note, std::move(note)});
  for (const VariantInfo& variant : variants())
    if (const VariantSupport& here = support(variant.id); !here.supported)
      run.notes.push_back(
          {0, Severity::note, fmt::format("{} is not measured: {}", variant.name, here.reason)});
  return run;
}

}  // namespace lane
