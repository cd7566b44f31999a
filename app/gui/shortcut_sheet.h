// F1: every key of the window, made from the actions, with the keys the charts answer to. Groups in
// columns under a search field; scrolls when the text is large. GUI thread; keeps a reference to
// the actions.
#pragma once

#include <QDialog>
#include <vector>

#include "actions.h"

class QLineEdit;
class QScrollArea;

namespace lane {

class ShortcutSheet : public QDialog {
  Q_OBJECT
 public:
  ShortcutSheet(const Actions& actions, QWidget* parent);
  QLineEdit* searchField() { return m_search; }

 private:
  struct Line {
    QString text, keys;
  };
  struct Group {
    QString title;
    std::vector<Line> lines;
  };
  void collect(const Actions& actions);
  void rebuild();
  QWidget* makePage(const std::vector<Group>& groups) const;

  std::vector<Group> m_groups;
  QLineEdit* m_search;
  QScrollArea* m_scroll;
};

}  // namespace lane
