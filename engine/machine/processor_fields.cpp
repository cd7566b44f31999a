// The processor group of the card: identity, cores, clock, caches, frequency control.
#include <fmt/format.h>
#include <algorithm>

#include "base/units.h"
#include "machine/canary.h"
#include "machine/card_parts.h"
#include "machine/counters.h"
#include "machine/cpu_quota.h"
#include "machine/energy.h"
#include "measure/clock.h"
#include "measure/team.h"

namespace lane {
namespace {

constexpr std::string_view kNoCpuInfo = "/proc/cpuinfo does not state it";

void addIdentity(FieldList& list, MachineCard& card, const CpuIdentity& cpu,
                 const Reading& cpuInfo) {
  const auto fromCpuInfo = [&](std::string_view key) {
    return cpuInfo ? lineValue(*cpuInfo.text, key, ':') : std::nullopt;
  };
  const auto addOptional = [&](std::string id, std::string label,
                               const std::optional<std::string>& value) {
    if (value && !value->empty())
      list.add(std::move(id), std::move(label), *value);
    else
      list.missing(std::move(id), std::move(label),
                   cpuInfo ? std::string(kNoCpuInfo) : cpuInfo.reason);
  };

  addOptional("cpu_vendor", "Vendor", cpu.vendor);
  card.cpuModel = cpu.model.empty() ? fromCpuInfo("model name").value_or("") : cpu.model;
  addOptional("cpu_model", "Model", card.cpuModel);
  if (cpu.modelNumber < 0)
    list.missing("cpu_signature", "Family, model, stepping", "the processor does not state it");
  else if (cpu.family < 0)
    list.add("cpu_signature", "Part, variant",
             fmt::format("0x{:x}, {}", cpu.modelNumber, cpu.stepping));
  else
    list.add("cpu_signature", "Family, model, stepping",
             fmt::format("{}, {} (0x{:x}), {}", cpu.family, cpu.modelNumber, cpu.modelNumber,
                         cpu.stepping));
  card.microarchitecture = microarchitectureOf(cpu);
  if (card.microarchitecture.empty())
    list.missing("microarchitecture", "Microarchitecture",
                 "this family and model are not in the table of known processors");
  else
    list.add("microarchitecture", "Microarchitecture", card.microarchitecture);
  addOptional("microcode", "Microcode", fromCpuInfo("microcode"));
}

/// Processors this process may run on, and the share of them a container grants.
void addLimits(FieldList& list, const SystemFiles& files) {
  // The team knows better than the mask of this thread, which OpenMP's runtime may have narrowed.
  list.add("allowed_cores", "Cores allowed to this process",
           fmt::format("{}", Team::cores().size()));

  const auto quota = readCpuQuota(files);
  if (!quota)
    list.missing("cpu_quota", "Processor quota", quota.error().what);
  else if (!*quota)
    list.add("cpu_quota", "Processor quota", "none");
  else
    list.add("cpu_quota", "Processor quota",
             fmt::format("{} cores ({} of every {})", formatNumber((*quota)->cores()),
                         formatTime((*quota)->share), formatTime((*quota)->period)));
}

void addCores(FieldList& list, MachineCard& card, const CardSources& sources,
              const Result<Topology>& topology) {
  if (topology) {
    card.logicalCores = topology->logicalCores;
    card.physicalCores = topology->physicalCores;
    list.add("packages", "Packages", fmt::format("{}", topology->packages));
    list.add("physical_cores", "Physical cores", fmt::format("{}", card.physicalCores));
    list.add("logical_cores", "Logical cores", fmt::format("{}", card.logicalCores));
    if (card.physicalCores > 0 && card.logicalCores > card.physicalCores)
      list.add("smt", "SMT",
               fmt::format("yes, {} threads per core",
                           (card.logicalCores + card.physicalCores - 1) / card.physicalCores));
    else
      list.add("smt", "SMT", sources.cpu.virtualMachine ? "none visible (virtual machine)" : "no");
  } else {
    for (const auto& [id, label] :
         {std::pair{"packages", "Packages"}, std::pair{"physical_cores", "Physical cores"},
          std::pair{"logical_cores", "Logical cores"}, std::pair{"smt", "SMT"}})
      list.missing(id, label, topology.error().what);
  }
  addLimits(list, sources.files);
}

void addClocks(FieldList& list, MachineCard& card, CardDetail detail, const CpuIdentity& cpu,
               const Reading& cpuInfo) {
  if (cpu.invariantTsc) {
    const Clock& clock = Clock::instance();
    card.tscHz = clock.usesTsc() ? 1 / clock.secondsPerTick() : 0;
  }
  list.add("invariant_tsc", "Invariant TSC", cpu.invariantTsc ? "yes" : "no");
  if (card.tscHz > 0)
    list.add("tsc_rate", "TSC rate", formatClock(card.tscHz));
  else
    list.missing("tsc_rate", "TSC rate",
                 cpu.hasTsc ? "the TSC of this processor does not run at a fixed rate"
                            : "this processor has no TSC");
  const Clock& timer = Clock::instance();
  const std::string_view limitation = timer.limitation();
  list.add("timer", "Timer",
           fmt::format("{}, in steps of {}, {} a reading{}{}", timer.description(),
                       formatTime(timer.stepSeconds()), formatTime(timer.costSeconds()),
                       limitation.empty() ? "" : "; ", limitation));
  const auto bogo = cpuInfo ? lineValue(*cpuInfo.text, "bogomips", ':') : std::nullopt;
  const auto armBogo = cpuInfo ? lineValue(*cpuInfo.text, "BogoMIPS", ':') : std::nullopt;
  if (bogo || armBogo)
    list.add("bogomips", "BogoMIPS", bogo ? *bogo : *armBogo);
  else
    list.missing("bogomips", "BogoMIPS", cpuInfo ? std::string(kNoCpuInfo) : cpuInfo.reason);

  if (detail == CardDetail::quick) {
    list.missing("clock", "Real clock", "not measured for a quick look");
    return;
  }
  // The best of several: the first chains find a core that is still waking up.
  for (int i = 0; i < 12; ++i) card.clockHz = std::max(card.clockHz, measureClockHz(250e-6));
  if (card.clockHz > 0)
    list.add("clock", "Real clock", formatClock(card.clockHz) + " (chain of dependent additions)");
  else
    list.missing("clock", "Real clock", "no chain of known length is written for this processor");
}

void addCaches(FieldList& list, MachineCard& card, const Result<Topology>& topology) {
  if (topology) card.caches = topology->caches;
  if (card.caches.empty())
    list.missing("caches", "Caches",
                 topology ? "the system states no caches" : topology.error().what);
  for (const CacheLevel& cache : card.caches) {
    const std::string kind = cache.type == "unified" ? "" : cache.type;
    std::string id = fmt::format("cache_l{}{}{}", cache.level, kind.empty() ? "" : "_", kind);
    // Cores of two kinds: "cache_l2", "cache_l2_b".
    for (char suffix = 'b'; card.find(id) != nullptr; ++suffix)
      id = fmt::format("cache_l{}{}{}_{}", cache.level, kind.empty() ? "" : "_", kind, suffix);
    list.add(id, fmt::format("L{}{}{} cache", cache.level, kind.empty() ? "" : " ", kind),
             describe(cache));
  }
}

void addFrequencyControl(FieldList& list, const SystemFiles& files) {
  const std::string base = "/sys/devices/system/cpu/cpu0/cpufreq";
  if (!files.exists(base)) {
    const std::string reason =
        base + " is missing: this kernel or virtual machine has no frequency control";
    list.missing("governor", "Governor", reason);
    list.missing("frequency_driver", "Frequency driver", reason);
    list.missing("frequency_range", "Frequency range", reason);
  } else {
    list.addReading("governor", "Governor", files.read(base + "/scaling_governor"));
    list.addReading("frequency_driver", "Frequency driver", files.read(base + "/scaling_driver"));
    const Reading low = files.read(base + "/cpuinfo_min_freq");
    const Reading high = files.read(base + "/cpuinfo_max_freq");
    const auto lowKHz = low ? leadingNumber(*low.text) : std::nullopt;
    const auto highKHz = high ? leadingNumber(*high.text) : std::nullopt;
    if (lowKHz && highKHz)
      list.add("frequency_range", "Frequency range",
               fmt::format("{} … {}", formatClock(double(*lowKHz) * 1e3),
                           formatClock(double(*highKHz) * 1e3)));
    else
      list.missing("frequency_range", "Frequency range",
                   !low    ? low.reason
                   : !high ? high.reason
                           : "the limits are not numbers");
  }

  const Reading noTurbo = files.read("/sys/devices/system/cpu/intel_pstate/no_turbo");
  const Reading boost = files.read("/sys/devices/system/cpu/cpufreq/boost");
  if (noTurbo)
    list.add("turbo", "Turbo", *noTurbo.text == "0" ? "on" : "off");
  else if (boost)
    list.add("turbo", "Turbo", *boost.text == "0" ? "off" : "on");
  else
    list.missing("turbo", "Turbo", noTurbo.reason + "; " + boost.reason);
}

/// What the processor can count, beside the time.
void addCounting(FieldList& list, const SystemFiles& files) {
  if (const auto group = CounterGroup::open(kernelPerfSystem(), files); group) {
    std::string names;
    for (std::size_t i = 0; i < kCounters; ++i)
      if (const auto counter = static_cast<Counter>(i); group->missing(counter).empty())
        names += fmt::format("{}{}", names.empty() ? "" : ", ", counterName(counter));
    list.add("counters", "Hardware counters", names);
  } else {
    list.missing("counters", "Hardware counters", group.error().what);
  }
  if (const auto meter = EnergyMeter::open(files); meter)
    list.add(
        "energy", "Energy counters",
        fmt::format("{} {}{}", meter->packages(), meter->packages() == 1 ? "package" : "packages",
                    meter->hasMemory() ? ", memory" : ""));
  else
    list.missing("energy", "Energy counters", meter.error().what);
}

void addFlags(FieldList& list, const Reading& cpuInfo) {
  const auto flags = cpuInfo ? lineValue(*cpuInfo.text, "flags", ':') : std::nullopt;
  const auto features = cpuInfo ? lineValue(*cpuInfo.text, "Features", ':') : std::nullopt;
  if (flags || features)
    list.add("cpu_flags", "Flags", flags ? *flags : *features);
  else
    list.missing("cpu_flags", "Flags", cpuInfo ? std::string(kNoCpuInfo) : cpuInfo.reason);
}

}  // namespace

void addProcessor(MachineCard& card, CardDetail detail, const CardSources& sources,
                  const Result<Topology>& topology) {
  FieldList list(card, "processor");
  const Reading cpuInfo = sources.files.read("/proc/cpuinfo");
  addIdentity(list, card, sources.cpu, cpuInfo);
  addCores(list, card, sources, topology);
  addClocks(list, card, detail, sources.cpu, cpuInfo);
  addCaches(list, card, topology);
  addFrequencyControl(list, sources.files);
  addCounting(list, sources.files);
  addFlags(list, cpuInfo);
}

}  // namespace lane
