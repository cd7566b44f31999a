// Small sessions whose truth is known, for the tests of findings and expectations.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/findings.h"
#include "session/session.h"

namespace lane::test {

/// A measured case of 12 bytes (two read, one written, f32) and one operation per element, with an
/// interval of ±`half`.
inline std::uint32_t addCase(Session& session, const std::string& benchmark,
                             const std::string& variant, std::uint64_t size, double seconds,
                             double half = 0.002) {
  CaseRecord record;
  record.suite = "vector";
  record.benchmark = benchmark;
  record.dtype = Dtype::f32;
  record.size = size;
  record.variant = variant;
  record.flops = double(size);
  record.bytesRead = 8.0 * double(size);
  record.bytesWritten = 4.0 * double(size);
  record.items = double(size);
  record.median = seconds;
  record.ciLow = seconds * (1 - half);
  record.ciHigh = seconds * (1 + half);
  record.mad = 0.002 * seconds;
  record.status = CaseStatus::measured;
  record.stopReason = StopReason::goal;
  record.maxUlp = 1;
  record.key = makeKey(record);
  session.cases.push_back(record);
  return std::uint32_t(session.cases.size() - 1);
}

inline void addValue(Session& session, const char* id, std::uint32_t index, double value,
                     const char* unit = "1") {
  const auto metric = session.metricIndex({id, id, unit, MetricKind::ratio, false});
  session.values.push_back({index, metric, value, kUnknown, kUnknown, 1, ""});
}

inline std::vector<Finding> ofRule(const std::vector<Finding>& findings, std::string_view rule) {
  std::vector<Finding> found;
  for (const Finding& finding : findings)
    if (finding.rule == rule) found.push_back(finding);
  return found;
}
inline std::vector<Finding> ofRule(const Session& session, std::string_view rule) {
  return ofRule(findFindings(session), rule);
}

inline bool says(const Finding& finding, std::string_view part) {
  return finding.text.find(part) != std::string::npos;
}

/// Scalar and two widths, of which the wider is always ahead, at sizes that live in the first
/// cache: there is nothing to say of it.
inline Session cleanSession() {
  Session session;
  session.complete = true;
  session.programVersion = "0.1.0";
  session.planYaml = "version: 1\ntitle: Clean\nsizes: 64..2Ki\nprecision: 1%\n";
  session.sources = {{"lanescope", SourceKind::in_process, "lanescope 0.1.0", "{}", "{}"}};
  session.machine.caches = {{3, "unified", 32 << 20, 64, 16, 2, 1}};
  for (const char* kernel : {"add", "dot"})
    for (const std::uint64_t size : {64, 128, 256, 512, 1024, 2048}) {
      addCase(session, kernel, "scalar", size, 1e-9 * double(size));
      addCase(session, kernel, "avx2", size, 0.2e-9 * double(size));
      addCase(session, kernel, "avx3", size, 0.1e-9 * double(size));
    }
  return session;
}

}  // namespace lane::test
