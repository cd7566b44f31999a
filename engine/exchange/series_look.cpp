#include "exchange/series_look.h"

#include <array>
#include <cstdint>

namespace lane {
namespace {

struct Entry {
  std::string_view variant;
  std::string_view label;
  std::string_view hue;
  double width;
  std::string_view dash;
  MarkerShape marker;
};

// Hue follows the register width, violet to amber; the compiler's loops share it, dashed.
constexpr auto kEntries = std::to_array<Entry>({
    {"scalar", "scalar", "grey", 1.25, "", MarkerShape::dash},
    {"omp-sse2", "omp-sse2", "violet", 1.25, "6 3", MarkerShape::diamond},
    {"omp-avx2", "omp-avx2", "green", 1.25, "6 3", MarkerShape::diamond},
    {"omp-avx512", "omp-avx512", "amber", 1.25, "6 3", MarkerShape::diamond},
    {"ssse3", "SSSE3", "violet", 1.5, "", MarkerShape::triangleUp},
    {"sse4", "SSE4", "blue", 1.5, "", MarkerShape::triangleDown},
    {"avx2", "AVX2", "green", 1.75, "", MarkerShape::square},
    {"avx3", "AVX-512", "amber", 2, "", MarkerShape::circle},
    {"avx3_dl", "AVX-512 DL", "amber", 2, "", MarkerShape::hexagon},
    {"neon", "NEON", "blue", 1.5, "", MarkerShape::triangleDown},
    {"sve", "SVE", "green", 1.75, "", MarkerShape::square},
    {"numpy", "NumPy", "pink", 1.25, "2 3", MarkerShape::plus},
    {"torch", "PyTorch", "red", 1.25, "7 3 2 3", MarkerShape::cross},
    {"torch-avx512", "PyTorch 512", "red", 1.25, "10 3", MarkerShape::square},
    {"openblas", "OpenBLAS", "lilac", 1.25, "8 3", MarkerShape::diamond},
    {"onednn", "oneDNN", "clay", 1.25, "4 2 1 2", MarkerShape::triangleDown},
    {"write", "write", "clay", 1.5, "6 3", MarkerShape::triangleUp},
    {"write-fsync", "write-fsync", "clay", 1.75, "", MarkerShape::square},
    {"read", "read", "ice", 1.5, "6 3", MarkerShape::circle},
    {"mmap", "mmap", "lilac", 1.5, "6 3", MarkerShape::diamond},
    {"malloc", "malloc", "lime", 1.75, "", MarkerShape::circle},
    {"aligned_alloc", "aligned_alloc", "ice", 1.5, "", MarkerShape::square},
    {"mmap-2M", "mmap 2 MiB", "lilac", 1.75, "", MarkerShape::hexagon},
    {"pmr-monotonic", "pmr monotonic", "pink", 1.5, "6 3", MarkerShape::triangleUp},
    {"pmr-pool", "pmr pool", "clay", 1.5, "", MarkerShape::triangleDown},
});

}  // namespace

SeriesLook seriesLook(std::string_view variant) {
  for (const Entry& entry : kEntries)
    if (entry.variant == variant)
      return {std::string(entry.label), entry.hue, entry.width, entry.dash, entry.marker};
  constexpr std::string_view kHues[] = {"ice", "lime", "lilac", "clay", "pink"};
  constexpr MarkerShape kMarkers[] = {MarkerShape::plus, MarkerShape::cross, MarkerShape::hexagon,
                                      MarkerShape::diamond};
  std::uint32_t sum = 0;
  for (const char c : variant) sum = sum * 31 + static_cast<unsigned char>(c);
  return {std::string(variant), kHues[sum % std::size(kHues)], 1.25, "3 2",
          kMarkers[sum / 7 % std::size(kMarkers)]};
}

}  // namespace lane
