// Advice on what the system does around this program: memory, addresses, other work, the host,
// limits on processor time and cores.
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/units.h"
#include "machine/advice_parts.h"
#include "machine/cpu_quota.h"

namespace lane {
namespace {

void adviseOnHugePages(AdviceCollector& list) {
  constexpr std::string_view kFile = "/sys/kernel/mm/transparent_hugepage/enabled";
  const Reading state = list.files().read(kFile);
  const std::string effect =
      "operands lie on small pages: translating addresses costs a sixth to a third of the memory "
      "bandwidth at sizes beyond the caches, and how pages fall in the cache changes from run to "
      "run";
  if (!state)
    list.unknown(AdviceId::huge_pages, state.reason, "if there are none, " + effect,
                 "this kernel has no transparent huge pages or hides them");
  else if (state.text->find("[never]") != std::string::npos)
    list.add({AdviceId::huge_pages,
              Severity::warning,
              fmt::format("never ({})", kFile),
              effect,
              fmt::format("echo madvise | sudo tee {}", kFile),
              {}});
}

void adviseOnAslr(AdviceCollector& list) {
  constexpr std::string_view kFile = "/proc/sys/kernel/randomize_va_space";
  const std::string effect =
      "code and stack start at another address in each process, which moves small sizes from "
      "process to process; operands of this program always lie at the same offsets";
  const Reading state = list.files().read(kFile);
  if (!state) {
    list.unknown(AdviceId::aslr, state.reason, "if addresses are randomised, " + effect,
                 "the kernel does not say");
    return;
  }
  if (*state.text == "0") return;
  constexpr unsigned long kNoRandomisation = 0x0040000;  // ADDR_NO_RANDOMIZE
  if (const Reading own = list.files().read("/proc/self/personality"); own) {
    unsigned long flags = 0;
    std::from_chars(own.text->data(), own.text->data() + own.text->size(), flags, 16);
    if ((flags & kNoRandomisation) != 0) return;
  }
  list.add({AdviceId::aslr, Severity::note, fmt::format("{} ({})", *state.text, kFile), effect,
            "setarch -R lanescope-cli run …",
            "for one program only; figures of several processes (--processes) average over it "
            "instead, which is the more honest way"});
}

/// "make (812), cc1plus (815)": processes that run or want to run at this moment.
std::string runningNow(const SystemFiles& files) {
  constexpr int kMost = 5;
  std::string names;
  int count = 0;
  std::error_code error;
  std::filesystem::directory_iterator it(files.at("/proc"), error);
  for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error)) {
    const std::string entry = it->path().filename().string();
    const auto number = leadingNumber(entry);
    if (!number || fmt::format("{}", *number) != entry ||
        *number == static_cast<unsigned long long>(::getpid()))
      continue;
    const Reading stat = files.read("/proc/" + entry + "/stat");
    if (!stat) continue;  // gone already
    const std::size_t open = stat.text->find('(');
    const std::size_t close = stat.text->rfind(')');  // names may hold brackets
    if (open == std::string::npos || close == std::string::npos || close + 2 >= stat.text->size() ||
        (*stat.text)[close + 2] != 'R')
      continue;
    if (++count > kMost) return names + " …";
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ",
                         stat.text->substr(open + 1, close - open - 1), entry);
  }
  return names;
}

void adviseOnOtherLoad(AdviceCollector& list) {
  constexpr double kQuiet = 0.5;  // of one core
  const Reading load = list.files().read("/proc/loadavg");
  const std::string effect =
      "other programs take the core, its caches and the memory: rows of small sizes measured "
      "beside a busy program came out 1.3 to 2 times slower, and regions of several threads wait "
      "for whole time slices";
  double average = 0;
  int running = 0;
  if (load) {
    std::istringstream text(*load.text);
    text.imbue(std::locale::classic());
    double ignored = 0;
    text >> average >> ignored >> ignored >> running;
    if (!text) running = -1;
  }
  if (!load || running < 0) {
    list.unknown(AdviceId::other_load,
                 load ? "/proc/loadavg cannot be understood: \"" + *load.text + "\"" : load.reason,
                 effect, "what else runs here cannot be seen; flagged samples tell of it");
    return;
  }
  const int others = running - 1;  // one of them is this thread
  const std::string names = others > 0 ? runningNow(list.files()) : std::string();
  if (average < kQuiet && names.empty()) return;  // threads of this very program, at most
  const int cores = std::max(list.card.logicalCores, 1);
  list.add({AdviceId::other_load,
            average >= cores   ? Severity::problem
            : average < kQuiet ? Severity::note
                               : Severity::warning,
            fmt::format("load {} over the last minute on {} cores, {} other threads running now{}",
                        formatNumber(average), cores, std::max(others, 0),
                        names.empty() ? "" : ": " + names),
            effect, "ps -eo pid,pcpu,comm --sort=-pcpu | head",
            "shows who it is: end it or wait, or stop it for the time with `kill -STOP PID` and "
            "`kill -CONT PID`; a run of this program in the last minute counts too"});
}

/// Part of the processor time since boot that the host gave to others; nothing when not told.
std::optional<double> stolenShare(const SystemFiles& files) {
  const Reading stat = files.read("/proc/stat");
  if (!stat || !stat.text->starts_with("cpu ")) return std::nullopt;
  std::istringstream line(stat.text->substr(4, stat.text->find('\n')));
  double total = 0;
  double last = 0;
  for (int column = 0; column < 8; ++column) {  // user to steal; guests are within user
    if (!(line >> last)) return std::nullopt;
    total += last;
  }
  return total > 0 ? last / total : 0;
}

void adviseOnHost(AdviceCollector& list) {
  constexpr double kMuch = 0.01;
  const MachineField* hypervisor = list.card.find("hypervisor");
  if (hypervisor == nullptr || hypervisor->value == "none seen") return;
  const auto stolen = stolenShare(list.files());
  list.add(
      {AdviceId::virtual_machine,
       stolen.value_or(0) > kMuch ? Severity::warning : Severity::note,
       fmt::format("{}; {}", hypervisor->value.empty() ? hypervisor->reason : hypervisor->value,
                   stolen ? formatShare(*stolen) + " of the processor time stolen since the "
                                                   "start (/proc/stat; not every host tells)"
                          : "stolen time cannot be read from /proc/stat"),
       "the host may run others on these cores and move them to other chiplets: figures of "
       "several threads and of main memory can change twofold from one minute to the next",
       {},
       "only the host can give cores of its own (pinned virtual processors); the round trip "
       "between cores, measured with every case of several threads, shows what it did"});
}

void adviseOnQuota(AdviceCollector& list) {
  const auto quota = readCpuQuota(list.files());
  const std::string effect =
      "when the share of a period is used up, all threads stand still until the next one: samples "
      "of many threads come in two kinds, and totals are bounded by the quota";
  if (!quota) {
    list.unknown(AdviceId::cpu_quota, quota.error().what, "if there is a quota, " + effect,
                 "the control group's file makes no sense to this program");
    return;
  }
  const MachineField* allowed = list.card.find("allowed_cores");
  const auto cores = allowed != nullptr ? leadingNumber(allowed->value) : std::nullopt;
  if (!*quota || (cores && (*quota)->cores() >= static_cast<double>(*cores))) return;
  const CpuQuota& limit = **quota;
  const MachineField* container = list.card.find("container");
  const bool inside = container != nullptr && container->value != "none seen";
  list.add({AdviceId::cpu_quota, limit.cores() < 1 ? Severity::problem : Severity::warning,
            fmt::format("{} cores: {} of every {} ({})", formatNumber(limit.cores()),
                        formatTime(limit.share), formatTime(limit.period), limit.file),
            effect,
            inside ? "docker update --cpu-quota=-1 CONTAINER"
                   : fmt::format("echo {} | sudo tee {}", limit.unlimited, limit.file),
            inside ? "from outside the container; Podman takes the same, Kubernetes has it under "
                     "resources.limits.cpu"
                   : std::string()});
}

void adviseOnCores(AdviceCollector& list) {
  const MachineField* allowed = list.card.find("allowed_cores");
  const auto cores = allowed != nullptr ? leadingNumber(allowed->value) : std::nullopt;
  if (!cores || *cores != 1) return;
  const std::string effect =
      "window, system and measurement take turns on it; there are no figures of several threads "
      "and no round trip between cores";
  if (const char* limit = std::getenv("OMP_THREAD_LIMIT"); limit != nullptr) {
    list.add({AdviceId::one_core, Severity::warning,
              fmt::format("OMP_THREAD_LIMIT={} leaves one thread on one core", limit), effect,
              "unset OMP_THREAD_LIMIT", "in the shell that starts this program"});
    return;
  }
  const bool restricted = list.card.logicalCores > 1;
  list.add(
      {AdviceId::one_core, Severity::warning,
       restricted ? fmt::format("one core of {} is allowed to this process", list.card.logicalCores)
                  : "one core",
       effect,
       restricted ? fmt::format("taskset -c 0-{} lanescope-cli run …", list.card.logicalCores - 1)
                  : std::string(),
       restricted ? "unless a container's cpuset forbids it: then the container must be given "
                    "more cores"
                  : "this machine has no other"});
}

void adviseOnSwap(AdviceCollector& list) {
  const std::string effect =
      "pages that were swapped out come back from the disk in the middle of a sample";
  const Reading memory = list.files().read("/proc/meminfo");
  const auto kibibytes = [&](std::string_view key) {
    const auto line = memory ? lineValue(*memory.text, key, ':') : std::nullopt;
    return line ? leadingNumber(*line) : std::nullopt;
  };
  const auto total = kibibytes("SwapTotal");
  const auto free = kibibytes("SwapFree");
  if (!total || !free) {
    list.unknown(AdviceId::swap,
                 memory ? "/proc/meminfo has no lines SwapTotal and SwapFree" : memory.reason,
                 "if swap is used, " + effect, "page faults are counted and samples flagged");
    return;
  }
  if (*free >= *total) return;
  list.add({AdviceId::swap, Severity::warning,
            fmt::format("{} of {} in use (/proc/meminfo)",
                        formatBytes(static_cast<double>(*total - *free) * 1024),
                        formatBytes(static_cast<double>(*total) * 1024)),
            effect, "sudo swapoff -a",
            "reads everything back first, so there must be room in memory; `sudo swapon -a` turns "
            "it on again"});
}

}  // namespace

void adviseOnSystem(AdviceCollector& list) {
  adviseOnQuota(list);
  adviseOnCores(list);
  adviseOnOtherLoad(list);
  adviseOnSwap(list);
  adviseOnHugePages(list);
  adviseOnHost(list);
  adviseOnAslr(list);
}

}  // namespace lane
