// The system group of the card: operating system, kernel, platform, hypervisor, firmware, load.
#include <fmt/format.h>
#include <sys/utsname.h>

#include <ctime>

#include "machine/card_parts.h"

namespace lane {
namespace {

std::string utcNow() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string firstWords(const std::string& text, int count) {
  std::size_t end = 0;
  for (int word = 0; word < count && end != std::string::npos; ++word)
    end = text.find(' ', end + (word > 0 ? 1 : 0));
  return text.substr(0, end);
}

void addHypervisor(FieldList& list, const CpuIdentity& cpu, const SystemFiles& files) {
  const Reading type = files.read("/sys/hypervisor/type");
  if (!cpu.hypervisor.empty())
    list.add("hypervisor", "Hypervisor", hypervisorName(cpu.hypervisor));
  else if (type)
    list.add("hypervisor", "Hypervisor", *type.text);
  else if (cpu.virtualMachine)
    list.missing("hypervisor", "Hypervisor", "a virtual machine whose host does not sign itself");
  else
    list.add("hypervisor", "Hypervisor", "none seen");
}

/// Board, firmware and product from DMI, which virtual machines often lack.
void addBoard(FieldList& list, const SystemFiles& files) {
  const std::string base = "/sys/class/dmi/id";
  const bool present = files.exists(base);
  const auto add = [&](std::string id, std::string label,
                       std::initializer_list<std::string_view> names) {
    if (!present) {
      list.missing(std::move(id), std::move(label),
                   base + " is missing: this machine states no board data");
      return;
    }
    std::string text;
    std::string reason;
    for (const std::string_view name : names) {
      const Reading part = files.read(fmt::format("{}/{}", base, name));
      if (!part)
        reason = part.reason;
      else if (!stripped(*part.text).empty())
        text += (text.empty() ? "" : " ") + std::string(stripped(*part.text));
    }
    if (!text.empty())
      list.add(std::move(id), std::move(label), text);
    else
      list.missing(std::move(id), std::move(label),
                   reason.empty() ? "the firmware states nothing" : reason);
  };
  add("product", "Product", {"sys_vendor", "product_name"});
  add("board", "Board", {"board_vendor", "board_name", "board_version"});
  add("firmware", "Firmware", {"bios_vendor", "bios_version", "bios_date"});
}

std::string containerName(const SystemFiles& files) {
  if (files.exists("/.dockerenv")) return "Docker";
  if (files.exists("/run/.containerenv")) return "Podman";
  if (const Reading group = files.read("/proc/1/cgroup"); group)
    for (const auto& [mark, name] : {std::pair{"kubepods", "Kubernetes"},
                                     std::pair{"docker", "Docker"}, std::pair{"lxc", "LXC"}})
      if (group.text->find(mark) != std::string::npos) return name;
  return "none seen";
}

}  // namespace

void addSystem(MachineCard& card, const CardSources& sources) {
  const SystemFiles& files = sources.files;
  FieldList list(card, "system");

  const Reading release = files.read("/etc/os-release");
  const auto pretty = release ? lineValue(*release.text, "PRETTY_NAME", '=') : std::nullopt;
  if (pretty) {
    const Reading point = files.read("/etc/debian_version");
    const bool debian = lineValue(*release.text, "ID", '=') == "debian" && point;
    list.add("os", "Operating system", debian ? *pretty + ", " + *point.text : *pretty);
  } else {
    list.missing("os", "Operating system",
                 release ? "/etc/os-release has no PRETTY_NAME" : release.reason);
  }

  utsname names{};
  ::uname(&names);
  list.addReading("kernel", "Kernel", files.read("/proc/sys/kernel/osrelease"));
  list.addReading("kernel_build", "Kernel build", files.read("/proc/sys/kernel/version"));
  list.add("platform", "Platform", fmt::format("{} {}", names.sysname, names.machine));
  addHypervisor(list, sources.cpu, files);
  list.add("container", "Container", containerName(files));
  addBoard(list, files);
  list.addReading("clock_source", "Clock source",
                  files.read("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
  const Reading load = files.read("/proc/loadavg");
  list.addReading("load", "Load at start (1, 5, 15 min)",
                  load ? Reading{firstWords(*load.text, 3), {}} : load);
  list.addReading("perf_event_paranoid", "perf_event_paranoid",
                  files.read("/proc/sys/kernel/perf_event_paranoid"));
  list.add("date", "Date", utcNow());
}

}  // namespace lane
