#include "exchange/command_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "workloads/process/command_benchmark.h"

namespace lane {
namespace {

constexpr std::size_t kWidestCommand = 40;

/// Values by case and metric.
class Figures {
 public:
  explicit Figures(const Session& session) {
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

template <class Format>
std::string known(double value, Format format) {
  return value == value ? format(value) : std::string("–");
}

std::string countText(double value) {
  return known(value, [](double v) { return fmt::format("{:.0f}", v); });
}

double medianOf(std::vector<double> values) {
  if (values.empty()) return kUnknown;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

CommandTable commandTable(const Session& session) {
  CommandTable made;
  made.table.header = {"command", "way",    "wall",     "±",    "user", "system",
                       "peak",    "faults", "switches", "exit", "lines"};
  made.table.leftColumns = 2;
  const Figures figure(session);
  std::vector<double> starts, shells;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (record.suite != kProcessSuite || !record.hasTime()) continue;
    const std::string way =
        record.cache == CacheState::cold ? record.variant + " cold" : record.variant;
    const auto seconds = [&](const char* metric) { return known(figure(i, metric), formatTime); };
    made.table.rows.push_back(
        {shortened(printable(record.benchmark), kWidestCommand), printable(way),
         formatTime(record.median),
         record.ciHigh >= record.ciLow ? formatNumber(100 * record.relativeHalfWidth(), 1) + " %"
                                       : "–",
         seconds("user_time"), seconds("system_time"),
         known(figure(i, "peak_memory"), [](double bytes) { return formatBytes(bytes); }),
         countText(figure(i, "minor_faults") + figure(i, "major_faults")),
         countText(figure(i, "voluntary_switches") + figure(i, "involuntary_switches")),
         countText(figure(i, "exit_code")), countText(figure(i, "output_lines"))});
    if (const double start = figure(i, "process_start"); start > 0) starts.push_back(start);
    if (const double shell = figure(i, "shell_start"); shell > 0) shells.push_back(shell);
  }
  if (const double start = medianOf(starts); start > 0)
    made.note =
        fmt::format("Starting and reaping the smallest process takes {}", formatTime(start));
  if (const double shell = medianOf(shells); shell > 0)
    made.note += fmt::format(", an empty shell {}", formatTime(shell));
  if (!made.note.empty()) made.note += "; nothing is subtracted.";
  return made;
}

}  // namespace lane
