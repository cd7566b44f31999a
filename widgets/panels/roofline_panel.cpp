#include "panels/roofline_panel.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/roof_plot.h"
#include "charts/variant_keys.h"
#include "models/roof_table_model.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/table_delegate.h"
#include "support/line_flow.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr int kRefreshMs = 300;  // a live run changes one case at a time

/// Bars for the share of the roof, shades for the shares inside the levels.
class RoofDelegate : public TableDelegate {
 public:
  using TableDelegate::TableDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const QVariant bar = index.data(RoofTableModel::BarRole);
    const QVariant heat = index.data(RoofTableModel::HeatRole);
    if (heat.isValid()) paintHeat(*painter, option.rect, heat.toDouble());
    TableDelegate::paint(painter, option, index);
    if (!bar.isValid()) return;
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const double share = std::clamp(bar.toDouble(), 0.0, 1.0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    const QRectF cell = QRectF(option.rect).adjusted(8, 0, -8, -1);
    const double text = theme.px(52), h = theme.px(5);
    const QRectF track(cell.left(), cell.center().y() - h / 2, cell.width() - text, h);
    painter->setBrush(c.line2);
    painter->drawRoundedRect(track, 2, 2);
    painter->setBrush(theme
                          .series(index.siblingAtColumn(RoofTableModel::Variant)
                                      .data(RoofTableModel::VariantRole)
                                      .toString())
                          .fill);
    painter->drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * share, h)), 2, 2);
    painter->restore();
  }

 private:
  /// Under the text, and never so light that it could not be read.
  static void paintHeat(QPainter& painter, const QRectF& cell, double share) {
    QColor shade = Theme::instance().chrome().ink;
    shade.setAlphaF(static_cast<float>(0.04 + 0.18 * std::clamp(share, 0.0, 1.0)));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(shade);
    painter.drawRoundedRect(cell.adjusted(4, 2, -4, -2), 3, 3);
    painter.restore();
  }
};

QString pageText(const RoofPage& page) {
  return RooflinePanel::tr("%1, %2").arg(
      toQString(toWord(page.dtype)),
      counted(page.threads, RooflinePanel::tr("thread"), RooflinePanel::tr("threads")));
}

QPushButton* toggle(const QString& text, const QString& tip) {
  auto* button = new QPushButton(text);
  button->setCheckable(true);
  button->setChecked(true);
  button->setProperty("kind", QStringLiteral("toggle"));
  button->setToolTip(tip);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

RooflinePanel::RooflinePanel(SessionDocument* document, SelectionModel* selection, QWidget* parent)
    : QWidget(parent), m_document(document), m_selection(selection) {
  setObjectName(QStringLiteral("rooflinePanel"));
  m_timer.setSingleShot(true);
  m_timer.setInterval(kRefreshMs);
  m_plot = new RoofPlot;
  m_measure = new Button(tr("Measure ceilings"), Button::Kind::primary);
  m_measure->setVisible(false);
  buildHeader();
  buildTable();
  auto* chips = new QWidget;
  m_chipRow = new LineFlow(chips);
  m_chipRow->setContentsMargins(16, 0, 16, 6);
  m_chipRow->startRight();
  m_chipRow->addWidget(m_measure);
  auto* split = new QSplitter(Qt::Vertical);
  split->setChildrenCollapsible(false);
  split->setHandleWidth(1);
  split->addWidget(m_plot);
  split->addWidget(m_table);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_header);
  column->addWidget(chips);
  column->addWidget(split, 1);
  setFocusProxy(m_plot);

  const auto later = [this] {
    m_stale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
  };
  connect(&m_timer, &QTimer::timeout, this, &RooflinePanel::refresh);
  connect(document, &SessionDocument::sessionReset, this, [this, later] {
    m_chosen = false;
    later();
  });
  connect(document, &SessionDocument::casesChanged, this, later);
  connect(document, &SessionDocument::stateChanged, this, later);
  connect(selection, &SelectionModel::currentChanged, this, &RooflinePanel::followSelection);
  connect(m_plot, &RoofPlot::pointClicked, this, &RooflinePanel::select);
  connect(m_plot, &RoofPlot::menuRequested, this, &RooflinePanel::menuRequested);
  connect(m_plot, &RoofPlot::pinRequested, this, &RooflinePanel::pinRequested);
  refresh();
}

void RooflinePanel::buildHeader() {
  m_header = new QWidget;
  auto* row = new LineFlow(m_header);
  row->setContentsMargins(16, 6, 16, 6);
  m_subtitle = new Text({}, {12, 400, false, Tone::label});
  m_subtitle->setElided(true);
  m_pageButton = new Button({}, Button::Kind::plain);
  m_pageButton->setMenuMark(true);
  m_pageButton->setToolTip(tr("Element type and threads"));
  connect(m_pageButton, &Button::clicked, this, [this] {
    QMenu menu;
    for (const RoofPage& page : m_pages) {
      QAction* action = menu.addAction(pageText(page));
      action->setCheckable(true);
      action->setChecked(page == m_page);
      connect(action, &QAction::triggered, this, [this, page] {
        m_page = page;
        refresh();
      });
    }
    menu.exec(m_pageButton->mapToGlobal(QPoint(0, m_pageButton->height())));
  });
  auto* traces = toggle(tr("Traces"), tr("Join the sizes of a kernel; off: only its best point"));
  auto* ridges = toggle(tr("Ridge points"), tr("Intensity at which a level feeds the peak rate"));
  connect(traces, &QPushButton::toggled, this, [this](bool on) {
    m_traces = on;
    draw();
  });
  connect(ridges, &QPushButton::toggled, this, [this](bool on) {
    m_ridges = on;
    draw();
  });
  row->addWidget(new Text(tr("Roofline"), {15, 600, false, Tone::value}));
  row->addWidget(m_subtitle);
  row->startRight();
  row->addWidget(m_pageButton);
  row->addWidget(traces);
  row->addWidget(ridges);
}

void RooflinePanel::buildTable() {
  m_model = new RoofTableModel(this);
  m_proxy = new QSortFilterProxyModel(this);
  m_proxy->setSourceModel(m_model);
  m_proxy->setSortRole(RoofTableModel::SortRole);
  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("roofTable"));
  m_table->setAccessibleName(tr("Share of the measured roof"));
  m_table->setModel(m_proxy);
  m_table->setItemDelegate(new RoofDelegate({.variant = RoofTableModel::VariantRole}, m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setSortingEnabled(true);
  m_table->sortByColumn(RoofTableModel::OfRoof, Qt::DescendingOrder);
  m_table->setShowGrid(false);
  m_table->setMouseTracking(true);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  const auto fit = [this] {
    const Theme& theme = Theme::instance();
    m_table->verticalHeader()->setDefaultSectionSize(
        std::max(theme.px(22), QFontMetrics(theme.monoFont(12)).height() + 4));
    const int widths[] = {110, 92, 66, 74, 64, 146, 110};
    for (int i = 0; i < int(std::size(widths)); ++i)
      m_table->setColumnWidth(i, theme.px(widths[i]));
    for (int i = int(std::size(widths)); i < m_model->columnCount(); ++i)
      m_table->setColumnWidth(i, theme.px(66));
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  connect(m_model, &QAbstractItemModel::modelReset, this, fit);
  fit();
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (index.isValid() && m_table->hasFocus())
              select(index.data(RoofTableModel::CaseRole).toUInt());
          });
  connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
    select(index.data(RoofTableModel::CaseRole).toUInt());
  });
}

void RooflinePanel::setMeasureAction(QAction* action) {
  m_measure->follow(action);
}

const ChartSource* RooflinePanel::chart() {
  if (m_stale) refresh();
  return m_chart.trails.empty() ? nullptr : m_plot;
}

void RooflinePanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) refresh();
}

void RooflinePanel::refresh() {
  m_timer.stop();
  m_stale = false;
  const Session& session = m_document->session();
  m_pages = roofPages(session);
  if (std::find(m_pages.begin(), m_pages.end(), m_page) == m_pages.end())
    m_page = m_pages.empty() ? RoofPage{} : m_pages.front();
  m_chart = m_pages.empty() ? RoofChart{} : roofChart(session, m_page);
  QSet<QString> present;
  for (const RoofTrail& trail : m_chart.trails) present << toQString(trail.variant);
  // Before anything is chosen by hand one colour tells more than ten.
  if (!m_chosen || !m_shown.intersects(present)) {
    m_shown.clear();
    if (const std::string fastest = fastestVariant(m_chart); !fastest.empty())
      m_shown << toQString(fastest);
  }
  refreshChips();
  draw();
}

void RooflinePanel::refreshChips() {
  QStringList names;
  for (const RoofTrail& trail : m_chart.trails)
    if (const QString name = toQString(trail.variant); !names.contains(name)) names << name;
  QStringList old;
  for (const VariantChip* chip : m_chips) old << chip->variant();
  if (names != old) {
    for (VariantChip* chip : m_chips) chip->deleteLater();
    m_chips.clear();
    for (const QString& name : names) {
      auto* chip = new VariantChip(name);
      m_chipRow->insertWidget(int(m_chips.size()), chip);
      m_chips.push_back(chip);
      connect(chip, &VariantChip::clicked, this,
              [this, name](bool on) { setVariantShown(name, on); });
    }
  }
  for (VariantChip* chip : m_chips) chip->setChecked(m_shown.contains(chip->variant()));
  m_measure->setVisible(m_chart.measured.empty() && !m_document->isEmpty());
}

void RooflinePanel::setVariantShown(const QString& variant, bool shown) {
  m_chosen = true;
  if (shown)
    m_shown << variant;
  else
    m_shown.remove(variant);
  refreshChips();
  draw();
}

void RooflinePanel::draw() {
  const QString page = pageText(m_page);
  const QString measured = toQString(m_chart.measured);
  QStringList parts{page};
  parts << (measured.isEmpty() ? tr("no ceilings in this session: shares of the roof are not known")
                               : tr("ceilings measured %1").arg(measured));
  if (m_chart.withoutPlace > 0)
    parts << tr("%1 without FLOPs or bytes not drawn")
                 .arg(counted(m_chart.withoutPlace, tr("case"), tr("cases")));
  m_subtitle->setText(parts.join(QStringLiteral(", ")));
  m_pageButton->setText(page);
  m_pageButton->setVisible(m_pages.size() > 1);
  m_plot->setNames(tr("Roofline, %1").arg(page),
                   tr("%1, %2").arg(toQString(m_document->session().machine.cpuModel), measured),
                   toQString(m_document->session().title));
  m_plot->setMessage(m_document->isEmpty()
                         ? tr("Nothing measured yet")
                         : tr("No case of this session counts both FLOPs and bytes"));
  m_plot->setChart(m_chart, {m_shown, m_traces, m_ridges});
  if (m_ghost)
    m_plot->setGhost(roofChart(*m_ghost, m_page), m_ghostName);
  else
    m_plot->clearGhost();
  m_model->setChart(m_chart, m_shown);
  followSelection();
}

void RooflinePanel::setGhost(std::shared_ptr<const Session> session, const QString& name) {
  m_ghost = std::move(session);
  m_ghostName = name;
  draw();
}

void RooflinePanel::resetZoom() {
  m_plot->resetZoom();
}

/// 1 to 8 switch the chips, with Shift one is left alone.
void RooflinePanel::keyPressEvent(QKeyEvent* event) {
  const int place = variantOfKey(*event);
  const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
  if (!plain || place < 0 || place >= int(m_chips.size())) {
    QWidget::keyPressEvent(event);
    return;
  }
  const QString variant = m_chips[std::size_t(place)]->variant();
  if (event->modifiers() & Qt::ShiftModifier) {
    m_chosen = true;
    m_shown = {variant};
    refreshChips();
    draw();
  } else {
    setVariantShown(variant, !m_shown.contains(variant));
  }
}

void RooflinePanel::select(std::uint32_t caseIndex) {
  const auto& cases = m_document->session().cases;
  if (caseIndex == kNoCase) m_selection->setCurrent({m_selection->current().key, {}, 0, kNoCase});
  if (caseIndex >= cases.size()) return;
  const CaseRecord& record = cases[caseIndex];
  m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, caseIndex});
}

void RooflinePanel::followSelection() {
  const std::uint32_t at = m_selection->current().caseIndex;
  m_plot->setSelected(at);
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
