// The rules behind findFindings(): each a pure function of what is known of a session, in a file of
// its own, listed here. A rule fills severity, text, evidence and advice; the table gives its name.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "analysis/findings/facts.h"

namespace lane {

struct Rule {
  std::string_view id;  ///< stable, as stored; resources/docs/findings.md explains each
  std::vector<Finding> (*look)(const Facts& facts);
};

/// In the order in which findings of one severity are told.
std::span<const Rule> rules();

std::vector<Finding> findWrongResults(const Facts& facts);
std::vector<Finding> findImpossible(const Facts& facts);
std::vector<Finding> findMissedExpectations(const Facts& facts);
std::vector<Finding> findLeaks(const Facts& facts);
std::vector<Finding> findFailed(const Facts& facts);
std::vector<Finding> findNoise(const Facts& facts);
std::vector<Finding> findDisturbed(const Facts& facts);
std::vector<Finding> findThrottling(const Facts& facts);
std::vector<Finding> findHiddenThreads(const Facts& facts);
std::vector<Finding> findAllocation(const Facts& facts);
std::vector<Finding> findPageCacheReads(const Facts& facts);
std::vector<Finding> findWritePlateaus(const Facts& facts);
std::vector<Finding> findWriteReadRatios(const Facts& facts);
std::vector<Finding> findPeakMemory(const Facts& facts);
std::vector<Finding> findCacheSizes(const Facts& facts);
std::vector<Finding> findModes(const Facts& facts);
std::vector<Finding> findPlacement(const Facts& facts);
std::vector<Finding> findOverGoal(const Facts& facts);
std::vector<Finding> findNoSpread(const Facts& facts);
std::vector<Finding> findMemoryBound(const Facts& facts);
std::vector<Finding> findCallOverhead(const Facts& facts);
std::vector<Finding> findLibraries(const Facts& facts);
std::vector<Finding> findSmallSizes(const Facts& facts);
std::vector<Finding> findInefficiency(const Facts& facts);
std::vector<Finding> findUselessWidths(const Facts& facts);
std::vector<Finding> findCrossoverSummaries(const Facts& facts);

}  // namespace lane
