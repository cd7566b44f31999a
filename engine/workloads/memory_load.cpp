#include "workloads/memory_load.h"

#include <algorithm>

#include "measure/clock.h"
#include "measure/team.h"

namespace lane {
namespace {

/// Between two looks at what is asked: 64 KiB take a few microseconds.
constexpr std::uint64_t kPiece = std::uint64_t{64} << 10;

}  // namespace

Result<std::unique_ptr<MemoryLoad>> MemoryLoad::make(std::uint64_t bytesPerCore) {
  const std::vector<int>& cores = Team::cores();
  if (cores.size() < 2)
    return fail(ErrorCode::unsupported, "one core: there is none left to make the load");
  const std::uint64_t bytes = std::max(bytesPerCore / kPiece, std::uint64_t{4}) * kPiece;
  std::unique_ptr<MemoryLoad> load(new MemoryLoad);
  for (std::size_t i = 1; i < cores.size(); ++i) {
    auto memory = PageMapping::make(bytes, PageKind::huge);
    if (!memory) return tl::unexpected(memory.error());
    load->m_workers.push_back(std::make_unique<Worker>());
    load->m_workers.back()->memory = std::move(*memory);
  }
  // The caller is worker 0 of the team and stays on the first core.
  for (std::size_t i = 1; i < cores.size(); ++i)
    load->m_threads.emplace_back(
        [made = load.get(), worker = load->m_workers[i - 1].get(),
         core = cores[i]](const std::stop_token& stop) { made->work(*worker, core, stop); });
  while (load->m_ready < load->m_threads.size())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return load;
}

MemoryLoad::~MemoryLoad() {
  for (std::jthread& thread : m_threads) thread.request_stop();
  ++m_order;
  m_order.notify_all();
}

void MemoryLoad::begin(const LoadLevel& level) {
  end();
  if (level.share <= 0) return;
  m_kind = level.kind;
  m_share = level.share;
  const std::uint64_t order = ++m_order;
  m_order.notify_all();
  for (const auto& worker : m_workers)
    while (worker->started.load(std::memory_order_acquire) < order) std::this_thread::yield();
}

void MemoryLoad::end() {
  if (m_order % 2 == 1) ++m_order;
}

std::uint64_t MemoryLoad::bytesMoved() const {
  std::uint64_t bytes = 0;
  for (const auto& worker : m_workers) bytes += worker->moved.load(std::memory_order_relaxed);
  return bytes;
}

void MemoryLoad::work(Worker& worker, int core, const std::stop_token& stop) {
  const PinnedThread pin(core);
  m_pinned += pin.pinned();
  // From here on its pages are near this core.
  fillRandom(worker.memory.data(), worker.memory.size(), static_cast<std::uint64_t>(core) + 1);
  ++m_ready;
  const Clock& clock = Clock::instance();
  const std::uint64_t half = worker.memory.size() / 2 / kPiece * kPiece;
  std::uint64_t at = 0, seen = 0;
  while (!stop.stop_requested()) {
    const std::uint64_t order = m_order.load(std::memory_order_acquire);
    if (order % 2 == 0) {
      m_order.wait(order);
      continue;
    }
    const WalkKind kind = m_kind;
    const double share = m_share;
    const WalkKernel* kernel = walkKernel(kind, widestWalk(), false);
    if (kernel == nullptr) return;
    const std::uint64_t length = kind == WalkKind::copy ? half : worker.memory.size();
    if (at + kPiece > length) at = 0;
    std::byte* const from = worker.memory.data() + at;
    const std::uint64_t begin = clock.now();
    kernel->run({kind == WalkKind::copy ? from + half : nullptr, from, nullptr},
                kPiece / kWalkBlock, 1);
    const std::uint64_t took = clock.now() - begin;
    at += kPiece;
    worker.moved.fetch_add(kind == WalkKind::copy ? 2 * kPiece : kPiece, std::memory_order_relaxed);
    if (seen != order) worker.started.store(seen = order, std::memory_order_release);
    if (share >= 1) continue;
    const auto rest = static_cast<std::uint64_t>(static_cast<double>(took) * (1 / share - 1));
    const std::uint64_t until = clock.now() + rest;
    while (clock.now() < until && m_order.load(std::memory_order_relaxed) == order) {
    }
  }
}

}  // namespace lane
