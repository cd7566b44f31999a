#include "panels/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>

#include "support/markers.h"
#include "support/qt_units.h"

namespace lane {

QColor toneColor(Tone tone) {
  const ChromeColors& c = Theme::instance().chrome();
  switch (tone) {
    case Tone::value:
      return c.t1;
    case Tone::label:
      return c.t2;
    case Tone::hint:
      return c.t3;
    case Tone::ok:
      return c.ok;
    case Tone::warn:
      return c.warn;
    case Tone::bad:
      return c.bad;
  }
  return c.t1;
}

QString counted(std::size_t count, const QString& one, const QString& many) {
  return countText(count) + u' ' + (count == 1 ? one : many);
}

Text::Text(const QString& text, TextStyle style, QWidget* parent)
    : QLabel(text, parent), m_style(style) {
  setTextFormat(Qt::PlainText);
  restyle();
  connect(&Theme::instance(), &Theme::changed, this, &Text::restyle);
}

void Text::setTone(Tone tone) {
  if (tone == m_style.tone) return;
  m_style.tone = tone;
  restyle();
}

void Text::setElided(bool elided) {
  m_elided = elided;
  updateGeometry();
}

QSize Text::minimumSizeHint() const {
  const QSize hint = QLabel::minimumSizeHint();
  return m_elided ? QSize(fontMetrics().horizontalAdvance(QStringLiteral("…")) * 3, hint.height())
                  : hint;
}

void Text::restyle() {
  const Theme& theme = Theme::instance();
  setFont(m_style.mono ? theme.monoFont(m_style.px, m_style.weight)
                       : theme.uiFont(m_style.px, m_style.weight));
  static constexpr const char* kTones[] = {"value", "label", "hint", "ok", "warn", "bad"};
  setProperty("tone", QString::fromLatin1(kTones[int(m_style.tone)]));
  style()->unpolish(this);  // the style sheet looks at properties only when polishing
  style()->polish(this);
  updateGeometry();
  update();
}

void Text::paintEvent(QPaintEvent* event) {
  if (!m_elided) return QLabel::paintEvent(event);
  QPainter painter(this);
  painter.setFont(font());
  painter.setPen(toneColor(m_style.tone));
  const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
  setToolTip(shown == text() ? QString() : text());
  painter.drawText(contentsRect(), int(alignment() | Qt::TextSingleLine), shown);
}

SectionHeading::SectionHeading(const QString& title, QWidget* parent)
    : QWidget(parent), m_value(new Text({}, {11, 400, false, Tone::hint})) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(new Text(title, {11, 600, false, Tone::label}));
  m_value->setElided(true);
  m_value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  row->addWidget(m_value, 1);
}

void SectionHeading::setValue(const QString& value, Tone tone) {
  m_value->setText(value);
  m_value->setTone(tone);
}

VariantMarker::VariantMarker(QWidget* parent) : QWidget(parent) {
  setFixedSize(Theme::instance().px(14), Theme::instance().px(14));
}

void VariantMarker::setVariant(const QString& variant) {
  m_variant = variant;
  update();
}

void VariantMarker::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  paintMarker(painter, Theme::instance().series(m_variant), QRectF(rect()).center(),
              Theme::instance().px(5));
}

Hairline::Hairline(Qt::Orientation orientation, QWidget* parent) : QFrame(parent) {
  if (orientation == Qt::Horizontal)
    setFixedHeight(1);
  else
    setFixedWidth(1);
  connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Hairline::paintEvent(QPaintEvent*) {
  QPainter(this).fillRect(rect(), Theme::instance().chrome().line);
}

Card::Card(QWidget* parent, Edge edge) : QFrame(parent), m_edge(edge) {
  connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Card::setHighlighted(bool on) {
  m_highlighted = on;
  update();
}

void Card::paintEvent(QPaintEvent*) {
  const ChromeColors& c = Theme::instance().chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(m_highlighted ? c.ink : m_edge == Edge::dashed ? c.ctl : c.line2, m_highlighted ? 2 : 1);
  if (m_edge == Edge::dashed) pen.setDashPattern({3, 3});
  painter.setPen(pen);
  painter.setBrush(m_edge == Edge::dashed ? QBrush(Qt::NoBrush) : QBrush(c.panel));
  painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 8, 8);
}

}  // namespace lane
