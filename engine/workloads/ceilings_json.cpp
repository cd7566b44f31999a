// Ceilings as JSON and the file they are kept in.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/version.h"
#include "workloads/ceilings.h"

namespace lane {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 2;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}
double numberFrom(const Json& json, const char* name) {
  const Json& value = json.at(name);
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

Json toJson(const Estimate& estimate) {
  return {{"value", number(estimate.value)},
          {"low", number(estimate.low)},
          {"high", number(estimate.high)},
          {"n", estimate.n}};
}
Estimate estimateFrom(const Json& json) {
  return {numberFrom(json, "value"), numberFrom(json, "low"), numberFrom(json, "high"),
          json.at("n").get<std::uint32_t>()};
}

/// The value of an enum from its word; throws what the caller turns into an error.
template <class E>
E wordFrom(const Json& json, const char* name) {
  const auto value = fromWord<E>(json.at(name).get<std::string>());
  if (!value) throw std::invalid_argument(name);
  return *value;
}

Json toJson(const WalkStyle& style) {
  return {{"kind", toWord(style.kind)},
          {"width", style.width},
          {"non_temporal", style.nonTemporal},
          {"threads", style.threads},
          {"pages", toWord(style.pages)}};
}
WalkStyle styleFrom(const Json& json) {
  WalkStyle style;
  const auto kind = walkKindByName(json.at("kind").get<std::string>());
  const auto pages = pageKindByName(json.at("pages").get<std::string>());
  if (!kind || !pages) throw std::invalid_argument("style");
  style.kind = *kind;
  style.pages = *pages;
  style.width = json.at("width");
  style.nonTemporal = json.at("non_temporal");
  style.threads = json.at("threads");
  return style;
}

Json toJson(const PeakRate& peak) {
  return {{"form", peak.form},
          {"label", peak.label},
          {"dtype", toWord(peak.dtype)},
          {"vector_bytes", peak.vectorBytes},
          {"threads", peak.threads},
          {"ops_per_second", toJson(peak.rate)},
          {"clock", number(peak.clockHz)},
          {"ops_per_cycle", number(peak.opsPerCycle)},
          {"share_of_theory", number(peak.shareOfTheory)},
          {"reason", peak.reason}};
}
PeakRate peakFrom(const Json& json) {
  PeakRate peak;
  peak.form = json.at("form");
  peak.label = json.at("label");
  peak.dtype = wordFrom<Dtype>(json, "dtype");
  peak.vectorBytes = json.at("vector_bytes");
  peak.threads = json.at("threads");
  peak.rate = estimateFrom(json.at("ops_per_second"));
  peak.clockHz = numberFrom(json, "clock");
  peak.opsPerCycle = numberFrom(json, "ops_per_cycle");
  peak.shareOfTheory = numberFrom(json, "share_of_theory");
  peak.reason = json.at("reason");
  return peak;
}

Json toJson(const MemoryLevel& level) {
  return {{"name", level.name},
          {"reported", number(level.reportedBytes)},
          {"measured", number(level.measuredBytes)},
          {"shared_by", level.sharedBy}};
}
MemoryLevel levelFrom(const Json& json) {
  return {json.at("name"), numberFrom(json, "reported"), numberFrom(json, "measured"),
          json.at("shared_by")};
}

Json toJson(const LevelRate& rate) {
  return {{"level", rate.level},
          {"style", toJson(rate.style)},
          {"working_set", rate.bytes},
          {"measured", toJson(rate.value)},
          {"reason", rate.reason}};
}
LevelRate rateFrom(const Json& json) {
  return {styleFrom(json.at("style")), json.at("level"), json.at("working_set"),
          estimateFrom(json.at("measured")), json.at("reason")};
}

Json toJson(const WalkCurve& curve) {
  Json points = Json::array();
  for (const WalkSample& sample : curve.points) {
    Json point = toJson(sample.value);
    point["working_set"] = sample.bytes;
    point["t"] = number(sample.t);
    points.push_back(std::move(point));
  }
  return {{"style", toJson(curve.style)}, {"points", std::move(points)}};
}
WalkCurve curveFrom(const Json& json) {
  WalkCurve curve{styleFrom(json.at("style")), {}};
  for (const Json& point : json.at("points"))
    curve.points.push_back({point.at("working_set"), estimateFrom(point), numberFrom(point, "t")});
  return curve;
}

Json toJson(const Finding& finding) {
  return {{"severity", toWord(finding.severity)},
          {"rule", finding.rule},
          {"text", finding.text},
          {"evidence", finding.evidence},
          {"advice", finding.advice}};
}
Finding findingFrom(const Json& json) {
  return {wordFrom<Severity>(json, "severity"), json.at("rule"), json.at("text"),
          json.at("evidence"), json.at("advice")};
}

template <class T>
Json listOf(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(toJson(item));
  return list;
}

template <class T>
void readList(const Json& list, std::vector<T>& items, T (*from)(const Json&)) {
  for (const Json& item : list) items.push_back(from(item));
}

}  // namespace

std::string ceilingsToJson(const Ceilings& ceilings, int indent) {
  const Json json = {{"format", "lanescope-ceilings"},
                     {"version", kVersion},
                     {"fingerprint", ceilings.fingerprint},
                     {"cpu_model", ceilings.cpuModel},
                     {"created", ceilings.created},
                     {"program_version", ceilings.programVersion},
                     {"seconds", number(ceilings.seconds)},
                     {"threads", ceilings.threads},
                     {"huge_share", number(ceilings.hugeShare)},
                     {"disturbed_share", number(ceilings.disturbedShare)},
                     {"peaks", listOf(ceilings.peaks)},
                     {"levels", listOf(ceilings.levels)},
                     {"rates", listOf(ceilings.rates)},
                     {"curves", listOf(ceilings.curves)},
                     {"findings", listOf(ceilings.findings)}};
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Result<Ceilings> ceilingsFromJson(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format") != "lanescope-ceilings" || json.at("version") != kVersion)
      return fail(ErrorCode::format, "not ceilings of a version this program reads");
    Ceilings ceilings;
    ceilings.fingerprint = json.at("fingerprint");
    ceilings.cpuModel = json.at("cpu_model");
    ceilings.created = json.at("created");
    ceilings.programVersion = json.at("program_version");
    ceilings.seconds = numberFrom(json, "seconds");
    ceilings.threads = json.at("threads");
    ceilings.hugeShare = numberFrom(json, "huge_share");
    ceilings.disturbedShare = numberFrom(json, "disturbed_share");
    readList(json.at("peaks"), ceilings.peaks, &peakFrom);
    readList(json.at("levels"), ceilings.levels, &levelFrom);
    readList(json.at("rates"), ceilings.rates, &rateFrom);
    readList(json.at("curves"), ceilings.curves, &curveFrom);
    readList(json.at("findings"), ceilings.findings, &findingFrom);
    return ceilings;
  } catch (const std::exception& error) {
    return fail(ErrorCode::format,
                std::string("not ceilings as this program writes them: ") + error.what());
  }
}

std::string ceilingFingerprint(const MachineCard& card) {
  std::string all = card.cpuModel;
  for (const char* id : {"cpu_signature", "page_size", "transparent_huge_pages", "huge_page_size",
                         "allowed_cores"}) {
    const MachineField* field = card.find(id);
    all += '\n' + (field ? field->value : std::string());
  }
  for (const CacheLevel& cache : card.caches)
    all += '\n' + std::to_string(cache.level) + cache.type + ' ' + std::to_string(cache.bytes) +
           ' ' + std::to_string(cache.sharedBy) + ' ' + std::to_string(cache.count);
  all += '\n' + std::to_string(card.logicalCores) + ' ' + std::to_string(card.physicalCores);
  all += '\n' + std::string(programVersion());
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : all) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::filesystem::path ceilingCacheFile(std::string_view fingerprint) {
  std::filesystem::path folder;
  // The specification ignores relative paths.
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
    folder = cache;
  else if (const char* home = std::getenv("HOME"); home && *home)
    folder = std::filesystem::path(home) / ".cache";
  else
    return {};
  return folder / "lanescope" / ("ceilings-" + std::string(fingerprint) + ".json");
}

Result<Ceilings> loadCeilings(std::string_view fingerprint) {
  const std::filesystem::path path = ceilingCacheFile(fingerprint);
  std::ifstream file(path);
  if (path.empty() || !file)
    return fail(ErrorCode::io, "no ceilings are kept for this machine", path.string(),
                "lanescope-cli ceilings measures them");
  std::ostringstream text;
  text << file.rdbuf();
  auto ceilings = ceilingsFromJson(text.str());
  if (!ceilings) {
    ceilings.error().where = path.string();
    ceilings.error().advice = "lanescope-cli ceilings --redo measures them anew";
  } else if (ceilings->fingerprint != fingerprint) {
    return fail(ErrorCode::format, "ceilings of another machine", path.string(),
                "lanescope-cli ceilings --redo measures them anew");
  }
  return ceilings;
}

KeptCeilings keptCeilings(const MachineCard& card) {
  auto loaded = loadCeilings(ceilingFingerprint(card));
  if (!loaded) {
    // Nothing kept yet is no fault; a damaged file is.
    const bool none = loaded.error().code == ErrorCode::io;
    return {nullptr, none ? Severity::note : Severity::warning,
            fmt::format("No efficiency and no physics check: {}. {}", loaded.error().what,
                        none ? "Run lanescope-cli ceilings once" : loaded.error().advice)};
  }
  auto ceilings = std::make_shared<const Ceilings>(std::move(*loaded));
  std::string text =
      fmt::format("Cases are held against the ceilings measured {}", ceilings->created);
  if (!ceilings->trusted())
    text += " on a busy machine: none is called impossible. Run lanescope-cli ceilings --redo";
  const Severity severity = ceilings->trusted() ? Severity::note : Severity::warning;
  return {std::move(ceilings), severity, std::move(text)};
}

Result<void> saveCeilings(const Ceilings& ceilings) {
  const std::filesystem::path path = ceilingCacheFile(ceilings.fingerprint);
  if (path.empty())
    return fail(ErrorCode::io, "there is no folder to keep ceilings in", {},
                "Set XDG_CACHE_HOME or HOME");
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  const std::filesystem::path part = path.string() + "." + std::to_string(::getpid()) + ".part";
  std::ofstream file(part, std::ios::trunc);
  file << ceilingsToJson(ceilings) << '\n';
  file.close();
  if (!file.fail()) std::filesystem::rename(part, path, error);
  if (file.fail() || error) {
    std::filesystem::remove(part, error);
    return fail(ErrorCode::io, "the ceilings could not be kept", path.string(),
                "Check the folder's permissions and free space");
  }
  return {};
}

}  // namespace lane
