// The columns of the Table: which, in what order, how wide.
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <algorithm>
#include <cmath>

#include "panels/table_panel.h"
#include "panels/table_view.h"
#include "support/theme.h"

namespace lane {

void TablePanel::makeColumns() {
  m_view->setObjectName(QStringLiteral("caseTable"));
  m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_view->setSortingEnabled(true);
  m_view->setShowGrid(false);
  m_view->setWordWrap(false);
  m_view->setMouseTracking(true);
  m_view->setFrameShape(QFrame::NoFrame);
  m_view->setTabKeyNavigation(false);
  m_view->setContextMenuPolicy(Qt::CustomContextMenu);
  m_view->setAccessibleName(tr("All cases"));
  m_view->setAccessibleDescription(
      tr("Alt with up and down sorts by the current column, letters filter"));
  m_view->verticalHeader()->hide();
  QHeaderView* header = m_view->horizontalHeader();
  header->setHighlightSections(false);
  // With the rows' own it would ask for every cell of every column whether all are selected.
  header->setSelectionModel(new QItemSelectionModel(m_proxy, header));
  header->setStretchLastSection(true);
  header->setSectionsMovable(true);
  header->setSortIndicatorClearable(true);
  header->setContextMenuPolicy(Qt::CustomContextMenu);
  m_view->sortByColumn(-1, Qt::AscendingOrder);

  for (int i = 0; i < CaseTableModel::ColumnCount; ++i) {
    QAction* action = m_columnsMenu->addAction(
        m_model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString());
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, i](bool shown) { chooseColumn(i, shown); });
  }
  m_columnsMenu->addSeparator();
  m_columnsMenu->addAction(tr("Usual columns"), this, [this] {
    setColumnLayout({});
    emit layoutEdited();
  });
  setColumnLayout({});
  const auto edited = [this] {
    if (!m_arranging) emit layoutEdited();
  };
  connect(header, &QHeaderView::sortIndicatorChanged, this, [this](int column) {
    if (column >= 0 && !CaseTableModel::info(column).field)  // curves have no order
      m_view->sortByColumn(-1, Qt::AscendingOrder);
  });
  connect(header, &QHeaderView::sectionMoved, this, edited);
  connect(header, &QHeaderView::sectionResized, this, edited);
  connect(header, &QHeaderView::customContextMenuRequested, this,
          [this, header](const QPoint& at) { m_columnsMenu->popup(header->mapToGlobal(at)); });
}

void TablePanel::chooseColumn(int column, bool shown) {
  const QHeaderView* header = m_view->horizontalHeader();
  if (shown || header->count() - header->hiddenSectionCount() > 1)
    m_view->setColumnHidden(column, !shown);
  refreshColumnsMenu();  // the last one stays
  emit layoutEdited();
}

void TablePanel::refreshColumnsMenu() {
  const auto actions = m_columnsMenu->actions();
  for (int i = 0; i < CaseTableModel::ColumnCount; ++i)
    actions[i]->setChecked(!m_view->isColumnHidden(i));
}

QStringList TablePanel::columnLayout() const {
  const QHeaderView* header = m_view->horizontalHeader();
  const double scale = Theme::instance().textScale();
  QStringList layout;
  for (int visual = 0; visual < header->count(); ++visual) {
    const int i = header->logicalIndex(visual);
    const bool hidden = header->isSectionHidden(i);
    // A hidden section has no width, the last one that of the rest.
    const bool own = !hidden && visual + 1 < header->count();
    const int width =
        own ? int(std::lround(header->sectionSize(i) / scale)) : CaseTableModel::info(i).width;
    layout << QStringLiteral("%1%2:%3")
                  .arg(hidden ? QStringLiteral("-") : QString(),
                       QLatin1StringView(CaseTableModel::info(i).name))
                  .arg(width);
  }
  return layout;
}

void TablePanel::setColumnLayout(const QStringList& layout) {
  m_arranging = true;
  QHeaderView* header = m_view->horizontalHeader();
  const auto place = [&](int column, int visual, int width, bool hidden) {
    header->moveSection(header->visualIndex(column), visual);
    header->setSectionHidden(column, hidden);
    header->resizeSection(column, Theme::instance().px(std::clamp(width, 24, 2000)));
  };
  int next = 0, shown = 0;
  std::vector<bool> placed(CaseTableModel::ColumnCount);
  for (const QString& entry : layout)
    for (int i = 0; i < CaseTableModel::ColumnCount; ++i) {
      const bool hidden = entry.startsWith(u'-');
      const QString name = entry.section(u':', 0, 0).mid(hidden ? 1 : 0);
      if (placed[std::size_t(i)] || name != QLatin1StringView(CaseTableModel::info(i).name))
        continue;
      const int width = entry.section(u':', 1).toInt();
      place(i, next++, width > 0 ? width : CaseTableModel::info(i).width, hidden);
      placed[std::size_t(i)] = true;
      shown += !hidden;
    }
  for (int i = 0; i < CaseTableModel::ColumnCount; ++i)
    if (!placed[std::size_t(i)]) {
      const CaseTableModel::ColumnInfo& info = CaseTableModel::info(i);
      place(i, next++, info.width, !info.chosen);
      shown += info.chosen;
    }
  if (shown == 0) header->setSectionHidden(0, false);
  m_arranging = false;
  refreshColumnsMenu();
}

void TablePanel::refreshLook() {
  const Theme& theme = Theme::instance();
  m_view->verticalHeader()->setDefaultSectionSize(
      std::max(theme.px(22), QFontMetrics(theme.monoFont(12)).height() + 4));
  if (theme.textScale() == m_scale) return;
  m_arranging = true;
  QHeaderView* header = m_view->horizontalHeader();
  for (int i = 0; i < header->count(); ++i)
    if (!header->isSectionHidden(i))
      header->resizeSection(i,
                            int(std::lround(header->sectionSize(i) * theme.textScale() / m_scale)));
  m_arranging = false;
  m_scale = theme.textScale();
  m_filter->setMinimumWidth(theme.px(140));
  m_filter->setMaximumWidth(theme.px(420));
}

}  // namespace lane
