// Comparing results of several variants with one reference, which is computed once: in
// long double it takes far longer than the kernel.
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
  /// The same with a tolerance of the caller's.
  CheckResult check(const Tolerance& tolerance);

 private:
  CheckResult checkItems(const Tolerance& tolerance);  ///< maps: item by item
  CheckResult checkWhole(const Tolerance& tolerance);  ///< the others
  void computeItems();
  void computeWhole();

  const KernelInfo& m_kernel;
  Dtype m_dtype;
  KernelArgs m_args;
  std::vector<long double> m_reference;  ///< empty until it is needed
  long double m_scale = 0;
};

}  // namespace lane
