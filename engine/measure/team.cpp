#include "measure/team.h"

#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <cstring>

#include "machine/affinity.h"
#include "machine/priority.h"

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

/// With OMP_PROC_BIND, OMP_PLACES or GOMP_CPU_AFFINITY set, libgomp cuts the cores of the process
/// into places and binds threads to them, the first one before main() begins.
bool hasPlaces() {
  static const bool places = omp_get_num_places() > 0;
  return places;
}

/// Cores the process was given, whatever libgomp has bound its threads to since.
std::vector<int> givenCores() {
  std::vector<int> given;
  for (int place = 0; place < omp_get_num_places(); ++place) {
    std::vector<int> cores(static_cast<std::size_t>(omp_get_place_num_procs(place)));
    omp_get_place_proc_ids(place, cores.data());
    given.insert(given.end(), cores.begin(), cores.end());
  }
  if (given.empty()) return allowedCores();
  std::sort(given.begin(), given.end());
  given.erase(std::unique(given.begin(), given.end()), given.end());
  return given;
}

/// Puts a worker on its core, once; again each time where libgomp has places of its own.
void settle(int core) {
  if (pinnedCore == core && !(hasPlaces() && ::sched_getcpu() != core)) return;
  if (pinnedCore < 0 && threadNice() > kMeasuringNice) (void)setThreadNice(kMeasuringNice);
  if (pinTo(core)) pinnedCore = core;
}

}  // namespace

const std::vector<int>& Team::cores() {
  static const std::vector<int> cores = [] {
    const std::vector<int> given = givenCores();
    std::vector<int> order(given.rbegin(), given.rend());
    const auto most = static_cast<std::size_t>(std::max(omp_get_thread_limit(), 1));
    if (order.size() > most) order.resize(most);
    return order;
  }();
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
  omp_set_dynamic(0);  // OMP_DYNAMIC would give as many threads as the load leaves
  cpu_set_t callersCores;
  CPU_ZERO(&callersCores);
  if (hasPlaces()) ::sched_getaffinity(0, sizeof callersCores, &callersCores);
#pragma omp parallel num_threads(static_cast <int>(workers))
  {
    const auto first = static_cast<std::uint32_t>(omp_get_thread_num());
    const auto threads = static_cast<std::uint32_t>(omp_get_num_threads());
    // Worker 0 is the caller, which pins itself for the whole run.
    if (first > 0)
      settle(available[first % available.size()]);
    else if (hasPlaces())
      ::sched_setaffinity(0, sizeof callersCores, &callersCores);
    for (std::uint32_t worker = first; worker < workers; worker += threads) job(context, worker);
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

void setLibraryThreads(std::uint32_t threads) {
  omp_set_num_threads(static_cast<int>(threads));
}

}  // namespace lane
