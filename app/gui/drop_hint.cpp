#include "drop_hint.h"

#include <QPainter>

#include "support/theme.h"

namespace lane {

DropHint::DropHint(QWidget* parent) : QWidget(parent) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  hide();
}

void DropHint::showFor(const QString& sentence) {
  m_sentence = sentence;
  setGeometry(parentWidget()->rect());
  raise();
  show();
}

void DropHint::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor veil = c.win;
  veil.setAlphaF(0.72f);
  painter.fillRect(rect(), veil);
  painter.setPen(QPen(c.ink, 2));
  painter.drawRoundedRect(QRectF(rect()).adjusted(8, 8, -8, -8), 8, 8);
  painter.setFont(theme.uiFont(20, 600));
  painter.setPen(c.t1);
  painter.drawText(rect(), Qt::AlignCenter, m_sentence);
}

}  // namespace lane
