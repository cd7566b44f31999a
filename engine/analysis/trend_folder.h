// The sessions of a folder for a trend. What was read once is kept in a cache that may be thrown
// away at any time: an entry counts only while the file's size, time and inode are what they were.
// Blocking; any thread, one call at a time per folder.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>

#include "analysis/trend.h"
#include "base/result.h"

namespace lane {

struct TrendReading {
  bool useCache = true;
  /// Files done, files in all; called on the reading thread, for files that are really read.
  std::function<void(std::size_t, std::size_t)> progress = {};
  std::stop_token stop = {};
};

/// Every *.h5 of the folder itself, not of folders in it; links to files count as files. What is no
/// session, damaged, unfinished (*.part), the same session once more, or without a date is skipped
/// with the reason. Errors: io (the folder cannot be read), interrupted.
Result<TrendSessions> readTrendFolder(const std::filesystem::path& folder,
                                      const TrendReading& reading = {});

/// $XDG_CACHE_HOME/lanescope/trend-<hash of the folder>.bin; empty without a place for caches.
std::filesystem::path trendCacheFile(const std::filesystem::path& folder);

}  // namespace lane
