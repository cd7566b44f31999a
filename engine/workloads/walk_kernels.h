// One pass over memory: read, write, copy, triad, with vectors of every width and with plain or
// non-temporal stores, and the walk from pointer to pointer. In assembly, so that a compiler
// neither drops nor widens a load. Serial; callable from several threads on operands of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lane {

enum class WalkKind : std::uint8_t {
  read,     ///< a
  write,    ///< out
  copy,     ///< out = a
  triad,    ///< out = a + s b
  latency,  ///< each address is the content of the one before
};
std::string_view toWord(WalkKind kind);
std::optional<WalkKind> walkKindByName(std::string_view name);

struct WalkOperands {
  std::byte* out = nullptr;
  const std::byte* a = nullptr;
  const std::byte* b = nullptr;
};

/// Every operand is a whole number of blocks long and aligned to 64 bytes.
inline constexpr std::size_t kWalkBlock = 256;

struct WalkKernel {
  WalkKind kind;
  int width;         ///< bytes of one load or store
  bool nonTemporal;  ///< stores that bypass the caches
  void (*run)(const WalkOperands&, std::size_t blocks, std::uint64_t passes);
  bool (*supported)();
  std::string_view needs;  ///< for the reason
};

/// All but latency.
std::span<const WalkKernel> walkKernels();
const WalkKernel* walkKernel(WalkKind kind, int width, bool nonTemporal);
/// The widest vectors this processor has, in bytes.
int widestWalk();

/// Arrays a kernel works on, and the share of its bytes that are writes.
int walkArrays(WalkKind kind);
double writeShare(WalkKind kind);

/// Steps of one call of chase().
inline constexpr std::uint64_t kChaseSteps = 64;
/// Follows pointers for `calls` times kChaseSteps steps; returns where it came to.
const void* chase(const void* start, std::uint64_t calls);

}  // namespace lane
