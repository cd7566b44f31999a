#include "session_menu.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QTimer>

namespace lane {

SessionMenuKeys::SessionMenuKeys(QMenu* menu, std::function<void(int id)> close)
    : QObject(menu), m_menu(menu), m_close(std::move(close)) {
  menu->installEventFilter(this);
}

bool SessionMenuKeys::eventFilter(QObject* object, QEvent* event) {
  const QAction* meant = nullptr;
  if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonRelease) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::MiddleButton) return QObject::eventFilter(object, event);
    if (event->type() == QEvent::MouseButtonPress) return true;
    meant = m_menu->actionAt(mouse->position().toPoint());
  } else if (event->type() == QEvent::KeyPress &&
             static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
    meant = m_menu->activeAction();
  } else {
    return QObject::eventFilter(object, event);
  }
  // Closing fills the menu anew: not while it handles this.
  if (meant && meant->data().isValid())
    QTimer::singleShot(0, this, [this, id = meant->data().toInt()] { m_close(id); });
  return true;
}

}  // namespace lane
