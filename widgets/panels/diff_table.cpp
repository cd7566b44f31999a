#include "panels/diff_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "panels/buttons.h"
#include "panels/choice_menu.h"
#include "panels/labels.h"
#include "panels/table_delegate.h"
#include "panels/table_row_keeper.h"
#include "support/qt_units.h"

namespace lane {

DiffTable::DiffTable(DiffDocument* document, DiffTableModel* model, DiffTableProxy* proxy,
                     QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_model(model),
      m_proxy(proxy),
      m_view(new QTableView),
      m_columns(new LastingMenu(this)),
      m_empty(new QWidget) {
  m_view->setObjectName(QStringLiteral("diffTable"));
  m_view->setModel(proxy);
  auto* keeper = new TableRowKeeper(m_view, proxy);
  m_delegate = new TableDelegate({.variant = DiffTableModel::VariantRole,
                                  .verdict = DiffTableModel::VerdictRole,
                                  .verdictColumn = DiffTableModel::VerdictColumn,
                                  .bar = DiffTableModel::BarRole},
                                 m_view);
  m_view->setItemDelegate(m_delegate);
  m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_view->setSortingEnabled(true);
  m_view->sortByColumn(-1, Qt::AscendingOrder);  // largest effect first, as the diff comes
  m_view->setShowGrid(false);
  m_view->setWordWrap(false);
  m_view->setMouseTracking(true);
  m_view->setFrameShape(QFrame::NoFrame);
  m_view->setTabKeyNavigation(false);
  m_view->setContextMenuPolicy(Qt::CustomContextMenu);
  m_view->setAccessibleName(tr("Pairs of the diff"));
  m_view->verticalHeader()->hide();
  QHeaderView* header = m_view->horizontalHeader();
  header->setHighlightSections(false);
  header->setStretchLastSection(true);
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  const int widths[] = {96, 84, 104, 64, 56, 48, 60, 110, 76, 76, 130, 68, 118, 68, 80};
  static_assert(std::size(widths) == DiffTableModel::ColumnCount);
  for (int i = 0; i < DiffTableModel::ColumnCount; ++i) {
    m_view->setColumnWidth(i, Theme::instance().px(widths[i]));
    QAction* action =
        m_columns->addAction(m_model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString());
    action->setCheckable(true);
    action->setEnabled(i != DiffTableModel::VerdictColumn);
    connect(action, &QAction::triggered, this, [this, i](bool shown) { chooseColumn(i, shown); });
  }

  auto* clear = new Button(tr("Clear filter"));
  clear->setObjectName(QStringLiteral("clearDiffFilter"));
  auto* nothing = new QVBoxLayout(m_empty);
  nothing->addStretch(1);
  nothing->addWidget(new Text(tr("No rows match"), {13, 500, false, Tone::label}), 0,
                     Qt::AlignCenter);
  nothing->addWidget(clear, 0, Qt::AlignCenter);
  nothing->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_view);
  column->addWidget(m_empty);

  connect(clear, &Button::clicked, this, &DiffTable::clearFilterRequested);
  connect(header, &QHeaderView::customContextMenuRequested, this,
          [this](const QPoint& at) { m_columns->popup(m_view->mapToGlobal(at)); });
  connect(m_view, &QTableView::customContextMenuRequested, this,
          [this](const QPoint& at) { emit menuRequested(m_view->viewport()->mapToGlobal(at)); });
  connect(m_view, &QTableView::activated, this, [this](const QModelIndex& index) {
    emit openRequested(toQString(m_model->pair(m_proxy->mapToSource(index).row()).key));
  });
  connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this, keeper](const QModelIndex& index) {
            if (index.isValid() && !keeper->isRestoring())
              m_document->setCurrent(m_proxy->mapToSource(index).row());
          });
  connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &DiffTable::rowsChanged);
  connect(proxy, &QAbstractItemModel::modelReset, this, &DiffTable::refreshRows);
  connect(document, &DiffDocument::diffReady, this, &DiffTable::refreshDiff);
  connect(document, &DiffDocument::currentChanged, this, &DiffTable::showCurrent);
  connect(&Theme::instance(), &Theme::changed, this, &DiffTable::refreshHeight);
  refreshHeight();
  refreshRows();
}

void DiffTable::refreshHeight() {
  const Theme& theme = Theme::instance();
  m_view->verticalHeader()->setDefaultSectionSize(
      std::max(theme.px(22), QFontMetrics(theme.monoFont(12)).height() + 4));
  setMinimumHeight(theme.px(120));
}

void DiffTable::refreshDiff() {
  const Diff& diff = m_document->diff();
  double widest = std::log2(1 + 2 * diff.options.threshold);
  for (const DiffPair& pair : diff.pairs)
    if (pair.ratio > 0) widest = std::max(widest, std::abs(std::log2(pair.ratio)) * 1.08);
  m_delegate->setThreshold(diff.options.threshold);
  m_delegate->setRatioScale(std::min(widest, 4.0), !diff.metric.higherIsBetter);
  for (int i = 0; !m_columnsChosen && i < DiffTableModel::ColumnCount; ++i) {
    // What is the same in every row need not be read in every row.
    const auto column = DiffTableModel::Column(i);
    const bool extra = column == DiffTableModel::Type || column == DiffTableModel::Threads ||
                       column == DiffTableModel::Conditions;
    const bool shown = extra ? m_model->tellsApart(column) : column != DiffTableModel::PValue;
    m_view->setColumnHidden(i, !shown);
    m_columns->actions()[i]->setChecked(shown);
  }
  for (int i = 0; i < DiffTableModel::ColumnCount; ++i)
    m_columns->actions()[i]->setText(
        m_model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString());
}

void DiffTable::chooseColumn(int column, bool shown) {
  m_columnsChosen = true;
  m_view->setColumnHidden(column, !shown);
}

void DiffTable::refreshRows() {
  const bool none = m_proxy->rowCount() == 0 && m_model->rowCount() > 0;
  m_view->setVisible(!none);
  m_empty->setVisible(none);
  emit rowsChanged();
}

void DiffTable::showCurrent() {
  const int row = m_document->current();
  if (row < 0 || row >= m_model->rowCount()) return;
  const QModelIndex index = m_proxy->mapFromSource(m_model->index(row, 0));
  if (!index.isValid() || index.row() == m_view->currentIndex().row()) return;
  m_view->selectionModel()->setCurrentIndex(
      index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  m_view->scrollTo(index);
}

QStringList DiffTable::selectedKeys() const {
  QStringList keys;
  for (const int row : selectedSourceRows(*m_view, *m_proxy))
    keys << toQString(m_model->pair(row).key);
  return keys;
}

QString DiffTable::selectionAs(Format format) const {
  const std::vector<int> rows = selectedSourceRows(*m_view, *m_proxy);
  if (rows.empty()) return {};
  QStringList lines;
  if (format == Format::tsv) {
    lines << DiffTableModel::tsvHeader();
    for (const int row : rows) lines << m_model->rowAsTsv(row);
    return lines.join(u'\n') + u'\n';
  }
  const auto line = [this](const auto& cell) {
    QString text = QStringLiteral("|");
    for (int i = 0; i < DiffTableModel::ColumnCount; ++i)
      if (!m_view->isColumnHidden(i) && i != DiffTableModel::Bar)
        text += u' ' + QString(cell(i)).replace(u'|', QStringLiteral("\\|")) + QStringLiteral(" |");
    return text;
  };
  lines << line([this](int column) {
    return m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
  });
  lines << line([this](int column) {
    const int align = m_model->headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt();
    return align & Qt::AlignRight ? QStringLiteral("---:") : QStringLiteral("---");
  });
  for (const int row : rows)
    lines << line([this, row](int column) { return m_model->text(row, column); });
  return lines.join(u'\n') + u'\n';
}

void DiffTable::copySelection(Format format) const {
  if (const QString text = selectionAs(format); !text.isEmpty())
    QGuiApplication::clipboard()->setText(text);
}

}  // namespace lane
