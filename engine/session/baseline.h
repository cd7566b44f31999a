// Baselines: sessions kept under a name in a project's folder, to compare later ones with.
// PROJECT/.lanescope/baselines/NAME.lanescope.h5, ordinary session files. Reads and writes files;
// any thread, one at a time per project.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "session/session.h"
#include "session/store.h"

namespace lane {

/// Fewer leave open what one process differs from the next by itself.
inline constexpr std::uint32_t kBaselineProcesses = 3;

/// How a session serves as a base.
struct BaselineQuality {
  std::size_t measured = 0;     ///< cases with a figure
  std::uint32_t processes = 0;  ///< fresh ones, of the case that has the fewest
  std::size_t thinCases = 0;    ///< cases from fewer than kBaselineProcesses
  bool complete = false;

  bool isThin() const { return thinCases > 0 || !complete; }
};
BaselineQuality baselineQuality(const Session& session);
/// "from 1 process", "the run was stopped"; empty when there is nothing to object to.
std::string objection(const BaselineQuality& quality);

/// The nearest folder above `start` (or `start` itself) that holds `.lanescope` or is the root of a
/// working copy (Git, Mercurial, Subversion, Jujutsu); without one `start` itself.
std::filesystem::path projectFolder(const std::filesystem::path& start);

/// Letters, digits and . _ - + @, at most 100, none of . - first. Errors: usage.
Result<void> checkBaselineName(const std::string& name);

class Baselines {
 public:
  explicit Baselines(std::filesystem::path project) : m_project(std::move(project)) {}

  const std::filesystem::path& project() const { return m_project; }
  std::filesystem::path folder() const { return m_project / ".lanescope" / "baselines"; }
  /// Whether or not there is one. The name must be a good one.
  std::filesystem::path pathOf(const std::string& name) const;

  /// Sorted; none when the folder is missing or cannot be read.
  std::vector<std::string> names() const;
  bool contains(const std::string& name) const;

  /// Errors: usage (the name), io with the baselines there are, and what opening a session fails
  /// with.
  Result<OpenedSession> open(const std::string& name) const;
  /// Makes the folder. Errors: usage (the name; nothing measured; thin and `allowThin` not given),
  /// exists, io.
  Result<BaselineQuality> set(const std::string& name, const Session& session, Overwrite overwrite,
                              bool allowThin) const;
  /// Errors: usage, io.
  Result<void> remove(const std::string& name) const;

  /// "there is no baseline \"x\" in PROJECT", with those there are.
  Error missing(const std::string& name) const;

 private:
  std::filesystem::path m_project;
};

}  // namespace lane
