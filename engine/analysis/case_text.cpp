#include "analysis/case_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/units.h"

namespace lane {
namespace {

std::string kernelText(const std::string& benchmark, Dtype dtype) {
  return dtype == Dtype::none ? benchmark : fmt::format("{} {}", benchmark, toWord(dtype));
}

std::string withVariant(const CaseRecord& record) {
  const std::string kernel = kernelText(record.benchmark, record.dtype);
  return record.variant.empty() ? kernel : kernel + ", " + record.variant;
}

/// What is unusual about how it was measured, each with a comma before it.
std::string conditionsText(std::uint32_t threads, Mode mode, CacheState cache,
                           const std::string& params) {
  std::string text;
  if (threads > 1) text += fmt::format(", {} threads", threads);
  if (mode != Mode::reuse) text += fmt::format(", {}", toWord(mode));
  if (cache != CacheState::hot) text += fmt::format(", {}", toWord(cache));
  if (!params.empty()) text += ", " + paramsText(params);
  return text;
}

}  // namespace

std::string paramsText(const std::string& params) {
  const auto json = nlohmann::ordered_json::parse(params, nullptr, false);
  if (!json.is_object()) return params;
  std::string text;
  for (const auto& [id, value] : json.items()) {
    std::string name = id;
    std::replace(name.begin(), name.end(), '_', ' ');
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name,
                        value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

std::string caseName(const CaseRecord& record) {
  // Results of other tools may have neither variant nor size.
  std::string name = withVariant(record);
  if (record.size > 0) name += ", n = " + formatSize(record.size);
  return name + conditionsText(record.threads, record.mode, record.cache, record.params);
}

std::string chartName(const CurveKey& key) {
  return kernelText(key.benchmark, key.dtype) +
         conditionsText(key.threads, key.mode, key.cache, key.params);
}

std::string seriesName(const CaseRecord& record) {
  return withVariant(record) +
         conditionsText(record.threads, record.mode, record.cache, record.params);
}

}  // namespace lane
