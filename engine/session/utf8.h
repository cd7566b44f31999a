// Text from files is not trusted to be UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace lane {

/// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string wellFormedUtf8(std::string_view text);

}  // namespace lane
