// The one selection all views share: a chart (benchmark, type, threads …), a variant and a size.
// GUI thread only; owns nothing.
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>

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
  void setCurrent(const Selection& selection);  ///< emits only on a change
  void setHover(const Selection& selection);
  void clearHover() { setHover({}); }

 signals:
  void currentChanged();
  void hoverChanged();

 private:
  Selection m_current;
  Selection m_hover;
};

}  // namespace lane
