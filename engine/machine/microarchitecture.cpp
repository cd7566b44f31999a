// Family and model numbers to microarchitecture names, from the vendors' published identification
// tables. A model that is missing prints as "not in the table", never as a guess.
#include <array>

#include "machine/cpu_identity.h"

namespace lane {
namespace {

struct Model {
  int family;
  int first;  ///< model numbers first … last
  int last;
  std::string_view name;
};

constexpr std::array kIntel{Model{6, 0x0f, 0x0f, "Merom"},
                            Model{6, 0x16, 0x16, "Merom"},
                            Model{6, 0x17, 0x17, "Penryn"},
                            Model{6, 0x1d, 0x1d, "Penryn"},
                            Model{6, 0x1a, 0x1a, "Nehalem"},
                            Model{6, 0x1e, 0x1f, "Nehalem"},
                            Model{6, 0x2e, 0x2e, "Nehalem"},
                            Model{6, 0x25, 0x25, "Westmere"},
                            Model{6, 0x2c, 0x2c, "Westmere"},
                            Model{6, 0x2f, 0x2f, "Westmere"},
                            Model{6, 0x2a, 0x2a, "Sandy Bridge"},
                            Model{6, 0x2d, 0x2d, "Sandy Bridge"},
                            Model{6, 0x3a, 0x3a, "Ivy Bridge"},
                            Model{6, 0x3e, 0x3e, "Ivy Bridge"},
                            Model{6, 0x3c, 0x3c, "Haswell"},
                            Model{6, 0x3f, 0x3f, "Haswell"},
                            Model{6, 0x45, 0x46, "Haswell"},
                            Model{6, 0x3d, 0x3d, "Broadwell"},
                            Model{6, 0x47, 0x47, "Broadwell"},
                            Model{6, 0x4f, 0x4f, "Broadwell"},
                            Model{6, 0x56, 0x56, "Broadwell"},
                            Model{6, 0x4e, 0x4e, "Skylake"},
                            Model{6, 0x5e, 0x5e, "Skylake"},
                            Model{6, 0x8e, 0x8e, "Kaby Lake"},
                            Model{6, 0x9e, 0x9e, "Kaby Lake"},
                            Model{6, 0x66, 0x66, "Cannon Lake"},
                            Model{6, 0xa5, 0xa6, "Comet Lake"},
                            Model{6, 0x6a, 0x6a, "Ice Lake (server)"},
                            Model{6, 0x6c, 0x6c, "Ice Lake (server)"},
                            Model{6, 0x7d, 0x7e, "Ice Lake"},
                            Model{6, 0x8c, 0x8d, "Tiger Lake"},
                            Model{6, 0xa7, 0xa7, "Rocket Lake"},
                            Model{6, 0x97, 0x97, "Alder Lake"},
                            Model{6, 0x9a, 0x9a, "Alder Lake"},
                            Model{6, 0xb7, 0xb7, "Raptor Lake"},
                            Model{6, 0xba, 0xba, "Raptor Lake"},
                            Model{6, 0xbf, 0xbf, "Raptor Lake"},
                            Model{6, 0xbe, 0xbe, "Alder Lake-N"},
                            Model{6, 0x8f, 0x8f, "Sapphire Rapids"},
                            Model{6, 0xcf, 0xcf, "Emerald Rapids"},
                            Model{6, 0xad, 0xae, "Granite Rapids"},
                            Model{6, 0xaf, 0xaf, "Sierra Forest"},
                            Model{6, 0xaa, 0xaa, "Meteor Lake"},
                            Model{6, 0xac, 0xac, "Meteor Lake"},
                            Model{6, 0xbd, 0xbd, "Lunar Lake"},
                            Model{6, 0xc5, 0xc6, "Arrow Lake"},
                            Model{6, 0x37, 0x37, "Silvermont"},
                            Model{6, 0x4d, 0x4d, "Silvermont"},
                            Model{6, 0x4c, 0x4c, "Airmont"},
                            Model{6, 0x5c, 0x5c, "Goldmont"},
                            Model{6, 0x5f, 0x5f, "Goldmont"},
                            Model{6, 0x7a, 0x7a, "Goldmont Plus"},
                            Model{6, 0x86, 0x86, "Tremont"},
                            Model{6, 0x96, 0x96, "Tremont"},
                            Model{6, 0x9c, 0x9c, "Tremont"},
                            Model{6, 0x57, 0x57, "Knights Landing"},
                            Model{6, 0x85, 0x85, "Knights Mill"}};

constexpr std::array kAmd{
    Model{0x15, 0x00, 0x01, "Bulldozer"},  Model{0x15, 0x02, 0x02, "Piledriver"},
    Model{0x15, 0x10, 0x1f, "Piledriver"}, Model{0x15, 0x30, 0x3f, "Steamroller"},
    Model{0x15, 0x60, 0x7f, "Excavator"},  Model{0x16, 0x00, 0x0f, "Jaguar"},
    Model{0x16, 0x30, 0x3f, "Puma"},       Model{0x17, 0x08, 0x08, "Zen+"},
    Model{0x17, 0x18, 0x18, "Zen+"},       Model{0x17, 0x00, 0x2f, "Zen"},
    Model{0x17, 0x30, 0xaf, "Zen 2"},      Model{0x19, 0x00, 0x0f, "Zen 3"},
    Model{0x19, 0x10, 0x1f, "Zen 4"},      Model{0x19, 0x20, 0x3f, "Zen 3"},
    Model{0x19, 0x40, 0x4f, "Zen 3+"},     Model{0x19, 0x50, 0x5f, "Zen 3"},
    Model{0x19, 0x60, 0xaf, "Zen 4"},      Model{0x1a, 0x00, 0x4f, "Zen 5"},
    Model{0x1a, 0x60, 0x7f, "Zen 5"}};

// MIDR part numbers of Arm's own cores; the family stands for nothing here.
constexpr std::array kArm{
    Model{-1, 0xd03, 0xd03, "Cortex-A53"},  Model{-1, 0xd04, 0xd04, "Cortex-A35"},
    Model{-1, 0xd05, 0xd05, "Cortex-A55"},  Model{-1, 0xd07, 0xd07, "Cortex-A57"},
    Model{-1, 0xd08, 0xd08, "Cortex-A72"},  Model{-1, 0xd09, 0xd09, "Cortex-A73"},
    Model{-1, 0xd0a, 0xd0a, "Cortex-A75"},  Model{-1, 0xd0b, 0xd0b, "Cortex-A76"},
    Model{-1, 0xd0c, 0xd0c, "Neoverse N1"}, Model{-1, 0xd0d, 0xd0d, "Cortex-A77"},
    Model{-1, 0xd40, 0xd40, "Neoverse V1"}, Model{-1, 0xd41, 0xd41, "Cortex-A78"},
    Model{-1, 0xd44, 0xd44, "Cortex-X1"},   Model{-1, 0xd46, 0xd46, "Cortex-A510"},
    Model{-1, 0xd47, 0xd47, "Cortex-A710"}, Model{-1, 0xd48, 0xd48, "Cortex-X2"},
    Model{-1, 0xd49, 0xd49, "Neoverse N2"}, Model{-1, 0xd4a, 0xd4a, "Neoverse E1"},
    Model{-1, 0xd4d, 0xd4d, "Cortex-A715"}, Model{-1, 0xd4e, 0xd4e, "Cortex-X3"},
    Model{-1, 0xd4f, 0xd4f, "Neoverse V2"}, Model{-1, 0xd80, 0xd80, "Cortex-A520"},
    Model{-1, 0xd81, 0xd81, "Cortex-A720"}, Model{-1, 0xd82, 0xd82, "Cortex-X4"}};

template <std::size_t N>
std::string_view lookUp(const std::array<Model, N>& models, const CpuIdentity& cpu) {
  for (const Model& model : models)
    if (model.family == cpu.family && cpu.modelNumber >= model.first &&
        cpu.modelNumber <= model.last)
      return model.name;
  return {};
}

}  // namespace

std::string_view microarchitectureOf(const CpuIdentity& cpu) {
  if (cpu.vendor == "Intel") {
    // One model number, three generations, told apart by the stepping.
    if (cpu.family == 6 && cpu.modelNumber == 0x55)
      return cpu.stepping >= 10  ? "Cooper Lake"
             : cpu.stepping >= 5 ? "Cascade Lake"
                                 : "Skylake (server)";
    return lookUp(kIntel, cpu);
  }
  if (cpu.vendor == "AMD") return lookUp(kAmd, cpu);
  if (cpu.vendor == "Hygon" && cpu.family == 0x18) return "Dhyana (Zen)";
  if (cpu.vendor == "Arm") return lookUp(kArm, cpu);
  return {};
}

}  // namespace lane
