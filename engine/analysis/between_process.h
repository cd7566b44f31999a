// How far the median of a case may lie from what another process would have shown: what its own
// samples tell, and the luck of a process with memory and clock. Values; needs time linear in the
// samples, once.
//
// Three processes tell the spread of a case only roughly (two degrees of freedom). In a session of
// many cases each borrows from the others: their spreads are taken as drawn from one scaled inverse
// chi-square distribution, whose mean and width are estimated from them, and the spread of a case
// becomes the weighted mean of its own and the common one, with as many more degrees of freedom as
// the common one is worth (empirical Bayes; G. Smyth, Stat. Appl. Genet. Mol. Biol. 3, 2004). Where
// cases spread alike that is nearly all of it; where they are of many kinds, nearly nothing.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "session/session.h"

namespace lane {

/// Relative standard deviation between processes where nothing measured says better: medians of
/// ten pairs of processes with one thread differed by 1 to 5 %; those with several by far more.
inline constexpr double kDefaultBetweenProcess = 0.015;
inline constexpr double kDefaultBetweenTeams = 0.10;

/// Where the component between processes comes from, best first.
enum class BetweenSource : std::uint8_t { samples, record, standard };

/// Variance of log(median) of one case of one session.
struct MedianError {
  double within = 0;     ///< from the samples; more of them make it smaller
  double between = 0;    ///< from the processes; only more of them make it smaller
  double component = 0;  ///< relative standard deviation of a single process
  double processes = 1;
  /// Degrees of freedom: of the whole where `source` is samples and these are the session's own;
  /// else of `between`.
  double freedom = std::numeric_limits<double>::infinity();
  BetweenSource source = BetweenSource::standard;
};

/// Variance of log(value), read back from an interval. One that reaches below zero (a mean with its
/// standard errors, Student's t of two processes) is taken from its upper half. NaN without one.
double varianceOfLog(double value, double low, double high, double confidence);

/// Variances that scatter about `variance` as if it were estimated with `freedom` degrees of
/// freedom from case to case; infinite when the cases differ no more than their own few tell.
struct CommonVariance {
  double variance = 0;
  double freedom = 0;  ///< 0: nothing to borrow
};
/// From the variances of many cases with their degrees of freedom. Fewer than ten that are above
/// zero tell nothing.
CommonVariance commonVariance(std::span<const double> variances, std::span<const double> freedoms);

/// The cases of a session, looked up one by one. Keeps a reference to the session.
class BetweenProcess {
 public:
  explicit BetweenProcess(const Session& session);

  /// `other` is consulted where the session itself says nothing: its samples when it was measured
  /// on the same processor, then its record, which only ever widens the default.
  MedianError error(std::uint32_t caseIndex, const BetweenProcess& other, std::uint32_t otherCase,
                    double confidence) const;

 private:
  struct Spread {
    double processes = 0;
    double variance = 0;  ///< of the logarithms of the medians of single processes
    double within = 0;    ///< mean variance of such a median, of its own samples
  };
  void readSamples();
  double recorded(std::uint32_t caseIndex) const;  ///< NaN without a record
  /// Own variance, or the weighted mean with the common one, at least that of the own samples.
  double moderated(const Spread& spread) const;
  double freedom(const Spread& spread) const;

  const Session& m_session;
  double m_recorded = kUnknown;  ///< of the session
  std::vector<double> m_caseRecords;
  std::vector<Spread> m_spreads;  ///< empty when all samples come from one process
  CommonVariance m_common;
};

}  // namespace lane
