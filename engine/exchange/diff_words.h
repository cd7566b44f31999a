// Words and figures of a diff that its texts for terminals, Markdown, HTML and GitHub share.
// Nothing here is escaped: every text does that for its own format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/diff_figures.h"
#include "analysis/figure_text.h"
#include "exchange/diff_context.h"

namespace lane {

std::string_view glyph(Verdict verdict);  ///< "▲"
std::string_view glyph(GateVerdict verdict);

std::string countsText(const DiffSummary& summary);  ///< "2 improved, 0 regressed, …"
std::string geomeanText(const DiffSummary& summary);  ///< "×0.981 (×0.975 … ×0.987)"; may be empty
std::string intervalText(double low, double high);  ///< "×0.975 … ×0.987"
std::string metricName(const Diff& diff);           ///< "Time per call", "Peak memory"
std::string_view betterWhen(const Diff& diff);      ///< "below 1 is faster"

std::string_view heading(DiffGrouping by);        ///< "Suite"
std::string_view pluralHeading(DiffGrouping by);  ///< "suites"
std::vector<const DiffGroup*> groupsOf(const Diff& diff, DiffGrouping by);

/// The figures a ratio was made of, where the context holds the sessions.
class PairFigures {
 public:
  PairFigures(const Diff& diff, const DiffContext& context);

  bool known() const { return m_base && m_now; }
  double base(const DiffPair& pair) const { return m_base->of(pair.baseCase).value; }
  double now(const DiffPair& pair) const { return m_now->of(pair.newCase).value; }
  std::string baseText(const DiffPair& pair) const { return figureText(base(pair), m_unit); }
  std::string newText(const DiffPair& pair) const { return figureText(now(pair), m_unit); }

 private:
  std::string m_unit;
  std::optional<Figures> m_base, m_now;
};

/// Unmatched cases of one side with one reason.
struct UnmatchedGroup {
  std::string reason;
  bool inBase = false;
  bool lost = false;
  std::vector<std::string> keys;
};
/// What a gate must not overlook first, then the largest group.
std::vector<UnmatchedGroup> unmatchedGroups(const Diff& diff);

/// {"dot f32: scalar → avx2", "at 20 (16 … 32)"}
std::pair<std::string, std::string> namedPlace(const CrossoverRecord& crossover);

template <class Item>
std::size_t movedCount(const std::vector<Item>& items) {
  std::size_t count = 0;
  for (const Item& item : items) count += item.moved;
  return count;
}

}  // namespace lane
