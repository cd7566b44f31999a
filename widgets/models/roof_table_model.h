// The share-of-the-roof table: one row per kernel and variant shown, its best point and the best
// inside each memory level. A view of a RoofChart. GUI thread.
#pragma once

#include <QAbstractTableModel>
#include <QSet>
#include <vector>

#include "analysis/roof_chart.h"

namespace lane {

class RoofTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Kernel, Variant, Intensity, Best, AtSize, OfRoof, BoundBy, FirstLevel };
  enum Role {
    SortRole = Qt::UserRole,
    VariantRole,  ///< variant of the row, in its column
    BarRole,      ///< share of the roof, 0 to 1: drawn as a bar
    HeatRole,     ///< share of the roof in a level: drawn as a shade
    CaseRole      ///< case of the cell's point
  };
  using QAbstractTableModel::QAbstractTableModel;

  void setChart(const RoofChart& chart, const QSet<QString>& shown);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  /// The row a case belongs to; -1: none.
  int rowOf(std::uint32_t caseIndex) const;

 private:
  const RoofTrailPoint* pointAt(const RoofTrail& trail, int column) const;
  QString text(const RoofTrail& trail, int column) const;
  QVariant sortValue(const RoofTrail& trail, int column) const;

  std::vector<RoofTrail> m_rows;
  std::vector<std::string> m_levels;
};

}  // namespace lane
