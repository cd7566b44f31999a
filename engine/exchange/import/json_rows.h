// Reads the results of a JSON document one by one, so that a file of any size needs the memory of
// one result. Every tool keeps them in one array of its top-level object. Pure; any thread.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "session/session.h"

namespace lane {

/// Keeps the order of the file, and both members of a name that stands twice.
using Json = nlohmann::ordered_json;

/// A result and the name of the array it stands in; false: no more.
using RowSink = std::function<bool(const std::string& array, Json& row)>;

struct JsonOutline {
  Json head;               ///< everything but the results, whose arrays are empty here
  std::string problem;     ///< why reading ended early; empty when it did not
  std::size_t offset = 0;  ///< where
};

/// Arrays of the top-level object called benchmarks, Benchmarks or results go to `sink`.
JsonOutline readRows(std::string_view json, const RowSink& sink);

/// What a member of an object says, as far as it is what it should be.
const Json* memberOf(const Json& object, std::string_view name);
/// Empty when missing or no text.
std::string textOf(const Json& object, std::string_view name);
/// NaN when missing or no number. `why` then says which: "no real_time", "real_time is text".
double numberOf(const Json& object, std::string_view name, std::string* why = nullptr);
/// A whole number of at least 0; `otherwise` when it is none.
std::uint64_t countOf(const Json& object, std::string_view name, std::uint64_t otherwise = 0);
/// Texts as they are, everything else as JSON.
std::string plainText(const Json& value);

}  // namespace lane
