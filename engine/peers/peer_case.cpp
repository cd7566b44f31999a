#include "peers/peer_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "peers/native_peer.h"
#include "peers/peer_process.h"

namespace lane {
namespace {

class PeerCase final : public PreparedCase {
 public:
  PeerCase(PeerId peer, const PeerWork& work, std::uint32_t threads, PeerCallCost& cost)
      : m_peer(peer), m_work(work), m_threads(threads), m_cost(cost) {}
  ~PeerCase() override {
    if (m_process) m_process->forget();
  }
  PeerCase(const PeerCase&) = delete;
  PeerCase& operator=(const PeerCase&) = delete;

  void run(std::uint64_t calls) override {
    m_seconds.reset();
    if (!m_failure.empty() || !ready()) return;
    if (auto seconds = m_process->run(calls))
      m_seconds = *seconds;
    else
      m_failure = seconds.error().what;
  }
  std::optional<double> ownSeconds() const override { return m_seconds; }
  std::string_view failure() const override { return m_failure; }

 private:
  /// At the first batch: a group holds several cases of one peer only in turn.
  bool ready() {
    if (m_process) return true;
    const auto process = peerProcess(m_peer, m_threads);
    if (!process) {
      m_failure = process.error().what;
      return false;
    }
    const auto cost = (*process)->prepare(m_work);
    if (!cost) {
      m_failure = cost.error().what;
      return false;
    }
    m_process = *process;
    if (std::isnan(*cost)) return true;
    m_cost.low = m_cost.n == 0 ? *cost : std::min(m_cost.low, *cost);
    m_cost.high = std::max(m_cost.high, *cost);
    m_cost.sum += *cost;
    ++m_cost.n;
    return true;
  }

  PeerId m_peer;
  const PeerWork& m_work;
  std::uint32_t m_threads;
  PeerCallCost& m_cost;
  PeerProcess* m_process = nullptr;
  std::optional<double> m_seconds;
  std::string m_failure;
};

bool isNative(PeerId peer) {
  return info(peer).package.empty();
}

Result<std::unique_ptr<PeerCall>> nativeCall(PeerId peer, const PeerWork& work,
                                             std::uint32_t threads) {
  if (work.mode != Mode::reuse)
    return fail(ErrorCode::unsupported,
                fmt::format("{} is given its outputs: mode reuse", info(peer).label));
  return peer == PeerId::openblas ? openblasCall(work, threads) : onednnCall(work, threads);
}

/// A library in this process, called as its user would.
class NativeCase final : public PreparedCase {
 public:
  NativeCase(PeerId peer, const PeerWork& work, std::uint32_t threads) {
    if (auto call = nativeCall(peer, work, threads))
      m_call = std::move(*call);
    else
      m_failure = call.error().what;
  }
  void run(std::uint64_t calls) override {
    if (!m_call) return;
    PeerCall& call = *m_call;
    for (; calls > 0; --calls) call();
  }
  std::string_view failure() const override { return m_failure; }

 private:
  std::unique_ptr<PeerCall> m_call;
  std::string m_failure;
};

}  // namespace

Result<PeerAbout> aboutPeer(PeerId peer, std::uint32_t threads) {
  if (!isNative(peer)) return aboutPeerProcess(peer, threads);
  return peer == PeerId::openblas ? aboutOpenblas(threads) : aboutOnednn(threads);
}

std::unique_ptr<PreparedCase> peerCase(PeerId peer, const PeerWork& work, std::uint32_t threads,
                                       PeerCallCost& cost) {
  if (isNative(peer)) return std::make_unique<NativeCase>(peer, work, threads);
  return std::make_unique<PeerCase>(peer, work, threads, cost);
}

Result<void> computeByPeer(PeerId peer, const PeerWork& work, std::uint32_t threads) {
  if (isNative(peer))
    return nativeCall(peer, work, threads).map([](std::unique_ptr<PeerCall> call) { (*call)(); });
  const auto process = peerProcess(peer, threads);
  if (!process) return tl::unexpected(process.error());
  return (*process)
      ->prepare(work)
      .and_then([&](double) { return (*process)->fetch(work); })
      .map([&] { (*process)->forget(); });
}

}  // namespace lane
