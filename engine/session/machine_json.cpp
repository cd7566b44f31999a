#include "session/machine_json.h"

#include <limits>
#include <nlohmann/json.hpp>

namespace lane {
namespace {

using nlohmann::json;

/// Not a number is null in JSON.
double number(const json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

}  // namespace

std::string machineToJson(const MachineCard& card, int indent) {
  nlohmann::ordered_json object{{"cpu_model", card.cpuModel},
                                {"microarchitecture", card.microarchitecture},
                                {"logical_cores", card.logicalCores},
                                {"physical_cores", card.physicalCores},
                                {"tsc_hz", card.tscHz},
                                {"clock_hz", card.clockHz},
                                {"memory_bytes", card.memoryBytes},
                                {"memory_available_bytes", card.memoryAvailableBytes},
                                {"caches", json::array()},
                                {"fields", json::array()}};
  for (const CacheLevel& cache : card.caches)
    object["caches"].push_back({{"level", cache.level},
                                {"type", cache.type},
                                {"bytes", cache.bytes},
                                {"line_bytes", cache.lineBytes},
                                {"ways", cache.ways},
                                {"shared_by", cache.sharedBy},
                                {"count", cache.count}});
  for (const MachineField& field : card.fields)
    object["fields"].push_back({{"id", field.id},
                                {"group", field.group},
                                {"label", field.label},
                                {"value", field.value},
                                {"reason", field.reason}});
  return object.dump(indent, ' ', false, json::error_handler_t::replace);
}

std::optional<MachineCard> machineFromJson(std::string_view text) {
  try {
    const json object = json::parse(text);
    MachineCard card;
    object.at("cpu_model").get_to(card.cpuModel);
    object.at("microarchitecture").get_to(card.microarchitecture);
    object.at("logical_cores").get_to(card.logicalCores);
    object.at("physical_cores").get_to(card.physicalCores);
    card.tscHz = number(object.at("tsc_hz"));
    card.clockHz = number(object.at("clock_hz"));
    object.at("memory_bytes").get_to(card.memoryBytes);
    object.at("memory_available_bytes").get_to(card.memoryAvailableBytes);
    for (const json& item : object.at("caches")) {
      CacheLevel cache;
      item.at("level").get_to(cache.level);
      item.at("type").get_to(cache.type);
      item.at("bytes").get_to(cache.bytes);
      item.at("line_bytes").get_to(cache.lineBytes);
      item.at("ways").get_to(cache.ways);
      item.at("shared_by").get_to(cache.sharedBy);
      item.at("count").get_to(cache.count);
      card.caches.push_back(std::move(cache));
    }
    for (const json& item : object.at("fields")) {
      MachineField field;
      item.at("id").get_to(field.id);
      item.at("group").get_to(field.group);
      item.at("label").get_to(field.label);
      item.at("value").get_to(field.value);
      item.at("reason").get_to(field.reason);
      card.fields.push_back(std::move(field));
    }
    return card;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace lane
