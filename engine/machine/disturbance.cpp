#include "machine/disturbance.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <utility>

#include "machine/cpu_quota.h"

namespace lane {
namespace {

/// /proc/stat counts in ticks of 10 ms and is dear on machines with many interrupts.
constexpr auto kStolenEvery = std::chrono::milliseconds(10);
/// Heat moves slowly, and some sensors answer slowly.
constexpr auto kThermalEvery = std::chrono::milliseconds(100);

/// The number after so many others on a line of numbers and words.
std::optional<std::uint64_t> numberAt(std::string_view line, int position) {
  for (; position > 0; --position) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    line.remove_prefix(std::min(line.find_first_not_of(' ', blank), line.size()));
  }
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc{} || rest == line.data()) return std::nullopt;
  return number;
}

/// The line that starts with this word and a blank; empty when there is none.
std::string_view lineOf(std::string_view text, std::string_view word) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (line.starts_with(word) && line.size() > word.size() && line[word.size()] == ' ')
      return line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

/// Names below a directory, sorted; empty when it cannot be read.
std::vector<std::string> entries(const SystemFiles& files, const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator it(files.at(directory), error);
  for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error))
    names.push_back(it->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

OpenFile::OpenFile(const SystemFiles& files, const std::string& path)
    : m_file(::open(files.at(path).c_str(), O_RDONLY | O_CLOEXEC)) {
  if (m_file < 0)
    m_reason = path + (errno == ENOENT ? " is missing" : ": " + std::string(std::strerror(errno)));
}

OpenFile::~OpenFile() {
  if (m_file >= 0) ::close(m_file);
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : m_file(std::exchange(other.m_file, -1)), m_reason(std::move(other.m_reason)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(m_file, other.m_file);
  std::swap(m_reason, other.m_reason);
  return *this;
}

std::string_view OpenFile::read(std::vector<char>& buffer) const {
  if (m_file < 0) return {};
  const ssize_t bytes = ::pread(m_file, buffer.data(), buffer.size(), 0);
  return bytes > 0 ? std::string_view(buffer.data(), static_cast<std::size_t>(bytes))
                   : std::string_view();
}

DisturbanceReader::DisturbanceReader(int core, const SystemFiles& files)
    : m_core(core),
      m_secondsPerTick(1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK))),
      m_stat(files, "/proc/stat"),
      m_schedule(files, "/proc/thread-self/schedstat"),
      // The lines of the cores come first; what follows is of no interest here.
      m_buffer(4096 + 128 * static_cast<std::size_t>(std::max(core, 0))) {
  readStolen();
  if (!m_slow.stolenSeconds)
    missing("stolen", "Stolen time",
            m_stat.isOpen() ? fmt::format("/proc/stat has no line for core {}", core)
                            : m_stat.reason());
  if (!m_schedule.isOpen())
    missing("waiting", "Time waiting for the core", m_schedule.reason());
  else if (!numberAt(m_schedule.read(m_buffer), 1))
    missing("waiting", "Time waiting for the core", "/proc/thread-self/schedstat has no times");

  if (const std::string stat = cpuStatFile(files); !stat.empty()) m_quota = OpenFile(files, stat);
  if (!m_quota.isOpen()) missing("quota_stops", "Stops by a quota", "no control group counts them");

  const std::string throttle = fmt::format("/sys/devices/system/cpu/cpu{}/thermal_throttle/", core);
  m_coreThrottles = OpenFile(files, throttle + "core_throttle_count");
  m_packageThrottles = OpenFile(files, throttle + "package_throttle_count");
  if (!m_coreThrottles.isOpen() && !m_packageThrottles.isOpen())
    missing("throttles", "Thermal throttling", m_coreThrottles.reason());
  findThermometer(files);
}

void DisturbanceReader::missing(std::string id, std::string label, std::string reason) {
  m_reasons.push_back({std::move(id), std::move(label), std::move(reason)});
}

/// The sensor of the processor: hwmon drivers by name, else a thermal zone of the package.
void DisturbanceReader::findThermometer(const SystemFiles& files) {
  const auto search = [&](const std::string& directory, std::string_view prefix,
                          const std::string& nameFile, const std::string& valueFile,
                          std::initializer_list<std::string_view> wanted) {
    for (const std::string& entry : entries(files, directory)) {
      if (!entry.starts_with(prefix)) continue;
      const std::string base = directory + "/" + entry + "/";
      const Reading name = files.read(base + nameFile);
      if (!name || std::find(wanted.begin(), wanted.end(), *name.text) == wanted.end()) continue;
      if (OpenFile file(files, base + valueFile); file.isOpen()) {
        m_thermometer = std::move(file);
        return true;
      }
    }
    return false;
  };
  if (search("/sys/class/hwmon", "hwmon", "name", "temp1_input",
             {"coretemp", "k10temp", "zenpower", "cpu_thermal", "scpi_sensors"}))
    return;
  if (search("/sys/class/thermal", "thermal_zone", "type", "temp",
             {"x86_pkg_temp", "cpu-thermal", "cpu_thermal", "soc-thermal"}))
    return;
  missing("temperature", "Temperature",
          "neither /sys/class/hwmon nor /sys/class/thermal has a sensor of the processor");
}

void DisturbanceReader::readStolen() {
  constexpr int kStealColumn = 8;  // after user nice system idle iowait irq softirq
  const std::string_view text = m_stat.read(m_buffer);
  const auto seconds = [&](std::string_view word) -> std::optional<double> {
    const auto ticks = numberAt(lineOf(text, word), kStealColumn);
    if (!ticks) return std::nullopt;
    return static_cast<double>(*ticks) * m_secondsPerTick;
  };
  m_slow.stolenSeconds = seconds(fmt::format("cpu{}", m_core));
  m_slow.stolenTotalSeconds = seconds("cpu");
}

DisturbanceReading DisturbanceReader::read() {
  const Moment now = std::chrono::steady_clock::now();
  if (now >= m_stolenDue) {
    m_stolenDue = now + kStolenEvery;
    readStolen();
  }
  if (now >= m_thermalDue) {
    m_thermalDue = now + kThermalEvery;
    const auto celsius = numberAt(m_thermometer.read(m_buffer), 0);
    m_slow.celsius.reset();
    if (celsius) m_slow.celsius = static_cast<double>(*celsius) * 1e-3;
    const auto core = numberAt(m_coreThrottles.read(m_buffer), 0);
    const auto package = numberAt(m_packageThrottles.read(m_buffer), 0);
    m_slow.throttles.reset();
    if (core || package) m_slow.throttles = core.value_or(0) + package.value_or(0);
  }

  DisturbanceReading reading = m_slow;
  if (const auto waited = numberAt(m_schedule.read(m_buffer), 1))
    reading.waitingSeconds = static_cast<double>(*waited) * 1e-9;
  reading.quotaStops = numberAt(lineOf(m_quota.read(m_buffer), "nr_throttled"), 1);
  rusage usage{};
  if (::getrusage(RUSAGE_THREAD, &usage) == 0) {
    reading.involuntarySwitches = static_cast<std::uint64_t>(usage.ru_nivcsw);
    reading.minorFaults = static_cast<std::uint64_t>(usage.ru_minflt);
    reading.majorFaults = static_cast<std::uint64_t>(usage.ru_majflt);
  }
  return reading;
}

}  // namespace lane
