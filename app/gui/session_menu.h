// Closing a session from the menu that lists the open ones: middle click or Delete, while the menu
// stays. Watches a menu whose entries carry an id as their data; others are left alone. GUI thread.
#pragma once

#include <QObject>
#include <functional>

class QMenu;

namespace lane {

class SessionMenuKeys : public QObject {
 public:
  SessionMenuKeys(QMenu* menu, std::function<void(int id)> close);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  QMenu* m_menu;
  std::function<void(int id)> m_close;
};

}  // namespace lane
