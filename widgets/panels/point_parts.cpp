#include "panels/point_parts.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "support/icons.h"
#include "support/markers.h"
#include "support/theme.h"

namespace lane {
namespace {

void followTheme(QWidget* widget) {
  QObject::connect(&Theme::instance(), &Theme::changed, widget, [widget] {
    widget->updateGeometry();
    widget->update();
  });
}

int lineHeight() {
  const Theme& theme = Theme::instance();
  return std::max(theme.px(18), QFontMetrics(theme.uiFont(12)).height() + 2);
}

}  // namespace

VariantBars::VariantBars(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("All variants at this size"));
  followTheme(this);
}

int VariantBars::rowHeight() const {
  return lineHeight();
}

QSize VariantBars::sizeHint() const {
  return {280, rowHeight() * int(m_rows.size())};
}

void VariantBars::setRows(const QVector<Row>& rows) {
  m_rows = rows;
  QStringList words;
  for (const Row& row : rows)
    words << QStringLiteral("%1 %2").arg(Theme::instance().series(row.variant).label, row.text);
  setAccessibleDescription(words.join(QStringLiteral(", ")));
  updateGeometry();
  update();
}

void VariantBars::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  int names = 0, values = 0;
  double best = 0;
  for (const Row& row : m_rows) {
    names = std::max(
        names,
        QFontMetrics(theme.uiFont(12, 600)).horizontalAdvance(theme.series(row.variant).label));
    values = std::max(values, QFontMetrics(theme.monoFont(12)).horizontalAdvance(row.text));
    best = std::max(best, row.value);
  }
  const int ratioWidth =
      QFontMetrics(theme.monoFont(11)).horizontalAdvance(QStringLiteral("×00.00"));
  const int left = theme.px(16) + names + theme.px(8);
  const int right = width() - ratioWidth - values - theme.px(14);
  for (int i = 0; i < m_rows.size(); ++i) {
    const Row& row = m_rows[i];
    const QRect line(0, i * rowHeight(), width(), rowHeight());
    const SeriesStyle style = theme.series(row.variant);
    paintMarker(painter, style, {theme.px(5) + 0.0, line.center().y() + 0.5}, theme.px(4));
    painter.setFont(theme.uiFont(12, row.chosen ? 600 : 400));
    painter.setPen(row.chosen ? c.t1 : c.t2);
    painter.drawText(line.adjusted(theme.px(16), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                     style.label);
    if (best > 0 && right > left) {
      const QRectF bar(left, line.top() + line.height() * 0.28, (right - left) * row.value / best,
                       line.height() * 0.44);
      painter.fillRect(bar, style.fill);
    }
    painter.setFont(theme.monoFont(12, row.chosen ? 600 : 400));
    painter.setPen(row.chosen ? c.t1 : c.t2);
    painter.drawText(
        QRect(right, line.top(), width() - ratioWidth - theme.px(6) - right, line.height()),
        Qt::AlignVCenter | Qt::AlignRight, row.text);
    painter.setFont(theme.monoFont(11));
    painter.setPen(c.t3);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                     QStringLiteral("×%1").arg(row.ratio, 0, 'f', 2));
  }
}

void VariantBars::mousePressEvent(QMouseEvent* event) {
  const int i = int(event->position().y()) / std::max(1, rowHeight());
  if (i >= 0 && i < m_rows.size()) emit variantActivated(m_rows[i].variant);
}

CrossoverList::CrossoverList(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Crossovers"));
  followTheme(this);
}

int CrossoverList::rowHeight() const {
  return lineHeight();
}

QSize CrossoverList::sizeHint() const {
  return {280, rowHeight() * int(m_rows.size())};
}

void CrossoverList::setRows(const QVector<Row>& rows) {
  m_rows = rows;
  QStringList words;
  for (const Row& row : rows) words << tr("%1 to %2: %3").arg(row.from, row.to, row.size);
  setAccessibleDescription(words.join(QStringLiteral(", ")));
  updateGeometry();
  update();
}

void CrossoverList::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFont ui = theme.uiFont(12), mono = theme.monoFont(12);
  int fromWidth = 0, sizeWidth = 0;
  for (const Row& row : m_rows) {
    fromWidth =
        std::max(fromWidth, QFontMetrics(ui).horizontalAdvance(theme.series(row.from).label));
    sizeWidth = std::max(sizeWidth, QFontMetrics(mono).horizontalAdvance(row.size));
  }
  for (int i = 0; i < m_rows.size(); ++i) {
    const Row& row = m_rows[i];
    const QRect line(0, i * rowHeight(), width(), rowHeight());
    const double y = line.center().y() + 0.5;
    const SeriesStyle from = theme.series(row.from), to = theme.series(row.to);
    paintMarker(painter, from, {theme.px(5) + 0.0, y}, theme.px(4));
    painter.setFont(ui);
    painter.setPen(c.t2);
    int x = theme.px(16);
    painter.drawText(line.adjusted(x, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, from.label);
    x += fromWidth + theme.px(8);
    const double s = theme.px(10);
    paintIcon(painter, Icon::chevronRight, {double(x), y - s / 2, s, s}, c.t3);
    x += theme.px(20);
    paintMarker(painter, to, {x + 0.0, y}, theme.px(4));
    x += theme.px(10);
    painter.setPen(c.t1);
    painter.setFont(ui);
    painter.drawText(line.adjusted(x, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, to.label);
    const int end = x + QFontMetrics(ui).horizontalAdvance(to.label);
    painter.setFont(theme.monoFont(12, 600));
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight, row.size);
    painter.setFont(theme.monoFont(11));
    painter.setPen(c.t3);
    const QRect range = line.adjusted(end + theme.px(6), 0, -sizeWidth - theme.px(12), 0);
    if (QFontMetrics(theme.monoFont(11)).horizontalAdvance(row.range) <= range.width())
      painter.drawText(range, Qt::AlignVCenter | Qt::AlignRight, row.range);
  }
}

void CrossoverList::mousePressEvent(QMouseEvent* event) {
  const int i = int(event->position().y()) / std::max(1, rowHeight());
  if (i < 0 || i >= m_rows.size()) return;
  if (m_rows[i].at > 0) emit rowActivated(m_rows[i].to, m_rows[i].at);
  emit rowChosen(i);
}

void CrossoverList::contextMenuEvent(QContextMenuEvent* event) {
  const int i = event->pos().y() / std::max(1, rowHeight());
  if (i >= 0 && i < m_rows.size()) emit menuRequested(event->globalPos());
}

}  // namespace lane
