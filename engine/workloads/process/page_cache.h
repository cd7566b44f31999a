// Cold starts: the page cache emptied of a program before it is started. Thread: any, one at a
// time, as the page cache is the machine's.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace lane {

/// The program's file and what it loads: its interpreter, when it is a script, and the shared
/// objects of either, as the dynamic loader lists them. Runs the loader, not the program, where
/// the program has one.
std::vector<std::filesystem::path> filesOfProgram(const std::filesystem::path& program);

class PageCache {
 public:
  enum class Method {
    whole,  ///< /proc/sys/vm/drop_caches: pages, directories and inodes of the whole machine
    files   ///< posix_fadvise on the files alone
  };

  /// The whole cache where that is allowed and LANESCOPE_DROP_CACHES is not 0, else the files.
  static Method bestMethod();
  /// "dropped as a whole (/proc/sys/vm/drop_caches)".
  static std::string describe(Method method);

  PageCache(Method method, std::vector<std::filesystem::path> files);
  ~PageCache();
  PageCache(const PageCache&) = delete;
  PageCache& operator=(const PageCache&) = delete;

  Method method() const { return m_method; }
  /// Pages that a running process has mapped stay, whatever is asked. Errors: unsupported.
  Result<void> drop() const;

 private:
  Method m_method;
  std::vector<int> m_descriptors;  ///< of the switch, or of the files
};

}  // namespace lane
