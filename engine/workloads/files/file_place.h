// Where tensor files are measured: the directory, what lies under it, how much room it has, and
// the temporary files in it. A file system's figures mean nothing without these. Functions may be
// called from any thread; a TemporaryFile belongs to one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.h"

namespace lane {

/// $LANESCOPE_FILES_DIR, else $XDG_CACHE_HOME/lanescope/files (~/.cache without the variable), as
/// that is a disk on most machines where the directory for temporaries is memory.
std::filesystem::path filesDirectory();

/// Why no file of that many bytes can be put there; empty when it can. A reserve stays free: an
/// eighth of what is free, at least 256 MiB. Writes nothing: a directory that is not there yet is
/// judged by the nearest one above it.
std::string whyNoRoom(const std::filesystem::path& directory, std::uint64_t bytes);

/// Whether files there are memory themselves (tmpfs, ramfs), that nothing gives back while they
/// are there.
bool liesInMemory(const std::filesystem::path& directory);

/// Makes the directory where it is missing, and removes what killed runs left in it: temporaries
/// by our name whose process no longer runs.
Result<void> prepareDirectory(const std::filesystem::path& directory);

struct FilePlace {
  std::string directory;     ///< the user's own part shortened to "~"
  std::string fileSystem;    ///< "ext4"
  std::string device;        ///< "/dev/vda"
  std::string mountPoint;    ///< "/"
  std::string mountOptions;  ///< "rw,relatime"
  std::string mode;          ///< of the directory: "0755"
  std::string reason;        ///< why fields are empty
};
FilePlace readFilePlace(const std::filesystem::path& directory);
/// JSON object with these fields, for the environment of a session's source.
std::string toJson(const FilePlace& place);

/// A name in the directory that no other has. The file is removed when this goes.
class TemporaryFile {
 public:
  TemporaryFile(const std::filesystem::path& directory, const std::string& suffix);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return m_path; }
  void remove() const;

 private:
  std::filesystem::path m_path;
};

}  // namespace lane
