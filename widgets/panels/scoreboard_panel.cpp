#include "panels/scoreboard_panel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "exchange/scoreboard_export.h"
#include "models/scoreboard_model.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/offer_page.h"
#include "panels/scoreboard_parts.h"
#include "support/line_flow.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr int kRefreshMs = 500;  // a live run changes one case at a time
constexpr int kFailingListed = 30;
constexpr double kNarrowest = 31, kWidest = 78;  ///< a size's column

/// Figure over what it is, as in a head of figures.
QWidget* figure(const QString& name, Text* value, Text* detail) {
  auto* block = new QWidget;
  auto* column = new QVBoxLayout(block);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  column->addWidget(new Text(name, {11, 400, false, Tone::hint}));
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(value, 0, Qt::AlignBaseline);
  row->addWidget(detail, 1, Qt::AlignBaseline);
  column->addLayout(row);
  return block;
}

}  // namespace

ScoreboardPanel::ScoreboardPanel(SessionDocument* document, SelectionModel* selection,
                                 QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_model(new ScoreboardModel(document, this)),
      m_chart(m_model, document),
      m_pages(new QStackedLayout(this)),
      m_offer(new OfferPage(
          tr("Nothing to keep score of in this session"),
          tr("Every kernel at every size: the best hand-written variant against what else there "
             "is. A quick survey measures enough for a first look."))) {
  setObjectName(QStringLiteral("scoreboardPanel"));
  m_timer.setSingleShot(true);
  m_timer.setInterval(kRefreshMs);
  makeTable();
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHead());
  column->addWidget(makeFigures());
  m_remarks = new Text({}, {12, 400, false, Tone::label});
  m_remarks->setWordWrap(true);
  m_remarks->setContentsMargins(16, 0, 16, 10);
  m_remarks->setTextInteractionFlags(Qt::TextSelectableByMouse);
  column->addWidget(m_remarks);
  column->addWidget(new Hairline);
  column->addWidget(m_table, 1);
  m_pages->addWidget(m_offer);
  m_pages->addWidget(content);

  const auto later = [this] {
    m_stale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
  };
  connect(&m_timer, &QTimer::timeout, this, &ScoreboardPanel::refresh);
  connect(document, &SessionDocument::sessionReset, this, [this, later] {
    m_model->setBoard({});  // its cells are not the new session's
    if (isVisible())
      refresh();
    else
      later();
  });
  connect(document, &SessionDocument::casesChanged, this, later);
  connect(selection, &SelectionModel::currentChanged, this, &ScoreboardPanel::followSelection);
  connect(&Theme::instance(), &Theme::changed, this, &ScoreboardPanel::fit);
  refresh();
}

QWidget* ScoreboardPanel::makeHead() {
  auto* head = new QWidget;
  auto* row = new LineFlow(head);
  row->setContentsMargins(16, 6, 16, 6);
  m_subtitle = new Text({}, {12, 400, false, Tone::label});
  m_subtitle->setElided(true);
  m_opponent = new Button({}, Button::Kind::plain);
  m_opponent->setObjectName(QStringLiteral("opponentButton"));
  m_opponent->setMenuMark(true);
  m_opponent->setToolTip(tr("Whom ours are compared with"));
  connect(m_opponent, &Button::clicked, this, &ScoreboardPanel::chooseOpponent);
  auto* copy = new Button(tr("Copy"), Button::Kind::plain);
  copy->setObjectName(QStringLiteral("copyScoreboard"));
  copy->setMenuMark(true);
  copy->setGlyph(Icon::copy);
  copy->setToolTip(tr("Copy the table"));
  connect(copy, &Button::clicked, this, [this, copy] {
    auto* menu = new QMenu(copy);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Copy as TSV")), &QAction::triggered, this,
            &ScoreboardPanel::copyTsv);
    connect(menu->addAction(tr("Copy as Markdown")), &QAction::triggered, this,
            &ScoreboardPanel::copyMarkdown);
    menu->popup(copy->mapToGlobal(QPoint(0, copy->height())));
  });
  row->addWidget(new Text(tr("Scoreboard"), {15, 600, false, Tone::value}));
  row->addWidget(m_subtitle);
  row->startRight();
  row->addWidget(new Text(tr("Against"), {12, 400, false, Tone::hint}));
  row->addWidget(m_opponent);
  row->addWidget(copy);
  return head;
}

QWidget* ScoreboardPanel::makeFigures() {
  m_mean = new Text({}, {15, 500, true, Tone::value});
  m_meanDetail = new Text({}, {11, 400, true, Tone::label});
  m_within = new Text({}, {15, 500, true, Tone::value});
  m_withinDetail = new Text({}, {11, 400, true, Tone::label});
  m_field = new QLineEdit(toQString(criterionText(m_criterion)));
  m_field->setObjectName(QStringLiteral("criterionField"));
  m_field->setAccessibleName(tr("Criterion"));
  m_field->setToolTip(
      tr("80%@20%: at least 80 % of the cells take at most 20 % longer than the "
         "opponent"));
  connect(m_field, &QLineEdit::textEdited, this, &ScoreboardPanel::readCriterion);
  connect(m_field, &QLineEdit::editingFinished, this, [this] {
    // What cannot be read gives way to what is in force.
    m_field->setText(toQString(criterionText(m_criterion)));
    readCriterion();
  });
  m_verdict = new ScoreVerdict;
  m_failing = new Button({}, Button::Kind::plain);
  m_failing->setObjectName(QStringLiteral("failingButton"));
  m_failing->setMenuMark(true);
  m_failing->setToolTip(tr("Cells beyond the limit, the slowest first"));
  connect(m_failing, &Button::clicked, this, &ScoreboardPanel::showFailing);

  auto* figures = new QWidget;
  auto* row = new LineFlow(figures, 24);
  row->setContentsMargins(16, 4, 16, 10);
  row->addWidget(figure(tr("Geometric mean, time of ours / theirs"), m_mean, m_meanDetail));
  row->addWidget(figure(tr("Within the limit"), m_within, m_withinDetail));
  row->startRight();
  auto* criterion = new QWidget;
  auto* column = new QVBoxLayout(criterion);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  column->addWidget(new Text(tr("Criterion"), {11, 400, false, Tone::hint}));
  auto* line = new QHBoxLayout;
  line->setSpacing(8);
  line->addWidget(m_field);
  line->addWidget(m_verdict);
  line->addWidget(m_failing);
  column->addLayout(line);
  row->addWidget(criterion);
  return figures;
}

void ScoreboardPanel::makeTable() {
  m_proxy = new QSortFilterProxyModel(this);
  m_proxy->setSourceModel(m_model);
  m_proxy->setSortRole(ScoreboardModel::SortRole);
  m_table = new QTableView;
  m_table->setObjectName(QStringLiteral("scoreboardTable"));
  m_table->setAccessibleName(tr("Kernels by size: time of ours over that of the opponent"));
  m_table->setModel(m_proxy);
  m_table->setItemDelegate(new ScoreDelegate(m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setSortingEnabled(true);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setMouseTracking(true);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setTabKeyNavigation(false);
  m_table->setContextMenuPolicy(Qt::CustomContextMenu);
  m_table->verticalHeader()->hide();
  QHeaderView* header = m_table->horizontalHeader();
  header->setHighlightSections(true);
  header->setMinimumSectionSize(24);
  header->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 2px 3px; }"));
  header->setSortIndicator(-1, Qt::AscendingOrder);  // as the session has them
  header->setSortIndicatorClearable(true);
  m_table->viewport()->installEventFilter(this);
  connect(m_model, &QAbstractItemModel::modelReset, this, &ScoreboardPanel::fit);
  connect(m_table, &QTableView::entered, this, &ScoreboardPanel::hover);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex& index) {
            if (m_table->hasFocus()) select(index);
          });
  connect(m_table, &QTableView::clicked, this, &ScoreboardPanel::select);
  connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
    if (!index.data(ScoreboardModel::CaseRole).isValid()) return;
    select(index);
    emit caseOpened();
  });
  connect(m_table, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
    const QModelIndex index = m_table->indexAt(at);
    select(index);
    emit menuRequested(m_table->viewport()->mapToGlobal(at),
                       index.data(ScoreboardModel::CaseRole).isValid());
  });
  setFocusProxy(m_table);
}

void ScoreboardPanel::setMeasureAction(QAction* action) {
  m_offer->setOffer(action);
}

const Scoreboard& ScoreboardPanel::board() const {
  return m_model->board();
}

const ChartSource* ScoreboardPanel::chart() const {
  return board().isJudged() ? &m_chart : nullptr;
}

void ScoreboardPanel::setAgainst(const QString& opponent) {
  if (opponent == m_against) return;
  m_against = opponent;
  refresh();
}

void ScoreboardPanel::setCriterion(const ScoreCriterion& criterion) {
  m_criterion = criterion;
  if (!m_field->hasFocus()) m_field->setText(toQString(criterionText(criterion)));
  Scoreboard board = m_model->board();
  judge(board, criterion);
  m_model->setBoard(std::move(board));
  showFigures();
}

void ScoreboardPanel::readCriterion() {
  const auto read = parseCriterion(toStd(m_field->text()));
  m_field->setProperty("invalid", !read);
  m_field->style()->polish(m_field);
  if (!read || *read == m_criterion) return;
  setCriterion(*read);
  emit edited();
}

void ScoreboardPanel::chooseOpponent() {
  auto* menu = new QMenu(m_opponent);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (const std::string& name : scoreOpponents(m_document->session())) {
    QAction* action = menu->addAction(toQString(opponentName(name)));
    action->setCheckable(true);
    action->setChecked(name == board().opponent);
    connect(action, &QAction::triggered, this, [this, name] {
      setAgainst(toQString(name));
      emit edited();
    });
  }
  menu->popup(m_opponent->mapToGlobal(QPoint(0, m_opponent->height())));
}

void ScoreboardPanel::showFailing() {
  auto* menu = new QMenu(m_failing);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const Scoreboard& now = board();
  for (std::size_t i = 0; i < std::min<std::size_t>(kFailingListed, now.failing.size()); ++i) {
    const ScorePlace place = now.failing[i];
    const CurveKey key = now.rows[place.row].key;
    const std::uint64_t size = now.sizes[place.column];
    QAction* action = menu->addAction(toQString(describe(now, m_document->session(), place)));
    connect(action, &QAction::triggered, this, [this, key, size] {
      const QModelIndex index = m_proxy->mapFromSource(m_model->indexOf(key, size));
      m_table->setFocus();
      m_table->setCurrentIndex(index);
      select(index);
    });
  }
  if (now.failing.size() > kFailingListed)
    menu->addAction(tr("and %1 more").arg(countText(now.failing.size() - kFailingListed)))
        ->setEnabled(false);
  menu->popup(m_failing->mapToGlobal(QPoint(0, m_failing->height())));
}

void ScoreboardPanel::refresh() {
  m_timer.stop();
  m_stale = false;
  const Session& session = m_document->session();
  const auto known = scoreOpponents(session);
  const bool has = std::find(known.begin(), known.end(), toStd(m_against)) != known.end();
  auto made = scoreboard(session, has ? toStd(m_against) : std::string(), m_criterion);
  m_model->setBoard(made ? std::move(*made) : Scoreboard{});
  if (made)
    m_offer->setTitle(session.cases.empty() ? tr("Nothing measured yet")
                                            : tr("Nothing to keep score of in this session"));
  m_pages->setCurrentIndex(known.empty() ? 0 : board().isJudged() || has ? 1 : 0);
  showFigures();
  fit();
  followSelection();
}

void ScoreboardPanel::showFigures() {
  const Scoreboard& now = board();
  const ScoreSum& sum = now.sum;
  m_opponent->setText(toQString(opponentName(now.opponent)));
  m_opponent->updateGeometry();
  m_subtitle->setText(tr("Best hand-written variant; below 1, ours is faster"));
  const bool judged = now.isJudged();
  const QString dash = QStringLiteral("–");
  m_mean->setText(judged ? numberText(sum.ratio) : dash);
  QString detail = judged ? toQString(fasterText(sum.ratio)) : QString();
  if (judged && std::isfinite(sum.low))
    detail = tr("%1 … %2, %3").arg(numberText(sum.low), numberText(sum.high), detail);
  m_meanDetail->setText(detail);
  m_within->setText(
      judged ? tr("%1 %").arg(numberText(100.0 * double(sum.within) / double(sum.cells))) : dash);
  QString within = tr("%1 of %2").arg(countText(sum.within), countText(sum.cells));
  if (sum.unsure > 0) within += tr(", %1 unsure").arg(countText(sum.unsure));
  m_withinDetail->setText(judged ? within : QString());
  const auto state = !judged       ? ScoreVerdict::State::none
                     : now.isMet() ? ScoreVerdict::State::pass
                                   : ScoreVerdict::State::fail;
  const QString limit = numberText(100 * m_criterion.within);
  QString explained =
      tr("At least %1 % of the cells have to take at most %2 % longer than %3.")
          .arg(numberText(100 * m_criterion.share), limit, toQString(opponentName(now.opponent)));
  if (now.isClose())
    explained += QStringLiteral(" ") + tr("Cells too close to the limit to tell could turn it.");
  m_verdict->setState(state, explained);
  QStringList remarked;
  for (const std::string& remark : remarks(now, m_document->session()))
    remarked << toQString(remark);
  m_remarks->setText(remarked.join(u'\n'));
  m_remarks->setVisible(!remarked.isEmpty());
  m_failing->setVisible(!now.failing.empty());
  m_failing->setText(counted(now.failing.size(), tr("cell beyond"), tr("cells beyond")));
  m_failing->updateGeometry();
  setAccessibleDescription(tr("Against %1: geometric mean %2, %3 of %4 cells within %5 %, %6")
                               .arg(toQString(opponentName(now.opponent)), m_mean->text(),
                                    countText(sum.within), countText(sum.cells), limit,
                                    m_verdict->accessibleName()));
}

void ScoreboardPanel::fit() {
  const Theme& theme = Theme::instance();
  const int least = std::max(theme.px(24), QFontMetrics(theme.monoFont(11)).height() + 8);
  const int share = m_table->viewport()->height() / std::max(1, m_model->rowCount());
  m_table->verticalHeader()->setDefaultSectionSize(std::clamp(share, least, least * 3 / 2));
  if (m_model->columnCount() < ScoreboardModel::FirstSize) return;
  int names = theme.px(96);
  const QFontMetrics metrics(theme.uiFont(12));
  for (int row = 0; row < m_model->rowCount(); ++row)
    names = std::max(names, metrics.horizontalAdvance(
                                m_model->index(row, ScoreboardModel::Kernel).data().toString()) +
                                theme.px(18));
  const int widths[] = {std::min(names, theme.px(220)), theme.px(62), theme.px(56), theme.px(56),
                        theme.px(52)};
  static_assert(std::size(widths) == ScoreboardModel::FirstSize);
  int rest = m_table->viewport()->width();
  for (int i = 0; i < ScoreboardModel::FirstSize; ++i) {
    m_table->setColumnWidth(i, widths[i]);
    rest -= widths[i];
  }
  const int sizes = m_model->columnCount() - ScoreboardModel::FirstSize;
  if (sizes == 0) return;
  const int width = std::clamp(rest / sizes, theme.px(kNarrowest), theme.px(kWidest));
  for (int i = ScoreboardModel::FirstSize; i < m_model->columnCount(); ++i)
    m_table->setColumnWidth(i, width);
}

void ScoreboardPanel::select(const QModelIndex& index) {
  const QVariant at = index.data(ScoreboardModel::CaseRole);
  const auto& cases = m_document->session().cases;
  if (!at.isValid() || at.toUInt() >= cases.size()) return;
  const CaseRecord& record = cases[at.toUInt()];
  m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, at.toUInt()});
}

void ScoreboardPanel::hover(const QModelIndex& index) {
  static_cast<ScoreDelegate*>(m_table->itemDelegate())->setHovered(index);
  m_table->viewport()->update();
  const QVariant at = index.data(ScoreboardModel::CaseRole);
  const auto& cases = m_document->session().cases;
  if (!at.isValid() || at.toUInt() >= cases.size()) return m_selection->clearHover();
  const CaseRecord& record = cases[at.toUInt()];
  m_selection->setHover({curveKey(record), toQString(record.variant), record.size, at.toUInt()});
}

void ScoreboardPanel::followSelection() {
  const Selection& current = m_selection->current();
  const QModelIndex index = m_proxy->mapFromSource(m_model->indexOf(current.key, current.size));
  if (index == m_table->currentIndex()) return;
  const QSignalBlocker quiet(m_table->selectionModel());
  if (index.isValid()) {
    m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    m_table->scrollTo(index);
  } else {
    m_table->selectionModel()->clear();
  }
  m_table->viewport()->update();
}

void ScoreboardPanel::copyTsv() const {
  QGuiApplication::clipboard()->setText(m_model->tsv());
}

void ScoreboardPanel::copyMarkdown() const {
  QGuiApplication::clipboard()->setText(m_model->markdown());
}

void ScoreboardPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) refresh();
}

void ScoreboardPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

bool ScoreboardPanel::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Leave) hover({});
  if (event->type() == QEvent::Resize) fit();
  return QWidget::eventFilter(watched, event);
}

}  // namespace lane
