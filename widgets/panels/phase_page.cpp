#include "panels/phase_page.h"

#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/phase_plot.h"
#include "panels/labels.h"
#include "panels/memory_levels.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr double kMiB = 1024 * 1024;

struct RowName {
  std::string_view metric;
  const char* name;
};

QString cellOf(const PhaseRow& row, const PhaseFigure& figure) {
  if (!std::isfinite(figure.value)) return u"–"_s;
  if (row.metric.id == "huge_page_share") return shareText(figure.value);
  switch (row.metric.kind) {
    case MetricKind::bytes:
      return numberText(figure.value / kMiB);
    case MetricKind::time:
      return timeText(figure.value);
    case MetricKind::ratio:
      // Chunks against a large input: ×0.00 would say nothing.
      return figure.value < 0.1 ? u"×"_s + numberText(figure.value, 2) : ratioText(figure.value);
    default:
      return countText(static_cast<std::uint64_t>(std::max(0.0, figure.value)));
  }
}

/// Short enough for four ways side by side; one between files follows the one it belongs to.
QString headOf(const std::string& way) {
  return way.ends_with("-file") ? PhasePage::tr("+ files")
                                : Theme::instance().series(phaseStyle(way)).label;
}

QString tipOf(const PhaseChart& chart, const PhaseRow& row) {
  QStringList lines{toQString(row.metric.name)};
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    const PhaseFigure& figure = row.figures[i];
    const auto text = [&](double value) {
      return row.metric.kind == MetricKind::bytes ? bytesText(value) : cellOf(row, {value});
    };
    if (!std::isfinite(figure.value)) continue;
    const QString way = Theme::instance().series(phaseStyle(chart.curves[i].way)).label;
    lines << (std::isfinite(figure.low) && figure.n > 1
                  ? PhasePage::tr("%1: %2 (%3 … %4), n = %5")
                        .arg(way, text(figure.value), text(figure.low), text(figure.high),
                             countText(figure.n))
                  : PhasePage::tr("%1: %2, n = %3")
                        .arg(way, text(figure.value), countText(figure.n)));
  }
  return lines.join(u'\n');
}

void fill(FigureTable* table, const PhaseChart& chart, const QString& corner,
          std::initializer_list<RowName> names) {
  QStringList header{corner};
  for (const PhaseCurve& curve : chart.curves) header << headOf(curve.way);
  std::vector<FigureTable::Row> rows;
  for (const RowName& name : names) {
    const PhaseRow* row = chart.row(name.metric);
    if (row == nullptr) continue;
    QStringList cells{PhasePage::tr(name.name)};
    for (const PhaseFigure& figure : row->figures) cells << cellOf(*row, figure);
    rows.push_back({cells, tipOf(chart, *row)});
  }
  table->parentWidget()->setVisible(!rows.empty());
  table->setRows(rows.empty() ? QStringList() : header, rows);
}

}  // namespace

PhasePage::PhasePage(QWidget* parent) : QWidget(parent) {
  setObjectName(u"phasePage"_s);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 12, 16, 16);
  column->setSpacing(6);
  m_title = new Text({}, {13, 600, false, Tone::value});
  m_note = new Text({}, {12, 400, false, Tone::label});
  m_title->setWordWrap(true);
  m_note->setWordWrap(true);
  column->addWidget(m_title);
  column->addWidget(m_note);
  const auto section = [&](const QString& title, const QString& unit) {
    auto* block = new QWidget;
    auto* rows = new QVBoxLayout(block);
    rows->setContentsMargins(0, 6, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(new Hairline);
    auto* heading = new SectionHeading(title);
    heading->setValue(unit);
    rows->addWidget(heading);
    auto* table = new FigureTable(title);
    rows->addWidget(table);
    column->addWidget(block);
    return table;
  };
  m_memory = section(tr("Process memory"), tr("resident, MiB"));
  m_ratios = section(tr("Peak over baseline"), {});
  m_faults = section(tr("Pages"), tr("of one call"));
  m_times = section(tr("Time per phase"), tr("median"));
  m_words = new Text({}, {11, 400, false, Tone::hint});
  m_words->setWordWrap(true);
  column->addWidget(m_words);
  column->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::TabFocus);
  scroll->setAccessibleName(tr("Phases of a workload"));
  scroll->setWidget(page);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scroll);
  setChart({});
}

void PhasePage::setChart(const PhaseChart& chart) {
  const bool empty = chart.isEmpty();
  m_title->setText(empty ? tr("No phases") : toQString(chart.benchmark));
  m_note->setText(empty ? tr("Nothing with phases is shown.")
                        : tr("input %1, output %2")
                              .arg(bytesText(chart.inputBytes), bytesText(chart.outputBytes)));
  fill(m_memory, chart, tr("Phase"),
       {{"resident_baseline", QT_TR_NOOP("Baseline")},
        {"resident_allocated", QT_TR_NOOP("After alloc")},
        {"resident_processed", QT_TR_NOOP("After process")},
        {"resident_cleaned", QT_TR_NOOP("After cleanup")},
        {"resident_peak", QT_TR_NOOP("Peak")},
        {"peak_over_baseline", QT_TR_NOOP("Over baseline")}});
  fill(m_ratios, chart, tr("Peak"),
       {{"peak_per_input", QT_TR_NOOP("÷ input")}, {"peak_per_arrays", QT_TR_NOOP("÷ in + out")}});
  fill(m_faults, chart, tr("Pages"),
       {{"minor_faults", QT_TR_NOOP("Page faults")},
        {"major_faults", QT_TR_NOOP("From a device")},
        {"huge_page_share", QT_TR_NOOP("On huge pages")}});
  fill(m_times, chart, tr("Phase"),
       {{"allocate_time", QT_TR_NOOP("Allocate")},
        {"scan_time", QT_TR_NOOP("Scan")},
        {"process_time", QT_TR_NOOP("Process")},
        {"convert_time", QT_TR_NOOP("Convert")},
        {"verify_time", QT_TR_NOOP("Verify")},
        {"clean_up_time", QT_TR_NOOP("Clean up")}});
  m_words->setText(empty ? QString()
                         : tr("Of the whole process, medians over all calls; the peak as the "
                              "system keeps it. Page cache is not counted: files are read and "
                              "written, not mapped."));
}

}  // namespace lane
