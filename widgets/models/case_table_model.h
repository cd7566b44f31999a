// Every case of the open session as a table, one row per case in the session's order: the textual
// equivalent of the charts. Which rows are shown, and how, is up to CaseTableProxy.
// GUI thread only; reads the document, owns nothing.
#pragma once

#include <QAbstractTableModel>
#include <optional>
#include <unordered_map>
#include <vector>

#include "models/session_document.h"
#include "models/table_columns.h"

class QTimer;

namespace lane {

/// The throughput of a row's variant over the sizes it was measured at.
struct OverSizes {
  std::vector<double> sizes;  ///< ascending
  std::vector<double> rates;  ///< bytes per second
};

class CaseTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    Benchmark,
    Type,
    Size,
    Variant,
    Threads,
    Time,
    Interval,
    Throughput,
    Curve,  ///< throughput over sizes
    Compute,
    Samples,
    MaxUlp,
    Conditions,
    Status,
    // Shown when chosen
    Suite,
    Level,
    ItemRate,
    TimePerItem,
    P5,
    P95,
    Minimum,
    Mean,
    Outliers,
    Stopped,
    Reason,
    ColumnCount
  };
  enum Role { CaseRole = Qt::UserRole + 1, VariantRole };

  struct ColumnInfo {
    const char* name;  ///< in settings; never shown
    /// What it is sorted by; none: it has no order.
    std::optional<TableField> field;
    int width;    ///< px at 100 %
    bool chosen;  ///< shown unless the user says otherwise
  };
  static const ColumnInfo& info(int column);
  static bool isNumeric(int column);

  explicit CaseTableModel(SessionDocument* document, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// While not live, changes of the document are only noted; going live catches up.
  void setLive(bool live);

  const Session& session() const { return m_document->session(); }
  const CaseRecord& record(int row) const { return session().cases[std::size_t(row)]; }
  const TableColumns& columns() const { return m_columns; }
  QString text(int row, int column) const;
  const OverSizes& overSizes(int row) const;

  /// The row as tab-separated text: C locale, SI units, full precision.
  QString rowAsTsv(int row) const;
  static QString tsvHeader();

 private:
  void refresh();
  void assignColumns();
  void findCurves() const;

  SessionDocument* m_document;
  TableColumns m_columns;
  QTimer* m_later;
  int m_rows = 0;
  bool m_live = true;
  bool m_stale = false;
  mutable std::vector<std::uint32_t> m_curveOf;                      ///< per row
  mutable std::vector<std::vector<std::uint32_t>> m_curves;          ///< rows of each
  mutable std::unordered_map<std::uint32_t, OverSizes> m_overSizes;  ///< of curves asked for
};

}  // namespace lane
