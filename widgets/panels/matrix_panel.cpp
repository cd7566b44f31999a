#include "panels/matrix_panel.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QTableView>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/table_delegate.h"
#include "support/heat.h"
#include "support/qt_units.h"

namespace lane {
namespace {

class MatrixDelegate : public TableDelegate {
 public:
  using TableDelegate::TableDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const QVariant share = index.data(MatrixModel::HeatRole);
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    if (!share.isValid()) {
      TableDelegate::paint(painter, option, index);
      if (index.column() == MatrixModel::Machine && index.data(MatrixModel::ReferenceRole).toBool())
        painter->fillRect(option.rect.left(), option.rect.top(), 3, option.rect.height(), c.ink);
      return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(option.rect, c.panel);
    painter->setPen(Qt::NoPen);
    painter->setBrush(heatColor(share.toDouble()));
    const QRectF cell = QRectF(option.rect).adjusted(1, 1, -1, -1);
    painter->drawRoundedRect(cell, 3, 3);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
      painter->setBrush(Qt::NoBrush);
      painter->setPen(QPen(option.state & QStyle::State_Selected ? c.ink : c.ctl, 1.5));
      painter->drawRoundedRect(cell.adjusted(1, 1, -1, -1), 3, 3);
    }
    painter->setFont(theme.monoFont(12));
    painter->setPen(heatText(share.toDouble()));
    painter->drawText(cell.adjusted(6, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter,
                      index.data().toString());
    painter->restore();
  }
};

QStringList droppedSessions(const QMimeData* mime) {
  QStringList paths;
  for (const QUrl& url : mime->urls())
    if (url.toLocalFile().endsWith(QStringLiteral(".h5"))) paths << url.toLocalFile();
  return paths;
}

}  // namespace

MatrixPanel::MatrixPanel(MatrixModel* model, QWidget* parent) : QWidget(parent), m_model(model) {
  setObjectName(QStringLiteral("matrixPanel"));
  setAcceptDrops(true);
  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("matrixTable"));
  m_table->setModel(m_model);
  m_table->setItemDelegate(new MatrixDelegate({}, m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setMouseTracking(true);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                           QAbstractItemView::AnyKeyPressed);
  m_table->setAccessibleName(tr("Sessions against kernels"));
  // The names stay in sight while the kernels scroll by.
  m_table->hideColumn(MatrixModel::Name);
  m_table->verticalHeader()->setHighlightSections(false);
  m_table->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_table->setCornerButtonEnabled(false);
  m_table->horizontalHeader()->setHighlightSections(false);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHead());
  column->addWidget(new Hairline);
  column->addWidget(m_table, 1);
  column->addWidget(makeEmpty(), 1);

  const auto fit = [this] {
    const Theme& theme = Theme::instance();
    m_table->verticalHeader()->setDefaultSectionSize(
        std::max(theme.px(28), QFontMetrics(theme.monoFont(12)).height() + 10));
    const int widths[] = {190, 210, 84, 76, 84, 84, 84};
    static_assert(std::size(widths) == MatrixModel::FirstKernel);
    for (int i = 0; i < m_model->columnCount(); ++i) {
      const int header =
          QFontMetrics(theme.uiFont(12, 500))
              .horizontalAdvance(
                  m_model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString());
      m_table->setColumnWidth(i, i < MatrixModel::FirstKernel
                                     ? theme.px(widths[i])
                                     : std::max(theme.px(76), header + theme.px(24)));
    }
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  connect(m_model, &QAbstractItemModel::modelReset, this, fit);
  connect(m_model, &MatrixModel::changed, this, &MatrixPanel::refresh);
  connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
    const QString kernel = index.data(MatrixModel::KernelRole).toString();
    if (!kernel.isEmpty()) emit kernelActivated(kernel);
  });
  connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
          &MatrixPanel::refresh);
  connect(m_reference, &Button::clicked, this,
          [this] { m_model->setReference(m_table->currentIndex().row()); });
  connect(m_remove, &Button::clicked, this,
          [this] { m_model->removeAt(m_table->currentIndex().row()); });
  connect(m_add, &Button::clicked, this, [this] {
    m_addMenu->clear();
    fillAddMenu(m_addMenu);
    m_addMenu->popup(m_add->mapToGlobal(QPoint(0, m_add->height())));
  });
  connect(m_variant, &Button::clicked, this, [this] {
    auto* menu = new QMenu(m_variant);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString& text, const QString& name) {
      connect(menu->addAction(text), &QAction::triggered, this, [this, text, name] {
        m_variant->setText(text);
        m_variant->updateGeometry();
        m_model->setVariant(name);
      });
    };
    add(tr("Fastest variant"), {});
    for (const QString& name : m_model->variants()) add(name, name);
    menu->popup(m_variant->mapToGlobal(QPoint(0, m_variant->height())));
  });
  connect(m_copy, &Button::clicked, this, [this] {
    auto* menu = new QMenu(m_copy);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("As tab-separated text")), &QAction::triggered, this,
            [this] { copy(m_model->tsv()); });
    connect(menu->addAction(tr("As Markdown")), &QAction::triggered, this,
            [this] { copy(m_model->markdown()); });
    menu->popup(m_copy->mapToGlobal(QPoint(0, m_copy->height())));
  });
  fit();
  refresh();
}

QWidget* MatrixPanel::makeHead() {
  auto* head = new QWidget;
  m_head = new QHBoxLayout(head);
  m_head->setContentsMargins(16, 8, 16, 8);
  m_head->setSpacing(10);
  m_facts = new Text({}, {12, 400, false, Tone::label});
  m_facts->setElided(true);
  m_variant = new Button(tr("Fastest variant"), Button::Kind::plain);
  m_variant->setMenuMark(true);
  m_variant->setToolTip(tr("Which times are compared"));
  m_reference = new Button(tr("Set as reference"), Button::Kind::plain);
  m_reference->setToolTip(tr("Relate all sessions to the selected one"));
  m_remove = new Button({}, Button::Kind::quiet);
  m_remove->setGlyph(Icon::close);
  m_remove->setToolTip(tr("Take the selected session out of the table"));
  m_remove->setAccessibleName(tr("Remove session"));
  m_copy = new Button({}, Button::Kind::quiet);
  m_copy->setGlyph(Icon::copy);
  m_copy->setToolTip(tr("Copy the table"));
  m_copy->setAccessibleName(tr("Copy table"));
  m_add = new Button(tr("Add session"), Button::Kind::plain);
  m_add->setMenuMark(true);
  m_addMenu = new QMenu(m_add);
  m_head->addWidget(new Text(tr("Many sessions"), {15, 600, false, Tone::value}));
  m_head->addStretch(1);
  for (Button* button : {m_variant, m_add}) m_head->addWidget(button);
  auto* block = new QWidget;
  auto* lines = new QVBoxLayout(block);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->setSpacing(0);
  lines->addWidget(head);
  auto* facts = new QHBoxLayout;
  facts->setContentsMargins(16, 0, 16, 8);
  facts->setSpacing(10);
  facts->addWidget(m_facts, 1);
  for (Button* button : {m_reference, m_remove, m_copy}) facts->addWidget(button);
  lines->addLayout(facts);
  return block;
}

QWidget* MatrixPanel::makeEmpty() {
  m_empty = new QWidget;
  auto* text = new Text(tr("Drop session files here, or add them: kernels of several machines, "
                           "relative to one of them."),
                        {13, 400, false, Tone::label});
  auto* choose = new Button(tr("Choose sessions"), Button::Kind::primary);
  connect(choose, &Button::clicked, this, &MatrixPanel::chooseRequested);
  auto* column = new QVBoxLayout(m_empty);
  column->setSpacing(10);
  column->addStretch(1);
  column->addWidget(new Text(tr("Compare many sessions"), {15, 600, false, Tone::value}), 0,
                    Qt::AlignCenter);
  column->addWidget(text, 0, Qt::AlignCenter);
  column->addWidget(choose, 0, Qt::AlignCenter);
  column->addStretch(1);
  return m_empty;
}

void MatrixPanel::setRecent(const QStringList& paths) {
  m_recent = paths;
}

void MatrixPanel::fillAddMenu(QMenu* menu) {
  connect(menu->addAction(tr("Choose files…")), &QAction::triggered, this,
          &MatrixPanel::chooseRequested);
  if (m_sessionOpen)
    connect(menu->addAction(tr("The open session")), &QAction::triggered, this,
            &MatrixPanel::openSessionRequested);
  if (!m_recent.isEmpty()) menu->addSeparator();
  for (const QString& path : m_recent)
    connect(menu->addAction(QFileInfo(path).fileName()), &QAction::triggered, this,
            [this, path] { m_model->add({path}); });
}

void MatrixPanel::refresh() {
  const Matrix& matrix = m_model->matrix();
  const bool any = m_model->rowCount() > 0;
  m_table->setVisible(any);
  m_empty->setVisible(!any);
  for (Button* button : {m_variant, m_reference, m_remove, m_copy}) button->setVisible(any);
  const int row = m_table->currentIndex().row();
  m_remove->setEnabled(row >= 0);
  m_reference->setEnabled(row >= 0 && std::size_t(row) != matrix.options.reference);
  if (!any)
    m_facts->setText(m_model->isBusy() ? tr("Reading") : QString());
  else
    m_facts->setText(
        tr("Time relative to %1, geometric mean over the cases both have; below 1 is faster")
            .arg(toQString(matrix.sessions[matrix.options.reference].name)));
}

void MatrixPanel::copy(const QString& text) {
  QGuiApplication::clipboard()->setText(text);
}

void MatrixPanel::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedSessions(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MatrixPanel::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  m_model->add(droppedSessions(event->mimeData()));
}

}  // namespace lane
