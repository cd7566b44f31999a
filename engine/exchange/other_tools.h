// Sessions in the forms other tools read. Numbers have full precision, C locale and the units the
// form asks for. Pure; any thread.
#pragma once

#include <string>

#include "session/session.h"

namespace lane {

/// Google Benchmark's JSON, schema 1: every sample a repetition, then mean, median and standard
/// deviation; its compare.py reads it. Where no CPU time was taken, cpu_time is the real time.
std::string toGoogleBenchmark(const Session& session);

/// What a case is called there: "vector/add<f32>/avx2/4096/threads:2".
std::string googleBenchmarkName(const CaseRecord& record);

/// One row per sample, observation and value, RFC 4180: for data frames.
std::string toLongCsv(const Session& session);

}  // namespace lane
