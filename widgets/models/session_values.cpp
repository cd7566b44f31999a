#include "models/session_values.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>

#include "analysis/curves.h"
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

QString levelText(const MachineCard& machine, const CaseRecord& record) {
  const double bytes = workingSet(record);
  if (machine.caches.empty() || !(bytes > 0)) return {};
  for (const int level : {1, 2, 3})
    if (const CacheLevel* cache = machine.dataCache(level); cache && bytes <= double(cache->bytes))
      return level == 1 ? QStringLiteral("L1d") : QStringLiteral("L%1").arg(level);
  return QCoreApplication::translate("lane", "memory");
}

bool usualConditions(const CaseRecord& record) {
  return record.cache == CacheState::hot && record.mode == Mode::reuse && record.params.empty();
}

}  // namespace lane
