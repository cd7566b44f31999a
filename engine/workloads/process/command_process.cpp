#include "workloads/process/command_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>

#include "base/units.h"
#include "machine/priority.h"
#include "measure/team.h"
#include "session/atomic_file.h"
#include "session/utf8.h"
#include "workloads/process/starter/reply.h"
#include "workloads/process/starter_image.h"

extern char** environ;

namespace lane {
namespace {

constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kBlock = 65536;

/// An open descriptor, out of the way of those the starter wants.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) {
    constexpr int kOutOfTheWay = 16;
    if (fd < 0) return;
    m_fd = ::fcntl(fd, F_DUPFD_CLOEXEC, kOutOfTheWay);
    ::close(fd);
  }
  ~Descriptor() {
    if (m_fd >= 0) ::close(m_fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return m_fd; }
  int take() { return std::exchange(m_fd, -1); }

 private:
  int m_fd = -1;
};

/// The calling thread as an ordinary one while it starts something: on all cores, at ordinary
/// priority. A measuring thread is neither, and what it starts would inherit that.
class OrdinaryThread {
 public:
  OrdinaryThread() : m_raised(threadNice() == kMeasuringNice) {
    CPU_ZERO(&m_before);
    m_pinned = ::sched_getaffinity(0, sizeof m_before, &m_before) == 0;
    cpu_set_t all;
    CPU_ZERO(&all);
    for (const int core : Team::cores()) CPU_SET(static_cast<std::size_t>(core), &all);
    if (m_pinned) ::sched_setaffinity(0, sizeof all, &all);
    if (m_raised) std::ignore = setThreadNice(0);
  }
  ~OrdinaryThread() {
    if (m_pinned) ::sched_setaffinity(0, sizeof m_before, &m_before);
    if (m_raised) std::ignore = setThreadNice(kMeasuringNice);
  }
  OrdinaryThread(const OrdinaryThread&) = delete;
  OrdinaryThread& operator=(const OrdinaryThread&) = delete;

 private:
  cpu_set_t m_before;
  bool m_pinned = false;
  bool m_raised;
};

tl::unexpected<Error> noStarter(int error) {
  return fail(ErrorCode::unsupported,
              fmt::format("commands cannot be started here ({})", systemReason(error)));
}

/// A flood of text in constant memory: its lines are counted, its end is kept.
class TextTail {
 public:
  void add(std::string_view text) {
    constexpr std::size_t kKept = 2048;
    m_lines += static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
    m_tail.append(text.substr(text.size() - std::min(text.size(), kKept)));
    if (m_tail.size() > kKept) m_tail.erase(0, m_tail.size() - kKept);
  }
  std::uint64_t lines() const {
    return m_lines + (!m_tail.empty() && m_tail.back() != '\n' ? 1 : 0);
  }
  /// That is not blank.
  std::string lastLine() const {
    const auto isBlank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    const auto end = std::find_if_not(m_tail.rbegin(), m_tail.rend(), isBlank).base();
    const auto begin = std::find(std::make_reverse_iterator(end), m_tail.rend(), '\n').base();
    std::string line(begin, end);
    std::replace_if(line.begin(), line.end(), isBlank, ' ');
    return wellFormedUtf8(std::string_view(line).substr(0, kLongestLine));
  }

 private:
  std::uint64_t m_lines = 0;
  std::string m_tail;
};

/// Reads what is there; false once there is nothing more for now.
bool readSome(int pipe, TextTail& into) {
  std::array<char, kBlock> block;
  const ssize_t got = ::read(pipe, block.data(), block.size());
  if (got <= 0) return false;
  into.add({block.data(), static_cast<std::size_t>(got)});
  return true;
}

}  // namespace

std::string signalText(int signal) {
  const char* name = ::sigabbrev_np(signal);
  const char* description = ::sigdescr_np(signal);
  return name && description ? fmt::format("SIG{} ({})", name, description)
                             : fmt::format("signal {}", signal);
}

Result<std::unique_ptr<CommandProcess>> CommandProcess::make(const std::string& program,
                                                             const std::vector<std::string>& words,
                                                             double timeoutSeconds) {
  constexpr double kLongest = 1e6;
  std::unique_ptr<CommandProcess> made(new CommandProcess);
  made->m_timeout = std::clamp(timeoutSeconds, 1e-3, kLongest);
  std::vector<std::string> arguments{
      "lanescope-start", fmt::format("{:.0f}", std::ceil(made->m_timeout * 1000)), program};
  arguments.insert(arguments.end(), words.begin(), words.end());
  if (auto started = made->start(arguments); !started) return tl::unexpected(started.error());
  return made;
}

Result<void> CommandProcess::start(const std::vector<std::string>& arguments) {
  const auto image = starterPath();
  if (!image) return tl::unexpected(image.error());
  int sockets[2] = {-1, -1}, output[2] = {-1, -1}, errors[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0 ||
      ::pipe2(output, O_CLOEXEC) != 0 || ::pipe2(errors, O_CLOEXEC) != 0) {
    const int error = errno;
    for (const int fd : {sockets[0], sockets[1], output[0], output[1]})
      if (fd >= 0) ::close(fd);
    return noStarter(error);
  }
  Descriptor ours(sockets[0]), theirs(sockets[1]);
  Descriptor readOutput(output[0]), writeOutput(output[1]);
  Descriptor readErrors(errors[0]), writeErrors(errors[1]);
  const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (null.get() < 0) return noStarter(errno);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, starter::kNull})
    ::posix_spawn_file_actions_adddup2(&actions, null.get(), standard);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), starter::kSocket);
  ::posix_spawn_file_actions_adddup2(&actions, writeOutput.get(), starter::kOutput);
  ::posix_spawn_file_actions_adddup2(&actions, writeErrors.get(), starter::kErrors);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  // Ctrl+C in a terminal is ours to answer. A session of its own would be a scheduling group of its
  // own, too, with a share of the processor that the command would not have otherwise.
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::vector<char*> words;
  for (const std::string& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  int error = 0;
  {
    const OrdinaryThread ordinary;
    error = ::posix_spawn(&m_pid, image->c_str(), &actions, &attributes, words.data(), environ);
  }
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    m_pid = -1;
    return noStarter(error);
  }
  for (const Descriptor* pipe : {&readOutput, &readErrors})
    ::fcntl(pipe->get(), F_SETFL, O_NONBLOCK);
  m_socket = ours.take();
  m_output = readOutput.take();
  m_errors = readErrors.take();
  return {};
}

CommandProcess::~CommandProcess() {
  for (const int fd : {m_socket, m_output, m_errors})
    if (fd >= 0) ::close(fd);
  // Without its socket the starter ends, and ends what it runs.
  while (m_pid > 0 && ::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<CommandRun> CommandProcess::reply() {
  using starter::End;
  starter::Reply got;
  ssize_t size = 0;
  while ((size = ::recv(m_socket, &got, sizeof got, 0)) < 0 && errno == EINTR) {
  }
  if (size != sizeof got) return fail(ErrorCode::io, "the program that starts commands has gone");
  switch (got.end) {
    case End::ended:
      break;
    case End::notStarted:
      return fail(
          ErrorCode::io,
          got.error == ENOEXEC
              ? std::string("the system does not know how to execute it: no program, and no "
                            "script that names its interpreter (#!)")
              : fmt::format("could not be started ({})", systemReason(got.error)));
    case End::timedOut:
      return fail(ErrorCode::io, fmt::format("ran longer than the timeout of {} and was ended",
                                             formatTime(m_timeout)));
    case End::unkillable:
      return fail(ErrorCode::io, "would not end when it was killed");
    case End::stopped:
      return fail(ErrorCode::interrupted, "was stopped");
  }
  constexpr double kMicro = 1e-6;
  CommandRun run;
  run.seconds = static_cast<double>(got.nanoseconds) * 1e-9;
  run.userSeconds = static_cast<double>(got.userMicroseconds) * kMicro;
  run.systemSeconds = static_cast<double>(got.systemMicroseconds) * kMicro;
  run.peakBytes = static_cast<double>(got.peakKib) * 1024;
  run.minorFaults = static_cast<double>(got.minorFaults);
  run.majorFaults = static_cast<double>(got.majorFaults);
  run.voluntarySwitches = static_cast<double>(got.voluntarySwitches);
  run.involuntarySwitches = static_cast<double>(got.involuntarySwitches);
  run.storageBytes = static_cast<double>(got.blocksRead) * 512;
  if (WIFSIGNALED(got.status))
    run.signal = WTERMSIG(got.status);
  else
    run.exitCode = WEXITSTATUS(got.status);
  return run;
}

namespace {

/// Sends the request; asks for the end when the token says so. One that comes after the reply is
/// ignored by the starter.
class Request {
 public:
  Request(int socket, char what, const std::stop_token& stop)
      : m_sent(::send(socket, &what, 1, MSG_NOSIGNAL)), m_onStop(stop, Stop{socket}) {}

 private:
  struct Stop {
    int socket;
    void operator()() const { ::send(socket, &starter::kStop, 1, MSG_NOSIGNAL | MSG_DONTWAIT); }
  };
  [[maybe_unused]] ssize_t m_sent;  ///< a starter that is gone shows in the reply
  std::stop_callback<Stop> m_onStop;
};

}  // namespace

Result<CommandRun> CommandProcess::run(const std::stop_token& stop) {
  if (stop.stop_requested()) return fail(ErrorCode::interrupted, "was stopped");
  const Request request(m_socket, starter::kRun, stop);
  return reply();
}

Result<CommandOutput> CommandProcess::look(const std::stop_token& stop) {
  if (stop.stop_requested()) return fail(ErrorCode::interrupted, "was stopped");
  const Request request(m_socket, starter::kLook, stop);
  TextTail output, errors;
  std::array<pollfd, 3> waiting{
      {{m_socket, POLLIN, 0}, {m_output, POLLIN, 0}, {m_errors, POLLIN, 0}}};
  while (waiting[0].revents == 0) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) break;
    if (waiting[1].revents & POLLIN) readSome(m_output, output);
    if (waiting[2].revents & POLLIN) readSome(m_errors, errors);
  }
  const auto run = reply();  // nobody is left who could write more
  while (readSome(m_output, output)) {
  }
  while (readSome(m_errors, errors)) {
  }
  if (!run) return tl::unexpected(run.error());
  return CommandOutput{*run, output.lines(), errors.lastLine()};
}

}  // namespace lane
