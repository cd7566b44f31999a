#include "models/case_table_model.h"

#include <QRegularExpression>
#include <cmath>

#include "base/units.h"
#include "base/words.h"
#include "machine/variant.h"
#include "models/session_values.h"
#include "support/qt_units.h"

namespace lane {
namespace {

double byteRate(const CaseRecord& r) {
  return r.hasTime() ? metricValue(CurveMetric::byteRate, r, r.median, 0) : kUnknown;
}
double flopRate(const CaseRecord& r) {
  return r.hasTime() && r.flops > 0 ? metricValue(CurveMetric::flopRate, r, r.median, 0) : kUnknown;
}

QString anywhere(const CaseRecord& r) {
  return toQString(r.suite) + u' ' + toQString(r.benchmark) + u' ' + toQString(r.variant) + u' ' +
         toQString(toWord(r.dtype)) + u' ' + toQString(toWord(r.status)) + u' ' + conditionsText(r);
}

bool compare(double value, const QString& op, double limit) {
  if (op == u">=") return value >= limit;
  if (op == u"<=") return value <= limit;
  if (op == u">") return value > limit;
  if (op == u"<") return value < limit;
  return value == limit;
}

}  // namespace

CaseFilter::CaseFilter(const QString& line) {
  static const QRegularExpression condition(QStringLiteral("^(n|size|threads)(>=|<=|>|<|=|:)(.+)$"),
                                            QRegularExpression::CaseInsensitiveOption);
  static const QRegularExpression column(
      QStringLiteral("^(kernel|benchmark|variant|target|status|dtype|type):(.+)$"),
      QRegularExpression::CaseInsensitiveOption);
  for (const QString& word : line.split(u' ', Qt::SkipEmptyParts)) {
    if (const auto m = condition.match(word); m.hasMatch()) {
      const auto number = parseSize(m.captured(3).toStdString());
      if (number) {
        const QString field = m.captured(1).toLower();
        m_terms.push_back(
            {field == u"size" ? QStringLiteral("n") : field, m.captured(2), {}, double(*number)});
        continue;
      }
    }
    if (const auto m = column.match(word); m.hasMatch()) {
      m_terms.push_back({m.captured(1).toLower(), QStringLiteral(":"), m.captured(2), 0});
      continue;
    }
    m_terms.push_back({{}, QStringLiteral(":"), word, 0});
  }
}

bool CaseFilter::matches(const CaseRecord& r) const {
  for (const Term& term : m_terms) {
    bool ok = false;
    if (term.field == u"n") {
      ok = compare(double(r.size), term.op, term.number);
    } else if (term.field == u"threads") {
      ok = compare(double(r.threads), term.op, term.number);
    } else if (term.field == u"kernel" || term.field == u"benchmark") {
      ok = toQString(r.benchmark).contains(term.text, Qt::CaseInsensitive);
    } else if (term.field == u"variant" || term.field == u"target") {
      ok = toQString(r.variant).compare(term.text, Qt::CaseInsensitive) == 0;
    } else if (term.field == u"status") {
      ok = toQString(toWord(r.status)).contains(term.text, Qt::CaseInsensitive);
    } else if (term.field == u"dtype" || term.field == u"type") {
      ok = toQString(toWord(r.dtype)).contains(term.text, Qt::CaseInsensitive);
    } else {
      ok = anywhere(r).contains(term.text, Qt::CaseInsensitive);
    }
    if (!ok) return false;
  }
  return true;
}

CaseTableModel::CaseTableModel(SessionDocument* document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document) {
  m_rows = int(document->session().cases.size());
  connect(document, &SessionDocument::sessionReset, this, [this] {
    beginResetModel();
    m_rows = int(m_document->session().cases.size());
    endResetModel();
  });
  connect(document, &SessionDocument::casesChanged, this, &CaseTableModel::refresh);
}

void CaseTableModel::setLive(bool live) {
  m_live = live;
  if (live && m_stale) refresh();
}

void CaseTableModel::refresh() {
  const int rows = int(m_document->session().cases.size());
  if (rows != m_rows) {
    beginResetModel();
    m_rows = rows;
    endResetModel();
  } else if (!m_live) {
    m_stale = true;
  } else if (rows > 0) {
    m_stale = false;
    emit dataChanged(index(0, 0), index(rows - 1, ColumnCount - 1));
  }
}

int CaseTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : m_rows;
}

int CaseTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(ColumnCount);
}

const CaseRecord& CaseTableModel::record(int row) const {
  return m_document->session().cases[size_t(row)];
}

QString CaseTableModel::text(const CaseRecord& r, int column) const {
  switch (column) {
    case Benchmark:
      return toQString(r.benchmark);
    case Type:
      return toQString(toWord(r.dtype));
    case Size:
      return sizeText(r.size);
    case Variant:
      return toQString(r.variant);
    case Threads:
      return QString::number(r.threads);
    case Time:
      return r.hasTime() ? timeText(r.median) : QStringLiteral("–");
    case Interval:
      return r.hasTime() ? intervalText(r.median, r.ciLow, r.ciHigh) : QStringLiteral("–");
    case Throughput:
      return std::isfinite(byteRate(r)) ? toQString(formatByteRate(byteRate(r)))
                                        : QStringLiteral("–");
    case Compute:
      return std::isfinite(flopRate(r)) ? toQString(formatFlopRate(flopRate(r)))
                                        : QStringLiteral("–");
    case Samples:
      return r.sampleCount ? countText(r.sampleCount) : QStringLiteral("–");
    case MaxUlp:
      return std::isfinite(r.maxUlp) ? numberText(r.maxUlp) : QStringLiteral("–");
    case Conditions:
      return conditionsText(r);
    case Status:
      return toQString(toWord(r.status));
    default:
      return {};
  }
}

QVariant CaseTableModel::sortValue(const CaseRecord& r, int column) const {
  switch (column) {
    case Size:
      return qulonglong(r.size);
    case Threads:
      return r.threads;
    case Time:
      return r.hasTime() ? r.median : kUnknown;
    case Interval:
      return r.relativeHalfWidth();
    case Throughput:
      return byteRate(r);
    case Compute:
      return flopRate(r);
    case Samples:
      return qulonglong(r.sampleCount);
    case MaxUlp:
      return r.maxUlp;
    case Variant: {
      const auto id = variantByName(r.variant);
      return QStringLiteral("%1 %2").arg(id ? int(*id) : 99, 2).arg(toQString(r.variant));
    }
    default:
      return text(r, column);
  }
}

QVariant CaseTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= m_rows) return {};
  const CaseRecord& r = record(index.row());
  const bool numeric =
      index.column() == Size || (index.column() >= Threads && index.column() <= MaxUlp);
  switch (role) {
    case Qt::DisplayRole:
      return text(r, index.column());
    case Qt::TextAlignmentRole:
      return int((numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      return r.reason.empty() ? QVariant() : QVariant(toQString(r.reason));
    case Qt::AccessibleTextRole:
      return tr("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
          text(r, index.column()));
    case SortRole:
      return sortValue(r, index.column());
    case CaseRole:
      return index.row();
    case VariantRole:
      return index.column() == Variant ? QVariant(toQString(r.variant)) : QVariant();
    default:
      return {};
  }
}

QVariant CaseTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole) {
    const bool numeric = section == Size || (section >= Threads && section <= MaxUlp);
    return int((numeric ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Benchmark:
      return tr("Kernel");
    case Type:
      return tr("Type");
    case Size:
      return tr("n");
    case Variant:
      return tr("Variant");
    case Threads:
      return tr("Threads");
    case Time:
      return tr("Time per call");
    case Interval:
      return tr("95 % interval");
    case Throughput:
      return tr("Throughput");
    case Compute:
      return tr("Compute");
    case Samples:
      return tr("Samples");
    case MaxUlp:
      return tr("Max ULP");
    case Conditions:
      return tr("Conditions");
    case Status:
      return tr("Status");
    default:
      return {};
  }
}

QString CaseTableModel::tsvHeader() {
  return QStringLiteral(
      "benchmark\tdtype\tsize\tvariant\tthreads\tmedian_s\tci_low_s\tci_high_s\t"
      "bytes_per_s\tflops_per_s\tsamples\tmax_ulp\tstatus\treason\tmode\tcache\tparams");
}

QString CaseTableModel::rowAsTsv(int row) const {
  const CaseRecord& r = record(row);
  const auto number = [](double v) {
    return std::isfinite(v) ? QString::number(v, 'g', 17) : QString();
  };
  QString reason = toQString(r.reason);
  reason.replace(u'\t', u' ').replace(u'\n', u' ');
  return QStringList{toQString(r.benchmark),
                     toQString(toWord(r.dtype)),
                     QString::number(r.size),
                     toQString(r.variant),
                     QString::number(r.threads),
                     number(r.median),
                     number(r.ciLow),
                     number(r.ciHigh),
                     number(byteRate(r)),
                     number(flopRate(r)),
                     QString::number(r.sampleCount),
                     number(r.maxUlp),
                     toQString(toWord(r.status)),
                     reason,
                     toQString(toWord(r.mode)),
                     toQString(toWord(r.cache)),
                     toQString(r.params)}
      .join(u'\t');
}

CaseTableProxy::CaseTableProxy(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(CaseTableModel::SortRole);
}

void CaseTableProxy::setFilterLine(const QString& line) {
  m_filter = CaseFilter(line);
  invalidateFilter();
}

void CaseTableProxy::setOnlyMeasured(bool only) {
  m_onlyMeasured = only;
  invalidateFilter();
}

bool CaseTableProxy::filterAcceptsRow(int row, const QModelIndex&) const {
  const auto* model = static_cast<const CaseTableModel*>(sourceModel());
  const CaseRecord& record = model->record(row);
  if (m_onlyMeasured && !record.hasTime()) return false;
  return m_filter.matches(record);
}

bool CaseTableProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(sortRole()), b = right.data(sortRole());
  if (a.typeId() == QMetaType::Double) {
    const double x = a.toDouble(), y = b.toDouble();
    if (std::isnan(x) || std::isnan(y)) return !std::isnan(x) && std::isnan(y);
    return x < y;
  }
  if (a.typeId() == QMetaType::QString) return a.toString() < b.toString();
  return a.toULongLong() < b.toULongLong();
}

}  // namespace lane
