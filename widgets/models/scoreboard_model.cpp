#include "models/scoreboard_model.h"

#include <algorithm>
#include <cmath>

#include "analysis/case_text.h"
#include "exchange/csv_text.h"
#include "exchange/scoreboard_export.h"
#include "models/session_document.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr double kOctaves = 3;  ///< the ramp ends at eight times as fast or slow

double heatOf(double ratio) {
  return std::clamp(0.5 - std::log2(ratio) / (2 * kOctaves), 0.0, 1.0);
}

/// Certainly to one side of 1 where there is an interval.
int glyphOf(double ratio, double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high)) low = high = ratio;
  return high < 1  ? ScoreboardModel::Faster
         : low > 1 ? ScoreboardModel::Slower
                   : ScoreboardModel::AsFast;
}

QString ulpText(double ulp) {
  return std::isfinite(ulp) ? numberText(ulp) : QStringLiteral("–");
}

}  // namespace

ScoreboardModel::ScoreboardModel(const SessionDocument* document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document) {}

void ScoreboardModel::setBoard(Scoreboard board) {
  // The same cells with other figures keep their place, as while a run goes on.
  const auto isSameRow = [](const ScoreRow& a, const ScoreRow& b) { return a.key == b.key; };
  const bool same = board.sizes == m_board.sizes &&
                    std::equal(board.rows.begin(), board.rows.end(), m_board.rows.begin(),
                               m_board.rows.end(), isSameRow);
  if (!same) beginResetModel();
  m_board = std::move(board);
  if (!same)
    endResetModel();
  else if (rowCount() > 0)
    emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int ScoreboardModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_board.rows.size());
}
int ScoreboardModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : FirstSize + int(m_board.sizes.size());
}

const ScoreCell* ScoreboardModel::cellAt(const QModelIndex& index) const {
  if (!index.isValid() || index.row() >= rowCount() || index.column() < FirstSize) return nullptr;
  return &m_board.rows[std::size_t(index.row())].cells[std::size_t(index.column() - FirstSize)];
}

QModelIndex ScoreboardModel::indexOf(const CurveKey& key, std::uint64_t size) const {
  const auto row = std::find_if(m_board.rows.begin(), m_board.rows.end(),
                                [&](const ScoreRow& r) { return r.key == key; });
  const auto at = std::lower_bound(m_board.sizes.begin(), m_board.sizes.end(), size);
  if (row == m_board.rows.end() || at == m_board.sizes.end() || *at != size) return {};
  return index(int(row - m_board.rows.begin()), FirstSize + int(at - m_board.sizes.begin()));
}

QString ScoreboardModel::describe(const ScoreRow& row, const ScoreCell& cell, int column) const {
  const auto& cases = m_document->session().cases;
  const QString head = tr("%1, n = %2")
                           .arg(toQString(chartName(row.key)),
                                sizeText(m_board.sizes[std::size_t(column - FirstSize)]));
  if (!cell.hasRatio() || cell.ours >= cases.size() || cell.theirs >= cases.size())
    return head + QStringLiteral("\n") + toQString(cell.reason);
  const auto side = [&](std::uint32_t index) {
    const CaseRecord& r = cases[index];
    return tr("%1: %2, %3 samples, %4 ULP")
        .arg(toQString(r.variant), timeText(r.median), countText(r.sampleCount), ulpText(r.maxUlp));
  };
  const QString from = cell.rounds > 0 ? tr("from %1 shared rounds").arg(countText(cell.rounds))
                                       : tr("from both medians");
  return QStringList{head,
                     tr("%1, %2").arg(toQString(scoreText(cell.ratio, cell.low, cell.high)),
                                      toQString(fasterText(cell.ratio))),
                     side(cell.ours), side(cell.theirs), from}
      .join(u'\n');
}

QString ScoreboardModel::describe(const ScoreRow& row) const {
  const ScoreSum& sum = row.sum;
  if (sum.cells == 0) return tr("%1: nothing to compare").arg(toQString(chartName(row.key)));
  return tr("%1\nGeometric mean %2, %3\n%4 of %5 cells at most %6 % slower")
      .arg(toQString(chartName(row.key)), toQString(scoreText(sum.ratio, sum.low, sum.high)),
           toQString(fasterText(sum.ratio)), countText(sum.within), countText(sum.cells),
           numberText(100 * m_board.criterion.within));
}

QVariant ScoreboardModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const ScoreRow& row = m_board.rows[std::size_t(index.row())];
  const ScoreCell* cell = cellAt(index);
  const int column = index.column();
  const bool mean = column == Mean;
  const double ratio = cell ? cell->ratio : mean ? row.sum.ratio : kUnknown;
  switch (role) {
    case Qt::DisplayRole:
      if (cell || mean) return ratio > 0 ? numberText(ratio) : QStringLiteral("–");
      if (column == Kernel) return toQString(chartName(row.key));
      if (column == Within)
        return tr("%1/%2").arg(countText(row.sum.within), countText(row.sum.cells));
      return ulpText(column == UlpOurs ? row.ulpOurs : row.ulpTheirs);
    case Qt::TextAlignmentRole:
      return int(Qt::AlignVCenter | (column == Kernel ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
      return cell ? describe(row, *cell, column) : describe(row);
    case Qt::AccessibleTextRole:
      return QString(cell ? describe(row, *cell, column) : describe(row))
          .replace(QStringLiteral("\n"), QStringLiteral(", "));
    case HeatRole:
      return ratio > 0 ? QVariant(heatOf(ratio)) : QVariant();
    case GlyphRole:
      if (!(ratio > 0)) return {};
      return cell ? glyphOf(ratio, cell->low, cell->high)
                  : glyphOf(ratio, row.sum.low, row.sum.high);
    case ShortRole:
      return ratio > 0 ? numberText(ratio, 2) : QStringLiteral("–");
    case FailsRole:
      return cell && cell->ratio > 1 + m_board.criterion.within;
    case CaseRole:
      return cell && cell->ours != kNoCase ? QVariant(cell->ours) : QVariant();
    case SortRole:
      if (cell || mean) return ratio > 0 ? ratio : HUGE_VAL;
      if (column == Kernel) return toQString(chartName(row.key));
      if (column == Within)
        return row.sum.cells > 0 ? double(row.sum.within) / double(row.sum.cells) : HUGE_VAL;
      return std::isfinite(column == UlpOurs ? row.ulpOurs : row.ulpTheirs)
                 ? (column == UlpOurs ? row.ulpOurs : row.ulpTheirs)
                 : HUGE_VAL;
    default:
      return {};
  }
}

QVariant ScoreboardModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical || section < 0 || section >= columnCount()) return {};
  const bool size = section >= FirstSize;
  if (role == Qt::TextAlignmentRole)
    return int(Qt::AlignVCenter | (section == Kernel         ? Qt::AlignLeft
                                   : size || section == Mean ? Qt::AlignHCenter
                                                             : Qt::AlignRight));
  if (role == Qt::DisplayRole) {
    // "2" over "Ki": columns are narrow
    // Narrow columns take number and unit in two lines.
    if (size)
      return sizeText(m_board.sizes[std::size_t(section - FirstSize)])
          .replace(u' ', m_board.sizes.size() > 10 ? u'\n' : u'\u00a0');
    const QString titles[] = {tr("Kernel"), tr("Mean"), tr("Within"), tr("ULP"), tr("Theirs")};
    return titles[section];
  }
  if (role == Qt::ToolTipRole) {
    if (size)
      return tr("%1 elements").arg(countText(m_board.sizes[std::size_t(section - FirstSize)]));
    const QString tips[] = {
        tr("Kernel, and what is unusual about how it was measured"),
        tr("Geometric mean over the sizes"),
        tr("Cells that take at most %1 % longer").arg(numberText(100 * m_board.criterion.within)),
        tr("Largest error of ours, in units in the last place"),
        tr("Largest error of the opponent, in units in the last place")};
    return tips[section];
  }
  return {};
}

QString ScoreboardModel::tsv() const {
  const auto plain = [](QString text) { return text.replace(u'\t', u' ').replace(u'\n', u' '); };
  QStringList head{QStringLiteral("kernel"),       QStringLiteral("mean"),
                   QStringLiteral("mean_low"),     QStringLiteral("mean_high"),
                   QStringLiteral("within"),       QStringLiteral("cells"),
                   QStringLiteral("max_ulp_ours"), QStringLiteral("max_ulp_theirs")};
  for (const std::uint64_t size : m_board.sizes) head << QString::number(size);
  QStringList lines{head.join(u'\t')};
  for (const ScoreRow& row : m_board.rows) {
    QStringList cells{plain(toQString(chartName(row.key)))};
    for (const double value : {row.sum.ratio, row.sum.low, row.sum.high})
      cells << toQString(csvNumber(value));
    cells << QString::number(row.sum.within) << QString::number(row.sum.cells)
          << toQString(csvNumber(row.ulpOurs)) << toQString(csvNumber(row.ulpTheirs));
    for (const ScoreCell& cell : row.cells) cells << toQString(csvNumber(cell.ratio));
    lines << cells.join(u'\t');
  }
  return lines.join(u'\n') + u'\n';
}

QString ScoreboardModel::markdown() const {
  return toQString(toMarkdown(m_board, m_document->session()));
}

}  // namespace lane
