#include "base/quantity.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace lane {
namespace {

struct Named {
  std::string_view text;
  double factor;
};

// Longer words before those they end with.
constexpr std::array<std::string_view, 6> kBases{"FLOP/s", "B/s", "Hz", "B", "J", "s"};
constexpr std::array<Named, 12> kPrefixes{{{"", 1},
                                           {"k", 1e3},
                                           {"M", 1e6},
                                           {"G", 1e9},
                                           {"T", 1e12},
                                           {"Ki", 1024.0},
                                           {"Mi", 1048576.0},
                                           {"Gi", 1073741824.0},
                                           {"m", 1e-3},
                                           {"u", 1e-6},
                                           {"µ", 1e-6},
                                           {"n", 1e-9}}};
constexpr std::array<Named, 2> kWhole{{{"%", 0.01}, {"min", 60}}};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<double> factorOf(std::string_view unit) {
  for (const Named& whole : kWhole)
    if (whole.text == unit) return whole.factor;
  bool hasBase = false;
  for (const std::string_view base : kBases)
    if (unit.ends_with(base)) {
      unit.remove_suffix(base.size());
      hasBase = true;
      break;
    }
  for (const Named& prefix : kPrefixes)
    // A bare "m" could be milli or a metre: counts only grow.
    if (prefix.text == unit && (hasBase || prefix.factor >= 1)) return prefix.factor;
  return std::nullopt;
}

}  // namespace

Result<double> parseQuantity(std::string_view text) {
  const std::string_view number = trimmed(text);
  const char* end = number.data() + number.size();
  double value = 0;
  const auto [rest, error] = std::from_chars(number.data(), end, value);
  if (error == std::errc{} && std::isfinite(value))
    if (const auto factor = factorOf(trimmed({rest, static_cast<std::size_t>(end - rest)})))
      return value * *factor;
  return fail(ErrorCode::usage, fmt::format("\"{}\" is not a quantity", text), {},
              "Quantities look like 0.8, 5%, 100ns, 2MiB or 20 GB/s");
}

}  // namespace lane
