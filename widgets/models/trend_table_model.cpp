#include "models/trend_table_model.h"

#include <algorithm>
#include <cmath>

#include "exchange/trend_export.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// The latest sure step beyond the threshold.
const TrendStep* tellingStep(const TrendLine& line) {
  for (auto step = line.steps.rbegin(); step != line.steps.rend(); ++step)
    if (step->sure && step->verdict != Verdict::same) return &*step;
  return nullptr;
}

/// Regressions before improvements before the rest.
int rank(const TrendStep* step) {
  return step == nullptr ? 2 : step->verdict == Verdict::regressed ? 0 : 1;
}

}  // namespace

TrendTableModel::TrendTableModel(TrendDocument* document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document) {
  connect(document, &TrendDocument::ready, this, &TrendTableModel::refresh);
  refresh();
}

void TrendTableModel::refresh() {
  beginResetModel();
  m_rows.clear();
  const Trend& trend = m_document->trend();
  for (std::size_t i = 0; i < trend.lines.size(); ++i) {
    const TrendLine& line = trend.lines[i];
    Row row{i,
            tellingStep(line),
            toQString(trendCaseName(line)),
            toQString(keyParts(line.key).variant),
            {}};
    if (row.step)
      row.since =
          toQString(trend.sessions[line.points[row.step->at].session].created.substr(0, 10));
    m_rows.push_back(std::move(row));
  }
  std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row& a, const Row& b) {
    if (rank(a.step) != rank(b.step)) return rank(a.step) < rank(b.step);
    return a.step && b.step &&
           std::abs(std::log(a.step->ratio)) > std::abs(std::log(b.step->ratio));
  });
  endResetModel();
}

int TrendTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}
int TrendTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

const TrendLine& TrendTableModel::line(int row) const {
  return m_document->trend().lines[m_rows[std::size_t(row)].line];
}

QString TrendTableModel::text(const Row& row, int column) const {
  const TrendLine& line = m_document->trend().lines[row.line];
  switch (column) {
    case Case:
      return row.name;
    case Change:
      return row.step ? toQString(changeText(row.step->ratio)) : QStringLiteral("–");
    case Since:
      return row.step ? row.since : QStringLiteral("–");
    case Last:
      return timeText(line.points.back().median);
    case Noise:
      return std::isnan(line.noise) ? QStringLiteral("–") : u'±' + shareText(line.noise);
    case Total:
      return line.points.size() > 1 ? toQString(changeText(line.total)) : QStringLiteral("–");
    case Count:
      return countText(line.points.size());
    default:
      return {};
  }
}

QVariant TrendTableModel::sortValue(const Row& row, int column) const {
  const TrendLine& line = m_document->trend().lines[row.line];
  switch (column) {
    case Change:
      return row.step ? row.step->ratio : 1.0;
    case Last:
      return line.points.back().median;
    case Noise:
      return std::isnan(line.noise) ? -1.0 : line.noise;
    case Total:
      return line.total;
    case Count:
      return double(line.points.size());
    default:
      return text(row, column);
  }
}

QVariant TrendTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = m_rows[std::size_t(index.row())];
  const TrendLine& line = m_document->trend().lines[row.line];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::TextAlignmentRole:
      return int(Qt::AlignVCenter | (index.column() >= Change ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
      if (!line.reason.empty()) return toQString(line.reason);
      return index.column() == Case ? toQString(line.key) : QVariant();
    case Qt::AccessibleTextRole:
      return index.column() == History
                 ? tr("%1 sessions, %2 steps").arg(line.points.size()).arg(line.steps.size())
                 : text(row, index.column());
    case SortRole:
      return sortValue(row, index.column());
    case VerdictRole:
      return row.step ? QVariant(int(row.step->verdict)) : QVariant();
    case VariantRole:
      return index.column() == Case && !row.variant.isEmpty() ? QVariant(row.variant) : QVariant();
    case TextRole:
      return QString(row.name + u' ' + toQString(line.key));
    case SparklineRole: {
      if (index.column() != History) return {};
      QVariantList medians;
      for (const TrendPoint& point : line.points) medians << point.median;
      return medians;
    }
    default:
      return {};
  }
}

QVariant TrendTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return int(Qt::AlignVCenter | (section >= Change ? Qt::AlignRight : Qt::AlignLeft));
  if (role == Qt::ToolTipRole) switch (section) {
      case Change:
        return tr("Latest sure step beyond the threshold; above 0 is slower");
      case Noise:
        return tr("Of one session around its level: smaller steps cannot be told");
      case Total:
        return tr("Level now against the first one; above 0 is slower");
      default:
        return {};
    }
  if (role != Qt::DisplayRole) return {};
  const QString titles[] = {tr("Case"), tr("History"), tr("Change"),      tr("Since"),
                            tr("Last"), tr("Noise"),   tr("Now / first"), tr("Sessions")};
  return titles[section];
}

TrendTableProxy::TrendTableProxy(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(TrendTableModel::SortRole);
  setDynamicSortFilter(true);
}

void TrendTableProxy::setWords(const QString& line) {
  m_words = line.split(u' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

void TrendTableProxy::setOnlyChanged(bool only) {
  m_onlyChanged = only;
  invalidateFilter();
}

bool TrendTableProxy::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QModelIndex index = sourceModel()->index(row, 0, parent);
  if (m_onlyChanged && !index.data(TrendTableModel::VerdictRole).isValid()) return false;
  const QString text = index.data(TrendTableModel::TextRole).toString();
  return std::all_of(m_words.begin(), m_words.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace lane
