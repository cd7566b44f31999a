// A figure of any metric with its unit, for sentences and tables. Pure function.
#pragma once

#include <string>
#include <string_view>

namespace lane {

/// `unit` is SI as in MetricRecord: "s", "B", "B/s", "FLOP/s", "Hz", "1", …; unknown ones stand
/// behind the number.
std::string figureText(double value, std::string_view unit);

}  // namespace lane
