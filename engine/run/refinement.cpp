#include "run/refinement.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "machine/variant.h"

namespace lane {
namespace {

/// Sizes at which both variants of a crossover have a time.
std::set<std::uint64_t> commonSizes(const Session& session, const CrossoverRecord& crossover,
                                    std::string& suite) {
  std::map<std::uint64_t, int> sides;
  for (const CaseRecord& record : session.cases) {
    if (record.benchmark != crossover.benchmark || record.dtype != crossover.dtype ||
        record.threads != crossover.threadsFrom || record.mode != crossover.modeFrom ||
        record.cache != crossover.cache || !record.hasTime())
      continue;
    if (record.variant == crossover.from) sides[record.size] |= 1;
    if (record.variant == crossover.to) sides[record.size] |= 2;
    suite = record.suite;
  }
  std::set<std::uint64_t> common;
  for (const auto& [size, side] : sides)
    if (side == 3) common.insert(size);
  return common;
}

/// Elements in one vector of a variant: a finer bracket would only look at tails.
std::uint64_t vectorItems(const std::string& variant, Dtype dtype) {
  const auto id = variantByName(variant);
  const std::size_t bytes = std::max<std::size_t>(bytesOf(dtype), 1);
  return id ? std::max<std::uint64_t>(static_cast<std::uint64_t>(info(*id).vectorBytes) / bytes, 1)
            : 1;
}

}  // namespace

std::vector<RefinementPoint> refinementPoints(const Session& session, double tolerance) {
  std::vector<RefinementPoint> points;
  for (const CrossoverRecord& crossover : session.crossovers) {
    if (crossover.kind != CrossoverKind::at || crossover.threadsFrom != crossover.threadsTo ||
        crossover.modeFrom != crossover.modeTo)
      continue;
    std::string suite;
    const std::set<std::uint64_t> sizes = commonSizes(session, crossover, suite);
    const auto above = std::find_if(sizes.begin(), sizes.end(), [&](std::uint64_t size) {
      return static_cast<double>(size) > crossover.size;
    });
    if (above == sizes.begin() || above == sizes.end()) continue;
    const std::uint64_t low = *std::prev(above);
    const std::uint64_t high = *above;
    const double narrow = std::max(static_cast<double>(vectorItems(crossover.to, crossover.dtype)),
                                   tolerance * crossover.size);
    if (static_cast<double>(high - low) <= narrow) continue;
    const double middle =
        std::sqrt(static_cast<double>(std::max<std::uint64_t>(low, 1)) * static_cast<double>(high));
    const auto size =
        std::clamp(static_cast<std::uint64_t>(std::llround(middle)), low + 1, high - 1);

    const CurveKey key{suite,
                       crossover.benchmark,
                       crossover.dtype,
                       crossover.threadsFrom,
                       crossover.modeFrom,
                       crossover.cache};
    auto point = std::find_if(points.begin(), points.end(), [&](const RefinementPoint& p) {
      return p.key == key && p.size == size;
    });
    if (point == points.end()) {
      points.push_back({key, size, {}});
      point = points.end() - 1;
    }
    for (const std::string& variant : {crossover.from, crossover.to})
      if (std::find(point->variants.begin(), point->variants.end(), variant) ==
          point->variants.end())
        point->variants.push_back(variant);
  }
  return points;
}

}  // namespace lane
