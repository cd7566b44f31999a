#include "panels/buttons.h"

#include <QAction>
#include <QEnterEvent>
#include <QPainter>

#include "support/markers.h"

namespace lane {

void paintFocusRing(QPainter& painter, const QWidget* widget, double radius) {
  if (!widget->hasFocus()) return;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(Theme::instance().chrome().ink, 2));
  painter.drawRoundedRect(QRectF(widget->rect()).adjusted(1, 1, -1, -1), radius, radius);
}

Button::Button(const QString& text, Kind kind, QWidget* parent)
    : QAbstractButton(parent), m_kind(kind) {
  setText(text);
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::ArrowCursor);
  if (kind == Kind::tab || kind == Kind::viewTab) setCheckable(true);
  setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void Button::setGlyph(std::optional<Icon> glyph) {
  m_glyph = glyph;
  updateGeometry();
  update();
}

void Button::setKeyHint(const QString& keys) {
  m_keys = keys;
  updateGeometry();
  update();
}

void Button::setMenuMark(bool on) {
  m_menuMark = on;
  updateGeometry();
}

void Button::setLarge(bool large) {
  m_large = large;
  updateGeometry();
}

void Button::follow(QAction* action) {
  const auto sync = [this, action] {
    setCheckable(action->isCheckable());
    setChecked(action->isChecked());
    setEnabled(action->isEnabled());
    QString words = action->text().section(u'\t', 0, 0);  // a key of the chart follows the tab
    words.remove(u'&');
    const QString keys = action->shortcut().isEmpty()
                             ? action->text().section(u'\t', 1)
                             : action->shortcut().toString(QKeySequence::NativeText);
    setToolTip(keys.isEmpty() ? words : words + QStringLiteral("  ") + keys);
    if (text().isEmpty()) setAccessibleName(words);
  };
  sync();
  connect(action, &QAction::changed, this, sync);
  connect(this, &QAbstractButton::clicked, action, [this, action, sync] {
    action->trigger();
    sync();  // a refused or exclusive action keeps its own state
  });
}

QFont Button::textFont() const {
  const double px = m_large ? 15 : m_kind == Kind::viewTab ? 13 : 12;
  const bool strong =
      m_kind == Kind::primary || ((m_kind == Kind::tab || m_kind == Kind::viewTab) && isChecked());
  return Theme::instance().uiFont(px, strong ? 600 : 500);
}

int Button::gap() const {
  return Theme::instance().px(m_large ? 10 : 6);
}

QSize Button::sizeHint() const {
  const Theme& theme = Theme::instance();
  const double px = m_large ? 15 : m_kind == Kind::viewTab ? 13 : 12;
  const QFontMetrics strong(theme.uiFont(px, 600));  // the widest state, so that nothing jumps
  const int side = theme.px(m_large                   ? 22
                            : m_kind == Kind::viewTab ? 14
                            : text().isEmpty()        ? 6
                            : m_kind == Kind::tab     ? 8
                                                      : 10);
  int width = 2 * side + (text().isEmpty() ? 0 : strong.horizontalAdvance(text()));
  if (m_glyph) width += theme.px(m_large ? 18 : 16) + (text().isEmpty() ? 0 : gap());
  if (!m_keys.isEmpty())
    width += QFontMetrics(theme.monoFont(11)).horizontalAdvance(m_keys) + gap() + theme.px(10);
  if (m_menuMark) width += theme.px(12) + gap();
  const int height = m_large                   ? 46
                     : m_kind == Kind::viewTab ? 48
                     : m_kind == Kind::tab     ? 24
                     : m_kind == Kind::primary ? 32
                                               : 28;
  return {width, std::max(theme.px(height), strong.height() + 6)};
}

void Button::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void Button::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

void Button::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  QColor ink = isEnabled() ? (isChecked() || m_kind == Kind::plain ? c.t1 : c.t2) : c.t3;
  const bool hot = isEnabled() && underMouse();
  painter.setPen(Qt::NoPen);
  switch (m_kind) {
    case Kind::primary:
      painter.setBrush(!isEnabled() ? c.line2 : isDown() ? c.t2 : c.ink);
      painter.drawRoundedRect(box, 6, 6);
      ink = isEnabled() ? c.inkOn : c.t3;
      break;
    case Kind::plain:
      painter.setPen(QPen(isChecked() ? c.ctl : c.line2, 1));
      painter.setBrush(isDown() || hot || isChecked() ? c.hover : c.raised);
      painter.drawRoundedRect(box, 6, 6);
      break;
    case Kind::tab:
    case Kind::quiet:
      if (isChecked() || hot || isDown()) {
        painter.setBrush(isChecked() ? c.sel : c.hover);
        painter.drawRoundedRect(box, 6, 6);
      }
      break;
    case Kind::viewTab:
      if (hot && !isChecked()) ink = c.t1;
      if (isChecked())
        painter.fillRect(QRectF(theme.px(14), height() - 2, width() - 2 * theme.px(14), 2), c.ink);
      break;
  }

  const QFont font = textFont();
  const QFontMetrics metrics(font);
  const int glyph = theme.px(m_large ? 18 : 16);
  int content = text().isEmpty() ? 0 : metrics.horizontalAdvance(text());
  if (m_glyph) content += glyph + (text().isEmpty() ? 0 : gap());
  const QFont keyFont = theme.monoFont(11);
  const int keyWidth = m_keys.isEmpty() ? 0 : QFontMetrics(keyFont).horizontalAdvance(m_keys);
  if (keyWidth) content += gap() + theme.px(10) + keyWidth;
  if (m_menuMark) content += gap() + theme.px(12);
  double x = (width() - content) / 2.0;
  if (m_glyph) {
    paintIcon(painter, *m_glyph, {x, (height() - glyph) / 2.0, double(glyph), double(glyph)}, ink);
    x += glyph + gap();
  }
  painter.setFont(font);
  painter.setPen(ink);
  painter.drawText(QRectF(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, text());
  x += metrics.horizontalAdvance(text()) + gap();
  if (keyWidth) {
    const double h = QFontMetrics(keyFont).height() + 2;
    const QRectF tag(x, (height() - h) / 2, keyWidth + theme.px(10), h);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(m_kind == Kind::primary ? c.inkOn : c.line2, 1));
    painter.drawRoundedRect(tag, 4, 4);
    painter.setPen(m_kind == Kind::primary ? c.inkOn : c.t3);
    painter.setFont(keyFont);
    painter.drawText(tag, Qt::AlignCenter, m_keys);
    x = tag.right() + gap();
  }
  if (m_menuMark) {
    const double s = theme.px(12);
    paintIcon(painter, Icon::chevronDown, {x, (height() - s) / 2, s, s}, ink);
  }
  paintFocusRing(painter, this);
}

VariantChip::VariantChip(const QString& variant, QWidget* parent)
    : QAbstractButton(parent), m_variant(variant) {
  setCheckable(true);
  setFocusPolicy(Qt::StrongFocus);
  setText(Theme::instance().series(variant).label);
  setAccessibleName(text());
  setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void VariantChip::setUnavailable(const QString& reason) {
  m_reason = reason;
  setChecked(false);
  setCheckable(reason.isEmpty());
  setToolTip(reason);
  setAccessibleDescription(reason);
  update();
}

QSize VariantChip::sizeHint() const {
  const Theme& theme = Theme::instance();
  const QFontMetrics metrics(theme.uiFont(11, 500));
  return {metrics.horizontalAdvance(text()) + theme.px(28),
          std::max(theme.px(24), metrics.height() + 6)};
}

void VariantChip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  SeriesStyle style = theme.series(m_variant);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(isChecked() ? c.ctl : c.line2, 1);
  if (!isAvailable()) pen.setDashPattern({3, 3});
  painter.setPen(pen);
  painter.setBrush(isChecked() ? QBrush(underMouse() ? c.hover : c.raised) : QBrush(Qt::NoBrush));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  painter.setOpacity(isChecked() ? 1 : 0.45);
  paintMarker(painter, style, {theme.px(12) + 0.5, height() / 2.0}, theme.px(4));
  painter.setOpacity(1);
  QFont font = theme.uiFont(11, isChecked() ? 500 : 400);
  font.setStrikeOut(!isAvailable());
  painter.setFont(font);
  painter.setPen(isChecked() ? c.t1 : c.t3);
  painter.drawText(rect().adjusted(theme.px(21), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                   text());
  paintFocusRing(painter, this);
}

}  // namespace lane
