#include "run/process_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <locale>
#include <map>
#include <sstream>
#include <unordered_map>

#include "analysis/selftest_record.h"
#include "measure/clock.h"
#include "measure/resample.h"
#include "measure/stopping_rule.h"
#include "measure/team.h"
#include "run/case_statistics.h"
#include "run/child.h"
#include "run/conclusions.h"
#include "run/planned_run.h"
#include "run/rescue.h"
#include "session/checkpoint.h"
#include "session/store.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

constexpr double kPollSeconds = 0.02;
constexpr double kPatience = 5;  ///< seconds a child has to stop before it is killed

double secondsNow() {
  const Clock& clock = Clock::instance();
  return clock.seconds(clock.now());
}

/// A folder of its own under the one for temporary files; removed with all in it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "lanescope-XXXXXX").string();
    if (!error && ::mkdtemp(name.data())) m_path = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!m_path.empty()) fs::remove_all(m_path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return m_path; }

 private:
  fs::path m_path;
};

class ProcessRun {
 public:
  ProcessRun(const Plan& plan, EventSink& sink, const RunOptions& options)
      : m_plan(plan), m_sink(sink), m_options(options) {
    if (options.output) m_checkpoint.emplace(*options.output);
  }

  Result<Session> run() {
    Result<void> ended = prepare();
    for (std::uint32_t i = 0; ended && i < m_plan.processes && !stopping(); ++i) ended = process(i);
    if (ended) closeOpenCases();
    conclude(m_total, elapsed(), [this](RunEvent event) { emit(std::move(event)); });
    RunFinished finished{!ended       ? RunOutcome::failed
                         : stopping() ? RunOutcome::stopped
                                      : RunOutcome::completed,
                         ended ? Error{} : ended.error(), elapsed()};
    applyEvent(m_total, finished);
    if (m_checkpoint && m_total.samples.size() > 0)
      if (const auto saved = finishOrRescue(*m_checkpoint, m_total); !saved && ended) {
        ended = saved;
        finished = {RunOutcome::failed, ended.error(), elapsed()};
      }
    m_sink.onEvent(finished);
    if (!ended) return tl::unexpected(ended.error());
    return std::move(m_total);
  }

 private:
  Result<void> prepare() {
    if (m_options.output)
      if (auto writable = checkWritable(*m_options.output, Overwrite::yes); !writable)
        return writable;
    if (m_scratch.path().empty())
      return fail(ErrorCode::io, "no folder could be made for the measuring processes",
                  "the folder for temporary files", "Set TMPDIR to a folder that can be written");
    auto planned = planRun(m_plan, SourceKind::child);
    if (!planned) return tl::unexpected(planned.error());
    emit(RunStarted{std::move(planned->session)});
    for (const LogLine& note : planned->notes) emit(Logged{note});
    for (std::uint32_t i = 0; i < m_total.cases.size(); ++i) m_caseOf[m_total.cases[i].key] = i;
    return {};
  }

  /// What one child is told to do.
  Plan planOf(std::uint32_t process) const {
    Plan plan = m_plan;
    plan.processes = 1;
    plan.budgetSeconds = m_plan.budgetSeconds / m_plan.processes;
    plan.refine = m_plan.refine && process == 0;
    plan.placements = process == 0 ? m_plan.placements : 0;
    plan.seed = m_plan.seed;  // the same operands: what differs is the process
    return plan;
  }

  Result<void> process(std::uint32_t index) {
    const fs::path planFile = m_scratch.path() / "plan.yaml";
    const fs::path output = m_scratch.path() / fmt::format("process-{}.h5", index);
    std::ofstream(planFile) << toYaml(planOf(index));
    const double begin = elapsed();
    emit(MarkAdded{{begin, kNoCase, fmt::format("Process {}", index + 1)}});

    Child child;
    const fs::path program =
        m_options.childProgram.empty() ? fs::path("/proc/self/exe") : m_options.childProgram;
    if (auto started = child.start(
            {program.string(), kChildFlag, planFile.string(), output.string(), coreList()});
        !started)
      return started;
    std::string problem;
    follow(child, index, problem);
    const int status = child.wait();
    if (!problem.empty()) return fail(ErrorCode::unsupported, problem);
    auto opened = openSession(output);
    if (!opened) {
      if (stopping()) return {};  // stopped before it had anything
      return fail(ErrorCode::unsupported,
                  fmt::format("measuring process {} ended with {} and left nothing to read ({})",
                              index + 1, status, toString(opened.error())));
    }
    join(opened->session, index, begin);
    if (m_checkpoint) return m_checkpoint->offer(m_total);
    return {};
  }

  /// Relays progress and commands until the child's output ends.
  void follow(Child& child, std::uint32_t index, std::string& problem) {
    bool told = false, paused = false;
    double deadline = 0;
    const auto onLine = [&](const std::string& line) {
      if (line.starts_with("error ")) problem = line.substr(6);
      if (line.starts_with("progress ")) tellProgress(index, line.substr(9));
    };
    while (child.readLines(kPollSeconds, onLine)) {
      if (const bool wanted = m_options.pause && m_options.pause->isPaused(); wanted != paused) {
        paused = wanted;
        child.say(paused ? "pause" : "resume");
      }
      if (stopping() && !told) {
        child.say("stop");
        told = true;
        deadline = secondsNow() + kPatience;
      }
      if (told && secondsNow() > deadline) child.kill();
    }
  }

  /// "fraction done total message" of a child.
  void tellProgress(std::uint32_t index, const std::string& line) {
    std::istringstream words(line);
    words.imbue(std::locale::classic());
    Progress progress;
    words >> progress.fraction >> progress.done >> progress.total;
    std::getline(words >> std::ws, progress.message);
    progress.phase = RunPhase::sampling;
    progress.pass = index;
    progress.passes = m_plan.processes;
    progress.fraction = (index + std::clamp(progress.fraction, 0.0, 1.0)) / m_plan.processes;
    progress.done += index * progress.total;  // counted once for every process
    progress.total *= m_plan.processes;
    progress.elapsedSeconds = elapsed();
    if (progress.fraction > 0.02)
      progress.leftSeconds = progress.elapsedSeconds * (1 / progress.fraction - 1);
    progress.paused = m_options.pause && m_options.pause->isPaused();
    progress.message =
        fmt::format("Process {} of {}: {}", index + 1, m_plan.processes, progress.message);
    m_sink.onEvent(progress);
  }

  /// Adds what a child measured to the whole.
  void join(const Session& part, std::uint32_t process, double begin) {
    std::vector<CaseRecord> added;
    for (const CaseRecord& record : part.cases)
      if (m_caseOf.try_emplace(record.key, m_total.cases.size() + added.size()).second) {
        added.push_back(record);
        added.back().status = CaseStatus::pending;
        added.back().sampleCount = 0;
      }
    if (!added.empty()) emit(CasesAdded{std::move(added)});
    for (std::uint32_t i = 0; i < part.cases.size(); ++i) joinCase(part, i, process, begin);
    for (const ValueRecord& value : part.values)
      if (part.metrics[value.metric].kind == MetricKind::energy)
        joinEnergy(part, value);
      else if (process == 0)
        joinValue(part, value);
    for (const SeriesRecord& series : part.series)
      for (std::size_t i = 0; i < series.t.size(); ++i)
        emit(SeriesPoint{series.id, part.metrics[series.metric], begin + series.t[i],
                         series.value[i]});
    for (const LogLine& line : part.log)
      if (line.severity != Severity::note) emit(Logged{{begin + line.t, line.severity, line.text}});
  }

  /// The whole run took what its processes took together, or what one could not tell is not known.
  void joinEnergy(const Session& part, const ValueRecord& value) {
    if (!m_energy) {
      m_energyMetric = part.metrics[value.metric];
      m_energy = value;
      return;
    }
    m_energy->value += value.value;
    if (m_energy->reason.empty()) m_energy->reason = value.reason;
  }

  void joinValue(const Session& part, ValueRecord value) {
    const MetricRecord metric = part.metrics[value.metric];
    if (value.caseIndex != kNoCase) value.caseIndex = m_caseOf[part.cases[value.caseIndex].key];
    emit(ValueMeasured{metric, std::move(value)});
  }

  void joinCase(const Session& part, std::uint32_t partCase, std::uint32_t process, double begin) {
    const std::uint32_t index = m_caseOf[part.cases[partCase].key];
    CaseRecord record = part.cases[partCase];
    const CaseRecord& known = m_total.cases[index];
    // What one process found wrong stays wrong.
    if (process > 0 && !known.hasTime() && known.status != CaseStatus::pending) return;
    std::map<std::uint32_t, CaseMeasured> byPass;
    for (const std::size_t at : part.samplesOf(partCase)) {
      CaseMeasured& event = byPass[part.samples.pass[at]];
      event.seconds.push_back(part.samples.seconds[at]);
      event.t.push_back(begin + part.samples.t[at]);
      event.rounds.push_back(part.samples.round[at]);
      event.flags.push_back(part.samples.flags[at]);
      Series& all = m_series[index];
      all.seconds.push_back(part.samples.seconds[at]);
      all.pass.push_back(part.samples.pass[at]);
      all.process.push_back(process);
    }
    if (record.hasTime()) {
      const Series& all = m_series[index];
      setStatistics(record, summarize(all.seconds, all.pass, all.process, m_plan.confidence));
      record.maxUlp = std::max(record.maxUlp, known.hasTime() ? known.maxUlp : record.maxUlp);
      if (record.relativeHalfWidth() <= m_plan.precision) record.stopReason = StopReason::goal;
    }
    record.source = 0;
    if (byPass.empty()) emit(CaseMeasured{.caseIndex = index, .record = record});
    for (auto& [pass, event] : byPass) {
      event.caseIndex = index;
      event.record = record;
      event.process = process;
      event.pass = pass;
      emit(std::move(event));
    }
  }

  /// The spread between processes, and what a stop left unmeasured.
  void closeOpenCases() {
    if (m_energy) emit(ValueMeasured{m_energyMetric, *m_energy});
    for (const auto& [index, all] : m_series) {
      const Summary summary = summarize(all.seconds, all.pass, all.process, m_plan.confidence);
      if (summary.processes < 2) continue;
      ValueRecord value;
      value.caseIndex = index;
      value.value = summary.betweenProcess;
      value.n = summary.processes;
      emit(ValueMeasured{kBetweenProcess, value});
    }
    for (std::uint32_t i = 0; i < m_total.cases.size(); ++i) {
      if (m_total.cases[i].status != CaseStatus::pending) continue;
      CaseRecord record = m_total.cases[i];
      record.stopReason = StopReason::stopped;
      record.reason = "the run was stopped before it was measured";
      emit(CaseMeasured{.caseIndex = i, .record = std::move(record)});
    }
  }

  static std::string coreList() { return fmt::format("{}", fmt::join(Team::cores(), ",")); }

  bool stopping() const { return m_options.stop.stop_requested(); }
  double elapsed() const { return secondsNow() - m_start; }

  void emit(RunEvent event) {
    applyEvent(m_total, event);
    m_sink.onEvent(std::move(event));
  }

  struct Series {
    std::vector<double> seconds;
    std::vector<std::uint32_t> pass;
    std::vector<std::uint32_t> process;
  };

  const Plan& m_plan;
  EventSink& m_sink;
  const RunOptions& m_options;
  const double m_start = secondsNow();
  ScratchFolder m_scratch;
  std::optional<Checkpoint> m_checkpoint;
  Session m_total;
  std::unordered_map<std::string, std::uint32_t> m_caseOf;
  std::map<std::uint32_t, Series> m_series;
  MetricRecord m_energyMetric;
  std::optional<ValueRecord> m_energy;
};

}  // namespace

Result<Session> runInProcesses(const Plan& plan, EventSink& sink, const RunOptions& options) {
  return ProcessRun(plan, sink, options).run();
}

}  // namespace lane
