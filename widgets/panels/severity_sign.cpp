#include "panels/severity_sign.h"

#include <QPainter>

#include "support/icons.h"

namespace lane {

Tone severityTone(Severity severity) {
  switch (severity) {
    case Severity::problem:
      return Tone::bad;
    case Severity::warning:
      return Tone::warn;
    case Severity::note:
      break;
  }
  return Tone::hint;
}

QString severityWord(Severity severity) {
  switch (severity) {
    case Severity::problem:
      return SeveritySign::tr("Problem");
    case Severity::warning:
      return SeveritySign::tr("Warning");
    case Severity::note:
      break;
  }
  return SeveritySign::tr("Note");
}

SeveritySign::SeveritySign(Severity severity, QWidget* parent)
    : QWidget(parent), m_severity(severity) {
  setFixedSize(Theme::instance().px(14), Theme::instance().px(16));
  setAccessibleName(severityWord(severity));
  setToolTip(accessibleName());
  connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SeveritySign::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double side = width();
  const QRectF area(0, (height() - side) / 2, side, side);
  if (m_severity == Severity::note) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColor(Tone::hint));
    painter.drawEllipse(area.center(), side / 5, side / 5);
    return;
  }
  paintIcon(painter, m_severity == Severity::problem ? Icon::problem : Icon::warn, area,
            toneColor(severityTone(m_severity)));
}

}  // namespace lane
