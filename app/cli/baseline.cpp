#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/export.h"
#include "exchange/text_layout.h"
#include "interrupt.h"
#include "open_base.h"
#include "open_session.h"
#include "progress.h"
#include "run/runner.h"
#include "run_request.h"

namespace lane::cli {
namespace {

struct Request {
  std::string project, name, file, plan, processes = std::to_string(kBaselineProcesses), budget;
  bool overwrite = false, allowThin = false, json = false, yes = false;
};

/// The command that makes a good one: with the plan's name when it is a built-in one.
std::string goodCommand(const Request& request, const Session& session) {
  std::string name = "PLAN";
  if (auto plan = parsePlan(session.planYaml, {})) {
    plan->processes = 1;
    for (const BuiltInPlan& known : builtInPlans())
      if (const auto other = parsePlan(known.yaml, {}); other && *other == *plan)
        name = std::string(known.name);
  }
  return fmt::format("lanescope-cli baseline set {} --run {} --processes {}", request.name, name,
                     kBaselineProcesses);
}

Result<Session> measured(const Request& request, const std::stop_token& stop) {
  RunRequest run;
  run.plan = request.plan;
  run.processes = request.processes;
  run.budget = request.budget;
  const auto plan = planOf(run);
  if (!plan) return tl::unexpected(plan.error());
  if (plan->processes < kBaselineProcesses && !request.allowThin)
    return fail(ErrorCode::usage,
                fmt::format("a baseline wants at least {} fresh processes", kBaselineProcesses), {},
                "--allow-thin makes one from fewer");
  say(fmt::format("Measuring {} in {} fresh processes", request.plan, plan->processes));
  ProgressSink sink;
  RunOptions options;
  options.stop = stop;
  return runPlan(*plan, sink, options);
}

/// A run that was interrupted is no baseline, but nothing of it is lost.
ExitCode keepInterrupted(const Session& session) {
  const std::string path = defaultOutput();
  if (const auto saved = saveSession(session, path); !saved) return report(saved.error());
  say(fmt::format("Interrupted; no baseline was set. Everything measured is saved in {}", path));
  return kInterrupted;
}

ExitCode set(const Request& request) {
  const Baselines baselines = baselinesOf(request.project);
  const Overwrite overwrite = request.overwrite ? Overwrite::yes : Overwrite::no;
  // Said before measuring, not after.
  if (const auto good = checkBaselineName(request.name); !good) return report(good.error());
  if (baselines.contains(request.name) && !request.overwrite)
    return report({ErrorCode::exists, fmt::format("there is a baseline \"{}\"", request.name),
                   baselines.pathOf(request.name).string(), "--overwrite replaces it"});
  if (request.file.empty() == request.plan.empty())
    return report({ErrorCode::usage,
                   "a baseline is set from a session file or from --run PLAN",
                   {},
                   "Name one of them"});

  std::optional<Result<Session>> session;
  if (!request.plan.empty()) {
    const Interrupt interrupt;
    session = measured(request, interrupt.token());
    if (*session && interrupt.token().stop_requested() && !(*session)->complete)
      return keepInterrupted(**session);
  } else {
    session = openForReading(request.file);
  }
  if (!*session) return report(session->error());
  const auto quality = baselines.set(request.name, **session, overwrite, request.allowThin);
  if (!quality) {
    Error error = quality.error();
    if (error.where.empty()) error.where = request.file;
    if (baselineQuality(**session).isThin() && error.code == ErrorCode::usage)
      error.advice += fmt::format(": '{}' makes one; --allow-thin takes this one all the same",
                                  goodCommand(request, **session));
    return report(error);
  }
  say(fmt::format("Baseline {}: {} cases from {} process{}{}, in {}", request.name,
                  formatCount(quality->measured), quality->processes,
                  quality->processes == 1 ? "" : "es", quality->isThin() ? " (thin)" : "",
                  baselines.pathOf(request.name).string()));
  const auto wrong = std::count_if(
      (*session)->cases.begin(), (*session)->cases.end(), [](const CaseRecord& record) {
        return record.status == CaseStatus::wrong || record.status == CaseStatus::failed;
      });
  if (wrong == 0 || request.plan.empty()) return kDone;
  say(fmt::format("{} cases were wrong or failed; they have no figure", wrong));
  return kCheckFailed;
}

ExitCode list(const Request& request) {
  const Baselines baselines = baselinesOf(request.project);
  ExitCode exit = kDone;
  nlohmann::ordered_json array = nlohmann::ordered_json::array();
  TextTable table{{"name", "created", "cases", "processes", "processor", "note"}, {}, 2};
  for (const std::string& name : baselines.names()) {
    const auto opened = baselines.open(name);
    if (!opened) {
      exit = report(opened.error());
      table.rows.push_back({name, "–", "–", "–", "–", "cannot be read"});
      array.push_back({{"name", name}, {"reason", opened.error().what}});
      continue;
    }
    const Session& session = opened->session;
    const BaselineQuality quality = baselineQuality(session);
    table.rows.push_back({name, printable(session.created), formatCount(quality.measured),
                          formatCount(quality.processes), printable(session.machine.cpuModel),
                          quality.isThin() ? "thin: " + objection(quality) : ""});
    array.push_back({{"name", name},
                     {"file", baselines.pathOf(name).string()},
                     {"title", session.title},
                     {"created", session.created},
                     {"cpu_model", session.machine.cpuModel},
                     {"cases", quality.measured},
                     {"processes", quality.processes},
                     {"thin", quality.isThin()},
                     {"reason", objection(quality)}});
  }
  if (request.json) {
    print(array.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else if (table.rows.empty()) {
    say(fmt::format("No baselines in {}. 'lanescope-cli baseline set NAME FILE' makes one",
                    baselines.folder().string()));
  } else {
    print(layOut(table, 1000));
  }
  return exit;
}

ExitCode show(const Request& request) {
  const Baselines baselines = baselinesOf(request.project);
  if (const auto good = checkBaselineName(request.name); !good) return report(good.error());
  if (!baselines.contains(request.name)) return report(baselines.missing(request.name));
  const auto session = openBase(request.name, baselines);
  if (!session) return report(session.error());
  print(request.json ? toJson(*session) : toText(*session));
  return kDone;
}

ExitCode remove(const Request& request) {
  const Baselines baselines = baselinesOf(request.project);
  if (const auto good = checkBaselineName(request.name); !good) return report(good.error());
  if (!baselines.contains(request.name)) return report(baselines.missing(request.name));
  const std::string path = baselines.pathOf(request.name).string();
  if (!request.yes) {
    if (!isTerminal(STDIN_FILENO))
      return report({ErrorCode::usage, "nothing was removed", path, "--yes removes it"});
    fmt::print(stderr, "Remove {}? [y/N] ", path);
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != "y" && answer != "yes") {
      say("Nothing was removed");
      return kDone;
    }
  }
  if (const auto removed = baselines.remove(request.name); !removed) return report(removed.error());
  say(fmt::format("Removed {}", path));
  return kDone;
}

}  // namespace

void addBaseline(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "baseline", "Sessions kept under a name for this project, to compare with");
  command->require_subcommand(1);
  command->footer(
      "Kept in .lanescope/baselines of the project: the nearest folder upwards that holds\n"
      ".lanescope or is the root of a working copy, else the current one.");
  const auto request = std::make_shared<Request>();
  const auto add = [&](const char* name, const char* what, ExitCode (*work)(const Request&)) {
    CLI::App* action = command->add_subcommand(name, what);
    action->add_option("--project", request->project, "Folder of the project")->type_name("DIR");
    action->callback([&exit, request, work] { exit = work(*request); });
    return action;
  };
  const auto addName = [&](CLI::App* action) {
    action->add_option("NAME", request->name, "Of the baseline, as in \"main\"")->required();
    return action;
  };

  CLI::App* setting = addName(add("set", "Keep a session as a baseline", set));
  CLI::Option* file = setting->add_option("FILE", request->file, "Session file to keep");
  CLI::Option* run =
      setting->add_option("--run", request->plan, "Measure this plan now: built-in or YAML file")
          ->type_name("PLAN")
          ->excludes(file);
  setting->add_option("--processes", request->processes, "Fresh processes of that run")
      ->type_name("N")
      ->capture_default_str()
      ->needs(run);
  setting->add_option("--budget", request->budget, "Sampling time of that run, as 60s")
      ->type_name("TIME")
      ->needs(run);
  setting->add_flag("--allow-thin", request->allowThin,
                    "Take a session of fewer than three processes, or one that was stopped");
  setting->add_flag("--overwrite", request->overwrite, "Replace a baseline of this name");

  CLI::App* listing = add("list", "Name the baselines of the project", list);
  CLI::App* showing = addName(add("show", "Print a baseline", show));
  for (CLI::App* action : {listing, showing}) action->add_flag("--json", request->json, "As JSON");
  CLI::App* removing = addName(add("rm", "Remove a baseline", remove));
  removing->add_flag("--yes", request->yes, "Do not ask");
}

}  // namespace lane::cli
