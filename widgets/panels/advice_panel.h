// What around this program moves its numbers: one row per piece of advice with its severity, what
// was found, what it does, and the command that would change it, to be copied. Nothing is ever run
// from here. GUI thread; keeps its own copy.
#pragma once

#include <QWidget>
#include <vector>

#include "machine/advice.h"

class QVBoxLayout;

namespace lane {

class SectionHeading;

class AdvicePanel : public QWidget {
  Q_OBJECT
 public:
  explicit AdvicePanel(QWidget* parent = nullptr);
  void setAdvice(const std::vector<Advice>& advice);
  QString asText() const;

 private:
  QWidget* makeRow(const Advice& advice);

  std::vector<Advice> m_advice;
  SectionHeading* m_heading;
  QVBoxLayout* m_rows;
};

}  // namespace lane
