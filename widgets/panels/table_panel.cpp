#include "panels/table_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/table_delegate.h"
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
      m_count(new Text({}, {12, 400, false, Tone::label})),
      m_nothing(new Text(tr("No rows match"), {13, 500, false, Tone::label})),
      m_clear(new Button(tr("Clear filter"))),
      m_empty(new QWidget),
      m_view(new QTableView) {
  m_proxy->setSourceModel(m_model);
  m_filter->setPlaceholderText(tr("e.g. dot variant:avx2 n>=4Ki"));
  m_filter->setAccessibleName(tr("Filter rows"));
  m_filter->setClearButtonEnabled(true);
  m_filter->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_filter->setMaximumWidth(Theme::instance().px(320));

  m_view->setObjectName(QStringLiteral("caseTable"));
  m_view->setModel(m_proxy);
  m_view->setItemDelegate(new TableDelegate({.variant = CaseTableModel::VariantRole}, m_view));
  m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_view->setSortingEnabled(true);
  m_view->setShowGrid(false);
  m_view->setWordWrap(false);
  m_view->setMouseTracking(true);
  m_view->setFrameShape(QFrame::NoFrame);
  m_view->setAccessibleName(tr("All cases"));
  m_view->verticalHeader()->hide();
  m_view->verticalHeader()->setDefaultSectionSize(Theme::instance().px(22));
  m_view->horizontalHeader()->setHighlightSections(false);
  m_view->horizontalHeader()->setStretchLastSection(true);
  m_view->sortByColumn(-1, Qt::AscendingOrder);
  const int widths[] = {90, 50, 70, 116, 70, 104, 150, 100, 120, 70, 70, 130, 90};
  static_assert(std::size(widths) == CaseTableModel::ColumnCount);
  for (int i = 0; i < CaseTableModel::ColumnCount; ++i)
    m_view->setColumnWidth(i, Theme::instance().px(widths[i]));

  auto* title = new Text(tr("Table"), {15, 600, false, Tone::value});
  auto* head = new QHBoxLayout;
  head->setContentsMargins(16, 8, 16, 8);
  head->setSpacing(10);
  head->addWidget(title);
  head->addWidget(m_count);
  head->addStretch(1);
  head->addWidget(m_filter, 2);
  auto* nothing = new QVBoxLayout(m_empty);
  nothing->addStretch(1);
  nothing->addWidget(m_nothing, 0, Qt::AlignCenter);
  nothing->addWidget(m_clear, 0, Qt::AlignCenter);
  nothing->addStretch(1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(head);
  column->addWidget(new Hairline);
  column->addWidget(m_view, 1);
  column->addWidget(m_empty, 1);

  connect(m_clear, &Button::clicked, m_filter, &QLineEdit::clear);
  connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_proxy->setFilterLine(text);
    refreshCount();
  });
  connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (!index.isValid()) return;
            const int row = m_proxy->mapToSource(index).row();
            const CaseRecord& r = m_model->record(row);
            m_selection->setCurrent({{r.suite, r.benchmark, r.dtype, r.threads, r.mode, r.cache},
                                     toQString(r.variant),
                                     r.size,
                                     std::uint32_t(row)});
          });
  connect(selection, &SelectionModel::currentChanged, this, &TablePanel::selectInView);
  connect(document, &SessionDocument::sessionReset, this, &TablePanel::refreshCount);
  connect(document, &SessionDocument::casesChanged, this, &TablePanel::refreshCount);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    m_view->verticalHeader()->setDefaultSectionSize(std::max(
        Theme::instance().px(22), QFontMetrics(Theme::instance().monoFont(12)).height() + 4));
  });
  refreshCount();
}

void TablePanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  m_model->setLive(true);
}

void TablePanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  m_model->setLive(false);  // nobody sees 20 updates a second
}

void TablePanel::refreshCount() {
  const int shown = m_proxy->rowCount(), all = m_model->rowCount();
  m_count->setText(shown == all
                       ? counted(std::size_t(all), tr("case"), tr("cases"))
                       : tr("%1 of %2 cases")
                             .arg(countText(std::uint64_t(shown)), countText(std::uint64_t(all))));
  const bool nothing = shown == 0;
  m_view->setVisible(!nothing);
  m_empty->setVisible(nothing);
  m_nothing->setText(all == 0 ? tr("No cases yet") : tr("No rows match"));
  m_clear->setVisible(all > 0);
}

void TablePanel::selectInView() {
  const std::uint32_t index = m_selection->current().caseIndex;
  if (int(index) >= m_model->rowCount() || index == kNoCase) return;
  const QModelIndex row = m_proxy->mapFromSource(m_model->index(int(index), 0));
  if (!row.isValid() || row.row() == m_view->currentIndex().row()) return;
  m_view->selectionModel()->setCurrentIndex(
      row, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  m_view->scrollTo(row);
}

bool TablePanel::copySelection() const {
  QModelIndexList rows = m_view->selectionModel()->selectedRows();
  if (rows.isEmpty()) return false;
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.row() < b.row(); });
  QStringList lines{CaseTableModel::tsvHeader()};
  for (const QModelIndex& row : rows) lines << m_model->rowAsTsv(m_proxy->mapToSource(row).row());
  QGuiApplication::clipboard()->setText(lines.join(u'\n'));
  return true;
}

}  // namespace lane
