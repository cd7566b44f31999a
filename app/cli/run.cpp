#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "commands.h"
#include "console.h"
#include "event_json.h"
#include "exchange/export.h"
#include "interrupt.h"
#include "open_session.h"
#include "progress.h"
#include "run/runner.h"
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

 private:
  bool m_quiet;
  bool m_stream;
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

ExitCode run(const RunRequest& request) {
  // Before the engine makes threads.
  const Interrupt interrupt;
  // A reader of --stream that goes away must not end the measurement.
  ::signal(SIGPIPE, SIG_IGN);

  const auto plan = planOf(request);
  if (!plan) return report(plan.error());
  const auto preview = previewPlan(*plan);
  if (!preview) return report(preview.error());
  const std::string output = request.output.empty() ? defaultOutput() : request.output;
  if (const auto writable =
          checkWritable(output, request.overwrite ? Overwrite::yes : Overwrite::no);
      !writable)
    return report(writable.error());

  if (!request.quiet) {
    saySkipped(preview->cases);
    say(fmt::format("Measuring {} cases into {}", preview->runnable, output));
  }
  Printer printer(request);
  const auto session = runPlan(
      *plan, printer,
      {.stop = interrupt.token(), .pause = nullptr, .output = std::filesystem::path(output)});
  if (!session) return report(session.error());

  if (!request.stream) print(toText(*session));
  const bool broken = sayBroken(*session);
  const bool stopped = interrupt.token().stop_requested() && !session->complete;
  if (!request.quiet || stopped)
    say(fmt::format("{}aved {}", stopped ? "Interrupted; everything measured is s" : "S", output));
  return stopped ? kInterrupted : broken ? kCheckFailed : kDone;
}

}  // namespace

void addRun(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand("run", "Measure a plan and save the session");
  const auto request = std::make_shared<RunRequest>();
  command
      ->add_option("PLAN", request->plan, "Built-in plan ('lanescope-cli list plans') or YAML file")
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
  add("--precision", request->precision, "Goal: half-width of the interval, as 1%", "SHARE");
  add("--confidence", request->confidence, "Of the intervals, as 95%", "SHARE");
  add("--budget", request->budget, "Time to spend on sampling, as 60s", "TIME");
  add("--timeout", request->timeout, "Most time for one case, as 10s", "TIME");
  add("--processes", request->processes, "Fresh processes, each walking the plan", "N");
  add("--placements", request->placements,
      "Other places of the operands to try for the placement sensitivity; 0: none", "N");
  add("--seed", request->seed, "Of input data and order", "N");
  command
      ->add_option("-o,--output", request->output,
                   "Session file (default: ./lanescope-DATE-TIME.lanescope.h5)")
      ->type_name("FILE.h5");
  command->add_flag("--overwrite", request->overwrite, "Replace the session file if it exists");
  command->add_flag("--stream", request->stream, "Events as JSON lines on stdout, not the table");
  command->add_flag("--quiet", request->quiet, "No progress and no notes, only errors");
  command->callback([&exit, request] { exit = run(*request); });
}

}  // namespace lane::cli
