#include "run/plan.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/size_list.h"

namespace lane {
namespace {

constexpr std::uintmax_t kLargestPlan = 1 << 20;

std::string percent(double share) {
  return fmt::format("{}%", 100 * share);
}

template <class E>
std::vector<std::string> wordList(const std::vector<E>& values) {
  std::vector<std::string> list;
  for (const E value : values) list.emplace_back(toWord(value));
  return list;
}

template <class T>
void emit(YAML::Emitter& out, const char* key, const std::vector<T>& list) {
  if (list.empty()) return;
  out << YAML::Key << key << YAML::Value << YAML::Flow << list;
}

/// Texts that may hold what YAML takes for its own.
void emitQuoted(YAML::Emitter& out, const char* key, const std::vector<std::string>& list) {
  if (list.empty()) return;
  out << YAML::Key << key << YAML::Value << YAML::Flow << YAML::BeginSeq;
  for (const std::string& text : list) out << YAML::DoubleQuoted << text;
  out << YAML::EndSeq;
}

void emitExpectations(YAML::Emitter& out, const std::vector<Expectation>& expectations) {
  if (expectations.empty()) return;
  out << YAML::Key << "expect" << YAML::Value << YAML::BeginSeq;
  for (const Expectation& one : expectations) {
    out << YAML::Flow << YAML::BeginMap;
    out << YAML::Key << "metric" << YAML::Value << YAML::DoubleQuoted << one.metric;
    if (!one.where.empty())
      out << YAML::Key << "where" << YAML::Value << YAML::DoubleQuoted << one.where;
    if (std::isfinite(one.minimum))
      out << YAML::Key << "min" << YAML::Value << fmt::format("{}", one.minimum);
    if (std::isfinite(one.maximum))
      out << YAML::Key << "max" << YAML::Value << fmt::format("{}", one.maximum);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

void emitCommands(YAML::Emitter& out, const std::vector<CommandSpec>& commands) {
  if (commands.empty()) return;
  out << YAML::Key << "commands" << YAML::Value << YAML::BeginSeq;
  for (const CommandSpec& command : commands) {
    out << YAML::Flow << YAML::BeginMap;
    out << YAML::Key << "line" << YAML::Value << YAML::DoubleQuoted << command.line;
    if (!command.name.empty())
      out << YAML::Key << "name" << YAML::Value << YAML::DoubleQuoted << command.name;
    if (command.shell) out << YAML::Key << "shell" << YAML::Value << true;
    if (command.expectedExit != 0)
      out << YAML::Key << "exit" << YAML::Value << command.expectedExit;
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

}  // namespace

std::string toYaml(const Plan& plan) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  out << YAML::Key << "version" << YAML::Value << 1;
  if (!plan.title.empty())
    out << YAML::Key << "title" << YAML::Value << YAML::DoubleQuoted << plan.title;
  emitQuoted(out, "benchmarks", plan.benchmarks);
  if (!plan.sizes.empty()) out << YAML::Key << "sizes" << YAML::Value << formatSizeList(plan.sizes);
  emit(out, "dtypes", wordList(plan.dtypes));
  emit(out, "variants", plan.variants);
  emit(out, "threads", plan.threads);
  emit(out, "modes", wordList(plan.modes));
  emit(out, "cache", wordList(plan.cache));
  if (plan.alignment != Plan{}.alignment) emit(out, "alignment", wordList(plan.alignment));
  out << YAML::Key << "precision" << YAML::Value << percent(plan.precision);
  out << YAML::Key << "confidence" << YAML::Value << percent(plan.confidence);
  if (plan.budgetSeconds > 0)
    out << YAML::Key << "budget" << YAML::Value << fmt::format("{}s", plan.budgetSeconds);
  out << YAML::Key << "timeout" << YAML::Value << fmt::format("{}s", plan.timeoutSeconds);
  if (plan.processes != 1) out << YAML::Key << "processes" << YAML::Value << plan.processes;
  if (plan.placements != Plan{}.placements)
    out << YAML::Key << "placements" << YAML::Value << plan.placements;
  out << YAML::Key << "seed" << YAML::Value << plan.seed;
  if (!plan.refine) out << YAML::Key << "refine" << YAML::Value << false;
  if (plan.twins) out << YAML::Key << "twins" << YAML::Value << true;
  if (plan.trackAllocations) out << YAML::Key << "track_allocations" << YAML::Value << true;
  if (plan.watchMemory) out << YAML::Key << "watch_memory" << YAML::Value << true;
  emitQuoted(out, "only", plan.only);
  emitExpectations(out, plan.expect);
  emitCommands(out, plan.commands);
  out << YAML::EndMap;
  return std::string(out.c_str()) + "\n";
}

Result<Plan> loadPlan(const std::string& nameOrPath) {
  for (const BuiltInPlan& plan : builtInPlans())
    if (plan.name == nameOrPath) return parsePlan(plan.yaml, "plan " + nameOrPath);

  std::error_code error;
  if (!std::filesystem::exists(nameOrPath, error)) {
    std::string names;
    for (const BuiltInPlan& plan : builtInPlans())
      names += (names.empty() ? "" : ", ") + std::string(plan.name);
    return fail(ErrorCode::usage, "is neither a built-in plan nor a file", nameOrPath,
                "Built-in plans: " + names);
  }
  if (!std::filesystem::is_regular_file(nameOrPath, error))
    return fail(ErrorCode::io, "is not a regular file", nameOrPath, "Give a YAML plan");
  if (std::filesystem::file_size(nameOrPath, error) > kLargestPlan)
    return fail(ErrorCode::usage, "is over 1 MiB, so it is no plan", nameOrPath,
                "Give a YAML plan");
  std::ifstream file(nameOrPath);
  if (!file)
    return fail(ErrorCode::io, fmt::format("could not be read ({})", std::strerror(errno)),
                nameOrPath);
  std::ostringstream text;
  text << file.rdbuf();
  return parsePlan(text.str(), nameOrPath);
}

}  // namespace lane
