// The parts of a session file that the schema does not name: what a newer minor version added, or
// a user with h5py. They are read as plain values and written back unchanged. Only what is safe is
// taken: numbers and texts of fixed length, at most two-dimensional, not chunked or filtered, and
// all together at most kForeignBytes; links are not followed. Whatever is left behind is named in
// the session's log. Damaged unknown parts never keep a session from opening.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "session/hdf5_handle.h"
#include "session/session.h"

namespace lane {

inline constexpr std::uint64_t kForeignBytes = std::uint64_t{64} << 20;

/// Fills session.foreign, after everything else was read, and logs what cannot be kept.
void readForeign(hid_t file, const std::filesystem::path& path, Session& session);

/// A column belongs to rows: when they changed it would lie, so it is not written.
struct ForeignSplit {
  std::vector<std::size_t> kept;  ///< positions in session.foreign
  std::vector<LogLine> log;       ///< the session's log and a line about each part dropped
};
ForeignSplit splitForeign(const Session& session);

/// Writes the parts at these positions, after all known tables. Throws hdf5::Failure.
void writeForeign(hid_t file, const Session& session, const std::vector<std::size_t>& positions);

}  // namespace lane
