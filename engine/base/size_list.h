// Lists of sizes as people write them in plans, on the command line and in the window.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lane {

/// "100,1k,64Ki", "8..16Mi" (doubling), "8..16Mi/2" (two sizes per octave), "1..130+1" (every
/// size, so that n mod lanes shows in the tails; +3: every third), and mixtures. Returns sizes
/// ascending without repeats. Fails with ErrorCode::usage on an empty list, an open range ("8.."),
/// a range that falls or doubles from 0, or more than 10,000 sizes.
Result<std::vector<std::uint64_t>> parseSizeList(std::string_view text);

/// The shortest text that parses back to the same sizes: ranges where they are whole octaves.
std::string formatSizeList(const std::vector<std::uint64_t>& sizes);

}  // namespace lane
