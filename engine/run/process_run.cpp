#include "run/process_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <locale>
#include <sstream>

#include "measure/clock.h"
#include "measure/team.h"
#include "peers/peer_process.h"
#include "run/append.h"
#include "run/child.h"
#include "run/conclusions.h"
#include "run/peer_sources.h"
#include "run/planned_run.h"
#include "run/rescue.h"
#include "run/session_join.h"
#include "session/checkpoint.h"
#include "session/store.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

constexpr double kPollSeconds = 0.02;
constexpr double kPatience = 5;    ///< seconds a child has to stop before it is killed
constexpr double kLookPeriod = 1;  ///< seconds between looks at a child's checkpoint

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

/// A child's checkpoint, looked at while it measures. Reading takes a few milliseconds of a core:
/// not done when all of them measure.
class CheckpointReader {
 public:
  CheckpointReader(const fs::path& output, const Plan& plan) : m_file(partialPath(output)) {
    const auto most = std::max_element(plan.threads.begin(), plan.threads.end());
    m_allowed = most != plan.threads.end() && *most < Team::cores().size();
  }

  /// What is new since the last look, when it is time for one.
  std::optional<Session> look() {
    if (!m_allowed || secondsNow() - m_lastLook < kLookPeriod) return std::nullopt;
    m_lastLook = secondsNow();
    std::error_code none;
    const auto written = fs::last_write_time(m_file, none);
    if (none || written == m_written) return std::nullopt;
    m_written = written;
    auto opened = openSession(m_file);
    if (!opened) return std::nullopt;  // it has just been renamed
    return std::move(opened->session);
  }

 private:
  fs::path m_file;
  bool m_allowed = false;
  double m_lastLook = secondsNow();
  fs::file_time_type m_written = {};
};

class ProcessRun {
 public:
  ProcessRun(JoinStart start, const Plan& plan, EventSink& sink, const RunOptions& options)
      : m_plan(plan), m_sink(sink), m_options(options), m_start(std::move(start)) {
    if (options.output) m_checkpoint.emplace(*options.output);
  }

  Result<Session> run() {
    Result<void> ended = prepare();
    if (!ended) return refuse(ended.error());
    m_total = std::move(m_start.session);
    SessionJoin join(m_total, m_plan, m_start.source, [this](RunEvent e) { emit(std::move(e)); });
    m_sink.onEvent(RunStarted{m_total});
    for (const LogLine& note : m_start.notes) emit(Logged{note});
    for (std::uint32_t i = 0; ended && i < m_plan.processes && !stopping(); ++i)
      ended = process(join, i);
    closeOpenCases();
    join.finish();
    conclude(m_total, onAxis(), [this](RunEvent event) { emit(std::move(event)); });
    return finish(ended, join.changed());
  }

 private:
  Result<void> prepare() const {
    if (m_options.output)
      if (auto writable = checkWritable(*m_options.output, Overwrite::yes); !writable)
        return writable;
    if (m_scratch.path().empty())
      return fail(ErrorCode::io, "no folder could be made for the measuring processes",
                  "the folder for temporary files", "Set TMPDIR to a folder that can be written");
    return {};
  }

  Result<Session> refuse(const Error& error) {
    m_sink.onEvent(RunFinished{RunOutcome::failed, error, elapsed()});
    return tl::unexpected(error);
  }

  Result<Session> finish(Result<void> ended, bool changed) {
    RunFinished finished{stopping() ? RunOutcome::stopped : RunOutcome::completed, {}, elapsed()};
    if (!ended) finished = {RunOutcome::failed, ended.error(), elapsed()};
    applyEvent(m_total, finished);
    if (m_start.before && !changed) {
      m_total = std::move(*m_start.before);
    } else if (m_start.before) {
      m_total.complete = false;
      m_total.complete = missingCases(m_total).empty();
    }
    if (m_checkpoint && changed && m_total.samples.size() > 0)
      if (const auto saved = finishOrRescue(*m_checkpoint, m_total); !saved && ended) {
        ended = saved;
        finished = {RunOutcome::failed, ended.error(), elapsed()};
      }
    m_sink.onEvent(finished);
    if (!ended) return tl::unexpected(ended.error());
    return std::move(m_total);
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

  Result<void> process(SessionJoin& join, std::uint32_t index) {
    const std::uint32_t number = m_start.firstProcess + index;
    const fs::path planFile = m_scratch.path() / "plan.yaml";
    const fs::path output = m_scratch.path() / fmt::format("process-{}.h5", number);
    std::ofstream(planFile) << toYaml(planOf(index));
    const double begin = onAxis();
    emit(MarkAdded{{begin, kNoCase, fmt::format("Process {}", number + 1)}});

    Child child;
    const fs::path program =
        m_options.childProgram.empty() ? fs::path("/proc/self/exe") : m_options.childProgram;
    if (auto started = child.start(
            {program.string(), kChildFlag, planFile.string(), output.string(), coreList()});
        !started)
      return started;
    std::string problem;
    Result<void> kept;
    CheckpointReader reader(output, m_plan);
    follow(child, index, problem, [&] {
      if (const auto part = reader.look(); part && kept) {
        join.join(*part, number, begin, false);
        kept = checkpoint();
      }
    });
    const int status = child.wait();
    const auto opened = openSession(output);
    if (opened) join.join(opened->session, number, begin, true);
    if (!problem.empty()) return fail(ErrorCode::unsupported, problem);
    if (!opened && !stopping())  // stopped before it had anything
      return fail(ErrorCode::unsupported,
                  fmt::format("measuring process {} ended with {} and left nothing to read ({})",
                              number + 1, status, toString(opened.error())));
    if (status != 0 && !stopping())
      return fail(
          ErrorCode::unsupported,
          fmt::format("measuring process {} ended with {} before it was done", number + 1, status),
          {}, "What it measured until then is kept");
    if (!kept) return kept;
    return checkpoint();
  }

  Result<void> checkpoint() {
    if (!m_checkpoint) return {};
    return m_checkpoint->offer(m_total);
  }

  /// Relays progress and commands until the child's output ends.
  void follow(Child& child, std::uint32_t index, std::string& problem,
              const std::function<void()>& meanwhile) {
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
      if (!told) meanwhile();
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
    if (m_plan.processes > 1)
      progress.message =
          fmt::format("Process {} of {}: {}", index + 1, m_plan.processes, progress.message);
    m_sink.onEvent(progress);
  }

  /// What was left unmeasured, and why.
  void closeOpenCases() {
    for (std::uint32_t i = 0; i < m_total.cases.size(); ++i) {
      const CaseRecord& open = m_total.cases[i];
      if (open.status != CaseStatus::pending || open.stopReason != StopReason::none) continue;
      CaseRecord record = open;
      record.stopReason = StopReason::stopped;
      record.reason = "the run was stopped before it was measured";
      emit(CaseMeasured{.caseIndex = i, .record = std::move(record)});
    }
  }

  static std::string coreList() { return fmt::format("{}", fmt::join(Team::cores(), ",")); }

  bool stopping() const { return m_options.stop.stop_requested(); }
  double elapsed() const { return secondsNow() - m_began; }
  double onAxis() const { return m_start.begin + elapsed(); }

  void emit(RunEvent event) {
    applyEvent(m_total, event);
    m_sink.onEvent(std::move(event));
  }

  const Plan& m_plan;
  EventSink& m_sink;
  const RunOptions& m_options;
  const double m_began = secondsNow();
  JoinStart m_start;
  ScratchFolder m_scratch;
  std::optional<Checkpoint> m_checkpoint;
  Session m_total;
};

}  // namespace

Result<Session> addProcesses(JoinStart start, const Plan& plan, EventSink& sink,
                             const RunOptions& options) {
  return ProcessRun(std::move(start), plan, sink, options).run();
}

Result<Session> runInProcesses(const Plan& plan, EventSink& sink, const RunOptions& options) {
  auto planned = planRun(plan, SourceKind::child, options.commit);
  if (!planned) {
    sink.onEvent(RunFinished{RunOutcome::failed, planned.error(), 0});
    return tl::unexpected(planned.error());
  }
  addPeerSources(*planned);
  closePeers();  // every process starts its own
  return addProcesses({.session = std::move(planned->session), .notes = std::move(planned->notes)},
                      plan, sink, options);
}

}  // namespace lane
