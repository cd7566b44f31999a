#include "analysis/crossover.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "commands.h"
#include "console.h"
#include "exchange/export.h"
#include "exchange/text_layout.h"
#include "open_session.h"

namespace lane::cli {
namespace {

struct Request {
  std::string file, from, to;
  bool json = false;
};

Result<void> checkVariant(const Session& session, const std::string& file,
                          const std::string& name) {
  std::set<std::string> known;
  for (const CaseRecord& record : session.cases) known.insert(record.variant);
  if (known.contains(name)) return {};
  return fail(ErrorCode::usage, fmt::format("no case of variant \"{}\"", name), file,
              fmt::format("It has {}", fmt::join(known, ", ")));
}

/// Written as in a session, so that both read alike.
std::string json(const std::vector<CrossoverRecord>& crossovers) {
  Session session;
  session.crossovers = crossovers;
  const auto whole = nlohmann::ordered_json::parse(toJson(session));
  nlohmann::ordered_json part;
  for (const char* name : {"format", "version", "crossovers"}) part[name] = whole.at(name);
  return part.dump(2);
}

std::string text(const std::vector<CrossoverRecord>& crossovers) {
  std::string lines;
  for (const CrossoverRecord& crossover : crossovers)
    lines += printable(describe(crossover)) + "\n";
  return lines;
}

ExitCode crossover(const Request& request) {
  const auto session = openForReading(request.file);
  if (!session) return report(session.error());
  for (const std::string& name : {request.from, request.to})
    if (const auto known = checkVariant(*session, request.file, name); !known)
      return report(known.error());
  const auto found = findCrossovers(*session, request.from, request.to);
  if (found.empty())
    say(fmt::format("{}: no benchmark has times of both {} and {}", request.file, request.from,
                    request.to));
  if (request.json)
    print(json(found));
  else if (!found.empty())
    print(text(found));
  return kDone;
}

}  // namespace

void addCrossover(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "crossover", "From which size on one variant should be used instead of another");
  const auto request = std::make_shared<Request>();
  command->add_option("FILE", request->file, "Session file")->required();
  command->add_option("--from", request->from, "Variant used for small sizes")->required();
  command->add_option("--to", request->to, "Variant used from the crossover on")->required();
  command->add_flag("--json", request->json, "As JSON");
  command->callback([&exit, request] { exit = crossover(*request); });
}

}  // namespace lane::cli
