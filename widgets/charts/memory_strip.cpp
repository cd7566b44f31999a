#include "charts/memory_strip.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

MemoryCard::MemoryCard(const QString& style, const QString& note, QWidget* parent)
    : QAbstractButton(parent), m_style(style), m_note(note) {
  setCheckable(true);
  setChecked(true);
  setFocusPolicy(Qt::TabFocus);
  setText(Theme::instance().series(style).label);
  setReading({}, kUnknown, {});
}

void MemoryCard::setReading(const QString& value, double share, const QString& where) {
  m_value = value;
  m_share = share;
  const QString state = isChecked() ? tr("shown") : tr("hidden");
  const QString name = tr("%1, %2").arg(text(), m_note);
  setAccessibleName(value.isEmpty() ? tr("%1, %2").arg(name, state)
                                    : tr("%1, %2, %3 %4").arg(name, state, value, where));
  setToolTip(tr("%1: click to show or hide, Alt+click for this one alone").arg(name));
  update();
}

void MemoryCard::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(hasFocus() ? c.ink : c.line2, hasFocus() ? 2 : 1));
  painter.setBrush(isChecked() ? (underMouse() ? c.hover : c.raised) : QColor(Qt::transparent));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6));
  if (!isChecked()) painter.setOpacity(0.55);
  const SeriesStyle style = theme.series(m_style);
  const double left = theme.px(8), width = this->width() - 2 * left, row = theme.px(16);
  paintMarker(painter, style, QPointF(left + theme.px(5), theme.px(12)), theme.px(3.6), false,
              c.plot);
  const QRectF first(left + theme.px(15), theme.px(4), width - theme.px(15), row);
  const QFont nameFont = theme.uiFont(12, 600), noteFont = theme.uiFont(11);
  const double nameWidth = QFontMetricsF(nameFont).horizontalAdvance(text());
  painter.setFont(nameFont);
  painter.setPen(c.t1);
  painter.drawText(first, Qt::AlignVCenter,
                   QFontMetricsF(nameFont).elidedText(text(), Qt::ElideRight, first.width()));
  if (nameWidth + QFontMetricsF(noteFont).horizontalAdvance(m_note) + theme.px(6) <=
      first.width()) {
    painter.setFont(noteFont);
    painter.setPen(c.t3);
    painter.drawText(first, Qt::AlignRight | Qt::AlignVCenter, m_note);
  }
  const NumberAndUnit parts = splitUnit(m_value.isEmpty() ? QStringLiteral("–") : m_value);
  const QRectF second(left, theme.px(20), width, row);
  const QFont valueFont = theme.monoFont(13, 500);
  painter.setFont(valueFont);
  painter.setPen(c.t1);
  painter.drawText(second, Qt::AlignVCenter, parts.number);
  painter.setFont(noteFont);
  painter.setPen(c.t3);
  painter.drawText(
      second.adjusted(QFontMetricsF(valueFont).horizontalAdvance(parts.number) + theme.px(4), 0, 0,
                      0),
      Qt::AlignVCenter, parts.unit);
  const QRectF track(left, theme.px(40), width, 3);
  painter.setPen(Qt::NoPen);
  painter.setBrush(c.line2);
  painter.drawRoundedRect(track, 1.5, 1.5);
  if (!std::isfinite(m_share)) return;
  painter.setBrush(style.fill);
  painter.drawRoundedRect(
      QRectF(track.topLeft(), QSizeF(track.width() * std::clamp(m_share, 0.0, 1.0), 3)), 1.5, 1.5);
}

void MemoryCard::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && event->modifiers() & Qt::AltModifier)
    emit soloRequested();
  else
    QAbstractButton::mousePressEvent(event);
}

void MemoryCard::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) emit soloRequested();
}

void MemoryCard::enterEvent(QEnterEvent* event) {
  update();
  QAbstractButton::enterEvent(event);
}

void MemoryCard::leaveEvent(QEvent* event) {
  update();
  QAbstractButton::leaveEvent(event);
}

MemoryStrip::MemoryStrip(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Curves"));
  connect(&Theme::instance(), &Theme::changed, this, &MemoryStrip::arrange);
}

void MemoryStrip::setCurves(const std::vector<std::pair<QString, QString>>& curves) {
  const bool same = std::equal(
      curves.begin(), curves.end(), m_cards.begin(), m_cards.end(),
      [](const auto& curve, const MemoryCard* card) { return curve.first == card->style(); });
  if (same) return;
  for (MemoryCard* card : m_cards) card->deleteLater();
  m_cards.clear();
  for (const auto& [style, note] : curves) {
    auto* card = new MemoryCard(style, note, this);
    connect(card, &QAbstractButton::clicked, this,
            [this, card](bool checked) { emit toggled(card->style(), checked); });
    connect(card, &MemoryCard::soloRequested, this,
            [this, card] { emit soloRequested(card->style()); });
    card->show();
    m_cards.push_back(card);
  }
  arrange();
}

void MemoryStrip::setHidden(const QSet<QString>& hidden) {
  for (MemoryCard* card : m_cards) card->setChecked(!hidden.contains(card->style()));
}

/// In one row while each has room for its name, else in two or three.
void MemoryStrip::arrange() {
  const Theme& theme = Theme::instance();
  const int gap = theme.px(8), height = theme.px(48), count = int(m_cards.size());
  const int fit = std::max(1, (width() + gap) / (theme.px(112) + gap));
  const int rows = std::max(1, (count + fit - 1) / fit);
  const int columns = std::max(1, (count + rows - 1) / rows);
  const double each = std::min<double>((width() + gap) / double(columns) - gap, theme.px(184));
  for (int i = 0; i < count; ++i) {
    const double x = (i % columns) * (each + gap);
    const int left = int(std::lround(x)), right = int(std::lround(x + each));
    m_cards[std::size_t(i)]->setGeometry(left, (i / columns) * (height + gap), right - left,
                                         height);
  }
  setFixedHeight(rows * height + (rows - 1) * gap);
}

void MemoryStrip::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

}  // namespace lane
