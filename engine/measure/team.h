// The team: the only place with OpenMP regions. Workers are pinned one per core, the calling
// thread is worker 0. One team per program, used by one thread at a time. What OpenMP's environment
// variables say about numbers of threads and places does not change what a team does; only
// OMP_THREAD_LIMIT, which no program can lift, leaves fewer cores.
#pragma once

#include <cstdint>
#include <vector>

namespace lane {

class Team {
 public:
  /// Runs job(context, worker) once on each of `workers` threads and returns when all are done.
  /// Workers pin themselves to cores on their first job and stand at kMeasuringNice from then on
  /// where that is allowed (raisingProblem() tells; worker 0 is the caller's to raise). Where the
  /// system grants fewer threads, those there are take the other turns after their own.
  using Job = void (*)(void* context, std::uint32_t worker);
  void run(std::uint32_t workers, Job job, void* context);

  /// Cores this process may use, in the order workers get them. The window keeps the first core
  /// it can, so one-thread measuring takes the last.
  static const std::vector<int>& cores();

  /// Keeps the calling thread, and threads it starts from now on, off the core that measures.
  /// For a window, before it starts painting. Does nothing on one core.
  static void leaveMeasuringCore();
};

/// How many threads OpenMP regions of libraries called from this thread may use from now on. The
/// team's own regions are not touched by it.
void setLibraryThreads(std::uint32_t threads);

/// Pins the calling thread to a core for its lifetime; restores the old mask afterwards.
class PinnedThread {
 public:
  explicit PinnedThread(int core);
  ~PinnedThread();
  PinnedThread(const PinnedThread&) = delete;
  PinnedThread& operator=(const PinnedThread&) = delete;
  bool pinned() const { return m_pinned; }

 private:
  std::vector<unsigned char> m_oldMask;
  bool m_pinned = false;
};

}  // namespace lane
