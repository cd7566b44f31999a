// A scoreboard as text for a terminal, Markdown, JSON and CSV. Names out of files are escaped for
// their format.
#pragma once

#include <string>

#include "analysis/scoreboard.h"

namespace lane {

/// What must be known of the figures beside them, in sentences: cells whose opponent spends its
/// time on being called, peers left out because they are less exact.
std::vector<std::string> remarks(const Scoreboard& board, const Session& session);

std::string toText(const Scoreboard& board, const Session& session);
std::string toMarkdown(const Scoreboard& board, const Session& session);
std::string toJson(const Scoreboard& board, const Session& session);  ///< resources/docs/json.md
std::string toCsv(const Scoreboard& board, const Session& session);   ///< one row per cell

/// "0.432 (0.430 … 0.435)", without the interval where there is none.
std::string scoreText(double ratio, double low, double high);
/// "×2.31 faster", "×1.07 slower", "as fast".
std::string fasterText(double ratio);
/// "dot f32 at n = 4 Ki: avx3 takes 1.32 (1.30 … 1.35) of omp-avx512's time".
std::string describe(const Scoreboard& board, const Session& session, const ScorePlace& place);

}  // namespace lane
