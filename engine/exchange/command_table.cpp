#include "exchange/command_table.h"

#include <fmt/format.h>

#include "base/units.h"

namespace lane {
namespace {

constexpr std::size_t kWidestCommand = 40;

template <class Format>
std::string known(double value, Format format) {
  return value == value ? format(value) : std::string("–");
}

std::string countText(double value) {
  return known(value, [](double v) { return fmt::format("{:.0f}", v); });
}

}  // namespace

TextTable commandTable(const CommandRows& commands) {
  TextTable table;
  table.header = {"command", "way",    "wall",     "±",    "user", "system",
                  "peak",    "faults", "switches", "exit", "lines"};
  table.leftColumns = 2;
  for (const CommandRow& row : commands.rows) {
    if (!row.hasTime()) continue;
    table.rows.push_back({shortened(printable(row.name), kWidestCommand), printable(row.way),
                          formatTime(row.seconds),
                          row.high >= row.low
                              ? formatNumber(100 * (row.high - row.low) / 2 / row.seconds, 1) + " %"
                              : "–",
                          known(row.user, formatTime), known(row.system, formatTime),
                          known(row.peakBytes, formatBytes), countText(row.faults),
                          countText(row.switches), countText(row.exitCode), countText(row.lines)});
  }
  return table;
}

}  // namespace lane
