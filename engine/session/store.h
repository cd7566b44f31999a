// Session files: HDF5, plain columns (schema in session/schema.h). A file is never updated in
// place: a write goes to a temporary name in the same directory and is renamed.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "session/session.h"

namespace lane {

enum class Overwrite { no, yes };

/// Writes the whole session to `path` through a temporary file, fsync and rename. On failure an
/// existing file is untouched and the temporary is removed. Temporaries that killed writers of this
/// file left behind are removed, too, here and when it is opened. Errors: exists, io (with the
/// system's reason: no space left, permission denied, no such directory).
Result<void> saveSession(const Session& session, const std::filesystem::path& path,
                         Overwrite overwrite = Overwrite::no);

struct OpenedSession {
  Session session;
  bool fromPartial = false;  ///< FILE was missing or older, FILE.part was read: incomplete
  bool newerMinor = false;   ///< written by a newer minor version; see Session::foreign
};

/// How much of a file is read. summary: the attributes, machine, plan and sources, and of the cases
/// key, revision, status and the median with its interval; nothing else, and of that file only.
enum class OpenDetail { summary, full };

/// Reads a session file, or FILE.part when only that exists. Errors: io (missing, unreadable),
/// format (not HDF5; HDF5 but no session; damaged, with the column at fault), newer.
Result<OpenedSession> openSession(const std::filesystem::path& path,
                                  OpenDetail detail = OpenDetail::full);

/// Cheap look at a file for lists: attributes and counts, no samples.
struct SessionSummary {
  std::filesystem::path path;
  std::string title, created, cpuModel;
  std::size_t cases = 0;
  bool complete = false;
};
Result<SessionSummary> peekSession(const std::filesystem::path& path);

/// FILE.part of a run into FILE.
std::filesystem::path partialPath(const std::filesystem::path& path);

/// Completes an interrupted run: FILE.part becomes FILE with complete = false and its samples
/// sorted. Fails with exists when FILE is there and overwrite is no.
Result<Session> recoverSession(const std::filesystem::path& path, Overwrite overwrite);

/// Can a session be written there? Said before measuring, not after. Leaves nothing behind.
Result<void> checkWritable(const std::filesystem::path& path, Overwrite overwrite);

}  // namespace lane
