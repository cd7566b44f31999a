// The Diff view's pages, "Two sessions", "Many sessions", "Over time", and the control at the top
// right that chooses one. It stands in the head line of whichever page is shown. GUI thread; owns
// its pages.
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

class QBoxLayout;
class QStackedWidget;

namespace lane {

class SegmentedControl;

class CompareView : public QWidget {
  Q_OBJECT
 public:
  explicit CompareView(QWidget* parent = nullptr);

  /// The page's index. `head`: the page's own head line, at whose end the control is put; without
  /// one the page gets a line of its own above it, with its name as title.
  int addPage(const QString& name, QWidget* page, QBoxLayout* head = nullptr);
  void setPage(int index);
  int page() const;
  /// Chooses a page; hidden while there is only one.
  SegmentedControl* control() { return m_control; }

 signals:
  void pageChanged(int index);

 private:
  void placeControl();

  QStackedWidget* m_pages;
  SegmentedControl* m_control;
  QStringList m_names;
  QVector<QWidget*> m_rooms;  ///< in each head line, where the control goes
};

}  // namespace lane
