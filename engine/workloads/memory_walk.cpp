#include "workloads/memory_walk.h"

#include <algorithm>
#include <atomic>
#include <bit>

namespace lane {
namespace {

constexpr std::uint64_t kLine = 64;
constexpr int kSlots = 8;  ///< pointers in one line
constexpr std::uint64_t kPage = 4096;
/// Arrays start this far apart within a page, so that loads do not meet stores just made at the
/// same low twelve bits of the address.
constexpr std::uint64_t kStagger = 21 * kLine;
/// Larger working sets are walked in parts of this size, each going on where the last one ended:
/// short samples slip between interruptions, and stopping takes no longer than one part.
constexpr std::uint64_t kPart = std::uint64_t{16} << 20;

std::uint64_t roundUp(std::uint64_t value, std::uint64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// A bijection on [0, 2^bits) whose outputs look random, walked until it lands below `count`: a
/// bijection on [0, count).
class Shuffle {
 public:
  explicit Shuffle(std::uint64_t count)
      : m_count(count),
        m_bits(std::max(2, static_cast<int>(std::bit_width(count - 1)))),
        m_mask((std::uint64_t{1} << m_bits) - 1) {}

  std::uint64_t operator()(std::uint64_t x) const {
    do {
      for (const std::uint64_t factor :
           {0x9e3779b97f4a7c15u, 0xd6e8feb86659fd93u, 0xa0761d6478bd642fu}) {
        x = (x * factor + (factor >> 17)) & m_mask;
        x ^= x >> (m_bits / 2);
      }
    } while (x >= m_count);
    return x;
  }

 private:
  std::uint64_t m_count;
  int m_bits;
  std::uint64_t m_mask;
};

/// Runs work(worker) on `threads` threads.
template <class Work>
void onTeam(Team& team, std::uint32_t threads, const Work& work) {
  team.run(
      threads,
      [](void* context, std::uint32_t worker) { (*static_cast<const Work*>(context))(worker); },
      const_cast<Work*>(&work));
}

/// Runs work(memory, bytes) over a mapping in steps, on all threads: twice as fast, and each has
/// its share near itself. False when stopped.
template <class Work>
bool forEachStep(const PageMapping& mapping, Team& team, std::uint32_t threads,
                 const std::stop_token& stop, const Work& work) {
  constexpr std::uint64_t kStep = std::uint64_t{2} << 20;
  const std::uint64_t steps = mapping.size() / kStep;
  onTeam(team, threads, [&](std::uint32_t worker) {
    const std::uint64_t last = steps * (worker + 1) / threads;
    for (std::uint64_t step = steps * worker / threads; step < last; ++step) {
      if (stop.stop_requested()) return;
      work(mapping.data() + step * kStep, kStep);
    }
  });
  return !stop.stop_requested();
}

class BandwidthCase final : public WalkCase {
 public:
  BandwidthCase(const WalkKernel& kernel, const WalkPoint& point, std::byte* memory,
                std::uint64_t regionBytes, std::uint64_t cacheBytes, Team& team,
                const std::stop_token& stop)
      : m_kernel(kernel), m_threads(point.threads), m_team(team), m_stop(stop) {
    const auto arrays = static_cast<std::uint64_t>(walkArrays(point.kind));
    m_arrayBytes = walkArrayBytes(point.kind, point.bytes);
    m_warmed = footprint() * m_threads <= cacheBytes;
    m_perCall = point.whole ? m_arrayBytes
                            : std::min(m_arrayBytes, kPart / arrays / kWalkBlock * kWalkBlock);
    const std::uint64_t distance = roundUp(m_arrayBytes, kPage) + kStagger;
    for (std::uint32_t worker = 0; worker < m_threads; ++worker) {
      std::byte* first = memory + worker * regionBytes;
      std::byte* last = first + (arrays - 1) * distance;
      Walker walker;
      walker.operands = {point.kind == WalkKind::read ? nullptr : last, first, first + distance};
      m_walkers.push_back(walker);
    }
  }

  /// Room for one thread.
  static std::uint64_t room(std::uint64_t bytes) {
    return roundUp(bytes + 3 * (kPage + kStagger), kPage);
  }

  void run(std::uint64_t calls) override {
    each([&](Walker& walker) { walkCalls(walker, calls); });
  }
  void runAlone(std::uint64_t calls) override { walkCalls(m_walkers[0], calls); }
  void warm() override {
    if (m_warmed) each([&](Walker& walker) { walk(walker, m_arrayBytes); });
  }
  double workPerCall() const override {
    return double(m_perCall) * walkArrays(m_kernel.kind) * m_threads;
  }
  std::uint64_t footprint() const override {
    return m_arrayBytes * static_cast<std::uint64_t>(walkArrays(m_kernel.kind));
  }

 private:
  struct alignas(64) Walker {
    WalkOperands operands;
    std::uint64_t next = 0;  ///< where the next part starts, in bytes of one array
  };

  template <class Work>
  void each(const Work& work) {
    if (m_threads == 1) return work(m_walkers[0]);
    onTeam(m_team, m_threads, [&](std::uint32_t worker) { work(m_walkers[worker]); });
  }

  void walkCalls(Walker& walker, std::uint64_t calls) const {
    if (m_perCall == m_arrayBytes)
      return m_kernel.run(walker.operands, m_arrayBytes / kWalkBlock, calls);
    for (std::uint64_t call = 0; call < calls; ++call) walk(walker, m_perCall);
  }

  /// The next `bytes` of every array, from where the walker stands.
  void walk(Walker& walker, std::uint64_t bytes) const {
    while (bytes > 0 && !m_stop.stop_requested()) {
      const std::uint64_t now = std::min({bytes, m_perCall, m_arrayBytes - walker.next});
      WalkOperands part = walker.operands;
      if (part.out) part.out += walker.next;
      part.a += walker.next;
      part.b += walker.next;
      m_kernel.run(part, now / kWalkBlock, 1);
      bytes -= now;
      walker.next = (walker.next + now) % m_arrayBytes;
    }
  }

  const WalkKernel& m_kernel;
  std::uint32_t m_threads;
  Team& m_team;
  std::stop_token m_stop;
  std::uint64_t m_arrayBytes = 0;
  std::uint64_t m_perCall = 0;  ///< of one array
  bool m_warmed = true;
  std::vector<Walker> m_walkers;
};

class LatencyCase final : public WalkCase {
 public:
  LatencyCase(const std::byte* memory, std::uint64_t bytes, const void* start, bool warm,
              const std::stop_token& stop)
      : m_memory(memory), m_bytes(bytes), m_at(start), m_warm(warm), m_stop(stop) {}

  void run(std::uint64_t calls) override { m_at = chase(m_at, calls); }
  void runAlone(std::uint64_t calls) override { run(calls); }
  void warm() override {
    if (!m_warm) return;
    const WalkKernel* read = walkKernel(WalkKind::read, 16, false);
    for (std::uint64_t done = 0; read && done < m_bytes; done += kPart) {
      if (m_stop.stop_requested()) return;
      read->run({nullptr, m_memory + done, nullptr}, std::min(kPart, m_bytes - done) / kWalkBlock,
                1);
    }
    run(std::clamp<std::uint64_t>(m_bytes / kLine / kChaseSteps, 1, 64));
  }
  double workPerCall() const override { return double(kChaseSteps); }
  std::uint64_t footprint() const override { return m_bytes; }

 private:
  const std::byte* m_memory;
  std::uint64_t m_bytes;
  const void* m_at;
  bool m_warm;
  std::stop_token m_stop;
};

}  // namespace

std::uint64_t walkArrayBytes(WalkKind kind, std::uint64_t workingSet) {
  const auto arrays = static_cast<std::uint64_t>(walkArrays(kind));
  return std::max(workingSet / arrays / kWalkBlock, std::uint64_t{1}) * kWalkBlock;
}

void* linkCycle(std::byte* memory, std::uint64_t lines, int slot, std::uint64_t begin,
                std::uint64_t end) {
  const Shuffle shuffle(lines);
  const auto place = [&](std::uint64_t position) {
    return reinterpret_cast<void**>(memory + shuffle(position % lines) * kLine) + slot;
  };
  if (begin < end) {
    void** at = place(begin);
    for (std::uint64_t position = begin; position < end; ++position) {
      void** next = place(position + 1);
      *at = static_cast<void*>(next);
      at = next;
    }
  }
  return place(0);
}

Result<MemoryWalk> MemoryWalk::make(const Needs& needs, PageKind pages, Team& team,
                                    const std::stop_token& stop) {
  MemoryWalk walk;
  walk.m_pages = pages;
  walk.m_team = &team;
  walk.m_stop = stop;
  walk.m_cacheBytes = needs.cacheBytes;
  const auto threads = static_cast<std::uint32_t>(Team::cores().size());
  const auto interrupted = [] { return fail(ErrorCode::interrupted, "stopped"); };

  auto bandwidth =
      PageMapping::make(needs.bandwidthBytes + threads * BandwidthCase::room(0), pages);
  if (!bandwidth) return tl::unexpected(bandwidth.error());
  walk.m_bandwidth = std::move(*bandwidth);
  const std::byte* data = walk.m_bandwidth.data();
  const auto fill = [data](std::byte* memory, std::size_t bytes) {
    fillRandom(memory, bytes, static_cast<std::uint64_t>(memory - data) + 1);
  };
  if (!forEachStep(walk.m_bandwidth, team, threads, stop, fill)) return interrupted();

  // Eight chains share one deck of memory: each has a slot of its own in every line. Large with
  // large, so that the decks together are little more than the largest.
  std::vector<std::uint64_t> sizes = needs.latencySizes;
  std::sort(sizes.rbegin(), sizes.rend());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const std::uint64_t bytes = roundUp(sizes[i], kWalkBlock);
    if (i % kSlots == 0) {
      auto deck = PageMapping::make(bytes, pages);
      if (!deck) return tl::unexpected(deck.error());
      walk.m_decks.push_back(std::move(*deck));
      // Touched in order first: linking goes everywhere at once and would wait for all the pages.
      if (!forEachStep(walk.m_decks.back(), team, threads, stop,
                       [](std::byte* memory, std::size_t length) {
                         for (std::size_t at = 0; at < length; at += kPage)
                           memory[at] = std::byte{1};
                       }))
        return interrupted();
    }
    std::byte* memory = walk.m_decks.back().data();
    const std::uint64_t lines = bytes / kLine;
    const int slot = static_cast<int>(i % kSlots);
    const auto link = [&](std::uint32_t worker) {
      const std::uint64_t last = lines * (worker + 1) / threads;
      constexpr std::uint64_t kStep = 1 << 16;
      for (std::uint64_t done = lines * worker / threads; done < last; done += kStep) {
        if (stop.stop_requested()) return;
        linkCycle(memory, lines, slot, done, std::min(done + kStep, last));
      }
    };
    onTeam(team, threads, link);
    if (stop.stop_requested()) return interrupted();
    walk.m_chains.push_back({sizes[i], memory, linkCycle(memory, lines, slot, 0, 0)});
  }
  return walk;
}

std::unique_ptr<WalkCase> MemoryWalk::prepare(const WalkPoint& point) const {
  if (point.kind == WalkKind::latency) {
    const auto chain = std::find_if(m_chains.begin(), m_chains.end(), [&](const Chain& candidate) {
      return candidate.bytes == point.bytes;
    });
    if (chain == m_chains.end()) return nullptr;
    return std::make_unique<LatencyCase>(chain->memory, roundUp(chain->bytes, kWalkBlock),
                                         chain->start, chain->bytes <= m_cacheBytes, m_stop);
  }
  const WalkKernel* kernel = walkKernel(point.kind, point.width, point.nonTemporal);
  const std::uint64_t region = m_bandwidth.size() / std::max(point.threads, 1u) / kPage * kPage;
  if (!kernel || !kernel->supported() || BandwidthCase::room(point.bytes) > region) return nullptr;
  return std::make_unique<BandwidthCase>(*kernel, point, m_bandwidth.data(), region, m_cacheBytes,
                                         *m_team, m_stop);
}

}  // namespace lane
