#include "analysis/matrix.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_map>

#include "analysis/between_process.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// A point both sessions may have measured, whatever the variant.
std::string pointOf(CaseRecord record, bool anyVariant) {
  if (anyVariant) record.variant.clear();
  return makeKey(record) + "\n" + std::to_string(record.revision);
}

using Times = std::unordered_map<std::string, std::uint32_t>;  // point -> case

Times timesOf(const Session& session, const std::string& variant) {
  Times times;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() || !std::isfinite(record.median)) continue;
    if (!variant.empty() && record.variant != variant) continue;
    const auto [place, added] = times.try_emplace(pointOf(record, variant.empty()), i);
    if (!added && record.median < session.cases[place->second].median) place->second = i;
  }
  return times;
}

/// The ratios of one cell on their way to a geometric mean.
struct Sum {
  double logs = 0;
  double within = 0;           ///< sum of the variances of the logarithms
  std::vector<double> shared;  ///< variance all cases of two processes have in common
  std::size_t cases = 0;
  bool intervals = true;

  MatrixCell mean(double z) const {
    MatrixCell cell;
    cell.cases = cases;
    if (cases == 0) return cell;
    const auto n = static_cast<double>(cases);
    cell.ratio = std::exp(logs / n);
    if (!intervals) return cell;
    const double reach = z * std::sqrt(within / (n * n) + median(shared));
    cell.low = std::exp(logs / n - reach);
    cell.high = std::exp(logs / n + reach);
    return cell;
  }
};

using KernelName = std::tuple<std::string, std::string, Dtype>;
KernelName kernelOf(const CaseRecord& record) {
  return {record.suite, record.benchmark, record.dtype};
}

bool hasInterval(const CaseRecord& record) {
  return record.ciLow > 0 && record.ciHigh >= record.ciLow && std::isfinite(record.ciHigh) &&
         record.sampleCount > 1;
}

/// One session against the reference.
class Comparison {
 public:
  Comparison(const Session& session, const Session& reference, const MatrixOptions& options)
      : m_session(session),
        m_reference(reference),
        m_options(options),
        m_processes(session),
        m_referenceProcesses(reference) {}

  void run(const Times& times, const Times& referenceTimes) {
    // In the order of the cases, so that sums are the same every time.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const auto& [point, index] : times) {
      const auto other = referenceTimes.find(point);
      if (other != referenceTimes.end()) pairs.emplace_back(index, other->second);
    }
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [index, other] : pairs) add(index, other);
  }

  MatrixCell overall() const { return finish(m_all); }
  MatrixCell cell(const KernelName& kernel) const {
    const auto sum = m_kernels.find(kernel);
    return finish(sum == m_kernels.end() ? Sum{} : sum->second);
  }

 private:
  void add(std::uint32_t index, std::uint32_t other) {
    const CaseRecord& record = m_session.cases[index];
    const CaseRecord& before = m_reference.cases[other];
    const double log = std::log(record.median / before.median);
    const bool intervals = hasInterval(record) && hasInterval(before);
    double within = 0, shared = 0;
    if (intervals) {
      const MedianError a =
          m_processes.error(index, m_referenceProcesses, other, m_options.confidence);
      const MedianError b =
          m_referenceProcesses.error(other, m_processes, index, m_options.confidence);
      within = a.within + b.within;
      shared = a.component * a.component / a.processes + b.component * b.component / b.processes;
    }
    for (Sum* sum : {&m_all, &m_kernels[kernelOf(record)]}) {
      sum->logs += log;
      sum->within += within;
      sum->shared.push_back(shared);
      sum->intervals &= intervals;
      ++sum->cases;
    }
  }

  MatrixCell finish(const Sum& sum) const {
    MatrixCell cell = sum.mean(twoSidedZ(m_options.confidence));
    if (cell.cases == 0)
      cell.reason = m_options.variant.empty()
                        ? "no case both sessions have"
                        : "no case of " + m_options.variant + " both sessions have";
    return cell;
  }

  const Session& m_session;
  const Session& m_reference;
  const MatrixOptions& m_options;
  BetweenProcess m_processes, m_referenceProcesses;
  Sum m_all;
  std::map<KernelName, Sum> m_kernels;
};

}  // namespace

std::string MatrixKernel::name() const {
  std::string text = suite.empty() ? benchmark : suite + "/" + benchmark;
  if (dtype != Dtype::none) text += " " + std::string(toWord(dtype));
  return text;
}

Matrix makeMatrix(std::vector<MatrixSession> sessions, const MatrixOptions& options) {
  Matrix matrix;
  matrix.options = options;
  matrix.sessions = std::move(sessions);
  if (options.reference >= matrix.sessions.size()) return matrix;
  const Session& reference = *matrix.sessions[options.reference].session;

  std::map<KernelName, std::size_t> rows;
  const auto addKernels = [&](const Session& session) {
    for (const CaseRecord& record : session.cases) {
      if (!record.hasTime()) continue;
      if (!rows.try_emplace(kernelOf(record), rows.size()).second) continue;
      matrix.kernels.push_back({record.suite, record.benchmark, record.dtype, {}});
    }
  };
  addKernels(reference);
  for (const MatrixSession& side : matrix.sessions) addKernels(*side.session);

  const Times referenceTimes = timesOf(reference, options.variant);
  for (std::size_t i = 0; i < matrix.sessions.size(); ++i) {
    const Session& session = *matrix.sessions[i].session;
    Comparison comparison(session, reference, options);
    comparison.run(i == options.reference ? referenceTimes : timesOf(session, options.variant),
                   referenceTimes);
    const auto exact = [&](MatrixCell cell) {
      // A session against itself is no measurement.
      if (i == options.reference && cell.cases > 0) cell.ratio = cell.low = cell.high = 1;
      return cell;
    };
    matrix.overall.push_back(exact(comparison.overall()));
    for (MatrixKernel& kernel : matrix.kernels)
      kernel.cells.push_back(
          exact(comparison.cell({kernel.suite, kernel.benchmark, kernel.dtype})));
  }
  return matrix;
}

MatrixCell perCost(const MatrixCell& cell, double cost, double referenceCost) {
  MatrixCell result;
  result.cases = cell.cases;
  result.reason = cell.reason;
  if (!cell.reason.empty()) return result;
  if (!(cost > 0)) {
    result.reason = "not entered for this session";
  } else if (!(referenceCost > 0)) {
    result.reason = "not entered for the reference";
  } else {
    const double factor = referenceCost / cost;
    result.ratio = factor / cell.ratio;
    result.low = factor / cell.high;
    result.high = factor / cell.low;
  }
  return result;
}

}  // namespace lane
