#include "panels/plan_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "base/size_list.h"
#include "base/units.h"
#include "machine/variant.h"
#include "panels/buttons.h"
#include "panels/flow_layout.h"
#include "panels/fold.h"
#include "panels/kernel_tree_delegate.h"
#include "panels/plan_commands.h"
#include "panels/plan_fields.h"
#include "panels/plan_more.h"
#include "panels/range_slider.h"
#include "panels/run_block.h"
#include "panels/segmented_control.h"
#include "peers/peers.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr Dtype kDtypes[] = {Dtype::f32, Dtype::f64};

/// Label left, control right, as in a form of one line.
QHBoxLayout* fieldRow(const QString& label, QWidget* control) {
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  auto* text = new Text(label, {11, 400, false, Tone::label});
  text->setBuddy(control);
  control->setAccessibleName(label);
  row->addWidget(text);
  row->addWidget(control);
  return row;
}

bool namesVariant(const Plan& plan, const QString& variant) {
  const auto& all = plan.variants;
  return std::find(all.begin(), all.end(), toStd(variant)) != all.end();
}

}  // namespace

PlanPanel::PlanPanel(PlanModel* plan, BenchmarkTreeModel* tree, SessionDocument* document,
                     QWidget* parent)
    : QWidget(parent),
      m_plan(plan),
      m_model(tree),
      m_proxy(new QSortFilterProxyModel(this)),
      m_presets(new QMenu(this)),
      m_filter(new QLineEdit),
      m_checkedCount(new Text({}, {11, 400, true, Tone::hint})),
      m_tree(new QTreeView),
      m_runBlock(new RunBlock(document)) {
  m_proxy->setSourceModel(tree);
  m_proxy->setRecursiveFilteringEnabled(true);
  m_proxy->setAutoAcceptChildRows(true);
  m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);

  m_filter->setPlaceholderText(tr("Filter kernels"));
  m_filter->setAccessibleName(tr("Filter kernels"));
  m_filter->setClearButtonEnabled(true);
  m_filter->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  auto* filterRow = new QHBoxLayout;
  filterRow->setContentsMargins(12, 10, 12, 6);
  filterRow->setSpacing(8);
  filterRow->addWidget(m_filter, 1);
  filterRow->addWidget(m_checkedCount);

  m_tree->setObjectName(QStringLiteral("kernelTree"));
  m_tree->setModel(m_proxy);
  m_tree->setHeaderHidden(true);
  m_tree->setFrameShape(QFrame::NoFrame);
  m_tree->setIndentation(Theme::instance().px(16));
  m_tree->setUniformRowHeights(true);
  m_tree->setMouseTracking(true);
  m_tree->setItemDelegate(new KernelTreeDelegate(m_tree));
  m_tree->setAccessibleName(tr("Kernels to measure"));
  m_tree->setMinimumHeight(Theme::instance().px(110));
  m_tree->expandAll();

  auto* top = new QWidget;
  auto* topColumn = new QVBoxLayout(top);
  topColumn->setContentsMargins(0, 0, 0, 0);
  topColumn->setSpacing(0);
  topColumn->addLayout(filterRow);
  topColumn->addWidget(m_tree, 1);

  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidget(makeSettings());
  scroll->setFocusPolicy(Qt::NoFocus);

  auto* split = new QSplitter(Qt::Vertical);
  split->setChildrenCollapsible(false);
  split->setHandleWidth(1);
  split->addWidget(top);
  split->addWidget(scroll);
  split->setStretchFactor(0, 1);
  split->setStretchFactor(1, 0);
  // The settings get the height they want as long as the tree keeps a few rows.
  const auto share = [split, scroll] {
    split->setSizes({10000, scroll->widget()->sizeHint().height()});
  };
  share();
  const auto show = [share, scroll](QWidget* part) {
    QTimer::singleShot(0, scroll, [=] {  // once the layout knows
      share();
      scroll->ensureWidgetVisible(part, 0, 8);
    });
  };
  connect(m_more->heading(), &QAbstractButton::toggled, split, [this, show] { show(m_more); });
  connect(m_commands->heading(), &QAbstractButton::toggled, split,
          [this, show] { show(m_commands); });
  connect(m_commands, &PlanCommands::heightChanged, split, [this, show] { show(m_commands); });

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(split, 1);
  column->addWidget(new Hairline);
  column->addWidget(m_runBlock);

  setOwnPlans({});
  connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_proxy->setFilterFixedString(text);
    m_tree->expandAll();
  });
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& index) {
            const QString name = index.data(BenchmarkTreeModel::NameRole).toString();
            if (!name.isEmpty()) emit kernelActivated(name);
          });
  connect(m_model, &BenchmarkTreeModel::checksEdited, this, [this] {
    Plan next = m_plan->plan();
    next.benchmarks = patternsFor(m_model->checkedNames(), benchmarks(), !next.commands.empty());
    m_plan->edit(tr("kernels"), next);
  });
  connect(m_plan, &PlanModel::planChanged, this, &PlanPanel::showPlan);
  connect(m_plan, &PlanModel::estimateChanged, this, &PlanPanel::showEstimate);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    m_tree->setIndentation(Theme::instance().px(16));
    m_tree->setMinimumHeight(Theme::instance().px(110));
    m_tree->doItemsLayout();
  });
  const auto useMono = [this] {
    for (QLineEdit* field : {m_sizes, m_goal, m_budget})
      field->setFont(Theme::instance().monoFont(12));
  };
  connect(&Theme::instance(), &Theme::changed, this, useMono);
  useMono();
  rebuildThreads();
  showPlan();
}

QWidget* PlanPanel::makeSettings() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(12, 10, 12, 10);
  column->setSpacing(8);

  m_sizesHeading = new SectionHeading(tr("Sizes"));
  m_slider = new RangeSlider;
  m_slider->setAccessibleName(tr("Smallest and largest size"));
  m_sizes = new QLineEdit;
  m_sizes->setObjectName(QStringLiteral("sizesField"));
  m_sizes->setAccessibleName(tr("Sizes"));
  m_sizes->setToolTip(tr("Sizes as 100,1k,64Ki or 8..1Mi (doubling) or 8..1Mi/2 (two per octave)"));
  column->addWidget(m_sizesHeading);
  column->addWidget(m_slider);
  column->addWidget(m_sizes);
  column->addWidget(new Hairline);

  m_variantsHeading = new SectionHeading(tr("Variants"));
  column->addWidget(m_variantsHeading);
  auto* chips = new QWidget;
  auto* flow = new FlowLayout(chips, 6);
  for (const VariantInfo& info : variants()) {
    const VariantSupport& here = support(info.id);
    if (!here.compiled) continue;  // of another architecture: nothing a user could do here
    auto* chip = new VariantChip(toQString(info.name));
    if (!here.supported)
      chip->setUnavailable(toQString(here.reason));
    else
      chip->setToolTip(toQString(info.label) + u'\n' + toQString(info.description));
    connect(chip, &QAbstractButton::clicked, this, &PlanPanel::editVariants);
    m_chips << chip;
    flow->addWidget(chip);
  }
  column->addWidget(chips);
  m_peersHeading = new SectionHeading(tr("Libraries beside them"));
  column->addWidget(m_peersHeading);
  auto* peerChips = new QWidget;
  auto* peerFlow = new FlowLayout(peerChips, 6);
  for (const PeerInfo& peer : peers()) {
    auto* chip = new VariantChip(toQString(peer.name));
    if (const std::string& reason = whyNoPeer(peer.id); !reason.empty())
      chip->setUnavailable(toQString(reason));
    else
      chip->setToolTip(toQString(peer.label) + u'\n' + toQString(peer.description));
    connect(chip, &QAbstractButton::clicked, this, &PlanPanel::editVariants);
    m_peerChips << chip;
    peerFlow->addWidget(chip);
  }
  column->addWidget(peerChips);
  column->addWidget(new Hairline);

  m_threadsHolder = new QWidget;
  (new QHBoxLayout(m_threadsHolder))->setContentsMargins(0, 0, 0, 0);
  QStringList types;
  for (Dtype dtype : kDtypes) types << toQString(toWord(dtype));
  m_dtypes = new SegmentedControl(types);
  auto* choices = new QHBoxLayout;
  choices->addLayout(fieldRow(tr("Threads"), m_threadsHolder));
  choices->addStretch(1);
  choices->addLayout(fieldRow(tr("Type"), m_dtypes));
  column->addLayout(choices);

  m_goal = new QLineEdit;
  m_goal->setToolTip(tr("A case is done when its interval is this narrow, e.g. 1 %"));
  m_budget = new QLineEdit;
  m_budget->setToolTip(tr("Sampling time of the whole run, e.g. 60s or 5min; empty: no limit"));
  m_budget->setPlaceholderText(tr("no limit"));
  auto* limits = new QHBoxLayout;
  limits->setSpacing(12);
  limits->addLayout(fieldRow(tr("Interval"), m_goal), 1);
  limits->addLayout(fieldRow(tr("Budget"), m_budget), 1);
  column->addLayout(limits);

  m_commands = new PlanCommands(m_plan);
  column->addWidget(m_commands);
  m_more = new PlanMore(m_plan);
  column->addWidget(m_more);

  auto* estimate = new QHBoxLayout;
  estimate->addWidget(new Text(tr("Estimate"), {11, 400, false, Tone::label}));
  m_estimate = new Text({}, {11, 500, false, Tone::value});
  m_estimate->setElided(true);
  m_estimate->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  estimate->addWidget(m_estimate, 1);
  column->addLayout(estimate);

  connect(m_slider, &RangeSlider::rangeEdited, this, [this](int low, int high) {
    Plan next = m_plan->plan();
    next.sizes = octaveSizes(low, high, next.sizes);
    m_plan->edit(tr("sizes"), next);
  });
  connect(m_sizes, &QLineEdit::editingFinished, this, &PlanPanel::editSizes);
  connect(m_goal, &QLineEdit::editingFinished, this, &PlanPanel::editGoal);
  connect(m_budget, &QLineEdit::editingFinished, this, &PlanPanel::editBudget);
  connect(m_dtypes, &SegmentedControl::chosenEdited, this, [this] {
    Plan next = m_plan->plan();
    next.dtypes.clear();
    for (int i : m_dtypes->chosen()) next.dtypes.push_back(kDtypes[i]);
    m_plan->edit(tr("types"), next);
  });
  return page;
}

void PlanPanel::setOwnPlans(const QStringList& names) {
  m_presets->clear();
  m_presets->setToolTipsVisible(true);
  const auto current = [this](QAction* action, const QString& title) {
    action->setCheckable(true);
    action->setChecked(title == m_presetName);
  };
  for (const BuiltInPlan& preset : builtInPlans()) {
    const QString name = toQString(preset.name);
    QAction* action = m_presets->addAction(name);
    action->setToolTip(toQString(preset.description));
    const auto plan = loadPlan(std::string(preset.name));
    current(action, plan ? toQString(plan->title) : name);
    connect(action, &QAction::triggered, this, [this, name] { emit presetChosen(name); });
  }
  const auto list = [this, &names](QMenu* menu, auto signal) {
    for (const QString& name : names)
      connect(menu->addAction(name), &QAction::triggered, this,
              [this, name, signal] { emit(this->*signal)(name); });
  };
  m_presets->addSeparator();
  if (names.isEmpty())
    m_presets->addAction(tr("Plans you save stand here"))->setEnabled(false);
  else
    list(m_presets, &PlanPanel::ownPlanChosen);
  for (QAction* action : m_presets->actions())
    if (names.contains(action->text())) current(action, action->text());
  m_presets->addSeparator();
  const auto command = [this](const QString& text, auto signal) {
    connect(m_presets->addAction(text), &QAction::triggered, this, signal);
  };
  command(tr("Save plan as…"), &PlanPanel::saveRequested);
  command(tr("Duplicate plan"), &PlanPanel::duplicateRequested);
  if (!names.isEmpty()) {
    list(m_presets->addMenu(tr("Rename plan")), &PlanPanel::renameRequested);
    list(m_presets->addMenu(tr("Delete plan")), &PlanPanel::deleteRequested);
  }
  command(tr("Load plan from file…"), &PlanPanel::loadRequested);
}

void PlanPanel::setMachine(const MachineCard& machine) {
  QVector<RangeSlider::Tick> ticks;
  for (const int level : {1, 2, 3}) {
    const CacheLevel* cache = machine.dataCache(level);
    if (!cache || cache->bytes == 0) continue;
    // Where one f32 operand fills the level.
    ticks.append({std::log2(double(cache->bytes) / 4),
                  level == 1 ? QStringLiteral("L1d") : QStringLiteral("L%1").arg(level)});
  }
  m_slider->setTicks(ticks);
  m_threadChoices = threadChoices(machine.logicalCores);
  rebuildThreads();
  showPlan();
}

void PlanPanel::rebuildThreads() {
  if (m_threadChoices.empty()) m_threadChoices = {1};
  delete m_threads;
  QStringList choices;
  for (auto n : m_threadChoices) choices << QString::number(n);
  m_threads = new SegmentedControl(choices);
  m_threads->setAccessibleName(tr("Threads"));
  m_threadsHolder->layout()->addWidget(m_threads);
  if (!m_chips.isEmpty()) setTabOrder(m_chips.last(), m_threads);  // a new one comes last otherwise
  setTabOrder(m_threads, m_dtypes);
  connect(m_threads, &SegmentedControl::chosenEdited, this, [this] {
    Plan next = m_plan->plan();
    next.threads.clear();
    for (int i : m_threads->chosen()) next.threads.push_back(m_threadChoices[size_t(i)]);
    m_plan->edit(tr("threads"), next);
  });
}

void PlanPanel::showPlan() {
  const Plan& plan = m_plan->plan();
  const QStringList names = selectedBenchmarks(plan, benchmarks());
  if (names != m_model->checkedNames()) m_model->setCheckedNames(names);
  showChecks();

  const QString sizes = toQString(formatSizeList(plan.sizes));
  m_sizes->setText(sizes);
  setInvalid(m_sizes, {});
  if (plan.sizes.empty()) {
    const bool onlyCommands = !plan.commands.empty() && plan.benchmarks.empty();
    m_sizesHeading->setValue(tr("none"), onlyCommands ? Tone::hint : Tone::warn);
  } else {
    m_sizesHeading->setValue(tr("%1 to %2, %3")
                                 .arg(sizeText(plan.sizes.front()), sizeText(plan.sizes.back()),
                                      counted(plan.sizes.size(), tr("size"), tr("sizes"))));
    m_slider->setLimits(0, std::max(24, int(std::ceil(std::log2(double(plan.sizes.back()))))));
    m_slider->setRange(
        int(std::floor(std::log2(double(std::max<std::uint64_t>(1, plan.sizes.front()))))),
        int(std::ceil(std::log2(double(std::max<std::uint64_t>(1, plan.sizes.back()))))));
  }

  int available = 0, chosen = 0;
  for (VariantChip* chip : m_chips) {
    if (!chip->isAvailable()) continue;
    ++available;
    const bool on = plan.variants.empty() || namesVariant(plan, chip->variant());
    chip->setChecked(on);
    chosen += on;
  }
  m_variantsHeading->setValue(tr("%1 of %2").arg(chosen).arg(available));
  int peersChosen = 0;
  for (VariantChip* chip : m_peerChips) {
    const bool on = chip->isAvailable() && namesVariant(plan, chip->variant());
    chip->setChecked(on);
    peersChosen += on;
  }
  m_peersHeading->setValue(peersChosen == 0 ? tr("none") : QString::number(peersChosen));

  QVector<int> threads;
  for (size_t i = 0; i < m_threadChoices.size(); ++i)
    if (std::find(plan.threads.begin(), plan.threads.end(), m_threadChoices[i]) !=
        plan.threads.end())
      threads << int(i);
  m_threads->setChosen(threads);
  QVector<int> types;
  for (int i = 0; i < int(std::size(kDtypes)); ++i)
    if (std::find(plan.dtypes.begin(), plan.dtypes.end(), kDtypes[i]) != plan.dtypes.end())
      types << i;
  m_dtypes->setChosen(types);

  m_goal->setText(QStringLiteral("±%1 %").arg(plan.precision * 100, 0, 'g', 3));
  setInvalid(m_goal, {});
  m_budget->setText(plan.budgetSeconds > 0 ? QStringLiteral("%1 s").arg(plan.budgetSeconds)
                                           : QString());
  setInvalid(m_budget, {});
  if (const QString title = toQString(plan.title); title != m_presetName) {
    m_presetName = title;
    emit presetNameChanged();
  }
}

void PlanPanel::showChecks() {
  m_checkedCount->setText(tr("%1 of %2").arg(m_model->checkedCount()).arg(m_model->kernelCount()));
}

void PlanPanel::showEstimate() {
  const PlanEstimate& estimate = m_plan->estimate();
  if (estimate.known) {
    m_estimate->setTone(estimate.skipped > 0 ? Tone::warn : Tone::value);
    QString text =
        tr("%1 points, %2").arg(countText(estimate.points), aboutDuration(estimate.seconds));
    QStringList reasons;
    for (const std::string& reason : estimate.reasons) reasons << toQString(reason);
    if (estimate.skipped > 0) text += tr(", %1 left out").arg(countText(estimate.skipped));
    m_estimate->setText(text);
    m_estimate->setToolTip(reasons.join(u'\n'));
    m_runBlock->setBlocked(m_blocked);
  } else if (!estimate.error.what.empty()) {
    m_estimate->setTone(Tone::bad);
    m_estimate->setText(toQString(estimate.error.what));
    m_runBlock->setBlocked(toQString(toString(estimate.error)));
  } else {
    m_estimate->setTone(Tone::hint);
    m_estimate->setText(QStringLiteral("…"));
  }
}

void PlanPanel::setBlocked(const QString& reason) {
  m_blocked = reason;
  m_runBlock->setBlocked(reason);
  showEstimate();
}

void PlanPanel::setInvalid(QLineEdit* field, const QString& why) {
  field->setProperty("invalid", !why.isEmpty());
  QPalette palette = field->palette();
  palette.setColor(QPalette::Text,
                   why.isEmpty() ? Theme::instance().chrome().t1 : Theme::instance().chrome().bad);
  field->setPalette(palette);
  field->setAccessibleDescription(why);
  if (why.isEmpty()) return;
  if (field == m_sizes) return m_sizesHeading->setValue(why, Tone::bad);
  m_estimate->setTone(Tone::bad);
  m_estimate->setText(why);
}

void PlanPanel::editSizes() {
  const auto sizes = parseSizeList(toStd(m_sizes->text()));
  if (!sizes) return setInvalid(m_sizes, toQString(toString(sizes.error())));
  Plan next = m_plan->plan();
  next.sizes = *sizes;
  if (next == m_plan->plan()) return showPlan();
  m_plan->edit(tr("sizes"), next);
}

void PlanPanel::editGoal() {
  QString text = m_goal->text();
  text.remove(QStringLiteral("±"));
  const auto share = parseShare(toStd(text.trimmed()));
  if (!share) return setInvalid(m_goal, toQString(toString(share.error())));
  Plan next = m_plan->plan();
  next.precision = *share;
  if (next == m_plan->plan()) return showPlan();
  m_plan->edit(tr("interval goal"), next);
}

void PlanPanel::editBudget() {
  const QString text = m_budget->text().trimmed();
  Plan next = m_plan->plan();
  if (text.isEmpty()) {
    next.budgetSeconds = 0;
  } else {
    QString compact = text;
    compact.remove(u' ');
    const auto seconds = parseDuration(toStd(compact));
    if (!seconds) return setInvalid(m_budget, toQString(toString(seconds.error())));
    next.budgetSeconds = *seconds;
  }
  if (next == m_plan->plan()) return showPlan();
  m_plan->edit(tr("budget"), next);
}

void PlanPanel::editVariants() {
  Plan next = m_plan->plan();
  // What stands for no chip, as a way of reading files, stays.
  const auto isChip = [&](const std::string& name) {
    const auto chips = m_chips + m_peerChips;
    return std::any_of(chips.begin(), chips.end(),
                       [&](const VariantChip* chip) { return toStd(chip->variant()) == name; });
  };
  std::erase_if(next.variants, isChip);
  const bool others = !next.variants.empty();
  bool all = true, peers = false;
  std::size_t own = 0;
  for (VariantChip* chip : m_chips) {
    if (!chip->isAvailable()) continue;
    if (chip->isChecked()) {
      next.variants.push_back(toStd(chip->variant()));
      ++own;
    } else {
      all = false;
    }
  }
  if (own == 0) return showPlan();  // an empty list would mean all: keep the last one
  for (VariantChip* chip : m_peerChips)
    if (chip->isAvailable() && chip->isChecked()) {
      next.variants.push_back(toStd(chip->variant()));
      peers = true;
    }
  if (all && !peers && !others) next.variants.clear();
  m_plan->edit(tr("variants"), next);
}

void PlanPanel::selectKernel(const QString& name) {
  const QModelIndex index = m_proxy->mapFromSource(m_model->indexOf(name));
  if (!index.isValid() || index == m_tree->currentIndex()) return;
  const QSignalBlocker quiet(m_tree->selectionModel());
  m_tree->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
  m_tree->scrollTo(index);
  m_tree->viewport()->update();
}

}  // namespace lane
