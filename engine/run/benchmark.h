// A benchmark: anything with a name, axes, a cost, a check and a prepared run. The runner knows
// only this interface; a new suite implements it and appears in every list, plan and chart.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/buffer.h"
#include "base/result.h"
#include "kernels/kernel.h"
#include "measure/sampler.h"
#include "measure/team.h"
#include "run/benchmarks.h"
#include "run/plan.h"
#include "session/session.h"

namespace lane {

/// One benchmark, size, type, mode and cache state: the cases that are measured side by side on
/// the same operands.
struct GroupPoint {
  std::uint64_t size = 0;
  Dtype dtype = Dtype::f32;
  Mode mode = Mode::reuse;
  CacheState cache = CacheState::hot;
  std::uint64_t seed = 1;
  Placing placing = {};
};

struct VariantOffer {
  std::string name;
  std::string reason;      ///< why it cannot run here; empty when it can
  bool onRequest = false;  ///< only measured by plans that name it
};

/// A figure beside the time, as the share of a file that lay in the page cache.
struct CaseFigure {
  MetricRecord metric;
  ValueRecord value;  ///< value, low, high and n; the rest is the runner's
};

/// Events of a case too short to be timed in batches: how many lay in the bin that begins at a
/// value, in the metric's unit. The same bins at every visit, so that counts add up.
struct CaseHistogram {
  MetricRecord metric;
  std::map<double, std::uint64_t> bins;
};

/// What went on while the batches of a case ran: metrics over time and the moments that matter.
/// Times in seconds on the scale of Clock::instance().
struct CaseTrace {
  struct Curve {
    MetricRecord metric;
    std::vector<double> t;
    std::vector<double> value;
  };
  struct Moment {
    double t = 0;
    std::string text;  ///< "allocate"
  };
  std::vector<Curve> curves;
  std::vector<Moment> moments;
};

/// The operands of a group in place. Valid until the arena is reset. Used by one thread.
class PreparedGroup {
 public:
  virtual ~PreparedGroup() = default;
  /// Said once, before anything else: what can end a call that lasts (a command) does so when the
  /// token asks for it, and the call counts as failed.
  virtual void endWhen(const std::stop_token&) {}
  virtual std::unique_ptr<PreparedCase> prepare(const std::string& variant,
                                                std::uint32_t threads) = 0;
  /// Runs the variant once and compares the result with the reference. Errors: the variant could
  /// not run (unsupported: not here at all); checkFailed, when there is more to say of a wrong
  /// result than a distance.
  virtual Result<CheckResult> check(const std::string& variant, std::uint32_t threads) = 0;
  /// What the batches of a case since place() gave beside their times.
  virtual std::vector<CaseFigure> figures(const std::string&, std::uint32_t) { return {}; }
  /// The metrics of PreparedCase::observations(), in its order. Kept for each sample, and told as
  /// a median with its interval.
  virtual std::vector<MetricRecord> observed() const { return {}; }
  /// Single events of a case since place().
  virtual std::vector<CaseHistogram> histograms(const std::string&, std::uint32_t) { return {}; }
  /// What happened during a case's batches since it was last asked; asked after every round.
  virtual CaseTrace takeTrace(const std::string&, std::uint32_t) { return {}; }
};

class Benchmark {
 public:
  virtual ~Benchmark() = default;
  virtual const BenchmarkInfo& info() const = 0;
  /// Variants of this benchmark for a type, those that cannot run here with the reason.
  virtual std::vector<VariantOffer> variants(Dtype dtype) const = 0;
  /// Identity and cost of one case; no times.
  virtual CaseRecord describe(const GroupPoint& point, const std::string& variant,
                              std::uint32_t threads) const = 0;
  /// Why this point cannot be measured; empty when it can.
  virtual std::string whyNot(const GroupPoint& point) const = 0;
  /// False for a cache state that says nothing here (a file that is only written has no cold
  /// form): no case then, unless the plan asks for nothing else.
  virtual bool knows(CacheState) const { return true; }
  /// JSON object for the environment of the session's source: what its figures depend on beside
  /// the machine. Empty: nothing.
  virtual std::string environment() const { return {}; }
  /// Bytes the operands need in the arena.
  virtual std::size_t arenaBytes(const GroupPoint& point) const = 0;
  /// Memory a case takes at most: the arena, and what it, its check and its calls allocate beside
  /// it. Held against what is free when a plan is made.
  virtual std::size_t memoryBytes(const GroupPoint& point) const { return arenaBytes(point); }
  /// Places and fills the operands. The arena and team outlive the group.
  virtual Result<std::unique_ptr<PreparedGroup>> place(const GroupPoint& point, Arena& arena,
                                                       Team& team) const = 0;
};

/// A case at a point of a benchmark's axes, without cost, parameters and key.
CaseRecord identityOf(const BenchmarkInfo& info, const GroupPoint& point,
                      const std::string& variant, std::uint32_t threads);

/// Every benchmark there is, in list order.
const std::vector<std::unique_ptr<const Benchmark>>& allBenchmarks();
/// The command lines of a plan as benchmarks (workloads/process/command_benchmark.cpp).
std::vector<std::unique_ptr<const Benchmark>> commandBenchmarks(const Plan& plan);
/// Seconds of one call of a kernel that does nothing, timed as kernels are: the floor under every
/// figure. Nothing is ever subtracted.
double emptyCallSeconds(Timer& timer);
/// Kernels as benchmarks (run/kernel_benchmark.cpp).
std::vector<std::unique_ptr<const Benchmark>> kernelBenchmarks();

}  // namespace lane
