#include "commands.h"
#include "console.h"
#include "exchange/export.h"
#include "open_session.h"

namespace lane::cli {

void addShow(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand("show", "Print a session");
  const auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "Session file")->required();
  const CLI::Option* json = command->add_flag("--json")->description("The whole session as JSON");
  command->callback([&exit, file, json] {
    const auto session = openForReading(*file);
    if (!session) {
      exit = report(session.error());
      return;
    }
    print(json->count() > 0 ? toJson(*session) : toText(*session));
  });
}

}  // namespace lane::cli
