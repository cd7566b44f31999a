#include "models/diff_table_model.h"

#include <cmath>

#include "base/units.h"
#include "machine/variant.h"
#include "models/session_values.h"
#include "support/qt_units.h"

namespace lane {
namespace {

const QString kDash = QStringLiteral("–");

bool isNumeric(int column) {
  return column == DiffTableModel::Size || column == DiffTableModel::Threads ||
         (column >= DiffTableModel::BaseValue && column <= DiffTableModel::PValue);
}

/// In the order of variants(), those of other tools behind them by name.
int variantRank(const std::string& name) {
  const auto id = variantByName(name);
  return id ? int(*id) : 1000;
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
    case Variant:
      return variantRank(newRecord(row).variant);
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

bool DiffTableModel::lessThan(int column, int left, int right) const {
  const CaseRecord& a = newRecord(left);
  const CaseRecord& b = newRecord(right);
  switch (column) {
    case Benchmark:
      return a.benchmark < b.benchmark;
    case Type:
      return a.dtype < b.dtype;
    case Conditions:
      return std::tie(a.cache, a.mode, a.params) < std::tie(b.cache, b.mode, b.params);
    case Reason:
      return pair(left).reason < pair(right).reason;
    case Variant:
      if (a.variant == b.variant) return false;
      break;
    default:
      break;
  }
  const double x = number(left, column), y = number(right, column);
  if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
  if (column == Variant && x == y) return a.variant < b.variant;
  return x < y;
}

bool DiffTableModel::tellsApart(Column column) const {
  for (int row = 1; row < m_rows; ++row)
    if (lessThan(column, 0, row) || lessThan(column, row, 0)) return true;
  return false;
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

DiffTableProxy::DiffTableProxy(QObject* parent) : QSortFilterProxyModel(parent) {}

void DiffTableProxy::setVerdicts(const QSet<int>& shown) {
  m_verdicts = shown;
  invalidateFilter();
}

void DiffTableProxy::setFilterLine(const QString& line) {
  m_filter = CaseFilter(line);
  invalidateFilter();
}

void DiffTableProxy::setFilter(const QSet<int>& verdicts, Names hiddenKernels,
                               Names hiddenVariants) {
  m_verdicts = verdicts;
  m_hiddenKernels = std::move(hiddenKernels);
  m_hiddenVariants = std::move(hiddenVariants);
  invalidateFilter();
}

bool DiffTableProxy::filterAcceptsRow(int row, const QModelIndex&) const {
  const auto* model = static_cast<const DiffTableModel*>(sourceModel());
  if (!m_verdicts.contains(int(model->pair(row).verdict))) return false;
  const CaseRecord& record = model->newRecord(row);
  return !m_hiddenKernels.contains(record.benchmark) &&
         !m_hiddenVariants.contains(record.variant) && m_filter.matches(record);
}

bool DiffTableProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const auto* model = static_cast<const DiffTableModel*>(sourceModel());
  return model->lessThan(left.column(), left.row(), right.row());
}

}  // namespace lane
