#include "analysis/diff_pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_map>

#include "base/units.h"

namespace lane {
namespace {

/// The parts of a key, in the order of makeKey().
constexpr std::array<std::string_view, 8> kAxes{"suite",   "benchmark", "element type", "size",
                                                "variant", "threads",   "cache state",  "mode"};
using Parts = std::array<std::string_view, kAxes.size()>;

/// Empty parts for a key of another form, as an imported file may bring it.
Parts partsOf(std::string_view key) {
  Parts parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t slash = key.find('/');
    const bool last = i + 1 == parts.size();
    if (last != (slash == std::string_view::npos)) return {};
    parts[i] = key.substr(0, slash);
    if (!last) key.remove_prefix(slash + 1);
  }
  return parts;
}

std::string without(const Parts& parts, std::size_t axis) {
  std::string rest;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != axis) rest += parts[i];
    rest += '/';
  }
  return rest;
}

/// Cases of the other session, to be found by all parts of their key but one.
class Neighbours {
 public:
  explicit Neighbours(const Session& session) {
    for (const CaseRecord& record : session.cases) {
      const Parts parts = partsOf(record.key);
      if (parts[0].empty()) continue;
      for (std::size_t axis = 0; axis < kAxes.size(); ++axis)
        m_values[axis].emplace(without(parts, axis), parts[axis]);
    }
  }

  struct Difference {
    std::size_t axis = kAxes.size();
    std::string_view other;
  };
  /// The case there that differs in one axis only.
  Difference nearest(std::string_view key) const {
    const Parts parts = partsOf(key);
    if (parts[0].empty()) return {};
    // From the right: the mode is changed sooner than the benchmark.
    for (std::size_t axis = kAxes.size(); axis-- > 0;)
      if (const auto found = m_values[axis].find(without(parts, axis));
          found != m_values[axis].end())
        return {axis, found->second};
    return {};
  }

 private:
  std::array<std::unordered_map<std::string, std::string_view>, kAxes.size()> m_values;
};

/// A few of the values, for a sentence.
std::string listed(const std::set<std::string_view>& values) {
  constexpr std::size_t kMost = 3;
  std::string text;
  std::size_t told = 0;
  for (const std::string_view value : values) {
    if (told == kMost) return text + ", …";
    text += told++ == 0 ? "" : ", ";
    text += value;
  }
  return text;
}

/// Why not a single key of one session is in the other.
std::string nothingInCommon(const Session& base, const Session& now) {
  const Neighbours others(now);
  std::array<std::size_t, kAxes.size()> votes{};
  std::array<std::set<std::string_view>, kAxes.size()> ours, theirs, oursAlone, theirsAlone;
  for (const CaseRecord& record : base.cases) {
    const Parts parts = partsOf(record.key);
    for (std::size_t axis = 0; axis < kAxes.size(); ++axis) ours[axis].insert(parts[axis]);
    const auto near = others.nearest(record.key);
    if (near.axis == kAxes.size()) continue;
    ++votes[near.axis];
    oursAlone[near.axis].insert(parts[near.axis]);
    theirsAlone[near.axis].insert(near.other);
  }
  const auto most = std::max_element(votes.begin(), votes.end());
  if (*most > 0) {
    const auto axis = static_cast<std::size_t>(most - votes.begin());
    return fmt::format("{} differs in {}: {} against {}.",
                       *most == base.cases.size()
                           ? std::string("Every key")
                           : fmt::format("{} of {} keys: the nearest one", formatCount(*most),
                                         formatCount(base.cases.size())),
                       kAxes[axis], listed(oursAlone[axis]), listed(theirsAlone[axis]));
  }
  for (const CaseRecord& record : now.cases) {
    const Parts parts = partsOf(record.key);
    for (std::size_t axis = 0; axis < kAxes.size(); ++axis) theirs[axis].insert(parts[axis]);
  }
  for (std::size_t axis = 0; axis < kAxes.size(); ++axis) {
    const bool shared =
        std::any_of(ours[axis].begin(), ours[axis].end(),
                    [&](std::string_view value) { return theirs[axis].contains(value); });
    if (!shared)
      return fmt::format("No {} is in both: {} against {}.", kAxes[axis], listed(ours[axis]),
                         listed(theirs[axis]));
  }
  return "Every key differs in several axes at once.";
}

std::string problemOf(const CaseRecord& record, std::string_view which) {
  if (record.status == CaseStatus::measured || record.status == CaseStatus::coarse) return {};
  return fmt::format("{} in the {} session{}{}", toWord(record.status), which,
                     record.reason.empty() ? "" : ": ", record.reason);
}

}  // namespace

CasePairs pairCases(const Session& base, const Session& now) {
  CasePairs result;
  std::unordered_map<std::string_view, std::uint32_t> byKey;
  byKey.reserve(now.cases.size());
  for (std::uint32_t i = 0; i < now.cases.size(); ++i) byKey.emplace(now.cases[i].key, i);
  std::unordered_map<std::string_view, std::uint32_t> ofBase;
  ofBase.reserve(base.cases.size());
  std::size_t shared = 0;
  for (std::uint32_t i = 0; i < base.cases.size(); ++i) {
    ofBase.emplace(base.cases[i].key, i);
    shared += byKey.contains(base.cases[i].key);
  }
  if (shared == 0 && !base.cases.empty() && !now.cases.empty())
    result.remarks.push_back("The sessions have no case in common. " + nothingInCommon(base, now));

  const std::size_t missing = base.cases.size() - shared;
  const Session empty;
  const Neighbours neighbours(missing > 0 ? now : empty);
  for (std::uint32_t i = 0; i < base.cases.size(); ++i) {
    const CaseRecord& before = base.cases[i];
    const bool counted = problemOf(before, "base").empty();
    const auto leave = [&](std::string reason, bool lost) {
      result.unmatched.push_back({before.key, true, std::move(reason), lost});
    };
    const auto match = byKey.find(before.key);
    if (match == byKey.end()) {
      const auto near = neighbours.nearest(before.key);
      leave(near.axis == kAxes.size() ? "not in the new session"
                                      : fmt::format("not in the new session; nearest there: {} {}",
                                                    kAxes[near.axis], near.other),
            counted);
      continue;
    }
    if (ofBase.at(before.key) != i) {
      leave("the key stands twice in the base session", false);
      continue;
    }
    const CaseRecord& after = now.cases[match->second];
    if (before.revision != after.revision) {
      leave(fmt::format("revision {} against {}", before.revision, after.revision), counted);
      continue;
    }
    std::string reason = problemOf(after, "new");
    const bool lost = !reason.empty() && (counted || after.status == CaseStatus::wrong);
    if (!counted) reason = problemOf(before, "base");
    if (!reason.empty())
      leave(std::move(reason), lost);
    else
      result.pairs.emplace_back(i, match->second);
  }
  for (std::uint32_t i = 0; i < now.cases.size(); ++i) {
    const std::string& key = now.cases[i].key;
    if (byKey.at(key) != i)
      result.unmatched.push_back({key, false, "the key stands twice in the new session", false});
    else if (!ofBase.contains(key))
      result.unmatched.push_back({key, false, "not in the base session", false});
  }
  return result;
}

}  // namespace lane
