// Version of the program and how it was built, for `--version`, sessions and reports.
#pragma once

#include <string_view>

namespace lane {

std::string_view programVersion();  ///< "0.1.0"
std::string_view compilerName();    ///< "GCC 12.2.0"
std::string_view compilerFlags();   ///< the flags of the engine's build type

}  // namespace lane
