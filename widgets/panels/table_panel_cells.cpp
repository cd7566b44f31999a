// What becomes of rows and cells of the Table: copies, and filters, orders and groups by what a
// cell says.
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <algorithm>

#include "exchange/markdown_text.h"
#include "panels/table_panel.h"
#include "panels/table_row_keeper.h"
#include "panels/table_view.h"
#include "support/qt_units.h"

namespace lane {

QString TablePanel::selectionAs(Format format) const {
  std::vector<int> rows = selectedSourceRows(*m_view, *m_proxy);
  if (rows.empty()) rows = m_proxy->matchingRows();
  if (rows.empty()) return {};
  if (format == Format::tsv) {
    QStringList lines{CaseTableModel::tsvHeader()};
    for (const int row : rows) lines << m_model->rowAsTsv(row);
    return lines.join(u'\n') + u'\n';
  }
  std::vector<int> columns;
  const QHeaderView* header = m_view->horizontalHeader();
  for (int visual = 0; visual < header->count(); ++visual)
    if (const int i = header->logicalIndex(visual);
        !header->isSectionHidden(i) && i != CaseTableModel::Curve)
      columns.push_back(i);
  std::vector<std::string> cells, rule;
  for (const int i : columns) {
    cells.push_back(
        escapeMarkdown(toStd(m_model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString())));
    rule.push_back(CaseTableModel::isNumeric(i) ? "---:" : "---");
  }
  std::string text = markdownRow(cells) + markdownRow(rule);
  for (const int row : rows) {
    cells.clear();
    for (const int i : columns) cells.push_back(escapeMarkdown(toStd(m_model->text(row, i))));
    text += markdownRow(cells);
  }
  return toQString(text);
}

bool TablePanel::copySelection(Format format) const {
  const QString text = selectionAs(format);
  if (text.isEmpty()) return false;
  QGuiApplication::clipboard()->setText(text);
  return true;
}

void TablePanel::addCellActions(QMenu* menu) {
  const QModelIndex index = m_view->currentIndex();
  if (!index.isValid()) return;
  if (m_proxy->isHeading(index.row())) return;
  const auto field = CaseTableModel::info(index.column()).field;
  if (!field) return;
  const QString title =
      m_model->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString();
  const CaseRecord& record = m_model->record(m_proxy->sourceRow(index.row()));
  const auto filterBy = [&](const QString& text, const QString& term) {
    connect(menu->addAction(text), &QAction::triggered, this, [this, term] { addFilter(term); });
  };
  if (isText(*field)) {
    if (const QString text = textOf(record, *field); !text.isEmpty()) {
      const QString term = TableFilter::termFor(*field, text);
      filterBy(tr("Show only %1 %2").arg(title, text), term);
      filterBy(tr("Leave out %1 %2").arg(title, text), u'-' + term);
    }
  } else if (*field == TableField::size || *field == TableField::threads) {
    const QString value = QString::number(std::uint64_t(figureOf(record, *field)));
    const QString text = figureText(*field, figureOf(record, *field));
    const QString name =
        *field == TableField::size ? QStringLiteral("n") : QStringLiteral("threads");
    filterBy(tr("Show only %1 %2").arg(title, text), name + u'=' + value);
    filterBy(tr("Show %1 from %2 up").arg(title, text), name + QStringLiteral(">=") + value);
    filterBy(tr("Show %1 up to %2").arg(title, text), name + QStringLiteral("<=") + value);
  }
  menu->addSeparator();
  for (const auto& [text, order] : {std::pair{tr("Sort by %1, ascending"), Qt::AscendingOrder},
                                    {tr("Sort by %1, descending"), Qt::DescendingOrder}})
    connect(
        menu->addAction(text.arg(title)), &QAction::triggered, this,
        [this, column = index.column(), order = order] { m_view->sortByColumn(column, order); });
  if (m_proxy->sortColumn() >= 0)
    connect(menu->addAction(tr("Order of the session")), &QAction::triggered, this,
            [this] { m_view->sortByColumn(-1, Qt::AscendingOrder); });
  const auto groupings = CaseTableProxy::groupings();
  if (std::find(groupings.begin(), groupings.end(), *field) != groupings.end() &&
      m_proxy->grouping() != field)
    connect(menu->addAction(tr("Group by %1").arg(title)), &QAction::triggered, this,
            [this, field] {
              setGrouping(field);
              emit layoutEdited();
            });
}

}  // namespace lane
