#include "machine/energy.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

namespace lane {
namespace {

constexpr std::string_view kPowercap = "/sys/class/powercap";

/// Zones in the order of their names: "intel-rapl:0", "intel-rapl:0:0". AMD's carry the same names.
std::vector<std::string> zonePaths(const SystemFiles& files) {
  std::vector<std::string> paths;
  std::error_code error;
  std::filesystem::directory_iterator it(files.at(kPowercap), error);
  for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error))
    if (const std::string name = it->path().filename().string(); name.starts_with("intel-rapl:"))
      paths.push_back(fmt::format("{}/{}", kPowercap, name));
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Result<EnergyMeter> EnergyMeter::open(const SystemFiles& files) {
  if (!files.exists(kPowercap))
    return fail(
        ErrorCode::unsupported,
        fmt::format("{} is missing: this kernel or virtual machine shows no energy counters",
                    kPowercap));
  EnergyMeter meter(files);
  std::optional<Error> refused;
  for (const std::string& path : zonePaths(files)) {
    const Reading name = files.read(path + "/name");
    const bool package = name && name.text->starts_with("package");
    if (!package && !(name && *name.text == "dram")) continue;
    const Reading range = files.read(path + "/max_energy_range_uj");
    Zone zone{.domain = package ? EnergyDomain::package : EnergyDomain::memory,
              .file = path + "/energy_uj",
              .range = range ? leadingNumber(*range.text).value_or(0) : 0};
    if (auto first = meter.microjoules(zone); first)
      zone.last = *first;
    else {
      if (!refused) refused = first.error();
      continue;
    }
    meter.m_zones.push_back(std::move(zone));
  }
  if (meter.packages() > 0) return meter;
  if (refused) return tl::unexpected(*refused);
  return fail(ErrorCode::unsupported,
              fmt::format("{} names no processor package: this processor or virtual machine has no "
                          "energy counters",
                          kPowercap));
}

Result<std::uint64_t> EnergyMeter::microjoules(const Zone& zone) const {
  const Reading text = m_files.read(zone.file);
  if (!text)
    return fail(ErrorCode::unsupported, text.reason, {},
                text.reason.ends_with("Permission denied")
                    ? fmt::format("`sudo chmod a+r {}/intel-rapl:*/energy_uj`", kPowercap)
                    : std::string());
  const auto number = leadingNumber(*text.text);
  if (!number)
    return fail(ErrorCode::format, fmt::format("{} is no number: \"{}\"", zone.file, *text.text));
  return *number;
}

bool EnergyMeter::hasMemory() const {
  return std::any_of(m_zones.begin(), m_zones.end(),
                     [](const Zone& zone) { return zone.domain == EnergyDomain::memory; });
}

int EnergyMeter::packages() const {
  return static_cast<int>(std::count_if(m_zones.begin(), m_zones.end(), [](const Zone& zone) {
    return zone.domain == EnergyDomain::package;
  }));
}

Result<void> EnergyMeter::start() {
  for (Zone& zone : m_zones) {
    const auto now = microjoules(zone);
    if (!now) return tl::unexpected(now.error());
    zone.last = *now;
    zone.microjoules = 0;
  }
  return {};
}

Result<EnergyReading> EnergyMeter::read() {
  EnergyReading reading;
  for (Zone& zone : m_zones) {
    const auto now = microjoules(zone);
    if (!now) return tl::unexpected(now.error());
    if (*now >= zone.last)
      zone.microjoules += static_cast<double>(*now - zone.last);
    else if (zone.range > zone.last)
      zone.microjoules += static_cast<double>(zone.range - zone.last + *now);
    else
      return fail(ErrorCode::format,
                  fmt::format("{} fell from {} to {} without a range to run over", zone.file,
                              zone.last, *now));
    zone.last = *now;
    (zone.domain == EnergyDomain::package ? reading.packageJoules : reading.memoryJoules) +=
        zone.microjoules * 1e-6;
  }
  return reading;
}

double EnergyMeter::wrapSeconds(double watts) const {
  double seconds = std::numeric_limits<double>::infinity();
  for (const Zone& zone : m_zones)
    if (zone.range > 0) seconds = std::min(seconds, static_cast<double>(zone.range) * 1e-6 / watts);
  return seconds;
}

}  // namespace lane
