#include "run/kernel_cases.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <numeric>

namespace lane {
namespace {

/// First item of slice `t` of `threads`: on a 64-item boundary, so that no two threads write one
/// cache line.
std::size_t sliceBegin(std::size_t n, std::size_t t, std::size_t threads) {
  const std::size_t blocks = (n + 63) / 64;
  return std::min(n, blocks * t / threads * 64);
}

/// Keeps the compiler from dropping or merging calls: the result is used, every time.
void use(const void* result) {
  asm volatile("" : : "r"(result) : "memory");
}

class SerialCall final : public KernelCall {
 public:
  explicit SerialCall(KernelFn function) : m_function(function) {}
  void operator()(const KernelArgs& args) override {
    m_function(args);
    use(args.out);
  }

 private:
  KernelFn m_function;
};

/// One call is one parallel region (two for a normalising kernel), as a library would do it.
class TeamCall final : public KernelCall {
 public:
  TeamCall(const KernelInfo& kernel, KernelFn function, Dtype dtype, std::size_t n,
           std::uint32_t threads, Team& team)
      : m_kernel(kernel),
        m_function(function),
        m_dtype(dtype),
        m_team(team),
        m_slices(threads),
        m_finish(kernel.kind == KernelKind::normalise ? threads : 0),
        m_partials(threads),
        m_manyOutputs(outputItems(kernel, n) > 1) {}

  void operator()(const KernelArgs& args) override {
    if (args.a != m_cutFor.a || args.out != m_cutFor.out) cut(args);
    region(m_slices);
    if (m_kernel.combine) m_kernel.combine(args, m_dtype, m_partials.data(), m_partials.size());
    if (!m_finish.empty()) region(m_finish);
    use(args.out);
  }

 private:
  struct Region {
    KernelFn function;
    const KernelArgs* slices;
  };

  void cut(const KernelArgs& args) {
    m_cutFor = args;
    const std::size_t bytes = bytesOf(m_dtype);
    const auto advance = [&](const void* pointer, std::size_t items) -> const void* {
      return pointer ? static_cast<const std::byte*>(pointer) + items * bytes : nullptr;
    };
    for (std::size_t t = 0; t < m_slices.size(); ++t) {
      const std::size_t begin = sliceBegin(args.n, t, m_slices.size());
      KernelArgs& slice = m_slices[t];
      slice = args;
      slice.a = advance(args.a, begin);
      slice.b = advance(args.b, begin);
      slice.c = advance(args.c, begin);
      slice.n = sliceBegin(args.n, t + 1, m_slices.size()) - begin;
      slice.offset = begin;
      slice.partial = &m_partials[t];
      slice.stage = m_kernel.kind == KernelKind::map ? Stage::whole : Stage::partial;
      if (m_manyOutputs) slice.out = static_cast<std::byte*>(args.out) + begin * bytes;
      if (m_finish.empty()) continue;
      m_finish[t] = slice;
      m_finish[t].stage = Stage::finish;
      m_finish[t].partial = &m_partials[0];
    }
  }

  void region(const std::vector<KernelArgs>& slices) {
    Region region{m_function, slices.data()};
    m_team.run(
        static_cast<std::uint32_t>(slices.size()),
        [](void* context, std::uint32_t worker) {
          const auto* work = static_cast<const Region*>(context);
          work->function(work->slices[worker]);
        },
        &region);
  }

  const KernelInfo& m_kernel;
  KernelFn m_function;
  Dtype m_dtype;
  Team& m_team;
  std::vector<KernelArgs> m_slices;
  std::vector<KernelArgs> m_finish;
  std::vector<Partial> m_partials;
  KernelArgs m_cutFor;
  bool m_manyOutputs;
};

std::unique_ptr<KernelCall> makeCall(const KernelInfo& kernel, KernelFn function, Dtype dtype,
                                     std::size_t n, std::uint32_t threads, Team& team) {
  if (threads == 1) return std::make_unique<SerialCall>(function);
  return std::make_unique<TeamCall>(kernel, function, dtype, n, threads, team);
}

/// The plainest loop there is, for the case whose overhead matters most.
class SerialHotCase final : public PreparedCase {
 public:
  SerialHotCase(KernelFn function, const KernelArgs& args) : m_function(function), m_args(args) {}
  void run(std::uint64_t calls) override {
    for (std::uint64_t i = 0; i < calls; ++i) {
      m_function(m_args);
      use(m_args.out);
    }
  }

 private:
  KernelFn m_function;
  KernelArgs m_args;
};

class HotCase final : public PreparedCase {
 public:
  HotCase(std::unique_ptr<KernelCall> call, const KernelArgs& args)
      : m_call(std::move(call)), m_args(args) {}
  void run(std::uint64_t calls) override {
    for (std::uint64_t i = 0; i < calls; ++i) (*m_call)(m_args);
  }

 private:
  std::unique_ptr<KernelCall> m_call;
  KernelArgs m_args;
};

class AllocatingCase final : public PreparedCase {
 public:
  AllocatingCase(std::unique_ptr<KernelCall> call, const KernelArgs& args, std::size_t bytes)
      : m_call(std::move(call)), m_args(args), m_bytes(bytes) {}
  void run(std::uint64_t calls) override {
    KernelArgs args = m_args;
    for (std::uint64_t i = 0; i < calls; ++i) {
      args.out = std::malloc(m_bytes);
      if (!args.out) throw std::bad_alloc();
      (*m_call)(args);
      std::free(args.out);
    }
  }

 private:
  std::unique_ptr<KernelCall> m_call;
  KernelArgs m_args;
  std::size_t m_bytes;
};

class ColdCase final : public PreparedCase {
 public:
  ColdCase(std::unique_ptr<KernelCall> call, const OperandPool& pool)
      : m_call(std::move(call)), m_pool(pool), m_step(stepThrough(pool.sets)) {}
  void run(std::uint64_t calls) override {
    for (std::uint64_t i = 0; i < calls; ++i) {
      (*m_call)(m_pool.at(m_set));
      m_set += m_step;
      if (m_set >= m_pool.sets) m_set -= m_pool.sets;
    }
  }

 private:
  /// A step near the golden section of the pool that visits every set before any again.
  static std::size_t stepThrough(std::size_t sets) {
    auto step = static_cast<std::size_t>(0.6180339887498949 * static_cast<double>(sets));
    while (step > 1 && std::gcd(step, sets) != 1) --step;
    return sets > 1 ? std::max<std::size_t>(step, 1) : 0;
  }

  std::unique_ptr<KernelCall> m_call;
  OperandPool m_pool;
  std::size_t m_step;
  std::size_t m_set = 0;
};

}  // namespace

KernelArgs OperandPool::at(std::size_t set) const {
  const auto move = [](const void* pointer, std::size_t bytes) -> const void* {
    return pointer ? static_cast<const std::byte*>(pointer) + bytes : nullptr;
  };
  KernelArgs args = first;
  args.a = move(first.a, set * inputStride);
  args.b = move(first.b, set * inputStride);
  args.c = move(first.c, set * inputStride);
  args.out = static_cast<std::byte*>(first.out) + set * outputStride;
  return args;
}

std::size_t outputItems(const KernelInfo& kernel, std::size_t n) {
  return kernel.kind == KernelKind::map || kernel.kind == KernelKind::normalise ? n : 1;
}

std::size_t outputItemBytes(const KernelInfo& kernel, Dtype dtype) {
  return kernel.kind == KernelKind::argReduce ? sizeof(std::int64_t) : bytesOf(dtype);
}

std::unique_ptr<PreparedCase> hotCase(const KernelInfo& kernel, KernelFn function, Dtype dtype,
                                      const KernelArgs& args, std::uint32_t threads, Team& team) {
  if (threads == 1) return std::make_unique<SerialHotCase>(function, args);
  return std::make_unique<HotCase>(makeCall(kernel, function, dtype, args.n, threads, team), args);
}

std::unique_ptr<PreparedCase> allocatingCase(const KernelInfo& kernel, KernelFn function,
                                             Dtype dtype, const KernelArgs& args,
                                             std::uint32_t threads, Team& team) {
  return std::make_unique<AllocatingCase>(
      makeCall(kernel, function, dtype, args.n, threads, team), args,
      std::max<std::size_t>(outputItems(kernel, args.n) * outputItemBytes(kernel, dtype), 1));
}

std::unique_ptr<PreparedCase> coldCase(const KernelInfo& kernel, KernelFn function, Dtype dtype,
                                       const OperandPool& pool, std::uint32_t threads, Team& team) {
  return std::make_unique<ColdCase>(makeCall(kernel, function, dtype, pool.first.n, threads, team),
                                    pool);
}

}  // namespace lane
