// How near the cases of a session come to the ceilings it holds, for reports: one point per case
// with a time, and the cases nearest to and furthest below their roof. Plain values, made once per
// report; the session must outlive them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/case_text.h"
#include "analysis/roofline.h"
#include "session/session.h"

namespace lane {

/// Points of the cases that have a time and a roof; none in a session without ceilings.
class CaseRoofs {
 public:
  explicit CaseRoofs(const Session& session);

  bool known() const { return m_known; }  ///< the session holds ceilings
  /// nullptr: no time, or no ceiling for it.
  const RooflinePoint* of(std::uint32_t caseIndex) const;

 private:
  bool m_known = false;
  std::vector<RooflinePoint> m_points;  ///< by case; caseIndex kNoCase where there is none
};

struct RoofRow {
  std::uint32_t caseIndex = kNoCase;
  std::string name;     ///< "dot f32, avx2, n = 4 Ki"
  std::string share;    ///< "87 %"
  std::string bound;    ///< "L2"
  std::string ceiling;  ///< "L2, 118 GB/s"
};

/// Of every benchmark and type the case nearest to its roof, and the size at which even the fastest
/// variant stays furthest below, cases left out whose time is mostly the cost of a call.
struct RoofSummary {
  std::string source;             ///< when the ceilings were measured; empty: none
  std::vector<RoofRow> nearest;   ///< best first, at most kRoofRows
  std::vector<RoofRow> furthest;  ///< worst first
};
inline constexpr std::size_t kRoofRows = 8;

RoofSummary roofSummary(const Session& session);

}  // namespace lane
