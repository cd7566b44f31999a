// The histories of a trend as a table, those with a regression first, and a proxy that filters by
// words. GUI thread only; reads the document, owns nothing.
#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>
#include <vector>

#include "models/trend_document.h"

namespace lane {

class TrendTableModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Case, History, Change, Since, Last, Noise, Total, Count, ColumnCount };
  enum Role {
    SortRole = Qt::UserRole + 1,
    VerdictRole,    ///< of the latest sure step beyond the threshold
    SparklineRole,  ///< list of medians
    VariantRole,
    TextRole,  ///< what the filter looks at
  };

  explicit TrendTableModel(TrendDocument* document, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  const TrendLine& line(int row) const;

 private:
  struct Row {
    std::size_t line = 0;
    const TrendStep* step = nullptr;  ///< the latest that matters; null: none
    QString name, variant, since;
  };
  void refresh();
  QString text(const Row& row, int column) const;
  QVariant sortValue(const Row& row, int column) const;

  TrendDocument* m_document;
  std::vector<Row> m_rows;
};

class TrendTableProxy : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit TrendTableProxy(QObject* parent = nullptr);
  void setWords(const QString& line);
  void setOnlyChanged(bool only);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList m_words;
  bool m_onlyChanged = false;
};

}  // namespace lane
