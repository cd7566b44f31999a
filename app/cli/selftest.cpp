#include <fmt/format.h>

#include <algorithm>

#include "analysis/selftest_record.h"
#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/text_layout.h"
#include "interrupt.h"
#include "machine/variant.h"
#include "progress.h"
#include "run/runner.h"
#include "session/store.h"

namespace lane::cli {
namespace {

constexpr std::uint32_t kFewestProcesses = 3;

struct Request {
  std::uint32_t processes = kFewestProcesses;
  std::string output;
  bool overwrite = false;
  bool json = false;
};

/// The kernels of `quick`, every case beside its twin, in fresh processes.
Result<Plan> selftestPlan(std::uint32_t processes) {
  auto plan = loadPlan("quick");
  if (!plan) return plan;
  plan->title = "Self-test";
  plan->twins = true;
  plan->processes = processes;
  plan->refine = false;
  plan->placements = 0;
  plan->budgetSeconds *= processes;
  // One scalar, one compiler-made and the hand-written forms: twins double every case.
  plan->variants.clear();
  for (const char* name : {"scalar", "omp-avx2", "sse4", "avx2", "avx3", "neon"})
    if (const auto id = variantByName(name); id && support(*id).supported)
      plan->variants.push_back(name);
  return plan;
}

std::vector<std::string> cells(const SelftestRow& row) {
  return {row.benchmark.empty() ? "all" : row.benchmark,
          row.level.empty() ? "all" : row.level,
          formatCount(row.pairs),
          formatShare(row.noiseFloor),
          formatShare(row.betweenProcess),
          formatShare(row.smallestDifference)};
}

std::string text(const SelftestRecord& record) {
  TextTable table{
      {"kernel", "working set", "pairs", "noise floor", "between processes", "smallest difference"},
      {},
      2};
  for (const SelftestRow& row : record.rows) table.rows.push_back(cells(row));
  table.rows.push_back(cells(record.all));
  return fmt::format(
      "{}, {} fresh processes, {}\n\n{}\n"
      "noise floor: 95 % of the cases differ from their twins, measured side by side, by less.\n"
      "between processes: standard deviation to grant each process for 95 % of ratios to hold 1.\n"
      "smallest difference: what two sessions of one process each can tell, 95 % confidence.\n",
      record.cpuModel, record.processes, record.created, layOut(table));
}

ExitCode selftest(const Request& request) {
  const Interrupt interrupt;
  const auto plan = selftestPlan(request.processes);
  if (!plan) return report(plan.error());
  RunOptions options;
  options.stop = interrupt.token();
  if (!request.output.empty()) {
    if (const auto writable =
            checkWritable(request.output, request.overwrite ? Overwrite::yes : Overwrite::no);
        !writable)
      return report(writable.error());
    options.output = request.output;
  }
  say(fmt::format("Measuring every case beside its twin in {} fresh processes", request.processes));
  ProgressSink sink;
  const auto session = runPlan(*plan, sink, options);
  if (!session) return report(session.error());
  if (interrupt.token().stop_requested()) {
    say("Interrupted; nothing was recorded");
    return kInterrupted;
  }
  const auto record = evaluateSelftest(*session);
  if (!record) return report(record.error());
  print(request.json ? toJson(*record) + "\n" : text(*record));
  if (const auto saved = saveSelftestRecord(*record, session->machine); !saved)
    return report(saved.error());
  say(fmt::format("Recorded in {}; sessions of this machine carry it from now on",
                  selftestFile(session->machine).string()));
  return kDone;
}

}  // namespace

void addSelftest(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "selftest", "What this machine can tell apart: every kernel measured against itself");
  const auto request = std::make_shared<Request>();
  command->add_option("--processes", request->processes, "Fresh processes, 3 or more")
      ->type_name("N")
      ->check(CLI::Range(kFewestProcesses, kMostProcesses))
      ->capture_default_str();
  command->add_option("-o,--output", request->output, "Keep the session, too")
      ->type_name("FILE.h5");
  command->add_flag("--overwrite", request->overwrite, "Replace the session file if it exists");
  command->add_flag("--json", request->json, "As JSON");
  command->callback([&exit, request] { exit = selftest(*request); });
}

}  // namespace lane::cli
