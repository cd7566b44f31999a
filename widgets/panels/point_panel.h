// The inspector's Point page: everything known of the selected point, from the document and the
// selection. "Select a point to inspect it." without one. GUI thread; owns neither model.
#pragma once

#include <QWidget>

#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/labels.h"

class QGridLayout;
class QLabel;
class QStackedLayout;
class QVBoxLayout;

namespace lane {

class CrossoverList;
class EfficiencyBlock;
class LaneGlyph;
class RunOrderStrip;
class SampleHistogram;
class SteadinessBlock;
class VariantBars;

class PointPanel : public QWidget {
  Q_OBJECT
 public:
  PointPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  /// The whole page as text, for the clipboard and assistive technology.
  QString asText() const;

 signals:
  void crossoverActivated(const QString& variant, quint64 size);
  void crossoverChosen(quint32 row);  ///< in Session::crossovers
  void crossoverMenuRequested(const QPoint& globalPosition);

 private:
  QWidget* makeEmpty();
  QWidget* makePage();
  void refresh();
  void showPoint(const CaseRecord& record, std::uint32_t index);

  SessionDocument* m_document;
  SelectionModel* m_selection;
  QStackedLayout* m_stack;
  VariantMarker* m_marker;
  Text* m_variant;
  Text* m_identity;
  LaneGlyph* m_glyph;
  Text* m_place;
  Text* m_big;
  Text* m_bigUnit;
  Text* m_interval;
  Text* m_rates;
  Text* m_reason;
  SectionHeading* m_samplesHeading;
  SampleHistogram* m_histogram;
  SectionHeading* m_orderHeading;
  RunOrderStrip* m_order;
  QWidget* m_samplesBlock;
  Text* m_stats[8];
  SteadinessBlock* m_steadiness;
  EfficiencyBlock* m_efficiency;
  SectionHeading* m_variantsHeading;
  VariantBars* m_bars;
  SectionHeading* m_correctHeading;
  Text* m_correct;
  SectionHeading* m_crossHeading;
  CrossoverList* m_crossovers;
  std::vector<quint32> m_crossoverRows;  ///< in Session::crossovers, of the list
};

}  // namespace lane
