// Whole files written so that a reader sees the old or the new one, never something between:
// temporary name in the same directory, fsync, rename, fsync of the directory. Knows no format.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/result.h"

namespace lane {

enum class Overwrite;

/// Errors: exists, io (the system's reason). On failure the target is untouched and no temporary
/// stays behind.
Result<void> writeFileAtomically(const std::filesystem::path& path,
                                 std::span<const std::byte> bytes, Overwrite overwrite);

/// The same checks, without writing: creates and removes a temporary beside `path`.
Result<void> tryWriting(const std::filesystem::path& path, Overwrite overwrite);

/// Removes what killed writers of `path` left beside it: temporaries of that name, older than a
/// minute, whose process no longer runs. What cannot be removed stays.
void removeLeftovers(const std::filesystem::path& path);

/// "No space left on device", for a number from errno.
std::string systemReason(int error);

}  // namespace lane
