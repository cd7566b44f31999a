// A kernel computed by a peer, as the sampler sees it: in this process, or in one of its own whose
// batches time themselves.
#pragma once

#include <memory>
#include <string>

#include "measure/sampler.h"
#include "peers/peer_work.h"
#include "peers/peers.h"

namespace lane {

/// What calling the peer costs: one call with one element.
struct PeerCallCost {
  double sum = 0;
  double low = 0;
  double high = 0;
  std::uint64_t n = 0;
};

/// Who it is: versions, threads, flags. Loads or starts it. Errors: unsupported.
Result<PeerAbout> aboutPeer(PeerId peer, std::uint32_t threads);

/// Hands the peer its operands; `work` outlives it. Adds what a call costs to `cost`. Errors are
/// those of its batches: failure() tells them.
std::unique_ptr<PreparedCase> peerCase(PeerId peer, const PeerWork& work, std::uint32_t threads,
                                       PeerCallCost& cost);

/// Has the peer compute the kernel once, into work.args.out.
Result<void> computeByPeer(PeerId peer, const PeerWork& work, std::uint32_t threads);

}  // namespace lane
