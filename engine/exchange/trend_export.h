// A trend as text for a terminal, Markdown, JSON and CSV. Names out of files are escaped for their
// format.
#pragma once

#include <span>
#include <string>

#include "analysis/trend.h"

namespace lane {

struct TrendReport {
  const Trend& trend;
  const TrendSessions& read;  ///< counts and skipped files
  std::string folder;
  bool all = false;  ///< every case, not only those with a step
};

std::string toText(const TrendReport& report);
std::string toMarkdown(const TrendReport& report);
std::string toJson(const TrendReport& report);  ///< resources/docs/json.md
std::string toCsv(const TrendReport& report);   ///< one row per case and session

/// "+7.9 %", a change of time: above 0 is slower.
std::string changeText(double ratio);
/// "+7.9 % (+5.8 … +10.1)".
std::string changeText(const TrendStep& step);
/// "dot f32, n=4096, avx2": the key for people.
std::string trendCaseName(const TrendLine& line);
/// "▁▁▂▇▇": the values from their smallest to their largest, at most `width` characters, each the
/// median of the values it stands for.
std::string blockSparkline(std::span<const double> values, std::size_t width);

}  // namespace lane
