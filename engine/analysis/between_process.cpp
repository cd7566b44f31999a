#include "analysis/between_process.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "measure/resample.h"

namespace lane {
namespace {

constexpr double kSeveralThreads = 0.10;
/// Processes from which on their own spread is believed.
constexpr double kEnoughProcesses = 3;

/// Variance of log(median), read back from the stored interval.
double storedVariance(const CaseRecord& record, double confidence) {
  if (!(record.ciLow > 0) || !(record.ciHigh > record.ciLow)) return 0;
  return std::pow(std::log(record.ciHigh / record.ciLow) / (2 * twoSidedZ(confidence)), 2);
}

}  // namespace

BetweenProcess::BetweenProcess(const Session& session)
    : m_session(session), m_caseRecords(session.cases.size(), kUnknown) {
  const std::vector<std::uint32_t>& process = session.samples.process;
  m_severalProcesses =
      std::adjacent_find(process.begin(), process.end(), std::not_equal_to<>()) != process.end();
  for (const ValueRecord& value : session.values) {
    if (value.metric >= session.metrics.size() || !(value.value >= 0) ||
        session.metrics[value.metric].id != "between_process")
      continue;
    if (value.caseIndex == kNoCase)
      m_recorded = value.value;
    else if (value.caseIndex < m_caseRecords.size())
      m_caseRecords[value.caseIndex] = value.value;
  }
}

BetweenProcess::Spread BetweenProcess::spread(std::uint32_t caseIndex, double confidence) const {
  if (!m_severalProcesses) return {};
  std::vector<double> logs;
  std::vector<std::uint32_t> pass, process;
  for (const std::size_t i : m_session.samplesOf(caseIndex)) {
    if (!(m_session.samples.seconds[i] > 0)) continue;
    logs.push_back(std::log(m_session.samples.seconds[i]));
    pass.push_back(m_session.samples.pass[i]);
    process.push_back(m_session.samples.process[i]);
  }
  if (logs.empty()) return {};
  const ProcessSpread found = processSpread({logs, pass, process}, confidence);
  return {static_cast<double>(found.processes), std::pow(found.standardError, 2),
          std::pow(found.within, 2), found.between};
}

double BetweenProcess::recorded(std::uint32_t caseIndex) const {
  // A case's own figure rests on few processes and may be small by luck: it only ever widens.
  return std::fmax(m_recorded, m_caseRecords[caseIndex]);
}

MedianError BetweenProcess::error(std::uint32_t caseIndex, const BetweenProcess& other,
                                  std::uint32_t otherCase, double confidence) const {
  const CaseRecord& record = m_session.cases[caseIndex];
  MedianError error;
  const Spread own = spread(caseIndex, confidence);
  if (own.processes >= kEnoughProcesses) {
    error.processes = own.processes;
    error.within = std::min(own.variance, own.within / own.processes);
    error.between = own.variance - error.within;
    error.component = own.component;
    error.freedom = own.processes - 1;
    error.source = BetweenSource::samples;
    return error;
  }
  // The stored interval of several processes already holds their spread; take it from the samples.
  error.processes = std::max(1.0, own.processes);
  error.within =
      own.processes > 1 ? own.within / own.processes : storedVariance(record, confidence);
  const Spread theirs = m_session.machine.cpuModel == other.m_session.machine.cpuModel
                            ? other.spread(otherCase, confidence)
                            : Spread{};
  const double known =
      std::isnan(recorded(caseIndex)) ? other.recorded(otherCase) : recorded(caseIndex);
  const double standard = record.threads > 1 ? kSeveralThreads : kDefaultBetweenProcess;
  if (theirs.processes >= kEnoughProcesses) {
    error.component = theirs.component;
    error.freedom = theirs.processes - 1;
    error.source = BetweenSource::samples;
  } else if (!std::isnan(known)) {
    // The record is of one thread; several differ by far more.
    error.component = record.threads > 1 ? std::max(known, standard) : known;
    error.source = BetweenSource::record;
  } else {
    error.component = standard;
  }
  error.between = error.component * error.component / error.processes;
  return error;
}

}  // namespace lane
