#include "panels/diff_panel.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QResizeEvent>
#include <QScrollArea>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/ratio_plot.h"
#include "models/diff_unmatched_model.h"
#include "panels/buttons.h"
#include "panels/choice_menu.h"
#include "panels/diff_filter_bar.h"
#include "panels/diff_parts.h"
#include "panels/diff_table.h"
#include "panels/fold.h"
#include "panels/segmented_control.h"
#include "panels/wrap_row.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr double kConfidences[] = {0.90, 0.95, 0.99};

QString intervalOf(double low, double high) {
  return std::isfinite(low) && std::isfinite(high)
             ? QStringLiteral("%1 … %2").arg(low, 0, 'f', 3).arg(high, 0, 'f', 3)
             : QString();
}

bool hasGroups(const Diff& diff, DiffGrouping by) {
  return std::count_if(diff.groups.begin(), diff.groups.end(),
                       [by](const DiffGroup& group) { return group.by == by; }) > 1;
}

}  // namespace

DiffPanel::DiffPanel(DiffDocument* document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_model(new DiffTableModel(document, this)),
      m_proxy(new DiffTableProxy(this)),
      m_unmatchedModel(new DiffUnmatchedModel(document, this)),
      m_counts(4) {
  m_proxy->setSourceModel(m_model);
  m_filter = new DiffFilterBar(document, m_proxy);
  m_pairs = new DiffTable(document, m_model, m_proxy);
  m_remarks = new Text({}, {12, 400, false, Tone::warn});
  m_remarks->setWordWrap(true);
  m_remarks->setContentsMargins(16, 0, 16, 8);
  m_nothing = new Text({}, {13, 400, false, Tone::label});
  m_nothing->setAlignment(Qt::AlignCenter);
  m_nothing->setWordWrap(true);
  m_nothing->setContentsMargins(32, 16, 32, 16);

  auto* lower = new QWidget;
  auto* lowerColumn = new QVBoxLayout(lower);
  lowerColumn->setContentsMargins(0, 0, 0, 0);
  lowerColumn->setSpacing(0);
  lowerColumn->addWidget(new Hairline);
  lowerColumn->addWidget(m_filter);
  lowerColumn->addWidget(new Hairline);
  lowerColumn->addWidget(m_pairs, 1);
  m_split = new QSplitter(Qt::Vertical);
  m_split->setChildrenCollapsible(false);
  m_split->addWidget(makePlot());
  m_split->addWidget(lower);
  m_split->setStretchFactor(0, 1);
  m_split->setStretchFactor(1, 1);

  // At large text sizes on a low screen not everything fits: then the page scrolls.
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHead());
  column->addWidget(m_remarks);
  column->addWidget(makeCards());
  column->addWidget(makeCounts());
  column->addWidget(m_split, 1);
  column->addWidget(m_nothing, 1);
  makeUnmatched(column);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(scroll);

  connect(document, &DiffDocument::sidesChanged, this, &DiffPanel::refreshSides);
  connect(document, &DiffDocument::diffReady, this, &DiffPanel::refreshDiff);
  connect(document, &DiffDocument::currentChanged, this, [this] {
    const QString key = m_document->currentKey();
    m_plot->setSelectedKey(key);
    if (!key.isEmpty()) emit pairActivated(key);
  });
  connect(m_filter, &DiffFilterBar::edited, this, &DiffPanel::followFilter);
  connect(m_pairs, &DiffTable::rowsChanged, this, &DiffPanel::rowsChanged);
  connect(m_pairs, &DiffTable::clearFilterRequested, m_filter, &DiffFilterBar::reset);
  connect(m_pairs, &DiffTable::openRequested, this, &DiffPanel::openRequested);
  connect(m_pairs, &DiffTable::menuRequested, this, &DiffPanel::menuRequested);
  refreshSides();
}

QTableView* DiffPanel::table() {
  return m_pairs->view();
}

VerdictButton* DiffPanel::verdictChip(Verdict verdict) const {
  return m_filter->chip(verdict);
}

int DiffPanel::rowsShown() const {
  return m_document->isReady() ? m_proxy->rowCount() : -1;
}

int DiffPanel::rowsSelected() const {
  return int(m_pairs->selectedKeys().size());
}

QWidget* DiffPanel::makeHead() {
  auto* title = new QWidget;
  auto* titleLine = new QHBoxLayout(title);
  titleLine->setContentsMargins(0, 0, 0, 0);
  titleLine->setSpacing(10);
  m_subtitle = new Text({}, {12, 400, false, Tone::label});
  m_subtitle->setElided(true);
  titleLine->addWidget(new Text(tr("Diff"), {15, 600, false, Tone::value}));
  titleLine->addWidget(m_subtitle, 1);

  m_intervals = new Button(tr("CI"));
  m_intervals->setCheckable(true);
  m_intervals->setChecked(true);
  m_intervals->setToolTip(tr("Show or hide the intervals of the ratios"));
  m_band = new Button(tr("Noise band"));
  m_band->setCheckable(true);
  m_band->setChecked(true);
  m_band->setToolTip(tr("Show or hide the band of ratios that count as the same"));
  m_threshold = new QDoubleSpinBox;
  m_threshold->setRange(0.5, 50);
  m_threshold->setDecimals(1);
  m_threshold->setSingleStep(0.5);
  m_threshold->setPrefix(QStringLiteral("±"));
  m_threshold->setSuffix(QStringLiteral(" %"));
  m_threshold->setKeyboardTracking(false);
  m_threshold->setValue(m_document->threshold() * 100);
  m_threshold->setAccessibleName(tr("Threshold"));
  m_threshold->setToolTip(
      tr("Ratios inside this band count as the same, here and in the gate of "
         "the command line"));
  QStringList words;
  for (const double confidence : kConfidences)
    words << QStringLiteral("%1 %").arg(confidence * 100, 0, 'g', 3);
  m_confidence = new SegmentedControl(words);
  m_confidence->setMultiple(false);
  m_confidence->setChosen({1});
  m_confidence->setAccessibleName(tr("Confidence of the intervals"));
  m_confidence->setToolTip(m_confidence->accessibleName());
  m_metric = new Button({});
  m_metric->setMenuMark(true);
  m_metric->setToolTip(tr("What is compared"));
  auto* controls = new QWidget;
  auto* line = new QHBoxLayout(controls);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(8);
  for (QWidget* widget :
       std::initializer_list<QWidget*>{m_metric, m_intervals, m_band, m_threshold, m_confidence})
    line->addWidget(widget);
  line->addStretch(1);
  auto* row = new WrapRow(8);
  row->add(title, 1, 260);
  row->add(controls, 0);
  auto* block = new QWidget;
  m_head = new QHBoxLayout(block);
  m_head->setContentsMargins(16, 8, 16, 8);
  m_head->setSpacing(10);
  m_head->addWidget(row, 1);

  connect(m_threshold, &QDoubleSpinBox::valueChanged, this,
          [this](double percent) { emit thresholdEdited(percent / 100); });
  connect(m_confidence, &SegmentedControl::chosenEdited, this,
          [this] { m_document->setConfidence(kConfidences[m_confidence->chosen().value(0)]); });
  connect(m_intervals, &Button::toggled, this,
          [this](bool shown) { m_plot->setShowIntervals(shown); });
  connect(m_band, &Button::toggled, this, [this](bool shown) { m_plot->setShowBand(shown); });
  connect(m_metric, &Button::clicked, this, [this] {
    QMenu menu;
    for (const MetricRecord& metric : m_document->metrics()) {
      const bool time = metric.id == m_document->metrics().front().id;
      QAction* action = menu.addAction(toQString(metric.name));
      action->setCheckable(true);
      action->setChecked(time ? m_document->options().metric.empty()
                              : m_document->options().metric == metric.id);
      connect(action, &QAction::triggered, this,
              [this, id = time ? std::string() : metric.id] { m_document->setMetric(id); });
    }
    menu.exec(m_metric->mapToGlobal(QPoint(0, m_metric->height() + 2)));
  });
  return block;
}

QWidget* DiffPanel::makeCards() {
  auto* block = new QWidget;
  auto* row = new QHBoxLayout(block);
  row->setContentsMargins(16, 0, 16, 8);
  row->setSpacing(8);
  m_baseCard = new SideCard(true);
  m_newCard = new SideCard(false);
  auto* swap = new Button({});
  swap->setGlyph(Icon::compare);
  swap->setObjectName(QStringLiteral("swapButton"));
  swap->setToolTip(tr("Swap A and B"));
  swap->setAccessibleName(tr("Swap A and B"));
  row->addWidget(m_baseCard, 1);
  row->addWidget(swap, 0, Qt::AlignVCenter);
  row->addWidget(m_newCard, 1);
  connect(swap, &Button::clicked, m_document, &DiffDocument::swapSides);
  connect(m_baseCard, &SideCard::chooseRequested, this, [this] { emit chooseRequested(true); });
  connect(m_newCard, &SideCard::chooseRequested, this, [this] { emit chooseRequested(false); });
  connect(m_baseCard, &SideCard::dropped, this,
          [this](const QString& path) { emit dropped(true, path); });
  connect(m_newCard, &SideCard::dropped, this,
          [this](const QString& path) { emit dropped(false, path); });
  return block;
}

QWidget* DiffPanel::makeCounts() {
  auto* counts = new QWidget;
  auto* countLine = new QHBoxLayout(counts);
  countLine->setContentsMargins(0, 0, 0, 0);
  countLine->setSpacing(12);
  for (const Verdict verdict :
       {Verdict::improved, Verdict::regressed, Verdict::unsure, Verdict::same}) {
    auto* count = new VerdictButton(verdict, VerdictButton::Kind::count);
    m_counts[int(verdict)] = count;
    countLine->addWidget(count);
    connect(count, &QAbstractButton::clicked, this, [this, verdict](bool only) {
      m_filter->setVerdicts(only ? QSet<int>{int(verdict)} : QSet<int>{0, 1, 2, 3});
    });
  }
  countLine->addStretch(1);
  m_meanCaption = new Text({}, {12, 400, false, Tone::label});
  m_meanCaption->setElided(true);
  m_mean = new Text({}, {13, 600, true, Tone::value});
  m_meanRange = new Text({}, {12, 400, true, Tone::label});
  m_shares = new VerdictShares;
  auto* mean = new QWidget;
  auto* meanColumn = new QVBoxLayout(mean);
  meanColumn->setContentsMargins(0, 2, 0, 2);
  meanColumn->setSpacing(4);
  auto* meanLine = new QHBoxLayout;
  meanLine->setSpacing(10);
  meanLine->addWidget(m_meanCaption, 1);
  meanLine->addWidget(m_mean);
  meanLine->addWidget(m_meanRange);
  meanColumn->addLayout(meanLine);
  meanColumn->addWidget(m_shares);
  meanColumn->addStretch(1);
  auto* row = new WrapRow(16);
  row->add(counts, 1);
  row->add(mean, 1, 280);
  m_countsBlock = new QWidget;
  auto* line = new QHBoxLayout(m_countsBlock);
  line->setContentsMargins(10, 0, 16, 6);
  line->addWidget(row);
  return m_countsBlock;
}

QWidget* DiffPanel::makePlot() {
  m_plotTitle = new Text({}, {12, 600, false, Tone::value});
  m_plotNote = new Text({}, {11, 400, false, Tone::hint});
  m_plotNote->setElided(true);
  m_grouping = new SegmentedControl({tr("Point"), tr("Kernel"), tr("Variant")});
  m_grouping->setMultiple(false);
  m_grouping->setChosen({0});
  m_grouping->setAccessibleName(tr("Group by"));
  m_grouping->setToolTip(tr("One mark for each point, or the geometric mean of a group"));
  auto* left = new QWidget;
  auto* leftLine = new QHBoxLayout(left);
  leftLine->setContentsMargins(0, 0, 0, 0);
  leftLine->setSpacing(8);
  leftLine->addWidget(m_plotTitle);
  leftLine->addWidget(m_plotNote, 1);
  auto* right = new QWidget;
  auto* rightLine = new QHBoxLayout(right);
  rightLine->setContentsMargins(0, 0, 0, 0);
  rightLine->setSpacing(8);
  rightLine->addWidget(new Text(tr("Group by"), {12, 400, false, Tone::label}));
  rightLine->addWidget(m_grouping);
  rightLine->addStretch(1);
  auto* head = new WrapRow(8);
  head->add(left, 1);
  head->add(right, 0);
  m_plot = new RatioPlot;
  m_plot->setDescribe([this](const DiffPair& pair) {
    const CaseRecord& before = m_document->baseCase(pair);
    const CaseRecord& after = m_document->newCase(pair);
    RatioPlot::Description words;
    words.label = pairLabel(after);
    words.variant = toQString(after.variant);
    words.rows = {{tr("A"), toQString(m_document->figures().baseText(pair))},
                  {tr("B"), toQString(m_document->figures().newText(pair))},
                  {tr("samples A, B"), QStringLiteral("%1, %2").arg(countText(before.sampleCount),
                                                                    countText(after.sampleCount))}};
    return words;
  });
  auto* block = new QWidget;
  auto* column = new QVBoxLayout(block);
  column->setContentsMargins(16, 4, 16, 6);
  column->setSpacing(4);
  column->addWidget(head);
  column->addWidget(m_plot, 1);
  connect(m_grouping, &SegmentedControl::chosenEdited, this, [this] {
    m_plot->setGrouping(RatioPlot::Grouping(m_grouping->chosen().value(0)));
    refreshPlotHead();
  });
  connect(m_plot, &RatioPlot::keySelected, this,
          [this](const QString& key) { m_document->setCurrent(m_document->rowOf(key)); });
  connect(m_plot, &RatioPlot::groupActivated, this,
          [this](RatioPlot::Grouping by, const QString& name) {
            if (by == RatioPlot::Grouping::kernel)
              m_filter->kernels()->setOnly(name);
            else if (by == RatioPlot::Grouping::variant)
              m_filter->variants()->setOnly(name);
            else
              m_filter->words()->setText(name);
          });
  return block;
}

void DiffPanel::makeUnmatched(QVBoxLayout* column) {
  m_unmatched = new QTableView;
  m_unmatched->setModel(m_unmatchedModel);
  m_unmatched->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_unmatched->setShowGrid(false);
  m_unmatched->setWordWrap(false);
  m_unmatched->setFrameShape(QFrame::NoFrame);
  m_unmatched->setTabKeyNavigation(false);
  m_unmatched->setAccessibleName(tr("Cases without a partner"));
  m_unmatched->verticalHeader()->hide();
  m_unmatched->verticalHeader()->setDefaultSectionSize(Theme::instance().px(20));
  m_unmatched->horizontalHeader()->setStretchLastSection(true);
  m_unmatched->horizontalHeader()->setHighlightSections(false);
  m_unmatched->setColumnWidth(DiffUnmatchedModel::Side, Theme::instance().px(40));
  m_unmatched->setColumnWidth(DiffUnmatchedModel::Reason, Theme::instance().px(300));
  m_unmatched->setFixedHeight(Theme::instance().px(150));
  m_unmatchedHeading = new FoldHeading(tr("Unmatched"), m_unmatched);
  auto* head = new QHBoxLayout;
  head->setContentsMargins(16, 4, 16, 4);
  head->addWidget(m_unmatchedHeading);
  column->addWidget(new Hairline);
  column->addLayout(head);
  column->addWidget(m_unmatched);
}

void DiffPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const Theme& theme = Theme::instance();
  m_head->setDirection(width() < theme.px(700) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  const bool roomy = height() >= theme.px(600);
  m_baseCard->setFactsShown(roomy);
  m_newCard->setFactsShown(roomy);
}

void DiffPanel::refreshSides() {
  m_baseCard->setSide(m_document->base(), m_document->now());
  m_newCard->setSide(m_document->now(), m_document->base());
  m_split->setVisible(false);
  m_countsBlock->setVisible(false);
  m_remarks->setVisible(false);
  m_metric->setVisible(m_document->metrics().size() > 1);
  m_nothing->setVisible(true);
  m_nothing->setText(m_document->hasBoth()
                         ? tr("Comparing…")
                         : tr("Choose two sessions to compare: A is the base, B the new one. Drop "
                              "a .h5 file on a card, or two on the window."));
  m_subtitle->setText({});
  refreshUnmatched();
  emit rowsChanged();
}

void DiffPanel::refreshDiff() {
  const Diff& diff = m_document->diff();
  const DiffSummary& summary = diff.summary;
  const std::size_t counts[] = {summary.improved, summary.regressed, summary.same, summary.unsure};
  for (VerdictButton* count : m_counts) count->setCount(counts[int(count->verdict())]);
  m_subtitle->setText(
      tr("%1 of %2 points paired by kernel, variant, n, type, threads and "
         "conditions")
          .arg(countText(diff.pairs.size()), countText(diff.pairs.size() + diff.unmatched.size())));
  m_meanCaption->setText(tr("Geometric mean B / A, %1").arg(toQString(diff.metric.name)));
  m_mean->setText(std::isfinite(summary.geomean) ? ratioText(summary.geomean, 3)
                                                 : QStringLiteral("–"));
  m_meanRange->setText(intervalOf(summary.geomeanLow, summary.geomeanHigh));
  m_shares->setSummary(summary);
  QStringList remarks;
  for (const std::string& remark : diff.remarks) remarks << toQString(remark);
  const bool any = !diff.pairs.empty();
  m_remarks->setText(remarks.join(u' '));
  m_remarks->setVisible(any && !remarks.isEmpty());
  m_split->setVisible(any);
  m_countsBlock->setVisible(any);
  m_nothing->setVisible(!any);
  if (!any) {
    if (remarks.isEmpty())
      remarks << (diff.unmatched.empty() ? tr("Neither session has a measured case.")
                                         : tr("Nothing could be paired."));
    m_nothing->setText(remarks.join(u'\n'));
    m_unmatchedHeading->setChecked(!diff.unmatched.empty());
  }
  QStringList groupings{tr("Point"), tr("Kernel"), tr("Variant")};
  if (hasGroups(diff, DiffGrouping::suite)) groupings << tr("Suite");
  m_grouping->setChoices(groupings);
  if (m_grouping->chosen().isEmpty()) m_grouping->setChosen({0});
  m_plot->setGrouping(RatioPlot::Grouping(m_grouping->chosen().value(0)));
  m_plot->setDiff(diff, m_document->base().name, m_document->now().name);
  refreshMetrics();
  refreshPlotHead();
  refreshUnmatched();
}

void DiffPanel::refreshMetrics() {
  m_metric->setText(toQString(m_document->diff().metric.name));
  m_metric->setVisible(m_document->metrics().size() > 1);
}

void DiffPanel::refreshPlotHead() {
  const Diff& diff = m_document->diff();
  m_plotTitle->setText(m_plot->grouping() == RatioPlot::Grouping::point
                           ? tr("Ratio B / A, sorted by effect")
                           : tr("Geometric mean B / A, sorted by effect"));
  m_plotNote->setText(tr("%1 % interval, ±%2 % between processes (%3)")
                          .arg(diff.options.confidence * 100, 0, 'g', 3)
                          .arg(numberText(diff.betweenProcess * 100, 2))
                          .arg(toQString(diff.betweenProcessSource)));
}

void DiffPanel::refreshUnmatched() {
  const int count = m_unmatchedModel->rowCount();
  m_unmatchedHeading->setVisible(count > 0);
  m_unmatched->setVisible(count > 0 && m_unmatchedHeading->isChecked());
  m_unmatchedHeading->setValue(m_unmatchedModel->summary());
}

void DiffPanel::followFilter() {
  const QSet<int> shown = m_filter->verdicts();
  for (VerdictButton* count : m_counts)
    count->setChecked(shown == QSet<int>{int(count->verdict())});
  m_plot->setVerdicts(shown);
  emit rowsChanged();
}

QString DiffPanel::summaryText() const {
  if (!m_document->isReady()) return {};
  const DiffSummary& s = m_document->diff().summary;
  return tr("%1 improved, %2 regressed, %3 unsure, %4 same")
      .arg(s.improved)
      .arg(s.regressed)
      .arg(s.unsure)
      .arg(s.same);
}

}  // namespace lane
