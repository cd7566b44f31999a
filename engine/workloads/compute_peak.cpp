#include "workloads/compute_peak.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "machine/canary.h"
#include "measure/statistics.h"
#include "workloads/peak_kernels.h"

namespace lane {
namespace {

constexpr double kCanarySeconds = 20e-6;

/// One region per batch: every worker runs all turns.
class PeakCase final : public PreparedCase {
 public:
  PeakCase(const PeakKernel& kernel, std::uint32_t threads, Team& team)
      : m_kernel(kernel), m_threads(threads), m_team(team) {}

  void run(std::uint64_t calls) override {
    if (m_threads == 1) return m_kernel.run(calls);
    struct Context {
      void (*run)(std::uint64_t);
      std::uint64_t calls;
    } context{m_kernel.run, calls};
    m_team.run(
        m_threads,
        [](void* given, std::uint32_t) {
          const auto& work = *static_cast<const Context*>(given);
          work.run(work.calls);
        },
        &context);
  }

 private:
  const PeakKernel& m_kernel;
  std::uint32_t m_threads;
  Team& m_team;
};

/// Arithmetic units of one core: how many operations it starts per cycle at each width (in units of
/// that width); 0: has none.
struct Units {
  std::string_view microarchitecture;
  double mulAdd;  ///< multiplications plus additions, up to 128 bits, half of each
  double fma;     ///< fused, up to 256 bits
  double fma512;  ///< fused at 512 bits
  double dot256;  ///< products of bytes summed (VNNI)
  double dot512;
};

// Sources: Intel and AMD optimisation manuals. Where models of one name differ (a second 512-bit
// unit or none), the entry is left out.
constexpr std::array kUnits = {
    Units{"Haswell", 2, 2, 0, 0, 0},         Units{"Broadwell", 2, 2, 0, 0, 0},
    Units{"Skylake", 2, 2, 0, 0, 0},         Units{"Ice Lake (server)", 2, 2, 2, 2, 2},
    Units{"Sapphire Rapids", 3, 2, 2, 2, 2}, Units{"Emerald Rapids", 3, 2, 2, 2, 2},
    Units{"Granite Rapids", 3, 2, 2, 2, 2},  Units{"Zen 2", 4, 2, 0, 0, 0},
    Units{"Zen 3", 4, 2, 0, 0, 0},           Units{"Zen 4", 4, 2, 1, 2, 1},
};

}  // namespace

double theoreticalOpsPerCycle(std::string_view microarchitecture, std::string_view form,
                              Dtype dtype) {
  const auto units = std::find_if(kUnits.begin(), kUnits.end(), [&](const Units& entry) {
    return entry.microarchitecture == microarchitecture;
  });
  if (units == kUnits.end()) return 0;
  if (dtype == Dtype::i8 && form == "dot256") return 2 * units->dot256 * 32;
  if (dtype == Dtype::i8 && form == "dot512") return 2 * units->dot512 * 64;
  if (dtype != Dtype::f16 && dtype != Dtype::f32 && dtype != Dtype::f64) return 0;
  const double lane = static_cast<double>(bytesOf(dtype));
  if (form == "scalar") return units->mulAdd;
  if (form == "scalar-fma") return 2 * units->fma;
  if (form == "sse") return units->mulAdd * 16 / lane;
  if (form == "fma128") return 2 * units->fma * 16 / lane;
  if (form == "fma256") return 2 * units->fma * 32 / lane;
  if (form == "fma512") return 2 * units->fma512 * 64 / lane;
  return 0;
}

PeakBench::PeakBench(Team& team) : m_threads(static_cast<std::uint32_t>(Team::cores().size())) {
  for (const PeakKernel& kernel : peakKernels()) {
    if (!kernel.supported()) continue;
    for (const std::uint32_t threads : {1u, m_threads}) {
      Loop& loop = m_loops.emplace_back();
      loop.kernel = &kernel;
      loop.threads = threads;
      loop.item.prepared = std::make_unique<PeakCase>(kernel, threads, team);
      loop.item.alone = kernel.run;
      if (threads > 1) loop.item.batchSeconds = kTeamSeconds;
      if (m_threads == 1) break;
    }
  }
}

std::vector<RoundItem*> PeakBench::items() {
  std::vector<RoundItem*> list;
  for (Loop& loop : m_loops) list.push_back(&loop.item);
  return list;
}

void PeakBench::readClock(std::size_t item) {
  m_loops.at(item).clocks.push_back(measureClockHz(kCanarySeconds));
}

double PeakBench::disturbedShare() const {
  constexpr double kSlower = 1.05;
  std::ptrdiff_t slow = 0, all = 0;
  for (const Loop& loop : m_loops) {
    const std::vector<double>& seconds = loop.item.seconds;
    const double limit = kSlower * undisturbedOf(seconds).value;
    slow += std::count_if(seconds.begin(), seconds.end(), [&](double s) { return s > limit; });
    all += std::ssize(seconds);
  }
  return all > 0 ? double(slow) / double(all) : 0;
}

PeakRate PeakBench::rateOfLoop(const PeakKernel& kernel, std::uint32_t threads,
                               std::string_view microarchitecture) const {
  PeakRate peak;
  peak.form = kernel.name;
  peak.label = kernel.label;
  peak.dtype = kernel.dtype;
  peak.vectorBytes = kernel.vectorBytes;
  peak.threads = threads;
  const auto loop = std::find_if(m_loops.begin(), m_loops.end(), [&](const Loop& candidate) {
    return candidate.kernel == &kernel && candidate.threads == threads;
  });
  if (loop == m_loops.end()) {
    peak.reason = fmt::format("this processor has no {}", kernel.needs);
    return peak;
  }
  peak.rate = rateOf(kernel.opsPerTurn * threads, undisturbedOf(loop->item.seconds));
  std::vector<double> clocks = loop->clocks;
  std::sort(clocks.begin(), clocks.end());
  // The clock that goes with the quicker samples.
  if (!clocks.empty()) peak.clockHz = quantile(clocks, 0.75);
  if (peak.clockHz > 0) peak.opsPerCycle = peak.rate.value / threads / peak.clockHz;
  const double theory = theoreticalOpsPerCycle(microarchitecture, peak.form, peak.dtype);
  if (theory > 0 && peak.clockHz > 0)
    peak.shareOfTheory = peak.opsPerCycle / theory;
  else if (peak.clockHz <= 0)
    peak.reason = "no share of the theoretical peak: the clock could not be measured";
  else
    peak.reason = fmt::format(
        "no share of the theoretical peak: units of {} for this form are not in the table",
        microarchitecture.empty() ? "this core" : microarchitecture);
  return peak;
}

std::vector<PeakRate> PeakBench::rates(std::string_view microarchitecture) const {
  std::vector<PeakRate> peaks;
  for (const PeakKernel& kernel : peakKernels()) {
    peaks.push_back(rateOfLoop(kernel, 1, microarchitecture));
    if (m_threads > 1) peaks.push_back(rateOfLoop(kernel, m_threads, microarchitecture));
  }
  return peaks;
}

}  // namespace lane
