#include "models/roof_table_model.h"

#include <algorithm>
#include <cmath>

#include "support/qt_units.h"

namespace lane {
namespace {

int alignment(int column) {
  const bool word = column == RoofTableModel::Kernel || column == RoofTableModel::Variant ||
                    column == RoofTableModel::BoundBy;
  if (word) return Qt::AlignLeft | Qt::AlignVCenter;
  return (column >= RoofTableModel::FirstLevel ? Qt::AlignHCenter : Qt::AlignRight) |
         Qt::AlignVCenter;
}

}  // namespace

void RoofTableModel::setChart(const RoofChart& chart, const QSet<QString>& shown) {
  beginResetModel();
  m_rows.clear();
  m_levels.clear();
  for (const RoofTrail& trail : chart.trails)
    if (shown.contains(toQString(trail.variant))) m_rows.push_back(trail);
  for (const RoofSlope& slope : chart.slopes) m_levels.push_back(slope.level);
  endResetModel();
}

int RoofTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

int RoofTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : FirstLevel + int(m_levels.size());
}

/// The point a cell speaks of: the best inside a level, or the best of all.
const RoofTrailPoint* RoofTableModel::pointAt(const RoofTrail& trail, int column) const {
  return column >= FirstLevel ? bestIn(trail, m_levels[std::size_t(column - FirstLevel)])
                              : bestOf(trail);
}

QString RoofTableModel::text(const RoofTrail& trail, int column) const {
  const RoofTrailPoint* point = pointAt(trail, column);
  const QString none = QStringLiteral("–");
  switch (column) {
    case Kernel: {
      QString name = toQString(trail.key.benchmark);
      if (trail.key.mode != Mode::reuse)
        name += QStringLiteral(", ") + toQString(toWord(trail.key.mode));
      if (trail.key.cache != CacheState::hot)
        name += QStringLiteral(", ") + toQString(toWord(trail.key.cache));
      return name;
    }
    case Variant:
      return toQString(trail.variant);
    case Intensity:
      return numberText(trail.points.front().point.intensity);
    case Best:
      return point ? numberText(point->point.flopRate / 1e9) : none;
    case AtSize:
      return point ? sizeText(point->size) : none;
    case BoundBy:
      return point ? toQString(toWord(point->point.bound)) : none;
    default:
      return point ? shareText(point->point.efficiency) : none;
  }
}

QVariant RoofTableModel::sortValue(const RoofTrail& trail, int column) const {
  const RoofTrailPoint* point = pointAt(trail, column);
  switch (column) {
    case Kernel:
    case Variant:
    case BoundBy:
      return text(trail, column);
    case Intensity:
      return trail.points.front().point.intensity;
    case Best:
      return point ? point->point.flopRate : -1.0;
    case AtSize:
      return point ? double(point->size) : -1.0;
    default:
      return point ? point->point.efficiency : -1.0;
  }
}

QVariant RoofTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const RoofTrail& trail = m_rows[std::size_t(index.row())];
  const int column = index.column();
  const RoofTrailPoint* point = pointAt(trail, column);
  switch (role) {
    case Qt::DisplayRole:
      return text(trail, column);
    case Qt::TextAlignmentRole:
      return alignment(column);
    case Qt::ToolTipRole:
      if (!point) return toQString(trail.points.front().point.reason);
      return tr("n = %1: %2 of the roof at %3, bound by %4")
          .arg(sizeText(point->size), shareText(point->point.efficiency),
               toQString(point->point.level), toQString(toWord(point->point.bound)));
    case SortRole:
      return sortValue(trail, column);
    case VariantRole:
      return column == Variant ? QVariant(toQString(trail.variant)) : QVariant();
    case BarRole:
      return column == OfRoof && point ? QVariant(point->point.efficiency) : QVariant();
    case HeatRole:
      return column >= FirstLevel && point ? QVariant(point->point.efficiency) : QVariant();
    case CaseRole:
      return point ? point->point.caseIndex : trail.points.back().point.caseIndex;
    default:
      return {};
  }
}

QVariant RoofTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  // Above the bar, where its mark for sorting hides no text.
  if (role == Qt::TextAlignmentRole) return alignment(section == OfRoof ? int(Kernel) : section);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Kernel:
      return tr("Kernel");
    case Variant:
      return tr("Variant");
    case Intensity:
      return tr("FLOP/B");
    case Best:
      return tr("GFLOP/s");
    case AtSize:
      return tr("At n");
    case OfRoof:
      return tr("Of its roof");
    case BoundBy:
      return tr("Bound by");
    default:
      return toQString(m_levels[std::size_t(section - FirstLevel)]);
  }
}

int RoofTableModel::rowOf(std::uint32_t caseIndex) const {
  const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](const RoofTrail& trail) {
    return std::any_of(trail.points.begin(), trail.points.end(), [&](const RoofTrailPoint& point) {
      return point.point.caseIndex == caseIndex;
    });
  });
  return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

}  // namespace lane
