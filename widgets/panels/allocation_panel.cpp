#include "panels/allocation_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "analysis/curves.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/allocation_table.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/offer_page.h"
#include "panels/segmented_control.h"
#include "panels/table_delegate.h"
#include "panels/wrap_row.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRefreshMs = 500;  // a live run changes one group at a time

QString patternText(const std::string& benchmark) {
  if (benchmark == "sequential") return AllocationPanel::tr("in order");
  if (benchmark == "random") return AllocationPanel::tr("random order");
  if (benchmark == "mixed") return AllocationPanel::tr("mixed sizes");
  if (benchmark == "touched") return AllocationPanel::tr("pages written");
  if (benchmark == "pressure") return AllocationPanel::tr("refused");
  return toQString(benchmark);
}

QString patternNote(const std::string& benchmark) {
  if (benchmark == "sequential")
    return AllocationPanel::tr("freed in the order they were allocated, memory not touched");
  if (benchmark == "random")
    return AllocationPanel::tr("freed in random order, memory not touched");
  if (benchmark == "mixed")
    return AllocationPanel::tr("16 bytes up to the size, freed in random order, not touched");
  if (benchmark == "touched")
    return AllocationPanel::tr("every page written once, which is timed with the allocation");
  if (benchmark == "pressure")
    return AllocationPanel::tr("requests under a bound, in a process of their own");
  return {};
}

SegmentedControl* choice(const QString& name, const QString& tip) {
  auto* control = new SegmentedControl({});
  control->setMultiple(false);
  control->setAccessibleName(name);
  control->setToolTip(tip);
  return control;
}

QWidget* labelled(const QString& label, QWidget* control) {
  auto* group = new QWidget;
  auto* row = new QHBoxLayout(group);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(new Text(label, {12, 400, false, Tone::label}));
  row->addWidget(control);
  row->addStretch(1);
  return group;
}

}  // namespace

AllocationPanel::AllocationPanel(SessionDocument* document, SelectionModel* selection,
                                 QWidget* parent)
    : QWidget(parent), m_document(document), m_selection(selection) {
  setObjectName(u"allocationPanel"_s);
  m_timer.setSingleShot(true);
  m_timer.setInterval(kRefreshMs);
  m_offer = new OfferPage(
      tr("No allocations in this session"),
      tr("What malloc, aligned_alloc, mmap and the pools of std::pmr take for a block from 16 B to "
         "1 GiB: single events as percentile curves, refusals under a bound, and how much memory a "
         "heap holds beyond what is in use. Run the plan \"allocators\"; it takes about a "
         "minute."));
  m_plot = new AllocationPlot;
  makeTable();
  auto* split = new QSplitter(Qt::Vertical);
  split->setChildrenCollapsible(false);
  split->setHandleWidth(1);
  split->addWidget(m_plot);
  split->addWidget(m_table);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  split->setSizes({560, 320});
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHead());
  column->addWidget(split, 1);
  m_pages = new QStackedWidget;
  m_pages->addWidget(m_offer);
  m_pages->addWidget(page);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(m_pages);

  const auto later = [this] {
    m_stale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
  };
  connect(&m_timer, &QTimer::timeout, this, &AllocationPanel::refresh);
  connect(document, &SessionDocument::sessionReset, this, &AllocationPanel::refresh);
  connect(document, &SessionDocument::casesChanged, this, later);
  connect(selection, &SelectionModel::currentChanged, this, &AllocationPanel::followSelection);
  connect(m_plot, &AllocationPlot::caseClicked, this, &AllocationPanel::choose);
  connect(m_plot, &AllocationPlot::sizeStepped, this, &AllocationPanel::stepSize);
  connect(m_plot, &AllocationPlot::toggled, this, &AllocationPanel::toggle);
  refresh();
}

QWidget* AllocationPanel::makeHead() {
  auto* head = new QWidget;
  auto* column = new QVBoxLayout(head);
  column->setContentsMargins(16, 6, 16, 6);
  column->setSpacing(6);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  m_subtitle = new Text({}, {12, 400, false, Tone::label});
  m_subtitle->setElided(true);
  row->addWidget(new Text(tr("Allocators"), {15, 600, false, Tone::value}));
  row->addWidget(m_subtitle, 1);
  column->addLayout(row);
  m_patternChoice = choice(tr("Pattern"), tr("In which order and sizes blocks come and go"));
  m_eventChoice = choice(tr("Event"), tr("What is timed"));
  m_eventChoice->setChoices({tr("allocate"), tr("free")});
  m_eventChoice->setChosen({0});
  row->addWidget(m_eventChoice);
  m_sizeChoice =
      choice(tr("Size of a block"), tr("Of the percentile curves (left and right keys)"));
  connect(m_patternChoice, &SegmentedControl::chosenEdited, this, [this] {
    const int at = m_patternChoice->chosen().value(0);
    if (at < int(m_patterns.size())) m_pattern = m_patterns[std::size_t(at)];
    refresh();
  });
  connect(m_eventChoice, &SegmentedControl::chosenEdited, this, [this] {
    m_event =
        m_eventChoice->chosen().value(0) == 1 ? AllocationEvent::free : AllocationEvent::allocate;
    refresh();
  });
  connect(m_sizeChoice, &SegmentedControl::chosenEdited, this, [this] {
    const int at = m_sizeChoice->chosen().value(0);
    if (at < int(m_chart.sizes.size())) m_size = m_chart.sizes[std::size_t(at)];
    draw();
  });
  auto* choices = new WrapRow(16);
  choices->add(labelled(tr("Pattern"), m_patternChoice), 0);
  choices->add(labelled(tr("Size"), m_sizeChoice), 1);
  column->addWidget(choices);

  auto* chips = new QWidget;
  m_chipRow = new QHBoxLayout(chips);
  m_chipRow->setContentsMargins(0, 0, 0, 0);
  m_chipRow->setSpacing(8);
  m_chipRow->addStretch(1);
  column->addWidget(chips);
  m_clock = new Text({}, {11, 400, false, Tone::hint});
  m_clock->setWordWrap(true);
  column->addWidget(m_clock);
  return head;
}

void AllocationPanel::makeTable() {
  m_model = new AllocationTableModel(this);
  m_proxy = new QSortFilterProxyModel(this);
  m_proxy->setSourceModel(m_model);
  m_proxy->setSortRole(AllocationTableModel::SortRole);
  m_table = new QTableView;
  m_table->setObjectName(u"allocationTable"_s);
  m_table->setAccessibleName(tr("Allocators measured"));
  m_table->setModel(m_proxy);
  m_table->setItemDelegate(
      new TableDelegate({.variant = AllocationTableModel::VariantRole}, m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setSortingEnabled(true);
  m_table->sortByColumn(-1, Qt::AscendingOrder);
  m_table->setShowGrid(false);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  const auto fit = [this] {
    const Theme& theme = Theme::instance();
    m_table->verticalHeader()->setDefaultSectionSize(
        std::max(theme.px(22), QFontMetrics(theme.monoFont(12)).height() + 4));
    const int widths[] = {132, 78, 78, 78, 84, 78, 156, 78, 110, 78, 84};
    for (int i = 0; i < int(std::size(widths)); ++i)
      m_table->setColumnWidth(i, theme.px(widths[i]));
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  const auto take = [this](const QModelIndex& index) {
    choose(index.data(AllocationTableModel::CaseRole).toUInt());
  };
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this, take](const QModelIndex& index) {
            if (index.isValid() && m_table->hasFocus()) take(index);
          });
  connect(m_table, &QTableView::clicked, this, take);
}

void AllocationPanel::setMeasureAction(QAction* action) {
  m_offer->setOffer(action);
}

bool AllocationPanel::hasData() const {
  return !allocationBenchmarks(m_document->session()).empty();
}

const ChartSource* AllocationPanel::chart() const {
  return m_patterns.empty() ? nullptr : m_plot;
}

QString AllocationPanel::clockLine() const {
  return m_clock->text();
}

void AllocationPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) refresh();
}

void AllocationPanel::refresh() {
  m_timer.stop();
  m_stale = false;
  const Session& session = m_document->session();
  m_patterns = allocationBenchmarks(session);
  if (std::find(m_patterns.begin(), m_patterns.end(), m_pattern) == m_patterns.end())
    m_pattern = m_patterns.empty() ? std::string() : m_patterns.front();
  m_chart = allocationChart(session, m_pattern, m_event);
  const auto& sizes = m_chart.sizes;
  if (std::find(sizes.begin(), sizes.end(), m_size) == sizes.end())
    m_size = sizes.empty() ? 0 : sizes.front();
  m_pages->setCurrentIndex(m_patterns.empty() ? 0 : 1);
  setFocusProxy(m_patterns.empty() ? static_cast<QWidget*>(m_offer->button()) : m_plot);
  makeChips();
  m_model->setChart(m_chart);
  for (int column = 0; column < AllocationTableModel::kColumns; ++column)
    m_table->setColumnHidden(column, m_model->isEmpty(column));
  draw();
  emit dataChanged();
}

void AllocationPanel::makeChips() {
  QStringList names;
  for (const std::string& variant : m_chart.variants) names << toQString(variant);
  QStringList there;
  for (const VariantChip* chip : m_chips) there << chip->variant();
  if (names == there) return;
  for (VariantChip* chip : m_chips) delete chip;
  m_chips.clear();
  for (const QString& name : names) {
    auto* chip = new VariantChip(name);
    chip->setToolTip(tr("%1 shows or hides it").arg(m_chips.size() + 1));
    connect(chip, &QAbstractButton::clicked, this, [this, name] { toggle(name); });
    m_chipRow->insertWidget(int(m_chips.size()), chip);
    m_chips.push_back(chip);
  }
}

void AllocationPanel::draw() {
  const Session& session = m_document->session();
  QStringList patterns, sizes;
  int pattern = 0, size = 0;
  for (std::size_t i = 0; i < m_patterns.size(); ++i) {
    patterns << patternText(m_patterns[i]);
    if (m_patterns[i] == m_pattern) pattern = int(i);
  }
  for (std::size_t i = 0; i < m_chart.sizes.size(); ++i) {
    sizes << bytesText(double(m_chart.sizes[i]));
    if (m_chart.sizes[i] == m_size) size = int(i);
  }
  m_patternChoice->setChoices(patterns);
  m_patternChoice->setChosen({pattern});
  m_sizeChoice->setChoices(sizes);
  m_sizeChoice->setChosen({size});
  m_eventChoice->setEnabled(hasFreeing(m_pattern));
  m_subtitle->setText(patternNote(m_pattern));
  for (VariantChip* chip : m_chips) chip->setChecked(!m_hidden.contains(chip->variant()));
  m_clock->setText(
      std::isfinite(m_chart.clockStep)
          ? tr("Single events are timed by a clock with steps of %1; reading it takes %2, which is "
               "part of every event. Bins are at most %3 wide. The mean comes from whole batches "
               "and is finer than the clock.")
                .arg(timeText(m_chart.clockStep), timeText(m_chart.clockCost),
                     shareText(Histogram::kBinWidth))
          : QString());
  const QString event = !hasFreeing(m_pattern)                 ? tr("refused requests")
                        : m_event == AllocationEvent::allocate ? tr("allocate")
                                                               : tr("free");
  m_plot->setNames(tr("Allocators, %1: %2").arg(patternText(m_pattern), event),
                   tr("%1  ·  %2").arg(toQString(session.machine.cpuModel), m_document->name()),
                   m_document->name());
  m_plot->setScene({m_chart, m_size, m_hidden});
  followSelection();
  emit chartChanged();
}

void AllocationPanel::toggle(const QString& variant) {
  if (!m_hidden.remove(variant)) m_hidden.insert(variant);
  draw();
}

void AllocationPanel::stepSize(int by) {
  const auto& sizes = m_chart.sizes;
  const auto at = std::find(sizes.begin(), sizes.end(), m_size);
  if (at == sizes.end()) return;
  const auto next = std::clamp<std::ptrdiff_t>(at - sizes.begin() + by, 0, std::ssize(sizes) - 1);
  m_size = sizes[std::size_t(next)];
  draw();
}

void AllocationPanel::choose(std::uint32_t caseIndex) {
  const auto& cases = m_document->session().cases;
  if (caseIndex >= cases.size()) return;
  const CaseRecord& record = cases[caseIndex];
  if (m_size != record.size) {
    m_size = record.size;
    draw();
  }
  m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, caseIndex});
}

void AllocationPanel::followSelection() {
  const std::uint32_t at = m_selection->current().caseIndex;
  const int row = at == kNoCase ? -1 : m_model->rowOf(at);
  if (row < 0) return;
  const QModelIndex index = m_proxy->mapFromSource(m_model->index(row, 0));
  if (index.row() == m_table->currentIndex().row()) return;
  const QSignalBlocker quiet(m_table->selectionModel());
  m_table->selectionModel()->setCurrentIndex(
      index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  m_table->scrollTo(index);
  m_table->viewport()->update();
}

}  // namespace lane
