#include "run/append.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "analysis/curves.h"
#include "run/conclusions.h"
#include "run/planned_run.h"
#include "run/process_run.h"
#include "run/schedule.h"
#include "workloads/process/command_benchmark.h"
#include "workloads/process/command_line.h"

namespace lane {
namespace {

/// Sampling time a narrowed plan gets at least, where its plan had a budget.
constexpr double kLeastBudget = 1;

using CaseIndex = std::unordered_map<std::string_view, std::uint32_t>;

CaseIndex indexOf(const Session& session) {
  CaseIndex index;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) index.emplace(session.cases[i].key, i);
  return index;
}

/// Samples of two machines do not belong together. Microcode, clock and memory may change.
Result<void> checkMachine(const MachineCard& then, const MachineCard& here) {
  const auto describe = [](const MachineCard& card) {
    return fmt::format("{} with {} cores ({} logical)", card.cpuModel, card.physicalCores,
                       card.logicalCores);
  };
  if (describe(then) == describe(here)) return {};
  return fail(
      ErrorCode::unsupported,
      fmt::format("the session was measured on {}; this is {}", describe(then), describe(here)), {},
      "Measure a session of its own here and compare the two");
}

Result<void> checkOrigin(const Session& session) {
  for (const CaseRecord& record : session.cases) {
    if (record.source >= session.sources.size()) continue;
    const SourceRecord& source = session.sources[record.source];
    if (source.kind == SourceKind::import || source.kind == SourceKind::remote)
      return fail(ErrorCode::unsupported,
                  fmt::format("{} was measured by {}, not here", record.key, source.tool), {},
                  "Nothing can be added to an imported session; measure one of its own");
  }
  return {};
}

Result<void> checkRevisions(const Session& session, const CaseIndex& known,
                            const std::vector<CaseRecord>& planned) {
  for (const CaseRecord& record : planned) {
    const auto at = known.find(record.key);
    if (at == known.end() || session.cases[at->second].revision == record.revision) continue;
    return fail(ErrorCode::unsupported,
                fmt::format("{} has changed since: the session holds revision {}, this program "
                            "measures revision {}",
                            record.benchmark, session.cases[at->second].revision, record.revision),
                record.key, "Measure a new session; the two kinds of figures do not mix");
  }
  return {};
}

/// A case about to be measured that gave nothing so far is open once more.
void reopen(CaseRecord& record) {
  if (record.status != CaseStatus::pending && record.status != CaseStatus::failed) return;
  record.status = CaseStatus::pending;
  record.stopReason = StopReason::none;
  record.reason.clear();
}

void addCases(Session& session, const CaseIndex& known, const std::vector<CaseRecord>& planned,
              std::uint32_t source) {
  std::vector<CaseRecord> added;
  for (const CaseRecord& record : planned) {
    if (const auto at = known.find(record.key); at != known.end()) {
      if (record.status == CaseStatus::pending) reopen(session.cases[at->second]);
      continue;
    }
    added.push_back(record);
    added.back().source = source;
  }
  session.cases.insert(session.cases.end(), added.begin(), added.end());
}

/// Where the session's time axis ends.
double endOf(const Session& session) {
  double end = 0;
  for (const double t : session.samples.t) end = std::max(end, t);
  for (const SeriesRecord& series : session.series)
    for (const double t : series.t) end = std::max(end, t);
  for (const MarkRecord& mark : session.marks) end = std::max(end, mark.t);
  return end;
}

std::uint32_t addSource(Session& session, const Plan& plan, const std::string& commit) {
  SourceRecord source = sourceOf(SourceKind::child, commit);
  const auto runs =
      std::count_if(session.sources.begin(), session.sources.end(),
                    [](const SourceRecord& known) { return known.id.starts_with("lanescope"); });
  source.id = fmt::format("lanescope-{}", runs + 1);
  auto environment = nlohmann::json::parse(source.environment);
  environment["created"] = nowIso8601();
  environment["plan"] = toYaml(plan);
  source.environment = environment.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  session.sources.push_back(std::move(source));
  return static_cast<std::uint32_t>(session.sources.size() - 1);
}

Result<JoinStart> startOf(Session session, const Plan& plan, const std::string& commit) {
  if (auto good = checkOrigin(session); !good) return tl::unexpected(good.error());
  if (auto good = checkMachine(session.machine, readMachineCard(CardDetail::quick)); !good)
    return tl::unexpected(good.error());
  const auto schedule = makeSchedule(plan);
  if (!schedule) return tl::unexpected(schedule.error());
  JoinStart start;
  start.before = session;
  const CaseIndex known = indexOf(*start.before);
  if (auto good = checkRevisions(session, known, schedule->cases); !good)
    return tl::unexpected(good.error());
  sortSamples(session);
  forgetConclusions(session);
  for (const std::uint32_t process : session.samples.process)
    start.firstProcess = std::max(start.firstProcess, process + 1);
  start.begin = endOf(session);
  for (const std::string& note : schedule->notes)
    start.notes.push_back({start.begin, Severity::note, note});
  start.source = addSource(session, plan, commit);
  addCases(session, known, schedule->cases, start.source);
  session.complete = false;
  start.session = std::move(session);
  return start;
}

bool isMissing(const CaseRecord& record) {
  return record.status == CaseStatus::coarse ||
         (record.status == CaseStatus::pending && record.stopReason != StopReason::budget);
}

std::string escaped(const std::string& text) {
  std::string pattern;
  for (const char c : text) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

template <class T>
void addOnce(std::vector<T>& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

/// Widens the axes until they give the case.
Result<void> addAxes(Plan& plan, const CaseRecord& record) {
  if (record.suite != kProcessSuite) {  // commands are named by the plan's own list
    addOnce(plan.benchmarks, escaped(record.suite + "/" + record.benchmark));
    addOnce(plan.sizes, record.size);
    addOnce(plan.dtypes, record.dtype);
  }
  addOnce(plan.variants, record.variant);
  addOnce(plan.threads, record.threads);
  addOnce(plan.modes, record.mode);
  addOnce(plan.cache, record.cache);
  const auto params = nlohmann::json::parse(record.params, nullptr, false);
  const bool has = params.is_object();
  const std::string word = has && params.contains("align") ? params.value("align", "") : "";
  const auto alignment = word.empty() ? Alignment::line : fromWord<Alignment>(word);
  if (!alignment)
    return fail(ErrorCode::usage, fmt::format("alignment \"{}\" is not known", word), record.key);
  addOnce(plan.alignment, *alignment);
  plan.twins = plan.twins || (has && params.contains("twin"));
  return {};
}

}  // namespace

Result<Session> appendToSession(Session session, const Plan& plan, EventSink& sink,
                                const RunOptions& options) {
  auto start = startOf(std::move(session), plan, options.commit);
  if (!start) {
    sink.onEvent(RunFinished{RunOutcome::failed, start.error(), 0});
    return tl::unexpected(start.error());
  }
  return addProcesses(std::move(*start), plan, sink, options);
}

Result<Plan> planAgain(const Session& session, const std::vector<std::string>& keys,
                       std::uint32_t processes) {
  auto parsed = parsePlan(session.planYaml, "the session's plan");
  if (!parsed) return parsed;
  if (keys.empty()) return fail(ErrorCode::usage, "no case was named to be measured again");
  const Plan& whole = *parsed;
  Plan plan = whole;
  plan.benchmarks.clear();
  plan.sizes.clear();
  plan.dtypes.clear();
  plan.variants.clear();
  plan.threads.clear();
  plan.modes.clear();
  plan.cache.clear();
  plan.alignment.clear();
  plan.twins = false;
  const CaseIndex known = indexOf(session);
  for (const std::string& key : keys) {
    const auto at = known.find(key);
    if (at == known.end()) return fail(ErrorCode::usage, "is none of the session's cases", key);
    if (auto added = addAxes(plan, session.cases[at->second]); !added)
      return tl::unexpected(added.error());
  }
  std::erase_if(plan.commands, [&](const CommandSpec& command) {
    return std::none_of(keys.begin(), keys.end(), [&](const std::string& key) {
      const CaseRecord& record = session.cases[known.at(key)];
      return record.suite == kProcessSuite && record.benchmark == nameOf(command);
    });
  });
  std::sort(plan.sizes.begin(), plan.sizes.end());
  plan.only = keys;
  plan.refine = false;
  plan.placements = 0;
  plan.processes = std::max(processes, 1u);
  if (whole.budgetSeconds > 0) {
    const double share = static_cast<double>(keys.size()) / static_cast<double>(known.size());
    const double each = whole.budgetSeconds / whole.processes * std::min(share, 1.0);
    plan.budgetSeconds = plan.processes * std::max(each, kLeastBudget);
  }
  return plan;
}

Result<Plan> planBeside(const Session& session, std::uint32_t caseIndex,
                        const std::vector<std::string>& variants) {
  const CaseRecord& chosen = session.cases[caseIndex];
  std::set<std::uint64_t> measured;
  std::vector<std::string> keys;
  for (const CaseRecord& record : session.cases) {
    if (!record.hasTime() || curveKey(record) != curveKey(chosen)) continue;
    measured.insert(record.size);
    if (record.size == chosen.size &&
        std::find(variants.begin(), variants.end(), record.variant) != variants.end())
      keys.push_back(record.key);
  }
  std::vector<std::uint64_t> sizes;
  const auto addBetween = [&](std::uint64_t low, std::uint64_t high) {
    if (high - low < 2) return;
    const double middle = std::sqrt(std::max(1.0, double(low)) * double(high));
    sizes.push_back(std::clamp(std::uint64_t(std::llround(middle)), low + 1, high - 1));
  };
  const auto here = measured.find(chosen.size);
  if (here != measured.end() && here != measured.begin()) addBetween(*std::prev(here), *here);
  if (here != measured.end() && std::next(here) != measured.end())
    addBetween(*here, *std::next(here));
  if (sizes.empty() || keys.empty())
    return fail(ErrorCode::usage, "no size lies between this one and its neighbours", chosen.key,
                "Other sizes can be named in the plan.");
  auto plan = planAgain(session, keys, 1);
  if (!plan) return plan;
  plan->only.clear();  // the same cases at other sizes
  plan->sizes = std::move(sizes);
  return plan;
}

std::vector<std::string> missingCases(const Session& session) {
  std::vector<std::string> keys;
  if (session.complete) return keys;
  for (const CaseRecord& record : session.cases)
    if (isMissing(record)) keys.push_back(record.key);
  return keys;
}

}  // namespace lane
