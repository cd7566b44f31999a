// Lays widgets out in columns of equal width, as many as fit; heights follow the widgets.
#pragma once

#include <QLayout>
#include <QList>

namespace lane {

class FlowLayout : public QLayout {
 public:
  explicit FlowLayout(QWidget* parent = nullptr, int gap = 6) : QLayout(parent), m_gap(gap) {
    setContentsMargins(0, 0, 0, 0);
  }
  ~FlowLayout() override {
    while (QLayoutItem* item = takeAt(0)) delete item;
  }
  void addItem(QLayoutItem* item) override { m_items << item; }
  int count() const override { return int(m_items.size()); }
  QLayoutItem* itemAt(int i) const override { return m_items.value(i); }
  QLayoutItem* takeAt(int i) override {
    return i >= 0 && i < m_items.size() ? m_items.takeAt(i) : nullptr;
  }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override { return {cellWidth() * 3 + m_gap * 2, heightForWidth(256)}; }
  QSize minimumSize() const override { return {cellWidth(), 0}; }
  Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
  void setGeometry(const QRect& rect) override;

 private:
  int cellWidth() const;
  int cellHeight() const;
  int columns(int width) const;
  QList<QLayoutItem*> m_items;
  int m_gap;
};

}  // namespace lane
