#include "analysis/findings.h"
#include "exchange/export.h"
#include "exchange/json_tables.h"
#include "exchange/roof_summary.h"
#include "session/machine_json.h"

namespace lane {
namespace {

using Object = JsonObject;

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
    Object object = jsonRow(schema::kSources, source);
    object["versions"] = embeddedJson(source.versions);
    object["environment"] = embeddedJson(source.environment);
    sources.push_back(std::move(object));
  }
  Object& cases = document["cases"] = Object::array();
  const CaseRoofs roofs(session);
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    Object object = jsonRow(schema::kCases, record);
    object["shape"] = embeddedJson(record.shape);
    object["params"] = embeddedJson(record.params);
    const RooflinePoint* point = roofs.of(i);
    object["efficiency"] = point ? jsonNumber(point->efficiency) : Object(nullptr);
    object["bound"] = point ? Object(toWord(point->bound)) : Object(nullptr);
    cases.push_back(std::move(object));
  }
  Object& crossovers = document["crossovers"] = Object::array();
  for (const CrossoverRecord& crossover : session.crossovers)
    crossovers.push_back(jsonCrossover(crossover));
  document["metrics"] = jsonRows(schema::kMetrics, session.metrics);
  Object& values = document["values"] = Object::array();
  for (const ValueRecord& value : session.values) {
    Object object = jsonRow(schema::kValues, value);
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
    for (const double t : record.t) object["t"].push_back(jsonNumber(t));
    for (const double value : record.value) object["value"].push_back(jsonNumber(value));
    series.push_back(std::move(object));
  }
  document["findings"] = jsonRows(schema::kFindings, findingsOf(session));
  Object& notes = document["notes"] = Object::array();
  for (const NoteRecord& note : session.notes) {
    Object object = jsonRow(schema::kNotes, note);
    nameCase(object, session, note.caseIndex);
    notes.push_back(std::move(object));
  }
  return jsonText(document);
}

}  // namespace lane
