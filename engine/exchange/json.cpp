#include <nlohmann/json.hpp>

#include "exchange/export.h"
#include "exchange/roof_summary.h"
#include "session/machine_json.h"
#include "session/schema.h"

namespace lane {
namespace {

using Object = nlohmann::ordered_json;

/// Not a number and infinities are null.
Object number(double value) {
  return std::isfinite(value) ? Object(value) : Object(nullptr);
}

/// Members that hold JSON text themselves become part of the document; empty is null.
Object embedded(const std::string& text) {
  if (text.empty()) return nullptr;
  Object value = Object::parse(text, nullptr, false);
  return value.is_discarded() ? Object(text) : value;
}

template <class Row>
Object rowObject(const schema::Table<Row>& table, const Row& row) {
  Object object;
  for (const auto& column : table.columns)
    std::visit(
        [&](const auto& member) {
          using M = std::decay_t<decltype(member)>;
          if constexpr (std::is_same_v<M, schema::Word<Row>>)
            object[column.name] = member.get(row);
          else if constexpr (std::is_same_v<M, double Row::*>)
            object[column.name] = number(row.*member);
          else
            object[column.name] = row.*member;
        },
        column.member);
  return object;
}

template <class Row>
Object rowObjects(const schema::Table<Row>& table, const std::vector<Row>& rows) {
  Object list = Object::array();
  for (const Row& row : rows) list.push_back(rowObject(table, row));
  return list;
}

/// Row numbers mean nothing in a text that programs filter: name the case and the metric.
void nameCase(Object& object, const Session& session, std::uint32_t caseIndex) {
  const bool known = caseIndex < session.cases.size();
  object["case"] = known ? Object(caseIndex) : Object(nullptr);
  object["key"] = known ? Object(session.cases[caseIndex].key) : Object(nullptr);
}

void nameMetric(Object& object, const Session& session, std::uint32_t metric) {
  if (metric >= session.metrics.size()) return;
  object["metric"] = session.metrics[metric].id;
  object["unit"] = session.metrics[metric].unit;
}

std::string text(const Object& object) {
  return object.dump(1, ' ', false, Object::error_handler_t::replace) + "\n";
}

}  // namespace

std::string toJson(const MachineCard& card) {
  return machineToJson(card, 1) + "\n";
}

std::string toJson(const Session& session) {
  Object document{{"format", schema::kFormat},   {"version", 1},
                  {"title", session.title},      {"uuid", session.uuid},
                  {"created", session.created},  {"program_version", session.programVersion},
                  {"complete", session.complete}};
  document["machine"] = Object::parse(machineToJson(session.machine));
  document["plan"] = {{"yaml", session.planYaml}, {"seed", session.seed}};
  Object& sources = document["sources"] = Object::array();
  for (const SourceRecord& source : session.sources) {
    Object object = rowObject(schema::kSources, source);
    object["versions"] = embedded(source.versions);
    object["environment"] = embedded(source.environment);
    sources.push_back(std::move(object));
  }
  Object& cases = document["cases"] = Object::array();
  const CaseRoofs roofs(session);
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    Object object = rowObject(schema::kCases, record);
    object["shape"] = embedded(record.shape);
    object["params"] = embedded(record.params);
    const RooflinePoint* point = roofs.of(i);
    object["efficiency"] = point ? number(point->efficiency) : Object(nullptr);
    object["bound"] = point ? Object(toWord(point->bound)) : Object(nullptr);
    cases.push_back(std::move(object));
  }
  Object& crossovers = document["crossovers"] = Object::array();
  for (const CrossoverRecord& crossover : session.crossovers) {
    Object object = rowObject(schema::kCrossovers, crossover);
    object["params"] = embedded(crossover.params);
    crossovers.push_back(std::move(object));
  }
  document["metrics"] = rowObjects(schema::kMetrics, session.metrics);
  Object& values = document["values"] = Object::array();
  for (const ValueRecord& value : session.values) {
    Object object = rowObject(schema::kValues, value);
    nameCase(object, session, value.caseIndex);
    nameMetric(object, session, value.metric);
    values.push_back(std::move(object));
  }
  Object& series = document["series"] = Object::array();
  for (const SeriesRecord& record : session.series) {
    Object object{{"id", record.id}};
    nameCase(object, session, record.caseIndex);
    nameMetric(object, session, record.metric);
    object["t"] = Object::array();
    object["value"] = Object::array();
    for (const double t : record.t) object["t"].push_back(number(t));
    for (const double value : record.value) object["value"].push_back(number(value));
    series.push_back(std::move(object));
  }
  document["findings"] = rowObjects(schema::kFindings, session.findings);
  Object& notes = document["notes"] = Object::array();
  for (const NoteRecord& note : session.notes) {
    Object object = rowObject(schema::kNotes, note);
    nameCase(object, session, note.caseIndex);
    notes.push_back(std::move(object));
  }
  return text(document);
}

}  // namespace lane
