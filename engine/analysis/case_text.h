// Cases and what belongs together in a sentence: the names findings, reports and tables use.
// Names out of files go through as they are; whoever shows them escapes them. Pure functions.
#pragma once

#include <string>

#include "analysis/curves.h"
#include "session/session.h"

namespace lane {

/// Parameters (a JSON object) for people: "align page+64, k 3"; empty without any.
std::string paramsText(const std::string& params);

/// "dot f32, avx2, n = 4 Ki, 2 threads": a case in a sentence.
std::string caseName(const CaseRecord& record);

/// "dot f32, 2 threads, allocate": what the cases of one chart have in common, the usual left out.
std::string chartName(const CurveKey& key);

/// "dot f32, avx2, 2 threads": the cases of one variant of a chart.
std::string seriesName(const CaseRecord& record);

}  // namespace lane
