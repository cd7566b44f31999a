#include "analysis/command_rows.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <utility>

#include "base/units.h"
#include "measure/statistics.h"
#include "workloads/process/command_benchmark.h"

namespace lane {
namespace {

/// Values by case and metric. While a run goes on they are the medians of what the samples gave.
class Figures {
 public:
  explicit Figures(const Session& session) {
    std::map<std::pair<std::uint32_t, std::string_view>, std::vector<double>> observed;
    for (const Observation& one : session.observations)
      if (one.caseIndex < session.cases.size() && one.metric < session.metrics.size() &&
          session.cases[one.caseIndex].suite == kProcessSuite)
        observed[{one.caseIndex, session.metrics[one.metric].id}].push_back(one.value);
    for (auto& [of, values] : observed) m_values[of] = median(std::move(values));
    for (const ValueRecord& value : session.values)
      if (value.caseIndex < session.cases.size() && value.metric < session.metrics.size())
        m_values[{value.caseIndex, session.metrics[value.metric].id}] = value.value;
  }
  double operator()(std::uint32_t caseIndex, std::string_view metric) const {
    const auto found = m_values.find({caseIndex, metric});
    return found == m_values.end() ? kUnknown : found->second;
  }

 private:
  std::map<std::pair<std::uint32_t, std::string_view>, double> m_values;
};

}  // namespace

CommandRows commandRows(const Session& session) {
  CommandRows made;
  const Figures figure(session);
  std::vector<double> starts, shells;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (record.suite != kProcessSuite) continue;
    CommandRow row;
    row.caseIndex = i;
    row.name = record.benchmark;
    row.way = record.variant + (record.cache == CacheState::cold ? " cold" : "");
    row.status = record.status;
    row.reason = record.reason;
    if (record.hasTime()) {
      row.seconds = record.median;
      row.low = record.ciLow;
      row.high = record.ciHigh;
    }
    row.user = figure(i, "user_time");
    row.system = figure(i, "system_time");
    row.peakBytes = figure(i, "peak_memory");
    row.faults = figure(i, "minor_faults") + figure(i, "major_faults");
    row.switches = figure(i, "voluntary_switches") + figure(i, "involuntary_switches");
    row.exitCode = figure(i, "exit_code");
    row.lines = figure(i, "output_lines");
    made.rows.push_back(std::move(row));
    if (const double start = figure(i, "process_start"); start > 0) starts.push_back(start);
    if (const double shell = figure(i, "shell_start"); shell > 0) shells.push_back(shell);
  }
  if (!starts.empty()) made.processStart = median(starts);
  if (!shells.empty()) made.shellStart = median(shells);
  return made;
}

std::string startText(const CommandRows& commands) {
  if (!(commands.processStart > 0)) return {};
  std::string text = fmt::format("Starting and reaping the smallest process takes {}",
                                 formatTime(commands.processStart));
  if (commands.shellStart > 0)
    text += fmt::format(", an empty shell {}", formatTime(commands.shellStart));
  return text + "; nothing is subtracted.";
}

}  // namespace lane
