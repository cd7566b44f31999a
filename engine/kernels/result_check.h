// Comparing results of several variants with one reference, which is computed once: that of a
// softmax takes far longer than the softmax.
#pragma once

#include <vector>

#include "kernels/kernel.h"

namespace lane {

/// For one set of operands, which must stay as they are while it is used. One thread.
class ResultCheck {
 public:
  ResultCheck(const KernelInfo& kernel, Dtype dtype, const KernelArgs& args)
      : m_kernel(kernel), m_dtype(dtype), m_args(args) {}

  /// Compares what `variant` has written to the operands' output; see checkResult().
  CheckResult check(VariantId variant);

 private:
  CheckResult checkWhole(const Tolerance& tolerance);
  void computeWhole();

  const KernelInfo& m_kernel;
  Dtype m_dtype;
  KernelArgs m_args;
  std::vector<long double> m_whole;  ///< empty until it is needed; unused for maps
  long double m_scale = 0;
};

}  // namespace lane
