#include "models/selection_model.h"

namespace lane {

void SelectionModel::setCurrent(const Selection& selection) {
  if (selection == m_current) return;
  m_current = selection;
  clearCrossover();
  emit currentChanged();
}

void SelectionModel::setHover(const Selection& selection) {
  if (selection == m_hover) return;
  m_hover = selection;
  emit hoverChanged();
}

void SelectionModel::setCrossover(const CrossoverRecord& crossover) {
  m_crossover = crossover;
  emit crossoverChanged();
}

void SelectionModel::clearCrossover() {
  if (!m_crossover) return;
  m_crossover.reset();
  emit crossoverChanged();
}

}  // namespace lane
