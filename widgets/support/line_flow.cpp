#include "support/line_flow.h"

#include <QWidget>
#include <algorithm>

namespace lane {

void LineFlow::insertWidget(int at, QWidget* widget) {
  addChildWidget(widget);
  m_items.insert(at, new QWidgetItem(widget));
  if (m_right >= at) ++m_right;
  invalidate();
}

QLayoutItem* LineFlow::takeAt(int i) {
  if (i < 0 || i >= m_items.size()) return nullptr;
  if (m_right > i) --m_right;
  return m_items.takeAt(i);
}

QSize LineFlow::sizeHint() const {
  const QMargins m = contentsMargins();
  QSize all(-m_gap, 0);
  for (const QLayoutItem* item : m_items)
    if (!item->isEmpty())
      all = {all.width() + m_gap + item->sizeHint().width(),
             std::max(all.height(), item->sizeHint().height())};
  return all.expandedTo({0, 0}) + QSize(m.left() + m.right(), m.top() + m.bottom());
}

QSize LineFlow::minimumSize() const {
  const QMargins m = contentsMargins();
  QSize most;
  for (const QLayoutItem* item : m_items)
    if (!item->isEmpty()) most = most.expandedTo(item->minimumSize());
  return most.expandedTo({0, 0}) + QSize(m.left() + m.right(), m.top() + m.bottom());
}

void LineFlow::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  place(rect, true);
}

int LineFlow::place(const QRect& rect, bool move) const {
  const QMargins m = contentsMargins();
  const QRect room = rect.marginsRemoved(m);
  const bool oneLine = sizeHint().width() <= rect.width();
  int tall = 0;
  if (oneLine) {
    // Items on the right keep their order, from the right edge.
    int right = 0, i = 0;
    for (const QLayoutItem* item : m_items) {
      if (i++ >= m_right && m_right >= 0 && !item->isEmpty())
        right += item->sizeHint().width() + m_gap;
      if (!item->isEmpty()) tall = std::max(tall, item->sizeHint().height());
    }
    int x = room.left();
    for (int at = 0; at < m_items.size(); ++at) {
      QLayoutItem* item = m_items[at];
      if (at == m_right) x = std::max(x, room.right() + 1 + m_gap - right);
      if (item->isEmpty()) continue;
      const QSize size = item->sizeHint();
      if (move) item->setGeometry({x, room.top(), size.width(), tall});
      x += size.width() + m_gap;
    }
    return tall + m.top() + m.bottom();
  }
  int x = room.left(), y = room.top();
  for (QLayoutItem* item : m_items) {
    if (item->isEmpty()) continue;
    const QSize size(std::min(item->sizeHint().width(), std::max(1, room.width())),
                     item->sizeHint().height());
    if (x > room.left() && x + size.width() > room.right() + 1) {
      x = room.left();
      y += tall + m_gap;
      tall = 0;
    }
    if (move) item->setGeometry({{x, y}, size});
    x += size.width() + m_gap;
    tall = std::max(tall, size.height());
  }
  return y + tall - rect.top() + m.bottom();
}

}  // namespace lane
