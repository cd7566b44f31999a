// A library in a process of its own, asked over a pipe for one batch after the other
// (resources/peers/python_peer.py). It waits while others measure, on the same cores, and times
// its own batches, so that neither pipe nor process is in a figure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "peers/peer_work.h"
#include "peers/peers.h"
#include "run/child.h"

namespace lane {

/// Memory both processes see: operands on the way there, the result on the way back.
class SharedMemory {
 public:
  static Result<SharedMemory> make(std::size_t bytes);
  SharedMemory(SharedMemory&& other) noexcept;
  SharedMemory& operator=(SharedMemory&&) = delete;
  ~SharedMemory();
  std::byte* data() const { return m_data; }
  /// Where another process of this user opens it.
  std::string path() const;

 private:
  SharedMemory() = default;
  int m_descriptor = -1;
  std::byte* m_data = nullptr;
  std::size_t m_bytes = 0;
};

/// How long a peer may take, in seconds, before it counts as hung.
struct PeerPatience {
  double start = 60;  ///< loading a large library from a slow disk
  double answer = 20;
};

/// Used by one thread. After a failure (it crashed, hung, printed rubbish) it is dead and says so
/// to every further request.
class PeerProcess {
 public:
  PeerProcess(PeerId peer, std::uint32_t threads, PeerPatience patience = {});

  /// Starts it on the cores the team would use. Errors: unsupported, with what it said.
  Result<PeerAbout> start();
  bool isDead() const { return !m_death.empty(); }
  const std::string& death() const { return m_death; }

  /// Hands it the operands. Returns the seconds of a call with one element: what calling costs.
  Result<double> prepare(const PeerWork& work);
  /// Seconds of `calls` calls of what was prepared last, by its own clock.
  Result<double> run(std::uint64_t calls);
  /// Runs it once and puts its result where the operands' own result belongs.
  Result<void> fetch(const PeerWork& work);
  void forget();

 private:
  Result<std::string> ask(const std::string& request, double seconds);
  tl::unexpected<Error> die(std::string why);
  struct Layout;

  PeerId m_peer;
  std::uint32_t m_threads;
  PeerPatience m_patience;
  Child m_child;
  std::string m_death;
  std::unique_ptr<SharedMemory> m_shared;
};

/// The process of a peer for a thread count, started at first use; it lives until closePeers().
/// Errors: unsupported, as start(); the same again once it has failed too often.
Result<PeerProcess*> peerProcess(PeerId peer, std::uint32_t threads);
/// What it says of itself; starts it if need be.
Result<PeerAbout> aboutPeerProcess(PeerId peer, std::uint32_t threads);
/// Ends them all: when a run ends.
void closePeers();

}  // namespace lane
