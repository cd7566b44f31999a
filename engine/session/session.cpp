#include "session/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

namespace lane {
namespace {

/// RFC 3986: everything but unreserved characters becomes %XX.
std::string percentEncoded(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved)
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

std::string plainText(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// "[64,32]" -> "64x32"; text that is no JSON list stays as it is.
std::string shapeText(const std::string& shape) {
  const auto list = nlohmann::json::parse(shape, nullptr, false);
  if (!list.is_array()) return shape;
  std::string text;
  for (const auto& extent : list) text += (text.empty() ? "" : "x") + plainText(extent);
  return text;
}

/// "n=4096", or "shape=64x32", followed by the parameters in the order of their names.
std::string axesText(const CaseRecord& record) {
  std::string text = record.shape.empty() ? fmt::format("n={}", record.size)
                                          : "shape=" + percentEncoded(shapeText(record.shape));
  if (record.params.empty()) return text;
  const auto params = nlohmann::json::parse(record.params, nullptr, false);
  if (!params.is_object()) return text + ",params=" + percentEncoded(record.params);
  for (const auto& [name, value] : params.items())
    text += "," + percentEncoded(name) + "=" + percentEncoded(plainText(value));
  return text;
}

/// False when only the count of the samples is known.
bool holdsSamples(const CaseRecord& record, const Samples& samples) {
  return record.sampleOffset < samples.size();
}

bool sameNumber(double a, double b) {
  return a == b || (a != a && b != b);
}

}  // namespace

bool sameCase(const CaseRecord& a, const CaseRecord& b) {
  constexpr std::array kNumbers{
      &CaseRecord::flops,      &CaseRecord::bytesRead, &CaseRecord::bytesWritten,
      &CaseRecord::items,      &CaseRecord::median,    &CaseRecord::ciLow,
      &CaseRecord::ciHigh,     &CaseRecord::mean,      &CaseRecord::stddev,
      &CaseRecord::mad,        &CaseRecord::min,       &CaseRecord::p5,
      &CaseRecord::p95,        &CaseRecord::p99,       &CaseRecord::maxUlp,
      &CaseRecord::maxRelError};
  for (const auto number : kNumbers)
    if (!sameNumber(a.*number, b.*number)) return false;
  return a.key == b.key && a.suite == b.suite && a.benchmark == b.benchmark && a.dtype == b.dtype &&
         a.size == b.size && a.shape == b.shape && a.params == b.params && a.variant == b.variant &&
         a.threads == b.threads && a.mode == b.mode && a.cache == b.cache &&
         a.revision == b.revision && a.source == b.source && a.itemName == b.itemName &&
         a.batchCalls == b.batchCalls && a.sampleOffset == b.sampleOffset &&
         a.sampleCount == b.sampleCount && a.outliers == b.outliers &&
         a.stopReason == b.stopReason && a.status == b.status && a.reason == b.reason;
}

std::string makeKey(const CaseRecord& record) {
  return fmt::format("{}/{}/{}/{}/{}/t={}/{}/{}", percentEncoded(record.suite),
                     percentEncoded(record.benchmark), toWord(record.dtype), axesText(record),
                     percentEncoded(record.variant), record.threads, toWord(record.cache),
                     toWord(record.mode));
}

std::vector<std::size_t> Session::samplesOf(std::uint32_t caseIndex) const {
  std::vector<std::size_t> positions;
  if (caseIndex >= cases.size()) return positions;
  if (samples.sortedByCase) {
    if (!holdsSamples(cases[caseIndex], samples)) return positions;
    positions.resize(cases[caseIndex].sampleCount);
    std::iota(positions.begin(), positions.end(), cases[caseIndex].sampleOffset);
    return positions;
  }
  for (std::size_t i = 0; i < samples.caseIndex.size(); ++i)
    if (samples.caseIndex[i] == caseIndex) positions.push_back(i);
  return positions;
}

std::uint32_t Session::caseByKey(std::string_view key) const {
  const auto found = std::find_if(cases.begin(), cases.end(),
                                  [&](const CaseRecord& record) { return record.key == key; });
  return found == cases.end() ? kNoCase : static_cast<std::uint32_t>(found - cases.begin());
}

std::uint32_t Session::metricIndex(const MetricRecord& metric) {
  const auto found = std::find_if(metrics.begin(), metrics.end(),
                                  [&](const MetricRecord& known) { return known.id == metric.id; });
  if (found != metrics.end()) return static_cast<std::uint32_t>(found - metrics.begin());
  metrics.push_back(metric);
  return static_cast<std::uint32_t>(metrics.size() - 1);
}

void sortSamples(Session& session) {
  Samples& samples = session.samples;
  // Counting sort: stable, and its running sums are the offsets.
  std::vector<std::size_t> next(session.cases.size() + 1, 0);
  for (const std::uint32_t index : samples.caseIndex) ++next[index + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  for (std::size_t i = 0; i < session.cases.size(); ++i) {
    CaseRecord& record = session.cases[i];
    const bool own = next[i + 1] > next[i];
    // A count without samples is what an imported file states: it stays, beyond the last sample.
    record.sampleOffset = own || record.sampleCount == 0 ? next[i] : samples.size();
    if (own) record.sampleCount = next[i + 1] - next[i];
  }
  std::vector<std::size_t> order(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) order[next[samples.caseIndex[i]]++] = i;

  const auto reorder = [&](auto& column) {
    auto sorted = column;
    for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = column[order[i]];
    column = std::move(sorted);
  };
  reorder(samples.seconds);
  reorder(samples.caseIndex);
  reorder(samples.process);
  reorder(samples.pass);
  reorder(samples.round);
  reorder(samples.t);
  reorder(samples.calls);
  reorder(samples.placement);
  reorder(samples.flags);
  samples.sortedByCase = true;
}

std::string newUuid() {
  std::random_device random;
  std::array<std::uint32_t, 4> words{random(), random(), random(), random()};
  words[1] = (words[1] & 0xffff0fffu) | 0x00004000u;  // version 4
  words[2] = (words[2] & 0x3fffffffu) | 0x80000000u;  // variant of RFC 9562
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", words[0], words[1] >> 16,
                     words[1] & 0xffff, words[2] >> 16, words[2] & 0xffff, words[3]);
}

std::string nowIso8601() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

}  // namespace lane
