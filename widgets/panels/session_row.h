// How a list shows a session file: a small picture of its curves in the variants' colours, name and
// title, machine and date, number of points, and what is missing. GUI thread.
#pragma once

#include <QStyledItemDelegate>

#include "models/session_facts.h"

namespace lane {

void paintSessionPicture(QPainter& painter, const SessionPicture& picture, const QRectF& area);

/// Of rows of a RecentSessionsModel, also behind a proxy.
class SessionRowDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  /// Where the picture of a row is.
  static QRect pictureRect(const QRect& row);

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  /// What is being typed stays when the list is read again meanwhile.
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const override;
};

}  // namespace lane
