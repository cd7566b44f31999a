// Keeps a running session on disk: rewrites FILE.part between groups, once a second or less often
// so that writing stays below 1 % of the time.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "session/session.h"

namespace lane {

class Checkpoint {
 public:
  explicit Checkpoint(std::filesystem::path path) : m_path(std::move(path)) {}
  /// Writes FILE.part if it is due. Called by the runner between groups, on its thread.
  Result<void> offer(const Session& session);
  /// Writes FILE (rename) and removes FILE.part.
  Result<void> finish(const Session& session);
  const std::filesystem::path& path() const { return m_path; }

 private:
  std::filesystem::path m_path;
  double m_lastWrite = -1;  ///< seconds of a steady clock; < 0: never
  double m_writeCost = 0;
};

}  // namespace lane
