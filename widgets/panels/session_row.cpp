#include "panels/session_row.h"

#include <QAbstractProxyModel>
#include <QLineEdit>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "panels/recent_sessions_model.h"
#include "support/icons.h"
#include "support/theme.h"

namespace lane {
namespace {

const SessionFacts* factsOf(QModelIndex index) {
  while (const auto* proxy = qobject_cast<const QAbstractProxyModel*>(index.model()))
    index = proxy->mapToSource(index);
  const auto* model = qobject_cast<const RecentSessionsModel*>(index.model());
  return model ? &model->facts(index.row()) : nullptr;
}

void paintCurves(QPainter& painter, const std::vector<std::vector<PicturePoint>>& curves,
                 const QRectF& area) {
  double left = 1e300, right = 0, low = 1e300, high = 0;
  for (const auto& curve : curves)
    for (const PicturePoint& point : curve) {
      left = std::min(left, point.size);
      right = std::max(right, point.size);
      low = std::min(low, point.height);
      high = std::max(high, point.height);
    }
  const double across = std::max(1e-9, std::log(right / left));
  const double up = std::max(1e-9, std::log(high / low));
  const auto at = [&](const PicturePoint& point) {
    return QPointF(area.left() + std::log(point.size / left) / across * area.width(),
                   area.bottom() - std::log(point.height / low) / up * area.height());
  };
  for (const auto& curve : curves)
    for (std::size_t i = 1; i < curve.size(); ++i) {
      painter.setPen(
          QPen(Theme::instance().series(curve[i].variant).line, 1.5, Qt::SolidLine, Qt::RoundCap));
      painter.drawLine(at(curve[i - 1]), at(curve[i]));
    }
}

void paintBars(QPainter& painter, const std::vector<PicturePoint>& bars, const QRectF& area) {
  const double longest = bars.back().height;  // they are sorted
  const double step = area.height() / double(bars.size());
  double y = area.top();
  for (const PicturePoint& bar : bars) {
    const double width = std::max(2.0, area.width() * bar.height / longest);
    painter.fillRect(QRectF(area.left(), y, width, std::max(2.0, step - 1.5)),
                     Theme::instance().series(bar.variant).fill);
    y += step;
  }
}

}  // namespace

void paintSessionPicture(QPainter& painter, const SessionPicture& picture, const QRectF& area) {
  const ChromeColors& c = Theme::instance().chrome();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(c.plot);
  painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
  const QRectF inside = area.adjusted(5, 5, -5, -5);
  if (!picture.curves.empty())
    paintCurves(painter, picture.curves, inside);
  else if (!picture.bars.empty())
    paintBars(painter, picture.bars, inside);
  painter.restore();
}

QRect SessionRowDelegate::pictureRect(const QRect& row) {
  const Theme& theme = Theme::instance();
  const int height = row.height() - theme.px(10);
  return {row.left() + theme.px(12), row.top() + theme.px(5), height * 3 / 2, height};
}

QSize SessionRowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  const Theme& theme = Theme::instance();
  return {theme.px(160), QFontMetrics(theme.uiFont(12)).height() +
                             QFontMetrics(theme.uiFont(11)).height() + theme.px(14)};
}

void SessionRowDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  const auto* field = qobject_cast<QLineEdit*>(editor);
  if (!field || !field->isModified()) QStyledItemDelegate::setEditorData(editor, index);
}

void SessionRowDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                              const QModelIndex&) const {
  const Theme& theme = Theme::instance();
  const int left = pictureRect(option.rect).right() + theme.px(4);
  editor->setGeometry(left, option.rect.top() + 2, option.rect.right() - theme.px(6) - left,
                      option.rect.height() - 4);
}

void SessionRowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  painter->save();
  if (option.state & QStyle::State_Selected) {
    painter->fillRect(option.rect, c.sel);
    painter->fillRect(option.rect.left(), option.rect.top(), 2, option.rect.height(), c.ink);
  } else if (option.state & QStyle::State_MouseOver) {
    painter->fillRect(option.rect, c.hover);
  }
  const QRect picture = pictureRect(option.rect);
  const SessionFacts* facts = factsOf(index);
  paintSessionPicture(*painter, facts ? facts->picture : SessionPicture(), picture);
  const QRect area = option.rect.adjusted(picture.right() - option.rect.left() + theme.px(9),
                                          theme.px(6), -theme.px(12), -theme.px(6));
  const QFont bold = theme.uiFont(12, 600), small = theme.uiFont(11);
  const QFontMetrics boldMetrics(bold), smallMetrics(small);
  const int low = area.bottom() - smallMetrics.height() + 1;
  const auto draw = [&](const QFont& font, const QColor& color, int x, int y, int width,
                        const QString& text, Qt::TextElideMode elide) {
    const QFontMetrics metrics(font);
    painter->setFont(font);
    painter->setPen(color);
    painter->drawText(QRect(x, y, width, metrics.height()), Qt::AlignLeft,
                      metrics.elidedText(text, elide, width));
  };
  const QString name = index.data().toString();
  draw(bold, c.t1, area.left(), area.top(), area.width(), name, Qt::ElideMiddle);
  const QString caption = index.data(RecentSessionsModel::CaptionRole).toString();
  const int after = boldMetrics.horizontalAdvance(name) + theme.px(8);
  if (!caption.isEmpty() && area.width() - after > theme.px(40))
    draw(small, c.t3, area.left() + after,
         area.top() + boldMetrics.ascent() - smallMetrics.ascent(), area.width() - after, caption,
         Qt::ElideRight);

  const QString error = index.data(RecentSessionsModel::ErrorRole).toString();
  const bool partial = index.data(RecentSessionsModel::PartialRole).toBool();
  int left = area.left();
  if (!error.isEmpty() || partial) {
    const double side = smallMetrics.height() - 2;
    paintIcon(*painter, Icon::warn, {double(left), low + 1.0, side, side}, c.warn);
    left += int(side) + theme.px(4);
  }
  if (!error.isEmpty()) {
    draw(small, c.warn, left, low, area.right() - left + 1, error, Qt::ElideRight);
  } else {
    const QString points = index.data(RecentSessionsModel::DetailRole).toString();
    const int right = smallMetrics.horizontalAdvance(points);
    draw(small, c.t3, area.right() - right + 1, low, right, points, Qt::ElideNone);
    draw(small, c.t3, left, low, area.right() - right - theme.px(8) - left,
         index.data(RecentSessionsModel::MachineRole).toString(), Qt::ElideRight);
  }
  painter->restore();
}

}  // namespace lane
