// One line per promised figure: what, the goal, what was measured, kept or missed.
#pragma once

#include <cstdio>
#include <string>

class BenchReport {
 public:
  /// Records `value <= goal` (both in `unit`).
  void atMost(const std::string& what, double value, double goal, const char* unit) {
    line(what, value, goal, "<=", unit, value <= goal);
  }
  void atLeast(const std::string& what, double value, double goal, const char* unit) {
    line(what, value, goal, ">=", unit, value >= goal);
  }
  /// A figure without a goal.
  void say(const std::string& what, double value, const char* unit) {
    std::printf("       %-58s %10.4g %s\n", what.c_str(), value, unit);
  }
  int exitCode() const { return m_missed > 0 ? 1 : 0; }

 private:
  void line(const std::string& what, double value, double goal, const char* sign, const char* unit,
            bool kept) {
    std::printf("%s %-58s %10.4g %-6s goal %s %g\n", kept ? "kept  " : "MISSED", what.c_str(),
                value, unit, sign, goal);
    std::fflush(stdout);
    m_missed += !kept;
  }
  int m_missed = 0;
};
