// Small sessions for the tests of comparisons.
#pragma once

#include <cmath>
#include <string>

#include "session/session.h"

namespace lane {

inline CaseRecord measuredCase(const std::string& benchmark, double seconds,
                               double halfWidth = 0.002) {
  CaseRecord r;
  r.suite = "vector";
  r.benchmark = benchmark;
  r.dtype = Dtype::f32;
  r.size = 1000;
  r.variant = "avx2";
  r.median = seconds;
  r.ciLow = seconds * (1 - halfWidth);
  r.ciHigh = seconds * (1 + halfWidth);
  r.mad = 0.001 * seconds;
  r.sampleCount = 32;
  r.status = CaseStatus::measured;
  r.key = makeKey(r);
  return r;
}

/// `count` cases "k0", "k1", … of one microsecond times exp(log(i)).
template <class Log>
Session manyCases(int count, Log log) {
  Session session;
  for (int i = 0; i < count; ++i)
    session.cases.push_back(measuredCase("k" + std::to_string(i), 1e-6 * std::exp(log(i))));
  return session;
}

inline void addSeries(Session& session, const MetricRecord& metric, std::vector<double> values) {
  SeriesRecord series{metric.id, kNoCase, session.metricIndex(metric), {}, std::move(values)};
  series.t.resize(series.value.size());
  session.series.push_back(std::move(series));
}

inline void addClock(Session& session, double hertz) {
  addSeries(session, {"clock", "Core clock", "Hz", MetricKind::frequency, true}, {hertz, hertz});
}

inline void addValue(Session& session, std::uint32_t index, const MetricRecord& metric,
                     double value, double low = kUnknown, double high = kUnknown) {
  session.values.push_back({index, session.metricIndex(metric), value, low, high, 1, {}});
}

}  // namespace lane
