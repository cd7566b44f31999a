// lanescope-cli: the engine on the command line. Knows no Qt.
#include <CLI/CLI.hpp>

#include <string>

#include "base/version.h"
#include "commands.h"
#include "console.h"
#include "run/process_run.h"

namespace {

bool isCommand(const CLI::App& program, const std::string& name) {
  const auto named =
      program.get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
  return !named.empty();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace lane;
  using namespace lane::cli;

  if (const auto measured = runAsChild(argc, argv)) return *measured;

  CLI::App program(
      "Measures SIMD kernels against each other: how fast, how sure, and from which "
      "size on.",
      "lanescope-cli");
  program.require_subcommand(1);
  program.set_version_flag("--version", "lanescope-cli " + std::string(programVersion()));
  program.set_help_flag("-h,--help", "Print this help and exit");
  program.footer(
      "Exit codes: 0 done; 1 gate: a regression or a missed expectation; 2 wrong usage;\n"
      "3 a file could not be read or written; 4 a case failed its check; 5 gate: nothing was\n"
      "paired, or a case of the base has no figure; 130 interrupted (everything measured is\n"
      "saved).\n"
      "'lanescope-cli COMMAND --help' explains a command.");

  ExitCode exit = kDone;
  addInfo(program, exit);
  addCeilings(program, exit);
  addList(program, exit);
  addRun(program, exit);
  addShow(program, exit);
  addCrossover(program, exit);
  addDiff(program, exit);
  addBaseline(program, exit);
  addExport(program, exit);
  addImport(program, exit);
  addRecover(program, exit);
  addSelftest(program, exit);
  addTrend(program, exit);
  addMatrix(program, exit);
  addScoreboard(program, exit);

  if (argc == 1) {
    say(program.help());
    return kUsage;
  }
  if (const std::string first = argv[1]; first[0] != '-' && !isCommand(program, first)) {
    say("lanescope-cli: there is no command \"" + first +
        "\". 'lanescope-cli --help' lists the commands.");
    return kUsage;
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version are "errors" of code 0 there.
    if (error.get_exit_code() == 0) return program.exit(error), finishOutput(kDone);
    say(std::string("lanescope-cli: ") + error.what());
    say("'lanescope-cli --help' lists commands and options.");
    return kUsage;
  }
  return finishOutput(exit);
}
