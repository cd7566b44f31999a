// Compiled with -Ofast -march=native: sums may be taken in any order.
#include "bench/stream_kernels.h"

void streamCopy(double* __restrict out, const double* __restrict a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = a[i];
}
void streamScale(double* __restrict out, const double* __restrict a, double factor, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = factor * a[i];
}
void streamTriad(double* __restrict out, const double* __restrict a, const double* __restrict b,
                 double factor, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = a[i] + factor * b[i];
}
double streamSum(const double* a, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i];
  return sum;
}
