// Menus of many things that are each on or off, and a button with one: it says "All kernels", the
// one that is left, or how many of them. GUI thread.
#pragma once

#include <QMenu>
#include <QStringList>

#include "panels/buttons.h"

namespace lane {

/// Stays open when a checkable entry is clicked or chosen with Space.
class LastingMenu : public QMenu {
  Q_OBJECT
 public:
  using QMenu::QMenu;

 protected:
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
};

class ChoiceMenu : public Button {
  Q_OBJECT
 public:
  /// `all`: "All kernels"; `some`: "%1 of %2 kernels".
  ChoiceMenu(const QString& all, const QString& some, QWidget* parent = nullptr);
  /// Names that were off stay off.
  void setNames(const QStringList& names);
  const QStringList& off() const { return m_off; }
  void setOnly(const QString& name);
  void reset();
  QMenu* menu() { return m_menu; }

 signals:
  void edited();

 private:
  void toggle(const QString& name, bool on);
  void refresh();

  QString m_all, m_some;
  QStringList m_names, m_off;
  QMenu* m_menu;
};

}  // namespace lane
