#include "machine/cpu_identity.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace lane {
namespace {

struct Name {
  std::string_view code;
  std::string_view name;
};

constexpr std::array kHypervisors{
    Name{"KVMKVMKVM", "KVM"},         Name{"Microsoft Hv", "Hyper-V"},
    Name{"VMwareVMware", "VMware"},   Name{"XenVMMXenVMM", "Xen"},
    Name{"TCGTCGTCGTCG", "QEMU TCG"}, Name{"VBoxVBoxVBox", "VirtualBox"},
    Name{"bhyve bhyve ", "bhyve"},    Name{"prl hyperv", "Parallels"},
    Name{"ACRNACRNACRN", "ACRN"},     Name{"LKVMLKVMLKVM", "LKVM"}};

[[maybe_unused]] constexpr std::array kX86Vendors{
    Name{"GenuineIntel", "Intel"}, Name{"AuthenticAMD", "AMD"}, Name{"HygonGenuine", "Hygon"},
    Name{"CentaurHauls", "VIA"}, Name{"  Shanghai  ", "Zhaoxin"}};

// "CPU implementer" of /proc/cpuinfo
[[maybe_unused]] constexpr std::array kArmVendors{
    Name{"0x41", "Arm"},     Name{"0x42", "Broadcom"},  Name{"0x43", "Cavium"},
    Name{"0x46", "Fujitsu"}, Name{"0x48", "HiSilicon"}, Name{"0x4e", "NVIDIA"},
    Name{"0x50", "APM"},     Name{"0x51", "Qualcomm"},  Name{"0x53", "Samsung"},
    Name{"0x61", "Apple"},   Name{"0x6d", "Microsoft"}, Name{"0xc0", "Ampere"}};

template <std::size_t N>
std::string nameOf(const std::array<Name, N>& names, std::string_view code) {
  for (const Name& entry : names)
    if (entry.code == code) return std::string(entry.name);
  return std::string(stripped(code));
}

#if defined(__x86_64__)

struct Registers {
  std::uint32_t a = 0, b = 0, c = 0, d = 0;
};

/// Zeros for leaves beyond what the processor has, except hypervisor leaves: those lie outside
/// the range the standard check knows.
Registers cpuid(std::uint32_t leaf, std::uint32_t subleaf = 0) {
  Registers r;
  if (leaf >> 16 == 0x4000)
    __cpuid_count(leaf, subleaf, r.a, r.b, r.c, r.d);
  else
    __get_cpuid_count(leaf, subleaf, &r.a, &r.b, &r.c, &r.d);
  return r;
}

std::string text(std::initializer_list<std::uint32_t> registers) {
  std::string bytes(registers.size() * 4, '\0');
  std::size_t at = 0;
  for (const std::uint32_t value : registers) {
    std::memcpy(bytes.data() + at, &value, 4);
    at += 4;
  }
  return bytes.c_str();  // up to the first zero byte
}

/// Several blanks in a row become one.
std::string tidied(std::string_view raw) {
  std::string out;
  for (const char c : stripped(raw))
    if (c != ' ' || out.back() != ' ') out += c;
  return out;
}

#endif

}  // namespace

std::string hypervisorName(std::string_view signature) {
  return nameOf(kHypervisors, signature);
}

#if defined(__x86_64__)

CpuIdentity identifyCpu(const SystemFiles&) {
  CpuIdentity cpu;
  const Registers vendor = cpuid(0);
  cpu.vendor = nameOf(kX86Vendors, text({vendor.b, vendor.d, vendor.c}));

  const Registers version = cpuid(1);
  const int baseFamily = version.a >> 8 & 0xf;
  cpu.family = baseFamily == 0xf ? baseFamily + int(version.a >> 20 & 0xff) : baseFamily;
  cpu.modelNumber = version.a >> 4 & 0xf;
  if (baseFamily == 0x6 || baseFamily == 0xf) cpu.modelNumber |= int(version.a >> 12 & 0xf0);
  cpu.stepping = version.a & 0xf;
  cpu.hasTsc = (version.d & 1u << 4) != 0;
  cpu.virtualMachine = (version.c & 1u << 31) != 0;
  if (cpu.virtualMachine) {
    const Registers host = cpuid(0x40000000);
    cpu.hypervisor = text({host.b, host.c, host.d});
  }

  cpu.invariantTsc = (cpuid(0x80000007).d & 1u << 8) != 0;
  if (cpuid(0x80000000).a >= 0x80000004) {
    std::string brand;
    for (const std::uint32_t leaf : {0x80000002u, 0x80000003u, 0x80000004u}) {
      const Registers r = cpuid(leaf);
      brand += text({r.a, r.b, r.c, r.d});
    }
    cpu.model = tidied(brand);
  }
  return cpu;
}

#else

CpuIdentity identifyCpu(const SystemFiles& files) {
  CpuIdentity cpu;
  const Reading info = files.read("/proc/cpuinfo");
  if (!info) return cpu;
  const auto number = [&](std::string_view key) {
    const auto value = lineValue(*info.text, key, ':');
    return value ? static_cast<int>(std::strtol(value->c_str(), nullptr, 0)) : -1;
  };
  if (const auto implementer = lineValue(*info.text, "CPU implementer", ':'))
    cpu.vendor = nameOf(kArmVendors, *implementer);
  cpu.modelNumber = number("CPU part");
  cpu.stepping = number("CPU variant");
  if (const auto name = lineValue(*info.text, "model name", ':')) cpu.model = *name;
  return cpu;
}

#endif

}  // namespace lane
