// How far the median of a case may lie from what another process would have shown: what its own
// samples tell, and the luck of a process with memory and clock. Values.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "session/session.h"

namespace lane {

/// Relative standard deviation between processes where nothing measured says better, one thread:
/// medians of ten pairs of processes differed by 1 to 5 %.
inline constexpr double kDefaultBetweenProcess = 0.015;

/// Where the component between processes comes from, best first.
enum class BetweenSource : std::uint8_t { samples, record, standard };

/// Variance of log(median) of one case of one session.
struct MedianError {
  double within = 0;     ///< from the samples; more of them make it smaller
  double between = 0;    ///< from the processes; only more of them make it smaller
  double component = 0;  ///< relative standard deviation of a single process
  double processes = 1;
  double freedom = std::numeric_limits<double>::infinity();  ///< degrees of freedom of the sum
  BetweenSource source = BetweenSource::standard;
};

/// The cases of a session, looked up one by one. Keeps a reference to the session.
class BetweenProcess {
 public:
  explicit BetweenProcess(const Session& session);

  /// `other` is consulted where the session itself says nothing: its samples when it was measured
  /// on the same processor, then its record.
  MedianError error(std::uint32_t caseIndex, const BetweenProcess& other, std::uint32_t otherCase,
                    double confidence) const;

 private:
  struct Spread {
    double processes = 0;
    double variance = 0;  ///< of the mean of the medians
    double within = 0;    ///< variance of one process's median
    double component = 0;
  };
  Spread spread(std::uint32_t caseIndex, double confidence) const;
  double recorded(std::uint32_t caseIndex) const;  ///< NaN without a record

  const Session& m_session;
  bool m_severalProcesses = false;
  double m_recorded = kUnknown;  ///< of the session
  std::vector<double> m_caseRecords;
};

}  // namespace lane
