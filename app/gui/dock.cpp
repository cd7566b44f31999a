#include "dock.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/labels.h"

namespace lane {

Dock::Dock(const QString& title, const QString& objectName, QWidget* parent)
    : QDockWidget(title, parent),
      m_tabs(new QHBoxLayout),
      m_side(new QHBoxLayout),
      m_pages(new QStackedWidget) {
  setObjectName(objectName);
  setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
  auto* row = new QWidget;
  auto* line = new QHBoxLayout;
  line->setContentsMargins(12, 0, 8, 0);
  line->setSpacing(4);
  m_tabs->setSpacing(2);
  m_side->setSpacing(2);
  line->addLayout(m_tabs);
  line->addStretch(1);
  line->addLayout(m_side);
  auto* column = new QVBoxLayout(row);
  column->setContentsMargins(0, 5, 0, 0);
  column->setSpacing(5);
  column->addLayout(line);
  column->addWidget(new Hairline);
  setTitleBarWidget(row);
  setWidget(m_pages);
}

int Dock::addPage(const QString& title, QWidget* page) {
  const int index = m_pages->addWidget(page);
  auto* tab = new Button(title, Button::Kind::tab);
  tab->setObjectName(QStringLiteral("page") + title);
  m_tabs->addWidget(tab);
  m_buttons << tab;
  connect(tab, &Button::clicked, this, [this, index] { setPage(index); });
  setPage(m_pages->currentIndex());
  return index;
}

void Dock::setPageTitle(int page, const QString& title) {
  if (page >= 0 && page < m_buttons.size()) m_buttons[page]->setText(title);
}

void Dock::addPageAction(int page, QWidget* widget) {
  m_side->addWidget(widget);
  m_pageActions.append({page, widget});
  widget->setVisible(page == m_pages->currentIndex());
}

void Dock::setPageShown(int page, bool shown) {
  if (page < 0 || page >= m_buttons.size()) return;
  m_buttons[page]->setVisible(shown);
  if (!m_buttons.value(this->page())->isHidden()) return;
  for (int i = 0; i < m_buttons.size(); ++i)
    if (!m_buttons[i]->isHidden()) return setPage(i);
}

void Dock::setPage(int index) {
  if (index < 0 || index >= m_pages->count()) return;
  const bool changed = index != m_pages->currentIndex();
  m_pages->setCurrentIndex(index);
  for (int i = 0; i < m_buttons.size(); ++i) m_buttons[i]->setChecked(i == index);
  for (const auto& [page, widget] : m_pageActions) widget->setVisible(page == index);
  if (changed) emit pageChanged(index);
}

int Dock::page() const {
  return m_pages->currentIndex();
}

}  // namespace lane
