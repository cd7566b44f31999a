#include "panels/scoreboard_parts.h"

#include <QPainter>

#include "charts/scoreboard_chart.h"
#include "models/scoreboard_model.h"
#include "panels/labels.h"
#include "support/icons.h"
#include "support/theme.h"

namespace lane {

void ScoreDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const bool isScore =
      index.column() == ScoreboardModel::Mean || index.column() >= ScoreboardModel::FirstSize;
  const bool selected = option.state & QStyle::State_Selected;
  const bool crossed = m_hovered.isValid() &&
                       (index.row() == m_hovered.row() || index.column() == m_hovered.column());
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->fillRect(option.rect, crossed ? c.hover : c.panel);
  if (isScore) {
    paintScore(*painter, option.rect, scoreLook(index), 11);
  } else {
    const bool name = index.column() == ScoreboardModel::Kernel;
    const QFont font = name ? theme.uiFont(12) : theme.monoFont(11);
    const QRect area = option.rect.adjusted(theme.px(8), 0, -theme.px(6), 0);
    painter->setFont(font);
    painter->setPen(name ? c.t1 : c.t2);
    painter->drawText(
        area, index.data(Qt::TextAlignmentRole).toInt(),
        QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, area.width()));
  }
  const bool hovered = m_hovered.isValid() && index == m_hovered;
  if (selected || hovered) {
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(selected ? c.ink : c.ctl, 2));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 3, 3);
    if (selected) {  // seen on the lightest cells too
      painter->setPen(QPen(c.plot, 1));
      painter->drawRoundedRect(QRectF(option.rect).adjusted(2.5, 2.5, -2.5, -2.5), 2, 2);
    }
  }
  painter->restore();
}

ScoreVerdict::ScoreVerdict(QWidget* parent) : QWidget(parent) {
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

QString ScoreVerdict::word() const {
  switch (m_state) {
    case State::pass:
      return tr("pass");
    case State::fail:
      return tr("fail");
    case State::none:
      return tr("nothing to judge");
  }
  return {};
}

void ScoreVerdict::setState(State state, const QString& detail) {
  m_state = state;
  setToolTip(detail);
  setAccessibleName(tr("Verdict: %1").arg(word()));
  setAccessibleDescription(detail);
  updateGeometry();
  update();
}

QSize ScoreVerdict::sizeHint() const {
  const Theme& theme = Theme::instance();
  const QFontMetrics metrics(theme.uiFont(12, 600));
  return {metrics.horizontalAdvance(word()) + theme.px(36),
          std::max(theme.px(24), metrics.height() + 6)};
}

void ScoreVerdict::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const QColor color = toneColor(m_state == State::pass   ? Tone::ok
                                 : m_state == State::fail ? Tone::bad
                                                          : Tone::hint);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, 1));
  const QRectF pill = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
  const double glyph = theme.px(14);
  paintIcon(painter,
            m_state == State::pass   ? Icon::check
            : m_state == State::fail ? Icon::close
                                     : Icon::minus,
            QRectF(theme.px(9), (height() - glyph) / 2, glyph, glyph), color);
  painter.setFont(theme.uiFont(12, 600));
  painter.drawText(rect().adjusted(theme.px(26), 0, -theme.px(6), 0), Qt::AlignVCenter, word());
}

}  // namespace lane
