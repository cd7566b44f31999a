// The tree of files Criterion.rs keeps under target/criterion. Blocking; any thread.
#pragma once

#include <filesystem>

#include "exchange/import/session_builder.h"

namespace lane {

/// Whether the folder holds such a tree, or is a part of one.
bool isCriterionTree(const std::filesystem::path& folder);

/// Error: io or format, when nothing in it can be read.
Result<void> readCriterion(const std::filesystem::path& folder, SessionBuilder& builder);

}  // namespace lane
