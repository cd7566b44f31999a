// How much memory a program may still take without pushing others out: what the system has
// available and what the limits of the control groups around it leave. A container's limit is not
// in /proc/meminfo. Reads a few small files; any thread.
#pragma once

#include <cstdint>

#include "machine/system_files.h"

namespace lane {

/// Bytes; 0 when nothing can be read.
std::uint64_t availableMemoryBytes(const SystemFiles& files = SystemFiles());

}  // namespace lane
