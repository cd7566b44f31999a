// Tells whether the rows of a table are still the rows they were, so that a column this program
// does not understand is only kept beside the rows it was written for.
#pragma once

#include <cstdint>
#include <string_view>

#include "session/session.h"

namespace lane {

struct RowFingerprint {
  std::uint64_t rows = 0;
  std::uint64_t hash = 0;  ///< never 0
};

/// Of cases the keys count, of samples what identifies them, of other tables every value. Of a
/// table that does not exist: no rows.
RowFingerprint fingerprint(const Session& session, std::string_view table);

}  // namespace lane
