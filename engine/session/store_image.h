// Between a session and the bytes of its file. Both throw hdf5::Failure; store.cpp catches.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "session/store.h"

namespace lane {

/// The whole file, built in memory: a full disk then meets plain write(), never HDF5 half way.
std::vector<std::byte> sessionImage(const Session& session);

OpenedSession readSessionFile(const std::filesystem::path& path, OpenDetail detail);
SessionSummary readSummary(const std::filesystem::path& path);

}  // namespace lane
