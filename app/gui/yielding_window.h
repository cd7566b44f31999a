// While all cores measure, a busy window costs the measurement dearly: its threads stand back for
// every other thread meanwhile. Made on the GUI thread before the measuring threads exist, so that
// it knows which are the window's own. GUI thread.
#pragma once

#include <sys/types.h>

#include <vector>

namespace lane {

class YieldingWindow {
 public:
  YieldingWindow();
  ~YieldingWindow() { restore(); }
  YieldingWindow(const YieldingWindow&) = delete;
  YieldingWindow& operator=(const YieldingWindow&) = delete;

  /// To the lowest priority. Again is no harm.
  void yield();
  /// Back to where they were. Where the system does not let threads rise again (`ulimit -e` 0, as
  /// usual without privileges) the window stays back: the measurements matter more, and it still
  /// answers at once unless something else keeps every core busy.
  void restore();

 private:
  struct Thread {
    pid_t id = 0;
    int nice = 0;
  };
  std::vector<pid_t> m_threads;
  std::vector<Thread> m_lowered;
};

}  // namespace lane
