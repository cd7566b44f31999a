// Plans that ask for more memory than is free: how much of it may be used, which size is measured
// in place of those that do not fit, and the sentence that says so. Memory free is a parameter of
// all but makeRoom(), so that tests can choose it. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.h"

namespace lane {

class Benchmark;
struct GroupPoint;

/// Memory that may be used. A quarter of what is free stays so: measuring must never drive the
/// machine into swapping.
struct MemoryRoom {
  std::uint64_t free = 0;  ///< 0: not known, and nothing is refused

  std::uint64_t reserve() const { return free / 4; }
  bool holds(std::uint64_t bytes) const { return free == 0 || bytes <= free - reserve(); }
};

/// The largest size below `size` that fits, in the steps its own number suggests: powers of two
/// below a power of two, else 1, 2 and 5 times a power of ten. Nothing when not even 1 fits.
std::optional<std::uint64_t> sizeThatFits(std::uint64_t size,
                                          const std::function<bool(std::uint64_t)>& fits);

struct ScaledSizes {
  std::vector<std::uint64_t> sizes;  ///< ascending: those of the plan, and the one that was added
  std::vector<std::uint64_t> tooLarge;   ///< of these, those that do not fit
  std::optional<std::uint64_t> instead;  ///< the largest that is measured, the plan's or added
};

/// Adds the largest size that fits and can be measured where some do not fit, unless the plan has
/// one as large.
ScaledSizes scaleDown(std::vector<std::uint64_t> sizes,
                      const std::function<bool(std::uint64_t)>& fits,
                      const std::function<bool(std::uint64_t)>& measurable);

/// "64 Gi elements need 512 GiB; 16 GiB are free, 4 GiB of them kept in reserve"
std::string tooLargeText(std::uint64_t size, std::uint64_t bytes, std::string_view itemName,
                         const MemoryRoom& room);
/// "; measured at 1 Gi elements instead"
std::string insteadText(std::uint64_t size, std::string_view itemName);

/// Right before a group is placed: memory may have gone since the plan was made, and what groups
/// before left in the arena is given back where it is in the way. Why there is too little; empty
/// when there is enough.
std::string makeRoom(Arena& arena, const Benchmark& benchmark, const GroupPoint& point);

}  // namespace lane
