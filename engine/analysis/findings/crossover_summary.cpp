// The crossovers of each kernel in one sentence.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <tuple>

#include "analysis/case_text.h"
#include "analysis/crossover.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"

namespace lane {
namespace {

constexpr std::size_t kMostKernels = 40;

/// What both sides of a crossover share. Where they differ in threads or mode, that is left out:
/// the sides say it.
CurveKey commonKey(const CrossoverRecord& crossover) {
  CurveKey key;
  key.benchmark = crossover.benchmark;
  key.dtype = crossover.dtype;
  key.threads = crossover.threadsFrom == crossover.threadsTo ? crossover.threadsFrom : 1;
  key.mode = crossover.modeFrom == crossover.modeTo ? crossover.modeFrom : Mode::reuse;
  key.cache = crossover.cache;
  key.params = crossover.params;
  return key;
}

std::string sizeText(double size) {
  return formatSize(static_cast<std::uint64_t>(std::llround(std::max(0.0, size))));
}

std::string placeText(const CrossoverRecord& crossover) {
  return fmt::format("{} ({} … {})", sizeText(crossover.size), sizeText(crossover.sizeLow),
                     sizeText(crossover.sizeHigh));
}

std::string arrow(const CrossoverRecord& crossover) {
  const auto [from, to] = describeSides(crossover);
  const std::string which = crossover.from == crossover.to ? crossover.from + ", " : "";
  return fmt::format("{}{} → {}", which, from, to);
}

/// The parts of a sentence about one kernel.
struct Summary {
  std::string name;
  std::vector<std::string> cuts, always, never, alike, open;
  std::vector<std::uint32_t> cases;
  const CrossoverRecord* first = nullptr;
  const CrossoverRecord* cut = nullptr;  ///< the first with one

  std::string text() const {
    std::vector<std::string> parts = cuts;
    if (!always.empty()) parts.push_back("always " + listed(always));
    if (!never.empty()) parts.push_back("never " + listed(never));
    if (!alike.empty()) parts.push_back("no difference " + listed(alike));
    if (!open.empty()) parts.push_back("could not tell " + listed(open));
    std::string joined;
    for (const std::string& part : parts) joined += (joined.empty() ? "" : "; ") + part;
    return fmt::format("{}: {}.", name, joined);
  }
};

void add(Summary& summary, const CrossoverRecord& crossover) {
  const std::string sides = arrow(crossover);
  if (!summary.first) summary.first = &crossover;
  switch (crossover.kind) {
    case CrossoverKind::at:
      summary.cuts.push_back(fmt::format("{} from {} on", sides, placeText(crossover)));
      if (!summary.cut) summary.cut = &crossover;
      break;
    case CrossoverKind::several:
      if (crossover.parts == 1)
        summary.cuts.push_back(fmt::format("{} only below {}", sides, placeText(crossover)));
      else if (crossover.part == 0)
        summary.cuts.push_back(fmt::format("{} changes sides at {}", sides, placeText(crossover)));
      else if (!summary.cuts.empty())
        summary.cuts.back() += fmt::format(", {}", placeText(crossover));
      break;
    case CrossoverKind::always:
      summary.always.push_back(sides);
      break;
    case CrossoverKind::never:
      summary.never.push_back(sides);
      break;
    case CrossoverKind::tie:
      summary.alike.push_back(sides);
      break;
    case CrossoverKind::unresolved:
      summary.open.push_back(sides);
      break;
  }
}

/// The measured case of the winning side next above the cut, the smallest where there is none.
std::uint32_t caseBeside(const Facts& facts, const CrossoverRecord& crossover) {
  std::uint32_t found = kNoCase;
  for (const FactChart& chart : facts.charts()) {
    const CurveKey& key = chart.key;
    if (key.benchmark != crossover.benchmark || key.dtype != crossover.dtype ||
        key.threads != crossover.threadsTo || key.mode != crossover.modeTo ||
        key.cache != crossover.cache || key.params != crossover.params)
      continue;
    for (const FactSize& at : chart.sizes) {
      const std::uint32_t index = facts.find(at, crossover.to);
      if (index == kNoCase) continue;
      found = index;
      if (!(double(at.size) < crossover.size)) return found;
    }
  }
  return found;
}

}  // namespace

std::vector<Finding> findCrossoverSummaries(const Facts& facts) {
  std::vector<Summary> summaries;
  std::map<std::string, std::size_t> byName;
  for (const CrossoverRecord& crossover : facts.session().crossovers) {
    const std::string name = chartName(commonKey(crossover));
    const auto [at, isNew] = byName.try_emplace(name, summaries.size());
    if (isNew) summaries.emplace_back().name = name;
    add(summaries[at->second], crossover);
  }
  std::vector<Finding> found;
  for (std::size_t i = 0; i < std::min(summaries.size(), kMostKernels); ++i) {
    Summary& summary = summaries[i];
    const CrossoverRecord& shown = summary.cut ? *summary.cut : *summary.first;
    if (const std::uint32_t index = caseBeside(facts, shown); index != kNoCase)
      summary.cases.push_back(index);
    std::string advice;
    if (summary.cut && summary.cut->from != summary.cut->to)
      advice = fmt::format(
          "Dispatch by size: `lanescope-cli crossover FILE --from {} --to {} --header`.",
          summary.cut->from, summary.cut->to);
    found.push_back({Severity::note,
                     {},
                     summary.text(),
                     evidenceOf(facts.session(), summary.cases),
                     std::move(advice)});
  }
  if (summaries.size() > kMostKernels)
    found.push_back({Severity::note,
                     {},
                     fmt::format("Crossovers of {} more are in the session's list.",
                                 counted(summaries.size() - kMostKernels, "kernel", "kernels")),
                     {},
                     {}});
  return found;
}

}  // namespace lane
