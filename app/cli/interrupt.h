// Ctrl+C and SIGTERM as a stop request: the run ends at the next batch and saves what it has. A
// second one kills the program.
//
// Make it before any other thread: signals are blocked in the making thread, and threads made
// later inherit that, so that only the watcher gets them.
#pragma once

#include <signal.h>

#include <stop_token>
#include <thread>

namespace lane::cli {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  std::stop_token token() const { return m_stop.get_token(); }

 private:
  void watch();

  sigset_t m_signals;
  sigset_t m_before;
  std::stop_source m_stop;
  std::thread m_watcher;
};

}  // namespace lane::cli
