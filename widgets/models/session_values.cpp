#include "models/session_values.h"

#include <QStringList>
#include <algorithm>

#include "exchange/result_table.h"
#include "support/qt_units.h"

namespace lane {

const ValueRecord* findValue(const Session& session, std::string_view metric,
                             std::uint32_t caseIndex) {
  const auto& metrics = session.metrics;
  const auto known = std::find_if(metrics.begin(), metrics.end(),
                                  [&](const MetricRecord& m) { return m.id == metric; });
  if (known == metrics.end()) return nullptr;
  const auto position = std::uint32_t(known - metrics.begin());
  const auto found =
      std::find_if(session.values.rbegin(), session.values.rend(), [&](const ValueRecord& value) {
        return value.metric == position && value.caseIndex == caseIndex;
      });
  return found == session.values.rend() ? nullptr : &*found;
}

QString conditionsText(const CaseRecord& record) {
  QStringList parts{toQString(toWord(record.cache))};
  if (record.mode != Mode::reuse) parts << toQString(toWord(record.mode));
  if (!record.params.empty()) parts << toQString(paramsText(record.params));
  return parts.join(QStringLiteral(", "));
}

bool usualConditions(const CaseRecord& record) {
  return record.cache == CacheState::hot && record.mode == Mode::reuse && record.params.empty();
}

}  // namespace lane
