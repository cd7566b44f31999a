#include "kernels/combine.h"

#include <cmath>
#include <limits>

namespace lane {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

void store(const KernelArgs& whole, Dtype dtype, double value) {
  if (dtype == Dtype::f32)
    *static_cast<float*>(whole.out) = static_cast<float>(value);
  else
    *static_cast<double*>(whole.out) = value;
}

double item(const KernelArgs& whole, Dtype dtype, std::int64_t index) {
  return dtype == Dtype::f32 ? static_cast<double>(static_cast<const float*>(whole.a)[index])
                             : static_cast<const double*>(whole.a)[index];
}

double sum(const Partial* partials, std::size_t count) {
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) total += partials[i].value;
  return total;
}

template <class Better>
void combineExtreme(const KernelArgs& whole, Dtype dtype, const Partial* partials,
                    std::size_t count, double start, Better better) {
  double best = start;
  for (std::size_t i = 0; i < count; ++i)
    if (better(partials[i].value, best) || std::isnan(partials[i].value)) best = partials[i].value;
  store(whole, dtype, best);
}

template <class Better>
void combineArg(const KernelArgs& whole, Dtype dtype, const Partial* partials, std::size_t count,
                Better better) {
  std::int64_t best = -1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t index = partials[i].index;
    if (index < 0) continue;
    if (best < 0) {
      best = index;
      continue;
    }
    const double value = item(whole, dtype, index);
    const double bestValue = item(whole, dtype, best);
    if (!std::isnan(bestValue) && (std::isnan(value) || better(value, bestValue))) best = index;
  }
  *static_cast<std::int64_t*>(whole.out) = best;
}

constexpr auto kGreater = [](double x, double y) { return x > y; };
constexpr auto kLess = [](double x, double y) { return x < y; };

}  // namespace

void combineSum(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count) {
  store(whole, dtype, sum(partials, count));
}

void combineRootOfSum(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count) {
  store(whole, dtype, std::sqrt(sum(partials, count)));
}

void combineMax(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count) {
  combineExtreme(whole, dtype, partials, count, -kInfinity, kGreater);
}

void combineMin(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count) {
  combineExtreme(whole, dtype, partials, count, kInfinity, kLess);
}

void combineArgMax(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count) {
  combineArg(whole, dtype, partials, count, kGreater);
}

void combineArgMin(const KernelArgs& whole, Dtype dtype, Partial* partials, std::size_t count) {
  combineArg(whole, dtype, partials, count, kLess);
}

void combineExponentials(const KernelArgs&, Dtype, Partial* partials, std::size_t count) {
  double best = -kInfinity;
  for (std::size_t i = 0; i < count; ++i)
    if (partials[i].value > best) best = partials[i].value;
  double total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool empty = partials[i].value == -kInfinity && partials[i].second == 0;
    if (!empty) total += partials[i].second * std::exp(partials[i].value - best);
  }
  partials[0].value = best;
  partials[0].second = total;
}

}  // namespace lane
