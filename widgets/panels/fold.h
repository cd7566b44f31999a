// A heading that opens and closes what stands below it: "> More ........ 64, hot, reuse". Closed
// at first. Mouse, Space and Return. GUI thread.
#pragma once

#include <QAbstractButton>

#include "panels/labels.h"

namespace lane {

class FoldHeading : public QAbstractButton {
  Q_OBJECT
 public:
  /// `body` is shown while the heading is checked; it stays where its owner puts it.
  FoldHeading(const QString& title, QWidget* body, QWidget* parent = nullptr);
  /// What is inside, for when it is closed.
  void setValue(const QString& value, Tone tone = Tone::hint);
  QString value() const { return m_value; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QString m_value;
  Tone m_tone = Tone::hint;
};

}  // namespace lane
