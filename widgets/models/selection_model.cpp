#include "models/selection_model.h"

namespace lane {

void SelectionModel::setCurrent(const Selection& selection) {
  if (selection == m_current) return;
  m_current = selection;
  emit currentChanged();
}

void SelectionModel::setHover(const Selection& selection) {
  if (selection == m_hover) return;
  m_hover = selection;
  emit hoverChanged();
}

}  // namespace lane
