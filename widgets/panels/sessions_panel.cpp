#include "panels/sessions_panel.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "panels/labels.h"
#include "support/icons.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString shortName(const QString& path) {
  QString name = QFileInfo(path).fileName();
  name.remove(QStringLiteral(".lanescope.h5"));
  if (name.endsWith(QStringLiteral(".h5"))) name.chop(3);
  return name;
}

QString when(const std::string& iso) {
  const QDateTime time = QDateTime::fromString(toQString(iso), Qt::ISODate).toLocalTime();
  return time.isValid() ? QLocale().toString(time, QStringLiteral("d MMM, HH:mm")) : QString();
}

class SessionRowDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    const Theme& theme = Theme::instance();
    return {theme.px(160), QFontMetrics(theme.uiFont(12)).height() +
                               QFontMetrics(theme.uiFont(11)).height() + theme.px(10)};
  }
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    painter->save();
    if (option.state & QStyle::State_Selected) {
      painter->fillRect(option.rect, c.sel);
      painter->fillRect(option.rect.left(), option.rect.top(), 2, option.rect.height(), c.ink);
    } else if (option.state & QStyle::State_MouseOver) {
      painter->fillRect(option.rect, c.hover);
    }
    const QRect area = option.rect.adjusted(theme.px(12), theme.px(5), -theme.px(12), -theme.px(5));
    const QFont top = theme.uiFont(12, 600), low = theme.uiFont(11);
    const int split = area.top() + QFontMetrics(top).height();
    painter->setFont(top);
    painter->setPen(c.t1);
    painter->drawText(
        QRect(area.left(), area.top(), area.width(), split - area.top()), Qt::AlignLeft,
        QFontMetrics(top).elidedText(index.data().toString(), Qt::ElideMiddle, area.width()));
    painter->setFont(low);
    const QString error = index.data(RecentSessionsModel::ErrorRole).toString();
    painter->setPen(error.isEmpty() ? c.t3 : c.warn);
    const QString points = index.data(RecentSessionsModel::DetailRole).toString();
    const int right = QFontMetrics(low).horizontalAdvance(points);
    painter->drawText(QRect(area.left(), split, area.width(), area.bottom() - split + 1),
                      Qt::AlignRight | Qt::AlignTop, points);
    const int width = area.width() - right - theme.px(8);
    painter->drawText(
        QRect(area.left(), split, width, area.bottom() - split + 1), Qt::AlignLeft,
        QFontMetrics(low).elidedText(
            error.isEmpty() ? index.data(RecentSessionsModel::MachineRole).toString() : error,
            Qt::ElideRight, width));
    painter->restore();
  }
};

}  // namespace

RecentSessionsModel::RecentSessionsModel(Peek peek, QObject* parent)
    : QAbstractListModel(parent), m_peek(std::move(peek)) {
  m_pool.setMaxThreadCount(1);
}

RecentSessionsModel::~RecentSessionsModel() {
  m_pool.clear();
  m_pool.waitForDone();  // its jobs post to this object
}

void RecentSessionsModel::setPaths(const QStringList& paths) {
  if (paths == this->paths()) return;
  beginResetModel();
  m_rows.clear();
  for (const QString& path : paths) m_rows.push_back({path, false, {}, {}});
  endResetModel();
  for (const QString& path : paths) peekAt(path);
}

void RecentSessionsModel::refresh() {
  for (const Row& row : m_rows) peekAt(row.path);
}

QStringList RecentSessionsModel::paths() const {
  QStringList all;
  for (const Row& row : m_rows) all << row.path;
  return all;
}

void RecentSessionsModel::peekAt(const QString& path) {
  m_pool.start([this, path, peek = m_peek] {
    auto result = peek(path.toStdString());
    QMetaObject::invokeMethod(this, [this, path, result = std::move(result)] {
      for (size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].path != path) continue;
        m_rows[i].known = result.has_value();
        m_rows[i].error = result ? QString() : toQString(result.error().what);
        if (result) m_rows[i].summary = *result;
        emit dataChanged(index(int(i)), index(int(i)));
      }
    });
  });
}

int RecentSessionsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant RecentSessionsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const Row& row = m_rows[size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
      return shortName(row.path);
    case PathRole:
      return row.path;
    case Qt::ToolTipRole:
      return row.error.isEmpty() ? row.path : row.path + u'\n' + row.error;
    case MachineRole: {
      const QString date = when(row.summary.created);
      const QString cpu = toQString(row.summary.cpuModel);
      return date.isEmpty() ? cpu : date + QStringLiteral(", ") + cpu;
    }
    case DetailRole:
      if (!row.known) return QString();
      {
        const QString points = counted(row.summary.cases, tr("point"), tr("points"));
        return row.summary.complete ? points : tr("%1, partial").arg(points);
      }
    case KnownRole:
      return row.known;
    case ErrorRole:
      return row.error;
    case Qt::AccessibleTextRole:
      return tr("%1, %2, %3")
          .arg(shortName(row.path), data(index, MachineRole).toString(),
               row.error.isEmpty() ? data(index, DetailRole).toString() : row.error);
    default:
      return {};
  }
}

SessionsPanel::SessionsPanel(RecentSessionsModel* model, QWidget* parent)
    : QWidget(parent),
      m_proxy(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit),
      m_list(new QListView) {
  m_proxy->setSourceModel(model);
  m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
  m_proxy->setFilterRole(Qt::AccessibleTextRole);
  m_filter->setPlaceholderText(tr("Filter sessions"));
  m_filter->setAccessibleName(tr("Filter sessions"));
  m_filter->setClearButtonEnabled(true);
  m_filter->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_list->setModel(m_proxy);
  m_list->setItemDelegate(new SessionRowDelegate(m_list));
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setMouseTracking(true);
  m_list->setAccessibleName(tr("Recent sessions"));
  m_list->setContextMenuPolicy(Qt::CustomContextMenu);

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
  auto* top = new QVBoxLayout;
  top->setContentsMargins(12, 10, 12, 6);
  top->addWidget(m_filter);
  auto* bottom = new QVBoxLayout;
  bottom->setContentsMargins(12, 8, 12, 12);
  bottom->addWidget(drop);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(top);
  column->addWidget(m_list, 1);
  column->addLayout(bottom);

  connect(m_filter, &QLineEdit::textChanged, m_proxy, &QSortFilterProxyModel::setFilterFixedString);
  connect(m_list, &QListView::activated, this, [this] {
    if (!currentPath().isEmpty()) emit openRequested(currentPath());
  });
  connect(m_list, &QListView::doubleClicked, this, [this] {
    if (!currentPath().isEmpty()) emit openRequested(currentPath());
  });
  connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
    const QString path = currentPath();
    if (path.isEmpty()) return;
    QMenu menu;
    connect(menu.addAction(tr("Open")), &QAction::triggered, this,
            [=, this] { emit openRequested(path); });
    connect(menu.addAction(tr("Compare with the open session")), &QAction::triggered, this,
            [=, this] { emit compareRequested(path); });
    connect(menu.addAction(tr("Remove from this list")), &QAction::triggered, this,
            [=, this] { emit forgetRequested(path); });
    menu.exec(m_list->viewport()->mapToGlobal(at));
  });
}

QString SessionsPanel::currentPath() const {
  return m_list->currentIndex().data(RecentSessionsModel::PathRole).toString();
}

}  // namespace lane
