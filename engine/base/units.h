// The one place that turns numbers into text for people, and their text into numbers.
// Input is always in SI base units (seconds, bytes, hertz, per second). Output follows the
// house rules: three significant digits, sizes binary, rates decimal, micro sign U+00B5, minus
// U+2212, missing values an en dash. Locale-independent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lane {

/// "100", "10 k", "1 M" for exact powers of ten from 1,000; "2 Ki", "16 Mi" for exact powers of
/// two from 1,024; all other counts in digits with grouping: "65,537".
std::string formatSize(std::uint64_t count);
/// "1,085": digit grouping only.
std::string formatCount(std::uint64_t count);
/// "32 KiB", "1.50 MiB", "512 B": binary.
std::string formatBytes(double bytes);
/// "59.2 ns", "3.77 µs", "12.5 ms", "1.20 s".
std::string formatTime(double seconds);
/// "139 GB/s", decimal, from bytes per second.
std::string formatByteRate(double bytesPerSecond);
/// "69.2 GFLOP/s" from FLOP per second.
std::string formatFlopRate(double flopsPerSecond);
/// "8.20 G" + unit + "/s", e.g. formatRate(8.2e9, "elements") = "8.20 Gelements/s".
std::string formatRate(double perSecond, std::string_view itemName);
/// "3.67 GHz".
std::string formatClock(double hertz);
/// Three significant digits with grouping, no unit: "0.0421", "43.1", "1,085". NaN prints "–".
std::string formatNumber(double value, int significantDigits = 3);
/// Half-width relative to the value, "±0.42 %", or "low … high" (scaled by formatTime) when the
/// interval is more than 20 % asymmetric. Seconds.
std::string formatTimeInterval(double value, double low, double high);
/// "×1.30" (two decimals), for labels; "×1.303" with decimals = 3, for tables.
std::string formatRatio(double ratio, int decimals = 2);
/// "43 %"; one decimal below 1 %.
std::string formatShare(double share);
/// "0:42", "12:05", "1:02:03".
std::string formatDuration(double seconds);

/// "64Ki" -> 65536, "1k" -> 1000, "1.5M" -> 1500000, "100". Whole results only.
/// Fails with ErrorCode::usage on negative, fractional, non-numeric or > 2^48 values.
Result<std::uint64_t> parseSize(std::string_view text);
/// "60s", "500ms", "2min", "20us", "90" (seconds) -> seconds. Fails on negative or non-finite.
Result<double> parseDuration(std::string_view text);
/// "1%", "0.5 %", "0.01" -> fraction. Fails outside (0, 1].
Result<double> parseShare(std::string_view text);

}  // namespace lane
