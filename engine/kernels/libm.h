// The math functions of plain loops. The attribute tells the compiler that glibc has vector forms,
// which a loop under `#pragma omp simd` then calls without -ffast-math: NaN, infinities and
// subnormals stay right, errors stay below 4 ULP. The same call in a scalar loop stays scalar.
// Include at global scope, before foreach_target.h.
#pragma once

#include <math.h>

#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define LANE_HAS_VECTOR_FORM __attribute__((simd("notinbranch"), const))
#else
#define LANE_HAS_VECTOR_FORM
#endif

extern "C" {
LANE_HAS_VECTOR_FORM float expf(float) noexcept;
LANE_HAS_VECTOR_FORM float logf(float) noexcept;
LANE_HAS_VECTOR_FORM float tanhf(float) noexcept;
}

#undef LANE_HAS_VECTOR_FORM
