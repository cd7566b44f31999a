#include "analysis/diff_moved.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "workloads/ceilings.h"

namespace lane {
namespace {

auto sidesOf(const CrossoverRecord& c) {
  return std::tie(c.benchmark, c.dtype, c.from, c.to, c.threadsFrom, c.threadsTo, c.modeFrom,
                  c.modeTo, c.cache, c.params, c.part);
}

bool hasMoved(const CrossoverRecord& base, const CrossoverRecord& now) {
  const auto unresolved = [](const CrossoverRecord& c) {
    return c.kind == CrossoverKind::unresolved;
  };
  if (unresolved(base) || unresolved(now)) return false;
  if (base.kind != now.kind || base.parts != now.parts) return true;
  // Without a size (always, never, tie) the comparisons are false.
  return base.sizeHigh < now.sizeLow || now.sizeHigh < base.sizeLow;
}

template <class T>
void movedFirst(std::vector<T>& items) {
  std::stable_partition(items.begin(), items.end(), [](const T& item) { return item.moved; });
}

std::string threadsText(std::uint32_t threads) {
  return threads == 1 ? "1 thread" : fmt::format("{} threads", threads);
}

std::string nameOf(const PeakRate& peak) {
  return fmt::format("Peak {} {}, {}", peak.label.empty() ? peak.form : peak.label,
                     toWord(peak.dtype), threadsText(peak.threads));
}

std::string nameOf(const LevelRate& rate) {
  const WalkStyle& style = rate.style;
  std::string name = fmt::format("{} {}", rate.level, toWord(style.kind));
  if (style.kind != WalkKind::latency)
    name += fmt::format(", {} bit{}", 8 * style.width, style.nonTemporal ? " non-temporal" : "");
  return fmt::format("{}, {}, {} pages", name, threadsText(style.threads), toWord(style.pages));
}

MovedCeiling compared(std::string name, const char* unit, const Estimate& base, const Estimate& now,
                      double threshold) {
  MovedCeiling ceiling{std::move(name), unit, base.value, now.value, now.value / base.value};
  // Both errors of the logarithm add in quadrature; each side of the interval from its own.
  const auto reach = [](double a, double b) {
    return std::exp(std::hypot(std::log(a), std::log(b)));
  };
  ceiling.ratioLow = ceiling.ratio / reach(now.value / now.low, base.high / base.value);
  ceiling.ratioHigh = ceiling.ratio * reach(now.high / now.value, base.value / base.low);
  ceiling.moved = ceiling.ratioLow > 1 + threshold || ceiling.ratioHigh < 1 / (1 + threshold);
  return ceiling;
}

}  // namespace

std::vector<MovedCrossover> movedCrossovers(const Session& base, const Session& now) {
  std::map<decltype(sidesOf(std::declval<const CrossoverRecord&>())), const CrossoverRecord*> known;
  for (const CrossoverRecord& crossover : now.crossovers) known[sidesOf(crossover)] = &crossover;
  std::vector<MovedCrossover> moved;
  for (const CrossoverRecord& before : base.crossovers)
    if (const auto found = known.find(sidesOf(before)); found != known.end())
      moved.push_back({before, *found->second, hasMoved(before, *found->second)});
  movedFirst(moved);
  return moved;
}

std::vector<MovedCeiling> movedCeilings(const Session& base, const Session& now, double threshold) {
  const Result<Ceilings> before = ceilingsOf(base), after = ceilingsOf(now);
  if (!before || !after) return {};
  std::vector<MovedCeiling> moved;
  const auto both = [](const Estimate& a, const Estimate& b) {
    return a.known() && b.known() && a.value > 0 && b.value > 0;
  };
  for (const PeakRate& peak : before->peaks)
    if (const PeakRate* other = after->peak(peak.form, peak.dtype, peak.threads);
        other && both(peak.rate, other->rate))
      moved.push_back(compared(nameOf(peak), peak.dtype == Dtype::i8 ? "OP/s" : "FLOP/s", peak.rate,
                               other->rate, threshold));
  for (const LevelRate& rate : before->rates)
    if (const LevelRate* other = after->rate(rate.level, rate.style);
        other && both(rate.value, other->value))
      moved.push_back(compared(nameOf(rate), rate.style.kind == WalkKind::latency ? "s" : "B/s",
                               rate.value, other->value, threshold));
  movedFirst(moved);
  return moved;
}

}  // namespace lane
