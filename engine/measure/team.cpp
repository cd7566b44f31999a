#include "measure/team.h"

#include <omp.h>
#include <sched.h>

#include <cstring>

#include "machine/affinity.h"

namespace lane {
namespace {

bool pinTo(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(core), &set);
  return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

/// Core of this thread as pinned by the team; -1: not yet.
thread_local int pinnedCore = -1;

}  // namespace

const std::vector<int>& Team::cores() {
  static const std::vector<int> cores(allowedCores().rbegin(), allowedCores().rend());
  return cores;
}

void Team::leaveMeasuringCore() {
  const std::vector<int>& all = cores();
  if (all.size() < 2) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (std::size_t i = 1; i < all.size(); ++i) CPU_SET(static_cast<std::size_t>(all[i]), &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

void Team::run(std::uint32_t workers, Job job, void* context) {
  const std::vector<int>& available = cores();
#pragma omp parallel num_threads(static_cast <int>(workers))
  {
    const auto worker = static_cast<std::uint32_t>(omp_get_thread_num());
    // Worker 0 is the caller, which pins itself for the whole run.
    if (worker > 0) {
      const int core = available[worker % available.size()];
      if (pinnedCore != core && pinTo(core)) pinnedCore = core;
    }
    job(context, worker);
  }
}

PinnedThread::PinnedThread(int core) {
  cpu_set_t old;
  CPU_ZERO(&old);
  if (::sched_getaffinity(0, sizeof old, &old) != 0) return;
  m_oldMask.resize(sizeof old);
  std::memcpy(m_oldMask.data(), &old, sizeof old);
  m_pinned = pinTo(core);
}

PinnedThread::~PinnedThread() {
  if (!m_pinned) return;
  cpu_set_t old;
  std::memcpy(&old, m_oldMask.data(), sizeof old);
  ::sched_setaffinity(0, sizeof old, &old);
}

}  // namespace lane
