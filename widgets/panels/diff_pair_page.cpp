#include "panels/diff_pair_page.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QStackedLayout>
#include <algorithm>
#include <cmath>

#include "analysis/curves.h"
#include "base/words.h"
#include "charts/pair_plots.h"
#include "models/session_values.h"
#include "panels/buttons.h"
#include "panels/diff_parts.h"
#include "panels/table_delegate.h"
#include "panels/wrap_row.h"
#include "support/qt_units.h"

namespace lane {
namespace {

const QString kDash = QStringLiteral("–");

QString ulpText(const CaseRecord& record) {
  return std::isfinite(record.maxUlp) ? DiffPairPage::tr("%1 ULP").arg(numberText(record.maxUlp))
                                      : kDash;
}

QString pText(double p) {
  return !std::isfinite(p) ? kDash
         : p < 0.001       ? QStringLiteral("< 0.001")
                           : QString::number(p, 'f', 3);
}

std::vector<double> samplesOf(const Session& session, std::uint32_t index) {
  std::vector<double> seconds;
  for (const std::size_t i : session.samplesOf(index))
    seconds.push_back(session.samples.seconds[i]);
  return seconds;
}

std::vector<CurvePoint> pointsOf(const Session& session, const CurveKey& key, CurveMetric metric,
                                 const std::string& variant) {
  for (Curve& curve : curves(session, key, metric))
    if (curve.variant == variant) return std::move(curve.points);
  return {};
}

QScrollArea* scrolled(QWidget* page) {
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  return scroll;
}

}  // namespace

/// The verdict with its glyph in a rounded frame of its colour.
class DiffPairPage::Pill : public QWidget {
 public:
  Pill() { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }
  void setVerdict(Verdict verdict) {
    m_verdict = verdict;
    setAccessibleName(verdictTitle(verdict));
    updateGeometry();
    update();
  }
  QSize sizeHint() const override {
    const Theme& theme = Theme::instance();
    const QFontMetrics metrics(theme.uiFont(11, 500));
    return {metrics.horizontalAdvance(verdictTitle(m_verdict)) + theme.px(34),
            std::max(theme.px(20), metrics.height() + 4)};
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.verdict(int(m_verdict)), 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), height() / 2.0,
                            height() / 2.0);
    paintVerdictGlyph(painter, int(m_verdict), {theme.px(12) + 0.0, height() / 2.0}, theme.px(3.5));
    painter.setFont(theme.uiFont(11, 500));
    painter.setPen(theme.chrome().t1);
    painter.drawText(rect().adjusted(theme.px(21), 0, 0, 0), Qt::AlignVCenter,
                     verdictTitle(m_verdict));
  }

 private:
  Verdict m_verdict = Verdict::same;
};

DiffPairPage::DiffPairPage(DiffDocument* document, QWidget* parent)
    : QWidget(parent), m_document(document), m_stack(new QStackedLayout) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  m_stack->addWidget(makeEmpty());
  m_stack->addWidget(scrolled(makePage()));
  column->addLayout(m_stack, 1);
  column->addWidget(new Hairline);
  column->addWidget(makeButtons());
  connect(document, &DiffDocument::currentChanged, this, &DiffPairPage::refresh);
  refresh();
}

QWidget* DiffPairPage::makeEmpty() {
  auto* text = new Text(tr("Select a pair in the plot or the table to inspect it."),
                        {12, 400, false, Tone::hint});
  text->setAlignment(Qt::AlignCenter);
  text->setWordWrap(true);
  text->setContentsMargins(16, 16, 16, 16);
  return text;
}

QWidget* DiffPairPage::makePage() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 14, 16, 16);
  column->setSpacing(6);
  m_marker = new VariantMarker;
  m_kernel = new Text({}, {15, 600, false, Tone::value});
  m_identity = new Text({}, {12, 400, false, Tone::label});
  m_identity->setElided(true);
  m_pill = new Pill;
  auto* identity = new QHBoxLayout;
  identity->setSpacing(8);
  identity->addWidget(m_marker);
  identity->addWidget(m_kernel);
  identity->addWidget(m_identity, 1);
  identity->addWidget(m_pill);
  column->addLayout(identity);
  m_place = new Text({}, {12, 400, false, Tone::label});
  m_place->setWordWrap(true);
  column->addWidget(m_place);
  m_ratio = new Text({}, {32, 400, true, Tone::value});
  m_ratioUnit = new Text(tr("B / A"), {15, 400, false, Tone::label});
  m_interval = new Text({}, {12, 400, true, Tone::label});
  auto* big = new QHBoxLayout;
  big->setSpacing(8);
  big->addWidget(m_ratio, 0, Qt::AlignBaseline);
  big->addWidget(m_ratioUnit, 0, Qt::AlignBaseline);
  big->addStretch(1);
  big->addWidget(m_interval, 0, Qt::AlignBaseline);
  column->addLayout(big);
  m_reason = new Text({}, {11, 400, false, Tone::warn});
  m_reason->setWordWrap(true);
  column->addWidget(m_reason);
  column->addWidget(new Hairline);
  m_samplesHeading = new SectionHeading(tr("Samples"));
  m_histogram = new PairHistogram;
  column->addWidget(m_samplesHeading);
  column->addWidget(m_histogram);
  column->addWidget(new Hairline);
  m_curveHeading = new SectionHeading(tr("Across sizes"));
  m_curve = new PairCurvePlot;
  column->addWidget(m_curveHeading);
  column->addWidget(m_curve);
  column->addWidget(new Hairline);
  column->addWidget(new SectionHeading(tr("Test")));
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(4);
  grid->setColumnStretch(1, 1);
  const QString names[] = {tr("p, Holm-adjusted"), tr("Changed"),     tr("A"), tr("B"),
                           tr("Correctness"),      tr("Samples more")};
  for (int i = 0; i < 6; ++i) {
    m_testNames[i] = new Text(names[i], {12, 400, false, Tone::label});
    m_tests[i] = new Text({}, {12, 400, true, Tone::value});
    m_tests[i]->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(m_testNames[i], i, 0);
    grid->addWidget(m_tests[i], i, 1);
  }
  m_testNames[0]->setToolTip(
      tr("How likely a difference this large is by chance, adjusted for "
         "looking at all pairs at once"));
  m_testNames[1]->setToolTip(tr("Whether the adjusted interval excludes 1, however small"));
  column->addLayout(grid);
  column->addStretch(1);
  connect(m_curve, &PairCurvePlot::sizeActivated, this, &DiffPairPage::selectSize);
  return page;
}

QWidget* DiffPairPage::makeButtons() {
  auto* block = new QWidget;
  auto* column = new QVBoxLayout(block);
  column->setContentsMargins(16, 10, 16, 10);
  column->setSpacing(8);
  m_measurePair = new Button(tr("Measure pair again"));
  m_open = new Button(tr("Open in Curves"));
  m_measureUndecided = new Button(tr("Measure undecided again"));
  m_open->setToolTip(tr("Opens B at this point"));
  auto* row = new WrapRow(8);
  row->add(m_measurePair, 1);
  row->add(m_open, 1);
  column->addWidget(row);
  column->addWidget(m_measureUndecided);
  connect(m_measurePair, &Button::clicked, this, [this] {
    if (const QString key = m_document->currentKey(); !key.isEmpty()) emit measureRequested({key});
  });
  connect(m_measureUndecided, &Button::clicked, this, [this] {
    QStringList keys;
    for (const DiffPair& pair : m_document->diff().pairs)
      if (pair.verdict == Verdict::unsure) keys << toQString(pair.key);
    if (!keys.isEmpty()) emit measureRequested(keys);
  });
  connect(m_open, &Button::clicked, this, [this] {
    if (const QString key = m_document->currentKey(); !key.isEmpty()) emit openRequested(key);
  });
  return block;
}

void DiffPairPage::setMeasurable(bool possible, const QString& reason) {
  m_measurable = possible;
  m_notMeasurable = reason;
  refreshButtons();
}

void DiffPairPage::refreshButtons() {
  const bool any = m_document->current() >= 0;
  const std::size_t unsure = m_document->isReady() ? m_document->diff().summary.unsure : 0;
  m_open->setEnabled(any);
  m_measurePair->setEnabled(any && m_measurable);
  m_measureUndecided->setEnabled(unsure > 0 && m_measurable);
  m_measureUndecided->setText(unsure == 0 ? tr("Nothing is undecided")
                                          : tr("Measure %1 unsure again").arg(countText(unsure)));
  const QString tip = m_measurable ? tr("Takes more samples of B in fresh processes; A stays as it "
                                        "is, and so does the file of B")
                                   : m_notMeasurable;
  m_measurePair->setToolTip(tip);
  m_measureUndecided->setToolTip(tip);
}

void DiffPairPage::refresh() {
  const int row = m_document->current();
  if (row >= 0) showPair(m_document->diff().pairs[std::size_t(row)]);
  m_stack->setCurrentIndex(row >= 0 ? 1 : 0);
  refreshButtons();
  setAccessibleDescription(asText());
}

void DiffPairPage::showPair(const DiffPair& pair) {
  const Session& base = *m_document->base().session;
  const Session& now = *m_document->now().session;
  const CaseRecord& before = m_document->baseCase(pair);
  const CaseRecord& after = m_document->newCase(pair);
  const Diff& diff = m_document->diff();
  const QString variant = toQString(after.variant);
  m_marker->setVariant(variant);
  m_kernel->setText(toQString(after.benchmark));
  m_identity->setText(tr("%1, %2, %3")
                          .arg(Theme::instance().series(variant).label,
                               toQString(toWord(after.dtype)),
                               counted(after.threads, tr("thread"), tr("threads"))));
  m_pill->setVerdict(pair.verdict);
  QString place =
      tr("n = %1, working set %2").arg(sizeText(after.size), bytesText(workingSet(after)));
  if (const QString level = levelText(now.machine, after); !level.isEmpty())
    place += tr(", %1").arg(level);
  if (!usualConditions(after)) place += QStringLiteral("; ") + conditionsText(after);
  m_place->setText(place);
  m_ratio->setText(ratioText(pair.ratio, 3));
  m_interval->setText(
      QStringLiteral("%1 … %2").arg(pair.ratioLow, 0, 'f', 3).arg(pair.ratioHigh, 0, 'f', 3));
  m_interval->setToolTip(tr("%1 % interval of the ratio").arg(diff.options.confidence * 100));
  m_reason->setText(toQString(pair.reason));
  m_reason->setVisible(!pair.reason.empty());

  PairSamples samples;
  samples.variant = variant;
  samples.base = samplesOf(base, pair.baseCase);
  samples.now = samplesOf(now, pair.newCase);
  samples.baseMedian = before.median;
  samples.newMedian = after.median;
  samples.text = &timeText;
  m_samplesHeading->setValue(
      tr("%1 in A, %2 in B").arg(countText(samples.base.size()), countText(samples.now.size())));
  m_histogram->setVisible(!samples.base.empty() && !samples.now.empty());
  m_histogram->setData(std::move(samples));
  showCurves(pair);

  const bool time = diff.options.metric.empty();
  m_testNames[2]->setText(time ? tr("A, per call") : tr("A, %1").arg(toQString(diff.metric.name)));
  m_testNames[3]->setText(time ? tr("B, per call") : tr("B, %1").arg(toQString(diff.metric.name)));
  m_tests[0]->setText(pText(pair.pAdjusted));
  m_tests[1]->setText(pair.changed ? tr("yes") : tr("no evidence"));
  m_tests[2]->setText(toQString(m_document->figures().baseText(pair)));
  m_tests[3]->setText(toQString(m_document->figures().newText(pair)));
  m_tests[4]->setText(QStringLiteral("%1, %2").arg(ulpText(before), ulpText(after)));
  const bool more = std::isfinite(pair.moreSamples);
  m_testNames[5]->setVisible(more);
  m_tests[5]->setVisible(more);
  if (more) m_tests[5]->setText(tr("≈ %1").arg(countText(std::uint64_t(pair.moreSamples))));
}

void DiffPairPage::showCurves(const DiffPair& pair) {
  const CaseRecord& after = m_document->newCase(pair);
  const bool moves = after.bytesRead + after.bytesWritten > 0;
  const CurveMetric metric = moves ? CurveMetric::byteRate : CurveMetric::timePerCall;
  PairCurves data;
  data.variant = toQString(after.variant);
  data.base = pointsOf(*m_document->base().session, curveKey(after), metric, after.variant);
  data.now = pointsOf(*m_document->now().session, curveKey(after), metric, after.variant);
  data.factor = axisFactor(metric);
  data.size = after.size;
  m_curveHeading->setValue(toQString(title(metric)) + QStringLiteral(", ") +
                           toQString(axisUnit(metric)));
  const bool line = data.now.size() > 1 || data.base.size() > 1;
  m_curveHeading->setVisible(line);
  m_curve->setVisible(line);
  m_curve->setData(std::move(data));
}

void DiffPairPage::selectSize(quint64 size) {
  const int row = m_document->current();
  if (row < 0) return;
  const auto& pairs = m_document->diff().pairs;
  const CaseRecord& at = m_document->newCase(pairs[std::size_t(row)]);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const CaseRecord& other = m_document->newCase(pairs[i]);
    if (other.size == size && other.variant == at.variant && curveKey(other) == curveKey(at))
      return m_document->setCurrent(int(i));
  }
}

QString DiffPairPage::asText() const {
  if (m_document->current() < 0) return tr("No pair selected");
  return QStringList{m_kernel->text(),   m_identity->text(),       m_place->text(), m_ratio->text(),
                     m_interval->text(), m_pill->accessibleName(), m_reason->text()}
      .join(QStringLiteral(", "));
}

}  // namespace lane
