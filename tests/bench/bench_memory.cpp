// The memory suite against others on the same cores in the same minutes. Bandwidth of DRAM: read,
// copy and triad of the best of our walks against the best of likwid-bench, memcpy and STREAM's
// loops as a compiler makes them; goal at least 95 %. Latency: our walk against a plain chase
// through a shuffled list, on small and huge pages; goal within 10 %. All take turns round by
// round.
//   bench_memory [ROUNDS]
#include <sys/mman.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <sstream>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "bench/stream_kernels.h"
#include "machine/free_memory.h"
#include "machine/topology.h"
#include "measure/statistics.h"
#include "workloads/memory_walk.h"

namespace {

using namespace lane;

constexpr const char* kLikwid = "/usr/bin/likwid-bench";
constexpr std::uint64_t kMost = std::uint64_t{768} << 20;  ///< of all threads together

/// Seconds of one call, by a median of batches of some 50 ms.
double secondsPerCall(const std::function<void(std::uint64_t)>& run) {
  constexpr double kBatch = 0.05;
  constexpr int kBatches = 5;
  run(1);
  std::uint64_t calls = 1;
  double seconds = 0;
  for (;; calls *= 2) {
    const double begin = monotonicSeconds();
    run(calls);
    seconds = monotonicSeconds() - begin;
    if (seconds >= kBatch / 2) break;
  }
  std::vector<double> batches;
  for (int i = 0; i < kBatches; ++i) {
    const double begin = monotonicSeconds();
    run(calls);
    batches.push_back((monotonicSeconds() - begin) / double(calls));
  }
  return median(batches);
}

/// Bytes a second of one run of likwid-bench; nothing where it has no such test here.
std::optional<double> likwid(const std::string& test, std::uint64_t bytes, std::uint32_t threads,
                             const std::string& output) {
  const std::string group = "S0:" + std::to_string(bytes / 1000) + "kB:" + std::to_string(threads);
  if (runChild({kLikwid, "-t", test, "-w", group}, output, ChildErrors::hidden).exitCode != 0)
    return std::nullopt;
  std::ostringstream text;
  text << std::ifstream(output).rdbuf();
  const std::string said = text.str();
  constexpr std::string_view kFigure = "MByte/s:";
  const std::size_t at = said.find(kFigure);
  if (at == std::string::npos) return std::nullopt;
  return 1e6 * std::strtod(said.c_str() + at + kFigure.size(), nullptr);
}

/// Somebody who moves the same bytes.
struct Peer {
  std::string name;
  std::function<std::optional<double>()> rate;
  std::vector<double> rates = {};
};

/// Arrays of doubles for the loops that are not ours, on huge pages, a part for each thread.
class Arrays {
 public:
  Arrays(std::uint64_t bytes, Team& team, std::uint32_t threads)
      : m_team(team), m_threads(threads), m_items(bytes / 3 / sizeof(double)) {
    for (PageMapping& one : m_arrays) {
      auto mapping = PageMapping::make(m_items * sizeof(double), PageKind::huge);
      if (!mapping) return;
      one = std::move(*mapping);
      fillRandom(one.data(), m_items * sizeof(double), 1);
    }
    m_usable = true;
  }
  bool usable() const { return m_usable; }
  std::size_t items() const { return m_items; }
  double* array(int which) const { return reinterpret_cast<double*>(m_arrays[which].data()); }

  /// Bytes a second of work(first item, items), each item being so many bytes.
  template <class Work>
  double rate(double bytesPerItem, const Work& work) {
    const auto part = [&](std::uint32_t worker) {
      const std::size_t begin = m_items * worker / m_threads;
      work(begin, m_items * (worker + 1) / m_threads - begin);
    };
    using Part = decltype(part);
    const double seconds = secondsPerCall([&](std::uint64_t calls) {
      for (; calls > 0; --calls)
        m_team.run(
            m_threads,
            [](void* context, std::uint32_t worker) { (*static_cast<Part*>(context))(worker); },
            const_cast<void*>(static_cast<const void*>(&part)));
    });
    return bytesPerItem * double(m_items) / seconds;
  }

 private:
  Team& m_team;
  std::uint32_t m_threads;
  std::size_t m_items;
  PageMapping m_arrays[3];
  bool m_usable = false;
};

/// Our walk of that kind in the width and with the stores that are fastest here.
struct Ours {
  std::unique_ptr<WalkCase> prepared;
  std::string name;
  double rate() const {
    return prepared->workPerCall() /
           secondsPerCall([&](std::uint64_t calls) { prepared->run(calls); });
  }
};

Ours fastest(const MemoryWalk& memory, WalkKind kind, std::uint32_t threads, std::uint64_t bytes) {
  Ours best;
  double most = 0;
  for (const WalkKernel& kernel : walkKernels()) {
    if (kernel.kind != kind || !kernel.supported() || kernel.width < 16) continue;
    Ours one{memory.prepare({kind, kernel.width, kernel.nonTemporal, threads, bytes}),
             std::to_string(8 * kernel.width) + (kernel.nonTemporal ? "-bit nt" : "-bit")};
    if (!one.prepared) continue;
    if (const double rate = one.rate(); rate > most) {
      most = rate;
      best = std::move(one);
    }
  }
  return best;
}

std::vector<std::string> likwidTests(WalkKind kind) {
  switch (kind) {
    case WalkKind::read:
      return {"load_avx", "load_avx512"};
    case WalkKind::copy:
      return {"copy_avx", "copy_avx512", "copy_mem_avx", "copy_mem_avx512"};
    default:
      return {"stream_avx_fma", "stream_avx512_fma", "stream_mem_avx_fma"};
  }
}

std::vector<Peer> peersOf(WalkKind kind, Arrays& arrays, std::uint64_t bytes, std::uint32_t threads,
                          const std::string& output) {
  std::vector<Peer> peers;
  if (::access(kLikwid, X_OK) == 0)
    for (const std::string& test : likwidTests(kind))
      peers.push_back(
          {"likwid-bench " + test, [=] { return likwid(test, bytes, threads, output); }});
  double* const out = arrays.array(0);
  const double* const a = arrays.array(1);
  const double* const b = arrays.array(2);
  if (kind == WalkKind::copy) {
    peers.push_back({"memcpy", [=, &arrays] {
                       return arrays.rate(16, [=](std::size_t begin, std::size_t n) {
                         std::memcpy(out + begin, a + begin, n * sizeof(double));
                       });
                     }});
    peers.push_back({"STREAM copy", [=, &arrays] {
                       return arrays.rate(16, [=](std::size_t begin, std::size_t n) {
                         streamCopy(out + begin, a + begin, n);
                       });
                     }});
  } else if (kind == WalkKind::triad) {
    peers.push_back({"STREAM triad", [=, &arrays] {
                       return arrays.rate(24, [=](std::size_t begin, std::size_t n) {
                         streamTriad(out + begin, a + begin, b + begin, 3.0, n);
                       });
                     }});
  } else {
    peers.push_back({"sum in a loop", [=, &arrays] {
                       return arrays.rate(8, [=](std::size_t begin, std::size_t n) {
                         const double sum = streamSum(a + begin, n);
                         asm volatile("" : : "x"(sum) : "memory");
                       });
                     }});
  }
  return peers;
}

void compareBandwidth(BenchReport& report, const MemoryWalk& memory, Team& team,
                      std::uint64_t bytes, std::uint32_t threads, int rounds,
                      const std::string& output) {
  Arrays arrays(bytes, team, threads);
  if (!arrays.usable()) {
    std::printf("       no memory for the peers' arrays\n");
    return;
  }
  for (const WalkKind kind : {WalkKind::read, WalkKind::copy, WalkKind::triad}) {
    const Ours ours = fastest(memory, kind, threads, bytes / threads);
    if (!ours.prepared) continue;
    std::vector<Peer> peers = peersOf(kind, arrays, bytes, threads, output);
    std::vector<double> rates, ratios;
    for (int round = 0; round < rounds; ++round) {
      rates.push_back(ours.rate());
      double best = 0;
      for (Peer& peer : peers)
        if (const auto rate = peer.rate()) {
          peer.rates.push_back(*rate);
          best = std::max(best, *rate);
        }
      if (best > 0) ratios.push_back(rates.back() / best);
    }
    const std::string what = "DRAM " + std::string(toWord(kind)) + ", " + std::to_string(threads) +
                             (threads > 1 ? " threads" : " thread");
    report.say(what + ": ours, " + ours.name, median(rates) * 1e-9, "GB/s");
    for (const Peer& peer : peers)
      if (!peer.rates.empty()) report.say("  " + peer.name, median(peer.rates) * 1e-9, "GB/s");
    if (!ratios.empty()) report.atLeast(what + " / best of round", 100 * median(ratios), 95, "%");
  }
}

/// The plain thing: one pointer per cache line, in the order of a shuffled deck.
class PlainChase {
 public:
  PlainChase(std::uint64_t bytes, PageKind pages) {
    constexpr std::size_t kLine = 64;
    const std::size_t lines = bytes / kLine;
    m_bytes = (bytes + kHuge - 1) / kHuge * kHuge;
    m_mapping = ::mmap(nullptr, m_bytes + kHuge, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (m_mapping == MAP_FAILED) return;
    const auto address = reinterpret_cast<std::uintptr_t>(m_mapping);
    auto* memory = reinterpret_cast<char*>((address + kHuge - 1) / kHuge * kHuge);
    ::madvise(memory, m_bytes, pages == PageKind::huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    std::vector<std::uint32_t> order(lines);
    std::iota(order.begin(), order.end(), 0u);
    std::shuffle(order.begin(), order.end(), std::mt19937_64(7));
    for (std::size_t i = 0; i < lines; ++i)
      *reinterpret_cast<void**>(memory + kLine * order[i]) =
          memory + kLine * order[i + 1 < lines ? i + 1 : 0];
    m_at = memory;
  }
  ~PlainChase() {
    if (m_mapping != MAP_FAILED) ::munmap(m_mapping, m_bytes + kHuge);
  }
  PlainChase(const PlainChase&) = delete;
  PlainChase& operator=(const PlainChase&) = delete;

  bool usable() const { return m_at != nullptr; }
  double secondsPerStep() {
    constexpr int kSteps = 1000;
    return secondsPerCall([this](std::uint64_t calls) {
             void* at = m_at;
             for (; calls > 0; --calls)
               for (int i = 0; i < kSteps; ++i) at = *static_cast<void* volatile*>(at);
             m_at = at;
           }) /
           kSteps;
  }

 private:
  static constexpr std::size_t kHuge = std::size_t{2} << 20;
  void* m_mapping = MAP_FAILED;
  std::size_t m_bytes = 0;
  void* m_at = nullptr;
};

void compareLatency(BenchReport& report, Team& team, int rounds) {
  constexpr std::uint64_t kKi = 1024, kMi = 1024 * kKi;
  const std::vector<std::uint64_t> sizes{16 * kKi, 512 * kKi, 8 * kMi, 64 * kMi, 256 * kMi};
  for (const PageKind pages : {PageKind::small, PageKind::huge})
    for (const std::uint64_t bytes : sizes) {
      MemoryWalk::Needs needs;
      needs.latencySizes = {bytes};
      const auto memory = MemoryWalk::make(needs, pages, team, {});
      PlainChase plain(bytes, pages);
      if (!memory || !plain.usable()) continue;
      const auto walk = memory->prepare({WalkKind::latency, 8, false, 1, bytes});
      if (!walk) continue;
      std::vector<double> ours, ratios;
      for (int round = 0; round < rounds; ++round) {
        walk->warm();
        ours.push_back(secondsPerCall([&](std::uint64_t calls) { walk->run(calls); }) /
                       walk->workPerCall());
        ratios.push_back(ours.back() / plain.secondsPerStep());
      }
      const std::string what = "latency of " + std::to_string(bytes / kKi) + " KiB, pages of " +
                               std::string(toWord(pages));
      report.say(what, median(ours) * 1e9, "ns");
      report.atMost("  distance from a plain chase", 100 * std::abs(median(ratios) - 1), 10, "%");
    }
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 11;
  const QTemporaryDir folder;
  const PinnedThread pinned(*std::min_element(Team::cores().begin(), Team::cores().end()));
  BenchReport report;
  Team team;
  compareLatency(report, team, rounds);
  const std::uint64_t bytes = std::min(kMost, availableMemoryBytes() / 4);
  const auto memory =
      MemoryWalk::make({bytes + (std::uint64_t{32} << 20), {}, 0}, PageKind::huge, team, {});
  if (!memory) {
    std::printf("       %s\n", toString(memory.error()).c_str());
    return 1;
  }
  const auto all = static_cast<std::uint32_t>(Team::cores().size());
  const std::string output = folder.filePath(QStringLiteral("likwid.txt")).toStdString();
  compareBandwidth(report, *memory, team, bytes, 1, rounds, output);
  if (all > 1) compareBandwidth(report, *memory, team, bytes, all, rounds, output);
  return report.exitCode();
}
