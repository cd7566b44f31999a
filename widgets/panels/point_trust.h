// Two blocks of the inspector's Point page: how steady a case is, and how near it comes to what
// the machine can do. The facts are plain functions of a session, so that they can be tested
// without a window. GUI thread; the widgets keep copies.
#pragma once

#include <QColor>
#include <QString>
#include <QVector>
#include <QWidget>
#include <optional>

#include "analysis/roofline.h"
#include "panels/labels.h"

class QGridLayout;

namespace lane {

/// One line: "Placement ... up to +12 % at 8 others".
struct Fact {
  QString label, value;
  QString tip;
  Tone tone = Tone::value;
};

/// What is known about how far the case's figure can be trusted. Nothing is said of what was not
/// looked at, unless the session says why.
QVector<Fact> steadinessFacts(const Session& session, std::uint32_t caseIndex);

/// The case against one ceiling.
struct RoofShare {
  QString text;  ///< "of measured L1 bandwidth, 326 GB/s"
  double share = 0;
};
struct EfficiencyFacts {
  QString bound;              ///< "bound by L1"
  QString reason;             ///< why there is no roof
  QVector<RoofShare> shares;  ///< the one it is nearest to first
};
EfficiencyFacts efficiencyFacts(const CaseRecord& record, const Ceilings& ceilings,
                                double emptyCallSeconds);

class SteadinessBlock : public QWidget {
  Q_OBJECT
 public:
  explicit SteadinessBlock(QWidget* parent = nullptr);
  /// Hides itself when there is nothing to say.
  void setFacts(const QVector<Fact>& facts);
  const QVector<Fact>& facts() const { return m_facts; }

 private:
  QVector<Fact> m_facts;
  SectionHeading* m_heading;
  QGridLayout* m_grid;
};

class EfficiencyBlock : public QWidget {
  Q_OBJECT
 public:
  explicit EfficiencyBlock(QWidget* parent = nullptr);
  void setCase(const Session& session, std::uint32_t caseIndex, const QColor& fill);
  const EfficiencyFacts& facts() const { return m_facts; }

 private:
  class Bars;
  const Ceilings* ceilingsFor(const Session& session);

  EfficiencyFacts m_facts;
  SectionHeading* m_heading;
  Bars* m_bars;
  Text* m_note;
  /// Reading them out of a session takes a millisecond; selections change with every key press.
  std::optional<Ceilings> m_ceilings;
  std::string m_ceilingsOf;
};

}  // namespace lane
