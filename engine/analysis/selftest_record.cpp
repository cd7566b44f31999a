#include "analysis/selftest_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unordered_map>

#include "analysis/curves.h"
#include "measure/statistics.h"
#include "session/atomic_file.h"
#include "session/store.h"
#include "workloads/ceilings.h"

namespace lane {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kConfidence = 0.95;
constexpr std::size_t kFewestProcesses = 3;

struct CaseSamples {
  std::vector<double> seconds;
  std::vector<std::uint32_t> pass;
  std::vector<std::uint32_t> process;
};

/// What the pairs of one row gave.
struct Gathered {
  std::size_t pairs = 0;
  std::vector<double> twinDifferences;  ///< |log ratio| of medians, one per pair and process
  std::vector<double> neededVariances;  ///< see addCase(), one per case and pair of processes
  std::vector<double> medianVariances;  ///< of log(median) within one process
};

std::string levelOf(const MachineCard& machine, double bytes) {
  for (const int level : {1, 2, 3})
    if (const CacheLevel* cache = machine.dataCache(level);
        cache && bytes <= static_cast<double>(cache->bytes))
      return fmt::format("L{}", level);
  return "memory";
}

std::map<std::uint32_t, std::vector<double>> byProcess(const CaseSamples& samples) {
  std::map<std::uint32_t, std::vector<double>> split;
  for (std::size_t i = 0; i < samples.seconds.size(); ++i)
    split[samples.process[i]].push_back(samples.seconds[i]);
  return split;
}

struct ProcessMedian {
  double logMedian = 0;
  double variance = 0;  ///< of logMedian, from its interval
};

std::vector<ProcessMedian> processMedians(const CaseSamples& samples) {
  std::map<std::uint32_t, CaseSamples> split;
  for (std::size_t i = 0; i < samples.seconds.size(); ++i) {
    CaseSamples& one = split[samples.process[i]];
    one.seconds.push_back(samples.seconds[i]);
    one.pass.push_back(samples.pass[i]);
  }
  std::vector<ProcessMedian> medians;
  for (const auto& [process, one] : split) {
    const Summary summary = summarize(one.seconds, one.pass, kConfidence);
    medians.push_back({std::log(summary.median),
                       std::pow(summary.relativeHalfWidth() / twoSidedZ(kConfidence), 2)});
  }
  return medians;
}

/// The variance that each of two processes must be granted for the interval of their ratio to
/// just reach 1, for every pair of processes.
void addCase(const CaseSamples& samples, Gathered& row) {
  const std::vector<ProcessMedian> medians = processMedians(samples);
  for (std::size_t a = 0; a < medians.size(); ++a) {
    row.medianVariances.push_back(medians[a].variance);
    for (std::size_t b = a + 1; b < medians.size(); ++b) {
      const double reach = (medians[a].logMedian - medians[b].logMedian) / twoSidedZ(kConfidence);
      row.neededVariances.push_back(
          std::max(0.0, (reach * reach - medians[a].variance - medians[b].variance) / 2));
    }
  }
}

void addPair(const CaseSamples& one, const CaseSamples& twin, Gathered& row) {
  ++row.pairs;
  const auto second = byProcess(twin);
  for (const auto& [process, seconds] : byProcess(one))
    if (const auto other = second.find(process); other != second.end())
      row.twinDifferences.push_back(std::abs(std::log(median(other->second) / median(seconds))));
  addCase(one, row);
  addCase(twin, row);
}

SelftestRow rowOf(std::string benchmark, std::string level, Gathered gathered) {
  SelftestRow row{
      std::move(benchmark), std::move(level), gathered.pairs, kUnknown, kUnknown, kUnknown};
  std::sort(gathered.twinDifferences.begin(), gathered.twinDifferences.end());
  row.noiseFloor = std::expm1(quantile(gathered.twinDifferences, kConfidence));
  std::sort(gathered.neededVariances.begin(), gathered.neededVariances.end());
  const double between = quantile(gathered.neededVariances, kConfidence);
  row.betweenProcess = std::sqrt(between);
  // Medians of single cases can be wild; the typical one decides what can usually be told.
  const double within = median(gathered.medianVariances);
  row.smallestDifference = std::expm1(twoSidedZ(kConfidence) * std::sqrt(2 * (between + within)));
  return row;
}

Json jsonOf(const SelftestRow& row) {
  return {{"benchmark", row.benchmark},
          {"level", row.level},
          {"pairs", row.pairs},
          {"noise_floor", row.noiseFloor},
          {"between_process", row.betweenProcess},
          {"smallest_difference", row.smallestDifference}};
}

SelftestRow rowFrom(const Json& json) {
  return {json.at("benchmark"),   json.at("level"),           json.at("pairs"),
          json.at("noise_floor"), json.at("between_process"), json.at("smallest_difference")};
}

}  // namespace

CaseRecord twinOf(const CaseRecord& record) {
  Json params = record.params.empty() ? Json::object() : Json::parse(record.params, nullptr, false);
  if (!params.is_object()) params = Json::object();
  params["twin"] = 1;
  CaseRecord twin = record;
  twin.params = params.dump();
  twin.key = makeKey(twin);
  return twin;
}

bool isTwin(const CaseRecord& record) {
  const Json params = Json::parse(record.params, nullptr, false);
  return params.is_object() && params.contains("twin");
}

Result<SelftestRecord> evaluateSelftest(const Session& session) {
  std::vector<CaseSamples> samples(session.cases.size());
  std::map<std::uint32_t, int> processes;
  for (std::size_t i = 0; i < session.samples.size(); ++i) {
    CaseSamples& one = samples[session.samples.caseIndex[i]];
    one.seconds.push_back(session.samples.seconds[i]);
    one.pass.push_back(session.samples.pass[i]);
    one.process.push_back(session.samples.process[i]);
    processes[session.samples.process[i]] = 1;
  }
  if (processes.size() < kFewestProcesses)
    return fail(ErrorCode::unsupported,
                fmt::format("{} processes measured; {} are the least that show their spread",
                            processes.size(), kFewestProcesses));

  std::unordered_map<std::string, std::uint32_t> byKey;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) byKey[session.cases[i].key] = i;
  std::vector<std::pair<std::pair<std::string, std::string>, Gathered>> rows;
  Gathered all;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() || isTwin(record)) continue;
    const auto twin = byKey.find(twinOf(record).key);
    if (twin == byKey.end() || !session.cases[twin->second].hasTime()) continue;
    const std::pair key{record.benchmark, levelOf(session.machine, workingSet(record))};
    auto row = std::find_if(rows.begin(), rows.end(), [&](auto& r) { return r.first == key; });
    if (row == rows.end()) row = rows.insert(row, {key, {}});
    addPair(samples[i], samples[twin->second], row->second);
    addPair(samples[i], samples[twin->second], all);
  }
  if (all.pairs == 0)
    return fail(ErrorCode::unsupported, "the session has no case beside its twin");
  SelftestRecord record;
  record.cpuModel = session.machine.cpuModel;
  record.created = session.created;
  record.processes = processes.size();
  record.all = rowOf("", "", std::move(all));
  for (auto& [key, gathered] : rows)
    record.rows.push_back(rowOf(key.first, key.second, std::move(gathered)));
  return record;
}

std::string toJson(const SelftestRecord& record) {
  Json rows = Json::array();
  for (const SelftestRow& row : record.rows) rows.push_back(jsonOf(row));
  const Json json = {{"format", "lanescope-selftest"}, {"version", 1},
                     {"cpu_model", record.cpuModel},   {"created", record.created},
                     {"processes", record.processes},  {"all", jsonOf(record.all)},
                     {"rows", std::move(rows)}};
  return json.dump(2);
}

std::filesystem::path selftestFile(const MachineCard& card) {
  const std::string fingerprint = ceilingFingerprint(card);
  std::filesystem::path file = ceilingCacheFile(fingerprint);
  if (file.empty()) return file;
  return file.replace_filename(fmt::format("selftest-{}.json", fingerprint));
}

Result<void> saveSelftestRecord(const SelftestRecord& record, const MachineCard& card) {
  const std::filesystem::path file = selftestFile(card);
  if (file.empty())
    return fail(ErrorCode::io, "there is no folder for caches", "the selftest record",
                "Set HOME or XDG_CACHE_HOME");
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  if (error) return fail(ErrorCode::io, error.message(), file.parent_path().string());
  const std::string text = toJson(record);
  return writeFileAtomically(file, std::as_bytes(std::span(text)), Overwrite::yes);
}

Result<SelftestRecord> loadSelftestRecord(const MachineCard& card) {
  const std::filesystem::path path = selftestFile(card);
  std::ifstream file(path);
  if (!file)
    return fail(ErrorCode::io, "there is none", path.string(), "Run `lanescope-cli selftest` once");
  std::ostringstream text;
  text << file.rdbuf();
  try {
    const Json json = Json::parse(text.str());
    SelftestRecord record;
    record.cpuModel = json.at("cpu_model");
    record.created = json.at("created");
    record.processes = json.at("processes");
    record.all = rowFrom(json.at("all"));
    for (const Json& row : json.at("rows")) record.rows.push_back(rowFrom(row));
    return record;
  } catch (const nlohmann::json::exception& problem) {
    return fail(ErrorCode::format, fmt::format("is no selftest record ({})", problem.what()),
                path.string(), "Run `lanescope-cli selftest` again");
  }
}

}  // namespace lane
