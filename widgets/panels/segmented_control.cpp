#include "panels/segmented_control.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "panels/buttons.h"
#include "support/theme.h"

namespace lane {

SegmentedControl::SegmentedControl(const QStringList& choices, QWidget* parent)
    : QWidget(parent), m_choices(choices) {
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setToolTip(choices.size() > 1 ? tr("Click chooses one, Ctrl+click adds one") : QString());
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void SegmentedControl::setChoices(const QStringList& choices) {
  if (choices == m_choices) return;
  m_choices = choices;
  QVector<int> kept;
  for (int i : m_chosen)
    if (i < choices.size()) kept << i;
  setChosen(kept);
  updateGeometry();
}

void SegmentedControl::setChosen(const QVector<int>& indices) {
  m_chosen = indices;
  std::sort(m_chosen.begin(), m_chosen.end());
  if (!m_chosen.isEmpty()) m_cursor = m_chosen.first();
  QStringList words;
  for (int i : m_chosen) words << m_choices.value(i);
  setAccessibleDescription(words.join(QStringLiteral(", ")));
  update();
}

QSize SegmentedControl::sizeHint() const {
  const Theme& theme = Theme::instance();
  const QFontMetrics metrics(theme.monoFont(11, 600));
  int width = 2;
  for (const QString& choice : m_choices) width += metrics.horizontalAdvance(choice) + theme.px(18);
  return {width, std::max(theme.px(24), metrics.height() + 6)};
}

QRect SegmentedControl::segmentRect(int index) const {
  const Theme& theme = Theme::instance();
  const QFontMetrics metrics(theme.monoFont(11, 600));
  int x = 1;
  for (int i = 0; i < m_choices.size(); ++i) {
    const int w = metrics.horizontalAdvance(m_choices[i]) + theme.px(18);
    if (i == index) return {x, 0, w, height()};
    x += w;
  }
  return {};
}

void SegmentedControl::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(c.line2, 1));
  painter.setBrush(c.raised);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  for (int i = 0; i < m_choices.size(); ++i) {
    const QRect cell = segmentRect(i);
    const bool on = m_chosen.contains(i);
    if (on) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(c.ink);
      painter.drawRoundedRect(QRectF(cell).adjusted(0, 1, 0, -1), 5, 5);
    } else if (i > 0 && !m_chosen.contains(i - 1)) {
      painter.setPen(c.line2);
      painter.drawLine(cell.left(), 4, cell.left(), height() - 5);
    }
    painter.setFont(theme.monoFont(11, on ? 600 : 400));
    painter.setPen(!isEnabled() ? c.t3 : on ? c.inkOn : c.t2);
    painter.drawText(cell, Qt::AlignCenter, m_choices[i]);
  }
  paintFocusRing(painter, this);
}

void SegmentedControl::choose(int index, bool add) {
  QVector<int> next = m_chosen;
  if (add && m_multiple) {
    if (!next.contains(index))
      next << index;
    else if (next.size() > 1)
      next.removeAll(index);
  } else {
    next = {index};
  }
  const int cursor = index;
  std::sort(next.begin(), next.end());
  if (next == m_chosen) {
    m_cursor = m_chosen.value(0);
    return;
  }
  setChosen(next);
  if (m_chosen.contains(cursor)) m_cursor = cursor;
  emit chosenEdited();
}

void SegmentedControl::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  for (int i = 0; i < m_choices.size(); ++i)
    if (segmentRect(i).contains(event->pos()))
      return choose(i, event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier));
}

void SegmentedControl::keyPressEvent(QKeyEvent* event) {
  const int last = int(m_choices.size()) - 1;
  const bool add = event->modifiers() & Qt::ShiftModifier;
  switch (event->key()) {
    case Qt::Key_Left:
      return choose(std::max(0, m_cursor - 1), add);
    case Qt::Key_Right:
      return choose(std::min(last, m_cursor + 1), add);
    case Qt::Key_Home:
      return choose(0, add);
    case Qt::Key_End:
      return choose(last, add);
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace lane
