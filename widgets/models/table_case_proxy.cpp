#include "models/table_case_proxy.h"

#include <cmath>
#include <numeric>
#include <unordered_map>

#include "support/qt_units.h"

namespace lane {

CaseTableProxy::CaseTableProxy(QObject* parent) : TableOrderProxy(parent) {}

const CaseTableModel& CaseTableProxy::model() const {
  return *static_cast<const CaseTableModel*>(sourceModel());
}

void CaseTableProxy::sourceChanged() {
  m_orderKnown = false;
}

void CaseTableProxy::setFilterLine(const QString& line) {
  m_filter = TableFilter(line);
  rearrange();
}

void CaseTableProxy::setGrouping(std::optional<TableField> by) {
  if (by == m_by) return;
  m_by = by;
  m_allFolded = false;
  m_exceptions.clear();
  rearrange();
}

std::span<const TableField> CaseTableProxy::groupings() {
  static constexpr TableField kGroupings[] = {
      TableField::kernel,  TableField::variant,    TableField::size,   TableField::type,
      TableField::threads, TableField::conditions, TableField::status, TableField::suite};
  return kGroupings;
}

void CaseTableProxy::setFolded(const QString& name, bool folded) {
  if (isFolded(name) == folded) return;
  if (folded == m_allFolded)
    m_exceptions.remove(name);
  else
    m_exceptions.insert(name);
  rearrange();
}

void CaseTableProxy::setFolded(int row, bool folded) {
  if (isHeading(row)) setFolded(QString(groupAt(row).name), folded);
}

void CaseTableProxy::setAllFolded(bool folded) {
  m_allFolded = folded;
  m_exceptions.clear();
  rearrange();
}

void CaseTableProxy::reveal(int sourceRow) {
  if (!m_by || shownRow(sourceRow) >= 0) return;
  for (const Group& group : m_groups)
    for (const std::uint32_t row : group.rows)
      if (int(row) == sourceRow) return setFolded(QString(group.name), false);
}

const std::vector<std::uint32_t>& CaseTableProxy::order() {
  if (m_orderKnown && m_orderColumn == sortColumn() && m_orderDirection == sortOrder())
    return m_order;
  const TableColumns& columns = model().columns();
  const auto field = sortColumn() < 0 || sortColumn() >= CaseTableModel::ColumnCount
                         ? std::nullopt
                         : CaseTableModel::info(sortColumn()).field;
  if (field) {
    m_order = sortedBy(columns.sortKeys(*field), sortOrder());
  } else {
    m_order.resize(columns.rows());
    std::iota(m_order.begin(), m_order.end(), 0u);
  }
  m_orderKnown = true;
  m_orderColumn = sortColumn();
  m_orderDirection = sortOrder();
  return m_order;
}

std::vector<int> CaseTableProxy::arrange() {
  const std::vector<std::uint8_t> matches = m_filter.matches(model().columns());
  std::vector<std::uint32_t> rows;
  rows.reserve(matches.size());
  for (const std::uint32_t row : order())
    if (matches[row]) rows.push_back(row);
  m_matching = int(rows.size());
  m_groups.clear();
  if (!m_by) return {rows.begin(), rows.end()};
  makeGroups(rows);
  std::vector<int> shown;
  shown.reserve(rows.size() + m_groups.size());
  for (std::size_t i = 0; i < m_groups.size(); ++i) {
    shown.push_back(-int(i) - 1);
    if (!isFolded(m_groups[i].name))
      shown.insert(shown.end(), m_groups[i].rows.begin(), m_groups[i].rows.end());
  }
  return shown;
}

void CaseTableProxy::makeGroups(const std::vector<std::uint32_t>& rows) {
  const TableColumns& columns = model().columns();
  const auto add = [this](QString name) {
    m_groups.push_back({name.isEmpty() ? QStringLiteral("–") : std::move(name), {}, {}});
    return m_groups.size() - 1;
  };
  if (isText(*m_by)) {
    const TableColumns::Texts& texts = columns.texts(*m_by);
    constexpr std::size_t kNone = std::size_t(-1);
    std::vector<std::size_t> groupOf(texts.distinct.size(), kNone);
    for (const std::uint32_t row : rows) {
      std::size_t& group = groupOf[texts.of[row]];
      if (group == kNone) group = add(texts.distinct[texts.of[row]]);
      m_groups[group].rows.push_back(row);
    }
    return;
  }
  const std::vector<double>& figures = columns.figures(*m_by);
  std::unordered_map<double, std::size_t> groupOf;
  for (const std::uint32_t row : rows) {
    const auto [place, isNew] = groupOf.try_emplace(figures[row], 0);
    if (isNew) place->second = add(titleOf(*m_by) + u' ' + figureText(*m_by, figures[row]));
    m_groups[place->second].rows.push_back(row);
  }
}

CaseTableProxy::Heading CaseTableProxy::heading(int row) const {
  const Group& group = groupAt(row);
  if (!group.figures) group.figures = groupFigures(model().session(), group.rows);
  const GroupFigures& figures = *group.figures;
  QStringList parts{figures.cases == 1 ? tr("1 case")
                                       : tr("%1 cases").arg(countText(figures.cases))};
  if (figures.timed < figures.cases) parts << tr("%1 with a time").arg(countText(figures.timed));
  if (figures.timed > 0) {
    const CaseRecord& best = model().record(int(figures.bestCase));
    QStringList which;
    if (*m_by != TableField::kernel) which << toQString(best.benchmark);
    if (*m_by != TableField::variant) which << toQString(best.variant);
    if (*m_by != TableField::size) which << tr("n %1").arg(sizeText(best.size));
    const auto text = [&](double value) { return toQString(formatValue(figures.metric, value)); };
    parts << tr("best %1 (%2)").arg(text(figures.best), which.join(QStringLiteral(", ")));
    if (figures.timed > 1) parts << tr("median %1").arg(text(figures.median));
  }
  return {group.name, parts.join(QStringLiteral(", ")), isFolded(group.name)};
}

int CaseTableProxy::headingRow(const QString& name) const {
  for (int row = 0; row < rowCount(); ++row)
    if (isHeading(row) && groupAt(row).name == name) return row;
  return -1;
}

std::vector<int> CaseTableProxy::matchingRows() const {
  std::vector<int> rows;
  rows.reserve(std::size_t(m_matching));
  for (const Group& group : m_groups) rows.insert(rows.end(), group.rows.begin(), group.rows.end());
  for (int row = 0; m_groups.empty() && row < rowCount(); ++row) rows.push_back(sourceRow(row));
  return rows;
}

QVariant CaseTableProxy::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  if (!isHeading(index.row()))
    return role == HeadingRole
               ? QVariant()
               : model().data(model().index(sourceRow(index.row()), index.column()), role);
  switch (role) {
    case HeadingRole:
      return true;
    case Qt::DisplayRole:
      return index.column() == 0 ? heading(index.row()).name : QString();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
      const Heading text = heading(index.row());
      return role == Qt::ToolTipRole
                 ? text.summary
                 : (text.folded ? tr("Group %1, folded: %2") : tr("Group %1: %2"))
                       .arg(text.name, text.summary);
    }
    default:
      return {};
  }
}

QVariant CaseTableProxy::headerData(int section, Qt::Orientation orientation, int role) const {
  const QVariant said = TableOrderProxy::headerData(section, orientation, role);
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal || section != sortColumn() ||
      !CaseTableModel::isNumeric(section))
    return said;
  // The mark of the order stands at the right, where titles of figures end.
  return QString(said.toString() + QString(4, QChar::Nbsp));
}

Qt::ItemFlags CaseTableProxy::flags(const QModelIndex& index) const {
  if (!index.isValid() || index.row() >= rowCount()) return Qt::NoItemFlags;
  return isHeading(index.row())
             ? Qt::ItemIsEnabled
             : Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

}  // namespace lane
