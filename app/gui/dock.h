// A dock with the window's own title row: page tabs on the left, actions on the right, and the
// pages below. Tabs without room stand under "More". Dragging the row floats the dock. GUI thread.
#pragma once

#include <QDockWidget>
#include <QVector>

class QHBoxLayout;
class QStackedWidget;

namespace lane {

class Button;
class TabRow;

class Dock : public QDockWidget {
  Q_OBJECT
 public:
  Dock(const QString& title, const QString& objectName, QWidget* parent = nullptr);
  /// Returns the page's index.
  int addPage(const QString& title, QWidget* page);
  void setPageTitle(int page, const QString& title);
  /// Shown only while that page is.
  void addPageAction(int page, QWidget* widget);
  /// A page that is not shown has no tab; if it was in front, the first that is comes there.
  void setPageShown(int page, bool shown);
  int pageCount() const;
  void setPage(int index);
  int page() const;

 signals:
  void pageChanged(int index);

 private:
  TabRow* m_tabs;
  QHBoxLayout* m_side;
  QStackedWidget* m_pages;
  QVector<std::pair<int, QWidget*>> m_pageActions;
};

}  // namespace lane
