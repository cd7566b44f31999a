#include "panels/table_panel.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "panels/buttons.h"
#include "panels/choice_menu.h"
#include "panels/labels.h"
#include "panels/table_chips.h"
#include "panels/table_row_keeper.h"
#include "panels/table_view.h"
#include "panels/wrap_row.h"
#include "support/icons.h"
#include "support/qt_units.h"

namespace lane {

TablePanel::TablePanel(SessionDocument* document, SelectionModel* selection, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_model(new CaseTableModel(document, this)),
      m_proxy(new CaseTableProxy(this)),
      m_filter(new QLineEdit),
      m_chips(new FilterChips),
      m_count(new Text({}, {12, 400, false, Tone::label})),
      m_groupButton(new Button({}, Button::Kind::quiet)),
      m_columnsButton(new Button(tr("Columns"), Button::Kind::quiet)),
      m_groupMenu(new QMenu(this)),
      m_columnsMenu(new LastingMenu(this)),
      m_nothing(new Text(tr("No rows match"), {13, 500, false, Tone::label})),
      m_clear(new Button(tr("Clear filter"))),
      m_empty(new QWidget),
      m_scale(Theme::instance().textScale()) {
  m_proxy->setSourceModel(m_model);
  m_view = new CaseTableView(m_proxy, m_model);
  m_keeper = new TableRowKeeper(m_view, m_proxy);
  makeColumns();
  makeGroups();

  m_clear->setObjectName(QStringLiteral("clearTableFilter"));
  auto* nothing = new QVBoxLayout(m_empty);
  nothing->addStretch(1);
  nothing->addWidget(m_nothing, 0, Qt::AlignCenter);
  nothing->addWidget(m_clear, 0, Qt::AlignCenter);
  nothing->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHead());
  column->addWidget(m_chips);
  column->addWidget(new Hairline);
  column->addWidget(m_view, 1);
  column->addWidget(m_empty, 1);

  connect(m_clear, &Button::clicked, this, [this] {
    m_filter->clear();
    m_view->setFocus();
  });
  connect(m_filter, &QLineEdit::textChanged, this, &TablePanel::applyFilter);
  connect(m_chips, &FilterChips::lineEdited, m_filter, &QLineEdit::setText);
  connect(m_chips, &FilterChips::emptied, m_filter, qOverload<>(&QWidget::setFocus));
  connect(m_view, &CaseTableView::typed, this, [this](const QString& text) {
    m_filter->setFocus();
    m_filter->end(false);
    m_filter->insert(text);
  });
  connect(m_view, &QTableView::customContextMenuRequested, this,
          [this](const QPoint& at) { emit menuRequested(m_view->viewport()->mapToGlobal(at)); });
  connect(m_view, &QTableView::activated, this, [this](const QModelIndex& index) {
    if (!m_proxy->isHeading(index.row())) emit openRequested();
  });
  connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &TablePanel::takeSelection);
  connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &TablePanel::refreshCount);
  connect(m_keeper, &TableRowKeeper::restored, this, [this] {
    // The selected point may be among the rows again.
    if (!m_view->currentIndex().isValid() && !m_view->isFolding() &&
        m_proxy->shownRow(int(m_selection->current().caseIndex)) >= 0)
      selectInView();
  });
  connect(m_proxy, &QAbstractItemModel::modelReset, this, &TablePanel::refreshCount);
  connect(m_proxy, &QAbstractItemModel::dataChanged, this, &TablePanel::refreshCount);
  connect(selection, &SelectionModel::currentChanged, this, &TablePanel::selectInView);
  connect(&Theme::instance(), &Theme::changed, this, &TablePanel::refreshLook);
  refreshLook();
  refreshCount();
}

QTableView* TablePanel::view() {
  return m_view;
}

QWidget* TablePanel::makeHead() {
  m_filter->setPlaceholderText(tr("e.g. dot variant:avx2 n>=4Ki -status:skipped"));
  m_filter->setToolTip(TableFilter::help());
  m_filter->setAccessibleName(tr("Filter rows"));
  m_filter->setAccessibleDescription(TableFilter::help());
  m_filter->setClearButtonEnabled(true);
  m_filter->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_filter->setMinimumWidth(Theme::instance().px(140));
  m_filter->setMaximumWidth(Theme::instance().px(420));
  m_filter->installEventFilter(this);
  m_groupButton->setMenuMark(true);
  m_groupButton->setToolTip(tr("Group rows"));
  m_columnsButton->setMenuMark(true);
  m_columnsButton->setToolTip(tr("Columns of the table; drag their headings to reorder them"));
  for (const auto& [button, menu] :
       {std::pair{m_groupButton, m_groupMenu}, {m_columnsButton, m_columnsMenu}})
    connect(button, &Button::clicked, menu, [button = button, menu = menu] {
      menu->popup(button->mapToGlobal(QPoint(0, button->height() + 2)));
    });

  auto* words = new QWidget;
  auto* wordsLine = new QHBoxLayout(words);
  wordsLine->setContentsMargins(0, 0, 0, 0);
  wordsLine->setSpacing(10);
  wordsLine->addWidget(new Text(tr("Table"), {15, 600, false, Tone::value}));
  wordsLine->addWidget(m_count);
  wordsLine->addStretch(1);
  auto* tools = new WrapRow(8);
  tools->add(m_groupButton, 0);
  tools->add(m_columnsButton, 0);
  auto* row = new WrapRow(8);
  row->add(words, 1);
  row->add(m_filter, 4, 240);
  row->add(tools, 0);
  auto* head = new QWidget;
  auto* whole = new QHBoxLayout(head);
  whole->setContentsMargins(16, 8, 16, 8);
  whole->addWidget(row);
  return head;
}

void TablePanel::makeGroups() {
  auto* choices = new QActionGroup(m_groupMenu);
  const auto add = [&](const QString& text, std::optional<TableField> by) {
    QAction* action = m_groupMenu->addAction(text);
    action->setCheckable(true);
    action->setChecked(by == m_proxy->grouping());
    choices->addAction(action);
    connect(action, &QAction::triggered, this, [this, by] {
      setGrouping(by);
      emit layoutEdited();
    });
    return action;
  };
  add(tr("No groups"), std::nullopt);
  m_groupMenu->addSeparator();
  for (const TableField field : CaseTableProxy::groupings())
    add(titleOf(field), field)->setData(int(field));
  m_groupMenu->addSeparator();
  m_groupMenu->addAction(tr("Fold all"), this, [this] { m_proxy->setAllFolded(true); });
  m_groupMenu->addAction(tr("Unfold all"), this, [this] { m_proxy->setAllFolded(false); });
  setGrouping(std::nullopt);
}

void TablePanel::setGrouping(std::optional<TableField> by) {
  m_proxy->setGrouping(by);
  const auto actions = m_groupMenu->actions();
  for (QAction* action : actions)
    if (action->isCheckable())
      action->setChecked(action->data().isValid() ? by && action->data().toInt() == int(*by) : !by);
  for (QAction* fold : {actions[actions.size() - 2], actions.last()})
    fold->setEnabled(by.has_value());
  m_groupButton->setText(by ? tr("Group: %1").arg(titleOf(*by)) : tr("Group"));
  m_groupButton->updateGeometry();
}

void TablePanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  m_model->setLive(true);
  applySizeRange();
}

void TablePanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_model->setLive(false);  // nobody sees the updates
}

bool TablePanel::eventFilter(QObject* object, QEvent* event) {
  if (object != m_filter || event->type() != QEvent::KeyPress)
    return QWidget::eventFilter(object, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  if (key == Qt::Key_Escape && !m_filter->text().isEmpty()) {
    m_filter->clear();
    return true;
  }
  if (key != Qt::Key_Down && key != Qt::Key_Return && key != Qt::Key_Enter)
    return QWidget::eventFilter(object, event);
  if (!m_view->isVisible()) return true;
  m_view->setFocus();
  if (!m_view->currentIndex().isValid())
    for (int row = 0; row < m_proxy->rowCount(); ++row)
      if (!m_proxy->isHeading(row)) {
        m_view->selectRow(row);
        break;
      }
  return true;
}

void TablePanel::applyFilter(const QString& line) {
  m_proxy->setFilterLine(line);
  m_chips->setFilter(m_proxy->filter());
  refreshCount();
}

void TablePanel::addFilter(const QString& term) {
  for (const FilterTerm& each : m_proxy->filter().terms())
    if (m_filter->text().mid(each.begin, each.end - each.begin) == term) return;
  m_filter->setText(m_proxy->filter().lineWith(term));
}

void TablePanel::setSizeRange(std::optional<std::pair<double, double>> range) {
  m_wantedSizes.clear();
  if (range) {
    const double low = std::max(0.0, std::ceil(range->first));
    const double high = std::max(low, std::floor(range->second));
    m_wantedSizes = TableFilter::termForSizes(std::uint64_t(low), std::uint64_t(high));
  }
  if (isVisible()) applySizeRange();
}

void TablePanel::applySizeRange() {
  if (m_sizeTerm == m_wantedSizes) return;
  TableFilter filter = m_proxy->filter();
  for (std::size_t i = 0; !m_sizeTerm.isEmpty() && i < filter.terms().size(); ++i) {
    const FilterTerm& term = filter.terms()[i];
    if (filter.line().mid(term.begin, term.end - term.begin) != m_sizeTerm) continue;
    filter = TableFilter(filter.lineWithout(i));
    break;
  }
  m_sizeTerm = m_wantedSizes;
  m_filter->setText(filter.lineWith(m_sizeTerm));
}

void TablePanel::refreshCount() {
  const int shown = m_proxy->matching(), all = m_model->rowCount();
  QString text = shown == all
                     ? counted(std::size_t(all), tr("case"), tr("cases"))
                     : tr("%1 of %2 cases")
                           .arg(countText(std::uint64_t(shown)), countText(std::uint64_t(all)));
  const std::size_t selected = selectedSourceRows(*m_view, *m_proxy).size();
  if (selected > 1) text = tr("%1, %2 selected").arg(text, countText(selected));
  m_count->setText(text);
  const bool nothing = shown == 0;
  m_view->setVisible(!nothing);
  m_empty->setVisible(nothing);
  m_nothing->setText(all == 0 ? tr("No cases yet") : tr("No rows match"));
  m_clear->setVisible(all > 0);
}

void TablePanel::takeSelection(const QModelIndex& current) {
  if (!current.isValid() || m_keeper->isRestoring() || m_proxy->isHeading(current.row())) return;
  const int row = m_proxy->sourceRow(current.row());
  const CaseRecord& r = m_model->record(row);
  m_selection->setCurrent({curveKey(r), toQString(r.variant), r.size, std::uint32_t(row)});
}

void TablePanel::selectInView() {
  const std::uint32_t wanted = m_selection->current().caseIndex;
  const int source = wanted != kNoCase && int(wanted) < m_model->rowCount() ? int(wanted) : -1;
  if (source >= 0) m_proxy->reveal(source);
  const int row = m_proxy->shownRow(source);
  if (row < 0) {  // the point is not here: another one must not look selected
    m_view->clearSelection();
    m_view->setCurrentIndex({});
    return;
  }
  if (row == m_view->currentIndex().row()) return;
  const QModelIndex index = m_proxy->index(row, std::max(0, m_view->currentIndex().column()));
  m_view->selectionModel()->setCurrentIndex(
      index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  m_view->scrollTo(index);
}

}  // namespace lane
