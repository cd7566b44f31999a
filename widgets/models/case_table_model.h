// Every case of the open session as a table, and a proxy that sorts by value and filters by words
// such as "dot variant:avx2 n>=4Ki status:measured". The textual equivalent of the charts.
// GUI thread only; reads the document, owns nothing.
#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>
#include <optional>
#include <vector>

#include "analysis/curves.h"
#include "models/session_document.h"

namespace lane {

/// Words and conditions of a filter line. A word matches anywhere in the row; "variant:",
/// "kernel:", "status:", "dtype:" look at one column; "n>=4Ki", "n=100", "threads>1" compare.
class CaseFilter {
 public:
  explicit CaseFilter(const QString& line = {});
  bool matches(const CaseRecord& record) const;
  bool isEmpty() const { return m_terms.empty(); }

 private:
  struct Term {
    QString field;  ///< empty: anywhere
    QString op;     ///< ":" or a comparison
    QString text;
    double number = 0;
  };
  std::vector<Term> m_terms;
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
    Compute,
    Samples,
    MaxUlp,
    Conditions,
    Status,
    ColumnCount
  };
  enum Role { SortRole = Qt::UserRole + 1, CaseRole, VariantRole };

  explicit CaseTableModel(SessionDocument* document, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// While not live, changes of the document are only noted; going live catches up.
  void setLive(bool live);

  /// The row as tab-separated text: C locale, SI units, full precision.
  QString rowAsTsv(int row) const;
  static QString tsvHeader();
  const CaseRecord& record(int row) const;

 private:
  QString text(const CaseRecord& record, int column) const;
  QVariant sortValue(const CaseRecord& record, int column) const;
  void refresh();

  SessionDocument* m_document;
  int m_rows = 0;
  bool m_live = true;
  bool m_stale = false;
};

class CaseTableProxy : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit CaseTableProxy(QObject* parent = nullptr);
  void setFilterLine(const QString& line);
  void setOnlyMeasured(bool only);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  CaseFilter m_filter;
  bool m_onlyMeasured = false;
};

}  // namespace lane
