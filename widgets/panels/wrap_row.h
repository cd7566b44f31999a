// Widgets side by side where there is room for all, else one below the other. GUI thread.
#pragma once

#include <QVector>
#include <QWidget>

class QBoxLayout;

namespace lane {

class WrapRow : public QWidget {
  Q_OBJECT
 public:
  explicit WrapRow(int gap, QWidget* parent = nullptr);
  /// `wanted`: px at 100 % the widget should have before it shares a line; 0: its minimum.
  void add(QWidget* widget, int stretch, int wanted = 0);
  bool isWrapped() const;
  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void refresh();
  struct Item {
    QWidget* widget;
    int wanted;
  };
  QBoxLayout* m_layout;
  QVector<Item> m_items;
};

}  // namespace lane
