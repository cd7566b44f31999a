// Keeping score: the best hand-written variant of every kernel at every size against an opponent
// out of the same session (the compiler's best, scalar, a library), with sums and a criterion that
// is met or not. Ratios are time of ours / time of the opponent: below 1, ours is faster. Pure
// functions on a session; any thread. resources/docs/scoreboard.md says what the figures mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/curves.h"
#include "base/result.h"
#include "session/session.h"

namespace lane {

/// "At least `share` of the cells take at most `within` longer than the opponent."
struct ScoreCriterion {
  double share = 0.8;
  double within = 0.2;
  bool operator==(const ScoreCriterion&) const = default;
};
/// "80%@20%". Errors: usage.
Result<ScoreCriterion> parseCriterion(std::string_view text);
std::string criterionText(const ScoreCriterion& criterion);

/// What ours can be compared with in a session: "best-peer" and the peers (variants that are
/// neither scalar nor the compiler's nor ours), "compiler", "scalar", then every other variant by
/// its name. Only what has a time somewhere; the first is taken when none is named.
std::vector<std::string> scoreOpponents(const Session& session);
/// "best-peer" -> "the fastest peer", "compiler" -> "the compiler's best", others as they are.
std::string opponentName(const std::string& opponent);

struct ScoreCell {
  std::uint32_t ours = kNoCase;    ///< fastest hand-written variant, where one has a time
  std::uint32_t theirs = kNoCase;  ///< the opponent, likewise
  double ratio = kUnknown;
  double low = kUnknown;  ///< interval; NaN where one of the two has none
  double high = kUnknown;
  std::size_t rounds = 0;  ///< shared ones the ratio comes from; 0: from both medians
  /// Of the opponent's time, what calling it costs whatever the size; NaN: not known.
  double callShare = kUnknown;
  std::string reason;  ///< why there is no ratio

  bool hasRatio() const { return ratio > 0; }
};

/// Of a row or of the whole board.
struct ScoreSum {
  double ratio = kUnknown;  ///< geometric mean
  double low = kUnknown;    ///< of the measurement, for just these cells
  double high = kUnknown;
  std::size_t cells = 0;   ///< with a ratio
  std::size_t within = 0;  ///< at most so much slower as the criterion allows
  std::size_t unsure = 0;  ///< whose interval holds that limit
};

struct ScoreRow {
  CurveKey key;
  std::vector<ScoreCell> cells;  ///< one per size
  ScoreSum sum;
  double ulpOurs = kUnknown;  ///< largest error over the cells with a ratio; NaN: not checked
  double ulpTheirs = kUnknown;
};

struct ScorePlace {
  std::size_t row = 0;
  std::size_t column = 0;
};

struct Scoreboard {
  std::string opponent;  ///< one of scoreOpponents(); empty: the session has none
  ScoreCriterion criterion;
  std::vector<std::uint64_t> sizes;  ///< columns, ascending; sizes around crossovers are left out
  std::vector<ScoreRow> rows;        ///< charts with a variant of either side, in case order
  ScoreSum sum;
  std::vector<ScorePlace> failing;  ///< cells beyond the limit, the slowest first
  /// Timed cases that are no "best-peer": less exact than the kernel's tolerance.
  std::vector<std::uint32_t> apart;

  /// Something could be compared at all.
  bool isJudged() const { return sum.cells > 0; }
  bool isMet() const;
  /// Cells too close to the limit to tell could turn the verdict.
  bool isClose() const;
};

/// Errors: usage when the session has no such opponent; the advice lists those it has. An empty
/// `against` takes the first of them and is no error without one.
Result<Scoreboard> scoreboard(const Session& session, const std::string& against,
                              const ScoreCriterion& criterion = {}, double confidence = 0.95);

/// The same cells under another criterion: nothing is compared anew.
void judge(Scoreboard& board, const ScoreCriterion& criterion);

}  // namespace lane
