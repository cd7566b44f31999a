// STREAM's four loops as anybody writes them, for the compiler to make the best of.
#pragma once

#include <cstddef>

void streamCopy(double* out, const double* a, std::size_t n);
void streamScale(double* out, const double* a, double factor, std::size_t n);
void streamTriad(double* out, const double* a, const double* b, double factor, std::size_t n);
double streamSum(const double* a, std::size_t n);
