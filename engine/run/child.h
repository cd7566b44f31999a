// A child process that is talked to over its standard input and output, line by line.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace lane {

/// Owned by one thread. The child leads a process group of its own, so that Ctrl+C in the terminal
/// reaches it only through its parent; it learns of the parent's end by the end of its input.
class Child {
 public:
  Child() = default;
  ~Child();  ///< kills and reaps a child that still runs
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Errors: failed, with the system's reason.
  Result<void> start(const std::vector<std::string>& command);
  /// Waits up to `seconds` for output and hands whole lines to `line`. False once the output ended.
  bool readLines(double seconds, const std::function<void(const std::string&)>& line);
  void say(const std::string& line);  ///< one line to its input; ignored when it is gone
  void kill();
  /// Waits for its end. The exit status, or minus the signal that ended it.
  int wait();

 private:
  pid_t m_pid = -1;
  int m_toChild = -1;
  int m_fromChild = -1;
  std::string m_partial;
};

}  // namespace lane
