#include "exchange/dispatch_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/units.h"

namespace lane {
namespace {

bool isLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Text for a comment of one line: ASCII, nothing that could end or continue the comment.
std::string comment(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kPlain[] = {
      {"…", "..."}, {"→", "->"}, {"–", "-"}, {"−", "-"}, {"µ", "u"}, {"±", "+-"}, {"×", "x"}};
  std::string plain;
  while (!text.empty()) {
    const auto* known = std::find_if(std::begin(kPlain), std::end(kPlain), [&](const auto& pair) {
      return text.starts_with(pair.first);
    });
    if (known != std::end(kPlain)) {
      plain += known->second;
      text.remove_prefix(known->first.size());
      continue;
    }
    const char c = text.front();
    // A backslash at the end would swallow the next line; "??/" was one once.
    plain += c >= ' ' && c <= '~' && c != '\\' && c != '?' ? c : '_';
    text.remove_prefix(1);
  }
  return plain;
}

std::string percent(double share) {
  return std::isfinite(share) ? formatNumber(100 * share, 2) + " %" : "not known";
}

std::string elements(double size) {
  return formatCount(static_cast<std::uint64_t>(std::ceil(std::max(0.0, size))));
}

/// What the side has beyond the variant, when only this side has it or both have it.
std::string axesText(std::uint32_t threads, Mode mode) {
  std::string text;
  if (threads != 1) text += fmt::format("_t{}", threads);
  if (mode != Mode::reuse) text += fmt::format("_{}", toWord(mode));
  return text;
}

std::string sideName(const CrossoverSide& side) {
  std::string name = side.variant;
  if (side.threads) name += fmt::format("_t{}", *side.threads);
  if (side.mode) name += fmt::format("_{}", toWord(*side.mode));
  return name;
}

/// Hands out each name once; a second one gets a number.
class Names {
 public:
  std::string take(const std::string& wanted) {
    std::string name = wanted;
    for (int i = 2; !m_taken.insert(name).second; ++i) name = fmt::format("{}_{}", wanted, i);
    return name;
  }

 private:
  std::set<std::string> m_taken;
};

/// The type ends every name: no keyword, and no macro of a compiler, looks like that.
std::string_view typeWord(Dtype dtype) {
  return dtype == Dtype::none ? "items" : toWord(dtype);
}

std::string nameOf(const CrossoverRecord& c) {
  std::string name = c.benchmark;
  if (!c.params.empty()) name += "_" + c.params;
  if (c.cache != CacheState::hot) name += fmt::format("_{}", toWord(c.cache));
  if (c.threadsFrom == c.threadsTo && c.modeFrom == c.modeTo)
    name += axesText(c.threadsFrom, c.modeFrom);
  return identifier(fmt::format("{}_{}", name, typeWord(c.dtype)));
}

double thresholdOf(const CrossoverCurve& curve) {
  switch (curve.crossovers.front().kind) {
    case CrossoverKind::at:
      return curve.crossovers.front().size;
    case CrossoverKind::always:
      return 0;
    case CrossoverKind::several:
      return leastRegretThreshold({&curve.ratios, 1});
    default:
      return INFINITY;
  }
}

std::string literal(double threshold) {
  if (std::isinf(threshold)) return "SIZE_MAX";
  return fmt::format("{}", static_cast<std::uint64_t>(std::ceil(std::max(0.0, threshold))));
}

/// "at 437 (412 … 460)" without what the name says already.
std::string answer(const CrossoverCurve& curve) {
  std::string text;
  for (const CrossoverRecord& record : curve.crossovers) {
    const std::string whole = describe(record);
    const auto [from, to] = describeSides(record);
    const std::string sides = fmt::format("{} → {} ", from, to);
    text += (text.empty() ? "" : "; ") + whole.substr(whole.find(sides) + sides.size());
  }
  return text;
}

std::string constant(const CrossoverCurve& curve, const std::string& name) {
  const CrossoverRecord& first = curve.crossovers.front();
  const double threshold = thresholdOf(curve);
  std::string text = fmt::format("// {}\n", comment(describe(first)));
  if (curve.crossovers.size() > 1) text += fmt::format("// {}\n", comment(answer(curve)));
  text += fmt::format(
      "// kind {}; {} samples at {} sizes, {} ... {}; loses {}, a neighbouring size's threshold "
      "{}\n",
      toWord(first.kind), formatCount(curve.samples), curve.ratios.sizes.size(),
      elements(double(curve.ratios.sizes.front())), elements(double(curve.ratios.sizes.back())),
      comment(percent(regretOf(curve.ratios, threshold))), comment(percent(first.neighbourRegret)));
  return text + fmt::format("inline constexpr std::size_t {} = {};\n\n", name, literal(threshold));
}

/// One threshold for all benchmarks of a type, and what each of them pays for it.
std::string sharedConstant(const std::vector<const CrossoverCurve*>& curves,
                           const std::string& name) {
  std::vector<RatioCurve> ratios;
  for (const CrossoverCurve* curve : curves) ratios.push_back(curve->ratios);
  const double threshold = leastRegretThreshold(ratios);
  std::string text = "// One threshold for all of them. What each loses by it, and by its own:\n";
  for (const CrossoverCurve* curve : curves)
    text += fmt::format("//   {}: {}, {}\n", comment(nameOf(curve->crossovers.front())),
                        comment(percent(regretOf(curve->ratios, threshold))),
                        comment(percent(regretOf(curve->ratios, thresholdOf(*curve)))));
  return text + fmt::format("inline constexpr std::size_t {} = {};\n\n", name, literal(threshold));
}

std::string origin(const Session& session) {
  const auto field = [&](const char* id) {
    const MachineField* found = session.machine.find(id);
    return found != nullptr && !found->value.empty() ? found->value : std::string("not known");
  };
  const MachineCard& card = session.machine;
  const std::pair<const char*, std::string> lines[] = {
      {"CPU", card.cpuModel.empty() ? "not known" : card.cpuModel},
      {"Clock", card.clockHz > 0 ? formatClock(card.clockHz) + ", measured" : "not known"},
      {"Compiler", field("compiler")},
      {"Flags", field("compiler_flags")},
      {"Measured", session.created + (session.complete ? "" : ", not to the end")},
      {"Program", "Lanescope " + session.programVersion},
      {"Session", session.uuid},
      {"Plan seed", fmt::format("{}", session.seed)}};
  std::string text;
  for (const auto& [label, value] : lines)
    text += fmt::format("//   {:<10} {}\n", label, comment(value));
  return text;
}

}  // namespace

std::string identifier(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (isLetterOrDigit(c))
      name += c;
    else if (!name.empty() && name.back() != '_')  // two in a row are reserved
      name += '_';
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty()) return "unnamed";
  if (name.front() >= '0' && name.front() <= '9') name.insert(0, "n");
  return name;
}

std::string dispatchHeader(const Session& session, const CrossoverSide& from,
                           const CrossoverSide& to) {
  const std::vector<CrossoverCurve> curves = crossoverCurves(session, from, to);
  const std::string pair = identifier(sideName(from) + "_to_" + sideName(to));
  std::string text = fmt::format(
      "// Dispatch thresholds, in elements: from this size on use {} instead of {}.\n"
      "// 0: always. SIZE_MAX: never, or it could not be told. Intervals are of 95 %; losses are\n"
      "// mean relative times against the better one at each measured size.\n//\n{}",
      comment(sideName(to)), comment(sideName(from)), origin(session));
  text +=
      "#pragma once\n\n#include <cstddef>\n#include <cstdint>\n\n"
      "namespace lanescope_thresholds {\n";
  text += fmt::format("namespace {} {{\n\n", pair);

  std::map<Dtype, std::vector<const CrossoverCurve*>> byType;
  for (const CrossoverCurve& curve : curves)
    byType[curve.crossovers.front().dtype].push_back(&curve);
  Names names;
  std::string shared;
  for (const auto& [dtype, members] : byType)
    shared += sharedConstant(members, names.take(fmt::format("all_{}", typeWord(dtype))));
  for (const auto& [dtype, members] : byType)
    for (const CrossoverCurve* curve : members)
      text += constant(*curve, names.take(nameOf(curve->crossovers.front())));
  return text + shared +
         fmt::format("}}  // namespace {}\n}}  // namespace lanescope_thresholds\n", pair);
}

}  // namespace lane
