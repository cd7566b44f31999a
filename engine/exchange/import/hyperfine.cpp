// hyperfine --export-json: commands, seconds of every run, exit codes, memory.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "exchange/import/json_readers.h"
#include "exchange/import/machine_facts.h"

namespace lane {
namespace {

bool isNamePart(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.';
}

/// hyperfine writes the command with the values filled in. Where a value stands alone its name is
/// put back, so that one command with several values stays one benchmark: "sort -n {n}".
std::string withParameter(std::string command, const std::string& name, const std::string& value) {
  if (value.empty()) return command;
  for (std::size_t at = command.find(value); at != std::string::npos;
       at = command.find(value, at)) {
    const std::size_t end = at + value.size();
    const bool alone = (at == 0 || !isNamePart(command[at - 1])) &&
                       (end == command.size() || !isNamePart(command[end]));
    const std::string marked = "{" + name + "}";
    if (alone) command.replace(at, value.size(), marked);
    at += alone ? marked.size() : value.size();
  }
  return command;
}

class Reader : public JsonReader {
 public:
  explicit Reader(SessionBuilder& builder) : m_builder(builder) {}

  void row(Json& row, std::size_t number) override {
    const std::string command = textOf(row, "command");
    const std::string what = command.empty() ? fmt::format("result {}", number) : command;
    if (command.empty()) return m_builder.skip(what, "no command");
    if (command.size() > 1024)
      return m_builder.skip(command.substr(0, 80) + "…", "a command of more than 1,024 bytes");
    std::vector<double> times;
    if (const Json* list = memberOf(row, "times"); list && list->is_array())
      for (const Json& time : *list) {
        const double seconds = time.is_number() ? time.get<double>() : kUnknown;
        if (seconds > 0 && std::isfinite(seconds))
          times.push_back(seconds);
        else
          m_builder.skip(command, "a run without a time");
      }
    StatedFigures figures;
    figures.median = numberOf(row, "median");
    figures.mean = numberOf(row, "mean");
    figures.stddev = numberOf(row, "stddev");
    figures.min = numberOf(row, "min");
    const double middle = std::isnan(figures.median) ? figures.mean : figures.median;
    if (times.empty() && (!(middle > 0) || !std::isfinite(middle)))
      return m_builder.skip(command, "no time");

    const auto found = m_builder.caseOf(axesOf(row, command), command);
    if (!found.isNew)
      return m_builder.skip(command,
                            found.sameName ? "twice" : "its axes are those of another result");
    // Every run is a process of its own.
    for (std::uint32_t run = 0; run < times.size(); ++run)
      m_builder.addSample(found.index, times[run], 1, run, run);
    if (times.empty()) {
      m_builder.state(found.index, figures);
      m_builder.remark(
          "Some results hold no single times: how many runs they stand for is not known.");
    }
    m_builder.countRead();
    addOthers(found.index, row);
  }

  void finish(const Json&) override {
    m_builder.setTool("hyperfine", "");
    m_builder.session().machine = makeCard({}, {}, "hyperfine");
    m_builder.session().sources.front().environment = "{}";
    m_builder.remark("hyperfine tells neither the machine nor the date.");
  }

 private:
  NamedAxes axesOf(const Json& row, const std::string& command) {
    NamedAxes axes;
    std::string name = command;
    const Json* parameters = memberOf(row, "parameters");
    const bool parametrised = parameters && parameters->is_object();
    if (parametrised)
      for (const auto& [parameter, value] : parameters->get_ref<const Json::object_t&>())
        name = withParameter(std::move(name), parameter, plainText(value));
    if (!m_builder.names().byPattern(command, axes)) axes.benchmark = name;
    if (parametrised)
      for (const auto& [parameter, value] : parameters->get_ref<const Json::object_t&>())
        axes.assign(parameter, plainText(value));
    return axes;
  }

  void addOthers(std::uint32_t index, const Json& row) {
    for (const auto& [member, metric] :
         {std::pair{"user", timeMetric("user_time", "User time, mean")},
          std::pair{"system", timeMetric("system_time", "System time, mean")}})
      if (const double value = numberOf(row, member); !std::isnan(value))
        m_builder.addValue(index, metric, value);
    if (const Json* memory = memberOf(row, "memory_usage_byte"); memory && memory->is_array()) {
      std::uint32_t round = 0;
      for (const Json& bytes : *memory)
        m_builder.observe(index, round++, bytesMetric("peak_memory", "Peak memory"),
                          bytes.is_number() ? bytes.get<double>() : kUnknown);
    }
    const Json* codes = memberOf(row, "exit_codes");
    if (!codes || !codes->is_array()) return;
    std::size_t bad = 0;
    for (const Json& code : *codes) bad += !(code.is_number_integer() && code == 0);
    if (bad == 0) return;
    std::uint32_t round = 0;
    for (const Json& code : *codes)
      m_builder.observe(index, round++, countMetric("exit_code", "Exit code"),
                        code.is_number() ? code.get<double>() : kUnknown);
    const std::string sentence =
        fmt::format("{} of {} runs did not end with exit code 0", bad, codes->size());
    m_builder.note(index, sentence);
    m_builder.remark(fmt::format("{}: {}.", textOf(row, "command"), sentence));
  }

  SessionBuilder& m_builder;
};

}  // namespace

bool isHyperfine(const Json&, const Json& row) {
  return memberOf(row, "command") && (memberOf(row, "times") || memberOf(row, "mean"));
}

std::unique_ptr<JsonReader> hyperfineReader(SessionBuilder& builder) {
  return std::make_unique<Reader>(builder);
}

}  // namespace lane
