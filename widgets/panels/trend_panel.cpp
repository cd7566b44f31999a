#include "panels/trend_panel.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QPainter>
#include <QProgressBar>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

#include "charts/sparkline.h"
#include "charts/trend_plot.h"
#include "exchange/trend_export.h"
#include "models/trend_table_model.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/table_delegate.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// Histories as small curves, the verdict's glyph before the change.
class TrendDelegate : public TableDelegate {
 public:
  using TableDelegate::TableDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    TableDelegate::paint(painter, option, index);
    const Theme& theme = Theme::instance();
    const QRectF cell = QRectF(option.rect).adjusted(8, 3, -8, -3);
    if (index.column() == TrendTableModel::Change) {
      const QVariant verdict = index.data(TrendTableModel::VerdictRole);
      painter->save();
      painter->setRenderHint(QPainter::Antialiasing);
      if (verdict.isValid())
        paintVerdictGlyph(*painter, verdict.toInt(), {cell.left() + theme.px(5), cell.center().y()},
                          theme.px(3.5));
      painter->restore();
    }
    const QVariantList medians = index.data(TrendTableModel::SparklineRole).toList();
    if (medians.isEmpty()) return;
    SparklineData data;
    // On the sparkline's log axis equal ratios are equal distances: sessions evenly apart.
    for (int i = 0; i < medians.size(); ++i) {
      data.x.push_back(std::exp(double(i) / double(medians.size())));
      data.y.push_back(medians[i].toDouble());
    }
    paintSparkline(*painter, data, cell, theme.chrome().t2);
  }
};

QString droppedFolder(const QMimeData* mime) {
  const auto urls = mime->urls();
  if (urls.size() != 1) return {};
  const QFileInfo info(urls.first().toLocalFile());
  return info.isDir() ? info.absoluteFilePath() : QString();
}

}  // namespace

TrendPanel::TrendPanel(TrendDocument* document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_model(new TrendTableModel(document, this)),
      m_proxy(new TrendTableProxy(this)) {
  setObjectName(QStringLiteral("trendPanel"));
  setAcceptDrops(true);
  m_proxy->setSourceModel(m_model);
  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("trendTable"));
  m_table->setModel(m_proxy);
  m_table->setItemDelegate(new TrendDelegate({.variant = TrendTableModel::VariantRole}, m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setSortingEnabled(true);
  m_table->sortByColumn(-1, Qt::AscendingOrder);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setMouseTracking(true);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setAccessibleName(tr("Histories"));
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setSectionResizeMode(TrendTableModel::Case, QHeaderView::Stretch);
  m_plot = new TrendPlot;
  m_environment = new Text({}, {12, 400, false, Tone::label});
  m_environment->setElided(true);

  auto* chart = new QWidget;
  auto* below = new QVBoxLayout(chart);
  below->setContentsMargins(0, 0, 0, 0);
  below->setSpacing(0);
  auto* caption = new QHBoxLayout;
  caption->setContentsMargins(16, 6, 16, 4);
  caption->addWidget(m_environment, 1);
  below->addWidget(new Hairline);
  below->addLayout(caption);
  below->addWidget(m_plot, 1);
  auto* split = new QSplitter(Qt::Vertical);
  split->setChildrenCollapsible(false);
  split->addWidget(m_table);
  split->addWidget(chart);
  split->setStretchFactor(0, 1);
  split->setStretchFactor(1, 1);
  m_content = split;

  m_progress = new QProgressBar;
  m_progress->setTextVisible(false);
  m_progress->setFixedHeight(4);
  m_progress->hide();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHead());
  column->addWidget(m_progress);
  column->addWidget(new Hairline);
  column->addWidget(m_content, 1);
  column->addWidget(makeEmpty(), 1);

  connect(m_filter, &QLineEdit::textChanged, m_proxy, &TrendTableProxy::setWords);
  connect(m_onlyChanged, &Button::toggled, m_proxy, &TrendTableProxy::setOnlyChanged);
  connect(m_choose, &Button::clicked, this, &TrendPanel::chooseRequested);
  connect(m_reload, &Button::clicked, m_document, &TrendDocument::reload);
  connect(m_stop, &Button::clicked, m_document, &TrendDocument::stop);
  connect(m_plot, &TrendPlot::sessionActivated, this, &TrendPanel::sessionActivated);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &TrendPanel::showCurrent);
  connect(m_document, &TrendDocument::ready, this, &TrendPanel::refresh);
  connect(m_document, &TrendDocument::readingChanged, this, &TrendPanel::refreshReading);
  connect(m_document, &TrendDocument::progressed, this, [this](int done, int all) {
    m_progress->setRange(0, all);
    m_progress->setValue(done);
    m_facts->setText(tr("reading %1 of %2 files").arg(done).arg(all));
  });
  const auto fit = [this] {
    const Theme& theme = Theme::instance();
    m_table->verticalHeader()->setDefaultSectionSize(
        std::max(theme.px(24), QFontMetrics(theme.monoFont(12)).height() + 6));
    const int widths[] = {360, 150, 96, 92, 84, 76, 92, 76};
    static_assert(std::size(widths) == TrendTableModel::ColumnCount);
    for (int i = 0; i < TrendTableModel::ColumnCount; ++i)
      m_table->setColumnWidth(i, theme.px(widths[i]));
    m_table->horizontalHeader()->setMinimumSectionSize(theme.px(72));
    m_filter->setMaximumWidth(theme.px(240));
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  refresh();
  refreshReading();
}

QWidget* TrendPanel::makeHead() {
  auto* head = new QWidget;
  m_head = new QHBoxLayout(head);
  m_head->setContentsMargins(16, 8, 16, 8);
  m_head->setSpacing(10);
  m_title = new Text(tr("Over time"), {15, 600, false, Tone::value});
  m_facts = new Text({}, {12, 400, false, Tone::label});
  m_facts->setElided(true);
  m_skipped = new Text({}, {12, 400, false, Tone::warn});
  m_filter = new QLineEdit;
  m_filter->setPlaceholderText(tr("Filter, e.g. dot avx2"));
  m_filter->setAccessibleName(tr("Filter cases"));
  m_filter->setClearButtonEnabled(true);
  m_filter->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_onlyChanged = new Button(tr("Changed"), Button::Kind::plain);
  m_onlyChanged->setCheckable(true);
  m_onlyChanged->setToolTip(tr("Only cases that regressed or improved"));
  m_choose = new Button(tr("Folder…"), Button::Kind::plain);
  m_choose->setToolTip(tr("Choose the folder of sessions to follow"));
  m_reload = new Button({}, Button::Kind::quiet);
  m_reload->setGlyph(Icon::refresh);
  m_reload->setToolTip(tr("Read the folder again"));
  m_reload->setAccessibleName(tr("Read again"));
  m_stop = new Button(tr("Stop"), Button::Kind::plain);
  m_stop->setToolTip(tr("Stop reading"));
  m_head->addWidget(m_title);
  m_head->addStretch(1);
  m_head->addWidget(m_filter, 2);
  m_head->addWidget(m_onlyChanged);
  m_head->addWidget(m_stop);
  m_head->addWidget(m_reload);
  m_head->addWidget(m_choose);
  auto* block = new QWidget;
  auto* lines = new QVBoxLayout(block);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->setSpacing(0);
  lines->addWidget(head);
  auto* facts = new QHBoxLayout;
  facts->setContentsMargins(16, 0, 16, 8);
  facts->setSpacing(10);
  facts->addWidget(m_facts, 1);
  facts->addWidget(m_skipped);
  lines->addLayout(facts);
  return block;
}

QWidget* TrendPanel::makeEmpty() {
  m_empty = new QWidget;
  m_emptyTitle = new Text({}, {15, 600, false, Tone::value});
  m_emptyText = new Text({}, {13, 400, false, Tone::label});
  m_emptyText->setAlignment(Qt::AlignCenter);
  auto* choose = new Button(tr("Choose a folder"), Button::Kind::primary);
  connect(choose, &Button::clicked, this, &TrendPanel::chooseRequested);
  auto* column = new QVBoxLayout(m_empty);
  column->setSpacing(10);
  column->addStretch(1);
  column->addWidget(m_emptyTitle, 0, Qt::AlignCenter);
  column->addWidget(m_emptyText, 0, Qt::AlignCenter);
  column->addWidget(choose, 0, Qt::AlignCenter);
  column->addStretch(1);
  return m_empty;
}

QString TrendPanel::summaryText() const {
  const Trend& trend = m_document->trend();
  return tr("%1, %2, %3")
      .arg(counted(trend.sessions.size(), tr("session"), tr("sessions")),
           counted(trend.regressions.size(), tr("regression"), tr("regressions")),
           counted(trend.improvements.size(), tr("improvement"), tr("improvements")));
}

QString TrendPanel::currentKey() const {
  const QModelIndex index = m_proxy->mapToSource(m_table->currentIndex());
  return index.isValid() ? toQString(m_model->line(index.row()).key) : QString();
}

void TrendPanel::refreshReading() {
  const bool reading = m_document->isReading();
  m_progress->setVisible(reading);
  if (reading) m_progress->setRange(0, 0);
  m_stop->setVisible(reading);
  m_reload->setVisible(!reading && !m_document->folder().isEmpty());
  if (reading) m_facts->setText(tr("reading %1").arg(m_document->folder()));
}

void TrendPanel::refresh() {
  const Trend& trend = m_document->trend();
  const TrendSessions& read = m_document->sessions();
  const bool any = !trend.lines.empty();
  m_content->setVisible(any);
  m_empty->setVisible(!any);
  m_filter->setVisible(any);
  m_onlyChanged->setVisible(any);
  if (m_document->folder().isEmpty()) {
    m_emptyTitle->setText(tr("Follow your cases over time"));
    m_emptyText->setText(
        tr("A folder of sessions shows the history of every case, and since when it changed."));
  } else if (!m_document->error().isEmpty()) {
    m_emptyTitle->setText(tr("There is no history to show"));
    m_emptyText->setText(m_document->error());
  } else if (!any) {
    m_emptyTitle->setText(tr("No sessions in this folder"));
    m_emptyText->setText(read.files == 0
                             ? tr("%1 holds no session files (*.h5).").arg(m_document->folder())
                             : tr("None of the %1 files could be used.").arg(read.files));
  }
  m_facts->setText(any ? tr("%1  ·  %2").arg(m_document->folder(), summaryText()) : QString());
  QStringList reasons;
  for (const SkippedFile& file : read.skipped)
    reasons << QStringLiteral("%1: %2").arg(toQString(file.path.filename().string()),
                                            toQString(file.reason));
  m_skipped->setVisible(!reasons.isEmpty());
  m_skipped->setText(tr("%1 skipped").arg(counted(read.skipped.size(), tr("file"), tr("files"))));
  m_skipped->setToolTip(reasons.mid(0, 40).join(u'\n'));
  if (any)
    m_table->selectRow(0);
  else
    m_plot->clear();
}

void TrendPanel::showCurrent() {
  const QModelIndex index = m_proxy->mapToSource(m_table->currentIndex());
  if (!index.isValid()) {
    m_plot->clear();
    m_environment->setText({});
    return;
  }
  const Trend& trend = m_document->trend();
  const TrendLine& line = m_model->line(index.row());
  m_plot->setLine(trend, line, m_document->folder());
  QStringList parts;
  for (const TrendStep& step : line.steps) {
    const TrendSession& session = trend.sessions[line.points[step.at].session];
    QString text = tr("%1 since %2 (%3)")
                       .arg(toQString(changeText(step)), toQString(session.created.substr(0, 10)),
                            toQString(session.path.filename().string()));
    QStringList with;
    for (const EnvironmentDifference& d : step.environment)
      with << tr("%1 %2 → %3").arg(toQString(d.label), toQString(d.base), toQString(d.now));
    if (!with.isEmpty()) text += tr(", with ") + with.join(QStringLiteral(", "));
    parts << text;
  }
  if (parts.isEmpty())
    parts << (line.reason.empty()
                  ? tr("no step: the sessions scatter by ±%1").arg(shareText(line.noise))
                  : toQString(line.reason));
  m_environment->setText(
      tr("%1: %2").arg(toQString(trendCaseName(line)), parts.join(QStringLiteral("; "))));
}

void TrendPanel::dragEnterEvent(QDragEnterEvent* event) {
  if (!droppedFolder(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void TrendPanel::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  emit folderDropped(droppedFolder(event->mimeData()));
}

}  // namespace lane
