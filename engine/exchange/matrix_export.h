// A matrix of sessions and kernels as text for a terminal, Markdown, JSON and CSV. Names out of
// files are escaped for their format.
#pragma once

#include <string>

#include "analysis/matrix.h"

namespace lane {

std::string toText(const Matrix& matrix);
std::string toMarkdown(const Matrix& matrix);
std::string toJson(const Matrix& matrix);  ///< resources/docs/json.md
std::string toCsv(const Matrix& matrix);   ///< one row per kernel and session

/// "×1.303 (1.29 … 1.32)", "×1.303" without an interval, "–" without a ratio.
std::string matrixCellText(const MatrixCell& cell);

}  // namespace lane
