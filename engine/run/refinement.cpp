#include "run/refinement.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "machine/variant.h"
#include "measure/sampler.h"
#include "measure/stopping_rule.h"
#include "run/append.h"

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

/// Of one crossover refined by itself: the steps of a bisection, and three visits at eight sizes.
constexpr double kRefineVisits = 30;
constexpr double kRefineLeastSeconds = 3;
constexpr double kRefineMostSeconds = 30;

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

Result<void> checkMeasurable(const std::string& variant) {
  const auto id = variantByName(variant);
  if (!id)
    return fail(ErrorCode::unsupported,
                fmt::format("{} is none of the variants this program measures", variant));
  if (const VariantSupport& here = support(*id); !here.supported)
    return fail(ErrorCode::unsupported,
                fmt::format("{} cannot be measured here: {}", variant, here.reason));
  return {};
}

/// The neighbours of the cut, the measured sizes around its interval, and one an octave away on
/// either side, where it is certain which is faster.
std::vector<CrossoverCases> aroundCut(const Place& place) {
  const double low = std::min(static_cast<double>(place.low), place.crossover.sizeLow);
  const double high = std::max(static_cast<double>(place.high), place.crossover.sizeHigh);
  std::vector<std::uint64_t> sizes{place.low, place.high};
  const auto addOutside = [&](double below, double above) {
    const auto over = std::find_if(place.cases.begin(), place.cases.end(),
                                   [&](const auto& c) { return double(c.size) > below; });
    sizes.push_back((over == place.cases.begin() ? over : std::prev(over))->size);
    const auto at = std::find_if(place.cases.begin(), place.cases.end(),
                                 [&](const auto& c) { return double(c.size) >= above; });
    sizes.push_back((at == place.cases.end() ? std::prev(at) : at)->size);
  };
  addOutside(low, high);
  addOutside(low / 2, high * 2);
  std::vector<CrossoverCases> around;
  for (const CrossoverCases& cases : place.cases)
    if (std::find(sizes.begin(), sizes.end(), cases.size) != sizes.end()) around.push_back(cases);
  return around;
}

/// What bisecting, and the rounds beside the cut after it, may take.
double refineSeconds(const Session& session, const Place& place) {
  double call = 0;
  for (const CrossoverCases& cases : place.cases)
    if (cases.size == place.high)
      call = std::max(session.cases[cases.from].median, session.cases[cases.to].median);
  const double batch = std::max(BatchRule{}.minimumSeconds, call);
  const double visit = 2 * kMinimumRounds * (batch + call);  // an untimed call before each
  return std::clamp(kRefineVisits * visit, kRefineLeastSeconds, kRefineMostSeconds);
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

Result<Plan> planRefined(const Session& session, std::size_t crossoverIndex) {
  const CrossoverRecord& crossover = session.crossovers.at(crossoverIndex);
  for (const std::string& variant : {crossover.from, crossover.to})
    if (auto known = checkMeasurable(variant); !known) return tl::unexpected(known.error());
  const auto place = placeOf(session, crossover, kRefinementTolerance);
  if (!place)
    return fail(ErrorCode::usage, fmt::format("nothing to narrow: {}", describe(crossover)), {},
                "Only a crossover between two measured sizes can be refined");
  if (!place->bracketIsWide() && !place->intervalIsWide())
    return fail(ErrorCode::usage,
                fmt::format("{} is as narrow as a run makes it already", describe(crossover)), {},
                fmt::format("Narrower than 3 % of the size, or one vector ({} elements), says "
                            "nothing about other data",
                            place->vector));
  std::vector<std::string> keys;
  for (const CrossoverCases& cases : aroundCut(*place))
    for (const std::uint32_t index : {cases.from, cases.to})
      keys.push_back(session.cases[index].key);
  auto plan = planAgain(session, keys, 1);
  if (!plan) return plan;
  plan->refine = true;
  // A quarter of the budget is for refining (run/runner.cpp).
  plan->budgetSeconds = 4 * refineSeconds(session, *place);
  return plan;
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
