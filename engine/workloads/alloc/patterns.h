// In which sizes and in which order blocks are allocated and freed. Seeded: the same in every
// process and on every machine. Plain values.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace lane {

inline constexpr std::uint64_t kSmallestBlock = 16;

class PatternRandom {
 public:
  explicit PatternRandom(std::uint64_t seed) : m_state(seed) {}

  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (m_state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  /// From 16 bytes to `largest`, as many in every octave.
  std::uint64_t sizeUpTo(std::uint64_t largest) {
    if (largest <= kSmallestBlock) return largest;
    const double share = static_cast<double>(next() >> 11) * 0x1p-53;
    const double ratio = static_cast<double>(largest) / kSmallestBlock;
    return static_cast<std::uint64_t>(kSmallestBlock * std::pow(ratio, share));
  }
  static double meanUpTo(std::uint64_t largest) {
    if (largest <= kSmallestBlock) return static_cast<double>(largest);
    const double ratio = static_cast<double>(largest) / kSmallestBlock;
    return kSmallestBlock * (ratio - 1) / std::log(ratio);
  }

 private:
  std::uint64_t m_state;
};

struct AllocationPattern {
  std::vector<std::uint64_t> sizes;  ///< of the blocks in use at once
  std::vector<std::uint32_t> order;  ///< in which they are freed
  bool touch = false;                ///< every page of a block is written once
};

}  // namespace lane
