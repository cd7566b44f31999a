// The sections of a report and what they share while one is made. Internal to exchange.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analysis/curves.h"
#include "exchange/report.h"
#include "exchange/roof_summary.h"
#include "run/plan.h"

namespace lane {

using Blocks = std::vector<ReportBlock>;

template <class... Each>
Blocks blocksOf(Each&&... each) {
  Blocks blocks;
  (blocks.emplace_back(std::forward<Each>(each)), ...);
  return blocks;
}

/// Looks the session over once: which cases get a row, which charts are drawn, where a link to a
/// case leads. The session must outlive it.
class ReportContext {
 public:
  ReportContext(const Session& session, const ReportOptions& options, ReportForm form);

  const Session& session;
  const ReportOptions& options;
  const ReportForm form;
  const CaseRoofs roofs;
  const std::vector<CurveKey> keys;     ///< charts the session can fill
  const std::vector<Finding> findings;  ///< most severe first
  const std::optional<Plan> plan;       ///< nullopt: imported, or not readable
  const bool imported;                  ///< nothing in it was measured by a plan

  /// Cases of the results table, ascending; those that findings rest on are never left out.
  const std::vector<std::uint32_t>& rows() const { return m_rows; }
  std::size_t rowsLeftOut() const { return m_rowsLeftOut; }

  std::uint32_t caseByKey(const std::string& key) const;
  std::size_t chartOf(const CurveKey& key) const;  ///< index into keys; keys.size(): none
  std::string chartTarget(const CurveKey& key) const;
  /// Id of the place that shows the case; empty when the report has none.
  std::string caseTarget(std::uint32_t caseIndex) const;

 private:
  std::unordered_map<std::string, std::uint32_t> m_byKey;
  std::vector<std::uint32_t> m_rows;
  std::size_t m_rowsLeftOut = 0;
};

Blocks findingsPart(const ReportContext& context);
Blocks curvesPart(const ReportContext& context);
Blocks crossoversPart(const ReportContext& context);
Blocks rooflinePart(const ReportContext& context);
Blocks memoryPart(const ReportContext& context);
Blocks qualityPart(const ReportContext& context);
Blocks resultsPart(const ReportContext& context);
Blocks machinePart(const ReportContext& context);
Blocks planPart(const ReportContext& context);
Blocks methodPart(const ReportContext& context);
Blocks reproducePart(const ReportContext& context);

/// Takes out columns without a figure, and those marked `same` that say the same in every row; what
/// they said comes back as a sentence part: "f32, 1 thread".
std::string dropIdle(ReportTable& table, const std::vector<bool>& same);

}  // namespace lane
