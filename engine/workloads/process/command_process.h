// One command, ready to be run again and again: each run is a process of its own, started, timed
// and reaped by the starter (starter/starter.cpp). What a command leaves running is killed. Owned
// and used by one thread; only the stop token may be used by others meanwhile.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace lane {

/// What one process cost and how it ended.
struct CommandRun {
  double seconds = 0;  ///< from before its start until it was reaped
  double userSeconds = 0;
  double systemSeconds = 0;
  double peakBytes = 0;
  double minorFaults = 0;
  double majorFaults = 0;
  double voluntarySwitches = 0;
  double involuntarySwitches = 0;
  double storageBytes = 0;  ///< read from storage, not from the page cache
  int exitCode = 0;         ///< when signal is 0
  int signal = 0;           ///< that ended it

  bool operator==(const CommandRun&) const = default;
};

/// What a process wrote besides.
struct CommandOutput {
  CommandRun run;
  std::uint64_t lines = 0;  ///< of standard output, an unfinished last one included
  std::string lastError;    ///< last line of standard error that is not blank, shortened
};

class CommandProcess {
 public:
  /// `program` is executed with these words (the first is its name to itself). Errors: unsupported
  /// (no starter here).
  static Result<std::unique_ptr<CommandProcess>> make(const std::string& program,
                                                      const std::vector<std::string>& words,
                                                      double timeoutSeconds);
  ~CommandProcess();
  CommandProcess(const CommandProcess&) = delete;
  CommandProcess& operator=(const CommandProcess&) = delete;

  /// Standard input and output are /dev/null. Errors: io (could not be started, took longer than
  /// the timeout), interrupted (stopped; the process is gone).
  Result<CommandRun> run(const std::stop_token& stop = {});
  /// The same, reading what it writes. A flood of output is read and dropped.
  Result<CommandOutput> look(const std::stop_token& stop = {});

 private:
  CommandProcess() = default;
  Result<void> start(const std::vector<std::string>& arguments);
  Result<CommandRun> reply();

  double m_timeout = 0;
  pid_t m_pid = -1;
  int m_socket = -1;
  int m_output = -1;
  int m_errors = -1;
};

/// "SIGSEGV (Segmentation fault)".
std::string signalText(int signal);

}  // namespace lane
