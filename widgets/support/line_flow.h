// Lays widgets out in lines at the width each of them wants, as many lines as it takes; where all
// fit in one line, what follows the gap stands at the right. GUI thread; owns its items.
#pragma once

#include <QLayout>
#include <QList>

namespace lane {

class LineFlow : public QLayout {
 public:
  explicit LineFlow(QWidget* parent = nullptr, int gap = 8) : QLayout(parent), m_gap(gap) {}
  ~LineFlow() override {
    while (QLayoutItem* item = takeAt(0)) delete item;
  }
  void insertWidget(int at, QWidget* widget);
  /// What is added from now on stands at the right.
  void startRight() { m_right = count(); }
  void addItem(QLayoutItem* item) override { m_items << item; }
  int count() const override { return int(m_items.size()); }
  QLayoutItem* itemAt(int i) const override { return m_items.value(i); }
  QLayoutItem* takeAt(int i) override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return place({0, 0, width, 0}, false); }
  QSize sizeHint() const override;     ///< all in one line
  QSize minimumSize() const override;  ///< the widest alone
  void setGeometry(const QRect& rect) override;

 private:
  int place(const QRect& rect, bool move) const;  ///< the height it takes
  QList<QLayoutItem*> m_items;
  int m_gap;
  int m_right = -1;
};

}  // namespace lane
