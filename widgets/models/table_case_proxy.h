// Which cases the Table shows and in what order: a filter line, a column to sort by, and groups
// with a heading each that can be folded. GUI thread; the model it works on is not its own.
#pragma once

#include <QSet>
#include <optional>
#include <span>
#include <vector>

#include "analysis/group_figures.h"
#include "models/case_table_model.h"
#include "models/table_filter.h"
#include "models/table_order_proxy.h"

namespace lane {

class CaseTableProxy : public TableOrderProxy {
  Q_OBJECT
 public:
  enum Role { HeadingRole = Qt::UserRole + 100 };  ///< valid only for headings
  struct Heading {
    QString name;     ///< "dot", "n 4 Ki"
    QString summary;  ///< "240 cases, best 277 GB/s (avx3, n 2 Ki), median 43.1 GB/s"
    bool folded = false;
  };
  explicit CaseTableProxy(QObject* parent = nullptr);

  void setFilterLine(const QString& line);
  const TableFilter& filter() const { return m_filter; }
  /// None: no groups. Groups stand in the order of their first row.
  void setGrouping(std::optional<TableField> by);
  std::optional<TableField> grouping() const { return m_by; }
  static std::span<const TableField> groupings();  ///< what can be grouped by

  bool isHeading(int row) const { return sourceRow(row) < 0; }
  Heading heading(int row) const;
  int headingRow(const QString& name) const;  ///< -1: no such group
  void setFolded(int row, bool folded);
  void setAllFolded(bool folded);
  /// Unfolds the group of a case that is filtered in.
  void reveal(int sourceRow);
  /// Cases the filter lets through, folded ones too.
  int matching() const { return m_matching; }
  /// Of them, in the order shown.
  std::vector<int> matchingRows() const;

  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 protected:
  std::vector<int> arrange() override;
  void sourceChanged() override;

 private:
  struct Group {
    QString name;
    std::vector<std::uint32_t> rows;
    mutable std::optional<GroupFigures> figures;  ///< when first looked at
  };
  const CaseTableModel& model() const;
  const std::vector<std::uint32_t>& order();
  void makeGroups(const std::vector<std::uint32_t>& rows);
  const Group& groupAt(int row) const { return m_groups[std::size_t(-sourceRow(row) - 1)]; }
  bool isFolded(const QString& name) const { return m_allFolded != m_exceptions.contains(name); }
  void setFolded(const QString& name, bool folded);

  TableFilter m_filter;
  std::optional<TableField> m_by;
  std::vector<Group> m_groups;
  std::vector<std::uint32_t> m_order;  ///< all rows, sorted
  bool m_orderKnown = false;
  int m_orderColumn = -1;
  Qt::SortOrder m_orderDirection = Qt::AscendingOrder;
  bool m_allFolded = false;
  QSet<QString> m_exceptions;  ///< groups that are not as all are
  int m_matching = 0;
};

}  // namespace lane
