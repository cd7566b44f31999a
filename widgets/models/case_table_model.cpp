#include "models/case_table_model.h"

#include <QLocale>
#include <QTimer>
#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "models/session_values.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr int kLiveMs = 300;  // sorting 20 times a second would only make rows jump

using Info = CaseTableModel::ColumnInfo;
const Info kColumns[] = {
    {"kernel", TableField::kernel, 92, true},
    {"type", TableField::type, 46, true},
    {"n", TableField::size, 62, true},
    {"variant", TableField::variant, 108, true},
    {"threads", TableField::threads, 80, true},
    {"time", TableField::time, 104, true},
    {"interval", TableField::interval, 150, true},
    {"throughput", TableField::throughput, 104, true},
    {"curve", std::nullopt, 128, true},
    {"compute", TableField::compute, 120, true},
    {"samples", TableField::samples, 70, true},
    {"ulp", TableField::ulp, 70, true},
    {"conditions", TableField::conditions, 110, true},
    {"status", TableField::status, 90, true},
    {"suite", TableField::suite, 90, false},
    {"level", TableField::workingSet, 70, false},
    {"rate", TableField::itemRate, 120, false},
    {"peritem", TableField::timePerItem, 110, false},
    {"p5", TableField::p5, 90, false},
    {"p95", TableField::p95, 90, false},
    {"min", TableField::minimum, 90, false},
    {"mean", TableField::mean, 90, false},
    {"outliers", TableField::outliers, 80, false},
    {"stop", TableField::stop, 90, false},
    {"reason", TableField::reason, 240, false},
};
static_assert(std::size(kColumns) == CaseTableModel::ColumnCount);

/// Shortest text that reads back as the same number; unknown is empty.
QString plain(double value) {
  return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest)
                              : QString();
}

}  // namespace

const CaseTableModel::ColumnInfo& CaseTableModel::info(int column) {
  return kColumns[column];
}

bool CaseTableModel::isNumeric(int column) {
  const auto field = kColumns[column].field;
  return field && !isText(*field) && column != Level;
}

CaseTableModel::CaseTableModel(SessionDocument* document, QObject* parent)
    : QAbstractTableModel(parent), m_document(document), m_later(new QTimer(this)) {
  m_later->setSingleShot(true);
  m_later->setInterval(kLiveMs);
  m_rows = int(session().cases.size());
  assignColumns();
  connect(m_later, &QTimer::timeout, this, &CaseTableModel::refresh);
  connect(document, &SessionDocument::sessionReset, this, [this] {
    m_later->stop();
    m_stale = false;
    beginResetModel();
    m_rows = int(session().cases.size());
    assignColumns();
    endResetModel();
  });
  connect(document, &SessionDocument::casesChanged, this, [this] {
    if (!m_document->isRunning())
      refresh();
    else if (!m_later->isActive())
      m_later->start();
  });
}

void CaseTableModel::assignColumns() {
  m_columns.assign(std::size_t(m_rows),
                   [this](std::size_t row) -> const CaseRecord& { return session().cases[row]; });
  m_curveOf.clear();
  m_curves.clear();
  m_overSizes.clear();
}

void CaseTableModel::setLive(bool live) {
  m_live = live;
  if (!live) return;
  if (m_stale) refresh();
  m_columns.prepare();
}

void CaseTableModel::refresh() {
  m_later->stop();
  const int rows = int(session().cases.size());
  if (rows < m_rows) {
    beginResetModel();
    m_rows = rows;
    assignColumns();
    endResetModel();
  } else if (rows > m_rows) {
    beginInsertRows({}, m_rows, rows - 1);
    m_rows = rows;
    assignColumns();
    endInsertRows();
  } else if (!m_live) {
    m_stale = true;
  } else if (rows > 0) {
    m_stale = false;
    assignColumns();
    emit dataChanged(index(0, 0), index(rows - 1, ColumnCount - 1));
  }
}

int CaseTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : m_rows;
}

int CaseTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(ColumnCount);
}

QString CaseTableModel::text(int row, int column) const {
  const CaseRecord& r = record(row);
  switch (column) {
    case Interval:
      return r.hasTime() ? intervalText(r.median, r.ciLow, r.ciHigh) : QStringLiteral("–");
    case Level:
      return levelText(session().machine, r);
    case ItemRate:
      return toQString(formatRate(figureOf(r, TableField::itemRate), r.itemName));
    case Curve: {
      const OverSizes& line = overSizes(row);
      if (line.sizes.empty()) return QStringLiteral("–");
      return tr("%1 at n %2, %3 at n %4")
          .arg(figureText(TableField::throughput, line.rates.front()),
               sizeText(std::uint64_t(line.sizes.front())),
               figureText(TableField::throughput, line.rates.back()),
               sizeText(std::uint64_t(line.sizes.back())));
    }
    default:
      break;
  }
  const TableField field = *info(column).field;
  return isText(field) ? textOf(r, field) : figureText(field, figureOf(r, field));
}

void CaseTableModel::findCurves() const {
  if (m_curveOf.size() == std::size_t(m_rows)) return;
  constexpr TableField kApart[] = {TableField::suite, TableField::kernel, TableField::variant,
                                   TableField::type, TableField::conditions};
  std::vector<std::uint64_t> keys(std::size_t(m_rows), 0);
  for (const TableField field : kApart) {
    const TableColumns::Texts& texts = m_columns.texts(field);
    for (std::size_t row = 0; row < keys.size(); ++row)
      keys[row] = keys[row] * texts.distinct.size() + texts.of[row];
  }
  std::unordered_map<std::uint64_t, std::uint32_t> known;
  m_curveOf.resize(keys.size());
  m_curves.clear();
  for (std::uint32_t row = 0; row < keys.size(); ++row) {
    const std::uint64_t key = keys[row] * 4096 + std::min(record(int(row)).threads, 4095u);
    const auto [place, isNew] = known.try_emplace(key, std::uint32_t(m_curves.size()));
    if (isNew) m_curves.emplace_back();
    m_curveOf[row] = place->second;
    m_curves[place->second].push_back(row);
  }
}

const OverSizes& CaseTableModel::overSizes(int row) const {
  findCurves();
  const std::uint32_t curve = m_curveOf[std::size_t(row)];
  const auto [place, isNew] = m_overSizes.try_emplace(curve);
  if (!isNew) return place->second;
  std::vector<std::pair<std::uint64_t, double>> points;
  for (const std::uint32_t each : m_curves[curve]) {
    const double rate = figureOf(record(int(each)), TableField::throughput);
    if (rate > 0 && record(int(each)).size > 0) points.emplace_back(record(int(each)).size, rate);
  }
  std::sort(points.begin(), points.end());
  for (const auto& [size, rate] : points) {
    place->second.sizes.push_back(double(size));
    place->second.rates.push_back(rate);
  }
  return place->second;
}

QVariant CaseTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= m_rows ||
      std::size_t(index.row()) >= session().cases.size())
    return {};
  const CaseRecord& r = record(index.row());
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == Curve ? QString() : text(index.row(), index.column());
    case Qt::TextAlignmentRole:
      return int((isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
      if (index.column() == Curve) return text(index.row(), Curve);
      return r.reason.empty() ? QVariant() : QVariant(toQString(r.reason));
    case Qt::AccessibleTextRole:
      return tr("%1: %2").arg(
          headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString(),
          text(index.row(), index.column()));
    case CaseRole:
      return index.row();
    case VariantRole:
      return index.column() == Variant ? QVariant(toQString(r.variant)) : QVariant();
    default:
      return {};
  }
}

QVariant CaseTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
  if (role == Qt::TextAlignmentRole)
    return int((isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  if (section == Level) return tr("Level");
  if (section == Curve) return tr("Throughput over n");
  return titleOf(*info(section).field);
}

QString CaseTableModel::tsvHeader() {
  return QStringLiteral(
      "benchmark\tdtype\tsize\tvariant\tthreads\tmedian_s\tci_low_s\tci_high_s\t"
      "bytes_per_s\tflops_per_s\tsamples\tmax_ulp\tstatus\treason\tmode\tcache\tparams\t"
      "suite\titems_per_s\tmean_s\tmin_s\tp5_s\tp95_s\toutliers\tstop_reason\tkey");
}

QString CaseTableModel::rowAsTsv(int row) const {
  const CaseRecord& r = record(row);
  QStringList cells{toQString(r.benchmark),
                    toQString(toWord(r.dtype)),
                    QString::number(r.size),
                    toQString(r.variant),
                    QString::number(r.threads),
                    plain(r.median),
                    plain(r.ciLow),
                    plain(r.ciHigh),
                    plain(figureOf(r, TableField::throughput)),
                    plain(figureOf(r, TableField::compute)),
                    QString::number(r.sampleCount),
                    plain(r.maxUlp),
                    toQString(toWord(r.status)),
                    toQString(r.reason),
                    toQString(toWord(r.mode)),
                    toQString(toWord(r.cache)),
                    toQString(r.params),
                    toQString(r.suite),
                    plain(figureOf(r, TableField::itemRate)),
                    plain(r.mean),
                    plain(r.min),
                    plain(r.p5),
                    plain(r.p95),
                    QString::number(r.outliers),
                    textOf(r, TableField::stop),
                    toQString(r.key)};
  for (QString& cell : cells) cell.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
  return cells.join(u'\t');
}

}  // namespace lane
