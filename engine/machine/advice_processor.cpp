// Advice on the measuring core: its clock, its frequency, who shares it, what it can count.
#include <fmt/format.h>

#include "machine/advice_parts.h"
#include "machine/energy.h"

namespace lane {
namespace {

constexpr std::string_view kCpus = "/sys/devices/system/cpu";

void adviseOnGovernor(AdviceCollector& list) {
  const std::string directory = fmt::format("{}/cpu{}/cpufreq", kCpus, list.core);
  const std::string file = directory + "/scaling_governor";
  const Reading governor = list.files().read(file);
  if (!governor) {
    const bool control = list.files().exists(directory);
    list.unknown(AdviceId::governor,
                 control ? governor.reason
                         : directory +
                               " is missing: this kernel or virtual machine has no "
                               "frequency control",
                 "the clock may change in the middle of a run; the clock measured between rounds "
                 "shows when it did",
                 control ? "the kernel does not let this user read it"
                         : "the host or the firmware decides about the frequency");
    return;
  }
  if (*governor.text == "performance") return;
  list.add({AdviceId::governor,
            Severity::warning,
            fmt::format("{} ({})", stripped(*governor.text), file),
            "the core speeds up only after it has been busy for a while and slows down in between: "
            "early samples come out slow, short runs drift",
            fmt::format("echo performance | sudo tee {}/cpu*/cpufreq/scaling_governor", kCpus),
            {}});
}

void adviseOnTurbo(AdviceCollector& list) {
  const std::string intel = fmt::format("{}/intel_pstate/no_turbo", kCpus);
  const std::string other = fmt::format("{}/cpufreq/boost", kCpus);
  const Reading noTurbo = list.files().read(intel);
  const Reading boost = list.files().read(other);
  if (!noTurbo && !boost) {
    list.unknown(AdviceId::turbo, noTurbo.reason + "; " + boost.reason,
                 "whether the clock depends on heat and on how many cores work is not known; the "
                 "clock measured between rounds shows it",
                 "the host or the firmware decides about turbo");
    return;
  }
  const bool on = noTurbo ? *noTurbo.text == "0" : *boost.text != "0";
  if (!on) return;
  list.add({AdviceId::turbo, Severity::note, fmt::format("on ({})", noTurbo ? intel : other),
            "the clock falls as the package warms up and as more cores work: one thread and all "
            "threads run at different clocks, and long runs slow down",
            noTurbo ? fmt::format("echo 1 | sudo tee {}", intel)
                    : fmt::format("echo 0 | sudo tee {}", other),
            "figures become steadier and lower; users of the code will have turbo on"});
}

void adviseOnSiblings(AdviceCollector& list) {
  const std::string file = fmt::format("{}/cpu{}/topology/thread_siblings_list", kCpus, list.core);
  const Reading siblings = list.files().read(file);
  if (!siblings) {
    list.unknown(AdviceId::smt, siblings.reason,
                 "a second thread on the same core would take units and cache from the code being "
                 "measured",
                 "without this file nobody can tell");
    return;
  }
  if (*siblings.text == fmt::format("{}", list.core)) return;
  const std::string control = fmt::format("{}/smt/control", kCpus);
  const Reading state = list.files().read(control);
  const bool switchable = state && *state.text == "on";
  list.add({AdviceId::smt, Severity::warning,
            fmt::format("core {} measures and shares its units with others: {} ({})", list.core,
                        *siblings.text, file),
            "whatever runs on the sibling takes units and cache from the code being measured; with "
            "all threads measuring, two of them share one core",
            switchable ? fmt::format("echo off | sudo tee {}", control) : std::string(),
            switchable ? std::string()
                       : "the kernel offers no switch here (" + control + "); the firmware does"});
}

void adviseOnClock(AdviceCollector& list) {
  const MachineField* timer = list.card.find("timer");
  if (timer == nullptr || !timer->value.starts_with("CLOCK_MONOTONIC_RAW")) return;
  const Reading source =
      list.files().read("/sys/devices/system/clocksource/clocksource0/current_clocksource");
  list.add({AdviceId::clock,
            Severity::warning,
            fmt::format("{}; the kernel's clock source is {}", timer->value,
                        source ? *source.text : "not known (" + source.reason + ")"),
            "a reading costs more and steps are coarser: batches last longer, so that the clock "
            "stays below a thousandth of them, and the run takes more time",
            {},
            "the processor has no invariant TSC, or the kernel saw it jump and took it off its "
            "list: `dmesg | grep -i tsc` tells which"});
}

void adviseOnCounters(AdviceCollector& list) {
  constexpr std::string_view kEffect =
      "cycles, instructions and misses of a case are not known: a slow case cannot be explained "
      "from them, times are as good as ever";
  const auto group = CounterGroup::open(*list.sources.counters, list.files());
  if (!group) {
    const std::string& advice = group.error().advice;
    // Advice in back-ticks alone is a command that works from here.
    const bool command = advice.size() > 2 && advice.front() == '`' && advice.back() == '`' &&
                         advice.find('`', 1) == advice.size() - 1;
    list.add({AdviceId::counters, Severity::note, group.error().what, std::string(kEffect),
              command ? advice.substr(1, advice.size() - 2) : std::string(),
              command ? std::string() : advice});
    return;
  }
  std::string missing;
  for (std::size_t i = 0; i < kCounters; ++i)
    if (const std::string& reason = group->missing(static_cast<Counter>(i)); !reason.empty())
      missing += (missing.empty() ? "" : "; ") + reason;
  if (!missing.empty())
    list.unknown(AdviceId::counters, missing, "these figures stay empty",
                 "the processor or its host does not offer them");
}

void adviseOnEnergy(AdviceCollector& list) {
  const auto meter = EnergyMeter::open(list.files());
  if (meter) return;
  std::string command = meter.error().advice;
  if (command.size() > 2) command = command.substr(1, command.size() - 2);
  const bool possible = !command.empty();
  list.add({AdviceId::energy, Severity::note, meter.error().what,
            "joules of a case are not known; times are as good as ever", std::move(command),
            possible ? "until the next start of the machine; other users can then tell from it "
                       "what runs here"
                     : "the hardware or the host does not offer them"});
}

}  // namespace

void adviseOnProcessor(AdviceCollector& list) {
  adviseOnClock(list);
  adviseOnGovernor(list);
  adviseOnTurbo(list);
  adviseOnSiblings(list);
  adviseOnCounters(list);
  adviseOnEnergy(list);
}

}  // namespace lane
