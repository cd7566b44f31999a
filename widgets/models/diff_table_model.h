// The pairs of a diff as a table, and a proxy that sorts by value and filters by verdict, kernel,
// variant and a line such as "gelu variant:avx3 n>=4Ki". Row i of the model is pair i of the diff.
// GUI thread only; reads the diff document, owns nothing.
#pragma once

#include <QAbstractTableModel>
#include <QSet>
#include <string>
#include <unordered_set>

#include "models/diff_document.h"
#include "models/table_filter.h"
#include "models/table_order_proxy.h"

namespace lane {

/// "Improved": the word of a verdict at the head of something.
QString verdictTitle(Verdict verdict);
/// "gelu, avx3, 16 Ki": a pair in a chart.
QString pairLabel(const CaseRecord& record);

class DiffTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    VerdictColumn,
    Benchmark,
    Variant,
    Size,
    Level,
    Type,
    Threads,
    Conditions,
    BaseValue,
    NewValue,
    Bar,
    Ratio,
    Interval,
    PValue,
    Reason,
    ColumnCount
  };
  /// BarRole: QVariantList of ratio, low, high, for the delegate that draws them.
  enum Role { VerdictRole = Qt::UserRole + 1, VariantRole, BarRole };

  explicit DiffTableModel(DiffDocument* document, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  const DiffPair& pair(int row) const { return m_document->diff().pairs[size_t(row)]; }
  const CaseRecord& baseRecord(int row) const { return m_document->baseCase(pair(row)); }
  const CaseRecord& newRecord(int row) const { return m_document->newCase(pair(row)); }
  QString text(int row, int column) const;
  /// Per row what a column is sorted by; unknown where it says nothing.
  std::vector<double> sortKeys(int column) const;
  /// The new side's cases of the pairs.
  const TableColumns& columns() const { return m_columns; }
  /// Whether the column says different things of different rows: type, threads, conditions.
  bool tellsApart(Column column) const;

  /// The row as tab-separated text: C locale, SI units, full precision.
  QString rowAsTsv(int row) const;
  static QString tsvHeader();

 private:
  double number(int row, int column) const;
  DiffDocument* m_document;
  TableColumns m_columns;
  int m_rows = 0;
};

class DiffTableProxy : public TableOrderProxy {
  Q_OBJECT
 public:
  using Names = std::unordered_set<std::string>;
  explicit DiffTableProxy(QObject* parent = nullptr);
  void setVerdicts(const QSet<int>& shown);  ///< of lane::Verdict
  void setFilterLine(const QString& line);
  /// All at once: one pass over the rows.
  void setFilter(const QSet<int>& verdicts, Names hiddenKernels, Names hiddenVariants);

 protected:
  std::vector<int> arrange() override;

 private:
  QSet<int> m_verdicts{0, 1, 2, 3};
  Names m_hiddenKernels, m_hiddenVariants;
  TableFilter m_filter;
};

}  // namespace lane
