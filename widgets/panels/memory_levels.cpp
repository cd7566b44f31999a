#include "panels/memory_levels.h"

#include <QHBoxLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollArea>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "charts/memory_plot.h"
#include "panels/labels.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

QString levelName(const std::string& name) {
  return name == "memory" ? u"DRAM"_s : toQString(name);
}

/// The figure with its interval, or why there is none.
QString figureTip(const QString& what, const MemoryFigure& figure, bool latency) {
  const auto text = [&](double value) {
    return latency ? timeText(value) : toQString(formatByteRate(value));
  };
  if (!figure.value.known())
    return MemoryLevelsPage::tr("%1: %2").arg(what, toQString(figure.reason));
  return MemoryLevelsPage::tr("%1: %2 (%3 … %4), n = %5")
      .arg(what, text(figure.value.value), text(figure.value.low), text(figure.value.high),
           countText(figure.value.n));
}

/// "362 … 512 KiB": the unit once where both have it.
QString rangeText(double low, double high) {
  const NumberAndUnit from = splitUnit(bytesText(low)), to = splitUnit(bytesText(high));
  return (from.unit == to.unit ? from.number : bytesText(low)) + u" … "_s + bytesText(high);
}

QString cell(const MemoryFigure& figure, double factor) {
  return numberText(figure.value.known() ? figure.value.value * factor : kUnknown);
}

}  // namespace

FigureTable::FigureTable(const QString& name, QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(name);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void FigureTable::setRows(const QStringList& header, const std::vector<Row>& rows) {
  m_header = header;
  m_rows = rows;
  if (m_marked >= int(rows.size())) m_marked = -1;
  QStringList words;
  for (const Row& row : rows) {
    QStringList parts;
    for (qsizetype i = 0; i < row.cells.size(); ++i)
      parts << (i > 0 && i < header.size() ? header[i] + u' ' + row.cells[i] : row.cells[i]);
    words << parts.join(u", "_s);
  }
  setAccessibleDescription(words.join(u"; "_s));
  updateGeometry();
  update();
}

void FigureTable::setMarked(int row) {
  if (row == m_marked) return;
  m_marked = row;
  update();
}

int FigureTable::rowHeight() const {
  const Theme& theme = Theme::instance();
  return std::max(theme.px(22), QFontMetrics(theme.monoFont(12)).height() + 4);
}

std::vector<int> FigureTable::widths() const {
  const Theme& theme = Theme::instance();
  const QFontMetrics head(theme.uiFont(11, 600)), name(theme.uiFont(12, 600)),
      mono(theme.monoFont(12));
  std::vector<int> widths;
  const auto widen = [&](qsizetype column, int width) {
    if (std::size_t(column) >= widths.size()) widths.resize(std::size_t(column) + 1, 0);
    widths[std::size_t(column)] = std::max(widths[std::size_t(column)], width);
  };
  for (qsizetype i = 0; i < m_header.size(); ++i) widen(i, head.horizontalAdvance(m_header[i]));
  for (const Row& row : m_rows)
    for (qsizetype i = 0; i < row.cells.size(); ++i)
      widen(i, (i == 0 ? name : mono).horizontalAdvance(row.cells[i]));
  return widths;
}

QSize FigureTable::minimumSizeHint() const {
  int width = 0;
  for (const int column : widths()) width += column + Theme::instance().px(6);
  return {width, rowHeight() * int(m_rows.size() + (m_header.isEmpty() ? 0 : 1))};
}

QSize FigureTable::sizeHint() const {
  return {std::max(Theme::instance().px(260), minimumSizeHint().width()),
          minimumSizeHint().height()};
}

void FigureTable::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  const std::vector<int> widths = this->widths();
  if (widths.empty()) return;
  // What room is left goes between the columns.
  int used = 0;
  for (const int width : widths) used += width;
  const double gap =
      widths.size() > 1 ? std::max(0.0, double(width() - used)) / double(widths.size() - 1) : 0;
  const int height = rowHeight();
  const auto line = [&](const QStringList& cells, int y, auto&& style) {
    double x = 0;
    for (qsizetype i = 0; i < cells.size(); ++i) {
      style(i);
      const QRectF box(x, y, widths[std::size_t(i)] + 1, height);
      painter.drawText(box, int(i == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter,
                       cells[i]);
      x += widths[std::size_t(i)] + gap;
    }
  };
  int y = 0;
  if (!m_header.isEmpty()) {
    line(m_header, y, [&](qsizetype) {
      painter.setFont(theme.uiFont(11, 600));
      painter.setPen(c.t2);
    });
    y += height;
  }
  for (std::size_t row = 0; row < m_rows.size(); ++row, y += height) {
    if (int(row) == m_marked) {
      painter.fillRect(QRect(0, y, width(), height), c.sel);
      painter.fillRect(QRect(-2, y, 4, height), c.ink);
    }
    line(m_rows[row].cells, y, [&](qsizetype column) {
      painter.setFont(column == 0 ? theme.uiFont(12, 600) : theme.monoFont(12));
      painter.setPen(column == 0 ? c.t1 : column == 1 && !m_header.isEmpty() ? c.t2 : c.t1);
    });
  }
}

bool FigureTable::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int row = help->y() / std::max(1, rowHeight()) - (m_header.isEmpty() ? 0 : 1);
  if (row >= 0 && row < int(m_rows.size()) && !m_rows[std::size_t(row)].tip.isEmpty())
    QToolTip::showText(help->globalPos(), m_rows[std::size_t(row)].tip, this);
  else
    QToolTip::hideText();
  return true;
}

MemoryLevelsPage::MemoryLevelsPage(QWidget* parent) : QWidget(parent) {
  setObjectName(u"memoryLevels"_s);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 12, 16, 16);
  column->setSpacing(6);
  const auto row = [](std::initializer_list<QWidget*> left, QWidget* right) {
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    for (QWidget* widget : left) line->addWidget(widget, 0, Qt::AlignBaseline);
    line->addStretch(1);
    if (right != nullptr) line->addWidget(right, 0, Qt::AlignBaseline);
    return line;
  };
  m_place = new Text({}, {13, 600, true, Tone::value});
  m_where = new Text({}, {12, 400, false, Tone::label});
  m_where->setWordWrap(true);
  m_number = new Text({}, {32, 500, true, Tone::value});
  m_unit = new Text({}, {13, 400, false, Tone::label});
  m_interval = new Text({}, {12, 400, true, Tone::label});
  m_beside = new Text({}, {12, 400, true, Tone::label});
  m_beside->setWordWrap(true);
  column->addLayout(row({m_place}, nullptr));
  column->addWidget(m_where);
  column->addLayout(row({m_number, m_unit}, nullptr));
  column->addWidget(m_interval);
  column->addWidget(m_beside);
  const auto section = [&](const QString& title, FigureTable*& table) {
    auto* block = new QWidget;
    auto* rows = new QVBoxLayout(block);
    rows->setContentsMargins(0, 6, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(new Hairline);
    auto* heading = new SectionHeading(title);
    rows->addWidget(heading);
    table = new FigureTable(title);
    rows->addWidget(table);
    column->addWidget(block);
    return heading;
  };
  m_levelsHeading = section(tr("Measured levels"), m_levels);
  m_kneesHeading = section(tr("Detected knees"), m_knees);
  m_kneesHeading->setValue(tr("between the sizes measured"));
  m_theoryHeading = section(tr("Of theory, read"), m_theory);
  m_loadsHeading = section(tr("Latency under load"), m_loads);
  section(tr("How it was measured"), m_trust);
  m_verdict = new Text({}, {12, 400, false, Tone::warn});
  m_missing = new Text({}, {11, 400, false, Tone::hint});
  for (Text* text : {m_verdict, m_missing}) {
    text->setWordWrap(true);
    column->addWidget(text);
  }
  column->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::TabFocus);
  scroll->setAccessibleName(tr("Levels of the memory"));
  scroll->setWidget(page);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scroll);
  setChart({}, nullptr);
  setLoads({});
  setReading(0, {}, false);
}

void MemoryLevelsPage::setChart(const MemoryChart& chart, const Ceilings* ceilings) {
  m_chart = chart;
  refreshLevels();
  refreshKnees();
  refreshTheory();
  refreshTrust(ceilings);
}

void MemoryLevelsPage::refreshLevels() {
  std::vector<FigureTable::Row> rows;
  for (const MemoryLevelRow& row : m_chart.levels) {
    const bool ends = std::isfinite(row.border);
    const MemoryFigure& latency = row.hugePages.value.known() ? row.hugePages : row.smallPages;
    QStringList tip{levelName(row.level.name)};
    if (ends) {
      tip << (std::isnan(row.level.measuredBytes)
                  ? tr("Size as the system reports it: no knee was found near it")
                  : tr("Measured %1, reported %2")
                        .arg(bytesText(row.level.measuredBytes),
                             std::isnan(row.level.reportedBytes)
                                 ? u"–"_s
                                 : bytesText(row.level.reportedBytes)));
      if (row.border < 0.99 * row.level.capacity())
        tip << tr("%1 of it for each of %2 threads")
                   .arg(bytesText(row.border), countText(m_chart.page.threads));
    }
    tip << figureTip(tr("Read"), row.read, false) << figureTip(tr("Write"), row.write, false)
        << figureTip(tr("Copy"), row.copy, false) << figureTip(tr("Triad"), row.triad, false)
        << figureTip(tr("Latency, 2 MiB pages"), row.hugePages, true)
        << figureTip(tr("Latency, 4 KiB pages"), row.smallPages, true);
    rows.push_back(
        {{levelName(row.level.name), ends ? bytesText(row.level.capacity()) : u"–"_s,
          cell(row.read, 1e-9), cell(row.write, 1e-9), cell(row.copy, 1e-9), cell(latency, 1e9)},
         tip.join(u'\n')});
  }
  m_levelsHeading->setValue(rows.empty() ? tr("none found") : u"GB/s, ns"_s);
  m_levels->setRows(rows.empty() ? QStringList()
                                 : QStringList{tr("Level"), tr("Size"), tr("Read"), tr("Write"),
                                               tr("Copy"), tr("Latency")},
                    rows);
}

void MemoryLevelsPage::refreshKnees() {
  std::vector<FigureTable::Row> rows;
  const auto add = [&](const QString& name, const MemoryKnee& knee, const QString& tip) {
    rows.push_back({{name, bytesText(knee.bytes), rangeText(knee.low, knee.high)}, tip});
  };
  for (const MemoryKnee& knee : m_chart.knees)
    add(knee.level.empty() ? tr("not reported") : levelName(knee.level), knee,
        knee.level.empty()
            ? tr("The latency curve has a step here that no reported cache explains: the reach of "
                 "the TLB, or a cache the system hides")
            : tr("Here the latency curve leaves the plateau of %1").arg(levelName(knee.level)));
  if (m_chart.tlbReach)
    add(tr("TLB, 4 KiB"), *m_chart.tlbReach,
        tr("From here on loads on 4 KiB pages cost a tenth more than on 2 MiB pages, and more"));
  m_knees->parentWidget()->setVisible(!rows.empty());
  m_knees->setRows({}, rows);
}

void MemoryLevelsPage::refreshTheory() {
  std::vector<FigureTable::Row> rows;
  for (const MemoryLevelRow& row : m_chart.levels)
    if (std::isfinite(row.theory) && row.read.value.known())
      rows.push_back({{levelName(row.level.name), shareText(row.read.value.value / row.theory),
                       toQString(formatByteRate(row.theory))},
                      tr("Loads per cycle from the vendor's guide, times the clock measured")});
  if (!rows.empty())
    m_theoryHeading->setValue(tr("at %1").arg(toQString(formatClock(m_chart.clockHz))));
  m_theory->parentWidget()->setVisible(!rows.empty());
  m_theory->setRows({}, rows);
}

void MemoryLevelsPage::refreshTrust(const Ceilings* ceilings) {
  std::vector<FigureTable::Row> rows;
  m_verdict->hide();
  if (ceilings != nullptr) {
    rows.push_back({{tr("Measured"), toQString(ceilings->created).left(16).replace(u'T', u' ')},
                    tr("UTC; it took %1").arg(timeText(ceilings->seconds))});
    rows.push_back({{tr("Disturbed samples"), shareText(ceilings->disturbedShare)},
                    tr("Share of samples of pure arithmetic that something else on the machine "
                       "slowed down by more than 5 %")});
    rows.push_back(
        {{tr("On huge pages"), ceilings->hugeShare >= 0 ? shareText(ceilings->hugeShare) : u"–"_s},
         tr("Share of the 2 MiB curves' memory that really lay on huge pages")});
    if (!ceilings->trusted()) {
      m_verdict->setText(
          tr("⚠ The machine was busy: rates may be too low and latencies too high. Measure the "
             "ceilings again when it is quiet."));
      m_verdict->show();
    }
  }
  if (m_chart.clockHz > 0)
    rows.push_back({{tr("Clock"), toQString(formatClock(m_chart.clockHz))},
                    tr("Of the core, from a chain of dependent additions: cycles count with it")});
  m_trust->parentWidget()->setVisible(!rows.empty());
  m_trust->setRows({}, rows);
  QStringList lines;
  for (const std::string& line : m_chart.missing) lines << u"– "_s + toQString(line);
  m_missing->setText(lines.join(u'\n'));
  m_missing->setVisible(!lines.isEmpty());
}

void MemoryLevelsPage::setLoads(const std::vector<LoadedLatency>& loads) {
  std::vector<FigureTable::Row> rows;
  for (const LoadedLatency& load : loads) {
    const bool known = std::isfinite(load.seconds);
    rows.push_back({{toQString(load.load), known ? timeText(load.seconds) : u"–"_s,
                     std::isfinite(load.overIdle) ? ratioText(load.overIdle) : u"–"_s,
                     load.loadRate > 0 ? toQString(formatByteRate(load.loadRate)) : u"–"_s},
                    known ? tr("%1 … %2; the other cores moved %3 meanwhile")
                                .arg(timeText(load.low), timeText(load.high),
                                     load.loadRate > 0 ? toQString(formatByteRate(load.loadRate))
                                                       : tr("nothing"))
                          : toQString(load.reason)});
  }
  m_loads->parentWidget()->setVisible(!rows.empty());
  if (!rows.empty())
    m_loadsHeading->setValue(tr("%1, 2 MiB pages").arg(bytesText(double(loads.front().bytes))));
  m_loads->setRows(rows.empty()
                       ? QStringList()
                       : QStringList{tr("Others"), tr("Latency"), tr("× idle"), tr("Load")},
                   rows);
}

void MemoryLevelsPage::setReading(double bytes, const QString& style, bool perCycle) {
  const MemoryCurve* shown = nullptr;
  for (const auto* curves : {&m_chart.bandwidth, &m_chart.latency})
    for (const MemoryCurve& curve : *curves)
      if (shown == nullptr || (!style.isEmpty() && memoryStyle(curve.style) == style))
        shown = &curve;
  const MemoryPoint* point = shown == nullptr ? nullptr : memoryPointAt(shown->points, bytes);
  const std::string level = bytes > 0 ? m_chart.levelAt(bytes) : std::string();
  int marked = -1;
  for (std::size_t i = 0; i < m_chart.levels.size(); ++i)
    if (m_chart.levels[i].level.name == level && !level.empty()) marked = int(i);
  m_levels->setMarked(marked);
  m_place->setText(bytes > 0 ? bytesText(bytes) : tr("No working set"));
  QString where;
  if (!level.empty())
    where = level == "memory" ? tr("exceeds every cache") : tr("fits %1").arg(toQString(level));
  if (m_chart.tlbReach && bytes > m_chart.tlbReach->low)
    where += (where.isEmpty() ? QString() : u", "_s) + tr("exceeds the TLB on 4 KiB pages");
  m_where->setText(where);
  m_where->setVisible(!where.isEmpty());
  if (point == nullptr) {
    m_number->setText(u"–"_s);
    m_unit->setText(bytes > 0 ? tr("nothing was measured here") : QString());
    m_interval->clear();
    m_beside->clear();
    return;
  }
  const auto text = [&](const WalkStyle& walk, double value, bool cycles) {
    return memoryValueText(m_chart, walk, value, cycles);
  };
  const NumberAndUnit parts = splitUnit(text(shown->style, point->value.value, perCycle));
  m_number->setText(parts.number);
  const QString name = Theme::instance().series(memoryStyle(shown->style)).label;
  m_unit->setText(parts.unit + u' ' + name);
  m_interval->setText(tr("%1 … %2, n = %3")
                          .arg(text(shown->style, point->value.low, perCycle),
                               text(shown->style, point->value.high, perCycle),
                               countText(point->value.n)));
  QStringList beside;
  if (m_chart.clockHz > 0) beside << text(shown->style, point->value.value, !perCycle);
  if (shown->style.kind != WalkKind::latency)
    for (const MemoryCurve& curve : m_chart.latency)
      if (const MemoryPoint* load = memoryPointAt(curve.points, bytes);
          load != nullptr && curve.style.pages == PageKind::huge) {
        beside << text(curve.style, load->value.value, false);
        if (m_chart.clockHz > 0) beside << text(curve.style, load->value.value, true);
      }
  m_beside->setText(beside.join(u"   "_s));
}

QString MemoryLevelsPage::readout() const {
  return m_number->text() + u' ' + m_unit->text();
}

}  // namespace lane
