#include "machine/affinity.h"

#include <sched.h>

namespace lane {

const std::vector<int>& allowedCores() {
  static const std::vector<int> cores = [] {
    std::vector<int> list;
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0)
      for (int core = 0; core < CPU_SETSIZE; ++core)
        if (CPU_ISSET(static_cast<std::size_t>(core), &set)) list.push_back(core);
    if (list.empty()) list.push_back(0);
    return list;
  }();
  return cores;
}

}  // namespace lane
