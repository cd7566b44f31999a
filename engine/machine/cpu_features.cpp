#include "machine/cpu_features.h"

#if defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

namespace lane {

#if defined(__x86_64__)

// The compiler's function also asks the operating system whether it saves the wide registers.
bool processorHas(SimdLevel level) {
  __builtin_cpu_init();
#define LANE_HAS(feature) (__builtin_cpu_supports(feature) != 0)
  switch (level) {
    case SimdLevel::baseline:
      return true;
    case SimdLevel::ssse3:
      return LANE_HAS("ssse3");
    case SimdLevel::sse4:
      return processorHas(SimdLevel::ssse3) && LANE_HAS("sse4.1") && LANE_HAS("sse4.2") &&
             LANE_HAS("pclmul") && LANE_HAS("aes");
    case SimdLevel::avx2:
      return processorHas(SimdLevel::sse4) && LANE_HAS("avx") && LANE_HAS("avx2") &&
             LANE_HAS("fma") && LANE_HAS("bmi") && LANE_HAS("bmi2") && LANE_HAS("lzcnt") &&
             LANE_HAS("f16c");
    case SimdLevel::avx512:
      return processorHas(SimdLevel::avx2) && LANE_HAS("avx512f") && LANE_HAS("avx512vl") &&
             LANE_HAS("avx512dq") && LANE_HAS("avx512bw") && LANE_HAS("avx512cd");
    case SimdLevel::avx512IceLake:
      return processorHas(SimdLevel::avx512) && LANE_HAS("avx512vnni") && LANE_HAS("avx512vbmi") &&
             LANE_HAS("avx512vbmi2") && LANE_HAS("avx512vpopcntdq") && LANE_HAS("avx512bitalg") &&
             LANE_HAS("vaes") && LANE_HAS("vpclmulqdq") && LANE_HAS("gfni");
    case SimdLevel::neon:
    case SimdLevel::sve:
      return false;
  }
#undef LANE_HAS
  return false;
}

#elif defined(__aarch64__)

bool processorHas(SimdLevel level) {
  const unsigned long capabilities = ::getauxval(AT_HWCAP);
  switch (level) {
    case SimdLevel::baseline:
      return true;
    case SimdLevel::neon:
      return (capabilities & HWCAP_AES) != 0;
    case SimdLevel::sve:
      return (capabilities & HWCAP_SVE) != 0;
    default:
      return false;
  }
}

#else

bool processorHas(SimdLevel level) {
  return level == SimdLevel::baseline;
}

#endif

}  // namespace lane
