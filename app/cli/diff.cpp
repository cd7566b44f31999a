#include "analysis/diff.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/gate.h"
#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/export.h"
#include "interrupt.h"
#include "open_base.h"
#include "open_session.h"
#include "output_file.h"
#include "remeasure.h"
#include "shell_words.h"

namespace lane::cli {
namespace {

constexpr const char* kRemeasureBudget = "60s";

struct Request {
  std::string base, now, project, metric, output;
  std::string threshold = "5%", confidence = "95%", format = "text";
  std::string remeasureBudget = kRemeasureBudget;
  std::vector<std::string> groups;
  bool gate = false, remeasure = false, keep = false, all = false, overwrite = false;
};

Result<DiffOptions> optionsOf(const Request& request) {
  DiffOptions options;
  const auto threshold = parseShare(request.threshold);
  if (!threshold) return tl::unexpected(threshold.error());
  options.threshold = *threshold;
  const auto confidence = parseShare(request.confidence);
  if (!confidence) return tl::unexpected(confidence.error());
  if (*confidence < 0.5 || *confidence > 0.9999)
    return fail(ErrorCode::usage, "the confidence must lie between 50% and 99.99%");
  options.confidence = *confidence;
  return options;
}

/// The metric's id; empty: time per call.
Result<std::string> metricOf(const Request& request, const Session& base, const Session& now) {
  if (request.metric.empty() || request.metric == "time") return std::string();
  std::string known;
  for (const MetricRecord& metric : comparableMetrics(base, now)) {
    if (metric.id == request.metric) return metric.id;
    known += (known.empty() ? "" : ", ") + metric.id;
  }
  return fail(
      ErrorCode::usage,
      fmt::format("no metric \"{}\" that both sessions hold of their cases", request.metric), {},
      known.empty() ? std::string() : "They hold: " + known);
}

std::vector<DiffGrouping> groupsOf(const Request& request) {
  std::vector<DiffGrouping> groups;
  for (const std::string& word : request.groups)
    groups.push_back(word == "suite"     ? DiffGrouping::suite
                     : word == "variant" ? DiffGrouping::variant
                                         : DiffGrouping::kernel);
  return groups;
}

std::string commandOf(const Request& request) {
  std::vector<std::string> words{"lanescope-cli", "diff", request.base, request.now};
  const auto add = [&](const char* name, const std::string& value) {
    words.push_back(name);
    words.push_back(value);
  };
  add("--threshold", request.threshold);
  add("--confidence", request.confidence);
  if (!request.metric.empty()) add("--metric", request.metric);
  if (request.gate) words.push_back("--gate");
  return shellWords(words);
}

/// The expectations of the plan the new session was measured by.
std::vector<ExpectationResult> judgedExpectations(const Session& now) {
  if (now.planYaml.empty()) return {};
  const auto plan = parsePlan(now.planYaml, "the plan of the new session");
  if (!plan) {
    say(toString(plan.error()) + " Its expectations are not judged.");
    return {};
  }
  return judgeExpectations(now, plan->expect);
}

std::string textOf(const Request& request, const Diff& diff, const DiffContext& context) {
  if (request.format == "json") return toJson(diff, context);
  if (request.format == "markdown") return toMarkdown(diff, context);
  if (request.format == "html") return toHtml(diff, *context.base, *context.now, context);
  if (request.format == "github") return toGithub(diff, context);
  return toText(diff, context);
}

ExitCode write(const Request& request, const std::string& text) {
  if (request.output.empty()) {
    print(text);
    return kDone;
  }
  const auto written =
      writeOutput(request.output, text, request.overwrite ? Overwrite::yes : Overwrite::no);
  if (!written) return report(written.error());
  say(fmt::format("Wrote {}", request.output));
  return kDone;
}

/// Before judging; `now` and `diff` become those with the further samples.
ExitCode measureAgain(const Request& request, const Session& base, Session& now, Diff& diff,
                      GateOutcome& note) {
  const auto budget = parseDuration(request.remeasureBudget);
  if (!budget) return report(budget.error());
  const Interrupt interrupt;
  Remeasured again = remeasure(base, std::move(now), std::move(diff), *budget, interrupt.token());
  now = std::move(again.now);
  diff = std::move(again.diff);
  note.remeasured = again.text;
  note.remeasuredCases = again.cases;
  if (again.cases > 0 && request.keep) {
    if (const auto saved = saveSession(now, request.now, Overwrite::yes); !saved)
      return report(saved.error());
    say(fmt::format("Kept the further samples in {}", request.now));
  }
  if (!again.stopped) return kDone;
  say("Interrupted; not judged");
  return kInterrupted;
}

ExitCode diff(const Request& request) {
  auto options = optionsOf(request);
  if (!options) return report(options.error());
  const auto base = openBase(request.base, baselinesOf(request.project));
  if (!base) return report(base.error());
  auto now = openForReading(request.now);
  if (!now) return report(now.error());
  const auto metric = metricOf(request, *base, *now);
  if (!metric) return report(metric.error());
  options->metric = *metric;

  Diff result = diffSessions(*base, *now, *options);
  GateOutcome note;
  if (request.remeasure)
    if (const ExitCode code = measureAgain(request, *base, *now, result, note); code != kDone)
      return code;

  DiffContext context{.base = &*base, .now = &*now};
  context.groups = groupsOf(request);
  context.all = request.all;
  context.command = commandOf(request);
  GateOutcome outcome;
  if (request.gate) {
    forgiveRefinedSizes(result, *base, *now);
    outcome = judgeGate(result, judgedExpectations(*now));
    outcome.remeasured = note.remeasured;
    outcome.remeasuredCases = note.remeasuredCases;
    context.gate = &outcome;
  }
  if (const ExitCode code = write(request, textOf(request, result, context)); code != kDone)
    return code;
  if (!request.gate) return kDone;
  // The text says it itself.
  if (request.format != "text" || !request.output.empty()) say("Gate " + describe(outcome));
  return static_cast<ExitCode>(outcome.verdict);
}

}  // namespace

void addDiff(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "diff", "Compare two sessions; ratios are new / base, of times below 1 is faster");
  const auto request = std::make_shared<Request>();
  command->add_option("BASE", request->base, "Session file or baseline to compare with")
      ->required();
  command->add_option("NEW", request->now, "Session file to judge")->required();
  command->add_option("--threshold", request->threshold, "Smallest change that matters")
      ->type_name("SHARE")
      ->capture_default_str();
  command->add_option("--confidence", request->confidence, "Of the intervals")
      ->type_name("SHARE")
      ->capture_default_str();
  command->add_option("--metric", request->metric, "What to compare (default: time per call)")
      ->type_name("ID");
  command
      ->add_option("--format", request->format,
                   "text, markdown (for a pull request), json, html or github (annotations)")
      ->check(CLI::IsMember({"text", "markdown", "json", "html", "github"}))
      ->capture_default_str();
  command->add_option("--group", request->groups, "Sum up by suite, variant or kernel; repeatable")
      ->check(CLI::IsMember({"suite", "variant", "kernel"}))
      ->allow_extra_args(false);
  command->add_flag("--all", request->all, "List every pair and every unmatched case");
  CLI::Option* gate = command->add_flag(
      "--gate", request->gate,
      "Judge: exit 1 on a regression or a missed expectation, 5 when figures are missing");
  CLI::Option* remeasure =
      command
          ->add_option("--remeasure", request->remeasureBudget,
                       "Before judging, measure undecided cases again, for at most this long")
          ->type_name("TIME")
          ->expected(0, 1)
          ->default_str(kRemeasureBudget)
          ->needs(gate);
  command->add_flag("--keep", request->keep, "Write the further samples into NEW")
      ->needs(remeasure);
  command->add_option("--project", request->project, "Folder whose baselines count")
      ->type_name("DIR");
  command->add_option("-o,--output", request->output, "File to write (default: standard output)");
  command->add_flag("--overwrite", request->overwrite, "Replace the output if it exists");
  command->callback([&exit, request, remeasure] {
    request->remeasure = remeasure->count() > 0;
    if (request->remeasureBudget.empty()) request->remeasureBudget = kRemeasureBudget;
    exit = diff(*request);
  });
}

}  // namespace lane::cli
