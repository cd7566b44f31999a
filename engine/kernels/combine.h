// Joining the partial results of consecutive slices: the values of KernelInfo::combine. They run
// once per call on a handful of partials, after every slice is done, on one thread.
#pragma once

#include "kernels/kernel.h"

namespace lane {

void combineSum(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count);
/// The square root of the joined sum (of squares).
void combineRootOfSum(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count);
/// NaN in any slice is the result.
void combineMax(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count);
void combineMin(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count);
/// The first NaN, else the first of equal values.
void combineArgMax(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count);
void combineArgMin(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count);
/// Maximum in `value`, Σ exp(x - maximum) in `second`, of everything, to partials[0].
void combineExponentials(const KernelArgs& whole, Dtype dtype, Partial* partials,
                         std::size_t count);

}  // namespace lane
