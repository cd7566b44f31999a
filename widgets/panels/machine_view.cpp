#include "panels/machine_view.h"

#include <QPainter>
#include <algorithm>

#include "machine/variant.h"
#include "panels/labels.h"
#include "support/lane_glyph.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {
constexpr int kCellsPerRow = 16;

void followTheme(QWidget* widget) {
  QObject::connect(&Theme::instance(), &Theme::changed, widget, [widget] {
    widget->updateGeometry();
    widget->update();
  });
}
}  // namespace

CoreMap::CoreMap(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  followTheme(this);
}

void CoreMap::setMachine(const MachineCard& machine) {
  m_machine = machine;
  QStringList words{counted(machine.logicalCores, tr("logical core"), tr("logical cores"))};
  for (const CacheLevel& cache : machine.caches)
    words << QStringLiteral("L%1 %2 %3")
                 .arg(cache.level)
                 .arg(toQString(cache.type), bytesText(double(cache.bytes)));
  setAccessibleName(words.join(QStringLiteral(", ")));
  updateGeometry();
  update();
}

int CoreMap::rows() const {
  return std::max(1, (m_machine.logicalCores + kCellsPerRow - 1) / kCellsPerRow);
}

QSize CoreMap::sizeHint() const {
  const Theme& theme = Theme::instance();
  const int caches = QFontMetrics(theme.monoFont(11)).height();
  return {400, theme.px(8) + rows() * theme.px(26) + theme.px(24) + caches + theme.px(10)};
}

void CoreMap::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(c.line2, 1));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  const int cores = m_machine.logicalCores;
  if (cores <= 0) return;
  const int pad = theme.px(8), gap = theme.px(4);
  const int perRow = std::min(cores, kCellsPerRow);
  const double cell = (width() - 2 * pad - (perRow - 1) * gap) / double(perRow);
  painter.setFont(theme.monoFont(11));
  double y = pad;
  for (int i = 0; i < cores; ++i) {
    const QRectF box(pad + (i % kCellsPerRow) * (cell + gap),
                     pad + (i / kCellsPerRow) * theme.px(26), cell, theme.px(22));
    painter.setPen(QPen(c.line2, 1));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(c.t2);
    painter.drawText(box, Qt::AlignCenter, QString::number(i));
    y = box.bottom() + gap;
  }
  if (const CacheLevel* last = m_machine.dataCache(3)) {
    const QRectF box(pad, y, width() - 2 * pad, theme.px(20));
    painter.setPen(QPen(c.line2, 1));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(c.t2);
    painter.drawText(box, Qt::AlignCenter, QStringLiteral("L3 ") + bytesText(double(last->bytes)));
    y = box.bottom();
  }
  QStringList small;
  for (const int level : {1, 2})
    if (const CacheLevel* cache = m_machine.dataCache(level))
      small << QStringLiteral("%1 %2").arg(
          level == 1 ? QStringLiteral("L1d") : QStringLiteral("L2"),
          bytesText(double(cache->bytes)));
  painter.setPen(c.t2);
  painter.setFont(theme.uiFont(11));
  const QRectF foot(pad, y + theme.px(4), width() - 2 * pad, height() - y - theme.px(6));
  painter.drawText(foot, Qt::AlignLeft | Qt::AlignTop,
                   counted(cores, tr("logical core"), tr("logical cores")));
  if (!small.isEmpty())
    painter.drawText(foot, Qt::AlignRight | Qt::AlignTop,
                     tr("%1 per core").arg(small.join(QStringLiteral(", "))));
}

VariantTable::VariantTable(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  QStringList words;
  for (const VariantInfo& info : variants()) {
    const VariantSupport& here = support(info.id);
    if (!here.compiled) continue;
    const QString note = here.supported
                             ? (info.compilerMade      ? tr("compiler")
                                : info.vectorBytes > 0 ? tr("%1 bit").arg(info.vectorBytes * 8)
                                                       : tr("baseline"))
                             : toQString(here.reason);
    m_rows.append({toQString(info.name), note, info.compilerMade, here.supported});
    words << Theme::instance().series(m_rows.last().variant).label + u' ' + note;
  }
  setAccessibleName(tr("Variants found: %1").arg(words.join(QStringLiteral(", "))));
  followTheme(this);
}

int VariantTable::rowHeight() const {
  return std::max(Theme::instance().px(22),
                  QFontMetrics(Theme::instance().uiFont(12)).height() + 4);
}

QSize VariantTable::sizeHint() const {
  return {420, rowHeight() * int(m_rows.size())};
}

void VariantTable::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  int names = 0, notes = 0;
  for (const Row& row : m_rows) {
    names = std::max(
        names, QFontMetrics(theme.uiFont(12)).horizontalAdvance(theme.series(row.variant).label));
    notes = std::max(notes, QFontMetrics(theme.uiFont(11)).horizontalAdvance(row.note));
  }
  const int left = theme.px(18) + names + theme.px(16);
  const int lanes = QFontMetrics(theme.monoFont(12)).horizontalAdvance(QStringLiteral("16"));
  const int noteWidth = std::min(notes, width() / 3);
  const int right = width() - noteWidth - theme.px(16) - lanes - theme.px(10);
  for (int i = 0; i < m_rows.size(); ++i) {
    const Row& row = m_rows[i];
    const QRect line(0, i * rowHeight(), width(), rowHeight());
    const SeriesStyle style = theme.series(row.variant);
    painter.setOpacity(row.supported ? 1 : 0.45);
    paintMarker(painter, style, {theme.px(5) + 0.5, line.center().y() + 0.5}, theme.px(4));
    if (right > left)
      paintLaneGlyph(painter, style, row.compilerMade,
                     QRectF(left, line.center().y() - theme.px(3),
                            std::min(right - left, theme.px(240)), theme.px(6)));
    painter.setOpacity(1);
    painter.setFont(theme.uiFont(12));
    painter.setPen(row.supported ? c.t1 : c.t3);
    painter.drawText(line.adjusted(theme.px(18), 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     style.label);
    if (style.lanes > 0 && row.supported) {
      painter.setFont(theme.monoFont(12));
      painter.setPen(c.t2);
      painter.drawText(QRect(right + theme.px(10), line.top(), lanes, line.height()),
                       Qt::AlignRight | Qt::AlignVCenter, QString::number(style.lanes));
    }
    painter.setFont(theme.uiFont(11));
    painter.setPen(c.t2);
    painter.drawText(QRect(width() - noteWidth, line.top(), noteWidth, line.height()),
                     Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(row.note, Qt::ElideRight, noteWidth));
  }
}

}  // namespace lane
