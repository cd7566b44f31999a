// Words and signs of a diff that all its texts share.
#pragma once

#include <string_view>

#include "base/words.h"

namespace lane {

std::string_view glyph(Verdict verdict);  ///< "▲"

}  // namespace lane
