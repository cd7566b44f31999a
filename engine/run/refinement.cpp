#include "run/refinement.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "run/plan.h"

namespace lane {
namespace {

/// Sizes this near to a cut, relative to it, are said to lie around it.
constexpr double kNear = 0.12;
/// So many sizes around the cut, before rounds are repeated.
constexpr std::size_t kSizesAround = 8;
/// Rounds at each of them, whatever the interval says: three visits, so that passes can differ.
constexpr std::uint64_t kFewestRounds = 48;
/// More rounds than this at one size do not pay.
constexpr std::uint64_t kMostRounds = 384;

/// A crossover with a place on the size axis, and where it was measured.
struct Place {
  const CrossoverRecord& crossover;
  std::vector<CrossoverCases> cases;
  std::uint64_t low = 0, high = 0;  ///< neighbours of the cut
  double wanted = 0;
  std::uint64_t vector = 1;

  bool bracketIsWide() const { return static_cast<double>(high - low) > wanted; }
  bool intervalIsWide() const { return crossover.sizeHigh - crossover.sizeLow > wanted; }
  double reach() const { return std::max(kNear * crossover.size, 2.0); }
  bool isAround(std::uint64_t size) const {
    return std::abs(static_cast<double>(size) - crossover.size) <= reach();
  }
};

std::optional<Place> placeOf(const Session& session, const CrossoverRecord& crossover,
                             double tolerance) {
  if (crossover.kind != CrossoverKind::at && crossover.kind != CrossoverKind::several)
    return std::nullopt;
  Place place{crossover, casesOf(session, crossover)};
  const auto above =
      std::find_if(place.cases.begin(), place.cases.end(), [&](const CrossoverCases& cases) {
        return static_cast<double>(cases.size) >= crossover.size;
      });
  if (above == place.cases.begin() || above == place.cases.end()) return std::nullopt;
  place.low = std::prev(above)->size;
  place.high = above->size;
  place.vector = vectorItems(crossover);
  place.wanted = wantedWidth(crossover.size, place.vector, tolerance);
  return place;
}

/// A size between two, near their geometric middle. Remainders by the vector's length take turns,
/// so that no size sees only full vectors.
std::optional<std::uint64_t> between(std::uint64_t low, std::uint64_t high, const Place& place) {
  if (high - low < 2) return std::nullopt;
  const double middle =
      std::sqrt(static_cast<double>(std::max<std::uint64_t>(low, 1)) * static_cast<double>(high));
  auto size = static_cast<std::uint64_t>(std::llround(middle));
  if (high - low > 2 * place.vector && place.vector > 1) {
    const std::uint64_t turn = (place.cases.size() * 5 + 3) % place.vector;
    size = size / place.vector * place.vector + turn;
  }
  return std::clamp(size, low + 1, high - 1);
}

/// In the middle of the widest gap around the cut; empty when enough sizes lie there, or all.
std::optional<std::uint64_t> beside(const Place& place) {
  std::vector<std::uint64_t> around;
  for (const CrossoverCases& cases : place.cases)
    if (place.isAround(cases.size)) around.push_back(cases.size);
  if (around.size() >= kSizesAround) return std::nullopt;
  // What lies just outside belongs to the gaps at the ends.
  around.push_back(
      static_cast<std::uint64_t>(std::max(1.0, std::floor(place.crossover.size - place.reach()))));
  around.push_back(static_cast<std::uint64_t>(std::ceil(place.crossover.size + place.reach())));
  std::sort(around.begin(), around.end());
  std::size_t widest = 0;
  for (std::size_t i = 0; i + 1 < around.size(); ++i)
    if (around[i + 1] - around[i] > around[widest + 1] - around[widest]) widest = i;
  return between(around[widest], around[widest + 1], place);
}

void add(std::vector<RefinementPoint>& points, const CurveKey& key, std::uint64_t size,
         const std::string& variant) {
  auto point = std::find_if(points.begin(), points.end(), [&](const RefinementPoint& p) {
    return p.key == key && p.size == size;
  });
  if (point == points.end()) {
    points.push_back({key, size, {}});
    point = points.end() - 1;
  }
  if (std::find(point->variants.begin(), point->variants.end(), variant) == point->variants.end())
    point->variants.push_back(variant);
}

void addSides(std::vector<RefinementPoint>& points, const Session& session, const Place& place,
              std::uint64_t size) {
  for (const std::uint32_t index : {place.cases.front().from, place.cases.front().to})
    add(points, curveKey(session.cases[index]), size, session.cases[index].variant);
}

std::uint64_t rounds(const Session& session, const CrossoverCases& cases) {
  return std::min(session.cases[cases.from].sampleCount, session.cases[cases.to].sampleCount);
}

/// The sizes around the cut with the fewest rounds, as long as they deserve more. The interval is
/// looked at after 48, 96, 192 and 384 rounds only: looking always, and ending at the first lucky
/// moment, would make it narrower than it should be.
std::vector<std::uint64_t> leastMeasured(const Session& session, const Place& place) {
  std::uint64_t fewest = kMostRounds;
  for (const CrossoverCases& cases : place.cases)
    if (place.isAround(cases.size)) fewest = std::min(fewest, rounds(session, cases));
  std::uint64_t look = kFewestRounds;
  while (2 * look <= fewest) look *= 2;
  const bool isLook = fewest >= look && fewest < look + look / 4;
  if (fewest >= kMostRounds || (isLook && !place.intervalIsWide())) return {};
  std::vector<std::uint64_t> sizes;
  for (const CrossoverCases& cases : place.cases)
    if (place.isAround(cases.size) && rounds(session, cases) < std::max(kFewestRounds, 2 * fewest))
      sizes.push_back(cases.size);
  return sizes;
}

/// Whether the size was tried already: one that gave no time is not tried again.
bool wasTried(const Session& session, const Place& place, std::uint64_t size) {
  CaseRecord tried = session.cases[place.cases.front().to];
  tried.size = size;
  return std::any_of(session.cases.begin(), session.cases.end(), [&](const CaseRecord& record) {
    return record.size == size && record.variant == tried.variant &&
           curveKey(record) == curveKey(tried);
  });
}

}  // namespace

std::vector<RefinementPoint> refinementPoints(const Session& session, double tolerance) {
  std::vector<RefinementPoint> points;
  for (const CrossoverRecord& crossover : session.crossovers) {
    const auto place = placeOf(session, crossover, tolerance);
    if (!place) continue;
    const auto size =
        place->bracketIsWide() ? between(place->low, place->high, *place) : beside(*place);
    if (size && !wasTried(session, *place, *size)) addSides(points, session, *place, *size);
  }
  return points;
}

std::vector<RefinementPoint> repetitionPoints(const Session& session, double tolerance) {
  std::vector<RefinementPoint> points;
  for (const CrossoverRecord& crossover : session.crossovers) {
    const auto place = placeOf(session, crossover, tolerance);
    if (!place || place->bracketIsWide() || beside(*place)) continue;
    for (const std::uint64_t size : leastMeasured(session, *place))
      addSides(points, session, *place, size);
  }
  return points;
}

std::vector<bool> refinedCases(const Session& session) {
  std::vector<bool> refined(session.cases.size(), false);
  const auto plan = parsePlan(session.planYaml, {});
  if (!plan || !plan->refine) return refined;
  const std::unordered_set<std::uint64_t> planned(plan->sizes.begin(), plan->sizes.end());
  for (std::size_t i = 0; i < refined.size(); ++i)
    refined[i] = !planned.contains(session.cases[i].size);
  return refined;
}

}  // namespace lane
