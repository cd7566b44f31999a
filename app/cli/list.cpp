#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/text_layout.h"
#include "machine/variant.h"
#include "peers/peers.h"
#include "run/benchmarks.h"
#include "run/plan.h"

namespace lane::cli {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::vector<std::string>>;

/// Columns side by side, the last one as long as it likes.
std::string table(const Rows& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], displayWidth(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += i + 1 < row.size() ? padded(row[i], widths[i] + 2) : row[i];
    text += '\n';
  }
  return text;
}

std::vector<std::string> dtypeWords(const BenchmarkInfo& benchmark) {
  std::vector<std::string> names;
  for (const Dtype dtype : benchmark.dtypes) names.emplace_back(toWord(dtype));
  return names;
}

void listBenchmarks(bool json) {
  if (json) {
    Json list = Json::array();
    for (const BenchmarkInfo& b : benchmarks())
      list.push_back({{"name", b.name},
                      {"suite", b.suite},
                      {"title", b.title},
                      {"family", b.family},
                      {"formula", b.formula},
                      {"special", b.special},
                      {"dtypes", dtypeWords(b)},
                      {"item_name", b.itemName},
                      {"flops_per_item", b.flopsPerItem},
                      {"bytes_per_item", b.bytesPerItem},
                      {"operands", b.operands}});
    return print(list.dump(2));
  }
  Rows rows{{"Name", "Suite", "Family", "Types", "FLOP", "Bytes", "Computes"}};
  for (const BenchmarkInfo& b : benchmarks())
    rows.push_back({b.name, b.suite, b.family, fmt::format("{}", fmt::join(dtypeWords(b), " ")),
                    formatNumber(b.flopsPerItem), formatNumber(b.bytesPerItem), b.formula});
  print(table(rows));
}

/// Ways of other suites, each once: "read" of files is the same for every format.
std::vector<std::pair<std::string, WayInfo>> otherWays() {
  std::vector<std::pair<std::string, WayInfo>> ways;
  for (const BenchmarkInfo& benchmark : benchmarks())
    for (const WayInfo& way : benchmark.ways)
      if (std::none_of(ways.begin(), ways.end(), [&](const auto& known) {
            return known.first == benchmark.suite && known.second.name == way.name;
          }))
        ways.emplace_back(benchmark.suite, way);
  return ways;
}

void listVariants(bool json) {
  if (json) {
    Json list = Json::array();
    for (const VariantInfo& v : variants()) {
      const VariantSupport& can = support(v.id);
      list.push_back({{"name", v.name},
                      {"label", v.label},
                      {"description", v.description},
                      {"vector_bytes", v.vectorBytes},
                      {"compiler_made", v.compilerMade},
                      {"compiled", can.compiled},
                      {"supported", can.supported},
                      {"reason", can.reason}});
    }
    for (const PeerInfo& peer : peers()) {
      const std::string& reason = whyNoPeer(peer.id);
      list.push_back({{"name", peer.name},
                      {"label", peer.label},
                      {"description", peer.description},
                      {"vector_bytes", 0},
                      {"compiler_made", false},
                      {"compiled", true},
                      {"supported", reason.empty()},
                      {"reason", reason}});
    }
    for (const auto& [suite, way] : otherWays())
      list.push_back({{"name", way.name},
                      {"label", way.name},
                      {"description", suite + ": " + way.description},
                      {"vector_bytes", 0},
                      {"compiler_made", false},
                      {"compiled", true},
                      {"supported", true},
                      {"reason", ""}});
    return print(list.dump(2));
  }
  Rows rows{{"Name", "Bits", "Here", "What it is"}};
  for (const VariantInfo& v : variants()) {
    const VariantSupport& can = support(v.id);
    const std::string description(v.description);
    rows.push_back({std::string(v.name),
                    v.vectorBytes > 0 ? fmt::format("{}", 8 * v.vectorBytes) : "–",
                    can.supported ? "yes" : "no",
                    can.supported ? description : description + " – " + can.reason});
  }
  for (const PeerInfo& peer : peers()) {
    const std::string& reason = whyNoPeer(peer.id);
    const std::string description = std::string(peer.description) + "; only where a plan names it";
    rows.push_back({std::string(peer.name), "–", reason.empty() ? "yes" : "no",
                    reason.empty() ? description : description + " – " + reason});
  }
  for (const auto& [suite, way] : otherWays())
    rows.push_back({way.name, "–", "yes", suite + ": " + way.description});
  print(table(rows));
}

void listPlans(bool json) {
  if (json) {
    Json list = Json::array();
    for (const BuiltInPlan& plan : builtInPlans())
      list.push_back({{"name", plan.name}, {"description", plan.description}, {"yaml", plan.yaml}});
    return print(list.dump(2));
  }
  Rows rows{{"Name", "What it measures"}};
  for (const BuiltInPlan& plan : builtInPlans())
    rows.push_back({std::string(plan.name), std::string(plan.description)});
  print(table(rows));
}

void addListOf(CLI::App& list, ExitCode& exit, const std::string& name,
               const std::string& description, void (*write)(bool json)) {
  CLI::App* command = list.add_subcommand(name, description);
  const CLI::Option* json = command->add_flag("--json")->description("As a JSON array");
  command->callback([&exit, json, write] {
    write(json->count() > 0);
    exit = kDone;
  });
}

}  // namespace

void addList(CLI::App& program, ExitCode& exit) {
  CLI::App* list = program.add_subcommand("list", "What there is to measure");
  list->require_subcommand(1);
  addListOf(*list, exit, "benchmarks", "Benchmarks with what they compute and cost per element",
            listBenchmarks);
  addListOf(*list, exit, "variants", "Variants, which of them run here, and why the others do not",
            listVariants);
  addListOf(*list, exit, "plans", "Built-in plans", listPlans);
}

}  // namespace lane::cli
