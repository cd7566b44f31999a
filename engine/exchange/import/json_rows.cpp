#include "exchange/import/json_rows.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

namespace lane {
namespace {

bool holdsResults(const std::string& name) {
  return name == "benchmarks" || name == "results" || name == "Benchmarks";
}

/// Builds the outline and one result at a time.
class Builder : public nlohmann::json_sax<Json> {
 public:
  Builder(JsonOutline& outline, const RowSink& sink) : m_outline(outline), m_sink(sink) {}

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool key(string_t& name) override {
    m_key = std::move(name);
    return true;
  }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    m_outline.offset = position;
    m_outline.problem = error.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 2: what" -> "what"
    if (const auto colon = m_outline.problem.find(": "); colon != std::string::npos)
      m_outline.problem.erase(0, colon + 2);
    return false;
  }

 private:
  Json* put(Json&& value) {
    if (m_open.empty()) {
      m_outline.head = std::move(value);
      return &m_outline.head;
    }
    Json& parent = *m_open.back();
    if (&parent == m_rows) {
      m_row = std::move(value);
      return &m_row;
    }
    if (parent.is_array()) return &parent.get_ref<Json::array_t&>().emplace_back(std::move(value));
    return &parent.get_ref<Json::object_t&>()
                .emplace_back(std::move(m_key), std::move(value))
                .second;
  }
  bool add(Json&& value) {
    put(std::move(value));
    return m_open.empty() || m_open.back() != m_rows || deliver();
  }
  bool open(Json&& value) {
    const bool results = m_open.size() == 1 && value.is_array() && m_open.front()->is_object() &&
                         holdsResults(m_key);
    std::string name = results ? m_key : std::string();
    m_open.push_back(put(std::move(value)));
    if (results) {
      m_rows = m_open.back();
      m_array = std::move(name);
    }
    return true;
  }
  bool close() {
    if (m_open.back() == m_rows) m_rows = nullptr;
    m_open.pop_back();
    return m_open.empty() || m_open.back() != m_rows || deliver();
  }
  bool deliver() { return m_sink(m_array, m_row); }

  JsonOutline& m_outline;
  const RowSink& m_sink;
  std::vector<Json*> m_open;
  Json* m_rows = nullptr;
  Json m_row;
  std::string m_array;
  std::string m_key;
};

}  // namespace

JsonOutline readRows(std::string_view json, const RowSink& sink) {
  JsonOutline outline;
  Builder builder(outline, sink);
  Json::sax_parse(json.begin(), json.end(), &builder, Json::input_format_t::json, false);
  return outline;
}

const Json* memberOf(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  for (const auto& [key, value] : object.get_ref<const Json::object_t&>())
    if (key == name) return &value;
  return nullptr;
}

std::string textOf(const Json& object, std::string_view name) {
  const Json* member = memberOf(object, name);
  return member && member->is_string() ? member->get<std::string>() : std::string();
}

double numberOf(const Json& object, std::string_view name, std::string* why) {
  const auto explain = [&](std::string text) {
    if (why) *why = std::move(text);
    return kUnknown;
  };
  const Json* member = memberOf(object, name);
  if (!member) return explain(fmt::format("no {}", name));
  if (member->is_null()) return explain(fmt::format("{} is no finite number", name));
  if (!member->is_number())
    return explain(fmt::format("{} is {}, not a number", name, member->type_name()));
  return member->get<double>();
}

std::uint64_t countOf(const Json& object, std::string_view name, std::uint64_t otherwise) {
  const Json* member = memberOf(object, name);
  if (!member || !member->is_number()) return otherwise;
  if (member->is_number_unsigned()) return member->get<std::uint64_t>();
  const auto value = member->get<double>();
  // Some tools write counts as "1e+06".
  return value >= 0 && value < 1.8e19 && value == std::floor(value)
             ? static_cast<std::uint64_t>(value)
             : otherwise;
}

std::string plainText(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lane
