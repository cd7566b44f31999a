#include "machine/advice.h"

#include <algorithm>
#include <array>

#include "machine/advice_parts.h"
#include "measure/team.h"

namespace lane {
namespace {

constexpr std::array<std::string_view, 16> kWords{
    "governor",        "turbo",       "smt",    "huge_pages", "aslr",     "other_load",
    "virtual_machine", "counters",    "energy", "cpu_quota",  "one_core", "omp_threads",
    "omp_binding",     "omp_waiting", "swap",   "clock"};

constexpr std::array<std::string_view, 16> kTitles{"Frequency governor",
                                                   "Turbo",
                                                   "Sibling threads",
                                                   "Huge pages",
                                                   "Address randomisation",
                                                   "Other load",
                                                   "Virtual machine",
                                                   "Hardware counters",
                                                   "Energy counters",
                                                   "Processor quota",
                                                   "Number of cores",
                                                   "OpenMP threads",
                                                   "OpenMP places",
                                                   "OpenMP waiting",
                                                   "Swap",
                                                   "Clock"};

}  // namespace

template <>
std::span<const std::string_view> words<AdviceId>() {
  return kWords;
}

std::string_view adviceTitle(AdviceId id) {
  return kTitles[static_cast<std::size_t>(id)];
}

void AdviceCollector::unknown(AdviceId id, std::string reason, std::string effect,
                              std::string remark) {
  add({id, Severity::note, std::move(reason), std::move(effect), {}, std::move(remark)});
}

std::vector<Advice> adviseEnvironment(const MachineCard& card, const AdviceSources& sources) {
  AdviceCollector list{card, sources,
                       sources.measuringCore >= 0 ? sources.measuringCore : Team::cores().front()};
  adviseOnProcessor(list);
  adviseOnSystem(list);
  adviseOnOpenMp(list);
  std::stable_sort(list.advice.begin(), list.advice.end(),
                   [](const Advice& a, const Advice& b) { return a.severity > b.severity; });
  return std::move(list.advice);
}

}  // namespace lane
