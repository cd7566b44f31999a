#include "run/scale_down.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/units.h"
#include "machine/free_memory.h"
#include "run/benchmark.h"

namespace lane {
namespace {

/// 1, 2, 5, 10, 20 … up to the last below `size`.
std::vector<std::uint64_t> roundSizesBelow(std::uint64_t size) {
  std::vector<std::uint64_t> steps;
  for (std::uint64_t decade = 1;; decade *= 10) {
    for (const std::uint64_t digit : {1, 2, 5}) {
      if (decade > (size - 1) / digit) return steps;
      steps.push_back(decade * digit);
    }
    if (decade > size / 10) return steps;
  }
}

std::vector<std::uint64_t> powersBelow(std::uint64_t size) {
  std::vector<std::uint64_t> steps;
  for (std::uint64_t power = 1; power < size; power *= 2) steps.push_back(power);
  return steps;
}

std::string itemsText(std::uint64_t size, std::string_view itemName) {
  return fmt::format("{} {}", formatSize(size), itemName);
}

}  // namespace

std::optional<std::uint64_t> sizeThatFits(std::uint64_t size,
                                          const std::function<bool(std::uint64_t)>& fits) {
  if (size < 2) return std::nullopt;
  const auto steps = std::has_single_bit(size) ? powersBelow(size) : roundSizesBelow(size);
  const auto found = std::find_if(steps.rbegin(), steps.rend(), fits);
  return found == steps.rend() ? std::nullopt : std::optional(*found);
}

ScaledSizes scaleDown(std::vector<std::uint64_t> sizes,
                      const std::function<bool(std::uint64_t)>& fits,
                      const std::function<bool(std::uint64_t)>& measurable) {
  ScaledSizes scaled;
  for (const std::uint64_t size : sizes) {
    if (!fits(size))
      scaled.tooLarge.push_back(size);
    else if (measurable(size) && (!scaled.instead || size > *scaled.instead))
      scaled.instead = size;
  }
  if (!scaled.tooLarge.empty()) {
    const auto least = *std::min_element(scaled.tooLarge.begin(), scaled.tooLarge.end());
    const auto added =
        sizeThatFits(least, [&](std::uint64_t size) { return fits(size) && measurable(size); });
    if (added && (!scaled.instead || *added > *scaled.instead)) {
      scaled.instead = added;
      sizes.insert(std::find(sizes.begin(), sizes.end(), least), *added);
    }
  }
  scaled.sizes = std::move(sizes);
  return scaled;
}

std::string tooLargeText(std::uint64_t size, std::uint64_t bytes, std::string_view itemName,
                         const MemoryRoom& room) {
  return fmt::format("{} need {}; {} are free, {} of them kept in reserve",
                     itemsText(size, itemName), formatBytes(double(bytes)),
                     formatBytes(double(room.free)), formatBytes(double(room.reserve())));
}

std::string insteadText(std::uint64_t size, std::string_view itemName) {
  return fmt::format("; measured at {} instead", itemsText(size, itemName));
}

std::string makeRoom(Arena& arena, const Benchmark& benchmark, const GroupPoint& point) {
  // Asking the system takes longer than little is worth.
  constexpr std::size_t kLittle = std::size_t{64} << 20;
  const std::size_t bytes = benchmark.memoryBytes(point);
  const std::size_t carved = benchmark.arenaBytes(point);
  const std::size_t there = carved <= arena.capacity() ? carved : 0;
  const std::size_t wanted = bytes - std::min(bytes, there);
  if (wanted <= kLittle || MemoryRoom{availableMemoryBytes()}.holds(wanted)) return {};
  arena = Arena();
  const MemoryRoom room{availableMemoryBytes()};
  if (room.holds(bytes)) return {};
  return tooLargeText(point.size, bytes, benchmark.info().itemName, room);
}

}  // namespace lane
