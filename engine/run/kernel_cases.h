// Ways to call a kernel again and again: on one thread or a team, on the same operands (hot), into
// a fresh output per call (allocate), or on operands in turn from a pool beyond the caches (cold).
#pragma once

#include <memory>
#include <vector>

#include "kernels/kernel.h"
#include "measure/sampler.h"
#include "measure/team.h"

namespace lane {

/// One call of a kernel on operands that may change from call to call. Used by one thread.
class KernelCall {
 public:
  virtual ~KernelCall() = default;
  virtual void operator()(const KernelArgs& args) = 0;
};

/// The operand sets of a pool: set k lies k strides behind the first. Strides in bytes.
struct OperandPool {
  KernelArgs first;
  std::size_t sets = 1;
  std::size_t inputStride = 0;
  std::size_t outputStride = 0;

  KernelArgs at(std::size_t set) const;
};

/// How many items a kernel writes, and the bytes of each.
std::size_t outputItems(const KernelInfo& kernel, std::size_t n);
std::size_t outputItemBytes(const KernelInfo& kernel, Dtype dtype);

/// Calls on the same operands. With one thread nothing stands between loop and kernel.
std::unique_ptr<PreparedCase> hotCase(const KernelInfo& kernel, KernelFn function, Dtype dtype,
                                      const KernelArgs& args, std::uint32_t threads, Team& team);
/// Every call writes to memory it got from malloc for the purpose and gives back afterwards.
std::unique_ptr<PreparedCase> allocatingCase(const KernelInfo& kernel, KernelFn function,
                                             Dtype dtype, const KernelArgs& args,
                                             std::uint32_t threads, Team& team);
/// Every call takes another set of the pool, in an order no prefetcher follows.
std::unique_ptr<PreparedCase> coldCase(const KernelInfo& kernel, KernelFn function, Dtype dtype,
                                       const OperandPool& pool, std::uint32_t threads, Team& team);

}  // namespace lane
