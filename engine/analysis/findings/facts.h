// What several rules ask of a session, worked out once: its charts, figures by metric, ceilings and
// plan. Keeps a reference to the session, which must outlive it and not change. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/curves.h"
#include "analysis/roofline.h"
#include "run/plan.h"
#include "session/session.h"

namespace lane {

/// All timed cases of one chart at one size.
struct FactSize {
  std::uint64_t size = 0;
  std::vector<std::uint32_t> cases;
  std::uint32_t fastest = kNoCase;
};

/// Cases that differ in size and variant only.
struct FactChart {
  CurveKey key;
  std::string name;             ///< "dot f32, 2 threads"
  std::vector<FactSize> sizes;  ///< ascending, at least one
};

/// A known figure of a case.
struct FactValue {
  std::uint32_t caseIndex = kNoCase;
  const ValueRecord* value = nullptr;
};

class Facts {
 public:
  explicit Facts(const Session& session);

  const Session& session() const { return m_session; }
  const CaseRecord& caseAt(std::uint32_t index) const { return m_session.cases[index]; }
  const std::vector<FactChart>& charts() const { return m_charts; }
  std::size_t timedCases() const { return m_timed; }

  /// The last known value of that metric for each case that has one, in the order of the cases.
  std::vector<FactValue> valuesOf(std::string_view metric) const;
  /// The last known value of the session as a whole; nullptr without one.
  const ValueRecord* valueOf(std::string_view metric) const;
  const SeriesRecord* series(std::string_view id) const;

  /// What the session was held against; nullptr when it holds no ceilings.
  const Ceilings* ceilings() const { return m_ceilings ? &*m_ceilings : nullptr; }
  /// nullptr: no time, or no ceiling for it.
  const RooflinePoint* roof(std::uint32_t caseIndex) const;
  double emptyCallSeconds() const { return m_emptyCall; }  ///< 0: not known
  /// nullptr when the session has none, as an imported one.
  const Plan* plan() const { return m_plan ? &*m_plan : nullptr; }

  /// The case of that variant at a size of a chart; kNoCase without one.
  std::uint32_t find(const FactSize& at, std::string_view variant) const;
  /// Whether the intervals say that `a` is faster; their medians where one has no interval.
  bool isFaster(std::uint32_t a, std::uint32_t b) const;

 private:
  void makeCharts();

  const Session& m_session;
  std::vector<FactChart> m_charts;
  std::size_t m_timed = 0;
  std::optional<Ceilings> m_ceilings;
  std::vector<RooflinePoint> m_roofs;  ///< by case; caseIndex kNoCase where there is none
  double m_emptyCall = 0;
  std::optional<Plan> m_plan;
};

}  // namespace lane
