#include "panels/diff_panel.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

#include "charts/ratio_plot.h"
#include "panels/buttons.h"
#include "panels/diff_parts.h"
#include "panels/table_delegate.h"
#include "support/icons.h"
#include "support/qt_units.h"

namespace lane {

DiffPanel::DiffPanel(DiffDocument* document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_model(new DiffTableModel(document, this)),
      m_proxy(new DiffTableProxy(this)),
      m_title(new Text(tr("Diff"), {15, 600, false, Tone::value})),
      m_subtitle(new Text({}, {12, 400, false, Tone::label})) {
  m_proxy->setSourceModel(m_model);
  m_subtitle->setElided(true);

  m_threshold = new QDoubleSpinBox;
  m_threshold->setRange(0.5, 50);
  m_threshold->setDecimals(1);
  m_threshold->setSingleStep(0.5);
  m_threshold->setPrefix(QStringLiteral("±"));
  m_threshold->setSuffix(QStringLiteral(" %"));
  m_threshold->setKeyboardTracking(false);
  m_threshold->setValue(document->threshold() * 100);
  m_threshold->setAccessibleName(tr("Threshold"));
  m_threshold->setToolTip(tr("Ratios inside this band count as the same"));
  auto* head = m_head = new QHBoxLayout;
  head->setContentsMargins(16, 8, 16, 8);
  head->setSpacing(10);
  head->addWidget(m_title);
  head->addWidget(m_subtitle, 1);
  head->addWidget(new Text(tr("Threshold"), {12, 400, false, Tone::label}));
  head->addWidget(m_threshold);

  m_plot = new RatioPlot;
  m_plot->setMinimumHeight(160);
  m_split = new QSplitter(Qt::Vertical);
  m_split->setChildrenCollapsible(false);
  m_split->addWidget(m_plot);
  m_split->addWidget(makeTable());
  m_split->setStretchFactor(0, 1);
  m_split->setStretchFactor(1, 1);
  m_nothing = new Text({}, {13, 400, false, Tone::label});
  m_nothing->setAlignment(Qt::AlignCenter);
  m_nothing->setWordWrap(true);

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(head);
  column->addWidget(makeCards());
  column->addWidget(makeCounts());
  column->addWidget(m_split, 1);
  column->addWidget(m_nothing, 1);

  connect(m_threshold, &QDoubleSpinBox::valueChanged, this,
          [this](double percent) { emit thresholdEdited(percent / 100); });
  connect(document, &DiffDocument::sidesChanged, this, &DiffPanel::refreshSides);
  connect(document, &DiffDocument::diffReady, this, &DiffPanel::refreshDiff);
  connect(m_plot, &RatioPlot::keySelected, this, &DiffPanel::selectKey);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (!index.isValid()) return;
            const QString key = toQString(m_model->pair(m_proxy->mapToSource(index).row()).key);
            m_plot->setSelectedKey(key);
            emit pairActivated(key);
          });
  refreshSides();
}

QWidget* DiffPanel::makeCards() {
  auto* block = new QWidget;
  auto* row = new QHBoxLayout(block);
  row->setContentsMargins(16, 0, 16, 8);
  row->setSpacing(10);
  m_baseCard = new SideCard(QStringLiteral("A"));
  m_newCard = new SideCard(QStringLiteral("B"));
  auto* swap = new Button(QStringLiteral("⇄"), Button::Kind::plain);
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
  auto* block = new QWidget;
  auto* row = new QHBoxLayout(block);
  row->setContentsMargins(16, 0, 16, 8);
  row->setSpacing(8);
  for (const Verdict verdict :
       {Verdict::improved, Verdict::regressed, Verdict::unsure, Verdict::same}) {
    auto* chip = new VerdictChip(verdict);
    m_chips << chip;
    row->addWidget(chip);
    connect(chip, &QAbstractButton::toggled, this, [this] {
      QSet<int> shown;
      for (const VerdictChip* each : m_chips)
        if (each->isChecked()) shown << int(each->verdict());
      m_proxy->setVerdicts(shown);
    });
  }
  m_environment = new QVBoxLayout;
  m_environment->setSpacing(2);
  row->addSpacing(16);
  row->addLayout(m_environment, 1);
  auto* mean = new QVBoxLayout;
  mean->setSpacing(0);
  auto* caption = new Text(tr("Geometric mean, B / A"), {12, 400, false, Tone::label});
  m_mean = new Text({}, {20, 400, true, Tone::value});
  m_meanRange = new Text({}, {11, 400, true, Tone::label});
  auto* line = new QHBoxLayout;
  line->setSpacing(8);
  line->addWidget(m_mean);
  line->addWidget(m_meanRange, 1, Qt::AlignBottom);
  mean->addWidget(caption);
  mean->addLayout(line);
  row->addLayout(mean);
  return block;
}

QWidget* DiffPanel::makeTable() {
  auto* block = new QWidget;
  m_filter = new QLineEdit;
  m_filter->setPlaceholderText(tr("e.g. gelu variant:avx3 n>=4Ki"));
  m_filter->setAccessibleName(tr("Filter pairs"));
  m_filter->setClearButtonEnabled(true);
  m_filter->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_unmatched = new Text({}, {11, 400, false, Tone::hint});
  m_unmatched->setElided(true);
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(16, 8, 16, 8);
  bar->setSpacing(10);
  bar->addWidget(m_unmatched, 1);
  bar->addWidget(m_filter, 1);

  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("diffTable"));
  m_table->setModel(m_proxy);
  m_delegate = new TableDelegate({.variant = DiffTableModel::VariantRole,
                                  .verdict = DiffTableModel::VerdictRole,
                                  .verdictColumn = DiffTableModel::VerdictColumn,
                                  .bar = DiffTableModel::BarRole},
                                 m_table);
  m_table->setItemDelegate(m_delegate);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setSortingEnabled(true);
  m_table->sortByColumn(-1, Qt::AscendingOrder);  // largest effect first, as the diff comes
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setAccessibleName(tr("Pairs of the diff"));
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(Theme::instance().px(22));
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  const int widths[] = {104, 84, 112, 72, 52, 84, 84, 150, 72, 124, 60};
  for (int i = 0; i < DiffTableModel::ColumnCount; ++i)
    m_table->setColumnWidth(i, Theme::instance().px(widths[i]));
  auto* column = new QVBoxLayout(block);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(bar);
  column->addWidget(new Hairline);
  column->addWidget(m_table, 1);
  connect(m_filter, &QLineEdit::textChanged, m_proxy, &DiffTableProxy::setFilterLine);
  return block;
}

void DiffPanel::refreshSides() {
  m_baseCard->setSide(m_document->base(), m_document->now());
  m_newCard->setSide(m_document->now(), m_document->base());
  const bool both = m_document->hasBoth();
  m_split->setVisible(false);
  m_nothing->setVisible(true);
  m_nothing->setText(both ? tr("Comparing…")
                          : tr("Choose two sessions to compare: A is the base, B the new one. "
                               "Drop a .h5 file on a card, or two on the window."));
  m_subtitle->setText({});
  for (VerdictChip* chip : m_chips) chip->setCount(0);
  m_mean->setText(QStringLiteral("–"));
  m_meanRange->setText({});
}

void DiffPanel::refreshDiff() {
  const Diff& diff = m_document->diff();
  const DiffSummary& summary = diff.summary;
  const std::size_t counts[] = {summary.improved, summary.regressed, summary.same, summary.unsure};
  for (VerdictChip* chip : m_chips) chip->setCount(counts[int(chip->verdict())]);
  m_subtitle->setText(tr("%1 points paired, %2 unmatched; between processes %3 (%4)")
                          .arg(countText(diff.pairs.size()), countText(summary.unmatched),
                               QStringLiteral("±%1 %").arg(diff.betweenProcess * 100, 0, 'g', 2),
                               toQString(diff.betweenProcessSource)));
  m_mean->setText(std::isfinite(summary.geomean) ? ratioText(summary.geomean, 3)
                                                 : QStringLiteral("–"));
  m_meanRange->setText(std::isfinite(summary.geomeanLow) ? QStringLiteral("%1 … %2")
                                                               .arg(summary.geomeanLow, 0, 'f', 3)
                                                               .arg(summary.geomeanHigh, 0, 'f', 3)
                                                         : QString());
  m_unmatched->setText({});
  if (!diff.unmatched.empty()) {
    const DiffUnmatched& first = diff.unmatched.front();
    m_unmatched->setText(
        tr("%1 without a partner, first %2: %3")
            .arg(countText(diff.unmatched.size()), toQString(first.key), toQString(first.reason)));
  }
  while (QLayoutItem* item = m_environment->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  const int shown = std::min<int>(3, int(diff.environment.size()));
  for (int i = 0; i < shown; ++i) {
    const EnvironmentDifference& d = diff.environment[size_t(i)];
    auto* line =
        new Text(tr("%1: %2 → %3").arg(toQString(d.label), toQString(d.base), toQString(d.now)),
                 {11, 400, false, Tone::warn});
    line->setElided(true);
    m_environment->addWidget(line);
  }
  if (diff.environment.empty()) {
    auto* line = new Text(tr("Same machine and settings"), {11, 400, false, Tone::hint});
    line->setElided(true);
    m_environment->addWidget(line);
  } else if (int(diff.environment.size()) > shown)
    m_environment->addWidget(new Text(tr("and %1 more")
                                          .arg(counted(diff.environment.size() - std::size_t(shown),
                                                       tr("difference"), tr("differences"))),
                                      {11, 400, false, Tone::hint}));
  m_plot->setDiff(diff, m_document->base().name, m_document->now().name);
  m_delegate->setThreshold(m_document->threshold());
  const bool any = !diff.pairs.empty();
  m_split->setVisible(any);
  m_nothing->setVisible(!any);
  if (!any)
    m_nothing->setText(diff.unmatched.empty() ? tr("Neither session has a measured case.")
                                              : tr("Nothing could be paired. %1: %2")
                                                    .arg(toQString(diff.unmatched.front().key),
                                                         toQString(diff.unmatched.front().reason)));
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

QAbstractButton* DiffPanel::verdictChip(Verdict verdict) const {
  for (VerdictChip* chip : m_chips)
    if (chip->verdict() == verdict) return chip;
  return nullptr;
}

void DiffPanel::selectKey(const QString& key) {
  for (int row = 0; row < m_proxy->rowCount(); ++row) {
    const QModelIndex index = m_proxy->index(row, 0);
    if (toQString(m_model->pair(m_proxy->mapToSource(index).row()).key) != key) continue;
    if (index.row() == m_table->currentIndex().row()) return;
    m_table->selectRow(row);
    m_table->scrollTo(index);
    return;
  }
}

}  // namespace lane
