#include "run/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

extern char** environ;

namespace lane {
namespace {

void closeFd(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

}  // namespace

Child::~Child() {
  if (m_pid > 0) {
    kill();
    wait();
  }
  closeFd(m_toChild);
  closeFd(m_fromChild);
}

Result<void> Child::start(const std::vector<std::string>& command) {
  int input[2] = {-1, -1}, output[2] = {-1, -1};
  if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0)
    return fail(ErrorCode::unsupported,
                fmt::format("no pipe to a child ({})", std::strerror(errno)));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);

  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int error =
      ::posix_spawnp(&m_pid, arguments.front(), &actions, &attributes, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  ::close(input[0]);
  ::close(output[1]);
  m_toChild = input[1];
  m_fromChild = output[0];
  if (error == 0) return {};
  m_pid = -1;
  return fail(ErrorCode::io, fmt::format("could not be started ({})", std::strerror(error)),
              command.front());
}

bool Child::readLines(double seconds, const std::function<void(const std::string&)>& line) {
  pollfd waiting{m_fromChild, POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(seconds * 1000)) <= 0) return true;
  char buffer[4096];
  const ssize_t got = ::read(m_fromChild, buffer, sizeof buffer);
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  if (got == 0) return false;
  m_partial.append(buffer, static_cast<std::size_t>(got));
  for (std::size_t end; (end = m_partial.find('\n')) != std::string::npos;) {
    line(m_partial.substr(0, end));
    m_partial.erase(0, end + 1);
  }
  return true;
}

void Child::say(const std::string& line) {
  if (m_toChild < 0) return;
  // Writing to a child that is gone must not end this process.
  sigset_t pipe, before;
  ::sigemptyset(&pipe);
  ::sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
  const std::string text = line + "\n";
  if (::write(m_toChild, text.data(), text.size()) < 0 && errno == EPIPE) {
    const timespec now{};
    ::sigtimedwait(&pipe, nullptr, &now);  // takes the signal back
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Child::kill() {
  if (m_pid > 0) ::kill(m_pid, SIGKILL);
}

int Child::wait() {
  if (m_pid <= 0) return 0;
  int status = 0;
  while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
  }
  m_pid = -1;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace lane
