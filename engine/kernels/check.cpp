// Comparing results with the long-double reference. Distances are real numbers in units in the
// last place of the reference; only a correctly rounded result counts as 0.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/kernel.h"
#include "kernels/result_check.h"

namespace lane {
namespace {

constexpr std::size_t kSampleItems = 65536;
constexpr std::size_t kEndItems = 1024;  ///< checked at both ends of a sampled map

/// What the check needs to know of a floating-point format.
struct Format {
  int fractionBits;
  int minExponent;  ///< of the smallest normal number
  int maxExponent;  ///< 2^maxExponent is just beyond the largest number
  bool isFloat;

  long double round(long double x) const {
    return isFloat ? static_cast<long double>(static_cast<float>(x))
                   : static_cast<long double>(static_cast<double>(x));
  }
  long double ulp(long double x) const {
    if (x == 0) return std::ldexp(1.0L, minExponent - fractionBits);
    return std::ldexp(1.0L, std::max(std::ilogb(x), minExponent) - fractionBits);
  }
  /// Beyond the largest number everything is as far away as the next power of two.
  long double bounded(long double x) const {
    const long double limit = std::ldexp(1.0L, maxExponent);
    return std::clamp(x, -limit, limit);
  }
};

constexpr Format kFloat{23, -126, 128, true};
constexpr Format kDouble{52, -1022, 1024, false};

struct Distance {
  double ulp = 0;
  double relative = 0;
  bool within = false;
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// How far `got` is from `reference`; `slack` is the absolute error allowed beside the tolerance.
Distance compare(double got, long double reference, const Format& format,
                 const Tolerance& tolerance, long double slack) {
  const bool bothNan = std::isnan(got) && std::isnan(reference);
  if (bothNan || static_cast<long double>(got) == format.round(reference)) return {0, 0, true};
  if (std::isnan(got) || std::isnan(reference)) return {kInfinity, kInfinity, false};
  const long double bounded = format.bounded(reference);
  const long double error = std::abs(format.bounded(got) - bounded);
  const long double ulps = error / format.ulp(std::isinf(reference) ? 0.75L * bounded : bounded);
  // A long double has only 11 bits more than a double: where the reference lies on a tie to within
  // its own rounding, either neighbour may be the correctly rounded one.
  const long double exactLimit = format.isFloat ? 0.0L : 0.5L + 0x1p-10L;
  Distance result;
  result.ulp = static_cast<double>(ulps);
  result.relative = reference == 0 ? 0 : static_cast<double>(error / std::abs(bounded));
  result.within = ulps <= tolerance.maxUlp || ulps <= exactLimit ||
                  error <= tolerance.absolute + tolerance.relative * std::abs(bounded) + slack;
  return result;
}

struct Items {
  const void* data;
  bool isFloat;
  double operator[](std::size_t i) const {
    if (!data) return 0;
    return isFloat ? static_cast<double>(static_cast<const float*>(data)[i])
                   : static_cast<const double*>(data)[i];
  }
  std::vector<double> all(std::size_t n) const {
    std::vector<double> values(data ? n : 0);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = (*this)[i];
    return values;
  }
};

class Check {
 public:
  void add(std::size_t index, const Distance& distance) {
    m_result.maxRelError = std::max(m_result.maxRelError, distance.relative);
    const bool worse = distance.ulp > m_result.maxUlp;
    if (m_result.passed ? !distance.within || worse : !distance.within && worse)
      m_result.worstIndex = index;
    m_result.maxUlp = std::max(m_result.maxUlp, distance.ulp);
    m_result.passed = m_result.passed && distance.within;
  }
  const CheckResult& result() const { return m_result; }

 private:
  CheckResult m_result{.passed = true};
};

/// Indices of the items of a map that are checked.
template <class Visit>
void visitItems(std::size_t n, Visit visit) {
  if (n <= kSampleItems) {
    for (std::size_t i = 0; i < n; ++i) visit(i);
    return;
  }
  for (std::size_t i = 0; i < kEndItems; ++i) visit(i);
  for (std::size_t i = n - kEndItems; i < n; ++i) visit(i);
  std::uint64_t state = n;
  for (std::size_t k = 0; k < kSampleItems; ++k) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    visit(static_cast<std::size_t>((state >> 11) % n));
  }
}

}  // namespace

void ResultCheck::computeWhole() {
  const bool isFloat = m_dtype == Dtype::f32;
  const auto a = Items{m_args.a, isFloat}.all(m_args.n);
  const auto b = Items{m_args.b, isFloat}.all(m_args.n);
  m_reference.resize(m_kernel.kind == KernelKind::normalise ? m_args.n : 1);
  m_scale = m_kernel.reference.whole(a.data(), b.data(), m_args.n, m_reference.data());
}

/// References of the visited items, in the order they are visited.
void ResultCheck::computeItems() {
  const bool isFloat = m_dtype == Dtype::f32;
  const Items a{m_args.a, isFloat}, b{m_args.b, isFloat}, c{m_args.c, isFloat};
  visitItems(m_args.n, [&](std::size_t i) {
    m_reference.push_back(m_kernel.reference.element(a[i], b[i], c[i]));
  });
}

CheckResult ResultCheck::checkItems(const Tolerance& tolerance) {
  const Format& format = m_dtype == Dtype::f32 ? kFloat : kDouble;
  const Items out{m_args.out, format.isFloat};
  Check check;
  if (tolerance.fusedOrSeparate) {
    const Items a{m_args.a, format.isFloat}, b{m_args.b, format.isFloat},
        c{m_args.c, format.isFloat};
    visitItems(m_args.n, [&](std::size_t i) {
      const auto against = [&](bool fused) {
        return compare(out[i], m_kernel.reference.rounded(m_dtype, fused, a[i], b[i], c[i]), format,
                       tolerance, 0);
      };
      const Distance fused = against(true), separate = against(false);
      check.add(i, fused.ulp < separate.ulp ? fused : separate);
    });
    return check.result();
  }
  if (m_reference.empty()) computeItems();
  auto reference = m_reference.begin();
  visitItems(m_args.n, [&](std::size_t i) {
    check.add(i, compare(out[i], *reference++, format, tolerance, 0));
  });
  return check.result();
}

CheckResult ResultCheck::checkWhole(const Tolerance& tolerance) {
  if (m_reference.empty()) computeWhole();
  Check check;
  if (m_kernel.kind == KernelKind::argReduce) {
    const auto index = *static_cast<const std::int64_t*>(m_args.out);
    const bool same = static_cast<long double>(index) == m_reference[0];
    check.add(0, same ? Distance{0, 0, true} : Distance{kInfinity, kInfinity, false});
    return check.result();
  }
  const Format& format = m_dtype == Dtype::f32 ? kFloat : kDouble;
  const long double epsilon = std::ldexp(1.0L, -format.fractionBits);
  const long double slack = std::isfinite(m_scale)
                                ? tolerance.nEps * static_cast<double>(m_args.n) * epsilon * m_scale
                                : 0;
  const Items out{m_args.out, format.isFloat};
  for (std::size_t i = 0; i < m_reference.size(); ++i)
    check.add(i, compare(out[i], m_reference[i], format, tolerance, slack));
  return check.result();
}

CheckResult ResultCheck::check(VariantId variant) {
  return check(info(variant).compilerMade ? m_kernel.compilerTolerance : m_kernel.tolerance);
}

CheckResult ResultCheck::check(const Tolerance& tolerance) {
  return m_kernel.kind == KernelKind::map ? checkItems(tolerance) : checkWhole(tolerance);
}

CheckResult checkResult(const KernelInfo& kernel, Dtype dtype, VariantId variant,
                        const KernelArgs& args) {
  return ResultCheck(kernel, dtype, args).check(variant);
}

}  // namespace lane
