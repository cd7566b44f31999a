#include "models/diff_unmatched_model.h"

#include <QStringList>

#include "exchange/diff_words.h"
#include "support/qt_units.h"

namespace lane {

DiffUnmatchedModel::DiffUnmatchedModel(DiffDocument* document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document) {
  reset();
  connect(document, &DiffDocument::sidesChanged, this, &DiffUnmatchedModel::reset);
  connect(document, &DiffDocument::diffReady, this, &DiffUnmatchedModel::reset);
}

void DiffUnmatchedModel::reset() {
  beginResetModel();
  m_rows.clear();
  m_summary.clear();
  if (m_document->isReady()) {
    constexpr std::size_t kNamed = 3;
    QStringList words;
    std::size_t others = 0;
    const auto groups = unmatchedGroups(m_document->diff());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const QString reason = toQString(groups[i].reason);
      for (const std::string& key : groups[i].keys)
        m_rows.push_back({groups[i].inBase, groups[i].lost, reason, toQString(key)});
      if (i < kNamed)
        words << countText(groups[i].keys.size()) + u' ' + reason;
      else
        others += groups[i].keys.size();
    }
    if (others > 0) words << tr("%1 for other reasons").arg(countText(others));
    m_summary = words.join(QStringLiteral(", "));
  }
  endResetModel();
}

int DiffUnmatchedModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_rows.size());
}

int DiffUnmatchedModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant DiffUnmatchedModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
  const Row& row = m_rows[std::size_t(index.row())];
  const QString cells[] = {row.inBase ? QStringLiteral("A") : QStringLiteral("B"), row.reason,
                           row.key};
  if (role == Qt::DisplayRole) return cells[index.column()];
  if (role == Qt::ToolTipRole)
    return row.lost ? tr("%1\nA gate does not pass while this is so.").arg(row.key) : row.key;
  return {};
}

QVariant DiffUnmatchedModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) return int(Qt::AlignLeft | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  return section == Side ? tr("In") : section == Reason ? tr("Why") : tr("Case");
}

}  // namespace lane
