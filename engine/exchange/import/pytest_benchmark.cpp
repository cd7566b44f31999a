// pytest-benchmark's JSON, with or without the single times (`data`).
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/units.h"
#include "exchange/import/json_readers.h"
#include "exchange/import/machine_facts.h"

namespace lane {
namespace {

class Reader : public JsonReader {
 public:
  explicit Reader(SessionBuilder& builder) : m_builder(builder) {}

  void row(Json& row, std::size_t number) override {
    std::string name = textOf(row, "fullname");
    if (name.empty()) name = textOf(row, "name");
    if (name.empty()) return m_builder.skip(fmt::format("result {}", number), "without a name");
    if (name.size() > 1024)
      return m_builder.skip(name.substr(0, 80) + "…", "a name of more than 1,024 bytes");
    const Json* stats = memberOf(row, "stats");
    if (!stats || !stats->is_object()) return m_builder.skip(name, "no stats");

    const std::vector<double> times = timesOf(name, *stats);
    StatedFigures figures;
    figures.median = numberOf(*stats, "median");
    figures.mean = numberOf(*stats, "mean");
    figures.stddev = numberOf(*stats, "stddev");
    figures.min = numberOf(*stats, "min");
    figures.count = countOf(*stats, "rounds");
    const double middle = std::isnan(figures.median) ? figures.mean : figures.median;
    if (times.empty() && (!(middle > 0) || !std::isfinite(middle)))
      return m_builder.skip(name, "no time");

    const auto found = m_builder.caseOf(axesOf(row, name), name);
    if (!found.isNew)
      return m_builder.skip(name,
                            found.sameName ? "twice" : "its axes are those of another result");
    const std::uint64_t iterations = countOf(*stats, "iterations", 1);
    std::uint32_t round = 0;
    for (const double seconds : times)
      m_builder.addSample(found.index, seconds, iterations, round++);
    if (times.empty()) {
      m_builder.state(found.index, figures);
      m_builder.record(found.index).batchCalls = iterations;
      m_builder.remark(
          "Single times are not in the file (they are with --benchmark-json); the stated figures "
          "are used.");
    }
    m_builder.countRead();
    addExtra(found.index, row);
  }

  void finish(const Json& head) override {
    m_builder.setTool("pytest-benchmark", textOf(head, "version"));
    const Json none = Json::object();
    const auto objectOf = [&](const Json& parent, const char* name) -> const Json& {
      const Json* member = memberOf(parent, name);
      return member && member->is_object() ? *member : none;
    };
    const Json& machine = objectOf(head, "machine_info");
    const Json& cpu = objectOf(machine, "cpu");
    MachineFacts facts;
    facts["host"] = textOf(machine, "node");
    facts["cpu_vendor"] =
        textOf(cpu, cpu.contains("vendor_id_raw") ? "vendor_id_raw" : "vendor_id");
    facts["cpu_model"] = textOf(cpu, cpu.contains("brand_raw") ? "brand_raw" : "brand");
    if (facts["cpu_model"].empty()) facts["cpu_model"] = textOf(machine, "processor");
    if (const std::uint64_t cores = countOf(cpu, "count"); cores > 0)
      facts["logical_cores"] = std::to_string(cores);
    if (const Json* hertz = memberOf(cpu, "hz_advertised");
        hertz && hertz->is_array() && !hertz->empty() && hertz->front().is_number())
      facts["nominal_clock"] = formatClock(hertz->front().get<double>());
    facts["os"] = textOf(machine, "system");
    facts["kernel"] = textOf(machine, "release");
    facts["platform"] = textOf(machine, "machine");
    facts["compiler"] = textOf(machine, "python_compiler");
    const std::string python = textOf(machine, "python_implementation");
    facts["python"] = python.empty() ? "" : python + " " + textOf(machine, "python_version");
    facts["date"] = textOf(head, "datetime");
    Session& session = m_builder.session();
    session.created = utcDate(facts["date"]);
    session.machine = makeCard(facts, {}, "pytest-benchmark");
    nlohmann::ordered_json environment = nlohmann::ordered_json::object();
    environment["commit"] = objectOf(head, "commit_info");
    environment["machine_info"] = machine;
    session.sources.front().environment =
        environment.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (!facts["date"].empty())
      m_builder.remark(
          "The date of pytest-benchmark is taken as UTC; the file names no time zone.");
  }

 private:
  std::vector<double> timesOf(const std::string& name, const Json& stats) {
    std::vector<double> times;
    const Json* data = memberOf(stats, "data");
    if (!data || !data->is_array()) return times;
    for (const Json& time : *data) {
      const double seconds = time.is_number() ? time.get<double>() : kUnknown;
      if (seconds > 0 && std::isfinite(seconds))
        times.push_back(seconds);
      else
        m_builder.skip(name, "a round without a time");
    }
    return times;
  }

  NamedAxes axesOf(const Json& row, const std::string& name) {
    NamedAxes axes;
    if (m_builder.names().byPattern(name, axes)) return axes;
    const std::size_t bracket = name.find('[');
    axes.benchmark = name.substr(0, bracket);
    if (const Json* params = memberOf(row, "params"); params && params->is_object())
      for (const auto& [param, value] : params->get_ref<const Json::object_t&>())
        axes.assign(param, plainText(value));
    else if (const std::string param = textOf(row, "param"); !param.empty())
      axes.assign("param", param);
    return axes;
  }

  void addExtra(std::uint32_t index, const Json& row) {
    const Json* extra = memberOf(row, "extra_info");
    if (!extra || !extra->is_object()) return;
    for (const auto& [name, value] : extra->get_ref<const Json::object_t&>()) {
      if (value.is_number())
        m_builder.addValue(index, countMetric(name, name), value.get<double>());
      else
        m_builder.note(index, fmt::format("{}: {}", name, plainText(value)));
    }
  }

  SessionBuilder& m_builder;
};

}  // namespace

bool isPytestBenchmark(const Json& head, const Json& row) {
  return row.is_null() ? memberOf(head, "machine_info") != nullptr
                       : memberOf(row, "stats") != nullptr;
}

std::unique_ptr<JsonReader> pytestBenchmarkReader(SessionBuilder& builder) {
  return std::make_unique<Reader>(builder);
}

}  // namespace lane
