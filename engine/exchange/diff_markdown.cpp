#include <fmt/format.h>

#include "base/units.h"
#include "exchange/export.h"
#include "exchange/markdown_text.h"

namespace lane {

std::string toMarkdown(const Diff& diff) {
  const DiffSummary& summary = diff.summary;
  std::string text = fmt::format(
      "**{} improved, {} regressed, {} same, {} unsure**, {} not paired; threshold {}.\n",
      summary.improved, summary.regressed, summary.same, summary.unsure, summary.unmatched,
      formatShare(diff.options.threshold));
  if (!diff.pairs.empty()) {
    text += fmt::format("Geometric mean of time new/base {} ({} … {}).\n\n",
                        formatRatio(summary.geomean, 3), formatRatio(summary.geomeanLow, 3),
                        formatRatio(summary.geomeanHigh, 3));
    text += markdownHeader({"Verdict", "Case", "new/base", "Interval", "Changed"}, 2);
    for (const DiffPair& pair : diff.pairs)
      text += markdownRow(
          {std::string(toWord(pair.verdict)), escapeMarkdown(pair.key), formatRatio(pair.ratio, 3),
           fmt::format("{} … {}", formatRatio(pair.ratioLow, 3), formatRatio(pair.ratioHigh, 3)),
           pair.changed ? "yes" : "no"});
  }
  if (!diff.environment.empty()) {
    text += "\n" + markdownHeader({"Differs", "base", "new"}, 3);
    for (const EnvironmentDifference& item : diff.environment)
      text += markdownRow(
          {escapeMarkdown(item.label), escapeMarkdown(item.base), escapeMarkdown(item.now)});
  }
  if (!diff.unmatched.empty()) {
    text += "\n";
    for (const DiffUnmatched& item : diff.unmatched)
      text += fmt::format("- not paired: {} (only in {}): {}\n", escapeMarkdown(item.key),
                          item.inBase ? "base" : "new", escapeMarkdown(item.reason));
  }
  return text;
}

}  // namespace lane
