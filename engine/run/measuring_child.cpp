// The child's side of a plan walked by several processes: obeys lines from its parent, tells how
// far it is, and leaves a session file.
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "run/process_run.h"

namespace lane {
namespace {

/// Tells the parent how far it is.
class ChildSink final : public EventSink {
 public:
  void onEvent(RunEvent event) override {
    const auto* progress = std::get_if<Progress>(&event);
    if (!progress) return;
    fmt::print("progress {:.4f} {} {} {}\n", progress->fraction, progress->done, progress->total,
               progress->message);
    std::fflush(stdout);
  }
};

/// Obeys the parent's lines until its end or ours.
class Commands {
 public:
  ~Commands() {
    m_thread.request_stop();
    m_thread.join();
  }
  std::stop_token token() const { return m_stop.get_token(); }
  const PauseGate& pause() const { return m_pause; }

 private:
  void obey(const std::stop_token& ours) {
    std::string line;
    while (!ours.stop_requested()) {
      pollfd waiting{STDIN_FILENO, POLLIN, 0};
      if (::poll(&waiting, 1, 50) <= 0) continue;
      char c = 0;
      if (::read(STDIN_FILENO, &c, 1) != 1) line = "stop", c = '\n';  // the parent is gone
      if (c != '\n') {
        line += c;
        continue;
      }
      if (line == "pause") m_pause.pause();
      if (line == "resume") m_pause.resume();
      if (line == "stop") {
        m_stop.request_stop();
        m_pause.resume();
        return;
      }
      line.clear();
    }
  }

  std::stop_source m_stop;
  PauseGate m_pause;
  std::jthread m_thread{[this](const std::stop_token& ours) { obey(ours); }};
};

/// The parent may have kept itself off some of the cores it measures on.
void takeCores(const char* list) {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  for (const char* at = list; *at;) {
    int core = 0;
    const auto [end, error] =
        std::from_chars(at, list + std::char_traits<char>::length(list), core);
    if (error != std::errc{} || core < 0 || core >= CPU_SETSIZE) return;
    CPU_SET(static_cast<std::size_t>(core), &mask);
    at = *end == ',' ? end + 1 : end;
  }
  ::sched_setaffinity(0, sizeof mask, &mask);
}

}  // namespace

std::optional<int> runAsChild(int argc, char** argv) {
  if (argc != 5 || std::string_view(argv[1]) != kChildFlag) return std::nullopt;
  takeCores(argv[4]);
  const auto plan = loadPlan(argv[2]);
  ChildSink sink;
  const Commands commands;
  const auto session = plan ? runPlan(*plan, sink,
                                      {.stop = commands.token(),
                                       .pause = &commands.pause(),
                                       .output = argv[3],
                                       .conclude = false})
                            : Result<Session>(tl::unexpected(plan.error()));
  if (session) return 0;
  fmt::print("error {}\n", toString(session.error()));
  std::fflush(stdout);
  return 1;
}

}  // namespace lane
