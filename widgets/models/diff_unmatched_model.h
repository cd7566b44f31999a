// The cases of a diff that have no partner, with the reason, what a gate must not overlook first.
// GUI thread; reads the diff document.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "models/diff_document.h"

namespace lane {

class DiffUnmatchedModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { Side, Reason, Key, ColumnCount };
  explicit DiffUnmatchedModel(DiffDocument* document, QObject* parent = nullptr);
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  /// "8 not in the new session, 2 wrong in the new session, 3 others".
  QString summary() const { return m_summary; }

 private:
  struct Row {
    bool inBase;
    bool lost;
    QString reason, key;
  };
  void reset();
  DiffDocument* m_document;
  std::vector<Row> m_rows;
  QString m_summary;
};

}  // namespace lane
