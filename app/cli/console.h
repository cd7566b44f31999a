// The two streams of the program: data to stdout, everything said about it to stderr.
#pragma once

#include <string>
#include <string_view>

#include "exit_codes.h"

namespace lane::cli {

/// Data to stdout, with a line feed at the end if it has none.
void print(std::string_view data);
/// One line to stderr.
void say(std::string_view message);
/// "lanescope-cli: FILE: what. Advice." to stderr; the code to leave with.
ExitCode report(const Error& error);
/// Has all of stdout arrived (disk full, closed pipe)? Says so when not.
ExitCode finishOutput(ExitCode exit);

bool isTerminal(int stream);

/// Text filled up with blanks to that many columns of a terminal.
std::string padded(std::string_view text, std::size_t width);

}  // namespace lane::cli
