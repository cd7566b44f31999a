// One vector kernel as the rest of the engine sees it: what it computes, what one call costs, how
// exact it must be, and one function per variant. Knows neither Highway nor how it is timed.
// Kernel functions are serial, stay in bounds on any alignment and any n from 0 up, and may run
// on several threads at once on different slices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/words.h"
#include "machine/variant.h"

namespace lane {

/// How the work splits over threads.
enum class KernelKind : std::uint8_t {
  map,        ///< out[i] from inputs at i; slices are independent
  reduce,     ///< one value; every slice writes a partial, combine() joins them
  argReduce,  ///< one index (int64); as reduce, partials are indices
  normalise,  ///< a reduction over all, then a map with its result (softmax): two stages
};

/// Result of one slice, on a cache line of its own.
struct alignas(64) Partial {
  double value = 0;
  double second = 0;        ///< normalise: sum of exponentials beside the maximum
  std::int64_t index = -1;  ///< argReduce: position in the whole array, -1 for an empty slice
};

enum class Stage : std::uint8_t {
  whole,    ///< everything, result to `out`
  partial,  ///< reduce, argReduce, normalise: result of this slice to `partial`
  finish,   ///< normalise: read `partial` (joined), write out
};

/// Operands of one call or slice. Passed by reference: by value costs a store-forwarding stall
/// per call, which would drown crossovers at small n.
struct KernelArgs {
  const void* a = nullptr;
  const void* b = nullptr;
  const void* c = nullptr;
  void* out = nullptr;  ///< map, normalise: n items; reduce: 1 item; argReduce: one int64
  std::size_t n = 0;
  Stage stage = Stage::whole;
  std::size_t offset = 0;  ///< position of a[0] in the whole array (argReduce partials)
  Partial* partial = nullptr;
};

using KernelFn = void (*)(const KernelArgs&);

/// One way to compute the kernel. Constant-initialised: holds no code.
struct KernelVariant {
  VariantId id;
  KernelFn f32;
  KernelFn f64;  ///< nullptr when the kernel has no f64 form
};

/// Useful work of one call of n elements. Of flops, +, −, ×, ÷, √, a comparison, minimum, maximum
/// and absolute value count 1 each, a fused multiply-add 2, and exp, log or tanh 1, however many
/// instructions they take. Bytes are exact: every operand streamed once.
struct Cost {
  double flops = 0;
  double bytesRead = 0;
  double bytesWritten = 0;
};

/// Interval the seeded input data is drawn from; see fillOperands(). logUniform: 10^[low, high].
struct InputRange {
  double low = -10;
  double high = 10;
  bool logUniform = false;
};

/// What a result may differ from its reference. A result passes when it is within maxUlp units in
/// the last place of the reference, or within absolute + relative * |reference|.
/// reductions: absolute error up to nEps * n * eps * sum of |terms| (the kernel's `scale`).
struct Tolerance {
  double maxUlp = 0;  ///< 0: exact
  double absolute = 0;
  double relative = 0;
  double nEps = 0;               ///< reductions
  bool fusedOrSeparate = false;  ///< fma, lerp: within maxUlp of either rounding
};

/// Reference results in long double. Map kernels: value(i). Reductions: whole().
struct KernelReference {
  /// Result for one element; nullptr for reductions and normalise.
  long double (*element)(long double a, long double b, long double c) = nullptr;
  /// Results for whole operands of `n` items given as double; writes 1 item (reduce: value,
  /// argReduce: index) or n items (normalise) to `out`; returns the error scale for
  /// Tolerance::nEps (sum of absolute terms; 1 where it does not apply). nullptr for maps.
  long double (*whole)(const double* a, const double* b, std::size_t n, long double* out) = nullptr;
  /// For Tolerance::fusedOrSeparate: the element as it comes out when every operation rounds to
  /// `dtype`, with multiply and add fused into one or not.
  double (*rounded)(Dtype dtype, bool fused, double a, double b, double c) = nullptr;
};

/// Everything the GUI, the command line, tests and docs need to know about a kernel.
struct KernelInfo {
  std::string_view name;     ///< "dot"
  std::string_view title;    ///< "Dot product"
  std::string_view formula;  ///< "Σ aᵢ·bᵢ"
  std::string_view family;   ///< "Arithmetic", "Reduction", "Activation", "Transcendental", …
  std::string_view special;  ///< NaN, infinities, ties, empty input, in a sentence
  KernelKind kind = KernelKind::map;
  int inputs = 1;  ///< 1 to 3 vectors
  bool hasF64 = false;
  int revision = 1;  ///< raised when formula, bytes or workload change
  InputRange range = {};
  Tolerance tolerance = {};
  Tolerance compilerTolerance = {};  ///< of omp-*, which use glibc's vector math
  Cost (*cost)(std::size_t n, std::size_t itemBytes) = nullptr;
  KernelReference reference = {};
  /// Joins partials of consecutive slices: reduce and argReduce write whole.out, normalise writes
  /// the joined Partial to partials[0]. nullptr for maps. `whole` has the whole operands.
  void (*combine)(const KernelArgs& whole, Dtype dtype, Partial* partials,
                  std::size_t count) = nullptr;
  std::span<const KernelVariant> variants;
};

/// Every kernel, in list order (engine/kernels/CMakeLists.txt is the list).
std::span<const KernelInfo* const> kernels();
const KernelInfo* kernelByName(std::string_view name);

/// The function of a variant for a type; nullptr when the kernel or build does not have it.
KernelFn kernelFunction(const KernelInfo& kernel, VariantId variant, Dtype dtype);

/// Fills `count` items of `dtype` (f32, f64) with finite, seeded, never-zero data in the range.
/// Same seed, same data on every machine.
void fillOperand(void* data, std::size_t count, Dtype dtype, const InputRange& range,
                 std::uint64_t seed);

/// How far a result lies from its reference.
struct CheckResult {
  bool passed = false;
  double maxUlp = 0;       ///< worst distance in units in the last place of the reference
  double maxRelError = 0;  ///< worst |got - reference| / |reference|, 0 where reference is 0
  std::size_t worstIndex = 0;
};

/// Compares args.out, produced by `variant` from args' operands, with the reference.
/// Of a map with more than 64 Ki items both ends and a fixed, seeded sample of 64 Ki are checked.
/// maxUlp is 0 for a correctly rounded result, else the distance from the unrounded reference.
CheckResult checkResult(const KernelInfo& kernel, Dtype dtype, VariantId variant,
                        const KernelArgs& args);

}  // namespace lane
