#include "panels/commands_panel.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "panels/labels.h"
#include "panels/table_delegate.h"
#include "support/qt_units.h"
#include "workloads/process/command_benchmark.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

bool isCommand(const CaseRecord& record) {
  return record.suite == kProcessSuite;
}

QString tipOf(int column) {
  switch (column) {
    case CommandsModel::Wall:
      return CommandsModel::tr("Median time of one run, from before its start until it was reaped");
    case CommandsModel::User:
    case CommandsModel::System:
      return CommandsModel::tr("Processor time of it and of the children it waited for");
    case CommandsModel::Peak:
      return CommandsModel::tr("Largest resident memory of it or of one of these children");
    case CommandsModel::Faults:
      return CommandsModel::tr("Page faults, minor and major");
    case CommandsModel::Switches:
      return CommandsModel::tr("Context switches, voluntary and involuntary");
    case CommandsModel::Exit:
      return CommandsModel::tr("Exit code of the run whose output was read");
    case CommandsModel::Lines:
      return CommandsModel::tr("Lines of output of that run");
    default:
      return {};
  }
}

/// A dot at the median with its interval on a line from nothing to the longest.
class DotDelegate : public TableDelegate {
 public:
  explicit DotDelegate(QObject* parent) : TableDelegate({}, parent) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    TableDelegate::paint(painter, option, index);
    const QVariantList dot = index.data(CommandsModel::DotRole).toList();
    if (dot.size() != 3) return;
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QRectF cell = QRectF(option.rect).adjusted(theme.px(8), 0, -theme.px(10), 0);
    const double y = cell.center().y();
    const auto x = [&](int at) { return cell.left() + dot[at].toDouble() * cell.width(); };
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(c.line2, 1));
    painter->drawLine(QPointF(cell.left(), y), QPointF(cell.right(), y));
    painter->setPen(QPen(c.t2, 2));
    painter->drawLine(QPointF(x(1), y), QPointF(x(2), y));
    for (const int end : {1, 2})
      painter->drawLine(QPointF(x(end), y - theme.px(4)), QPointF(x(end), y + theme.px(4)));
    painter->setPen(Qt::NoPen);
    painter->setBrush(c.ink);
    painter->drawEllipse(QPointF(x(0), y), theme.px(4), theme.px(4));
    painter->restore();
  }
};

}  // namespace

void CommandsModel::setCommands(CommandRows commands) {
  const bool same = commands.rows.size() == m_commands.rows.size();
  if (!same) beginResetModel();
  m_commands = std::move(commands);
  m_longest = 0;
  for (const CommandRow& row : m_commands.rows)
    if (row.hasTime()) m_longest = std::max({m_longest, row.seconds, row.high});
  if (!same)
    endResetModel();
  else if (!m_commands.rows.empty())
    emit dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
  emit headerDataChanged(Qt::Horizontal, Chart, Chart);
}

int CommandsModel::rowOf(std::uint32_t caseIndex) const {
  const auto& rows = m_commands.rows;
  const auto found = std::find_if(
      rows.begin(), rows.end(), [&](const CommandRow& row) { return row.caseIndex == caseIndex; });
  return found == rows.end() ? -1 : int(found - rows.begin());
}

int CommandsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_commands.rows.size());
}

int CommandsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QString CommandsModel::text(const CommandRow& row, int column) const {
  const QString none = u"–"_s;
  const auto time = [&](double seconds) {
    return std::isfinite(seconds) ? timeText(seconds) : none;
  };
  const auto count = [&](double value) {
    return std::isfinite(value) ? countText(std::uint64_t(std::llround(value))) : none;
  };
  switch (column) {
    case Command:
      return toQString(row.name);
    case Way:
      return toQString(row.way);
    case Wall:
      return row.hasTime() ? timeText(row.seconds) : toQString(toWord(row.status));
    case Interval:
      return row.hasTime() && std::isfinite(row.high - row.low)
                 ? u"±"_s + shareText((row.high - row.low) / 2 / row.seconds)
                 : none;
    case User:
      return time(row.user);
    case System:
      return time(row.system);
    case Peak:
      return std::isfinite(row.peakBytes) ? bytesText(row.peakBytes) : none;
    case Faults:
      return count(row.faults);
    case Switches:
      return count(row.switches);
    case Exit:
      return count(row.exitCode);
    case Lines:
      return count(row.lines);
    default:
      return {};
  }
}

QVariant CommandsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const CommandRow& row = m_commands.rows[std::size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::TextAlignmentRole:
      return int((index.column() <= Way ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return !row.reason.empty()         ? toQString(row.reason)
             : index.column() == Command ? toQString(row.name)
                                         : QVariant();
    case Qt::AccessibleTextRole:
      return tr("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
          index.column() == Chart ? text(row, Wall) : text(row, index.column()));
    case DotRole:
      if (index.column() != Chart || !row.hasTime() || !(m_longest > 0)) return {};
      return QVariantList{row.seconds / m_longest,
                          (std::isfinite(row.low) ? row.low : row.seconds) / m_longest,
                          (std::isfinite(row.high) ? row.high : row.seconds) / m_longest};
    case CaseRole:
      return row.caseIndex;
    default:
      return {};
  }
}

QVariant CommandsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) return {};
  if (role == Qt::TextAlignmentRole)
    return int((section <= Way || section == Chart ? Qt::AlignLeft : Qt::AlignRight) |
               Qt::AlignVCenter);
  if (role == Qt::ToolTipRole) return tipOf(section);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Command:
      return tr("Command");
    case Way:
      return tr("Way");
    case Wall:
      return tr("Wall time");
    case Interval:
      return tr("Interval");
    case Chart:
      return m_longest > 0 ? tr("0 … %1").arg(timeText(m_longest)) : QString();
    case User:
      return tr("User");
    case System:
      return tr("System");
    case Peak:
      return tr("Peak");
    case Faults:
      return tr("Faults");
    case Switches:
      return tr("Switches");
    case Exit:
      return tr("Exit");
    default:
      return tr("Lines");
  }
}

CommandsPanel::CommandsPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_model(new CommandsModel(this)),
      m_text(new Text({}, {12, 400, false, Tone::label})),
      m_table(new QTableView) {
  setObjectName(u"commandsPanel"_s);
  m_text->setWordWrap(true);
  m_text->setContentsMargins(16, 10, 16, 10);
  m_table->setModel(m_model);
  m_table->setItemDelegate(new DotDelegate(m_table));
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->setShowGrid(false);
  m_table->setMouseTracking(true);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setAccessibleName(tr("Timed commands"));
  m_table->setTabKeyNavigation(false);
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setHighlightSections(false);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_text);
  column->addWidget(m_table, 1);
  setFocusProxy(m_table);
  connect(document, &SessionDocument::sessionReset, this, &CommandsPanel::refresh);
  connect(document, &SessionDocument::casesChanged, this, [this] {
    m_stale = true;
    if (isVisible()) refresh();
  });
  connect(selection, &SelectionModel::currentChanged, this, &CommandsPanel::followSelection);
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &CommandsPanel::select);
  connect(&Theme::instance(), &Theme::changed, this, &CommandsPanel::fit);
  refresh();
}

void CommandsPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) refresh();
}

void CommandsPanel::refresh() {
  m_stale = false;
  const auto rows = m_model->rowCount();
  m_model->setCommands(commandRows(m_document->session()));
  const QString start = toQString(startText(m_model->commands()));
  m_text->setText(tr("Commands have no sizes: each is one row, its time a dot with its confidence "
                     "interval.") +
                  (start.isEmpty() ? QString() : u' ' + start));
  if (rows != m_model->rowCount() || !m_document->isRunning()) fit();
  followSelection();
}

void CommandsPanel::fit() {
  const Theme& theme = Theme::instance();
  m_table->verticalHeader()->setDefaultSectionSize(
      std::max(theme.px(24), QFontMetrics(theme.monoFont(12)).height() + 6));
  m_table->resizeColumnsToContents();
  QHeaderView* header = m_table->horizontalHeader();
  const int command = header->sectionSize(CommandsModel::Command);
  header->resizeSection(CommandsModel::Command, std::clamp(command, theme.px(120), theme.px(260)));
  header->setSectionResizeMode(CommandsModel::Chart, QHeaderView::Fixed);
  fitChart();
}

void CommandsPanel::fitChart() {
  QHeaderView* header = m_table->horizontalHeader();
  const int others = header->length() - header->sectionSize(CommandsModel::Chart);
  header->resizeSection(CommandsModel::Chart,
                        std::max(Theme::instance().px(140), m_table->viewport()->width() - others));
}

void CommandsPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitChart();
}

void CommandsPanel::followSelection() {
  const int row = m_model->rowOf(m_selection->current().caseIndex);
  if (row == m_table->currentIndex().row()) return;
  const QSignalBlocker quiet(m_table->selectionModel());
  m_table->setCurrentIndex(row < 0 ? QModelIndex() : m_model->index(row, 0));
  m_table->viewport()->update();
}

void CommandsPanel::select(const QModelIndex& index) {
  if (!index.isValid()) return;
  const auto caseIndex = index.data(CommandsModel::CaseRole).toUInt();
  const CaseRecord& record = m_document->session().cases[caseIndex];
  m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, caseIndex});
}

CommandsPage::CommandsPage(QWidget* chart, QWidget* focus, SessionDocument* document,
                           SelectionModel* selection, QWidget* parent)
    : QStackedWidget(parent),
      m_document(document),
      m_selection(selection),
      m_focus(focus),
      m_panel(new CommandsPanel(document, selection)) {
  addWidget(chart);
  addWidget(m_panel);
  connect(document, &SessionDocument::sessionReset, this, &CommandsPage::choose);
  connect(selection, &SelectionModel::currentChanged, this, &CommandsPage::choose);
  choose();
}

void CommandsPage::choose() {
  const auto& cases = m_document->session().cases;
  const bool only = !cases.empty() && std::all_of(cases.begin(), cases.end(), isCommand);
  const bool commands = only || m_selection->current().key.suite == kProcessSuite;
  setFocusProxy(commands ? m_panel : m_focus);
  setCurrentIndex(commands ? 1 : 0);
}

}  // namespace lane
