// Quantities as people write them in plans: a number with a unit, or a bare number in SI base
// units. Pure functions; any thread.
#pragma once

#include <string_view>

#include "base/result.h"

namespace lane {

/// "0.8", "5%", "100ns", "20 GB/s", "1.5 GFLOP/s", "2MiB", "3GHz", "12k" -> the value in SI base
/// units (a percentage as its fraction). Fails with ErrorCode::usage on anything else.
Result<double> parseQuantity(std::string_view text);

}  // namespace lane
