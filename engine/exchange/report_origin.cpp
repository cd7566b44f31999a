// Where the figures of a report come from: the machine, the plan, the method, and how to get them
// again; of an imported session, the tool and the file.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/size_list.h"
#include "base/units.h"
#include "exchange/report_parts.h"

namespace lane {
namespace {

ReportTable fieldTable(std::string heading) {
  ReportTable table;
  table.heading = std::move(heading);
  table.columns = {{"Field"}, {"Value"}};
  table.headed = false;
  return table;
}

void addField(ReportTable& table, const std::string& label, const std::string& value) {
  if (!value.empty()) table.rows.push_back({{{label}, {value}}});
}

template <class E>
std::string wordList(const std::vector<E>& values) {
  std::vector<std::string_view> list;
  for (const E value : values) list.push_back(toWord(value));
  return fmt::format("{}", fmt::join(list, ", "));
}

std::string limitsText(const Expectation& expectation) {
  std::string text = expectation.metric;
  if (!expectation.where.empty()) text += " where " + expectation.where;
  if (std::isfinite(expectation.minimum)) text += fmt::format(", at least {}", expectation.minimum);
  if (std::isfinite(expectation.maximum)) text += fmt::format(", at most {}", expectation.maximum);
  return text;
}

/// A JSON object as "HDF5 1.10, hwloc 2.9"; other text as it is.
std::string flat(const std::string& text) {
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) return text;
  std::string out;
  for (const auto& [name, value] : json.items())
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name,
                       value.is_string()
                           ? value.get<std::string>()
                           : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  return out;
}

ReportTable sourcesTable(const Session& session) {
  ReportTable table;
  table.columns = {{"Source"}, {"Kind"}, {"Tool"}, {"Versions"}, {"Environment"}};
  for (const SourceRecord& source : session.sources)
    table.rows.push_back({{{source.id},
                           {std::string(toWord(source.kind))},
                           {source.tool},
                           {flat(source.versions)},
                           {flat(source.environment)}}});
  dropIdle(table, std::vector<bool>(5, false));
  return table;
}

/// A line that the text has none of, to end a here-document with.
std::string endMark(const std::string& text) {
  std::string mark = "END_OF_PLAN";
  while (text.find(mark) != std::string::npos) mark += "_";
  return mark;
}

std::uint32_t processesOf(const ReportContext& context) {
  return context.plan ? context.plan->processes : 1;
}

}  // namespace

Blocks machinePart(const ReportContext& context) {
  Blocks blocks;
  std::vector<std::string> groups;
  for (const MachineField& field : context.session.machine.fields)
    if (std::find(groups.begin(), groups.end(), field.group) == groups.end())
      groups.push_back(field.group);
  for (const std::string& group : groups) {
    std::string heading = group;
    if (!heading.empty() && heading[0] >= 'a' && heading[0] <= 'z') heading[0] -= 'a' - 'A';
    ReportTable table = fieldTable(std::move(heading));
    for (const MachineField& field : context.session.machine.fields) {
      if (field.group != group) continue;
      ReportCell value{field.value.empty() ? "–" : field.value};
      if (!field.reason.empty()) value = {"– " + field.reason, {}, {}, ReportTone::quiet};
      table.rows.push_back({{{field.label}, std::move(value)}});
    }
    blocks.emplace_back(std::move(table));
  }
  return blocks;
}

Blocks planPart(const ReportContext& context) {
  if (!context.plan) return {};
  const Plan& plan = *context.plan;
  ReportTable table = fieldTable({});
  addField(table, "Title", plan.title);
  addField(table, "Benchmarks",
           plan.benchmarks.empty() ? "all" : fmt::format("{}", fmt::join(plan.benchmarks, ", ")));
  addField(table, "Sizes", fmt::format("{} ({})", formatSizeList(plan.sizes), plan.sizes.size()));
  addField(table, "Types", wordList(plan.dtypes));
  addField(table, "Variants",
           plan.variants.empty() ? "all that run here"
                                 : fmt::format("{}", fmt::join(plan.variants, ", ")));
  addField(table, "Threads", fmt::format("{}", fmt::join(plan.threads, ", ")));
  addField(table, "Modes", wordList(plan.modes));
  addField(table, "Cache", wordList(plan.cache));
  addField(table, "Alignment", wordList(plan.alignment));
  addField(table, "Precision",
           fmt::format("±{} at {} confidence", formatShare(plan.precision),
                       formatShare(plan.confidence)));
  addField(table, "Budget",
           plan.budgetSeconds > 0 ? formatTime(plan.budgetSeconds) + " of sampling" : "no limit");
  addField(table, "Timeout", formatTime(plan.timeoutSeconds) + " per case");
  addField(table, "Processes", fmt::format("{}", plan.processes));
  addField(table, "Placements", fmt::format("{}", plan.placements));
  addField(table, "Refined at crossovers", plan.refine ? "yes" : "no");
  if (!plan.only.empty())
    addField(table, "Only", fmt::format("{} named cases", formatCount(plan.only.size())));
  for (const Expectation& expectation : plan.expect)
    addField(table, "Expected", limitsText(expectation));
  addField(table, "Seed", fmt::format("{}", context.session.seed));
  return blocksOf(std::move(table));
}

Blocks methodPart(const ReportContext& context) {
  if (context.imported)
    return blocksOf(ReportText{
        "The figures were measured by another tool and imported as it wrote them. Where it kept "
        "single samples, medians and their intervals were computed from them; what it does not "
        "say is left empty with a reason."});
  const double precision = context.plan ? context.plan->precision : 0.01;
  const double confidence = context.plan ? context.plan->confidence : 0.95;
  return blocksOf(
      ReportText{
          "Every variant of every case is first compared with a reference in higher precision; "
          "one outside its tolerance is marked wrong and never shown as a speed. Calls are then "
          "timed in batches long enough for the clock, with an untimed call before each batch. "
          "The plan is walked in passes; in each round of a pass every variant of a group gives "
          "one sample, in an order that a stored seed shuffles, so that drift of the machine hits "
          "all variants alike."},
      ReportText{fmt::format(
          "Sampling of a variant ends when the {} confidence interval of its median is within "
          "±{}, when more samples no longer narrow it, or when the time is used up. Nothing is "
          "subtracted and no sample is thrown away.",
          formatShare(confidence), formatShare(precision))});
}

Blocks reproducePart(const ReportContext& context) {
  const Session& session = context.session;
  Blocks blocks;
  if (context.imported) {
    blocks.emplace_back(ReportText{"Imported, not measured here. The source:"});
    blocks.emplace_back(sourcesTable(session));
    blocks.emplace_back(ReportText{"To import it again, with the tool's own file as FILE:"});
    blocks.emplace_back(ReportCode{"lanescope-cli import FILE -o again.lanescope.h5"});
    return blocks;
  }
  if (session.planYaml.empty()) {
    blocks.emplace_back(ReportText{"This session holds no plan, so no command repeats it."});
    return blocks;
  }
  blocks.emplace_back(ReportText{"The exact plan, and the command that measures it again:"});
  const std::string mark = endMark(session.planYaml);
  const bool endsLine = session.planYaml.back() == '\n';
  const std::uint32_t processes = processesOf(context);
  blocks.emplace_back(ReportCode{
      fmt::format("cat > plan.yaml <<'{}'\n{}{}{}\nlanescope-cli run plan.yaml --seed {}{} "
                  "-o again.lanescope.h5",
                  mark, session.planYaml, endsLine ? "" : "\n", mark, session.seed,
                  processes > 1 ? fmt::format(" --processes {}", processes) : "")});
  std::string facts =
      fmt::format("Measured {} with Lanescope {} in {} process{}, seed {}.", session.created,
                  session.programVersion, processes, processes == 1 ? "" : "es", session.seed);
  if (context.roofs.known())
    facts +=
        " Its ceilings are kept per machine: \"lanescope-cli ceilings --redo\" measures them "
        "again.";
  facts += " What changed between both runs: \"lanescope-cli diff FILE again.lanescope.h5\".";
  blocks.emplace_back(ReportText{std::move(facts)});
  if (!session.sources.empty()) blocks.emplace_back(sourcesTable(session));
  return blocks;
}

}  // namespace lane
