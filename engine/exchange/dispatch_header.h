// Crossovers as a C++17 header that a library includes: one constant per benchmark and type, with
// what it rests on in comments. Stands alone; includes only <cstddef> and <cstdint>.
#pragma once

#include <string>
#include <string_view>

#include "analysis/crossover.h"
#include "session/session.h"

namespace lane {

/// `always` is 0, `never` and what could not be told are SIZE_MAX, others are rounded up to a whole
/// element. A crossover that changes several times gets its single least-regret threshold.
std::string dispatchHeader(const Session& session, const CrossoverSide& from,
                           const CrossoverSide& to);

/// A valid identifier, never a keyword or reserved, made from any text: "BM_Copy/8" -> "BM_Copy_8".
std::string identifier(std::string_view text);

}  // namespace lane
