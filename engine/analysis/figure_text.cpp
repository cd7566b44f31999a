#include "analysis/figure_text.h"

#include <fmt/format.h>

#include <cmath>

#include "base/units.h"

namespace lane {

std::string figureText(double value, std::string_view unit) {
  if (!std::isfinite(value)) return formatNumber(value);
  if (unit == "s") return formatTime(value);
  if (unit == "B") return formatBytes(value);
  if (unit == "B/s") return formatByteRate(value);
  if (unit == "FLOP/s") return formatFlopRate(value);
  if (unit == "Hz") return formatClock(value);
  if (unit == "elements")
    return formatSize(static_cast<std::uint64_t>(std::llround(std::fmax(value, 0))));
  if (unit.empty() || unit == "1") return formatNumber(value);
  if (unit.size() > 2 && unit.ends_with("/s"))
    return formatRate(value, unit.substr(0, unit.size() - 2));
  return fmt::format("{} {}", formatNumber(value), unit);
}

}  // namespace lane
