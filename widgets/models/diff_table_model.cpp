#include "models/diff_table_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "analysis/curves.h"
#include "base/units.h"
#include "models/session_values.h"
#include "support/qt_units.h"

namespace lane {
namespace {

const QString kDash = QStringLiteral("–");

bool isNumeric(int column) {
  return column == DiffTableModel::Size || column == DiffTableModel::Threads ||
         (column >= DiffTableModel::BaseValue && column <= DiffTableModel::PValue);
}

QString plainNumber(double value) {
  return std::isfinite(value) ? QString::number(value, 'g', 17) : QString();
}

}  // namespace

QString verdictTitle(Verdict verdict) {
  QString word = toQString(toWord(verdict));
  if (!word.isEmpty()) word[0] = word[0].toUpper();
  return word;
}

QString pairLabel(const CaseRecord& record) {
  return QStringLiteral("%1, %2, %3")
      .arg(toQString(record.benchmark), toQString(record.variant), sizeText(record.size));
}

DiffTableModel::DiffTableModel(DiffDocument* document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document) {
  const auto reset = [this] {
    beginResetModel();
    m_rows = m_document->isReady() ? int(m_document->diff().pairs.size()) : 0;
    m_columns.assign(std::size_t(m_rows),
                     [this](std::size_t row) -> const CaseRecord& { return newRecord(int(row)); });
    endResetModel();
  };
  reset();
  connect(document, &DiffDocument::sidesChanged, this, reset);
  connect(document, &DiffDocument::diffReady, this, reset);
}

int DiffTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : m_rows;
}

int DiffTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(ColumnCount);
}

QString DiffTableModel::text(int row, int column) const {
  const DiffPair& p = pair(row);
  const CaseRecord& now = newRecord(row);
  switch (column) {
    case VerdictColumn:
      return verdictTitle(p.verdict);
    case Benchmark:
      return toQString(now.benchmark);
    case Variant:
      return toQString(now.variant);
    case Size:
      return sizeText(now.size);
    case Level:
      return levelText(m_document->now().session->machine, now);
    case Type:
      return toQString(toWord(now.dtype));
    case Threads:
      return countText(now.threads);
    case Conditions:
      return conditionsText(now);
    case BaseValue:
      return toQString(m_document->figures().baseText(p));
    case NewValue:
      return toQString(m_document->figures().newText(p));
    case Ratio:
      return std::isfinite(p.ratio) ? ratioText(p.ratio, 3) : kDash;
    case Interval:
      return std::isfinite(p.ratioLow) && std::isfinite(p.ratioHigh)
                 ? QStringLiteral("%1 … %2").arg(p.ratioLow, 0, 'f', 3).arg(p.ratioHigh, 0, 'f', 3)
                 : kDash;
    case PValue:
      return !std::isfinite(p.pAdjusted) ? kDash
             : p.pAdjusted < 0.001       ? QStringLiteral("< 0.001")
                                         : QString::number(p.pAdjusted, 'f', 3);
    case Reason:
      return toQString(p.reason);
    default:
      return {};
  }
}

double DiffTableModel::number(int row, int column) const {
  const DiffPair& p = pair(row);
  switch (column) {
    case VerdictColumn:
      return int(p.verdict);
    case Size:
      return double(newRecord(row).size);
    case Level:
      return workingSet(newRecord(row));
    case Threads:
      return newRecord(row).threads;
    case BaseValue:
      return m_document->figures().base(p);
    case NewValue:
      return m_document->figures().now(p);
    case Bar:
    case Ratio:
      return p.ratio;
    case Interval:
      return p.ratioHigh - p.ratioLow;
    case PValue:
      return p.pAdjusted;
    default:
      return kUnknown;
  }
}

std::vector<double> DiffTableModel::sortKeys(int column) const {
  switch (column) {
    case Benchmark:
      return m_columns.sortKeys(TableField::kernel);
    case Variant:
      return m_columns.sortKeys(TableField::variant);
    case Type:
      return m_columns.sortKeys(TableField::type);
    case Conditions:
      return m_columns.sortKeys(TableField::conditions);
    default:
      break;
  }
  std::vector<double> keys(static_cast<std::size_t>(m_rows), kUnknown);
  if (column == Reason) {
    std::map<std::string_view, double> places;
    for (int row = 0; row < m_rows; ++row)
      if (!pair(row).reason.empty()) places.try_emplace(pair(row).reason, 0);
    double place = 0;
    for (auto& [reason, at] : places) at = place++;
    for (int row = 0; row < m_rows; ++row)
      if (!pair(row).reason.empty()) keys[std::size_t(row)] = places[pair(row).reason];
    return keys;
  }
  for (int row = 0; row < m_rows; ++row) keys[std::size_t(row)] = number(row, column);
  return keys;
}

bool DiffTableModel::tellsApart(Column column) const {
  const std::vector<double> keys = sortKeys(column);
  return std::any_of(keys.begin(), keys.end(), [&](double key) {
    return key != keys.front() && !(std::isnan(key) && std::isnan(keys.front()));
  });
}

QVariant DiffTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= m_rows) return {};
  const int row = index.row(), column = index.column();
  const DiffPair& p = pair(row);
  switch (role) {
    case Qt::DisplayRole:
      return text(row, column);
    case Qt::TextAlignmentRole:
      return int((isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return toQString(p.reason.empty() ? p.key : p.reason);
    case Qt::AccessibleTextRole:
      if (column == Bar)
        return tr("ratio %1, between %2").arg(text(row, Ratio), text(row, Interval));
      return tr("%1: %2").arg(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                              text(row, column));
    case VerdictRole:
      return int(p.verdict);
    case VariantRole:
      return column == Variant ? QVariant(text(row, Variant)) : QVariant();
    case BarRole:
      return column == Bar ? QVariant(QVariantList{p.ratio, p.ratioLow, p.ratioHigh}) : QVariant();
    default:
      return {};
  }
}

QVariant DiffTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return int((isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case VerdictColumn:
      return tr("Verdict");
    case Benchmark:
      return tr("Kernel");
    case Variant:
      return tr("Variant");
    case Size:
      return tr("n");
    case Level:
      return tr("Level");
    case Type:
      return tr("Type");
    case Threads:
      return tr("Threads");
    case Conditions:
      return tr("Conditions");
    case BaseValue:
      return tr("A");
    case NewValue:
      return tr("B");
    case Bar:
      return tr("B / A with interval");
    case Ratio:
      return tr("Ratio");
    case Interval:
      return tr("%1 % interval").arg(m_document->options().confidence * 100, 0, 'g', 3);
    case PValue:
      return tr("p, Holm");
    case Reason:
      return tr("Remark");
    default:
      return {};
  }
}

QString DiffTableModel::tsvHeader() {
  return QStringLiteral(
      "verdict\tbenchmark\tvariant\tsize\tdtype\tthreads\tmode\tcache\tparams\tmetric\tunit\tbase\t"
      "new\tratio\tratio_low\tratio_high\tp_adjusted\tchanged\treason\tkey");
}

QString DiffTableModel::rowAsTsv(int row) const {
  const DiffPair& p = pair(row);
  const CaseRecord& r = newRecord(row);
  const MetricRecord& metric = m_document->diff().metric;
  QStringList cells{toQString(toWord(p.verdict)),
                    toQString(r.benchmark),
                    toQString(r.variant),
                    QString::number(r.size),
                    toQString(toWord(r.dtype)),
                    QString::number(r.threads),
                    toQString(toWord(r.mode)),
                    toQString(toWord(r.cache)),
                    toQString(r.params),
                    toQString(metric.id),
                    toQString(metric.unit),
                    plainNumber(m_document->figures().base(p)),
                    plainNumber(m_document->figures().now(p)),
                    plainNumber(p.ratio),
                    plainNumber(p.ratioLow),
                    plainNumber(p.ratioHigh),
                    plainNumber(p.pAdjusted),
                    p.changed ? QStringLiteral("1") : QStringLiteral("0"),
                    toQString(p.reason),
                    toQString(p.key)};
  for (QString& cell : cells) cell.replace(u'\t', u' ').replace(u'\n', u' ');
  return cells.join(u'\t');
}

DiffTableProxy::DiffTableProxy(QObject* parent) : TableOrderProxy(parent) {}

void DiffTableProxy::setVerdicts(const QSet<int>& shown) {
  m_verdicts = shown;
  rearrange();
}

void DiffTableProxy::setFilterLine(const QString& line) {
  m_filter = TableFilter(line);
  rearrange();
}

void DiffTableProxy::setFilter(const QSet<int>& verdicts, Names hiddenKernels,
                               Names hiddenVariants) {
  m_verdicts = verdicts;
  m_hiddenKernels = std::move(hiddenKernels);
  m_hiddenVariants = std::move(hiddenVariants);
  rearrange();
}

std::vector<int> DiffTableProxy::arrange() {
  const auto& model = *static_cast<const DiffTableModel*>(sourceModel());
  const std::vector<std::uint8_t> matches = m_filter.matches(model.columns());
  const auto isShown = [&](int row) {
    if (!matches[std::size_t(row)] || !m_verdicts.contains(int(model.pair(row).verdict)))
      return false;
    if (m_hiddenKernels.empty() && m_hiddenVariants.empty()) return true;
    const CaseRecord& record = model.newRecord(row);
    return !m_hiddenKernels.contains(record.benchmark) &&
           !m_hiddenVariants.contains(record.variant);
  };
  std::vector<int> rows;
  rows.reserve(matches.size());
  if (sortColumn() < 0) {
    for (int row = 0; row < int(matches.size()); ++row)
      if (isShown(row)) rows.push_back(row);
  } else {
    for (const std::uint32_t row : sortedBy(model.sortKeys(sortColumn()), sortOrder()))
      if (isShown(int(row))) rows.push_back(int(row));
  }
  return rows;
}

}  // namespace lane
