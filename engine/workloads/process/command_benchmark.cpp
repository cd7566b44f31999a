#include "workloads/process/command_benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "measure/statistics.h"
#include "run/benchmark.h"
#include "workloads/process/command_line.h"
#include "workloads/process/command_process.h"
#include "workloads/process/page_cache.h"

namespace lane {
namespace {

constexpr int kStartRuns = 12;  ///< of the smallest process and the empty shell, at each visit
constexpr double kStartTimeout = 5;
constexpr double kStartConfidence = 0.95;
/// Without words of a command the starter ends at once: no process is smaller.
constexpr const char* kStarterItself = "/proc/self/exe";

const MetricRecord kExitCode{"exit_code", "Exit code", "1", MetricKind::count, false};
const MetricRecord kOutputLines{"output_lines", "Lines of output", "1", MetricKind::count, false};
const MetricRecord kProcessStart{"process_start", "Start and end of the smallest process", "s",
                                 MetricKind::time, false};
const MetricRecord kShellStart{"shell_start", "Start and end of an empty shell", "s",
                               MetricKind::time, false};

/// What one run gives beside its time.
struct Observed {
  MetricRecord metric;
  double CommandRun::*member;
};
const std::array kObserved{
    Observed{{"user_time", "User time", "s", MetricKind::time, false}, &CommandRun::userSeconds},
    Observed{{"system_time", "System time", "s", MetricKind::time, false},
             &CommandRun::systemSeconds},
    Observed{{"peak_memory", "Peak memory", "B", MetricKind::bytes, false}, &CommandRun::peakBytes},
    Observed{{"minor_faults", "Minor page faults", "1", MetricKind::count, false},
             &CommandRun::minorFaults},
    Observed{{"major_faults", "Major page faults", "1", MetricKind::count, false},
             &CommandRun::majorFaults},
    Observed{{"voluntary_switches", "Voluntary context switches", "1", MetricKind::count, false},
             &CommandRun::voluntarySwitches},
    Observed{
        {"involuntary_switches", "Involuntary context switches", "1", MetricKind::count, false},
        &CommandRun::involuntarySwitches},
    Observed{{"storage_read", "Read from storage", "B", MetricKind::bytes, false},
             &CommandRun::storageBytes}};

/// "exit code 2, not 0", with what the command said last.
std::string wrongEnd(const CommandRun& run, int expected, const std::string& lastError) {
  const std::string how = run.signal != 0 ? "ended by signal " + signalText(run.signal)
                                          : fmt::format("exit code {}", run.exitCode);
  const std::string said = lastError.empty() ? "" : fmt::format(": {}", lastError);
  return fmt::format(
      "{}, not {}{}", how,
      run.signal != 0 ? fmt::format("exit code {}", expected) : std::to_string(expected), said);
}

/// A command that is timed: each run of the case is one process.
class CommandCase final : public PreparedCase {
 public:
  CommandCase(Result<std::unique_ptr<CommandProcess>> process, int expectedExit,
              const PageCache* cold, const std::stop_token& stop)
      : m_expectedExit(expectedExit), m_cold(cold), m_stop(stop) {
    if (process)
      m_process = std::move(*process);
    else
      m_failure = toString(process.error());
  }

  bool oneByOne() const override { return true; }
  std::optional<double> ownSeconds() const override { return m_run.seconds; }
  std::string_view failure() const override { return m_failure; }
  std::span<const double> observations() const override { return m_observed; }

  void beforeBatch() override {
    if (!m_cold || !m_process) return;
    if (const auto dropped = m_cold->drop(); !dropped) m_failure = toString(dropped.error());
  }

  void run(std::uint64_t calls) override {
    for (; calls > 0 && m_failure.empty(); --calls) {
      const auto run = m_process->run(m_stop);
      if (!run)
        m_failure = toString(run.error());
      else if (run->signal != 0 || run->exitCode != m_expectedExit)
        m_failure = wrongEnd(*run, m_expectedExit, {}) + ", after it had ended well before";
      else
        keep(*run);
    }
  }

 private:
  void keep(const CommandRun& run) {
    m_run = run;
    for (std::size_t i = 0; i < kObserved.size(); ++i) m_observed[i] = run.*kObserved[i].member;
  }

  std::unique_ptr<CommandProcess> m_process;
  int m_expectedExit;
  const PageCache* m_cold;
  std::stop_token m_stop;
  CommandRun m_run;
  std::array<double, kObserved.size()> m_observed{};
  std::string m_failure;
};

/// One of the ways a command is run.
struct Way {
  std::string variant;
  CommandSpec command;
};

class CommandGroup final : public PreparedGroup {
 public:
  CommandGroup(const std::vector<Way>& ways, double timeoutSeconds, bool cold)
      : m_ways(ways), m_timeout(timeoutSeconds), m_isCold(cold) {}

  void endWhen(const std::stop_token& stop) override { m_stop = stop; }

  std::unique_ptr<PreparedCase> prepare(const std::string& variant, std::uint32_t) override {
    if (!m_start) m_start = timeStarts(kProcessStart, kStarterItself, {"lanescope-start"});
    const CommandSpec& command = commandOf(variant);
    if (command.shell && !m_shellStart)
      m_shellStart = timeStarts(kShellStart, "/bin/sh", {"sh", "-c", ""});
    if (m_isCold && !m_cold)
      if (const auto program = programOf(command))
        m_cold.emplace(PageCache::bestMethod(), filesOfProgram(*program));
    return std::make_unique<CommandCase>(processOf(command), command.expectedExit,
                                         m_cold ? &*m_cold : nullptr, m_stop);
  }

  Result<CheckResult> check(const std::string& variant, std::uint32_t) override {
    const CommandSpec& command = commandOf(variant);
    const auto process = processOf(command);
    if (!process) return tl::unexpected(process.error());
    const auto output = (*process)->look(m_stop);
    if (!output) return tl::unexpected(output.error());
    const CommandRun& run = output->run;
    m_checked = {variant, run.signal == 0 ? std::optional(run.exitCode) : std::nullopt,
                 output->lines};
    if (run.signal != 0 || run.exitCode != command.expectedExit)
      return fail(ErrorCode::checkFailed, wrongEnd(run, command.expectedExit, output->lastError));
    if (m_isCold)
      if (auto cold = checkCold(command, **process); !cold) return tl::unexpected(cold.error());
    return CheckResult{.passed = true};
  }

  std::vector<MetricRecord> observed() const override {
    std::vector<MetricRecord> metrics;
    for (const Observed& one : kObserved) metrics.push_back(one.metric);
    return metrics;
  }

  std::vector<CaseFigure> figures(const std::string& variant, std::uint32_t) override {
    std::vector<CaseFigure> list;
    if (m_checked && m_checked->variant == variant) {
      if (m_checked->exitCode) list.push_back(count(kExitCode, *m_checked->exitCode));
      list.push_back(count(kOutputLines, static_cast<double>(m_checked->lines)));
    }
    if (m_start) list.push_back(*m_start);
    if (m_shellStart && commandOf(variant).shell) list.push_back(*m_shellStart);
    return list;
  }

 private:
  struct Checked {
    std::string variant;
    std::optional<int> exitCode;
    std::uint64_t lines = 0;
  };

  static CaseFigure count(const MetricRecord& metric, double value) {
    return {metric, {.value = value, .low = value, .high = value, .n = 1, .reason = {}}};
  }

  const CommandSpec& commandOf(const std::string& variant) const {
    const auto way = std::find_if(m_ways.begin(), m_ways.end(),
                                  [&](const Way& one) { return one.variant == variant; });
    return way == m_ways.end() ? m_ways.front().command : way->command;
  }

  static Result<std::filesystem::path> programOf(const CommandSpec& command) {
    return wordsOf(command).and_then([](const auto& words) { return findProgram(words.front()); });
  }

  Result<std::unique_ptr<CommandProcess>> processOf(const CommandSpec& command) const {
    const auto words = wordsOf(command);
    if (!words) return tl::unexpected(words.error());
    // Looked up once, as a shell does that remembers where it found a program.
    const auto program = findProgram(words->front());
    if (!program) return tl::unexpected(program.error());
    return CommandProcess::make(program->string(), *words, m_timeout);
  }

  /// Whether emptying the page cache makes this command read from storage.
  Result<void> checkCold(const CommandSpec& command, CommandProcess& process) const {
    const auto program = programOf(command);
    if (!program) return tl::unexpected(program.error());
    const PageCache cache(PageCache::bestMethod(), filesOfProgram(*program));
    if (auto dropped = cache.drop(); !dropped) return dropped;
    const auto run = process.run(m_stop);
    if (!run) return tl::unexpected(run.error());
    if (run->storageBytes > 0 || run->majorFaults > 0) return {};
    return fail(ErrorCode::unsupported,
                fmt::format("there is no cold start here: nothing was read from storage after the "
                            "page cache had been {}",
                            PageCache::describe(cache.method())),
                {}, "As root the page cache is dropped as a whole");
  }

  /// Start and end of a process that does nothing, again and again.
  std::optional<CaseFigure> timeStarts(const MetricRecord& metric, const std::string& program,
                                       const std::vector<std::string>& words) const {
    const auto process = CommandProcess::make(program, words, kStartTimeout);
    if (!process) return std::nullopt;
    std::vector<double> seconds;
    for (int i = 0; i <= kStartRuns; ++i) {
      const auto run = (*process)->run(m_stop);
      if (!run || run->signal != 0 || run->exitCode != 0) return std::nullopt;
      if (i > 0) seconds.push_back(run->seconds);  // the first brings it into memory
    }
    std::sort(seconds.begin(), seconds.end());
    const Interval interval = medianInterval(seconds, kStartConfidence);
    return CaseFigure{metric,
                      {.value = quantile(seconds, 0.5),
                       .low = interval.low,
                       .high = interval.high,
                       .n = seconds.size(),
                       .reason = {}}};
  }

  const std::vector<Way>& m_ways;
  double m_timeout;
  bool m_isCold;
  std::stop_token m_stop;
  std::optional<PageCache> m_cold;
  std::optional<Checked> m_checked;
  std::optional<CaseFigure> m_start, m_shellStart;
};

class CommandBenchmark final : public Benchmark {
 public:
  CommandBenchmark(const CommandSpec& command, const Plan& plan)
      : m_timeout(plan.timeoutSeconds),
        m_cold(std::find(plan.cache.begin(), plan.cache.end(), CacheState::cold) !=
               plan.cache.end()) {
    m_info.suite = kProcessSuite;
    m_info.name = nameOf(command);
    m_info.title = m_info.name;
    m_info.formula = command.line;
    m_info.family = "Commands";
    m_info.special =
        "Each call is one process; hot: its files are in the page cache; cold: the "
        "page cache is emptied of them before each call";
    m_info.itemName = "runs";
    m_info.dtypes = {Dtype::none};
    m_info.onRequest = true;
    m_info.inMemory = false;
    m_info.sized = false;
    m_info.mostThreads = 1;
    add(command);
  }

  void add(const CommandSpec& command) {
    const std::string variant(command.shell ? kShell : kDirect);
    m_ways.push_back({variant, command});
    m_info.ways.push_back(
        {variant, command.shell ? "by /bin/sh -c" : "by itself, without a shell"});
  }

  const BenchmarkInfo& info() const override { return m_info; }

  std::vector<VariantOffer> variants(Dtype) const override {
    std::vector<VariantOffer> offers;
    for (const Way& way : m_ways) offers.push_back({way.variant, {}});
    return offers;
  }

  CaseRecord describe(const GroupPoint& point, const std::string& variant,
                      std::uint32_t threads) const override {
    CaseRecord record;
    record.suite = m_info.suite;
    record.benchmark = m_info.name;
    record.dtype = Dtype::none;
    record.size = point.size;
    record.variant = variant;
    record.threads = threads;
    record.mode = point.mode;
    record.cache = point.cache;
    record.items = 1;
    record.itemName = m_info.itemName;
    record.key = makeKey(record);
    return record;
  }

  std::string whyNot(const GroupPoint& point) const override {
    if (point.mode != Mode::reuse) return "commands have no operands: mode reuse";
    if (point.placing.alignment != Alignment::line) return "commands have no operands to align";
    return {};
  }

  std::size_t arenaBytes(const GroupPoint&) const override { return 0; }

  std::string environment() const override {
    nlohmann::json json = {{"standard_streams", "/dev/null"}};
    std::error_code error;
    if (const auto shell = std::filesystem::canonical("/bin/sh", error); !error)
      json["shell"] = shell.string();
    if (m_cold) json["page_cache"] = PageCache::describe(PageCache::bestMethod());
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena&,
                                               Team&) const override {
    return std::make_unique<CommandGroup>(m_ways, m_timeout, point.cache == CacheState::cold);
  }

 private:
  double m_timeout;
  bool m_cold;
  BenchmarkInfo m_info;
  std::vector<Way> m_ways;
};

}  // namespace

std::vector<std::unique_ptr<const Benchmark>> commandBenchmarks(const Plan& plan) {
  std::vector<std::unique_ptr<CommandBenchmark>> made;
  for (const CommandSpec& command : plan.commands) {
    const auto same = std::find_if(made.begin(), made.end(), [&](const auto& one) {
      return one->info().name == nameOf(command);
    });
    if (same == made.end())
      made.push_back(std::make_unique<CommandBenchmark>(command, plan));
    else
      (*same)->add(command);
  }
  return {std::make_move_iterator(made.begin()), std::make_move_iterator(made.end())};
}

bool isCommandWay(std::string_view variant) {
  return variant == kDirect || variant == kShell;
}

}  // namespace lane
