#include "charts/channel_strip.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QSet>
#include <cmath>

#include "support/lane_glyph.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

int gap() {
  return Theme::instance().px(8);
}
int cardHeight() {
  return Theme::instance().px(48);
}
int cardWidth() {
  return Theme::instance().px(104);
}

/// When not all fit: the base line, one of each kind from the widest down, peers, then the rest.
int priority(const ChannelCard& card) {
  static const QStringList first{QStringLiteral("scalar"),   QStringLiteral("avx3"),
                                 QStringLiteral("avx2"),     QStringLiteral("neon"),
                                 QStringLiteral("omp-avx2"), QStringLiteral("sse4")};
  if (!card.isAvailable()) return 30;
  const auto place = static_cast<int>(first.indexOf(card.variant()));
  if (place >= 0) return place;
  return Theme::instance().series(card.variant()).lanes == 0 ? 10 : 20;
}

}  // namespace

ChannelCard::ChannelCard(const QString& variant, QWidget* parent)
    : QAbstractButton(parent), m_variant(variant) {
  setCheckable(true);
  setChecked(true);
  setFocusPolicy(Qt::TabFocus);
  setText(Theme::instance().series(variant).label);
  describe({});
}

void ChannelCard::setReading(const QString& value, double share, const QString& where) {
  m_value = value;
  m_share = share;
  m_reason.clear();
  setCheckable(true);
  describe(where);
  update();
}

void ChannelCard::setUnavailable(const QString& reason, bool wrong) {
  m_reason = reason.isEmpty() ? tr("not measured") : reason;
  m_wrong = wrong;
  setCheckable(false);
  setToolTip(m_reason);
  describe({});
  update();
}

void ChannelCard::describe(const QString& where) {
  if (!m_reason.isEmpty()) {
    setAccessibleName(tr("%1, not available: %2").arg(text(), m_reason));
    return;
  }
  const QString state = isChecked() ? tr("shown") : tr("hidden");
  setAccessibleName(m_value.isEmpty() ? tr("%1, %2").arg(text(), state)
                                      : tr("%1, %2, %3 %4").arg(text(), state, m_value, where));
  setToolTip(tr("%1: click to show or hide, Alt+click for this one alone").arg(m_variant));
}

void ChannelCard::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool available = isAvailable();
  const bool shown = available && isChecked();
  const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  QPen frame(hasFocus() ? c.ink : c.line2, hasFocus() ? 2 : 1);
  if (!available) frame.setDashPattern({3, 3});
  painter.setPen(frame);
  painter.setBrush(shown ? (underMouse() ? c.hover : c.raised) : QColor(Qt::transparent));
  painter.drawRoundedRect(box, theme.px(6), theme.px(6));
  const double left = theme.px(8), width = this->width() - 2 * left, row = theme.px(16);
  const SeriesStyle style = theme.series(m_variant);
  if (!shown) painter.setOpacity(available ? 0.55 : 1);
  paintMarker(painter, style, QPointF(left + theme.px(5), theme.px(12)), theme.px(3.6), !available,
              c.plot);

  const QFont nameFont = theme.uiFont(12, 600), noteFont = theme.monoFont(11);
  const QString note = std::isfinite(m_share) ? shareText(m_share) : QString();
  const double nameLeft = left + theme.px(15);
  const double nameWidth = QFontMetricsF(nameFont).horizontalAdvance(style.label);
  const double noteWidth = QFontMetricsF(noteFont).horizontalAdvance(note);
  painter.setFont(nameFont);
  painter.setPen(available ? c.t1 : c.t3);
  const double room = width - (nameLeft - left);
  painter.drawText(QRectF(nameLeft, theme.px(4), room, row), Qt::AlignVCenter,
                   QFontMetricsF(nameFont).elidedText(style.label, Qt::ElideRight, room));
  if (!note.isEmpty() && nameWidth + noteWidth + theme.px(4) <= room) {
    painter.setFont(noteFont);
    painter.setPen(c.t3);
    painter.drawText(QRectF(left, theme.px(4), width, row), Qt::AlignRight | Qt::AlignVCenter,
                     note);
  }
  const QRectF second(left, theme.px(20), width, row);
  if (!available) {
    const QFont font = theme.uiFont(11);
    painter.setFont(font);
    painter.setPen(m_wrong ? c.bad : c.t3);
    painter.drawText(second, Qt::AlignVCenter,
                     QFontMetricsF(font).elidedText(m_wrong ? tr("wrong result") : m_reason,
                                                    Qt::ElideRight, width));
    return;
  }
  const NumberAndUnit parts = splitUnit(m_value.isEmpty() ? QStringLiteral("–") : m_value);
  const QFont valueFont = theme.monoFont(13, 500);
  painter.setFont(valueFont);
  painter.setPen(c.t1);
  painter.drawText(second, Qt::AlignVCenter, parts.number);
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t3);
  const double unitLeft = QFontMetricsF(valueFont).horizontalAdvance(parts.number) + theme.px(4);
  painter.drawText(second.adjusted(unitLeft, 0, 0, 0), Qt::AlignVCenter, parts.unit);
  paintLaneGlyph(painter, style, m_variant.startsWith(QLatin1StringView("omp-")),
                 QRectF(left, theme.px(40), width, 3));
}

void ChannelCard::mousePressEvent(QMouseEvent* event) {
  if (isAvailable() && event->button() == Qt::LeftButton && event->modifiers() & Qt::AltModifier) {
    emit soloRequested();
    return;
  }
  QAbstractButton::mousePressEvent(event);
}

void ChannelCard::mouseDoubleClickEvent(QMouseEvent* event) {
  if (isAvailable() && event->button() == Qt::LeftButton) emit soloRequested();
}

void ChannelCard::contextMenuEvent(QContextMenuEvent* event) {
  if (isAvailable()) emit menuRequested(event->globalPos());
}

void ChannelCard::enterEvent(QEnterEvent* event) {
  update();
  QAbstractButton::enterEvent(event);
}

void ChannelCard::leaveEvent(QEvent* event) {
  update();
  QAbstractButton::leaveEvent(event);
}

ChannelStrip::ChannelStrip(QWidget* parent) : QWidget(parent) {
  auto* more = new QPushButton(this);
  more->setProperty("kind", QStringLiteral("flat"));
  more->setCheckable(true);
  more->hide();
  connect(more, &QPushButton::toggled, this, [this](bool on) {
    m_expanded = on;
    arrange();
  });
  m_more = more;
  setAccessibleName(tr("Variants"));
}

void ChannelStrip::setChart(const ChartData& data) {
  std::vector<std::pair<QString, const UnavailableVariant*>> wanted;
  for (const Curve& curve : data.curves) wanted.emplace_back(toQString(curve.variant), nullptr);
  for (const UnavailableVariant& u : data.unavailable) wanted.emplace_back(u.variant, &u);
  bool same = wanted.size() == m_cards.size();
  for (std::size_t i = 0; same && i < wanted.size(); ++i)
    same = m_cards[i]->variant() == wanted[i].first &&
           m_cards[i]->isAvailable() == (wanted[i].second == nullptr);
  if (same) return;
  for (ChannelCard* card : m_cards) card->deleteLater();
  m_cards.clear();
  for (const auto& [variant, unavailable] : wanted) {
    auto* card = new ChannelCard(variant, this);
    if (unavailable != nullptr) card->setUnavailable(unavailable->reason, unavailable->wrong);
    connect(card, &QAbstractButton::clicked, this,
            [this, card](bool checked) { emit toggled(card->variant(), checked); });
    connect(card, &ChannelCard::soloRequested, this,
            [this, card] { emit soloRequested(card->variant()); });
    connect(card, &ChannelCard::menuRequested, this,
            [this, card](const QPoint& at) { emit menuRequested(card->variant(), at); });
    card->show();
    m_cards.push_back(card);
  }
  arrange();
}

void ChannelStrip::setHidden(const QSet<QString>& hidden) {
  for (ChannelCard* card : m_cards)
    if (card->isAvailable()) card->setChecked(!hidden.contains(card->variant()));
}

void ChannelStrip::setReadingSize(const ChartData& data, std::uint64_t size) {
  const std::vector<QString> ranking = data.ranking(size);
  const CurvePoint* best = ranking.empty() ? nullptr : data.point(ranking.front(), size);
  const bool higher = higherIsBetter(data.metric);
  for (ChannelCard* card : m_cards) {
    if (!card->isAvailable()) continue;
    const CurvePoint* p = data.point(card->variant(), size);
    if (p == nullptr || best == nullptr) {
      card->setReading({}, kUnknown, {});
      continue;
    }
    card->setReading(toQString(formatValue(data.metric, p->value)),
                     higher ? p->value / best->value : best->value / p->value,
                     tr("at %1").arg(sizeText(size)));
  }
}

void ChannelStrip::arrange() {
  const int total = static_cast<int>(m_cards.size());
  const int capacity = std::max(2, (width() + gap()) / (cardWidth() + gap()));
  std::vector<ChannelCard*> shown = m_cards;
  const bool overflow = total > capacity;
  const int moreWidth = Theme::instance().px(44);
  if (overflow && !m_expanded) {
    const int room = std::max(1, (width() - moreWidth) / (cardWidth() + gap()));
    std::vector<ChannelCard*> byPriority = m_cards;
    std::stable_sort(byPriority.begin(), byPriority.end(),
                     [](auto* a, auto* b) { return priority(*a) < priority(*b); });
    byPriority.resize(static_cast<std::size_t>(room));
    std::erase_if(shown, [&](ChannelCard* card) {
      return std::find(byPriority.begin(), byPriority.end(), card) == byPriority.end();
    });
  }
  const int columns =
      overflow ? (m_expanded ? capacity : static_cast<int>(shown.size())) : std::max(total, 1);
  const int rows = overflow && m_expanded ? (total + columns - 1) / columns : 1;
  const int perRow = (static_cast<int>(shown.size()) + rows - 1) / std::max(rows, 1);
  const double available = width() - (overflow ? moreWidth + gap() : 0);
  const double each = std::min<double>((available + gap()) / std::max(perRow, 1) - gap(),
                                       Theme::instance().px(184));
  for (ChannelCard* card : m_cards) card->hide();
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const int row = static_cast<int>(i) / std::max(perRow, 1);
    const int column = static_cast<int>(i) % std::max(perRow, 1);
    const double x = column * (each + gap());
    const int left = static_cast<int>(std::lround(x));
    const int right = static_cast<int>(std::lround(x + each));
    shown[i]->setGeometry(left, row * (cardHeight() + gap()), right - left, cardHeight());
    shown[i]->show();
  }
  m_more->setVisible(overflow);
  m_more->setText(m_expanded ? tr("less")
                             : QStringLiteral("+%1").arg(total - static_cast<int>(shown.size())));
  m_more->setToolTip(m_expanded ? tr("One row of cards") : tr("Show the other variants"));
  m_more->setGeometry(width() - moreWidth, 0, moreWidth, cardHeight());
  setFixedHeight(rows * cardHeight() + (rows - 1) * gap());
}

void ChannelStrip::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

}  // namespace lane
