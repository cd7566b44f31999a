#include "machine/priority.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lane {

int threadNice() {
  return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
}

Result<void> setThreadNice(int nice) {
  if (::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice) == 0) return {};
  const int error = errno;
  if (error == EACCES || error == EPERM)
    return fail(
        ErrorCode::unsupported,
        fmt::format("nice {} is not allowed to this user: the limit is {}", nice,
                    [] {
                      rlimit limit{};
                      ::getrlimit(RLIMIT_NICE, &limit);
                      return 20 - static_cast<int>(limit.rlim_cur > 40 ? 40 : limit.rlim_cur);
                    }()),
        "setpriority",
        fmt::format("`sudo prlimit --pid $$ --nice={0}:{0}` allows it to this shell", 20 - nice));
  return fail(ErrorCode::unsupported, fmt::format("nice {}: {}", nice, std::strerror(error)),
              "setpriority");
}

const std::optional<Error>& raisingProblem() {
  static const std::optional<Error> problem = []() -> std::optional<Error> {
    const int before = threadNice();
    if (before <= kMeasuringNice) return std::nullopt;
    if (const auto raised = setThreadNice(kMeasuringNice); !raised) return raised.error();
    (void)setThreadNice(before);  // giving way is always allowed
    return std::nullopt;
  }();
  return problem;
}

RaisedPriority::RaisedPriority(int nice) {
  const int before = threadNice();
  if (before > nice && setThreadNice(nice)) m_before = before;
}

RaisedPriority::~RaisedPriority() {
  if (m_before) (void)setThreadNice(*m_before);
}

}  // namespace lane
