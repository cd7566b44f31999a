// The cache of a trend's folder as bytes: of each file what tells whether it is still the same, and
// what was read from it. Anything that does not check out reads as an empty cache. Values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/trend.h"

namespace lane {

/// What changes when a file does.
struct FileStamp {
  std::uint64_t bytes = 0;
  std::int64_t modified = 0;  ///< nanoseconds
  std::uint64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};

struct CachedFile {
  FileStamp stamp;
  std::string problem;   ///< why it holds no session; empty: it holds one
  TrendSession session;  ///< without its path
};

struct TrendCache {
  std::vector<std::string> keys;            ///< of TrendTime::key
  std::map<std::string, CachedFile> files;  ///< by name in the folder
};

std::vector<std::byte> toBytes(const TrendCache& cache);
TrendCache trendCacheFrom(std::span<const std::byte> bytes);

}  // namespace lane
