#include "analysis/scoreboard.h"

#include <fmt/format.h>

#include "commands.h"
#include "console.h"
#include "exchange/scoreboard_export.h"
#include "open_session.h"

namespace lane::cli {
namespace {

struct Request {
  std::string file;
  std::string against;
  std::string criterion;
  bool json = false;
};

ExitCode keepScore(const Request& request) {
  ScoreCriterion criterion;
  if (!request.criterion.empty()) {
    const auto parsed = parseCriterion(request.criterion);
    if (!parsed) return report(parsed.error());
    criterion = *parsed;
  }
  const auto session = openForReading(request.file);
  if (!session) return report(session.error());
  auto board = scoreboard(*session, request.against, criterion);
  if (!board) {
    Error error = board.error();
    error.where = request.file;
    return report(error);
  }
  print(request.json ? toJson(*board, *session) : toText(*board, *session));
  if (!board->isJudged())
    say(fmt::format("{}: no kernel has times of both a hand-written variant and {}", request.file,
                    board->opponent.empty() ? "an opponent" : opponentName(board->opponent)));
  if (request.criterion.empty()) return kDone;  // nothing was demanded
  if (!board->isJudged()) return kGateIncomplete;
  return board->isMet() ? kDone : kGateFailed;
}

}  // namespace

void addScoreboard(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "scoreboard", "The best hand-written variant of every kernel and size against an opponent");
  const auto request = std::make_shared<Request>();
  command->add_option("FILE", request->file, "Session file")->required();
  command->add_option("--against", request->against,
                      "best-peer, compiler, or the name of a variant or peer; default: the first "
                      "of these the session has");
  command
      ->add_option("--criterion", request->criterion,
                   "80%@20% asks that 80 % of the cells take at most 20 % longer than the "
                   "opponent: exit code 1 when they do not, 5 when nothing could be compared")
      ->type_name("SHARE@TOLERANCE");
  command->add_flag("--json", request->json, "As JSON");
  command->footer(
      "Ratios are time of ours / time of the opponent: below 1, ours is faster. Sizes that\n"
      "were added around crossovers are left out.");
  command->callback([&exit, request] { exit = keepScore(*request); });
}

}  // namespace lane::cli
