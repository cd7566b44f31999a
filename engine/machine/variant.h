// Variants: how a kernel is computed (method and instruction set), which of them this build holds
// and this processor runs, and why not.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lane {

/// In the order they are listed everywhere: one lane first, then by register width.
enum class VariantId : std::uint8_t {
  scalar,   ///< plain loop, vectorisation off
  ompSse2,  ///< the plain loop under `#pragma omp simd`, SSE2 code
  ompAvx2,
  ompAvx512,
  ssse3,  ///< hand-written, Highway targets from here on
  sse4,
  avx2,
  avx3,
  avx3Dl,
  neon,
  sve,
};

/// What is known of a variant without looking at a kernel.
struct VariantInfo {
  VariantId id;
  std::string_view name;         ///< canonical, as in keys: "omp-avx2"
  std::string_view label;        ///< for people: "AVX-512 (avx3)"
  std::string_view description;  ///< one sentence
  int vectorBytes;               ///< register width; 0 for scalar and scalable vectors
  bool compilerMade;             ///< omp-*: what the compiler gives for free
};

struct VariantSupport {
  bool compiled = false;
  bool supported = false;
  std::string reason;  ///< why not; empty when supported
};

std::span<const VariantInfo> variants();
const VariantInfo& info(VariantId id);
std::optional<VariantId> variantByName(std::string_view name);

/// Can this build on this processor run it? Thread-safe, cached.
const VariantSupport& support(VariantId id);

}  // namespace lane
