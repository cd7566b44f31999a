#include "base/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace lane {
namespace {

constexpr std::string_view kMissing = "–";
constexpr std::string_view kMinus = "−";

/// Inserts a comma every three digits of the whole part.
std::string grouped(std::string digits) {
  const std::size_t point = digits.find('.');
  std::size_t whole = point == std::string::npos ? digits.size() : point;
  while (whole > 3) {
    whole -= 3;
    digits.insert(whole, 1, ',');
  }
  return digits;
}

struct Scale {
  double factor;
  std::string_view unit;
};

/// The largest unit that keeps the rounded value at or above 1; the last entry is the smallest.
template <std::size_t N>
std::string scaled(double value, const std::array<Scale, N>& scales) {
  if (!std::isfinite(value)) return std::string(kMissing);
  const double magnitude = std::abs(value);
  for (const Scale& scale : scales)
    // 0.9995 rounds to 1.00 in three digits
    if (magnitude >= 0.9995 * scale.factor || &scale == &scales.back())
      return fmt::format("{} {}", formatNumber(value / scale.factor), scale.unit);
  return std::string(kMissing);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// A number and the unit text behind it; false when the text does not start with a number.
bool splitNumber(std::string_view text, double& number, std::string_view& unit) {
  text = trimmed(text);
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || !std::isfinite(number)) return false;
  unit = trimmed({rest, static_cast<std::size_t>(end - rest)});
  return true;
}

}  // namespace

std::string formatNumber(double value, int significantDigits) {
  if (std::isnan(value)) return std::string(kMissing);
  if (std::isinf(value)) return value > 0 ? "∞" : std::string(kMinus) + "∞";
  if (value == 0) return "0";
  // Round first: the number of decimals depends on the rounded value (0.9996 -> 1.00).
  const double magnitude = std::abs(value);
  const std::string scientific = fmt::format("{:.{}e}", magnitude, significantDigits - 1);
  const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
  std::string text;
  if (exponent < -6 || exponent > 14) {
    text = scientific;
  } else {
    text =
        grouped(fmt::format("{:.{}f}", magnitude, std::max(0, significantDigits - 1 - exponent)));
  }
  return (value < 0 ? std::string(kMinus) : std::string()) + text;
}

std::string formatCount(std::uint64_t count) {
  return grouped(fmt::format("{}", count));
}

std::string formatSize(std::uint64_t count) {
  constexpr std::array<std::string_view, 5> kDecimal{"", " k", " M", " G", " T"};
  constexpr std::array<std::string_view, 5> kBinary{"", " Ki", " Mi", " Gi", " Ti"};
  std::uint64_t power = 1;
  for (int zeros = 0; zeros < 15 && power <= count; ++zeros, power *= 10)
    if (power == count && zeros >= 3) {
      constexpr std::array<int, 3> kLead{1, 10, 100};
      return fmt::format("{}{}", kLead[static_cast<std::size_t>(zeros % 3)],
                         kDecimal[static_cast<std::size_t>(zeros / 3)]);
    }
  if (count >= 1024 && (count & (count - 1)) == 0) {
    std::size_t step = 0;
    while (count >= 1024 && step + 1 < kBinary.size()) {
      count >>= 10;
      ++step;
    }
    return fmt::format("{}{}", grouped(fmt::format("{}", count)), kBinary[step]);
  }
  return formatCount(count);
}

std::string formatBytes(double bytes) {
  if (!std::isfinite(bytes)) return std::string(kMissing);
  constexpr std::array<std::string_view, 6> kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  double value = std::abs(bytes);
  std::size_t step = 0;
  while (value >= 1023.5 && step + 1 < kUnits.size()) {
    value /= 1024;
    ++step;
  }
  // Whole values print as whole: "32 KiB", not "32.0 KiB".
  const std::string number =
      value == std::floor(value) ? grouped(fmt::format("{:.0f}", value)) : formatNumber(value);
  return fmt::format("{}{} {}", bytes < 0 ? kMinus : "", number, kUnits[step]);
}

std::string formatTime(double seconds) {
  static constexpr std::array<Scale, 4> kScales{
      {{1.0, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}}};
  return scaled(seconds, kScales);
}

std::string formatByteRate(double bytesPerSecond) {
  static constexpr std::array<Scale, 4> kScales{
      {{1e12, "TB/s"}, {1e9, "GB/s"}, {1e6, "MB/s"}, {1e3, "kB/s"}}};
  return scaled(bytesPerSecond, kScales);
}

std::string formatFlopRate(double flopsPerSecond) {
  static constexpr std::array<Scale, 2> kScales{{{1e9, "GFLOP/s"}, {1e6, "MFLOP/s"}}};
  return scaled(flopsPerSecond, kScales);
}

std::string formatRate(double perSecond, std::string_view itemName) {
  static constexpr std::array<Scale, 4> kScales{{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1.0, ""}}};
  if (!std::isfinite(perSecond)) return std::string(kMissing);
  return scaled(perSecond, kScales) + std::string(itemName) + "/s";
}

std::string formatClock(double hertz) {
  if (!std::isfinite(hertz)) return std::string(kMissing);
  return fmt::format("{:.2f} GHz", hertz / 1e9);
}

std::string formatTimeInterval(double value, double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high) || !(value > 0)) return std::string(kMissing);
  const double down = value - low;
  const double up = high - value;
  const double half = (down + up) / 2;
  if (std::abs(up - down) <= 0.2 * std::max(up, down) || half < 5e-4 * value)
    return fmt::format("±{} %", formatNumber(100 * half / value, half / value < 0.01 ? 2 : 3));
  return fmt::format("{} … {}", formatTime(low), formatTime(high));
}

std::string formatRatio(double ratio, int decimals) {
  if (!std::isfinite(ratio)) return std::string(kMissing);
  return fmt::format("×{:.{}f}", ratio, decimals);
}

std::string formatShare(double share) {
  if (!std::isfinite(share)) return std::string(kMissing);
  const double percent = 100 * share;
  return fmt::format("{:.{}f} %", percent, std::abs(percent) < 0.95 ? 1 : 0);
}

std::string formatDuration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return std::string(kMissing);
  const auto total = static_cast<std::uint64_t>(std::llround(seconds));
  const std::uint64_t hours = total / 3600;
  const std::uint64_t minutes = total / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, total % 60)
                   : fmt::format("{}:{:02}", minutes, total % 60);
}

Result<std::uint64_t> parseSize(std::string_view text) {
  struct Suffix {
    std::string_view text;
    double factor;
  };
  static constexpr std::array<Suffix, 9> kSuffixes{{{"", 1},
                                                    {"k", 1e3},
                                                    {"M", 1e6},
                                                    {"G", 1e9},
                                                    {"K", 1e3},
                                                    {"Ki", 1024.0},
                                                    {"ki", 1024.0},
                                                    {"Mi", 1048576.0},
                                                    {"Gi", 1073741824.0}}};
  constexpr double kLargest = 281474976710656.0;  // 2^48
  const auto bad = [&](std::string_view why) {
    return fail(ErrorCode::usage, fmt::format("size \"{}\" {}", text, why), {},
                "Sizes look like 100, 1k, 64Ki or 16Mi");
  };
  double number = 0;
  std::string_view unit;
  if (!splitNumber(text, number, unit)) return bad("is not a number");
  const auto suffix = std::find_if(kSuffixes.begin(), kSuffixes.end(),
                                   [&](const Suffix& s) { return s.text == unit; });
  if (suffix == kSuffixes.end()) return bad("has an unknown suffix");
  const double value = number * suffix->factor;
  if (value < 0) return bad("is negative");
  if (value > kLargest) return bad("is larger than any memory (2^48)");
  if (value != std::floor(value)) return bad("is not a whole number");
  return static_cast<std::uint64_t>(value);
}

Result<double> parseDuration(std::string_view text) {
  struct Suffix {
    std::string_view text;
    double factor;
  };
  static constexpr std::array<Suffix, 8> kSuffixes{{{"", 1},
                                                    {"s", 1},
                                                    {"ms", 1e-3},
                                                    {"us", 1e-6},
                                                    {"µs", 1e-6},
                                                    {"ns", 1e-9},
                                                    {"min", 60},
                                                    {"h", 3600}}};
  double number = 0;
  std::string_view unit;
  if (splitNumber(text, number, unit) && number >= 0)
    for (const Suffix& s : kSuffixes)
      if (s.text == unit) return number * s.factor;
  return fail(ErrorCode::usage, fmt::format("\"{}\" is not a duration", text), {},
              "Durations look like 60s, 500ms or 2min");
}

Result<double> parseShare(std::string_view text) {
  double number = 0;
  std::string_view unit;
  if (splitNumber(text, number, unit) && (unit.empty() || unit == "%")) {
    const double share = unit == "%" ? number / 100 : number;
    if (share > 0 && share <= 1) return share;
  }
  return fail(ErrorCode::usage, fmt::format("\"{}\" is not a share above 0 and up to 100 %", text),
              {}, "Shares look like 1% or 0.01");
}

}  // namespace lane
