#include "analysis/between_process.h"

#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <functional>
#include <numeric>

#include "measure/statistics.h"

namespace lane {
namespace {

/// Processes from which on their own spread is believed.
constexpr double kEnoughProcesses = 3;
/// Cases from which on they tell about each other.
constexpr std::size_t kEnoughCases = 10;
/// Median absolute deviation to standard deviation, and that of a mean to that of a median: of a
/// normal distribution.
constexpr double kMadToSigma = 1.4826, kMeanToMedian = 1.2533;

/// Variance of log(median) that the stored interval tells; 0 without one.
double storedVariance(const CaseRecord& record, double confidence) {
  const double variance = varianceOfLog(record.median, record.ciLow, record.ciHigh, confidence);
  return std::isnan(variance) ? 0 : variance;
}

/// Reorders the values. Of an even number the mean of both in the middle.
double medianOf(std::span<double> values) {
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  return values.size() % 2 ? *half : (*half + *std::max_element(values.begin(), half)) / 2;
}

/// x with trigamma(x) = y, by Newton's method on 1/trigamma, which is nearly a line.
double inverseTrigamma(double y) {
  if (y > 1e7) return 1 / std::sqrt(y);
  if (y < 1e-6) return 1 / y;
  double x = 0.5 + 1 / y;
  for (int i = 0; i < 50; ++i) {
    const double at = boost::math::trigamma(x);
    const double step = at * (1 - at / y) / boost::math::polygamma(2, x);
    x += step;
    if (std::abs(step) < 1e-8 * x) break;
  }
  return x;
}

}  // namespace

double varianceOfLog(double value, double low, double high, double confidence) {
  if (!(value > 0) || !(high >= value) || !(low <= value) || std::isinf(high)) return kUnknown;
  const double half = low > 0 ? std::log(high / low) / 2 : std::log(high / value);
  return std::pow(half / twoSidedZ(confidence), 2);
}

CommonVariance commonVariance(std::span<const double> variances, std::span<const double> freedoms) {
  // log s² = log of the true one + log(chi²(d) / d): what that adds in mean and variance is known.
  std::vector<double> logs;
  double noise = 0;
  for (std::size_t i = 0; i < variances.size(); ++i) {
    if (!(variances[i] > 0) || !(freedoms[i] > 0)) continue;
    const double half = freedoms[i] / 2;
    logs.push_back(std::log(variances[i]) - boost::math::digamma(half) + std::log(half));
    noise += boost::math::trigamma(half);
  }
  if (logs.size() < kEnoughCases) return {};
  const auto n = static_cast<double>(logs.size());
  const double mean = std::accumulate(logs.begin(), logs.end(), 0.0) / n;
  double scatter = 0;
  for (const double log : logs) scatter += std::pow(log - mean, 2) / (n - 1);
  const double excess = scatter - noise / n;
  if (excess <= 0) return {std::exp(mean), std::numeric_limits<double>::infinity()};
  const double half = inverseTrigamma(excess);
  return {std::exp(mean + boost::math::digamma(half) - std::log(half)), 2 * half};
}

BetweenProcess::BetweenProcess(const Session& session)
    : m_session(session), m_caseRecords(session.cases.size(), kUnknown) {
  for (const ValueRecord& value : session.values) {
    if (value.metric >= session.metrics.size() || !(value.value >= 0) ||
        session.metrics[value.metric].id != "between_process")
      continue;
    if (value.caseIndex == kNoCase)
      m_recorded = value.value;
    else if (value.caseIndex < m_caseRecords.size())
      m_caseRecords[value.caseIndex] = value.value;
  }
  const std::vector<std::uint32_t>& process = session.samples.process;
  if (std::adjacent_find(process.begin(), process.end(), std::not_equal_to<>()) != process.end())
    readSamples();
}

void BetweenProcess::readSamples() {
  const Samples& samples = m_session.samples;
  // Samples by case and process, in two stable counting passes at most.
  std::vector<std::size_t> begin(m_session.cases.size() + 1, 0);
  for (const std::uint32_t index : samples.caseIndex)
    if (index < m_session.cases.size()) ++begin[index + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::pair<std::uint32_t, double>> taken(begin.back());  // process, seconds
  std::vector<std::size_t> next = begin;
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (samples.caseIndex[i] < m_session.cases.size())
      taken[next[samples.caseIndex[i]]++] = {samples.process[i], samples.seconds[i]};

  m_spreads.resize(m_session.cases.size());
  std::vector<double> values, medians, variances, freedoms;
  for (std::size_t index = 0; index < m_spreads.size(); ++index) {
    const std::span all(taken.data() + begin[index], taken.data() + begin[index + 1]);
    const auto byProcess = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!std::is_sorted(all.begin(), all.end(), byProcess))
      std::stable_sort(all.begin(), all.end(), byProcess);
    medians.clear();
    double within = 0;
    for (auto from = all.begin(); from != all.end();) {
      const auto to =
          std::find_if(from, all.end(), [&](const auto& one) { return one.first != from->first; });
      values.clear();
      for (; from != to; ++from)
        if (from->second > 0) values.push_back(from->second);
      if (values.empty()) continue;
      const double middle = medianOf(values);
      medians.push_back(std::log(middle));
      for (double& value : values) value = std::abs(value / middle - 1);
      const double sigma = kMadToSigma * kMeanToMedian * medianOf(values);
      within += sigma * sigma / static_cast<double>(values.size());
    }
    Spread& spread = m_spreads[index];
    spread.processes = static_cast<double>(medians.size());
    if (medians.size() < 2) continue;
    const double mean = std::accumulate(medians.begin(), medians.end(), 0.0) / spread.processes;
    for (const double log : medians)
      spread.variance += std::pow(log - mean, 2) / (spread.processes - 1);
    spread.within = within / spread.processes;
    if (spread.processes < kEnoughProcesses) continue;
    variances.push_back(spread.variance);
    freedoms.push_back(spread.processes - 1);
  }
  m_common = commonVariance(variances, freedoms);
}

double BetweenProcess::recorded(std::uint32_t caseIndex) const {
  // A case's own figure rests on few processes and may be small by luck: it only ever widens.
  return std::fmax(m_recorded, m_caseRecords[caseIndex]);
}

double BetweenProcess::moderated(const Spread& spread) const {
  if (m_common.freedom == 0) return spread.variance;
  const double own = spread.processes - 1;
  const double mean = std::isinf(m_common.freedom)
                          ? m_common.variance
                          : (m_common.freedom * m_common.variance + own * spread.variance) /
                                (m_common.freedom + own);
  // A noisy case among calm ones: what its own samples make of it is there in any case.
  return std::max(mean, spread.within);
}

double BetweenProcess::freedom(const Spread& spread) const {
  return m_common.freedom + spread.processes - 1;
}

MedianError BetweenProcess::error(std::uint32_t caseIndex, const BetweenProcess& other,
                                  std::uint32_t otherCase, double confidence) const {
  const CaseRecord& record = m_session.cases[caseIndex];
  MedianError error;
  const Spread own = m_spreads.empty() ? Spread{} : m_spreads[caseIndex];
  const auto componentOf = [](const BetweenProcess& session, const Spread& spread) {
    return std::sqrt(std::max(0.0, session.moderated(spread) - spread.within));
  };
  if (own.processes >= kEnoughProcesses) {
    const double variance = moderated(own) / own.processes;
    error.processes = own.processes;
    error.within = std::min(variance, own.within / own.processes);
    error.between = variance - error.within;
    error.component = componentOf(*this, own);
    error.freedom = freedom(own);
    error.source = BetweenSource::samples;
    return error;
  }
  // The stored interval of several processes already holds their spread; take it from the samples.
  error.processes = std::max(1.0, own.processes);
  error.within =
      own.processes > 1 ? own.within / own.processes : storedVariance(record, confidence);
  const bool sameProcessor = m_session.machine.cpuModel == other.m_session.machine.cpuModel;
  const Spread theirs =
      sameProcessor && !other.m_spreads.empty() ? other.m_spreads[otherCase] : Spread{};
  const double known =
      std::isnan(recorded(caseIndex)) ? other.recorded(otherCase) : recorded(caseIndex);
  const double standard = record.threads > 1 ? kDefaultBetweenTeams : kDefaultBetweenProcess;
  if (theirs.processes >= kEnoughProcesses) {
    error.component = componentOf(other, theirs);
    error.freedom = other.freedom(theirs);
    error.source = BetweenSource::samples;
  } else if (!std::isnan(known)) {
    // The processes of a record ran within a minute: they know nothing of a host that changes
    // within the hour, and a small figure of theirs promises nothing.
    error.component = std::max(known, standard);
    error.source = known > standard ? BetweenSource::record : BetweenSource::standard;
  } else {
    error.component = standard;
  }
  error.between = error.component * error.component / error.processes;
  return error;
}

}  // namespace lane
