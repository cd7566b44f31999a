#include "panels/sessions_panel.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/session_row.h"
#include "support/icons.h"

namespace lane {

/// Rows leave it as files. Dropping them on the panel they come from means nothing.
class SessionsPanel::List : public QListView {
 public:
  explicit List(QWidget* panel) : m_panel(panel) {}

 protected:
  void startDrag(Qt::DropActions actions) override {
    m_panel->setAcceptDrops(true);  // and it takes none: the pointer says so
    QListView::startDrag(actions);
    m_panel->setAcceptDrops(false);
  }

 private:
  QWidget* m_panel;
};

class SessionsPanel::Filter : public QSortFilterProxyModel {
 public:
  explicit Filter(RecentSessionsModel* model, QObject* parent)
      : QSortFilterProxyModel(parent), m_model(model) {
    setSourceModel(model);
    setDynamicSortFilter(true);
    sort(0);
  }
  void setQuery(const QString& query) {
    m_query = query;
    invalidateFilter();
  }
  void setByName(bool byName) {
    m_byName = byName;
    invalidate();
  }
  bool byName() const { return m_byName; }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex&) const override {
    const QString path = m_model->index(row).data(RecentSessionsModel::PathRole).toString();
    return matchesQuery(m_query, path, m_model->facts(row));
  }
  bool lessThan(const QModelIndex& a, const QModelIndex& b) const override {
    if (m_byName)
      return QString::compare(a.data().toString(), b.data().toString(), Qt::CaseInsensitive) < 0;
    return a.data(RecentSessionsModel::MomentRole).toDateTime() >
           b.data(RecentSessionsModel::MomentRole).toDateTime();
  }

 private:
  RecentSessionsModel* m_model;
  QString m_query;
  bool m_byName = false;
};

SessionsPanel::SessionsPanel(RecentSessionsModel* model, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_proxy(new Filter(model, this)),
      m_filter(new QLineEdit),
      m_sort(new Button({}, Button::Kind::quiet)),
      m_folder(new Text({}, {11, 400, false, Tone::hint})),
      m_view(new List(this)),
      m_list(m_view),
      m_nothing(new Text({}, {12, 400, false, Tone::hint})),
      m_compare(new Button(tr("Compare these two"), Button::Kind::plain)) {
  m_filter->setPlaceholderText(tr("Machine, kernel, name or date"));
  m_filter->setAccessibleName(tr("Search sessions"));
  m_filter->setToolTip(
      tr("Every word must be found: in the name, the machine, a kernel or the "
         "date, such as 2026-11. Days are bounded by after:2026-11-01 and "
         "before:2026-12."));
  m_filter->setClearButtonEnabled(true);
  m_filter->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_sort->setObjectName(QStringLiteral("sortSessions"));
  m_folder->setElided(true);
  auto* choose = new Button(tr("Choose folder…"), Button::Kind::quiet);
  choose->setObjectName(QStringLiteral("chooseSessionsFolder"));
  m_list->setModel(m_proxy);
  m_list->setItemDelegate(new SessionRowDelegate(m_list));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setMouseTracking(true);
  m_list->setUniformItemSizes(true);
  m_list->setAccessibleName(tr("Sessions"));
  m_list->setContextMenuPolicy(Qt::CustomContextMenu);
  m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
  m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
  m_list->setDragDropMode(QAbstractItemView::DragOnly);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_nothing->setWordWrap(true);
  m_nothing->setAlignment(Qt::AlignCenter);
  m_compare->setObjectName(QStringLiteral("compareTwo"));
  m_compare->setGlyph(Icon::compare);
  m_compare->hide();

  auto* drop = new Card(nullptr, Card::Edge::dashed);
  auto* words = new QVBoxLayout(drop);
  words->setContentsMargins(12, 16, 12, 16);
  for (const auto& [text, style] :
       {std::pair{tr("Drop sessions or results here"), TextStyle{12, 500, false, Tone::label}},
        std::pair{tr("one opens, two compare"), TextStyle{11, 400, false, Tone::hint}}}) {
    auto* line = new Text(text, style);
    line->setAlignment(Qt::AlignCenter);
    words->addWidget(line);
  }
  auto* search = new QHBoxLayout;
  search->setContentsMargins(12, 10, 8, 2);
  search->addWidget(m_filter, 1);
  search->addWidget(m_sort);
  auto* place = new QHBoxLayout;
  place->setContentsMargins(12, 0, 8, 4);
  place->addWidget(m_folder, 1);
  place->addWidget(choose);
  auto* bottom = new QVBoxLayout;
  bottom->setContentsMargins(12, 8, 12, 12);
  bottom->setSpacing(8);
  bottom->addWidget(m_compare);
  bottom->addWidget(drop);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(search);
  column->addLayout(place);
  column->addWidget(m_nothing, 1);
  column->addWidget(m_list, 4);
  column->addLayout(bottom);

  const auto key = [this](const QKeySequence& keys, auto slot) {
    auto* action = new QAction(m_list);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(action);
    connect(action, &QAction::triggered, this, slot);
  };
  key(Qt::Key_Delete, [this] {
    if (!selectedPaths().isEmpty()) emit binRequested(selectedPaths());
  });
  key(Qt::Key_Return, [this] { openCurrent(); });
  key(Qt::Key_Enter, [this] { openCurrent(); });
  connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_proxy->setQuery(text);
    refresh();
  });
  connect(m_filter, &QLineEdit::returnPressed, this, [this] {
    m_list->setFocus();
    m_list->setCurrentIndex(m_proxy->index(0, 0));
  });
  connect(m_sort, &Button::clicked, this, [this] {
    m_proxy->setByName(!m_proxy->byName());
    refresh();
  });
  connect(choose, &Button::clicked, this, &SessionsPanel::folderRequested);
  connect(m_list, &QListView::doubleClicked, this, &SessionsPanel::openCurrent);
  connect(m_list, &QListView::customContextMenuRequested, this, &SessionsPanel::showMenu);
  connect(m_compare, &Button::clicked, this, [this] {
    const QStringList two = selectedPaths();
    if (two.size() == 2) emit comparePairRequested(two[0], two[1]);
  });
  connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &SessionsPanel::refresh);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(m_proxy, signal, this, &SessionsPanel::refresh);
  connect(m_proxy, &QAbstractItemModel::modelReset, this, &SessionsPanel::refresh);
  connect(m_model, &RecentSessionsModel::settled, this, &SessionsPanel::refresh);
  refresh();
}

SessionsPanel::~SessionsPanel() = default;

void SessionsPanel::setFolderText(const QString& folder) {
  QString shown = QDir::toNativeSeparators(folder);
  const QString home = QDir::homePath();
  if (shown.startsWith(home + u'/')) shown.replace(0, home.size(), QStringLiteral("~"));
  m_folder->setText(shown);
  m_folder->setToolTip(folder);
  m_folder->setAccessibleName(tr("Folder of sessions: %1").arg(folder));
}

void SessionsPanel::refresh() {
  m_sort->setText(m_proxy->byName() ? tr("Name") : tr("Newest"));
  m_sort->setToolTip(m_proxy->byName() ? tr("Sorted by name. Click to sort by date.")
                                       : tr("Newest first. Click to sort by name."));
  m_sort->setAccessibleName(m_sort->toolTip());
  m_sort->updateGeometry();
  m_compare->setVisible(selectedPaths().size() == 2);
  const bool none = m_proxy->rowCount() == 0;
  m_list->setVisible(!none);
  m_nothing->setVisible(none);
  m_nothing->setText(m_model->rowCount() == 0
                         ? tr("No sessions here yet. A run is kept here by itself.")
                         : tr("No session has all of these words."));
  if (!m_wanted.isEmpty()) select(m_wanted);
}

void SessionsPanel::select(const QString& path) {
  m_wanted = path;
  const int row = m_model->rowOf(path);
  const QModelIndex index = m_proxy->mapFromSource(m_model->index(row));
  if (row < 0 || !index.isValid()) return;
  m_wanted.clear();
  m_list->setCurrentIndex(index);
}

QStringList SessionsPanel::selectedPaths() const {
  QStringList paths;
  for (int row = 0; row < m_proxy->rowCount(); ++row)
    if (const QModelIndex index = m_proxy->index(row, 0);
        m_list->selectionModel()->isSelected(index))
      paths << index.data(RecentSessionsModel::PathRole).toString();
  return paths;
}

QString SessionsPanel::currentPath() const {
  return m_list->currentIndex().data(RecentSessionsModel::PathRole).toString();
}

void SessionsPanel::openCurrent() {
  if (!currentPath().isEmpty()) emit openRequested(currentPath());
}

void SessionsPanel::showMenu(const QPoint& at) {
  const QStringList paths = selectedPaths();
  const QString path = currentPath();
  if (paths.isEmpty() || path.isEmpty()) return;
  QMenu menu;
  const auto entry = [&](const QString& text, auto what) {
    connect(menu.addAction(text), &QAction::triggered, this, what);
  };
  if (paths.size() == 1) {
    entry(tr("Open"), [=, this] { emit openRequested(path); });
    entry(tr("Compare with the open session"), [=, this] { emit compareRequested(path); });
  } else if (paths.size() == 2) {
    entry(tr("Compare these two"), [=, this] { emit comparePairRequested(paths[0], paths[1]); });
  }
  menu.addSeparator();
  if (paths.size() == 1) {
    entry(tr("Rename file\tF2"), [this] { m_list->edit(m_list->currentIndex()); });
    entry(tr("Show in the file manager"), [=, this] { emit revealRequested(path); });
  }
  entry(paths.size() == 1 ? tr("Copy path") : tr("Copy paths"),
        [paths] { QGuiApplication::clipboard()->setText(paths.join(u'\n')); });
  menu.addSeparator();
  entry(tr("Move to the bin\tDel"), [=, this] { emit binRequested(paths); });
  // What lies in the folder would come back at once.
  if (paths.size() == 1 && QFileInfo(path).absolutePath() != m_model->folder())
    entry(tr("Remove from this list"), [=, this] { emit forgetRequested(path); });
  menu.exec(m_list->viewport()->mapToGlobal(at));
}

}  // namespace lane
