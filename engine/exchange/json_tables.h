// Rows of a session's tables as JSON objects, named as the columns of the file. Values.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "session/schema.h"

namespace lane {

using JsonObject = nlohmann::ordered_json;

/// Not a number and infinities are null.
inline JsonObject jsonNumber(double value) {
  return std::isfinite(value) ? JsonObject(value) : JsonObject(nullptr);
}

/// Members that hold JSON text themselves become part of the document; empty is null.
inline JsonObject embeddedJson(const std::string& text) {
  if (text.empty()) return nullptr;
  JsonObject value = JsonObject::parse(text, nullptr, false);
  return value.is_discarded() ? JsonObject(text) : value;
}

template <class Row>
JsonObject jsonRow(const schema::Table<Row>& table, const Row& row) {
  JsonObject object;
  for (const auto& column : table.columns)
    std::visit(
        [&](const auto& member) {
          using M = std::decay_t<decltype(member)>;
          if constexpr (std::is_same_v<M, schema::Word<Row>>)
            object[column.name] = member.get(row);
          else if constexpr (std::is_same_v<M, double Row::*>)
            object[column.name] = jsonNumber(row.*member);
          else
            object[column.name] = row.*member;
        },
        column.member);
  return object;
}

template <class Row>
JsonObject jsonRows(const schema::Table<Row>& table, const std::vector<Row>& rows) {
  JsonObject list = JsonObject::array();
  for (const Row& row : rows) list.push_back(jsonRow(table, row));
  return list;
}

inline JsonObject jsonCrossover(const CrossoverRecord& crossover) {
  JsonObject object = jsonRow(schema::kCrossovers, crossover);
  object["params"] = embeddedJson(crossover.params);
  return object;
}

/// Bytes that are no UTF-8 become replacement characters.
inline std::string jsonText(const JsonObject& document) {
  return document.dump(1, ' ', false, JsonObject::error_handler_t::replace) + "\n";
}

}  // namespace lane
