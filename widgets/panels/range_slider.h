// A slider with two handles over a log2 scale of sizes, with ticks where the caches end.
// Positions are exponents: 3 is 8 elements. Arrow keys move the handle that has the focus, Tab is
// left to the window; Space changes the handle. GUI thread.
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace lane {

class RangeSlider : public QWidget {
  Q_OBJECT
 public:
  struct Tick {
    double exponent;
    QString label;
  };
  explicit RangeSlider(QWidget* parent = nullptr);
  void setLimits(int low, int high);
  void setRange(int low, int high);  ///< emits nothing
  int low() const { return m_low; }
  int high() const { return m_high; }
  void setTicks(const QVector<Tick>& ticks);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void rangeEdited(int low, int high);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  double xOf(double exponent) const;
  int exponentAt(double x) const;
  void moveHandle(int exponent);

  int m_min = 3, m_max = 24, m_low = 3, m_high = 20;
  bool m_upper = true;  ///< the handle keys and dragging move
  QVector<Tick> m_ticks;
};

}  // namespace lane
