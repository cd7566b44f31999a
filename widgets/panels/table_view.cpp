#include "panels/table_view.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "charts/sparkline.h"
#include "panels/table_delegate.h"
#include "support/icons.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

class CaseDelegate : public TableDelegate {
 public:
  CaseDelegate(const CaseTableProxy* proxy, const CaseTableModel* model, QObject* parent)
      : TableDelegate({.variant = CaseTableModel::VariantRole}, parent),
        m_proxy(proxy),
        m_model(model) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    if (m_proxy->isHeading(index.row())) return;  // the view paints over all cells of it
    TableDelegate::paint(painter, option, index);
    if (index.column() != CaseTableModel::Curve) return;
    const int row = m_proxy->sourceRow(index.row());
    const OverSizes& line = m_model->overSizes(row);
    if (line.sizes.empty()) return;
    const CaseRecord& record = m_model->record(row);
    const Theme& theme = Theme::instance();
    const SeriesStyle style = theme.series(toQString(record.variant));
    SparklineData data;
    data.x = line.sizes;
    data.y = line.rates;
    data.coarse = record.status == CaseStatus::coarse;
    data.liveX = record.hasTime() ? double(record.size) : 0;
    data.liveColor = theme.chrome().ink;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintSparkline(*painter, data, QRectF(option.rect).adjusted(theme.px(8), 4, -theme.px(8), -4),
                   style.line);
    painter->restore();
  }

 private:
  const CaseTableProxy* m_proxy;
  const CaseTableModel* m_model;
};

}  // namespace

CaseTableView::CaseTableView(CaseTableProxy* proxy, const CaseTableModel* model, QWidget* parent)
    : QTableView(parent), m_proxy(proxy) {
  setModel(proxy);
  setItemDelegate(new CaseDelegate(proxy, model, this));
}

void CaseTableView::paintEvent(QPaintEvent* event) {
  QTableView::paintEvent(event);
  if (!m_proxy->grouping()) return;
  const int first = rowAt(event->rect().top());
  int last = rowAt(event->rect().bottom());
  if (first < 0) return;
  if (last < 0) last = m_proxy->rowCount() - 1;
  QPainter painter(viewport());
  painter.setRenderHint(QPainter::Antialiasing);
  for (int row = first; row <= last; ++row)
    if (m_proxy->isHeading(row)) paintHeading(painter, row);
}

void CaseTableView::paintHeading(QPainter& painter, int row) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const CaseTableProxy::Heading heading = m_proxy->heading(row);
  const QRect area(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
  painter.fillRect(area, c.ruler);
  painter.setPen(c.line);
  painter.drawLine(area.bottomLeft(), area.bottomRight());
  const double side = theme.px(12);
  paintIcon(painter, heading.folded ? Icon::chevronRight : Icon::chevronDown,
            {double(theme.px(6)), area.center().y() - side / 2 + 0.5, side, side}, c.t2);
  QRect text = area.adjusted(theme.px(24), 0, -theme.px(8), 0);
  const QFont strong = theme.uiFont(12, 600);
  painter.setFont(strong);
  painter.setPen(c.t1);
  painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                   QFontMetrics(strong).elidedText(heading.name, Qt::ElideRight, text.width()));
  text.adjust(QFontMetrics(strong).horizontalAdvance(heading.name) + theme.px(16), 0, 0, 0);
  const QFont plain = theme.uiFont(12);
  painter.setFont(plain);
  painter.setPen(c.t2);
  if (text.width() > theme.px(24))
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(plain).elidedText(heading.summary, Qt::ElideRight, text.width()));
  if (hasFocus() && currentIndex().row() == row) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(c.ink, 1));
    painter.drawRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -1.5));
  }
}

void CaseTableView::fold(int heading, bool folded) {
  const QString name = m_proxy->heading(heading).name;
  m_folding = true;
  m_proxy->setFolded(heading, folded);
  m_folding = false;
  const QModelIndex index = m_proxy->index(m_proxy->headingRow(name), 0);
  selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
  scrollTo(index);
}

void CaseTableView::moveColumn(int by) {
  QHeaderView* header = horizontalHeader();
  const int from = header->visualIndex(currentIndex().column());
  int to = from + by;
  while (to >= 0 && to < header->count() && header->isSectionHidden(header->logicalIndex(to)))
    to += by;
  if (from >= 0 && to >= 0 && to < header->count()) header->moveSection(from, to);
}

void CaseTableView::keyPressEvent(QKeyEvent* event) {
  const int row = currentIndex().row(), key = event->key();
  const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
  if (row >= 0 && plain && m_proxy->isHeading(row)) {
    const bool folded = m_proxy->heading(row).folded;
    switch (key) {
      case Qt::Key_Space:
      case Qt::Key_Return:
      case Qt::Key_Enter:
        return fold(row, !folded);
      case Qt::Key_Left:
        return fold(row, true);
      case Qt::Key_Right:
        return fold(row, false);
      default:
        break;
    }
  }
  if (event->modifiers() == Qt::AltModifier && (key == Qt::Key_Up || key == Qt::Key_Down)) {
    if (currentIndex().isValid())
      sortByColumn(currentIndex().column(),
                   key == Qt::Key_Up ? Qt::AscendingOrder : Qt::DescendingOrder);
    return;
  }
  if (event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) &&
      (key == Qt::Key_Left || key == Qt::Key_Right))
    return moveColumn(key == Qt::Key_Left ? -1 : 1);
  QTableView::keyPressEvent(event);
}

void CaseTableView::mousePressEvent(QMouseEvent* event) {
  const int row = rowAt(int(event->position().y()));
  if (row < 0 || !m_proxy->isHeading(row)) return QTableView::mousePressEvent(event);
  if (event->button() == Qt::LeftButton) fold(row, !m_proxy->heading(row).folded);
}

void CaseTableView::mouseDoubleClickEvent(QMouseEvent* event) {
  const int row = rowAt(int(event->position().y()));
  if (row >= 0 && m_proxy->isHeading(row)) return mousePressEvent(event);
  QTableView::mouseDoubleClickEvent(event);
}

}  // namespace lane
