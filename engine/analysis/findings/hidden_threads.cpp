// Cases said to run on one thread whose processor time says otherwise.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/case_text.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"
#include "base/units.h"
#include "workloads/process/command_benchmark.h"

namespace lane {
namespace {

constexpr double kMoreThanOne = 1.2;
constexpr double kMuchLess = 0.8;

struct Load {
  std::uint32_t caseIndex;
  double cores;  ///< processor time / wall time
};

Finding hidden(const Facts& facts, std::vector<Load> loads) {
  std::stable_sort(loads.begin(), loads.end(),
                   [](const Load& a, const Load& b) { return a.cores > b.cores; });
  std::vector<std::uint32_t> cases;
  for (const Load& load : loads) cases.push_back(load.caseIndex);
  return {Severity::warning,
          {},
          fmt::format("{} of one thread used up to {} times as much processor time as wall time "
                      "({}): other threads work along.",
                      counted(loads.size(), "case", "cases"), formatNumber(loads.front().cores),
                      caseName(facts.caseAt(cases.front()))),
          evidenceOf(facts.session(), cases),
          "Set the library's thread count to 1 (OMP_NUM_THREADS, OPENBLAS_NUM_THREADS, …) or "
          "compare it with cases on as many threads."};
}

Finding absent(const Facts& facts, std::vector<Load> loads) {
  std::stable_sort(loads.begin(), loads.end(),
                   [](const Load& a, const Load& b) { return a.cores < b.cores; });
  std::vector<std::uint32_t> cases;
  for (const Load& load : loads) cases.push_back(load.caseIndex);
  return {Severity::note,
          {},
          fmt::format("{} of one thread used less processor time than wall time, down to {} of it "
                      "({}): the thread waits, or others work whose time was not counted.",
                      counted(loads.size(), "case", "cases"), formatShare(loads.front().cores),
                      caseName(facts.caseAt(cases.front()))),
          evidenceOf(facts.session(), cases),
          "Where threads of a library may be at work, count the whole process's time "
          "(MeasureProcessCPUTime in Google Benchmark)."};
}

}  // namespace

std::vector<Finding> findHiddenThreads(const Facts& facts) {
  // One figure or two parts of it, in seconds per call.
  std::map<std::uint32_t, double> busy;
  for (const char* metric : {"user_time", "system_time"})
    for (const FactValue& part : facts.valuesOf(metric)) busy[part.caseIndex] += part.value->value;
  for (const FactValue& whole : facts.valuesOf("cpu_time"))
    busy[whole.caseIndex] = whole.value->value;
  std::vector<Load> more, less;
  for (const auto& [index, seconds] : busy) {
    const CaseRecord& record = facts.caseAt(index);
    // A command may start what it likes, and wait for it.
    if (record.suite == kProcessSuite) continue;
    if (record.threads > 1 || !record.hasTime() || !(seconds > 0)) continue;
    const Load load{index, seconds / record.median};
    if (load.cores >= kMoreThanOne) more.push_back(load);
    if (load.cores <= kMuchLess) less.push_back(load);
  }
  std::vector<Finding> found;
  if (!more.empty()) found.push_back(hidden(facts, std::move(more)));
  if (!less.empty()) found.push_back(absent(facts, std::move(less)));
  return found;
}

}  // namespace lane
