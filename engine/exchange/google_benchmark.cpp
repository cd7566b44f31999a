#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "exchange/import/import.h"
#include "exchange/other_tools.h"

namespace lane {
namespace {

using Object = nlohmann::ordered_json;

std::string paramText(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string capitalised(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - 32);
  return word;
}

Object contextOf(const Session& session) {
  const MachineCard& machine = session.machine;
  Object context{{"date", session.created},
                 {"host_name", machine.cpuModel},
                 {"executable", session.title},
                 {"num_cpus", machine.logicalCores},
                 {"mhz_per_cpu", std::llround(machine.clockHz / 1e6)},
                 {"cpu_scaling_enabled", false},
                 {"caches", Object::array()},
                 {"load_avg", Object::array()},
                 {"library_build_type", "release"},
                 {"json_schema_version", 1},
                 {"lanescope_version", session.programVersion},
                 {"lanescope_session", session.uuid}};
  if (const MachineField* host = machine.find("host"); host && host->reason.empty())
    context["host_name"] = host->value;
  if (const MachineField* governor = machine.find("governor"); governor)
    context["cpu_scaling_enabled"] = governor->reason.empty() && governor->value != "performance" &&
                                     governor->value != "no scaling";
  for (const CacheLevel& cache : machine.caches)
    context["caches"].push_back({{"type", capitalised(cache.type)},
                                 {"level", cache.level},
                                 {"size", cache.bytes},
                                 {"num_sharing", cache.sharedBy}});
  return context;
}

/// Counters of a case: rates of its cost, and its metrics.
Object countersOf(const CaseRecord& record, double seconds,
                  const std::map<std::string, double>& metrics) {
  Object counters = Object::object();
  if (record.bytesRead + record.bytesWritten > 0)
    counters["bytes_per_second"] = (record.bytesRead + record.bytesWritten) / seconds;
  if (record.items > 0) counters["items_per_second"] = record.items / seconds;
  for (const auto& [id, value] : metrics)
    if (id != "cpu_time") counters[id] = value;
  return counters;
}

class Writer {
 public:
  explicit Writer(const Session& session) : m_session(session), m_metrics(session.cases.size()) {
    for (const ValueRecord& value : session.values)
      if (value.caseIndex < m_metrics.size() && value.metric < session.metrics.size() &&
          std::isfinite(value.value))
        m_metrics[value.caseIndex].emplace(session.metrics[value.metric].id, value.value);
  }

  Object rows() {
    Object rows = Object::array();
    for (std::uint32_t i = 0; i < m_session.cases.size(); ++i) addCase(rows, i);
    return rows;
  }

 private:
  Object start(std::uint32_t index, std::string name, const char* type, std::uint64_t repetitions) {
    const CaseRecord& record = m_session.cases[index];
    return {{"name", name},
            {"family_index", family(record)},
            {"per_family_instance_index", index},
            {"run_name", std::move(name)},
            {"run_type", type},
            {"repetitions", std::max<std::uint64_t>(repetitions, 1)},
            {"threads", record.threads}};
  }

  std::size_t family(const CaseRecord& record) {
    return m_families.try_emplace(record.suite + "/" + record.benchmark, m_families.size())
        .first->second;
  }

  void addTimes(Object& row, std::uint32_t index, double seconds) {
    const auto cpu = m_metrics[index].find("cpu_time");
    row["real_time"] = seconds * 1e9;
    row["cpu_time"] = (cpu == m_metrics[index].end() ? seconds : cpu->second) * 1e9;
    row["time_unit"] = "ns";
  }

  void addCase(Object& rows, std::uint32_t index) {
    const CaseRecord& record = m_session.cases[index];
    const std::string name = googleBenchmarkName(record);
    if (!record.hasTime()) {
      if (record.status == CaseStatus::pending) return;
      Object row = start(index, name, "iteration", 1);
      row["repetition_index"] = 0;
      row["error_occurred"] = true;
      row["error_message"] =
          record.reason.empty() ? std::string(toWord(record.status)) : record.reason;
      row["iterations"] = 0;
      row["real_time"] = 0.0;
      row["cpu_time"] = 0.0;
      row["time_unit"] = "ns";
      rows.push_back(std::move(row));
      return;
    }
    const auto samples = m_session.samplesOf(index);
    const std::uint64_t repetitions = samples.empty() ? record.sampleCount : samples.size();
    std::uint64_t number = 0;
    for (const std::size_t sample : samples) {
      Object row = start(index, name, "iteration", repetitions);
      row["repetition_index"] = number++;
      row["iterations"] = m_session.samples.calls[sample];
      addTimes(row, index, m_session.samples.seconds[sample]);
      row.update(countersOf(record, m_session.samples.seconds[sample], m_metrics[index]));
      rows.push_back(std::move(row));
    }
    if (samples.size() == 1) return;
    for (const auto& [word, value] :
         {std::pair{"mean", record.mean}, std::pair{"median", record.median},
          std::pair{"stddev", record.stddev}}) {
      if (!std::isfinite(value)) continue;
      Object row = start(index, name, "aggregate", repetitions);
      row["name"] = name + "_" + word;
      row["aggregate_name"] = word;
      row["aggregate_unit"] = "time";
      row["iterations"] = repetitions;
      if (word == std::string_view("stddev")) {
        row["real_time"] = value * 1e9;
        row["cpu_time"] = value * 1e9;
        row["time_unit"] = "ns";
      } else {
        addTimes(row, index, value);
        row.update(countersOf(record, value, m_metrics[index]));
      }
      rows.push_back(std::move(row));
    }
  }

  const Session& m_session;
  std::vector<std::map<std::string, double>> m_metrics;
  std::map<std::string, std::size_t> m_families;
};

}  // namespace

std::string googleBenchmarkName(const CaseRecord& record) {
  std::string name = record.suite == "google_benchmark" ? "" : record.suite + "/";
  name += record.benchmark;
  if (record.dtype != Dtype::none) name += fmt::format("<{}>", toWord(record.dtype));
  if (!record.variant.empty() && record.variant != kOnlyVariant) name += "/" + record.variant;
  if (record.size > 0) name += fmt::format("/{}", record.size);
  if (!record.shape.empty()) name += "/shape:" + record.shape;
  const auto params = nlohmann::json::parse(record.params, nullptr, false);
  if (params.is_object())
    for (const auto& [param, value] : params.items())
      name += fmt::format("/{}:{}", param, paramText(value));
  if (record.mode != Mode::reuse) name += fmt::format("/mode:{}", toWord(record.mode));
  if (record.cache != CacheState::hot) name += fmt::format("/cache:{}", toWord(record.cache));
  if (record.threads > 1) name += fmt::format("/threads:{}", record.threads);
  return name;
}

std::string toGoogleBenchmark(const Session& session) {
  const Object document{{"context", contextOf(session)}, {"benchmarks", Writer(session).rows()}};
  return document.dump(2, ' ', false, Object::error_handler_t::replace) + "\n";
}

}  // namespace lane
