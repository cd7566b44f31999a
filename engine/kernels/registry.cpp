#include "kernels/kernel.h"

namespace lane {

const KernelInfo* kernelByName(std::string_view name) {
  for (const KernelInfo* kernel : kernels())
    if (kernel->name == name) return kernel;
  return nullptr;
}

KernelFn kernelFunction(const KernelInfo& kernel, VariantId variant, Dtype dtype) {
  for (const KernelVariant& candidate : kernel.variants) {
    if (candidate.id != variant) continue;
    if (dtype == Dtype::f32) return candidate.f32;
    if (dtype == Dtype::f64) return candidate.f64;
  }
  return nullptr;
}

}  // namespace lane
