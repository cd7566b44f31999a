// Sessions for tests of store and export: one that uses every table, every word and the awkward
// values (NaN, infinities, empty and long texts, UTF-8), one as large as the promised figures.
#pragma once

#include <string>

#include "session/session.h"

namespace lane::test {

Session richSession();
Session largeSession(std::size_t cases, std::size_t samplesPerCase);

/// Empty when both sessions are equal in every field, NaN equal to NaN; else what differs.
std::string difference(const Session& a, const Session& b);

}  // namespace lane::test
