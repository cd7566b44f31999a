// A scoreboard as a table: a row per kernel with its mean, a column per size. Every cell has its
// figures as text, for tooltips and assistive technology. Shows what it is given and computes
// nothing. GUI thread.
#pragma once

#include <QAbstractTableModel>

#include "analysis/scoreboard.h"

namespace lane {

class SessionDocument;

class ScoreboardModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  /// Then one column per size.
  enum Column { Kernel, Mean, Within, UlpOurs, UlpTheirs, FirstSize };
  enum Role {
    HeatRole = Qt::UserRole + 1,  ///< 0 slow … 1 fast; 0.5: as fast
    GlyphRole,                    ///< ScoreGlyph
    FailsRole,                    ///< beyond the limit of the criterion
    ShortRole,                    ///< the ratio with two digits
    CaseRole,                     ///< of ours, where it has a time
    SortRole,
  };
  enum ScoreGlyph { Faster, AsFast, Slower };

  explicit ScoreboardModel(const SessionDocument* document, QObject* parent = nullptr);
  /// Of the document's session as it is now.
  void setBoard(Scoreboard board);
  const Scoreboard& board() const { return m_board; }
  const ScoreCell* cellAt(const QModelIndex& index) const;  ///< null outside the sizes
  QModelIndex indexOf(const CurveKey& key, std::uint64_t size) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  QString tsv() const;       ///< figures in C locale, full precision
  QString markdown() const;  ///< with the sums and the cells that fail

 private:
  QString describe(const ScoreRow& row, const ScoreCell& cell, int column) const;
  QString describe(const ScoreRow& row) const;

  const SessionDocument* m_document;
  Scoreboard m_board;
};

}  // namespace lane
