#include "panels/point_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedLayout>
#include <algorithm>
#include <cmath>

#include "analysis/curves.h"
#include "base/units.h"
#include "base/words.h"
#include "charts/sample_plots.h"
#include "measure/statistics.h"
#include "models/session_values.h"
#include "panels/point_parts.h"
#include "panels/point_trust.h"
#include "support/lane_glyph.h"
#include "support/qt_units.h"

namespace lane {

namespace {

const QString kDash = QStringLiteral("–");

double canaryClock(const Session& session) {
  for (const SeriesRecord& series : session.series)
    if (series.id == "clock" && !series.value.empty()) return series.value.back();
  return session.machine.clockHz;
}

}  // namespace

PointPanel::PointPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_stack(new QStackedLayout(this)) {
  m_stack->addWidget(makeEmpty());
  m_stack->addWidget(makePage());
  connect(selection, &SelectionModel::currentChanged, this, &PointPanel::refresh);
  connect(document, &SessionDocument::casesChanged, this, &PointPanel::refresh);
  connect(document, &SessionDocument::sessionReset, this, &PointPanel::refresh);
  refresh();
}

QWidget* PointPanel::makeEmpty() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  auto* text = new Text(tr("Select a point to inspect it."), {12, 400, false, Tone::hint});
  text->setAlignment(Qt::AlignCenter);
  text->setWordWrap(true);
  column->addWidget(text);
  return page;
}

QWidget* PointPanel::makePage() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 14, 16, 16);
  column->setSpacing(8);

  m_marker = new VariantMarker;
  m_variant = new Text({}, {15, 600, false, Tone::value});
  m_identity = new Text({}, {12, 400, false, Tone::label});
  m_identity->setElided(true);
  m_glyph = new LaneGlyph;
  m_glyph->setFixedWidth(Theme::instance().px(56));
  auto* identity = new QHBoxLayout;
  identity->setSpacing(8);
  identity->addWidget(m_marker);
  identity->addWidget(m_variant);
  identity->addWidget(m_identity, 1);
  identity->addWidget(m_glyph);
  column->addLayout(identity);
  m_place = new Text({}, {12, 400, false, Tone::label});
  m_place->setWordWrap(true);
  column->addWidget(m_place);

  m_big = new Text({}, {32, 400, true, Tone::value});
  m_bigUnit = new Text({}, {15, 400, false, Tone::label});
  m_interval = new Text({}, {12, 400, true, Tone::label});
  auto* big = new QHBoxLayout;
  big->setSpacing(8);
  big->addWidget(m_big, 0, Qt::AlignBaseline);
  big->addWidget(m_bigUnit, 0, Qt::AlignBaseline);
  big->addStretch(1);
  big->addWidget(m_interval, 0, Qt::AlignBaseline);
  column->addLayout(big);
  m_rates = new Text({}, {12, 400, false, Tone::label});
  m_rates->setWordWrap(true);
  column->addWidget(m_rates);
  m_reason = new Text({}, {11, 400, false, Tone::warn});
  m_reason->setWordWrap(true);
  column->addWidget(m_reason);
  column->addWidget(new Hairline);

  m_samplesBlock = new QWidget;
  auto* samples = new QVBoxLayout(m_samplesBlock);
  samples->setContentsMargins(0, 0, 0, 0);
  samples->setSpacing(8);
  m_samplesHeading = new SectionHeading(tr("Samples"));
  m_histogram = new SampleHistogram;
  m_orderHeading = new SectionHeading(tr("Run order"));
  m_order = new RunOrderStrip;
  samples->addWidget(m_samplesHeading);
  samples->addWidget(m_histogram);
  samples->addWidget(m_orderHeading);
  samples->addWidget(m_order);
  const QString names[] = {tr("Low"), tr("High"),     tr("Minimum"), tr("p95"),
                           tr("MAD"), tr("Outliers"), tr("Mean"),    tr("Stopped by")};
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(4);
  grid->setColumnStretch(1, 1);
  grid->setColumnStretch(3, 1);
  for (int i = 0; i < 8; ++i) {
    m_stats[i] = new Text({}, {11, 400, true, Tone::value});
    m_stats[i]->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(new Text(names[i], {11, 400, false, Tone::label}), i / 2, (i % 2) * 2);
    grid->addWidget(m_stats[i], i / 2, (i % 2) * 2 + 1);
  }
  samples->addLayout(grid);
  samples->addWidget(new Hairline);
  column->addWidget(m_samplesBlock);

  m_steadiness = new SteadinessBlock;
  m_efficiency = new EfficiencyBlock;
  column->addWidget(m_steadiness);
  column->addWidget(m_efficiency);

  m_variantsHeading = new SectionHeading(tr("Variants at this size"));
  m_bars = new VariantBars;
  column->addWidget(m_variantsHeading);
  column->addWidget(m_bars);
  column->addWidget(new Hairline);

  m_correctHeading = new SectionHeading(tr("Correctness"));
  m_correct = new Text({}, {11, 400, true, Tone::label});
  m_correct->setWordWrap(true);
  column->addWidget(m_correctHeading);
  column->addWidget(m_correct);
  column->addWidget(new Hairline);

  m_crossHeading = new SectionHeading(tr("Crossovers"));
  m_crossovers = new CrossoverList;
  column->addWidget(m_crossHeading);
  column->addWidget(m_crossovers);
  column->addStretch(1);

  connect(m_bars, &VariantBars::variantActivated, this, [this](const QString& variant) {
    emit crossoverActivated(variant, m_selection->current().size);
  });
  connect(m_crossovers, &CrossoverList::rowActivated, this, &PointPanel::crossoverActivated);
  connect(m_crossovers, &CrossoverList::rowChosen, this, [this](int row) {
    if (std::size_t(row) < m_crossoverRows.size())
      emit crossoverChosen(m_crossoverRows[std::size_t(row)]);
  });
  connect(m_crossovers, &CrossoverList::menuRequested, this, &PointPanel::crossoverMenuRequested);

  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  return scroll;
}

void PointPanel::refresh() {
  const Selection& selection = m_selection->current();
  const auto& cases = m_document->session().cases;
  if (selection.caseIndex >= cases.size()) {
    m_stack->setCurrentIndex(0);
    return;
  }
  showPoint(cases[selection.caseIndex], selection.caseIndex);
  m_stack->setCurrentIndex(1);
}

void PointPanel::showPoint(const CaseRecord& record, std::uint32_t index) {
  const Session& session = m_document->session();
  const QString variant = toQString(record.variant);
  m_marker->setVariant(variant);
  m_variant->setText(Theme::instance().series(variant).label);
  m_identity->setText(tr("%1, %2, %3")
                          .arg(toQString(record.benchmark), toQString(toWord(record.dtype)),
                               counted(record.threads, tr("thread"), tr("threads"))));
  m_glyph->setVariant(variant);
  const double bytes = workingSet(record);
  const QString level = levelText(session.machine, record);
  const bool sized = record.size > 0 || record.dtype != Dtype::none;
  QString place = sized ? tr("n = %1").arg(sizeText(record.size)) : tr("no size");
  // Other tools mostly do not say which bytes a call touches.
  if (bytes > 0)
    place += tr(", working set %1").arg(bytesText(bytes));
  else if (sized)
    place += tr(", working set not known");
  if (bytes > 0 && !level.isEmpty() && record.cache == CacheState::hot)
    place += tr(", in %1").arg(level);
  if (!usualConditions(record)) place += QStringLiteral("; ") + conditionsText(record);
  m_place->setText(place);

  const bool timed = record.hasTime();
  const double rate =
      timed ? metricValue(CurveMetric::byteRate, record, record.median, 0) : kUnknown;
  const bool hasRate = std::isfinite(rate) && rate > 0;
  const NumberAndUnit big = splitUnit(!timed    ? kDash
                                      : hasRate ? toQString(formatByteRate(rate))
                                                : timeText(record.median));
  m_big->setText(big.number);
  m_bigUnit->setText(big.unit);
  m_interval->setText(timed ? intervalText(record.median, record.ciLow, record.ciHigh) : QString());
  QStringList rates;
  if (timed) {
    rates << tr("%1/call").arg(timeText(record.median));
    const double flops = metricValue(CurveMetric::flopRate, record, record.median, 0);
    if (std::isfinite(flops) && flops > 0) rates << toQString(formatFlopRate(flops));
    const double cycles =
        metricValue(CurveMetric::cyclesPerItem, record, record.median, canaryClock(session));
    if (sized && std::isfinite(cycles)) rates << tr("%1 cyc/elem").arg(numberText(cycles));
  }
  m_rates->setText(rates.join(QStringLiteral("   ")));
  m_reason->setText(toQString(record.reason));
  m_reason->setVisible(!record.reason.empty());

  SamplePlotData data;
  data.variant = variant;
  std::vector<std::uint32_t> passes;
  for (const std::size_t i : session.samplesOf(index)) {
    data.seconds.push_back(session.samples.seconds[i]);
    passes.push_back(session.samples.pass[i]);
  }
  data.median = record.median;
  data.low = record.ciLow;
  data.high = record.ciHigh;
  data.outlier = tukeyOutliers(data.seconds);
  m_samplesBlock->setVisible(timed && !data.seconds.empty());
  m_samplesHeading->setValue(
      tr("%1, each %2 calls").arg(countText(data.seconds.size()), countText(record.batchCalls)));
  m_orderHeading->setValue(
      tr("lag-1 %1").arg(numberText(lag1Correlation(data.seconds, passes), 2)));
  const auto outliers = std::count(data.outlier.begin(), data.outlier.end(), true);
  m_order->setData(data);
  m_histogram->setData(std::move(data));
  const QString stats[] = {
      timeText(record.ciLow),
      timeText(record.ciHigh),
      timeText(record.min),
      timeText(record.p95),
      timeText(record.mad),
      tr("%1 kept").arg(outliers),
      timeText(record.mean),
      record.stopReason == StopReason::none ? kDash : toQString(toWord(record.stopReason))};
  for (int i = 0; i < 8; ++i) m_stats[i]->setText(stats[i]);

  m_steadiness->setFacts(steadinessFacts(session, index));
  m_efficiency->setCase(session, index, Theme::instance().series(variant).fill);

  const CurveKey key = curveKey(record);
  QVector<VariantBars::Row> rows;
  for (const CaseRecord& other : session.cases) {
    if (curveKey(other) != key || other.size != record.size || !other.hasTime()) continue;
    const double speed =
        hasRate ? metricValue(CurveMetric::byteRate, other, other.median, 0) : 1 / other.median;
    const QString text =
        splitUnit(hasRate ? toQString(formatByteRate(speed)) : timeText(other.median)).number;
    rows.append({toQString(other.variant), speed, text, timed ? record.median / other.median : 1,
                 &other == &record});
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.value > b.value; });
  m_bars->setRows(rows);
  m_variantsHeading->setValue(hasRate ? big.unit : tr("time per call"));

  const bool checked = std::isfinite(record.maxUlp);
  if (record.status == CaseStatus::wrong)
    m_correctHeading->setValue(tr("wrong result"), Tone::bad);
  else if (checked)
    m_correctHeading->setValue(tr("passed"), Tone::ok);
  else
    m_correctHeading->setValue(tr("not checked"), Tone::hint);
  m_correct->setText(
      checked ? tr("max error %1 ULP, relative %2")
                    .arg(numberText(record.maxUlp), QString::number(record.maxRelError, 'g', 3))
              : kDash);

  QVector<CrossoverList::Row> crossings;
  m_crossoverRows.clear();
  for (quint32 i = 0; i < session.crossovers.size(); ++i) {
    const CrossoverRecord& crossover = session.crossovers[i];
    if (!isOn(crossover, key)) continue;
    m_crossoverRows.push_back(i);
    CrossoverList::Row row{toQString(crossover.from),
                           toQString(crossover.to),
                           {},
                           toQString(toWord(crossover.kind)),
                           0};
    if (std::isfinite(crossover.size) && std::isfinite(crossover.sizeLow) &&
        std::isfinite(crossover.sizeHigh)) {
      row.at = quint64(std::llround(crossover.size));
      row.size = sizeText(row.at);
      row.range = QStringLiteral("%1 … %2").arg(numberText(crossover.sizeLow),
                                                numberText(crossover.sizeHigh));
    }
    crossings << row;
  }
  m_crossovers->setRows(crossings);
  m_crossHeading->setValue(crossings.isEmpty() ? tr("none found yet") : tr("95 % interval, n"));
  setAccessibleDescription(asText());
}

QString PointPanel::asText() const {
  if (m_stack->currentIndex() == 0) return tr("No point selected");
  return tr("%1, %2, %3, %4 %5, %6")
      .arg(m_variant->text(), m_identity->text(), m_place->text(), m_big->text(), m_bigUnit->text(),
           m_interval->text());
}

}  // namespace lane
