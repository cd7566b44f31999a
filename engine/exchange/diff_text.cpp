#include <fmt/format.h>

#include "base/units.h"
#include "exchange/diff_words.h"
#include "exchange/export.h"
#include "exchange/text_layout.h"

namespace lane {

std::string toText(const Diff& diff) {
  const DiffSummary& summary = diff.summary;
  std::string text =
      fmt::format("{} improved, {} regressed, {} same, {} unsure, {} not paired (threshold {})\n",
                  summary.improved, summary.regressed, summary.same, summary.unsure,
                  summary.unmatched, formatShare(diff.options.threshold));
  if (!diff.pairs.empty())
    text += fmt::format("Geometric mean of time new/base: {} ({} … {})\n",
                        formatRatio(summary.geomean, 3), formatRatio(summary.geomeanLow, 3),
                        formatRatio(summary.geomeanHigh, 3));
  if (!diff.environment.empty()) {
    TextTable layout{{"Differs", "base", "new"}, {}, 3};
    for (const EnvironmentDifference& item : diff.environment)
      layout.rows.push_back({printable(item.label), printable(item.base.empty() ? "–" : item.base),
                             printable(item.now.empty() ? "–" : item.now)});
    text += "\n" + layOut(layout, 1000);
  }
  if (!diff.pairs.empty()) {
    TextTable layout{{"verdict", "case", "new/base", "interval", "changed"}, {}, 2};
    for (const DiffPair& pair : diff.pairs)
      layout.rows.push_back(
          {fmt::format("{} {}", glyph(pair.verdict), toWord(pair.verdict)), printable(pair.key),
           formatRatio(pair.ratio, 3),
           fmt::format("{} … {}", formatRatio(pair.ratioLow, 3), formatRatio(pair.ratioHigh, 3)),
           pair.changed ? "yes" : "no"});
    text += "\n" + layOut(layout, 1000);
    text +=
        "Time new/base: below 1 is faster. changed: the interval, adjusted for the number of "
        "pairs, excludes 1.\n";
  }
  if (!diff.unmatched.empty()) {
    text += "\nNot paired\n";
    for (const DiffUnmatched& item : diff.unmatched)
      text += fmt::format("  {} (only in {}): {}\n", printable(item.key),
                          item.inBase ? "base" : "new", printable(item.reason));
  }
  if (!diff.pairs.empty() && !diff.betweenProcessSource.empty())
    text += fmt::format("\nBetween processes: {} per session, {}\n",
                        formatShare(diff.betweenProcess), printable(diff.betweenProcessSource));
  return text;
}

}  // namespace lane
