#include "panels/wrap_row.h"

#include <QBoxLayout>
#include <QEvent>
#include <algorithm>

#include "support/theme.h"

namespace lane {

WrapRow::WrapRow(int gap, QWidget* parent)
    : QWidget(parent), m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this)) {
  m_layout->setContentsMargins(0, 0, 0, 0);
  m_layout->setSpacing(gap);
  m_layout->setSizeConstraint(QLayout::SetNoConstraint);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void WrapRow::add(QWidget* widget, int stretch, int wanted) {
  m_layout->addWidget(widget, stretch);
  m_items.append({widget, wanted});
}

bool WrapRow::isWrapped() const {
  return m_layout->direction() == QBoxLayout::TopToBottom;
}

QSize WrapRow::minimumSizeHint() const {
  int width = 0;
  for (const Item& item : m_items)
    if (!item.widget->isHidden()) width = std::max(width, item.widget->minimumSizeHint().width());
  return {width, m_layout->minimumSize().height()};
}

void WrapRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  refresh();
}

bool WrapRow::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) refresh();
  return QWidget::event(event);
}

void WrapRow::refresh() {
  int needed = -m_layout->spacing();
  for (const Item& item : m_items)
    if (!item.widget->isHidden())
      needed += m_layout->spacing() +
                std::max(item.widget->minimumSizeHint().width(), Theme::instance().px(item.wanted));
  const auto direction = needed <= width() ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
  if (direction == m_layout->direction()) return;
  m_layout->setDirection(direction);
  updateGeometry();
}

}  // namespace lane
