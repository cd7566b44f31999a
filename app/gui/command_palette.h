// Ctrl+K: one field that finds commands, kernels and sessions. A frame over the window, closed by
// Escape or by choosing. GUI thread.
#pragma once

#include <QFrame>
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

 private:
  void refill();
  void choose();
  std::vector<Entry> m_entries;
  QLineEdit* m_field;
  QListWidget* m_list;
};

}  // namespace lane
