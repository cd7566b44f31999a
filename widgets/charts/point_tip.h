// The tooltip of a chart point: rows of a name and a value beside the pointer, never over the point
// itself, transparent to the mouse. A child of the plot it belongs to. GUI thread.
#pragma once

#include <QFrame>
#include <QString>
#include <vector>

namespace lane {

class PointTip : public QFrame {
  Q_OBJECT
 public:
  explicit PointTip(QWidget* parent);

  struct Content {
    QString variant;
    QString note;  ///< "second of 8"
    std::vector<std::pair<QString, QString>> rows;
  };
  /// Beside `point`, flipped at the edges of `area`, both in the parent's coordinates.
  void showAt(const QPointF& point, const QRectF& area, Content content);
  const Content& content() const { return m_content; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QSize contentSize() const;
  Content m_content;
};

}  // namespace lane
