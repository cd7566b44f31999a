// Runs a program to its end and tells how long it took, without a shell in between.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <string>
#include <vector>

struct ChildResult {
  int exitCode = -1;
  double wallSeconds = 0;
  double cpuSeconds = 0;
};

inline double monotonicSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

enum class ChildErrors { shown, hidden };

/// Standard output goes to `output` (a file) or nowhere.
inline ChildResult runChild(const std::vector<std::string>& command, const std::string& output = {},
                            ChildErrors errors = ChildErrors::shown) {
  std::vector<char*> arguments;
  for (const std::string& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 1, output.empty() ? "/dev/null" : output.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (errors == ChildErrors::hidden)
    ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  ChildResult result;
  const double begin = monotonicSeconds();
  pid_t pid = 0;
  if (::posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ) == 0) {
    int status = 0;
    rusage usage{};
    ::wait4(pid, &status, 0, &usage);
    result.wallSeconds = monotonicSeconds() - begin;
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.cpuSeconds = double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                        1e-6 * double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
  }
  ::posix_spawn_file_actions_destroy(&actions);
  return result;
}
