// The environment advisor: what around this program moves its numbers, how, and the command that
// would change it. It only reads. What is not in the list was looked at and is fine.
// Thread: any; nothing is kept.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/words.h"
#include "machine/counters.h"
#include "machine/machine_card.h"
#include "machine/system_files.h"

namespace lane {

enum class AdviceId : std::uint8_t {
  governor,
  turbo,
  smt,
  huge_pages,
  aslr,
  other_load,
  virtual_machine,
  counters,
  energy,
  cpu_quota,
  one_core,
  omp_threads,
  omp_binding,
  omp_waiting,
  swap,
  clock,
};
template <>
std::span<const std::string_view> words<AdviceId>();

std::string_view adviceTitle(AdviceId id);  ///< for people: "Frequency governor"

/// Severity: a problem makes figures wrong or useless, a warning moves them, a note is good to know
/// or could not be looked at.
struct Advice {
  AdviceId id = AdviceId::governor;
  Severity severity = Severity::note;
  std::string found;    ///< the reading and where it was taken, or why there is none
  std::string effect;   ///< what it does to the numbers
  std::string command;  ///< exactly what would change it; empty when nothing can from here
  std::string remark;   ///< why nothing can be changed, or what to know before the command
};

/// What is looked at, so that tests can show other machines.
struct AdviceSources {
  SystemFiles files = SystemFiles();
  int measuringCore = -1;  ///< -1: the team's first
  PerfSystem* counters = &kernelPerfSystem();
};

/// Worst first. The card is this machine's (governor, cores, hypervisor are not asked again where
/// it knows them); environment variables are this process's.
std::vector<Advice> adviseEnvironment(const MachineCard& card, const AdviceSources& sources = {});

}  // namespace lane
