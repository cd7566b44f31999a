#include "panels/files_table.h"

#include <algorithm>
#include <cmath>

#include "charts/file_plot.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

bool isWord(int column) {
  return column <= FilesTableModel::Place || column == FilesTableModel::Remark;
}

QString placeText(FileWay way) {
  return inPageCache(way) ? FilesTableModel::tr("page cache, not the disk")
                          : FilesTableModel::tr("device");
}

}  // namespace

void FilesTableModel::setChart(const FileChart& chart) {
  beginResetModel();
  m_rows.clear();
  for (const FileCurve& curve : chart.curves)
    for (const FilePoint& point : curve.points)
      m_rows.push_back({curve.format, curve.way, point, {}});
  for (const FileGap& gap : chart.gaps) {
    FilePoint point;
    point.caseIndex = gap.caseIndex;
    point.bytes = gap.bytes;
    m_rows.push_back({gap.format, gap.way, point, gap.reason});
  }
  endResetModel();
}

int FilesTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

int FilesTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

int FilesTableModel::rowOf(std::uint32_t caseIndex) const {
  const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                  [&](const Row& row) { return row.point.caseIndex == caseIndex; });
  return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

QString FilesTableModel::text(const Row& row, int column) const {
  const FilePoint& point = row.point;
  const QString none = u"–"_s;
  switch (column) {
    case Format:
      return toQString(formatTitle(row.format));
    case Way:
      return toQString(name(row.way));
    case Place:
      return placeText(row.way);
    case Size:
      return toQString(formatFileSize(point.bytes));
    case Stored:
      return std::isfinite(point.stored) ? toQString(formatFileSize(point.stored)) : none;
    case Rate:
      return numberText(point.rate / 1e9);
    case Interval:
      return std::isfinite(point.rate) ? rateIntervalText(point) : none;
    case Samples:
      return point.samples > 0 ? countText(point.samples) : none;
    case Cached:
      return std::isfinite(point.cacheShare) ? shareText(point.cacheShare) : none;
    case OfReading:
      return std::isfinite(point.ofReading.ratio) ? ratioText(point.ofReading.ratio) : none;
    case Remark:
      return !row.reason.empty() ? toQString(row.reason)
             : point.overGoal    ? tr("over the goal")
                                 : QString();
    default:
      return {};
  }
}

QVariant FilesTableModel::sortValue(const Row& row, int column) const {
  const FilePoint& point = row.point;
  const auto number = [](double value) { return std::isfinite(value) ? value : -1.0; };
  switch (column) {
    case Way:
      return int(row.way);
    case Size:
      return point.bytes;
    case Stored:
      return number(point.stored);
    case Rate:
      return number(point.rate);
    case Interval:
      return number((point.high - point.low) / point.rate);
    case Samples:
      return double(point.samples);
    case Cached:
      return number(point.cacheShare);
    case OfReading:
      return number(point.ofReading.ratio);
    default:
      return text(row, column);
  }
}

QVariant FilesTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Row& row = m_rows[std::size_t(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::TextAlignmentRole:
      return int((isWord(index.column()) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      if (!row.reason.empty()) return toQString(row.reason);
      if (index.column() == Remark && row.point.overGoal)
        return tr("Its interval is wider than the plan's goal");
      if (index.column() == OfReading && std::isfinite(row.point.ofReading.ratio))
        return tr("Writing at %1 of the speed of reading, both in the same place: %2 … %3")
            .arg(ratioText(row.point.ofReading.ratio), ratioText(row.point.ofReading.low),
                 ratioText(row.point.ofReading.high));
      return {};
    case Qt::AccessibleTextRole:
      return tr("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
          text(row, index.column()));
    case SortRole:
      return sortValue(row, index.column());
    case VariantRole:
      return index.column() == Way ? QVariant(toQString(name(row.way))) : QVariant();
    case CaseRole:
      return row.point.caseIndex;
    default:
      return {};
  }
}

QVariant FilesTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return int((isWord(section) ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
  const bool tip = role == Qt::ToolTipRole;
  if (role != Qt::DisplayRole && !tip) return {};
  switch (section) {
    case Format:
      return tr("Format");
    case Way:
      return tip ? tr("How it was written or read") : tr("Operation");
    case Place:
      return tip ? tr("Where the bytes end or come from") : tr("Place");
    case Size:
      return tip ? tr("Bytes of the tensor, with the header of the file where it has one")
                 : tr("Bytes");
    case Stored:
      return tip ? tr("Bytes the elements take in the file: less than the tensor has where a "
                      "filter makes them smaller")
                 : tr("Stored");
    case Rate:
      return tip ? tr("Median throughput") : tr("GB/s");
    case Interval:
      return tip ? tr("Confidence interval of the median") : tr("Interval");
    case Samples:
      return tr("Samples");
    case Cached:
      return tip ? tr("Share of the file in the page cache right before it was read")
                 : tr("In cache");
    case OfReading:
      return tip ? tr("Writing ÷ reading: write against read, write-fsync against read cold")
                 : tr("÷ reading");
    case Remark:
      return tr("Remark");
    default:
      return {};
  }
}

}  // namespace lane
