#include "panels/table_chips.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "panels/buttons.h"
#include "support/icons.h"
#include "support/theme.h"

namespace lane {
namespace {

QFont chipFont() {
  return Theme::instance().uiFont(12, 500);
}

}  // namespace

FilterChip::FilterChip(const FilterTerm& term, QWidget* parent)
    : QAbstractButton(parent), m_readable(term.why.isEmpty()) {
  setText(term.label);
  setFocusPolicy(Qt::StrongFocus);
  setToolTip(m_readable ? tr("Remove this filter") : tr("Left out: %1").arg(term.why));
  setAccessibleName(m_readable ? tr("Filter %1, press to remove").arg(term.label)
                               : tr("Filter %1 cannot be read, press to remove").arg(term.label));
  setAccessibleDescription(term.why);
}

QSize FilterChip::sizeHint() const {
  const Theme& theme = Theme::instance();
  const QFontMetrics metrics(chipFont());
  const int icons = theme.px(m_readable ? 16 : 36);
  return {metrics.horizontalAdvance(text()) + icons + theme.px(20),
          std::max(theme.px(24), metrics.height() + 4)};
}

bool FilterChip::event(QEvent* event) {
  if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) update();
  return QAbstractButton::event(event);
}

void FilterChip::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace ||
      event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
    click();
  else
    QAbstractButton::keyPressEvent(event);
}

void FilterChip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(m_readable ? c.line2 : c.warn, 1));
  painter.setBrush(underMouse() || isDown() ? c.hover : c.raised);
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  const double side = theme.px(12), top = (height() - side) / 2;
  QRectF text = QRectF(rect()).adjusted(theme.px(8), 0, -side - theme.px(12), 0);
  if (!m_readable) {
    paintIcon(painter, Icon::warn, {text.left(), top, side, side}, c.warn);
    text.setLeft(text.left() + side + theme.px(6));
  }
  painter.setFont(chipFont());
  painter.setPen(c.t1);
  painter.drawText(
      text, Qt::AlignLeft | Qt::AlignVCenter,
      QFontMetrics(chipFont()).elidedText(this->text(), Qt::ElideRight, int(text.width()) + 1));
  paintIcon(painter, Icon::close, {width() - side - theme.px(7), top, side, side}, c.t2);
  paintFocusRing(painter, this);
}

FilterChips::FilterChips(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, &FilterChips::place);
  hide();
}

void FilterChips::setFilter(const TableFilter& filter) {
  const auto focused = std::find_if(m_chips.begin(), m_chips.end(),
                                    [](const FilterChip* chip) { return chip->hasFocus(); });
  const qsizetype focus = focused == m_chips.end() ? -1 : focused - m_chips.begin();
  for (FilterChip* chip : std::as_const(m_chips)) {
    chip->hide();
    chip->deleteLater();  // the one clicked is still at work
  }
  m_chips.clear();
  m_filter = filter;
  for (std::size_t i = 0; i < filter.terms().size(); ++i) {
    auto* chip = new FilterChip(filter.terms()[i], this);
    connect(chip, &QAbstractButton::clicked, this,
            [this, i] { emit lineEdited(m_filter.lineWithout(i)); });
    m_chips << chip;
    chip->show();
  }
  setVisible(!m_chips.isEmpty());
  place();
  if (focus < 0) return;
  if (m_chips.isEmpty())
    emit emptied();
  else
    m_chips[std::min(focus, m_chips.size() - 1)]->setFocus();
}

void FilterChips::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (event->size().width() != event->oldSize().width()) place();
}

void FilterChips::place() {
  const Theme& theme = Theme::instance();
  const int side = theme.px(16), gap = theme.px(6);
  int x = side, y = 0, line = 0;
  for (FilterChip* chip : std::as_const(m_chips)) {
    QSize size = chip->sizeHint();
    size.setWidth(std::min(size.width(), std::max(theme.px(60), width() - 2 * side)));
    if (x > side && x + size.width() > width() - side) {
      x = side;
      y += line + gap;
    }
    chip->setGeometry(QRect(QPoint(x, y), size));
    x += size.width() + gap;
    line = size.height();
  }
  setFixedHeight(m_chips.isEmpty() ? 0 : y + line + theme.px(8));
}

}  // namespace lane
