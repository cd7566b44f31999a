#include <fmt/format.h>

#include <algorithm>

#include "commands.h"
#include "console.h"
#include "session/store.h"

namespace lane::cli {

void addRecover(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "recover", "Turn FILE.part, the checkpoint of a run that was killed, into FILE");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "Session file, without .part")->required();
  const CLI::Option* overwrite =
      command->add_flag("--overwrite")->description("Replace FILE if it exists already");
  command->callback([&exit, file, overwrite] {
    const auto session =
        recoverSession(*file, overwrite->count() > 0 ? Overwrite::yes : Overwrite::no);
    if (!session) {
      exit = report(session.error());
      return;
    }
    const auto timed = std::count_if(session->cases.begin(), session->cases.end(),
                                     [](const CaseRecord& record) { return record.hasTime(); });
    say(fmt::format("Recovered {} of {} cases into {}", timed, session->cases.size(), *file));
  });
}

}  // namespace lane::cli
