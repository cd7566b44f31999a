#include "analysis/diff_figures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "analysis/diff.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// They tell how well a case was measured, not what it does.
constexpr std::array<std::string_view, 3> kOfTheMeasurement{"between_process", "modes",
                                                            "placement_sensitivity"};

Figure timeOf(const CaseRecord& record, double confidence) {
  if (!record.hasTime()) return {};
  Figure figure{record.median,
                varianceOfLog(record.median, record.ciLow, record.ciHigh, confidence)};
  // One sample has no spread, whatever interval it may carry.
  if (record.sampleCount < 2 && !(record.ciHigh > record.ciLow)) figure.within = kUnknown;
  return figure;
}

std::unordered_set<std::string_view> metricsOfCases(const Session& session) {
  std::vector<bool> used(session.metrics.size(), false);
  const auto mark = [&](std::uint32_t caseIndex, std::uint32_t metric) {
    if (caseIndex < session.cases.size() && metric < used.size()) used[metric] = true;
  };
  for (const ValueRecord& value : session.values)
    if (value.value == value.value) mark(value.caseIndex, value.metric);
  for (const Observation& one : session.observations) mark(one.caseIndex, one.metric);
  std::unordered_set<std::string_view> ids;
  for (std::size_t i = 0; i < used.size(); ++i)
    if (used[i]) ids.insert(session.metrics[i].id);
  return ids;
}

bool hasTimes(const Session& session) {
  return std::any_of(session.cases.begin(), session.cases.end(),
                     [](const CaseRecord& record) { return record.hasTime(); });
}

}  // namespace

bool isTimePerCall(std::string_view id) {
  return id.empty() || id == kTimePerCall.id;
}

const MetricRecord* findMetric(const Session& session, std::string_view id) {
  const auto found = std::find_if(session.metrics.begin(), session.metrics.end(),
                                  [&](const MetricRecord& metric) { return metric.id == id; });
  return found == session.metrics.end() ? nullptr : &*found;
}

Figures::Figures(const Session& session, std::string_view metric, double confidence)
    : m_figures(session.cases.size()) {
  if (isTimePerCall(metric)) {
    for (std::size_t i = 0; i < m_figures.size(); ++i)
      m_figures[i] = timeOf(session.cases[i], confidence);
    return;
  }
  const MetricRecord* record = findMetric(session, metric);
  if (!record) return;
  const auto index = static_cast<std::uint32_t>(record - session.metrics.data());

  // What single samples gave serves where no figure was drawn from them.
  std::vector<std::vector<double>> observed(m_figures.size());
  for (const Observation& one : session.observations)
    if (one.metric == index && one.caseIndex < observed.size() && one.value == one.value)
      observed[one.caseIndex].push_back(one.value);
  for (std::size_t i = 0; i < observed.size(); ++i) {
    std::vector<double>& values = observed[i];
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    m_figures[i].value = quantile(values, 0.5);
    if (values.size() < 2) continue;
    const Interval interval = medianInterval(values, confidence);
    m_figures[i].within =
        varianceOfLog(m_figures[i].value, interval.low, interval.high, confidence);
  }
  for (const ValueRecord& value : session.values) {
    if (value.metric != index || value.caseIndex >= m_figures.size() || value.value != value.value)
      continue;
    Figure& figure = m_figures[value.caseIndex];
    const double within = varianceOfLog(value.value, value.low, value.high, confidence);
    if (figure.known() && std::isnan(within)) continue;
    figure = {value.value, within};
  }
  for (Figure& figure : m_figures)
    figure.exact = record->kind == MetricKind::count && std::isnan(figure.within) &&
                   figure.known() && figure.value == std::floor(figure.value);
}

std::vector<MetricRecord> comparableMetrics(const Session& base, const Session& now) {
  std::vector<MetricRecord> common;
  if (hasTimes(base) && hasTimes(now)) common.push_back(kTimePerCall);
  const auto ofBase = metricsOfCases(base), ofNew = metricsOfCases(now);
  for (const MetricRecord& metric : base.metrics) {
    if (!ofBase.contains(metric.id) || !ofNew.contains(metric.id) ||
        std::count(kOfTheMeasurement.begin(), kOfTheMeasurement.end(), metric.id) > 0)
      continue;
    const MetricRecord* other = findMetric(now, metric.id);
    if (other->unit == metric.unit && other->higherIsBetter == metric.higherIsBetter)
      common.push_back(metric);
  }
  return common;
}

}  // namespace lane
