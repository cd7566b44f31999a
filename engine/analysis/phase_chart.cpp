#include "analysis/phase_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "measure/statistics.h"

namespace lane {
namespace {

constexpr std::string_view kBegins = "baseline", kEnds = "end", kResident = "resident_memory";

/// In the order of the table.
constexpr std::array<std::string_view, 17> kRows{
    "resident_baseline", "resident_allocated", "resident_processed", "resident_cleaned",
    "resident_peak",     "peak_over_baseline", "peak_per_input",     "peak_per_arrays",
    "minor_faults",      "major_faults",       "huge_page_share",    "allocate_time",
    "scan_time",         "process_time",       "convert_time",       "verify_time",
    "clean_up_time"};

/// What was told of the case, else (it is still being measured) the median of its samples.
PhaseFigure figureOf(const Session& session, std::uint32_t caseIndex, std::uint32_t metric) {
  for (const ValueRecord& value : session.values)
    if (value.caseIndex == caseIndex && value.metric == metric && std::isfinite(value.value))
      return {value.value, value.low, value.high, value.n};
  std::vector<double> seen;
  for (const Observation& one : session.observations)
    if (one.caseIndex == caseIndex && one.metric == metric) seen.push_back(one.value);
  if (seen.empty()) return {};
  return {median(seen), kUnknown, kUnknown, seen.size()};
}

double lengthOf(const PhaseCall& call) {
  // What was before is waited for, not worked.
  return call.phases.back().end - call.phases.front().end;
}

void choose(PhaseCurve& curve, std::vector<PhaseCall> calls) {
  curve.calls = calls.size();
  if (calls.empty()) return;
  std::vector<double> lengths;
  for (const PhaseCall& call : calls) lengths.push_back(lengthOf(call));
  const double middle = median(lengths);
  const auto typical =
      std::min_element(calls.begin(), calls.end(), [&](const PhaseCall& a, const PhaseCall& b) {
        return std::abs(lengthOf(a) - middle) < std::abs(lengthOf(b) - middle);
      });
  curve.call = std::move(*typical);
  const auto highest = std::max_element(curve.call.value.begin(), curve.call.value.end());
  if (highest == curve.call.value.end()) return;
  curve.peak = *highest;
  curve.peakT = curve.call.t[static_cast<std::size_t>(highest - curve.call.value.begin())];
}

}  // namespace

std::vector<PhaseSubject> phaseSubjects(const Session& session) {
  std::vector<bool> has(session.cases.size());
  for (const MarkRecord& mark : session.marks)
    if (mark.caseIndex < has.size() && mark.text == kBegins) has[mark.caseIndex] = true;
  std::vector<PhaseSubject> subjects;
  for (std::size_t i = 0; i < has.size(); ++i) {
    if (!has[i]) continue;
    const CaseRecord& record = session.cases[i];
    auto known = std::find_if(subjects.begin(), subjects.end(), [&](const PhaseSubject& one) {
      return one.suite == record.suite && one.benchmark == record.benchmark;
    });
    if (known == subjects.end())
      known = subjects.insert(known, {record.suite, record.benchmark, {}});
    const auto at = std::lower_bound(known->sizes.begin(), known->sizes.end(), record.size);
    if (at == known->sizes.end() || *at != record.size) known->sizes.insert(at, record.size);
  }
  return subjects;
}

std::vector<PhaseCall> cutCalls(const Session& session, std::uint32_t caseIndex) {
  const SeriesRecord* series = nullptr;
  for (const SeriesRecord& one : session.series)
    if (one.caseIndex == caseIndex && session.metrics[one.metric].id == kResident) series = &one;
  if (series == nullptr) return {};
  std::vector<MarkRecord> marks;
  for (const MarkRecord& mark : session.marks)
    if (mark.caseIndex == caseIndex) marks.push_back(mark);
  std::stable_sort(marks.begin(), marks.end(),
                   [](const MarkRecord& a, const MarkRecord& b) { return a.t < b.t; });
  std::vector<PhaseCall> calls;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i].text != kBegins) continue;
    PhaseCall call;
    const double begin = marks[i].t;
    double end = begin;
    for (std::size_t next = i + 1; next < marks.size() && marks[next].text != kBegins; ++next) {
      call.phases.push_back(
          {marks[next - 1].text, marks[next - 1].t - begin, marks[next].t - begin});
      end = marks[next].t;
      if (marks[next].text == kEnds) break;
    }
    const std::size_t last = i + call.phases.size();
    if (call.phases.empty() || marks[last].text != kEnds) continue;
    const auto from = std::lower_bound(series->t.begin(), series->t.end(), begin);
    const auto to = std::upper_bound(from, series->t.end(), end);
    if (from == to) continue;
    const auto first = from - series->t.begin(), behind = to - series->t.begin();
    for (auto at = first; at < behind; ++at) {
      call.t.push_back(series->t[static_cast<std::size_t>(at)] - begin);
      call.value.push_back(series->value[static_cast<std::size_t>(at)]);
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

bool PhaseChart::isEmpty() const {
  return std::all_of(curves.begin(), curves.end(),
                     [](const PhaseCurve& curve) { return curve.isEmpty(); });
}

const PhaseRow* PhaseChart::row(std::string_view metric) const {
  const auto at = std::find_if(rows.begin(), rows.end(),
                               [&](const PhaseRow& row) { return row.metric.id == metric; });
  return at == rows.end() ? nullptr : &*at;
}

PhaseChart phaseChart(const Session& session, std::string_view suite, std::string_view benchmark,
                      std::uint64_t size) {
  PhaseChart chart;
  chart.benchmark = benchmark;
  chart.size = size;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (record.suite != suite || record.benchmark != benchmark || record.size != size) continue;
    if (record.status == CaseStatus::wrong) continue;
    auto calls = cutCalls(session, i);
    if (calls.empty()) continue;
    PhaseCurve curve;
    curve.caseIndex = i;
    curve.way = record.variant;
    choose(curve, std::move(calls));
    chart.curves.push_back(std::move(curve));
    chart.inputBytes = record.bytesRead;
    chart.outputBytes = record.bytesWritten;
  }
  for (const std::string_view id : kRows) {
    const auto metric = std::find_if(session.metrics.begin(), session.metrics.end(),
                                     [&](const MetricRecord& one) { return one.id == id; });
    if (metric == session.metrics.end()) continue;
    PhaseRow row{*metric, {}};
    bool any = false;
    for (const PhaseCurve& curve : chart.curves) {
      row.figures.push_back(figureOf(session, curve.caseIndex,
                                     static_cast<std::uint32_t>(metric - session.metrics.begin())));
      any = any || std::isfinite(row.figures.back().value);
    }
    if (any) chart.rows.push_back(std::move(row));
  }
  return chart;
}

}  // namespace lane
