// pyperf's JSON: every run is a process of its own with a few values, in seconds per loop.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "exchange/import/json_readers.h"
#include "exchange/import/machine_facts.h"

namespace lane {
namespace {

class Reader : public JsonReader {
 public:
  explicit Reader(SessionBuilder& builder) : m_builder(builder) {}

  void row(Json& row, std::size_t number) override {
    const Json none = Json::object();
    const Json* own = memberOf(row, "metadata");
    const Json& metadata = own && own->is_object() ? *own : none;
    std::string name = textOf(metadata, "name");
    if (name.empty()) name = fmt::format("benchmark {}", number);
    if (name.size() > 1024)
      return m_builder.skip(name.substr(0, 80) + "…", "a name of more than 1,024 bytes");
    if (const std::string unit = textOf(metadata, "unit"); !unit.empty() && unit != "second")
      return m_builder.skip(name, "its unit is " + unit + ", not a time");
    const Json* runs = memberOf(row, "runs");
    if (!runs || !runs->is_array()) return m_builder.skip(name, "no runs");
    const auto found = m_builder.caseOf(m_builder.names().read(name), name);
    if (!found.isNew)
      return m_builder.skip(name,
                            found.sameName ? "twice" : "its axes are those of another result");
    std::uint32_t process = 0, round = 0;
    for (const Json& run : *runs) {
      const Json* values = memberOf(run, "values");
      if (!values || !values->is_array()) continue;  // calibration: warm-ups only
      for (const Json& value : *values) {
        const double seconds = value.is_number() ? value.get<double>() : kUnknown;
        if (seconds > 0 && std::isfinite(seconds))
          m_builder.addSample(found.index, seconds, countOf(metadata, "loops", 1), round++,
                              process);
        else
          m_builder.skip(name, "a value that is no time");
      }
      ++process;
      if (const Json* told = memberOf(run, "metadata"); told && m_date.empty())
        m_date = textOf(*told, "date");
    }
    if (round == 0) {
      m_builder.setStatus(found.index, CaseStatus::failed, "the file states no time");
      return m_builder.skip(name, "no values");
    }
    m_builder.countRead();
  }

  void finish(const Json& head) override {
    const Json none = Json::object();
    const Json* common = memberOf(head, "metadata");
    const Json& metadata = common && common->is_object() ? *common : none;
    m_builder.setTool("pyperf", textOf(metadata, "perf_version"));
    MachineFacts facts;
    facts["host"] = textOf(metadata, "hostname");
    facts["cpu_model"] = textOf(metadata, "cpu_model_name");
    if (const std::uint64_t cores = countOf(metadata, "cpu_count"); cores > 0)
      facts["logical_cores"] = std::to_string(cores);
    facts["governor"] = textOf(metadata, "cpu_config");
    facts["platform"] = textOf(metadata, "platform");
    facts["python"] = textOf(metadata, "python_version");
    facts["date"] = m_date;
    Session& session = m_builder.session();
    session.created = utcDate(m_date);
    session.machine = makeCard(facts, {}, "pyperf");
    session.sources.front().environment =
        metadata.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

 private:
  SessionBuilder& m_builder;
  std::string m_date;
};

}  // namespace

bool isPyperf(const Json&, const Json& row) {
  return memberOf(row, "runs") != nullptr;
}

std::unique_ptr<JsonReader> pyperfReader(SessionBuilder& builder) {
  return std::make_unique<Reader>(builder);
}

}  // namespace lane
