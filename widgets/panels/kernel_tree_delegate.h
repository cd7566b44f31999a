// Paints a row of the kernel tree: check box, name, the best curve as a sparkline and the best
// speed-up. GUI thread.
#pragma once

#include <QStyledItemDelegate>

namespace lane {

/// Check box in the theme's ink; the same everywhere one is painted.
void paintCheckBox(QPainter& painter, const QRectF& area, Qt::CheckState state, bool enabled);

class KernelTreeDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

 private:
  QRectF checkRect(const QRect& row) const;
};

}  // namespace lane
