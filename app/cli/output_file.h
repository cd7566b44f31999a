// Text files the command line writes.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "session/store.h"

namespace lane::cli {

/// Writes beside the target, then renames: an existing file stays whole until the new one is.
/// Errors: exists, io with the system's reason.
Result<void> writeOutput(const std::filesystem::path& path, std::string_view text,
                         Overwrite overwrite);

}  // namespace lane::cli
