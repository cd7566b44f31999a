#include "exchange/import/session_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>

#include "measure/resample.h"
#include "measure/statistics.h"

namespace lane {
namespace {

constexpr double kConfidence = 0.95;
/// Below, the order statistics of a 95 % interval of the median do not exist.
constexpr std::size_t kEnoughForRanks = 6;
/// A text column of a session file is as wide as its longest text.
constexpr std::size_t kLongestName = 1024;

std::string paramsJson(const NamedAxes& axes) {
  return axes.params.empty() ? std::string() : nlohmann::json(axes.params).dump();
}

}  // namespace

MetricRecord timeMetric(std::string id, std::string name) {
  return {std::move(id), std::move(name), "s", MetricKind::time, false};
}
MetricRecord bytesMetric(std::string id, std::string name) {
  return {std::move(id), std::move(name), "B", MetricKind::bytes, false};
}
MetricRecord countMetric(std::string id, std::string name) {
  return {std::move(id), std::move(name), "1", MetricKind::count, false};
}

void setNormalInterval(CaseRecord& record, double count) {
  record.ciLow = record.ciHigh = kUnknown;
  const double middle = std::isnan(record.mean) ? record.median : record.mean;
  if (!(count >= 2) || !(record.stddev >= 0) || !(middle > 0) || !(record.median > 0)) return;
  const double reach = twoSidedT(kConfidence, count - 1) * std::sqrt(std::numbers::pi / 2) *
                       record.stddev / middle / std::sqrt(count);
  record.ciLow = record.median * std::exp(-reach);
  record.ciHigh = record.median * std::exp(reach);
}

std::size_t SessionBuilder::KeyHash::operator()(std::uint32_t index) const {
  return std::hash<std::string_view>()(session->cases[index].key);
}
std::size_t SessionBuilder::KeyHash::operator()(std::string_view key) const {
  return std::hash<std::string_view>()(key);
}
bool SessionBuilder::KeyEqual::operator()(std::string_view key, std::uint32_t index) const {
  return session->cases[index].key == key;
}

SessionBuilder::SessionBuilder(Import& import, NameReader names, std::string suite)
    : m_import(import),
      m_names(std::move(names)),
      m_suite(std::move(suite)),
      m_byKey(0, KeyHash{&import.session}, KeyEqual{&import.session}) {
  import.session.sources.resize(1);
  import.session.sources.front().id = m_suite;
  import.session.sources.front().kind = SourceKind::import;
}

void SessionBuilder::setTool(const std::string& tool, const std::string& version) {
  SourceRecord& source = session().sources.front();
  source.tool = version.empty() ? tool : tool + " " + version;
  source.versions = version.empty() ? "{}" : nlohmann::json{{tool, version}}.dump();
  if (version.empty()) remark(fmt::format("The file does not say which version of {}.", tool));
}

void SessionBuilder::reserve(std::size_t cases) {
  session().cases.reserve(cases);
  m_nameHashes.reserve(cases);
  m_byKey.reserve(cases);
}

SessionBuilder::Found SessionBuilder::caseOf(const NamedAxes& axes, std::string_view name) {
  CaseRecord record;
  record.suite = m_suite;
  record.benchmark = axes.benchmark;
  record.variant = axes.variant.empty() ? kOnlyVariant : axes.variant;
  record.size = axes.size;
  record.threads = axes.threads;
  record.dtype = axes.dtype;
  record.params = paramsJson(axes);
  record.key = makeKey(record);
  const std::size_t hash = std::hash<std::string_view>()(name);
  if (const auto known = m_byKey.find(std::string_view(record.key)); known != m_byKey.end())
    return {*known, false, m_nameHashes[*known] == hash};
  const auto index = static_cast<std::uint32_t>(session().cases.size());
  session().cases.push_back(std::move(record));
  m_nameHashes.push_back(hash);
  m_byKey.insert(index);
  return {index, true, true};
}

void SessionBuilder::addSample(std::uint32_t index, double seconds, std::uint64_t calls,
                               std::uint32_t round, std::uint32_t process) {
  Samples& samples = session().samples;
  samples.seconds.push_back(seconds);
  samples.caseIndex.push_back(index);
  samples.process.push_back(process);
  samples.pass.push_back(0);
  samples.round.push_back(round);
  samples.t.push_back(0);
  samples.calls.push_back(calls);
  samples.placement.push_back(0);
  samples.flags.push_back(0);
  record(index).batchCalls = calls;
  record(index).status = CaseStatus::measured;
}

std::uint32_t SessionBuilder::metricIndex(const MetricRecord& metric) {
  const auto [at, isNew] =
      m_metrics.try_emplace(metric.id, static_cast<std::uint32_t>(session().metrics.size()));
  if (isNew) session().metrics.push_back(metric);
  return at->second;
}

void SessionBuilder::observe(std::uint32_t index, std::uint32_t round, const MetricRecord& metric,
                             double value) {
  session().observations.push_back({index, 0, round, metricIndex(metric), value});
}

void SessionBuilder::addValue(std::uint32_t index, const MetricRecord& metric, double value,
                              const std::string& reason) {
  session().values.push_back({index, metricIndex(metric), value, kUnknown, kUnknown, 1, reason});
}

void SessionBuilder::state(std::uint32_t index, const StatedFigures& figures) {
  CaseRecord& stated = record(index);
  stated.median = figures.median;
  stated.mean = figures.mean;
  stated.stddev = figures.stddev;
  stated.mad = figures.mad;
  stated.min = figures.min;
  stated.sampleCount = figures.count;
  stated.status = CaseStatus::measured;
  if (std::isnan(stated.median)) {
    stated.median = figures.mean;
    stated.reason = "the file states no median: the mean stands for it";
  }
  if (figures.low > 0 && figures.high >= figures.low) {
    stated.ciLow = figures.low;
    stated.ciHigh = figures.high;
  } else {
    setNormalInterval(stated, static_cast<double>(figures.count));
  }
  if (std::isnan(stated.ciLow)) {
    if (!stated.reason.empty()) stated.reason += "; ";
    stated.reason += "the file states no spread";
  }
}

void SessionBuilder::setStatus(std::uint32_t index, CaseStatus status, std::string reason) {
  record(index).status = status;
  record(index).reason = std::move(reason);
}

void SessionBuilder::note(std::uint32_t index, std::string text) {
  session().notes.push_back({index, {}, std::move(text)});
}

void SessionBuilder::skip(std::string what, std::string why) {
  if (what.size() > kLongestName) what.resize(kLongestName);
  m_import.skipped.push_back({std::move(what), std::move(why)});
}

void SessionBuilder::remark(const std::string& sentence) {
  if (m_remarks.insert(sentence).second) m_import.remarks.push_back(sentence);
}

void SessionBuilder::summarizeSamples(std::uint32_t index) {
  Session& all = session();
  CaseRecord& measured = record(index);
  const auto ofCase = [&](const auto& column) {
    const auto first = column.begin() + static_cast<std::ptrdiff_t>(measured.sampleOffset);
    return std::vector(first, first + static_cast<std::ptrdiff_t>(measured.sampleCount));
  };
  const std::vector<double> seconds = ofCase(all.samples.seconds);
  if (seconds.size() == 1) {
    measured.median = measured.mean = measured.min = seconds.front();
    measured.reason = "a single run: no spread";
    return;
  }
  const Summary summary =
      summarize(seconds, ofCase(all.samples.pass), ofCase(all.samples.process), kConfidence);
  measured.median = summary.median;
  measured.ciLow = summary.ciLow;
  measured.ciHigh = summary.ciHigh;
  measured.mean = summary.mean;
  measured.stddev = summary.stddev;
  measured.mad = summary.mad;
  measured.min = summary.min;
  measured.p5 = summary.p5;
  measured.p95 = summary.p95;
  measured.p99 = summary.p99;
  measured.outliers = summary.outliers;
  // Of few processes the lower end may lie below zero, where no logarithm is.
  if (seconds.size() < kEnoughForRanks || !(measured.ciLow > 0))
    setNormalInterval(measured, static_cast<double>(seconds.size()));
}

/// Median of each metric of each case; single observations are told by that value alone.
void SessionBuilder::gatherObservations() {
  std::vector<Observation>& all = session().observations;
  std::stable_sort(all.begin(), all.end(), [](const Observation& a, const Observation& b) {
    return std::pair(a.caseIndex, a.metric) < std::pair(b.caseIndex, b.metric);
  });
  std::vector<Observation> kept;
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::find_if(first, all.end(), [&](const Observation& other) {
      return other.caseIndex != first->caseIndex || other.metric != first->metric;
    });
    std::vector<double> values;
    for (auto at = first; at != last; ++at)
      if (!std::isnan(at->value)) values.push_back(at->value);
    const auto count = static_cast<std::uint64_t>(values.size());
    ValueRecord value{first->caseIndex, first->metric, kUnknown, kUnknown, kUnknown, count, {}};
    if (values.empty()) {
      value.reason = "not a finite number in the file";
    } else {
      std::sort(values.begin(), values.end());
      value.value = quantile(values, 0.5);
      if (values.size() >= kEnoughForRanks) {
        const Interval interval = medianInterval(values, kConfidence);
        value.low = interval.low;
        value.high = interval.high;
      }
    }
    session().values.push_back(std::move(value));
    if (last - first > 1) kept.insert(kept.end(), first, last);
    first = last;
  }
  all = std::move(kept);
}

void SessionBuilder::finish() {
  Session& all = session();
  sortSamples(all);
  std::size_t single = 0, few = 0;
  for (std::uint32_t i = 0; i < all.cases.size(); ++i) {
    const CaseRecord& each = all.cases[i];
    if (each.sampleCount == 0 || each.sampleOffset >= all.samples.size()) continue;
    summarizeSamples(i);
    single += each.sampleCount == 1;
    few += each.sampleCount > 1 && each.sampleCount < kEnoughForRanks;
  }
  gatherObservations();
  if (single > 0)
    remark(
        fmt::format("{} of {} results are a single run: they have no spread, and a comparison "
                    "cannot decide on them.",
                    single, all.cases.size()));
  if (few > 0)
    remark(
        fmt::format("{} of {} results have fewer than {} samples: their intervals assume a "
                    "normal distribution and are wide.",
                    few, all.cases.size(), kEnoughForRanks));
  if (m_names.givenUp() > 0)
    remark(fmt::format("A pattern tried too much on {} names and was given up there.",
                       m_names.givenUp()));
  all.uuid = newUuid();
  all.complete = true;
}

}  // namespace lane
