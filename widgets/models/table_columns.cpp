#include "models/table_columns.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <unordered_map>

#include "analysis/curves.h"
#include "base/units.h"
#include "machine/variant.h"
#include "models/session_values.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// What tells two texts of a field apart, without making the text.
std::string_view identity(const CaseRecord& record, TableField field, std::string& room) {
  switch (field) {
    case TableField::suite:
      return record.suite;
    case TableField::kernel:
      return record.benchmark;
    case TableField::variant:
      return record.variant;
    case TableField::type:
      return toWord(record.dtype);
    case TableField::mode:
      return toWord(record.mode);
    case TableField::cache:
      return toWord(record.cache);
    case TableField::status:
      return toWord(record.status);
    case TableField::stop:
      return toWord(record.stopReason);
    case TableField::reason:
      return record.reason;
    case TableField::conditions:
      room.assign(1, char('0' + int(record.mode)));
      room += char('0' + int(record.cache));
      room += record.params;
      return room;
    default:
      return {};
  }
}

/// Variants as variants() lists them, those of other tools behind them by name.
int variantRank(const QString& name) {
  const auto id = variantByName(toStd(name));
  return id ? int(*id) : 1000;
}

}  // namespace

QString titleOf(TableField field) {
  static constexpr const char* kTitles[] = {
      QT_TRANSLATE_NOOP("lane", "Suite"),
      QT_TRANSLATE_NOOP("lane", "Kernel"),
      QT_TRANSLATE_NOOP("lane", "Variant"),
      QT_TRANSLATE_NOOP("lane", "Type"),
      QT_TRANSLATE_NOOP("lane", "Mode"),
      QT_TRANSLATE_NOOP("lane", "Cache"),
      QT_TRANSLATE_NOOP("lane", "Conditions"),
      QT_TRANSLATE_NOOP("lane", "Status"),
      QT_TRANSLATE_NOOP("lane", "Stopped by"),
      QT_TRANSLATE_NOOP("lane", "Remark"),
      QT_TRANSLATE_NOOP("lane", "n"),
      QT_TRANSLATE_NOOP("lane", "Threads"),
      QT_TRANSLATE_NOOP("lane", "Time per call"),
      QT_TRANSLATE_NOOP("lane", "95 % interval"),
      QT_TRANSLATE_NOOP("lane", "Throughput"),
      QT_TRANSLATE_NOOP("lane", "Compute"),
      QT_TRANSLATE_NOOP("lane", "Item rate"),
      QT_TRANSLATE_NOOP("lane", "Time per item"),
      QT_TRANSLATE_NOOP("lane", "p5"),
      QT_TRANSLATE_NOOP("lane", "p95"),
      QT_TRANSLATE_NOOP("lane", "Minimum"),
      QT_TRANSLATE_NOOP("lane", "Mean"),
      QT_TRANSLATE_NOOP("lane", "Samples"),
      QT_TRANSLATE_NOOP("lane", "Outliers"),
      QT_TRANSLATE_NOOP("lane", "Max ULP"),
      QT_TRANSLATE_NOOP("lane", "Bytes per call"),
  };
  static_assert(std::size(kTitles) == kTableFields);
  return QCoreApplication::translate("lane", kTitles[std::size_t(field)]);
}

QString figureText(TableField field, double value) {
  if (!std::isfinite(value)) return QStringLiteral("–");
  switch (field) {
    case TableField::size:
      return sizeText(std::uint64_t(value));
    case TableField::threads:
    case TableField::samples:
    case TableField::outliers:
      return countText(std::uint64_t(value));
    case TableField::interval:
      return numberText(100 * value) + QStringLiteral(" %");
    case TableField::throughput:
      return toQString(formatByteRate(value));
    case TableField::compute:
      return toQString(formatFlopRate(value));
    case TableField::itemRate:
      return toQString(formatRate(value, "items"));
    case TableField::ulp:
      return numberText(value);
    case TableField::workingSet:
      return bytesText(value);
    default:
      return timeText(value);
  }
}

double figureOf(const CaseRecord& r, TableField field) {
  const auto timed = [&r](CurveMetric metric) {
    return r.hasTime() ? metricValue(metric, r, r.median, kUnknown) : kUnknown;
  };
  switch (field) {
    case TableField::size:
      return double(r.size);
    case TableField::threads:
      return r.threads;
    case TableField::time:
      return timed(CurveMetric::timePerCall);
    case TableField::interval:
      return r.hasTime() ? r.relativeHalfWidth() : kUnknown;
    case TableField::throughput:
      return timed(CurveMetric::byteRate);
    case TableField::compute:
      return timed(CurveMetric::flopRate);
    case TableField::itemRate:
      return timed(CurveMetric::itemRate);
    case TableField::timePerItem:
      return timed(CurveMetric::timePerItem);
    case TableField::p5:
      return r.hasTime() ? r.p5 : kUnknown;
    case TableField::p95:
      return r.hasTime() ? r.p95 : kUnknown;
    case TableField::minimum:
      return r.hasTime() ? r.min : kUnknown;
    case TableField::mean:
      return r.hasTime() ? r.mean : kUnknown;
    case TableField::samples:
      return r.sampleCount > 0 ? double(r.sampleCount) : kUnknown;
    case TableField::outliers:
      return r.hasTime() ? double(r.outliers) : kUnknown;
    case TableField::ulp:
      return r.maxUlp;
    case TableField::workingSet:
      return workingSet(r) > 0 ? workingSet(r) : kUnknown;
    default:
      return kUnknown;
  }
}

QString textOf(const CaseRecord& record, TableField field) {
  if (field == TableField::conditions) return conditionsText(record);
  if (field == TableField::stop && record.stopReason == StopReason::none) return {};
  std::string room;
  return toQString(identity(record, field, room));
}

void TableColumns::assign(std::size_t rows, RecordAt record) {
  m_rows = rows;
  m_record = std::move(record);
  ++m_generation;
  for (auto& texts : m_texts) texts.reset();
  for (auto& figures : m_figures) figures.reset();
}

const TableColumns::Texts& TableColumns::texts(TableField field) const {
  std::optional<Texts>& texts = m_texts[std::size_t(field)];
  if (texts) return *texts;
  texts.emplace();
  texts->of.resize(m_rows);
  std::unordered_map<std::string, std::uint32_t> known;
  std::string room, last;
  std::uint32_t at = 0;
  for (std::size_t row = 0; row < m_rows; ++row) {
    const CaseRecord& record = m_record(row);
    const std::string_view text = identity(record, field, room);
    if (row == 0 || text != last) {  // rows of one chart mostly stand together
      last = text;
      const auto [place, isNew] = known.try_emplace(last, std::uint32_t(texts->distinct.size()));
      if (isNew) texts->distinct.push_back(textOf(record, field));
      at = place->second;
    }
    texts->of[row] = at;
  }
  std::vector<std::uint32_t> order(texts->distinct.size());
  std::iota(order.begin(), order.end(), 0u);
  std::vector<int> first(order.size(), 0);
  if (field == TableField::variant)
    std::transform(texts->distinct.begin(), texts->distinct.end(), first.begin(), variantRank);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (first[a] != first[b]) return first[a] < first[b];
    const int folded = texts->distinct[a].compare(texts->distinct[b], Qt::CaseInsensitive);
    return folded != 0 ? folded < 0 : texts->distinct[a] < texts->distinct[b];
  });
  texts->rank.resize(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) texts->rank[order[i]] = i;
  return *texts;
}

const std::vector<double>& TableColumns::figures(TableField field) const {
  std::optional<std::vector<double>>& figures = m_figures[std::size_t(field)];
  if (figures) return *figures;
  figures.emplace(m_rows);
  for (std::size_t row = 0; row < m_rows; ++row) (*figures)[row] = figureOf(m_record(row), field);
  return *figures;
}

std::vector<double> TableColumns::sortKeys(TableField field) const {
  if (!isText(field)) return figures(field);
  const Texts& column = texts(field);
  std::vector<double> keys(m_rows);
  for (std::size_t row = 0; row < m_rows; ++row)
    keys[row] = column.distinct[column.of[row]].isEmpty() ? kUnknown : column.rank[column.of[row]];
  return keys;
}

void TableColumns::prepare() const {
  for (std::size_t i = 0; i < kTextFields; ++i) texts(TableField(i));
  for (const TableField field :
       {TableField::size, TableField::threads, TableField::time, TableField::interval,
        TableField::throughput, TableField::compute, TableField::samples, TableField::ulp})
    figures(field);
}

}  // namespace lane
