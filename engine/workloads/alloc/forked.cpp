#include "workloads/alloc/forked.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lane {

SharedBytes::SharedBytes(std::size_t bytes) : m_bytes(bytes) {
  m_data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (m_data == MAP_FAILED) m_data = nullptr;
}

SharedBytes::~SharedBytes() {
  if (m_data != nullptr) ::munmap(m_data, m_bytes);
}

Forked::~Forked() {
  if (m_socket >= 0) ::close(m_socket);
  if (m_pid <= 0) return;
  ::kill(m_pid, SIGKILL);
  while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<void> Forked::start(std::function<void(std::uint64_t)> answer) {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return fail(ErrorCode::unsupported,
                fmt::format("no socket to a child ({})", std::strerror(errno)));
  const pid_t parent = ::getpid();
  m_pid = ::fork();
  if (m_pid < 0) {
    const int error = errno;
    ::close(ends[0]);
    ::close(ends[1]);
    return fail(ErrorCode::unsupported, fmt::format("no child process ({})", std::strerror(error)));
  }
  if (m_pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(0);
    // The handlers of a window or a run are not for a copy of it.
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL})
      ::signal(signal, SIG_DFL);
    ::close(ends[0]);
    std::uint64_t question = 0;
    while (::read(ends[1], &question, sizeof question) == sizeof question) {
      answer(question);
      const char done = 1;
      if (::send(ends[1], &done, 1, MSG_NOSIGNAL) != 1) break;
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  m_socket = ends[0];
  return {};
}

Result<void> Forked::ask(std::uint64_t question, double seconds) {
  if (m_pid <= 0) return fail(ErrorCode::io, "the child process is gone");
  if (::send(m_socket, &question, sizeof question, MSG_NOSIGNAL) != sizeof question)
    return lost("cannot be reached");
  pollfd waiting{m_socket, POLLIN, 0};
  int ready = 0;
  while ((ready = ::poll(&waiting, 1, static_cast<int>(seconds * 1000))) < 0 && errno == EINTR) {
  }
  if (ready <= 0) return lost("does not answer");
  char done = 0;
  if (::read(m_socket, &done, 1) != 1) return lost("ended");
  return {};
}

Result<void> Forked::lost(const char* what) {
  ::kill(m_pid, SIGKILL);
  int status = 0;
  while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
  }
  m_pid = -1;
  if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
    return fail(ErrorCode::io, fmt::format("the child process died of signal {} ({})",
                                           WTERMSIG(status), ::strsignal(WTERMSIG(status))));
  return fail(ErrorCode::io, fmt::format("the child process {}", what));
}

}  // namespace lane
