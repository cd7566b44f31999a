#include "panels/flow_layout.h"

#include <QWidget>
#include <algorithm>

namespace lane {

int FlowLayout::cellWidth() const {
  int width = 1;
  for (const QLayoutItem* item : m_items) width = std::max(width, item->minimumSize().width());
  return width;
}

int FlowLayout::cellHeight() const {
  int height = 1;
  for (const QLayoutItem* item : m_items) height = std::max(height, item->sizeHint().height());
  return height;
}

int FlowLayout::columns(int width) const {
  return std::max(1, (width + m_gap) / (cellWidth() + m_gap));
}

int FlowLayout::heightForWidth(int width) const {
  if (m_items.isEmpty()) return 0;
  const int rows = (int(m_items.size()) + columns(width) - 1) / columns(width);
  return rows * cellHeight() + (rows - 1) * m_gap;
}

void FlowLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  const int n = columns(rect.width());
  const int cell = (rect.width() - (n - 1) * m_gap) / n;
  for (int i = 0; i < m_items.size(); ++i)
    m_items[i]->setGeometry({rect.x() + (i % n) * (cell + m_gap),
                             rect.y() + (i / n) * (cellHeight() + m_gap), cell, cellHeight()});
}

}  // namespace lane
