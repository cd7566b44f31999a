#include "tab_row.h"

#include <QEvent>
#include <QMenu>
#include <algorithm>

#include "panels/buttons.h"

namespace lane {
namespace {

constexpr int kGap = 2;

}  // namespace

TabRow::TabRow(QWidget* parent)
    : QWidget(parent), m_more(new Button(tr("More"), Button::Kind::tab, this)) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_more->setMenuMark(true);
  m_more->setAccessibleName(tr("More pages"));
  m_more->hide();
  connect(m_more, &Button::clicked, this, &TabRow::popUpRest);
}

void TabRow::add(const QString& title) {
  const int tab = count();
  auto* button = new Button(title, Button::Kind::tab, this);
  button->setObjectName(QStringLiteral("page") + title);
  connect(button, &Button::clicked, this, [this, tab] { emit chosen(tab); });
  m_tabs.append({button, true});
  m_more->raise();
  updateGeometry();
  arrange();
}

void TabRow::setTitle(int tab, const QString& title) {
  m_tabs[tab].button->setText(title);
  updateGeometry();
  arrange();
}

void TabRow::setShown(int tab, bool shown) {
  if (m_tabs[tab].shown == shown) return;
  m_tabs[tab].shown = shown;
  updateGeometry();
  arrange();
}

void TabRow::setCurrent(int tab) {
  m_current = tab;
  for (int i = 0; i < count(); ++i) m_tabs[i].button->setChecked(i == tab);
  arrange();
}

QSize TabRow::sizeHint() const {
  QSize all(-kGap, 0);
  for (const Tab& tab : m_tabs)
    if (tab.shown)
      all = {all.width() + kGap + tab.button->sizeHint().width(),
             std::max(all.height(), tab.button->sizeHint().height())};
  return all.expandedTo({0, m_more->sizeHint().height()});
}

QSize TabRow::minimumSizeHint() const {
  int widest = 0, shown = 0;
  for (const Tab& tab : m_tabs)
    if (tab.shown) {
      widest = std::max(widest, tab.button->sizeHint().width());
      ++shown;
    }
  return {widest + (shown > 1 ? kGap + m_more->sizeHint().width() : 0), sizeHint().height()};
}

void TabRow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

bool TabRow::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) arrange();
  return QWidget::event(event);
}

void TabRow::arrange() {
  const bool all = sizeHint().width() <= width();
  int room = width();
  if (!all) {
    room -= m_more->sizeHint().width();
    if (m_current < count()) room -= kGap + m_tabs[m_current].button->sizeHint().width();
  }
  int x = 0;
  bool full = false;  // the order is kept: behind the first without room only the current one
  for (int i = 0; i < count(); ++i) {
    Button* button = m_tabs[i].button;
    const int wide = button->sizeHint().width();
    const bool free = all || i == m_current;
    if (!free && m_tabs[i].shown && !full) {
      full = wide + kGap > room;
      if (!full) room -= wide + kGap;
    }
    const bool here = m_tabs[i].shown && (free || !full);
    button->setVisible(here);
    if (!here) continue;
    button->setGeometry(x, 0, wide, height());
    x += wide + kGap;
  }
  m_more->setVisible(!all);
  m_more->setGeometry(x, 0, m_more->sizeHint().width(), height());
}

void TabRow::popUpRest() {
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (int i = 0; i < count(); ++i)
    if (m_tabs[i].shown && !m_tabs[i].button->isVisible())
      connect(menu->addAction(m_tabs[i].button->text()), &QAction::triggered, this,
              [this, i] { emit chosen(i); });
  menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

}  // namespace lane
