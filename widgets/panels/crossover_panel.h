// The inspector's Crossover page: the selected crossover with its interval, the sizes measured
// around it and what one cut costs, and what narrows it. "Select a crossover …" without one. GUI
// thread; owns neither model.
#pragma once

#include <QWidget>
#include <vector>

#include "analysis/crossover.h"

class QAction;
class QGridLayout;
class QStackedLayout;

namespace lane {

class Button;
class SectionHeading;
class SelectionModel;
class SessionDocument;
class Text;
class VariantMarker;

class CrossoverPanel : public QWidget {
  Q_OBJECT
 public:
  CrossoverPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  void setRefineAction(QAction* action);
  /// The whole page as text, for the clipboard and assistive technology.
  QString asText() const;

 private:
  QWidget* makePage();
  void refresh();
  void showCrossover(const CrossoverRecord& crossover);
  void showSizes(const CrossoverRecord& crossover);

  SessionDocument* m_document;
  SelectionModel* m_selection;
  QStackedLayout* m_stack;
  VariantMarker* m_fromMarker;
  VariantMarker* m_toMarker;
  Text* m_from;
  Text* m_to;
  Text* m_place;
  Text* m_big;
  Text* m_bigUnit;
  Text* m_interval;
  Text* m_sentence;
  Text* m_stats[4];
  SectionHeading* m_sizesHeading;
  QGridLayout* m_sizes;
  std::vector<Text*> m_cells;
  Button* m_refine;
};

}  // namespace lane
