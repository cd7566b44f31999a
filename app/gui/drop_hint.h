// What letting go would do, over the window while files are dragged across it.
#pragma once

#include <QWidget>

namespace lane {

class DropHint : public QWidget {
  Q_OBJECT
 public:
  explicit DropHint(QWidget* parent);
  void showFor(const QString& sentence);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_sentence;
};

}  // namespace lane
