#include "analysis/diff_environment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "base/units.h"

namespace lane {
namespace {

/// How likely a field explains a change when it differs, and what it does.
struct FieldWeight {
  std::string_view id;
  double weight;
  std::string_view why;
};
constexpr FieldWeight kFields[] = {
    {"cpu_model", 1.0, "another processor: its speeds are its own"},
    {"microarchitecture", 0.99, "another kind of core"},
    {"cpu_signature", 0.9, "another revision of the processor"},
    {"compiler", 0.85, "another compiler makes other code of the same source"},
    {"compiler_flags", 0.84, "other flags make other code of the same source"},
    {"program_version", 0.8, "the kernels or the way they are measured may have changed"},
    {"governor", 0.75, "the governor decides the clock"},
    {"turbo", 0.75, "without turbo the clock stays at its base"},
    {"frequency_driver", 0.6, "the driver decides how fast the clock follows the load"},
    {"frequency_range", 0.7, "the clock has other limits"},
    {"cpu_quota", 0.7, "the quota stops a program for milliseconds at a time"},
    {"allowed_cores", 0.65, "fewer or other cores to run on"},
    {"logical_cores", 0.65, "another number of cores"},
    {"physical_cores", 0.65, "another number of cores"},
    {"smt", 0.6, "two threads of a core share its units and caches"},
    {"hypervisor", 0.6, "another host"},
    {"transparent_huge_pages", 0.6, "page size decides how often translations are missed"},
    {"huge_page_defrag", 0.4, "page size decides how often translations are missed"},
    {"huge_page_size", 0.5, "page size decides how often translations are missed"},
    {"huge_pages_reserved", 0.4, "page size decides how often translations are missed"},
    {"page_size", 0.6, "page size decides how often translations are missed"},
    {"microcode", 0.5, "microcode can slow down single instructions"},
    {"kernel", 0.45, "another kernel schedules and maps memory in another way"},
    {"kernel_build", 0.3, "another build of the kernel"},
    {"clock_source", 0.3, "readings of the clock may cost more"},
    {"container", 0.3, "a container may be limited in cores and memory"},
    {"product", 0.5, "another machine"},
    {"board", 0.4, "another machine"},
    {"firmware", 0.35, "firmware sets clocks, power limits and memory timing"},
    {"glibc", 0.4, "it brings memcpy and the vector mathematics of plain loops"},
    {"highway", 0.5, "vector code comes through it"},
    {"openmp", 0.4, "it starts and joins the threads"},
    {"numa_nodes", 0.5, "memory may lie on another node"},
    {"memory_limit", 0.3, ""},
    {"numpy", 0.3, ""},
    {"torch", 0.3, ""},
    {"memory_total", 0.05, ""},
    {"swap", 0.05, ""},
    {"hdf5", 0.02, ""},
    {"python", 0.05, ""},
};
constexpr double kOther = 0.1;
/// Known on one side only: it need not differ.
constexpr double kOneSided = 0.5;

/// Differs between any two runs, or between the window and the command line, and explains nothing;
/// clock and load are told apart from the fields.
bool isLeftOut(std::string_view id) {
  constexpr std::string_view kLeftOut[] = {"date",  "memory_available", "qt",       "clock",
                                           "timer", "tsc_rate",         "bogomips", "load"};
  return std::find(std::begin(kLeftOut), std::end(kLeftOut), id) != std::end(kLeftOut);
}

/// The load of the last minute before the run; NaN where it is not known.
double loadOf(const Session& session) {
  const MachineField* field = session.machine.find("load");
  double load = kUnknown;
  if (field) std::from_chars(field->value.data(), field->value.data() + field->value.size(), load);
  return load;
}

std::string percent(double log) {
  return formatShare(std::abs(std::expm1(log)));
}

std::string medianText(double median) {
  if (std::isnan(median)) return {};
  if (std::abs(median) < 0.001) return "; the median case is as fast as before";
  return fmt::format("; the median case is {} {}", percent(median),
                     median > 0 ? "slower" : "faster");
}

/// From 0 to 1: how well a slow-down that was seen fits the one of the median case.
double fit(double seen, double median) {
  if (std::isnan(median) || seen * median <= 0) return 0;
  const double ratio = seen / median;
  return std::min(ratio, 1 / ratio);
}

class Differences {
 public:
  explicit Differences(double median) : m_median(median) {}

  void add(std::string label, std::string base, std::string now, double weight, std::string why) {
    m_list.push_back({std::move(label), std::move(base), std::move(now), weight, std::move(why)});
  }

  void clock(const Clocks& clocks) {
    if (!clocks.known()) return;
    const auto [before, after] = clocks;
    const double slower = std::log(before / after);
    if (std::abs(slower) < 0.005) return;
    // A clock that moved just as far and the same way says it all.
    const double weight = std::min(0.3, 5 * std::abs(slower)) + 0.68 * fit(slower, m_median);
    add("Clock of the core", formatClock(before), formatClock(after), weight,
        fmt::format("the clock is {} {}{}", percent(-slower), slower > 0 ? "lower" : "higher",
                    medianText(m_median)));
  }

  void load(double before, double after) {
    constexpr double kOneProgram = 0.5;
    if (!(std::abs(after - before) >= kOneProgram)) return;
    add("Load before the run", formatNumber(before), formatNumber(after),
        std::min(0.35, 0.1 * std::abs(after - before)),
        "other programs were running; the mean of one minute includes what ended before the run");
  }

  /// A share of something that disturbs.
  void share(std::string label, double before, double after, std::string_view what) {
    if (std::isnan(before) || std::isnan(after)) return;
    const double slower = after - before;
    if (std::abs(slower) < 0.002) return;
    const double weight = std::min(0.4, 4 * std::abs(slower)) + 0.4 * fit(slower, m_median);
    add(std::move(label), formatShare(before), formatShare(after), weight,
        fmt::format("{} {} than before{}", what, slower > 0 ? "more" : "less",
                    medianText(m_median)));
  }

  std::vector<EnvironmentDifference> ranked() && {
    std::stable_sort(m_list.begin(), m_list.end(),
                     [](const auto& a, const auto& b) { return a.weight > b.weight; });
    return std::move(m_list);
  }

 private:
  double m_median;
  std::vector<EnvironmentDifference> m_list;
};

void addField(Differences& differences, const MachineField& field, const std::string& before,
              const std::string& after) {
  const auto known = std::find_if(std::begin(kFields), std::end(kFields),
                                  [&](const FieldWeight& one) { return one.id == field.id; });
  const bool bothSides = !before.empty() && !after.empty();
  const double weight = known == std::end(kFields) ? kOther : known->weight;
  differences.add(field.label, before, after, bothSides ? weight : kOneSided * weight,
                  known == std::end(kFields) ? std::string() : std::string(known->why));
}

/// Tools and libraries behind the cases: "Google Benchmark 1.7.1", {"numpy": "1.24"}.
void addSources(Differences& differences, const Session& base, const Session& now) {
  for (const SourceRecord& source : base.sources) {
    if (source.id == "ceilings") continue;
    const auto other = std::find_if(now.sources.begin(), now.sources.end(),
                                    [&](const SourceRecord& one) { return one.id == source.id; });
    if (other == now.sources.end()) continue;
    const bool ours = source.id == "lanescope";  // its version is a field already
    if (source.tool != other->tool && !ours)
      differences.add("Tool of " + source.id, source.tool, other->tool, 0.7,
                      "another version measures in another way");
    if (source.versions != other->versions)
      differences.add("Libraries of " + source.id, source.versions, other->versions, 0.65,
                      "the code under test may come from them");
  }
}

}  // namespace

std::vector<EnvironmentDifference> environmentDifferences(const Session& base, const Session& now,
                                                          const HostState& before,
                                                          const HostState& after, double median) {
  Differences differences(median);
  bool versionTold = false;
  for (const MachineField& field : base.machine.fields) {
    const MachineField* other = now.machine.find(field.id);
    const std::string value = other ? other->value : std::string();
    if (isLeftOut(field.id) || field.value == value) continue;
    addField(differences, field, field.value, value);
    versionTold |= field.id == "program_version";
  }
  // Fields that only the new session has.
  for (const MachineField& field : now.machine.fields)
    if (!isLeftOut(field.id) && !field.value.empty() && !base.machine.find(field.id))
      addField(differences, field, {}, field.value);
  if (!versionTold && base.programVersion != now.programVersion)
    differences.add("Lanescope", base.programVersion, now.programVersion, 0.8,
                    "the kernels or the way they are measured may have changed");
  addSources(differences, base, now);
  differences.clock(clocksOf(before, after));
  differences.share("Noise of the samples", before.noise, after.noise, "samples stray");
  differences.share("Time stolen or waited", before.lost, after.lost, "the core was away");
  differences.load(loadOf(base), loadOf(now));
  return std::move(differences).ranked();
}

}  // namespace lane
