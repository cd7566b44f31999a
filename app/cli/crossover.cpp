#include "analysis/crossover.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "commands.h"
#include "console.h"
#include "exchange/dispatch_header.h"
#include "exchange/export.h"
#include "exchange/text_layout.h"
#include "open_session.h"

namespace lane::cli {
namespace {

struct Request {
  std::string file, from, to;
  bool json = false;
  bool header = false;
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
  const auto from = parseCrossoverSide(request.from);
  if (!from) return report(from.error());
  const auto to = parseCrossoverSide(request.to);
  if (!to) return report(to.error());
  const auto session = openForReading(request.file);
  if (!session) return report(session.error());
  for (const std::string& name : {from->variant, to->variant})
    if (const auto known = checkVariant(*session, request.file, name); !known)
      return report(known.error());
  const auto found = findCrossovers(*session, *from, *to);
  if (found.empty())
    say(fmt::format("{}: no benchmark has times of both {} and {}", request.file, request.from,
                    request.to));
  if (request.json)
    print(json(found));
  else if (request.header)
    print(dispatchHeader(*session, *from, *to));
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
  command->add_option("--from", request->from, "What is used for small sizes")->required();
  command->add_option("--to", request->to, "What is used from the crossover on")->required();
  CLI::Option* asJson = command->add_flag("--json", request->json, "As JSON");
  command
      ->add_flag("--header", request->header,
                 "As a C++17 header of thresholds for a library to dispatch by")
      ->excludes(asJson);
  command->footer(
      "A side is a variant, if need be with a thread count and a mode: avx2, avx2,t=2,\n"
      "avx2,allocate. What neither side names is the same on both. What only one side\n"
      "names is one thread, or mode reuse, on the other: --from avx2 --to avx2,t=2");
  command->callback([&exit, request] { exit = crossover(*request); });
}

}  // namespace lane::cli
