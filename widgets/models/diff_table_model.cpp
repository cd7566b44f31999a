#include "models/diff_table_model.h"

#include <cmath>

#include "base/units.h"
#include "support/qt_units.h"

namespace lane {

DiffTableModel::DiffTableModel(DiffDocument* document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document) {
  const auto reset = [this] {
    beginResetModel();
    m_rows = m_document->isReady() ? int(m_document->diff().pairs.size()) : 0;
    endResetModel();
  };
  reset();
  connect(document, &DiffDocument::sidesChanged, this, reset);
  connect(document, &DiffDocument::diffReady, this, reset);
}

int DiffTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : m_rows;
}

int DiffTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(ColumnCount);
}

const CaseRecord& DiffTableModel::baseRecord(int row) const {
  return m_document->base().session->cases[pair(row).baseCase];
}

const CaseRecord& DiffTableModel::newRecord(int row) const {
  return m_document->now().session->cases[pair(row).newCase];
}

QString DiffTableModel::text(int row, int column) const {
  const DiffPair& p = pair(row);
  const CaseRecord& now = newRecord(row);
  switch (column) {
    case VerdictColumn:
      return toQString(toWord(p.verdict));
    case Benchmark:
      return toQString(now.benchmark);
    case Variant:
      return toQString(now.variant);
    case Size:
      return sizeText(now.size);
    case Type:
      return now.threads > 1
                 ? tr("%1, %2 threads").arg(toQString(toWord(now.dtype))).arg(now.threads)
                 : toQString(toWord(now.dtype));
    case BaseTime:
      return timeText(baseRecord(row).median);
    case NewTime:
      return timeText(now.median);
    case Ratio:
      return std::isfinite(p.ratio) ? ratioText(p.ratio, 3) : QStringLiteral("–");
    case Interval:
      return std::isfinite(p.ratioLow) && std::isfinite(p.ratioHigh)
                 ? QStringLiteral("%1 … %2").arg(p.ratioLow, 0, 'f', 3).arg(p.ratioHigh, 0, 'f', 3)
                 : QStringLiteral("–");
    case Reason:
      return toQString(p.reason);
    default:
      return {};
  }
}

QVariant DiffTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= m_rows) return {};
  const int row = index.row(), column = index.column();
  const bool numeric = column == Size || (column >= BaseTime && column <= Interval);
  const DiffPair& p = pair(row);
  switch (role) {
    case Qt::DisplayRole:
      return text(row, column);
    case Qt::TextAlignmentRole:
      return int((numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return toQString(p.reason.empty() ? p.key : p.reason);
    case Qt::AccessibleTextRole:
      if (column == Bar)
        return tr("time ratio %1, between %2").arg(text(row, Ratio), text(row, Interval));
      return tr("%1: %2").arg(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                              text(row, column));
    case VerdictRole:
      return int(p.verdict);
    case VariantRole:
      return column == Variant ? QVariant(text(row, Variant)) : QVariant();
    case BarRole:
      return column == Bar ? QVariant(QVariantList{p.ratio, p.ratioLow, p.ratioHigh}) : QVariant();
    case SortRole:
      switch (column) {
        case VerdictColumn:
          return int(p.verdict);
        case Size:
          return double(newRecord(row).size);
        case BaseTime:
          return baseRecord(row).median;
        case NewTime:
          return newRecord(row).median;
        case Bar:
        case Ratio:
          return p.ratio;
        case Interval:
          return p.ratioHigh - p.ratioLow;
        default:
          return text(row, column);
      }
    default:
      return {};
  }
}

QVariant DiffTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    const bool numeric = section == Size || (section >= BaseTime && section <= Interval);
    return int((numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case VerdictColumn:
      return tr("Verdict");
    case Benchmark:
      return tr("Kernel");
    case Variant:
      return tr("Variant");
    case Size:
      return tr("n");
    case Type:
      return tr("Type");
    case BaseTime:
      return tr("Time in A");
    case NewTime:
      return tr("Time in B");
    case Bar:
      return tr("Time B / A");
    case Ratio:
      return tr("Ratio");
    case Interval:
      return tr("95 % interval");
    case Reason:
      return tr("Remark");
    default:
      return {};
  }
}

DiffTableProxy::DiffTableProxy(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(DiffTableModel::SortRole);
}

void DiffTableProxy::setVerdicts(const QSet<int>& shown) {
  m_verdicts = shown;
  invalidateFilter();
}

void DiffTableProxy::setFilterLine(const QString& line) {
  m_filter = CaseFilter(line);
  invalidateFilter();
}

bool DiffTableProxy::filterAcceptsRow(int row, const QModelIndex&) const {
  const auto* model = static_cast<const DiffTableModel*>(sourceModel());
  if (!m_verdicts.contains(int(model->pair(row).verdict))) return false;
  return m_filter.matches(model->newRecord(row));
}

bool DiffTableProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(sortRole()), b = right.data(sortRole());
  if (a.typeId() == QMetaType::QString) return a.toString() < b.toString();
  const double x = a.toDouble(), y = b.toDouble();
  if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
  return x < y;
}

}  // namespace lane
