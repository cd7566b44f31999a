// Command lines as people type them: split into words without a shell, checked, and looked up in
// PATH. Pure functions but for the look at the file system; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "run/plan.h"

namespace lane {

/// `ls "my file"` -> ls, my file: blanks part words; quotes and backslashes work as in a POSIX
/// shell. Nothing is expanded: what only a shell understands (| > $ * and the like, unquoted) is
/// an error that says so. Errors: usage.
Result<std::vector<std::string>> splitWords(std::string_view line);

/// The words that are run: those of the line, or /bin/sh -c and the line. Errors: usage.
Result<std::vector<std::string>> wordsOf(const CommandSpec& command);

/// What it is called in lists and keys: its name, else its line.
std::string nameOf(const CommandSpec& command);

/// Why these cannot be timed side by side: a line that is no command, the same one twice. Errors:
/// usage.
Result<void> checkCommand(const CommandSpec& command);
Result<void> checkNoTwin(const std::vector<CommandSpec>& before, const CommandSpec& command);

/// The file a program's name stands for, as execvp(3) would find it. Errors: io (there is none, it
/// may not be run).
Result<std::filesystem::path> findProgram(const std::string& name);

}  // namespace lane
