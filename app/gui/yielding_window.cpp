#include "yielding_window.h"

#include <sys/resource.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

#include "machine/priority.h"

namespace lane {
namespace fs = std::filesystem;

YieldingWindow::YieldingWindow() {
  std::error_code error;
  for (fs::directory_iterator entry("/proc/self/task", error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    pid_t id = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), id).ec == std::errc{})
      m_threads.push_back(id);
  }
}

void YieldingWindow::yield() {
  if (!m_lowered.empty()) return;
  for (const pid_t id : m_threads) {
    errno = 0;  // -1 is a nice value, too
    const int nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(id));
    if (errno != 0 || nice >= kYieldingNice) continue;  // it ended, or stands back already
    if (::setpriority(PRIO_PROCESS, static_cast<id_t>(id), kYieldingNice) == 0)
      m_lowered.push_back({id, nice});
  }
}

void YieldingWindow::restore() {
  for (const Thread& thread : m_lowered)
    (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(thread.id), thread.nice);
  m_lowered.clear();
}

}  // namespace lane
