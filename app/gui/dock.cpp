#include "dock.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "panels/labels.h"
#include "tab_row.h"

namespace lane {

Dock::Dock(const QString& title, const QString& objectName, QWidget* parent)
    : QDockWidget(title, parent),
      m_tabs(new TabRow),
      m_side(new QHBoxLayout),
      m_pages(new QStackedWidget) {
  setObjectName(objectName);
  setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
  auto* row = new QWidget;
  auto* line = new QHBoxLayout;
  line->setContentsMargins(12, 0, 8, 0);
  line->setSpacing(4);
  m_side->setSpacing(2);
  line->addWidget(m_tabs, 1);
  line->addLayout(m_side);
  auto* column = new QVBoxLayout(row);
  column->setContentsMargins(0, 5, 0, 0);
  column->setSpacing(5);
  column->addLayout(line);
  column->addWidget(new Hairline);
  setTitleBarWidget(row);
  setWidget(m_pages);
  connect(m_tabs, &TabRow::chosen, this, &Dock::setPage);
}

int Dock::addPage(const QString& title, QWidget* page) {
  const int index = m_pages->addWidget(page);
  m_tabs->add(title);
  setPage(m_pages->currentIndex());
  return index;
}

int Dock::pageCount() const {
  return m_tabs->count();
}

void Dock::setPageTitle(int page, const QString& title) {
  if (page >= 0 && page < pageCount()) m_tabs->setTitle(page, title);
}

void Dock::addPageAction(int page, QWidget* widget) {
  m_side->addWidget(widget);
  m_pageActions.append({page, widget});
  widget->setVisible(page == m_pages->currentIndex());
}

void Dock::setPageShown(int page, bool shown) {
  if (page < 0 || page >= pageCount()) return;
  m_tabs->setShown(page, shown);
  if (m_tabs->isShown(this->page())) return;
  for (int i = 0; i < pageCount(); ++i)
    if (m_tabs->isShown(i)) return setPage(i);
}

void Dock::setPage(int index) {
  if (index < 0 || index >= m_pages->count()) return;
  const bool changed = index != m_pages->currentIndex();
  m_pages->setCurrentIndex(index);
  m_tabs->setCurrent(index);
  for (const auto& [page, widget] : m_pageActions) widget->setVisible(page == index);
  if (changed) emit pageChanged(index);
}

int Dock::page() const {
  return m_pages->currentIndex();
}

}  // namespace lane
