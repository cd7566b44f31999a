#include "panels/choice_menu.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include "support/qt_units.h"

namespace lane {
void LastingMenu::mouseReleaseEvent(QMouseEvent* event) {
  QAction* action = actionAt(event->position().toPoint());
  if (action && action->isCheckable())
    action->trigger();
  else
    QMenu::mouseReleaseEvent(event);
}

void LastingMenu::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && activeAction() && activeAction()->isCheckable())
    activeAction()->trigger();
  else
    QMenu::keyPressEvent(event);
}

ChoiceMenu::ChoiceMenu(const QString& all, const QString& some, QWidget* parent)
    : Button(all, Kind::plain, parent), m_all(all), m_some(some), m_menu(new LastingMenu(this)) {
  setMenuMark(true);
  connect(this, &Button::clicked, this,
          [this] { m_menu->popup(mapToGlobal(QPoint(0, height() + 2))); });
}

void ChoiceMenu::setNames(const QStringList& names) {
  m_names = names;
  m_off.removeIf([&](const QString& name) { return !names.contains(name); });
  m_menu->clear();
  m_menu->addAction(m_all, this, &ChoiceMenu::reset);
  m_menu->addSeparator();
  for (const QString& name : names) {
    QAction* action = m_menu->addAction(name);
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, name](bool on) { toggle(name, on); });
  }
  refresh();
}

void ChoiceMenu::setOnly(const QString& name) {
  m_off = m_names;
  m_off.removeAll(name);
  refresh();
  emit edited();
}

void ChoiceMenu::reset() {
  m_off.clear();
  refresh();
  emit edited();
}

void ChoiceMenu::toggle(const QString& name, bool on) {
  if (on)
    m_off.removeAll(name);
  else if (m_off.isEmpty()) {  // the first choice among all of them means this one
    m_off = m_names;
    m_off.removeAll(name);
  } else
    m_off << name;
  refresh();
  emit edited();
}

void ChoiceMenu::refresh() {
  for (QAction* action : m_menu->actions())
    if (action->isCheckable()) action->setChecked(!m_off.contains(action->text()));
  const qsizetype on = m_names.size() - m_off.size();
  QString only;
  for (const QString& name : m_names)
    if (on == 1 && !m_off.contains(name)) only = name;
  setText(m_off.isEmpty() ? m_all : on == 1 ? only : m_some.arg(on).arg(m_names.size()));
  setChecked(!m_off.isEmpty());
  updateGeometry();
}

}  // namespace lane
