// The commands of lanescope-cli, one file each. Every add function hangs its command with its
// options into the program; when the command is chosen, its result ends up in `exit`.
#pragma once

#include <CLI/CLI.hpp>

#include "exit_codes.h"

namespace lane::cli {

void addInfo(CLI::App& program, ExitCode& exit);
void addCeilings(CLI::App& program, ExitCode& exit);
void addList(CLI::App& program, ExitCode& exit);
void addRun(CLI::App& program, ExitCode& exit);
void addShow(CLI::App& program, ExitCode& exit);
void addCrossover(CLI::App& program, ExitCode& exit);
void addDiff(CLI::App& program, ExitCode& exit);
void addBaseline(CLI::App& program, ExitCode& exit);
void addExport(CLI::App& program, ExitCode& exit);
void addImport(CLI::App& program, ExitCode& exit);
void addRecover(CLI::App& program, ExitCode& exit);
void addSelftest(CLI::App& program, ExitCode& exit);
void addTrend(CLI::App& program, ExitCode& exit);
void addMatrix(CLI::App& program, ExitCode& exit);
void addScoreboard(CLI::App& program, ExitCode& exit);

}  // namespace lane::cli
