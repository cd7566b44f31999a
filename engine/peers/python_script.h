// The program that runs kernels with Python's libraries, compiled in: nothing has to be found at
// run time but Python itself.
#pragma once

#include <string_view>

namespace lane {

extern const std::string_view kPythonPeer;

}  // namespace lane
