// Two kernels that Lanescope and Google Benchmark both time: compiled once, called by address.
#pragma once

#include <cstddef>

struct AddOperands {
  const float* a = nullptr;
  const float* b = nullptr;
  float* out = nullptr;
  std::size_t n = 0;
};

inline constexpr std::size_t kAddItems = 100;

void emptyKernel(const AddOperands& operands);
void addKernel(const AddOperands& operands);
