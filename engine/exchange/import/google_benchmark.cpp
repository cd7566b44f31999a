// Google Benchmark's JSON, from the first versions (no run_type, no run_name) to schema 1.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_set>

#include "base/units.h"
#include "exchange/import/json_readers.h"
#include "exchange/import/machine_facts.h"

namespace lane {
namespace {

constexpr std::string_view kTool = "Google Benchmark";
constexpr const char* kTaken = "its axes are those of another result";

/// Members of a row that are not counters of the user.
bool isOwnMember(std::string_view name) {
  static constexpr std::string_view kOwn[] = {"name",
                                              "run_name",
                                              "run_type",
                                              "family_index",
                                              "per_family_instance_index",
                                              "repetitions",
                                              "repetition_index",
                                              "threads",
                                              "iterations",
                                              "real_time",
                                              "cpu_time",
                                              "time_unit",
                                              "label",
                                              "aggregate_name",
                                              "aggregate_unit",
                                              "error_occurred",
                                              "error_message",
                                              "skipped",
                                              "skip_message",
                                              "cpu_coefficient",
                                              "real_coefficient",
                                              "big_o",
                                              "rms"};
  return std::find(std::begin(kOwn), std::end(kOwn), name) != std::end(kOwn);
}

MetricRecord metricOf(const std::string& counter) {
  if (counter == "bytes_per_second")
    return {counter, "Bytes per second", "B/s", MetricKind::rate, true};
  if (counter == "items_per_second")
    return {counter, "Items per second", "1/s", MetricKind::rate, true};
  if (counter == "max_bytes_used") return bytesMetric(counter, "Most bytes in use");
  if (counter == "total_allocated_bytes") return bytesMetric(counter, "Bytes allocated");
  if (counter == "net_heap_growth") return bytesMetric(counter, "Heap growth");
  if (counter == "allocs_per_iter") return countMetric(counter, "Allocations per call");
  return countMetric(counter, counter);
}

MetricRecord cpuTime() {
  return timeMetric("cpu_time", "CPU time");
}

/// Name without "_mean" and the like, for files that do not state it.
std::string_view withoutSuffix(std::string_view name, std::string_view& suffix) {
  for (const std::string_view known : {"_mean", "_median", "_stddev", "_cv", "_BigO", "_RMS"})
    if (name.size() > known.size() && name.ends_with(known)) {
      suffix = known.substr(1);
      return name.substr(0, name.size() - known.size());
    }
  return name;
}

class Reader : public JsonReader {
 public:
  explicit Reader(SessionBuilder& builder) : m_builder(builder) {}

  void row(Json& row, std::size_t number) override {
    std::string name = textOf(row, "name");
    std::string runName = textOf(row, "run_name");
    if (name.empty()) name = runName;
    if (name.empty()) return m_builder.skip(fmt::format("result {}", number), "without a name");
    if (name.size() > 1024)
      return m_builder.skip(name.substr(0, 80) + "…", "a name of more than 1,024 bytes");
    if (!memberOf(row, "real_time") && !memberOf(row, "rms") &&
        !memberOf(row, "real_coefficient") && !memberOf(row, "error_occurred") &&
        !memberOf(row, "skipped"))
      return m_builder.skip(name, "no real_time");

    std::string aggregate = textOf(row, "aggregate_name");
    const std::string type = textOf(row, "run_type");
    if (aggregate.empty() && (type == "aggregate" || type.empty())) {
      std::string_view suffix;
      const std::string_view plain = withoutSuffix(name, suffix);
      // Before run_type: an aggregate follows the runs it is made of.
      if (type == "aggregate" || (!suffix.empty() && m_lastName == plain) || memberOf(row, "rms") ||
          memberOf(row, "real_coefficient")) {
        aggregate = suffix.empty() ? "aggregate" : suffix;
        if (runName.empty()) runName = plain;
      }
    }
    if (runName.empty()) runName = name;
    if (aggregate.empty())
      run(row, runName);
    else
      summary(row, runName, aggregate);
  }

  void finish(const Json& head) override {
    for (const auto& [name, held] : m_held) stateAggregates(name, held);
    const Json* context = memberOf(head, "context");
    const Json none = Json::object();
    readContext(context && context->is_object() ? *context : none);
    if (!context) m_builder.remark("The file has no context: nothing is known of the machine.");
    m_builder.remark(
        "Element type, cache state and calling mode are not told by Google Benchmark.");
  }

 private:
  struct Aggregates {
    std::map<std::string, double> seconds;  ///< mean, median, stddev …
    std::map<std::string, double> shares;   ///< of the user's own making, without unit
    double cv = kUnknown;
    std::uint64_t repetitions = 0;
    std::vector<std::pair<std::string, double>> metrics;  ///< of the median, else of the mean
    bool fromMedian = false;
    std::vector<std::string> rows;  ///< their names
  };

  SessionBuilder::Found place(const std::string& runName, const Json& row) {
    if (const auto known = m_places.find(runName); known != m_places.end())
      return {known->second, false, true};
    NamedAxes axes = m_builder.names().read(runName);
    if (const std::uint64_t threads = countOf(row, "threads"); threads > 0 && threads < 1u << 20)
      axes.threads = static_cast<std::uint32_t>(threads);
    auto found = m_builder.caseOf(axes, runName);
    if (!found.sameName && !axes.options.empty()) {
      // The same arguments registered with other options: both are kept apart.
      axes.params["options"] = axes.options;
      found = m_builder.caseOf(axes, runName);
    }
    if (found.sameName) m_places.emplace(runName, found.index);
    return found;
  }

  void run(const Json& row, const std::string& name) {
    if (const Outcome outcome = outcomeOf(row); outcome.status != CaseStatus::measured)
      return notMeasured(row, name, outcome);
    std::string why;
    const double time = numberOf(row, "real_time", &why);
    if (!why.empty()) return m_builder.skip(name, why);
    const std::string unit = textOf(row, "time_unit");
    const double factor = secondsOf(unit);
    if (std::isnan(factor))
      return m_builder.skip(name, unit.empty() ? "no time_unit" : "unknown time_unit " + unit);
    const double seconds = time * factor;
    if (seconds <= 0 || !std::isfinite(seconds))
      return m_builder.skip(name, time == 0 ? "a time of 0" : "an impossible time");

    const auto found = place(name, row);
    if (!found.sameName) return m_builder.skip(name, kTaken);
    const Json* index = memberOf(row, "repetition_index");
    std::uint32_t round = 0;
    if (index && index->is_number_unsigned())
      round = static_cast<std::uint32_t>(
          std::min<std::uint64_t>(countOf(row, "repetition_index"), kNoCase - 1));
    else if (!found.isNew && m_lastName == name)
      round = ++m_lastRound;  // before repetition_index, repetitions stood behind each other
    if (!m_seen.insert(std::uint64_t{found.index} << 32 | round).second)
      return m_builder.skip(name, "twice");
    m_lastName = name;
    m_lastRound = round;

    m_builder.addSample(found.index, seconds, countOf(row, "iterations", 1), round);
    m_builder.countRead();
    if (memberOf(row, "cpu_time"))
      m_builder.observe(found.index, round, cpuTime(), numberOf(row, "cpu_time") * factor);
    std::set<std::string> counters;
    for (const auto& [key, value] : row.get_ref<const Json::object_t&>()) {
      if (isOwnMember(key) || !counters.insert(key).second) continue;
      if (value.is_number() || value.is_null())
        m_builder.observe(found.index, round, metricOf(key),
                          value.is_null() ? kUnknown : value.get<double>());
      else
        m_builder.remark(fmt::format("{} of {} is {}, not a number, and is left out.", key, name,
                                     value.type_name()));
    }
    reportDoubles(row, name);
    if (const std::string label = textOf(row, "label"); !label.empty() && found.isNew)
      m_builder.note(found.index, label);
  }

  /// A counter may bear the name of a member the tool itself writes.
  void reportDoubles(const Json& row, const std::string& name) {
    const auto& members = row.get_ref<const Json::object_t&>();
    for (auto second = members.begin(); second != members.end(); ++second)
      for (auto first = members.begin(); first != second; ++first)
        if (first->first == second->first)
          m_builder.remark(
              fmt::format("{} stands twice in {}; the first is read.", first->first, name));
  }

  struct Outcome {
    CaseStatus status = CaseStatus::measured;
    std::string message;
  };
  static Outcome outcomeOf(const Json& row) {
    const auto isSet = [&](const char* name) {
      const Json* flag = memberOf(row, name);
      return flag && flag->is_boolean() && flag->get<bool>();
    };
    const auto told = [&](const char* name) {
      const std::string message = textOf(row, name);
      return message.empty() ? std::string("without a message") : message;
    };
    if (isSet("error_occurred")) return {CaseStatus::failed, told("error_message")};
    if (isSet("skipped")) return {CaseStatus::skipped, told("skip_message")};
    return {};
  }

  void notMeasured(const Json& row, const std::string& name, const Outcome& outcome) {
    const auto found = place(name, row);
    if (!found.sameName) return m_builder.skip(name, kTaken);
    m_builder.countRead();
    if (m_builder.record(found.index).status == CaseStatus::pending)
      m_builder.setStatus(found.index, outcome.status, outcome.message);
  }

  void summary(const Json& row, const std::string& name, const std::string& aggregate) {
    if (aggregate == "BigO" || aggregate == "RMS") return complexity(row, name, aggregate);
    if (const Outcome outcome = outcomeOf(row); outcome.status != CaseStatus::measured)
      return notMeasured(row, name, outcome);
    const auto [at, isNew] = m_heldIndex.try_emplace(name, m_held.size());
    if (isNew) m_held.emplace_back(name, Aggregates());
    Aggregates& held = m_held[at->second].second;
    held.rows.push_back(name + "_" + aggregate);
    held.repetitions = std::max(held.repetitions, countOf(row, "repetitions"));
    // Before `repetitions`, an aggregate's iterations were what it was made of.
    if (held.repetitions == 0) held.repetitions = countOf(row, "iterations");
    const double time = numberOf(row, "real_time");
    if (aggregate == "cv") {
      held.cv = textOf(row, "aggregate_unit") == "percentage" ? time : kUnknown;
      return;
    }
    if (textOf(row, "aggregate_unit") == "percentage") {
      held.shares[aggregate] = time;
      return;
    }
    const double factor = secondsOf(textOf(row, "time_unit"));
    held.seconds[aggregate] = time * factor;
    if ((aggregate == "mean" && !held.fromMedian) || aggregate == "median") {
      held.fromMedian = aggregate == "median";
      held.metrics.clear();
      held.metrics.emplace_back("cpu_time", numberOf(row, "cpu_time") * factor);
      for (const auto& [key, value] : row.get_ref<const Json::object_t&>())
        if (!isOwnMember(key) && (value.is_number() || value.is_null()))
          held.metrics.emplace_back(key, value.is_null() ? kUnknown : value.get<double>());
    }
  }

  void stateAggregates(const std::string& name, const Aggregates& held) {
    const auto get = [&](const char* which) {
      const auto at = held.seconds.find(which);
      return at == held.seconds.end() ? kUnknown : at->second;
    };
    const bool measured = m_places.contains(name);
    if (!measured) {
      StatedFigures figures;
      figures.median = get("median");
      figures.mean = get("mean");
      figures.stddev = get("stddev");
      figures.min = get("min");
      if (std::isnan(figures.stddev)) figures.stddev = held.cv * figures.mean;
      figures.count = held.repetitions;
      const double middle = std::isnan(figures.median) ? figures.mean : figures.median;
      if (!(middle > 0) || !std::isfinite(middle)) {
        for (const std::string& row : held.rows) m_builder.skip(row, "no mean and no median");
        return;
      }
      const auto found = place(name, Json::object());
      if (!found.sameName) {
        for (const std::string& row : held.rows) m_builder.skip(row, kTaken);
        return;
      }
      m_builder.state(found.index, figures);
      for (const auto& [metric, value] : held.metrics)
        m_builder.addValue(found.index, metric == "cpu_time" ? cpuTime() : metricOf(metric), value,
                           std::isnan(value) ? "not a finite number in the file" : "");
      m_builder.countRead(held.rows.size());
    }
    const std::uint32_t index = m_places.at(name);
    std::set<std::string> told;
    // Aggregates of the user's own making: nothing else tells them.
    const auto keep = [&](const std::string& aggregate, const MetricRecord& metric, double value) {
      m_builder.addValue(index, metric, value);
      told.insert(name + "_" + aggregate);
    };
    for (const auto& [aggregate, seconds] : held.seconds)
      if (aggregate != "mean" && aggregate != "median" && aggregate != "stddev" &&
          aggregate != "min")
        keep(aggregate, timeMetric("time_" + aggregate, "Time, " + aggregate), seconds);
    for (const auto& [aggregate, share] : held.shares)
      keep(aggregate, {"time_" + aggregate, "Time, " + aggregate, "1", MetricKind::ratio, false},
           share);
    if (!measured) return;
    for (const std::string& row : held.rows) {
      if (told.contains(row))
        m_builder.countRead();
      else
        m_builder.skip(row, "computed anew from the repetitions");
    }
  }

  void complexity(const Json& row, const std::string& name, const std::string& aggregate) {
    if (aggregate == "RMS") {
      m_builder.addValue(kNoCase,
                         {"complexity_rms/" + name, name + ": misfit of the complexity (RMS)", "1",
                          MetricKind::error, false},
                         numberOf(row, "rms"));
      return m_builder.countRead();
    }
    const double factor = secondsOf(textOf(row, "time_unit"));
    const std::string form = textOf(row, "big_o");
    m_builder.addValue(
        kNoCase,
        timeMetric("complexity_real/" + name, fmt::format("{}: real time per {}", name, form)),
        numberOf(row, "real_coefficient") * factor);
    m_builder.addValue(
        kNoCase,
        timeMetric("complexity_cpu/" + name, fmt::format("{}: CPU time per {}", name, form)),
        numberOf(row, "cpu_coefficient") * factor);
    m_builder.countRead();
  }

  void readContext(const Json& context) {
    m_builder.setTool(std::string(kTool), textOf(context, "library_version"));
    MachineFacts facts;
    facts["host"] = textOf(context, "host_name");
    if (const std::uint64_t cores = countOf(context, "num_cpus"); cores > 0)
      facts["logical_cores"] = std::to_string(cores);
    if (const double mhz = numberOf(context, "mhz_per_cpu"); mhz > 0)
      facts["nominal_clock"] = formatClock(mhz * 1e6);
    if (const Json* scaling = memberOf(context, "cpu_scaling_enabled");
        scaling && scaling->is_boolean())
      facts["governor"] = *scaling ? "scaling enabled" : "no scaling";
    if (const Json* load = memberOf(context, "load_avg");
        load && load->is_array() && !load->empty())
      facts["load"] = load->dump();
    const std::string date = textOf(context, "date");
    facts["date"] = date;
    Session& session = m_builder.session();
    session.created = utcDate(date);
    if (session.created.empty() && !date.empty())
      m_builder.remark(fmt::format("The date \"{}\" is not understood.", date.substr(0, 60)));
    session.machine = makeCard(facts, cachesOf(context), std::string(kTool));
    nlohmann::ordered_json environment = nlohmann::ordered_json::object();
    for (const auto& [key, value] : context.get_ref<const Json::object_t&>())
      if (key != "caches") environment[key] = value;
    session.sources.front().environment =
        environment.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (textOf(context, "library_build_type") == "debug")
      m_builder.remark("The benchmark library was built for debugging: times may be too long.");
  }

  static std::vector<CacheLevel> cachesOf(const Json& context) {
    std::vector<CacheLevel> caches;
    const Json* list = memberOf(context, "caches");
    if (!list || !list->is_array()) return caches;
    for (const Json& entry : *list) {
      CacheLevel cache;
      cache.level = static_cast<int>(std::min<std::uint64_t>(countOf(entry, "level"), 9));
      cache.bytes = countOf(entry, "size");
      cache.sharedBy =
          static_cast<int>(std::min<std::uint64_t>(countOf(entry, "num_sharing"), 1u << 20));
      const std::string type = textOf(entry, "type");
      cache.type = type == "Data" ? "data" : type == "Instruction" ? "instruction" : "unified";
      if (cache.level > 0 && cache.bytes > 0) caches.push_back(cache);
    }
    return caches;
  }

  SessionBuilder& m_builder;
  std::unordered_map<std::string, std::uint32_t> m_places;  ///< of a run name
  std::unordered_set<std::uint64_t> m_seen;                 ///< case and repetition
  std::vector<std::pair<std::string, Aggregates>> m_held;   ///< by run name, in file order
  std::unordered_map<std::string, std::size_t> m_heldIndex;
  std::string m_lastName;
  std::uint32_t m_lastRound = 0;
};

}  // namespace

bool isGoogleBenchmark(const Json& head, const Json& row) {
  if (row.is_null()) return memberOf(head, "context") != nullptr;
  if (memberOf(row, "stats") || memberOf(row, "runs") || memberOf(row, "states")) return false;
  for (const char* member : {"real_time", "cpu_time", "run_type", "time_unit", "real_coefficient",
                             "rms", "error_occurred"})
    if (memberOf(row, member)) return true;
  return memberOf(head, "context") != nullptr && memberOf(row, "name") != nullptr;
}

std::unique_ptr<JsonReader> googleBenchmarkReader(SessionBuilder& builder) {
  return std::make_unique<Reader>(builder);
}

}  // namespace lane
