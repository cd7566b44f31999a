// Does a sample have more than one mode? A flag for timings that jump between states (clock
// levels, placement, a neighbour that comes and goes), where one median hides two truths.
// Pure functions on values; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lane {

/// Samples below which nothing is said: a valley between few points is luck.
inline constexpr std::size_t kModalityMinimum = 20;

struct Modality {
  bool tested = false;  ///< false below kModalityMinimum samples
  double dip = 0;       ///< Hartigan's dip of the sample, see dipOf()
  /// Most frequent values, ascending; more than one only where the dip is significant. Empty when
  /// not tested.
  std::vector<double> places = {};

  bool multimodal() const { return places.size() > 1; }
};

/// Tests at the 5 % level of the uniform distribution, the hardest of all with one mode: normal,
/// skewed and heavy-tailed samples are flagged far less often. Each side of the deepest valley of a
/// flagged sample is tested again. Equal values are spread over one step of their grid first, so
/// that a coarse clock does not make modes. Values in any order, all finite.
Modality modality(std::span<const double> values);

/// Hartigan's dip: half of the smallest distance to any distribution function that is convex up to
/// one point and concave after it, here from the function that joins the points (x_i, i / (n - 1))
/// by straight lines. 0 for evenly spaced points, 1/4 for two equal atoms. `sorted` holds at least
/// two values, none equal.
double dipOf(std::span<const double> sorted);

}  // namespace lane
