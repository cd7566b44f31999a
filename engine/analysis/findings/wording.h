// What the sentences of findings have in common: lists that end before they bore, and evidence.
// Pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "session/session.h"

namespace lane {

/// Cases named as evidence at most; the text says how many there are.
inline constexpr std::size_t kMostEvidence = 100;

/// Keys of the cases, one per line, in the order given.
std::string evidenceOf(const Session& session, const std::vector<std::uint32_t>& cases);

/// "a, b, c and 4 more"
std::string listed(const std::vector<std::string>& items, std::size_t most = 6);
/// "a; b; and 4 more", for items with commas of their own, such as cases. Only those shown are
/// made.
std::string listed(std::size_t count, const std::function<std::string(std::size_t)>& item,
                   std::size_t most);

/// "1 case", "1,085 cases"
std::string counted(std::size_t count, const char* one, const char* many);

}  // namespace lane
