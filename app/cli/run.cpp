#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "commands.h"
#include "console.h"
#include "event_json.h"
#include "exchange/export.h"
#include "interrupt.h"
#include "open_session.h"
#include "progress.h"
#include "run/append.h"
#include "run_request.h"
#include "session/store.h"

namespace lane::cli {
namespace {

/// Events to the terminal, or as JSON lines to stdout. On the runner's thread.
class Printer : public EventSink {
 public:
  explicit Printer(const RunRequest& request)
      : m_quiet(request.quiet), m_stream(request.stream), m_progress(isTerminal(STDERR_FILENO)) {}

  void onEvent(RunEvent event) override {
    if (const auto* finished = std::get_if<RunFinished>(&event))
      m_stopped = finished->outcome == RunOutcome::stopped;
    if (m_stream) {
      print(toJsonLine(event));
      std::fflush(stdout);
    }
    if (m_quiet) return;
    if (const auto* progress = std::get_if<Progress>(&event)) m_progress.show(*progress);
    if (const auto* logged = std::get_if<Logged>(&event))
      if (logged->line.severity != Severity::note) m_progress.interject(logged->line.text);
    if (std::holds_alternative<RunFinished>(event)) m_progress.finish();
  }

  bool stopped() const { return m_stopped; }

 private:
  bool m_quiet;
  bool m_stream;
  bool m_stopped = false;
  ProgressPrinter m_progress;
};

/// Says once per variant and reason what will not be measured.
void saySkipped(const std::vector<CaseRecord>& cases) {
  struct Skipped {
    std::string variant, reason;
    std::size_t count;
  };
  std::vector<Skipped> list;
  for (const CaseRecord& record : cases) {
    if (record.status != CaseStatus::skipped) continue;
    const auto same = std::find_if(list.begin(), list.end(), [&](const Skipped& s) {
      return s.variant == record.variant && s.reason == record.reason;
    });
    if (same == list.end())
      list.push_back({record.variant, record.reason, 1});
    else
      ++same->count;
  }
  for (const Skipped& s : list)
    say(fmt::format("Skipped: {} ({} cases): {}", s.variant, s.count, s.reason));
}

/// Names the first few cases whose result was wrong or that broke; true if there are any.
bool sayBroken(const Session& session) {
  constexpr std::size_t kMostNamed = 10;
  std::size_t count = 0;
  for (const CaseRecord& record : session.cases) {
    if (record.status != CaseStatus::wrong && record.status != CaseStatus::failed) continue;
    if (++count <= kMostNamed)
      say(fmt::format("{}: {}: {}", toWord(record.status), record.key, record.reason));
  }
  if (count > kMostNamed) say(fmt::format("… and {} more", count - kMostNamed));
  return count > 0;
}

/// A run of its own, or what a session is to get.
struct Work {
  Plan plan;
  std::optional<Session> base;  ///< what it adds to
  std::string output;
  bool replaces = false;  ///< the output may be there
};

/// What a stopped session lacks; `plan.only` is empty when that is nothing.
Result<Plan> restOf(const Session& session, const RunRequest& request) {
  const auto missing = missingCases(session);
  if (missing.empty()) return Plan{};
  auto whole = parsePlan(session.planYaml, request.resume);
  auto rest = planAgain(session, missing, 1);
  if (!rest) return rest;
  rest->placements = whole->placements;
  return planOver(std::move(*rest), request);
}

/// The session's own plan unless another one or commands are named, with the options over it.
Result<Plan> moreOf(const Session& session, const RunRequest& request) {
  if (request.planGiven || !request.commands.empty()) return planOf(request);
  auto own = parsePlan(session.planYaml, request.append);
  if (!own) return own;
  if (namesCases(request)) own->only.clear();
  return planOver(std::move(*own), request);
}

Result<Work> workOf(const RunRequest& request) {
  Work work;
  const bool resumes = !request.resume.empty();
  const std::string& file = resumes ? request.resume : request.append;
  work.output = request.output.empty() ? defaultOutput() : request.output;
  work.replaces = request.overwrite;
  Result<Plan> plan;
  if (file.empty()) {
    plan = planOf(request);
  } else {
    if (resumes && (request.planGiven || namesCases(request)))
      return fail(ErrorCode::usage, "the session's own plan says what is missing", "--resume",
                  "To measure other cases, too, use --append FILE");
    auto session = openForReading(file);
    if (!session) return tl::unexpected(session.error());
    plan = resumes ? restOf(*session, request) : moreOf(*session, request);
    work.base = std::move(*session);
    if (request.output.empty()) {
      work.output = file;
      work.replaces = true;  // by a rename, when all is measured
    }
  }
  if (!plan) return tl::unexpected(plan.error());
  work.plan = std::move(*plan);
  return work;
}

ExitCode run(const RunRequest& request) {
  // Before the engine makes threads.
  const Interrupt interrupt;
  // A reader of --stream that goes away must not end the measurement.
  ::signal(SIGPIPE, SIG_IGN);

  const auto work = workOf(request);
  if (!work) return report(work.error());
  if (!request.resume.empty() && work->plan.only.empty()) {
    say(fmt::format("{}: nothing is missing", request.resume));
    return kDone;
  }
  const auto preview = previewPlan(work->plan);
  if (!preview) return report(preview.error());
  if (const auto writable =
          checkWritable(work->output, work->replaces ? Overwrite::yes : Overwrite::no);
      !writable)
    return report(writable.error());

  if (!request.quiet) {
    saySkipped(preview->cases);
    say(work->base
            ? fmt::format("Measuring {} cases more, added to {}", preview->runnable, work->output)
            : fmt::format("Measuring {} cases into {}", preview->runnable, work->output));
  }
  Printer printer(request);
  RunOptions options;
  options.stop = interrupt.token();
  options.output = work->output;
  options.commit = commitOf(request);
  const auto session = work->base ? appendToSession(*work->base, work->plan, printer, options)
                                  : runPlan(work->plan, printer, options);
  if (!session) return report(session.error());

  if (!request.stream) print(toText(*session));
  const bool broken = sayBroken(*session);
  const bool stopped = printer.stopped();
  if (!request.quiet || stopped)
    say(fmt::format("{}aved {}", stopped ? "Interrupted; everything measured is s" : "S",
                    work->output));
  return stopped ? kInterrupted : broken ? kCheckFailed : kDone;
}

}  // namespace

void addRun(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand("run", "Measure a plan and save the session");
  const auto request = std::make_shared<RunRequest>();
  const CLI::Option* plan = command
                                ->add_option("PLAN", request->plan,
                                             "Built-in plan ('lanescope-cli list plans') or YAML "
                                             "file")
                                ->capture_default_str();
  command
      ->add_option("--benchmarks", request->benchmarks,
                   "Regular expression on names, dot or vector/dot; can be repeated")
      ->type_name("REGEX")
      ->allow_extra_args(false);
  const auto add = [&](const char* name, std::string& target, const char* what, const char* type) {
    command->add_option(name, target, what)->type_name(type);
  };
  add("--sizes", request->sizes,
      "Sizes: 100,1k,64Ki or 8..16Mi (doubling; /2 = two per octave) or 1..130+1 (each)", "LIST");
  add("--variants", request->variants, "Variants: scalar,avx2 (default: all that run here)",
      "LIST");
  add("--threads", request->threads, "Thread counts: 1,2", "LIST");
  add("--dtypes", request->dtypes, "Element types: f32,f64", "LIST");
  add("--modes", request->modes, "Results: reuse (in place allocated before), allocate, inplace",
      "LIST");
  add("--cache", request->cache, "Operands: hot (the same again), cold (from beyond the caches)",
      "LIST");
  add("--alignment", request->alignment, "Where operands start: 64, \"+4 B\", page+64", "LIST");
  command
      ->add_option("--command", request->commands,
                   "Time this command line, split into words without a shell; can be repeated; "
                   "without PLAN nothing else is measured")
      ->type_name("CMD")
      ->allow_extra_args(false);
  command->add_flag("--shell", request->shell, "Run the commands by /bin/sh -c");
  add("--exit", request->expectedExit, "Exit code the commands must end with (default: 0)", "CODE");
  add("--precision", request->precision, "Goal: half-width of the interval, as 1%", "SHARE");
  add("--confidence", request->confidence, "Of the intervals, as 95%", "SHARE");
  add("--budget", request->budget, "Time to spend on sampling, as 60s", "TIME");
  add("--timeout", request->timeout, "Most time for one case, as 10s", "TIME");
  add("--processes", request->processes, "Fresh processes, each walking the plan", "N");
  add("--placements", request->placements,
      "Other places of the operands to try for the placement sensitivity; 0: none", "N");
  add("--seed", request->seed, "Of input data and order", "N");
  command->add_flag("--track-allocations", request->trackAllocations,
                    "Count what one untimed call of each case allocates");
  command->add_flag("--watch-memory", request->watchMemory,
                    "Read what is resident 250 times a second, from a thread of its own");
  command
      ->add_option("-o,--output", request->output,
                   "Session file (default: ./lanescope-DATE-TIME.lanescope.h5)")
      ->type_name("FILE.h5");
  CLI::Option* resume =
      command
          ->add_option("--resume", request->resume,
                       "Measure what a stopped run left out of this session, and add it")
          ->type_name("FILE.h5");
  command
      ->add_option("--append", request->append,
                   "Measure PLAN, or the session's own, and add it to this session; cases it has "
                   "already are measured once more")
      ->type_name("FILE.h5")
      ->excludes(resume);
  add("--commit", request->commit,
      "What is measured, as version control names it; default: LANESCOPE_COMMIT, GITHUB_SHA or "
      "CI_COMMIT_SHA",
      "ID");
  command->add_flag("--overwrite", request->overwrite, "Replace the session file if it exists");
  command->add_flag("--stream", request->stream, "Events as JSON lines on stdout, not the table");
  command->add_flag("--quiet", request->quiet, "No progress and no notes, only errors");
  command->callback([&exit, request, plan] {
    request->planGiven = plan->count() > 0;
    exit = run(*request);
  });
}

}  // namespace lane::cli
