// Reads a file whole; says why it cannot. Blocking; any thread.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace lane {

/// At most `limit` bytes from the front. Error: io.
Result<std::string> readText(const std::filesystem::path& file, std::size_t limit = SIZE_MAX);

/// ISO 8601 UTC.
std::string isoText(std::filesystem::file_time_type time);

}  // namespace lane
