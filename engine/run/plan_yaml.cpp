// Reads plans from YAML; every complaint names line and column.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <regex>
#include <set>

#include "analysis/expectations.h"
#include "base/quantity.h"
#include "base/size_list.h"
#include "base/units.h"
#include "run/benchmarks.h"
#include "run/plan.h"
#include "workloads/process/command_line.h"

namespace lane {
namespace {

constexpr std::uint32_t kMostThreads = 4096;

class PlanReader {
 public:
  explicit PlanReader(std::string source) : m_source(std::move(source)) {}

  Result<Plan> read(std::string_view yaml) {
    YAML::Node root;
    try {
      root = YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
      return tl::unexpected(problem(error.mark, "is not YAML: " + error.msg));
    }
    if (!root.IsMap())
      return tl::unexpected(problem(root.Mark(),
                                    "is no plan: a plan is a map of keys such as "
                                    "benchmarks, sizes and variants"));
    try {
      for (const auto& entry : root) readEntry(entry.first, entry.second);
    } catch (const YAML::Exception& error) {
      complain(error.mark, error.msg);
    }
    if (!m_error && !m_versionSeen) complain(root.Mark(), "lacks \"version: 1\"");
    const bool onlyCommands = !m_plan.commands.empty() && m_plan.benchmarks.empty();
    if (!m_error && m_plan.sizes.empty() && !onlyCommands) complain(root.Mark(), "lacks \"sizes\"");
    if (m_error) return tl::unexpected(*m_error);
    return m_plan;
  }

 private:
  Error problem(const YAML::Mark& mark, const std::string& what) const {
    const std::string where = mark.is_null() ? m_source
                                             : fmt::format("{}, line {}, column {}", m_source,
                                                           mark.line + 1, mark.column + 1);
    return {ErrorCode::usage, what, where, "See the plan format in resources/docs/plan-format.md"};
  }

  /// Keeps the first complaint.
  void complain(const YAML::Mark& mark, const std::string& what) {
    if (!m_error) m_error = problem(mark, what);
  }

  void readEntry(const YAML::Node& key, const YAML::Node& value) {
    using Handler = std::function<void(PlanReader&, const YAML::Node&)>;
    static const std::map<std::string, Handler> handlers = {
        {"version", &PlanReader::readVersion},
        {"title", [](PlanReader& r, const YAML::Node& n) { r.m_plan.title = r.text(n); }},
        {"benchmarks", &PlanReader::readBenchmarks},
        {"sizes", &PlanReader::readSizes},
        {"dtypes", [](PlanReader& r, const YAML::Node& n) { r.readWords(n, r.m_plan.dtypes); }},
        {"variants", &PlanReader::readVariants},
        {"threads", &PlanReader::readThreads},
        {"modes", [](PlanReader& r, const YAML::Node& n) { r.readWords(n, r.m_plan.modes); }},
        {"cache", [](PlanReader& r, const YAML::Node& n) { r.readWords(n, r.m_plan.cache); }},
        {"alignment",
         [](PlanReader& r, const YAML::Node& n) { r.readWords(n, r.m_plan.alignment); }},
        {"precision",
         [](PlanReader& r, const YAML::Node& n) {
           r.take(n, parseShare(r.text(n)), r.m_plan.precision);
         }},
        {"confidence", &PlanReader::readConfidence},
        {"budget",
         [](PlanReader& r, const YAML::Node& n) {
           r.take(n, parseDuration(r.text(n)), r.m_plan.budgetSeconds);
         }},
        {"timeout",
         [](PlanReader& r, const YAML::Node& n) {
           r.take(n, parseDuration(r.text(n)), r.m_plan.timeoutSeconds);
         }},
        {"processes",
         [](PlanReader& r, const YAML::Node& n) {
           r.readCount(n, "processes", 1, kMostProcesses, r.m_plan.processes);
         }},
        {"placements",
         [](PlanReader& r, const YAML::Node& n) {
           r.readCount(n, "placements", 0, kMostPlacements, r.m_plan.placements);
         }},
        {"seed", &PlanReader::readSeed},
        {"refine",
         [](PlanReader& r, const YAML::Node& n) { r.readSwitch(n, "refine", r.m_plan.refine); }},
        {"only", &PlanReader::readOnly},
        {"expect", &PlanReader::readExpectations},
        {"twins",
         [](PlanReader& r, const YAML::Node& n) { r.readSwitch(n, "twins", r.m_plan.twins); }},
        {"commands", &PlanReader::readCommands},
        {"track_allocations",
         [](PlanReader& r, const YAML::Node& n) {
           r.readSwitch(n, "track_allocations", r.m_plan.trackAllocations);
         }},
        {"watch_memory",
         [](PlanReader& r, const YAML::Node& n) {
           r.readSwitch(n, "watch_memory", r.m_plan.watchMemory);
         }},
    };
    const std::string name = text(key);
    const auto handler = handlers.find(name);
    if (handler == handlers.end()) {
      std::string known;
      for (const auto& [word, unused] : handlers) known += (known.empty() ? "" : ", ") + word;
      complain(key.Mark(), fmt::format("unknown key \"{}\"; known keys: {}", name, known));
      return;
    }
    if (!m_seen.insert(name).second)
      return complain(key.Mark(), fmt::format("key \"{}\" stands twice", name));
    handler->second(*this, value);
  }

  std::string text(const YAML::Node& node) {
    if (node.IsScalar()) return node.Scalar();
    complain(node.Mark(), "expected a single value here");
    return {};
  }

  /// The items of a list; a single value counts as a list of one.
  std::vector<std::pair<std::string, YAML::Mark>> items(const YAML::Node& node) {
    std::vector<std::pair<std::string, YAML::Mark>> list;
    if (node.IsSequence()) {
      for (const YAML::Node& item : node) list.emplace_back(text(item), item.Mark());
      if (list.empty()) complain(node.Mark(), "the list is empty");
    } else {
      list.emplace_back(text(node), node.Mark());
    }
    return list;
  }

  template <class T>
  void take(const YAML::Node& node, const Result<T>& value, T& target) {
    if (value)
      target = *value;
    else
      complain(node.Mark(), value.error().what + ". " + value.error().advice);
  }

  template <class E>
  void readWords(const YAML::Node& node, std::vector<E>& target) {
    target.clear();
    for (const auto& [word, mark] : items(node)) {
      if (const auto value = fromWord<E>(word)) {
        target.push_back(*value);
        continue;
      }
      std::string known;
      for (const std::string_view one : words<E>())
        known += (known.empty() ? "" : ", ") + std::string(one);
      complain(mark, fmt::format("\"{}\" is not one of {}", word, known));
    }
  }

  void readVersion(const YAML::Node& node) {
    m_versionSeen = true;
    if (const std::string version = text(node); version != "1")
      complain(node.Mark(), fmt::format("plan version \"{}\" is not known; this program reads "
                                        "version 1",
                                        version));
  }

  void readBenchmarks(const YAML::Node& node) {
    for (const auto& [pattern, mark] : items(node)) {
      try {
        std::regex{pattern};
        m_plan.benchmarks.push_back(pattern);
      } catch (const std::regex_error&) {
        complain(mark, fmt::format("\"{}\" is not a regular expression", pattern));
      }
    }
  }

  void readSizes(const YAML::Node& node) {
    std::string joined;
    for (const auto& [item, mark] : items(node)) joined += (joined.empty() ? "" : ",") + item;
    take(node, parseSizeList(joined), m_plan.sizes);
  }

  void readVariants(const YAML::Node& node) {
    for (const auto& [name, mark] : items(node)) {
      if (isVariant(name))
        m_plan.variants.push_back(name);
      else
        complain(mark, fmt::format("unknown variant \"{}\"; `lanescope-cli list variants` shows "
                                   "them",
                                   name));
    }
  }

  void readThreads(const YAML::Node& node) {
    m_plan.threads.clear();
    for (const auto& [item, mark] : items(node)) {
      const auto count = parseSize(item);
      if (count && *count >= 1 && *count <= kMostThreads)
        m_plan.threads.push_back(static_cast<std::uint32_t>(*count));
      else
        complain(mark,
                 fmt::format("thread count \"{}\" is not between 1 and {}", item, kMostThreads));
    }
  }

  void readCount(const YAML::Node& node, const char* what, std::uint32_t least, std::uint32_t most,
                 std::uint32_t& target) {
    const std::string digits = text(node);
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (error != std::errc{} || end != digits.data() + digits.size() || count < least ||
        count > most)
      complain(node.Mark(), fmt::format("{} is a whole number from {} to {}, not \"{}\"", what,
                                        least, most, digits));
    target = count;
  }

  void readConfidence(const YAML::Node& node) {
    take(node, parseShare(text(node)), m_plan.confidence);
    if (m_plan.confidence < 0.5 || m_plan.confidence > 0.9999)
      complain(node.Mark(), "confidence must lie between 50 % and 99.99 %");
  }

  void readSeed(const YAML::Node& node) {
    const std::string digits = text(node);
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
    if (error != std::errc{} || end != digits.data() + digits.size())
      complain(node.Mark(), fmt::format("seed \"{}\" is not a whole number from 0 up", digits));
    m_plan.seed = seed;
  }

  void readOnly(const YAML::Node& node) {
    for (const auto& [key, mark] : items(node)) {
      if (key.empty()) complain(mark, "an empty key names no case");
      m_plan.only.push_back(key);
    }
  }

  void readExpectations(const YAML::Node& node) {
    if (!node.IsSequence() || node.size() == 0)
      return complain(node.Mark(), "expect is a list of {metric, where, min, max}");
    for (const YAML::Node& item : node) readExpectation(item);
  }

  void readExpectation(const YAML::Node& node) {
    if (!node.IsMap())
      return complain(node.Mark(), "an expectation is a map of metric, where, min and max");
    Expectation expectation;
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const std::string name = text(entry.first);
      if (!seen.insert(name).second)
        return complain(entry.first.Mark(), fmt::format("key \"{}\" stands twice", name));
      if (name == "metric")
        expectation.metric = text(entry.second);
      else if (name == "where")
        expectation.where = text(entry.second);
      else if (name == "min")
        take(entry.second, parseQuantity(text(entry.second)), expectation.minimum);
      else if (name == "max")
        take(entry.second, parseQuantity(text(entry.second)), expectation.maximum);
      else
        return complain(
            entry.first.Mark(),
            fmt::format("unknown key \"{}\"; known keys: max, metric, min, where", name));
    }
    if (expectation.metric.empty()) return complain(node.Mark(), "lacks \"metric\"");
    if (!seen.contains("min") && !seen.contains("max"))
      return complain(node.Mark(), "lacks a limit: \"min\", \"max\" or both");
    if (const auto good = checkExpectation(expectation); !good)
      return complain(node.Mark(), good.error().what + ". " + good.error().advice);
    m_plan.expect.push_back(std::move(expectation));
  }

  /// A list of command lines, or of maps with more about them.
  void readCommands(const YAML::Node& node) {
    if (!node.IsSequence() || node.size() == 0)
      return complain(node.Mark(), "commands is a list of command lines");
    for (const YAML::Node& item : node) readCommand(item);
  }

  void readCommand(const YAML::Node& node) {
    CommandSpec command;
    if (node.IsMap())
      readCommandMap(node, command);
    else
      command.line = text(node);
    if (m_error) return;
    const auto good =
        checkCommand(command).and_then([&] { return checkNoTwin(m_plan.commands, command); });
    if (good) return m_plan.commands.push_back(std::move(command));
    const Error& error = good.error();
    complain(node.Mark(), fmt::format("\"{}\" {}{}{}", command.line, error.what,
                                      error.advice.empty() ? "" : ". ", error.advice));
  }

  void readCommandMap(const YAML::Node& node, CommandSpec& command) {
    std::set<std::string> seen;
    for (const auto& entry : node) {
      const std::string key = text(entry.first);
      if (!seen.insert(key).second)
        return complain(entry.first.Mark(), fmt::format("key \"{}\" stands twice", key));
      if (key == "line")
        command.line = text(entry.second);
      else if (key == "name")
        command.name = text(entry.second);
      else if (key == "shell")
        readSwitch(entry.second, "shell", command.shell);
      else if (key == "exit")
        readExit(entry.second, command.expectedExit);
      else
        return complain(
            entry.first.Mark(),
            fmt::format("unknown key \"{}\"; known keys: exit, line, name, shell", key));
    }
  }

  void readExit(const YAML::Node& node, int& target) {
    constexpr std::uint32_t kLargestExit = 255;
    std::uint32_t code = 0;
    readCount(node, "exit", 0, kLargestExit, code);
    target = static_cast<int>(code);
  }

  void readSwitch(const YAML::Node& node, const char* what, bool& target) {
    const std::string word = text(node);
    if (word != "true" && word != "false")
      complain(node.Mark(), fmt::format("{} is true or false, not \"{}\"", what, word));
    target = word == "true";
  }

  std::string m_source;
  Plan m_plan;
  std::set<std::string> m_seen;
  bool m_versionSeen = false;
  std::optional<Error> m_error;
};

}  // namespace

Result<Plan> parsePlan(std::string_view yaml, const std::string& source) {
  return PlanReader(source).read(yaml);
}

}  // namespace lane
