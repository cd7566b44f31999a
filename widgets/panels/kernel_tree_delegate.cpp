#include "panels/kernel_tree_delegate.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "charts/sparkline.h"
#include "models/benchmark_tree_model.h"
#include "support/icons.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

void paintCheckBox(QPainter& painter, const QRectF& area, Qt::CheckState state, bool enabled) {
  const ChromeColors& c = Theme::instance().chrome();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  if (state == Qt::Unchecked) {
    painter.setPen(QPen(enabled ? c.ctl : c.line2, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
  } else {
    painter.setPen(Qt::NoPen);
    painter.setBrush(enabled ? c.ink : c.ctl);
    painter.drawRoundedRect(area, 3, 3);
    painter.setPen(QPen(c.inkOn, area.width() * 0.14, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const auto at = [&](double x, double y) {
      return QPointF(area.left() + area.width() * x, area.top() + area.height() * y);
    };
    if (state == Qt::PartiallyChecked)
      painter.drawLine(at(0.27, 0.5), at(0.73, 0.5));
    else
      painter.drawPolyline(QPolygonF{{at(0.24, 0.53), at(0.43, 0.71), at(0.77, 0.31)}});
  }
  painter.restore();
}

QRectF KernelTreeDelegate::checkRect(const QRect& row) const {
  const double side = Theme::instance().px(13);
  return {row.left() + 2.0, row.top() + (row.height() - side) / 2.0, side, side};
}

QSize KernelTreeDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  const Theme& theme = Theme::instance();
  return {theme.px(120), std::max(theme.px(20), QFontMetrics(theme.uiFont(12)).height() + 3)};
}

void KernelTreeDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  painter->save();
  const QRect row = option.rect;
  const bool selected = option.state & QStyle::State_Selected;
  if (selected || (option.state & QStyle::State_MouseOver)) {
    const QRect whole(0, row.top(), row.right() + 1, row.height());
    painter->fillRect(whole, selected ? c.sel : c.hover);
    if (selected) painter->fillRect(0, row.top(), 2, row.height(), c.ink);
  }
  const auto state = Qt::CheckState(index.data(Qt::CheckStateRole).toInt());
  const QRectF check = checkRect(row);
  paintCheckBox(*painter, check, state, true);

  const bool family = index.data(BenchmarkTreeModel::IsFamilyRole).toBool();
  const auto summary = index.data(BenchmarkTreeModel::SummaryRole).value<KernelSummary>();
  int right = row.right() - theme.px(4);
  if (summary.bestSpeedup > 0) {
    const QString text = QStringLiteral("×%1").arg(summary.bestSpeedup, 0, 'f', 1);
    painter->setFont(theme.monoFont(11));
    painter->setPen(c.t3);
    painter->drawText(QRect(right - theme.px(48), row.top(), theme.px(48), row.height()),
                      Qt::AlignRight | Qt::AlignVCenter, text);
  }
  right -= theme.px(56);
  if (summary.sizes.size() > 1) {
    SparklineData line{{summary.sizes.begin(), summary.sizes.end()},
                       {summary.throughput.begin(), summary.throughput.end()},
                       summary.coarse,
                       0,
                       {}};
    paintSparkline(*painter, line,
                   QRectF(right - theme.px(50), row.top() + 3, theme.px(50), row.height() - 6),
                   c.t2);
    right -= theme.px(56);
  }
  if (summary.wrong)
    paintIcon(
        *painter, Icon::problem,
        QRectF(right - theme.px(14), row.center().y() - theme.px(7), theme.px(14), theme.px(14)),
        c.bad);
  const QFont font = theme.uiFont(12, selected ? 600 : 400);
  painter->setFont(font);
  painter->setPen(family ? c.t2 : state == Qt::Unchecked ? c.t3 : c.t1);
  const QRect label(int(check.right()) + theme.px(7), row.top(),
                    right - int(check.right()) - theme.px(7), row.height());
  painter->drawText(
      label, Qt::AlignLeft | Qt::AlignVCenter,
      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, label.width()));
  if (option.state & QStyle::State_HasFocus) {
    painter->setPen(QPen(c.ink, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(row.adjusted(0, 0, -1, -1));
  }
  painter->restore();
}

bool KernelTreeDelegate::editorEvent(QEvent* event, QAbstractItemModel* model,
                                     const QStyleOptionViewItem& option, const QModelIndex& index) {
  bool toggle = false;
  if (event->type() == QEvent::MouseButtonRelease) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    toggle = mouse->button() == Qt::LeftButton &&
             checkRect(option.rect).adjusted(-4, -4, 4, 4).contains(mouse->position());
  } else if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    toggle = key == Qt::Key_Space || key == Qt::Key_Select;
  }
  if (!toggle) return false;
  const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
  return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

}  // namespace lane
