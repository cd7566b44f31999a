// The page tabs of a dock in one line: as many as fit, the one in front always among them, the rest
// in a menu. GUI thread; owns the tabs.
#pragma once

#include <QVector>
#include <QWidget>

namespace lane {

class Button;

class TabRow : public QWidget {
  Q_OBJECT
 public:
  explicit TabRow(QWidget* parent = nullptr);
  void add(const QString& title);
  void setTitle(int tab, const QString& title);
  void setShown(int tab, bool shown);  ///< not shown: neither in the line nor in the menu
  bool isShown(int tab) const { return m_tabs.value(tab).shown; }
  void setCurrent(int tab);
  int count() const { return int(m_tabs.size()); }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void chosen(int tab);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Tab {
    Button* button = nullptr;
    bool shown = true;
  };
  void arrange();
  void popUpRest();
  QVector<Tab> m_tabs;
  int m_current = 0;
  Button* m_more;
};

}  // namespace lane
