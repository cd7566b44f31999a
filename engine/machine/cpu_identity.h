// Who the processor is: from CPUID on x86-64, from /proc/cpuinfo on ARM. Internal to machine/.
#pragma once

#include <string>
#include <string_view>

#include "machine/system_files.h"

namespace lane {

struct CpuIdentity {
  std::string vendor;    ///< "Intel", "AMD", "Arm"
  std::string model;     ///< brand text, blanks tidied
  int family = -1;       ///< -1: not stated (ARM)
  int modelNumber = -1;  ///< x86: model; ARM: part number
  int stepping = -1;     ///< x86: stepping; ARM: variant
  bool invariantTsc = false;
  bool hasTsc = false;
  bool virtualMachine = false;
  std::string hypervisor;  ///< signature as the hypervisor states it: "KVMKVMKVM"
};

CpuIdentity identifyCpu(const SystemFiles& files);

/// "Zen 4", "Sapphire Rapids", "Neoverse N1"; empty when the table does not hold it.
std::string_view microarchitectureOf(const CpuIdentity& cpu);

/// "KVM", "VMware", … from a CPUID signature; the signature itself when it is not known.
std::string hypervisorName(std::string_view signature);

}  // namespace lane
