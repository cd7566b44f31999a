// Ctrl+K: one field that finds commands, views, kernels, sessions and pages of the help. A frame
// over the window, closed by Escape, by choosing or by a click elsewhere; the keyboard goes back to
// where it was. GUI thread.
#pragma once

#include <QFrame>
#include <QPointer>
#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace lane {

/// Letters of `pattern` in order in `text`; the fewer gaps, the higher. 0: no match.
int fuzzyScore(const QString& pattern, const QString& text);

class CommandPalette : public QFrame {
  Q_OBJECT
 public:
  struct Entry {
    QString text;
    QString kind;  ///< "Run", "Kernel", "Session"
    QString keys;
    std::function<void()> run;
  };
  explicit CommandPalette(QWidget* window);
  void popUp(std::vector<Entry> entries);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void refill();
  void choose();
  void close();
  void place();
  bool key(int key);  ///< false: the field's own
  std::vector<Entry> m_entries;
  QLineEdit* m_field;
  QListWidget* m_list;
  QPointer<QWidget> m_before;  ///< had the keyboard when it came up
};

}  // namespace lane
