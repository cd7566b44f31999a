// The one selection all views share: a chart (benchmark, type, threads …), a variant and a size;
// or a crossover of that chart. GUI thread only; owns nothing.
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <optional>

#include "analysis/curves.h"

namespace lane {

struct Selection {
  CurveKey key;
  QString variant;         ///< empty: the chart as a whole
  std::uint64_t size = 0;  ///< 0 with caseIndex == kNoCase: no point
  std::uint32_t caseIndex = kNoCase;
  bool operator==(const Selection&) const = default;
};

class SelectionModel : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  const Selection& current() const { return m_current; }
  const Selection& hover() const { return m_hover; }
  /// As it was when it was selected; sameCrossover() finds it in the session as it is now.
  const std::optional<CrossoverRecord>& crossover() const { return m_crossover; }
  /// Emits only on a change, and then no crossover is selected any more.
  void setCurrent(const Selection& selection);
  void setHover(const Selection& selection);
  void clearHover() { setHover({}); }
  /// Beside the current point.
  void setCrossover(const CrossoverRecord& crossover);
  void clearCrossover();

 signals:
  void currentChanged();
  void hoverChanged();
  void crossoverChanged();

 private:
  Selection m_current;
  Selection m_hover;
  std::optional<CrossoverRecord> m_crossover;
};

}  // namespace lane
