#include "panels/fold.h"

#include <QKeyEvent>
#include <QPainter>

#include "support/icons.h"
#include "support/theme.h"

namespace lane {

FoldHeading::FoldHeading(const QString& title, QWidget* body, QWidget* parent)
    : QAbstractButton(parent) {
  setText(title);
  setCheckable(true);
  setAccessibleName(title);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setFocusPolicy(Qt::StrongFocus);
  body->setVisible(false);
  connect(this, &QAbstractButton::toggled, body, &QWidget::setVisible);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void FoldHeading::setValue(const QString& value, Tone tone) {
  m_value = value;
  m_tone = tone;
  setAccessibleDescription(value);
  update();
}

QSize FoldHeading::sizeHint() const {
  const Theme& theme = Theme::instance();
  return {theme.px(160), std::max(theme.px(20), QFontMetrics(theme.uiFont(11)).height() + 4)};
}

QSize FoldHeading::minimumSizeHint() const {
  return {Theme::instance().px(80), sizeHint().height()};
}

void FoldHeading::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
    click();
  else
    QAbstractButton::keyPressEvent(event);
}

void FoldHeading::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double s = theme.px(10);
  paintIcon(painter, isChecked() ? Icon::chevronDown : Icon::chevronRight,
            {3, (height() - s) / 2, s, s}, c.t3);
  painter.setFont(theme.uiFont(11, 600));
  painter.setPen(c.t2);
  const QRect line = rect().adjusted(theme.px(16), 0, 0, 0);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text());
  const int used = painter.fontMetrics().horizontalAdvance(text()) + theme.px(12);
  painter.setFont(theme.uiFont(11));
  painter.setPen(toneColor(m_tone));
  painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(m_value, Qt::ElideRight, line.width() - used));
  if (!hasFocus()) return;
  // Around the title only: the value reaches the edge of the panel.
  painter.setPen(QPen(c.ink, 2));
  painter.drawRoundedRect(QRectF(1, 1, used + theme.px(8), height() - 2), 4, 4);
}

}  // namespace lane
