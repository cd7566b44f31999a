#include "exchange/import/json_readers.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ctime>

namespace lane {
namespace {

// In this order: the first that recognises a file reads it.
constexpr std::array<JsonTool, 5> kTools{{
    {ImportFormat::nanobench, "nanobench", isNanobench, nanobenchReader},
    {ImportFormat::hyperfine, "hyperfine", isHyperfine, hyperfineReader},
    {ImportFormat::pytest_benchmark, "pytest_benchmark", isPytestBenchmark, pytestBenchmarkReader},
    {ImportFormat::pyperf, "pyperf", isPyperf, pyperfReader},
    {ImportFormat::google_benchmark, "google_benchmark", isGoogleBenchmark, googleBenchmarkReader},
}};

/// So many digits at the front of the text, which loses them; -1 when there are fewer.
int takeNumber(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) return -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc{} || end != text.data() + digits || value < 0) return -1;
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view oneOf) {
  if (text.empty() || oneOf.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::span<const JsonTool> jsonTools() {
  return kTools;
}

double secondsOf(std::string_view unit) {
  struct Unit {
    std::string_view word;
    double seconds;
  };
  constexpr Unit kUnits[] = {{"s", 1},     {"ms", 1e-3}, {"us", 1e-6},  {"µs", 1e-6},
                             {"ns", 1e-9}, {"sec", 1},   {"second", 1}, {"seconds", 1}};
  for (const Unit& known : kUnits)
    if (known.word == unit) return known.seconds;
  return kUnknown;
}

std::string utcDate(std::string_view text) {
  std::tm utc{};
  utc.tm_year = takeNumber(text, 4) - 1900;
  const bool dashes = take(text, "-/");
  utc.tm_mon = takeNumber(text, 2) - 1;
  if (!dashes || utc.tm_year < 0 || utc.tm_mon < 0 || utc.tm_mon > 11 || !take(text, "-/"))
    return {};
  utc.tm_mday = takeNumber(text, 2);
  if (utc.tm_mday < 1 || utc.tm_mday > 31) return {};
  if (take(text, "T ")) {
    utc.tm_hour = takeNumber(text, 2);
    if (!take(text, ":")) return {};
    utc.tm_min = takeNumber(text, 2);
    if (take(text, ":")) utc.tm_sec = takeNumber(text, 2);
    if (utc.tm_hour < 0 || utc.tm_min < 0 || utc.tm_sec < 0) return {};
    if (take(text, "."))
      while (take(text, "0123456789")) {
      }
    const bool east = !text.empty() && text.front() == '+';
    if (take(text, "+-")) {
      const int hours = takeNumber(text, 2);
      take(text, ":");
      const int minutes = takeNumber(text, 2);
      if (hours < 0) return {};
      const int offset = hours * 60 + (minutes > 0 ? minutes : 0);
      utc.tm_min += east ? -offset : offset;
    }
  }
  const std::time_t moment = ::timegm(&utc);
  ::gmtime_r(&moment, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace lane
