#include "charts/chart_data.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/case_text.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

std::vector<CacheBorder> cacheBorders(const MachineCard& machine, double bytesPerElement) {
  std::vector<CacheBorder> borders;
  if (!(bytesPerElement > 0)) return borders;
  for (int level = 1; level <= 4; ++level) {
    const CacheLevel* cache = machine.dataCache(level);
    if (cache == nullptr || cache->bytes == 0) continue;
    const auto bytes = static_cast<double>(cache->bytes);
    const QString name = level == 1 ? u"L1d"_s : u"L%1"_s.arg(level);
    borders.push_back({name, bytes, bytes / bytesPerElement});
  }
  return borders;
}

/// Factor and unit of the second axis, if every case has the same one within half a percent.
std::optional<LinkedUnit> linkedUnit(const Session& session,
                                     const std::vector<const CaseRecord*>& cases,
                                     CurveMetric metric) {
  const auto constantRatio = [&](auto numerator, auto denominator) -> std::optional<double> {
    double low = INFINITY, high = 0;
    for (const CaseRecord* record : cases) {
      if (record->size < 32) continue;  // fixed parts of small calls
      const double ratio = numerator(*record) / denominator(*record);
      if (!std::isfinite(ratio) || ratio <= 0) return std::nullopt;
      low = std::min(low, ratio);
      high = std::max(high, ratio);
    }
    if (high <= 0 || high / low > 1.005) return std::nullopt;
    return std::sqrt(low * high);
  };
  const auto bytes = [](const CaseRecord& r) { return r.bytesRead + r.bytesWritten; };
  const auto flops = [](const CaseRecord& r) { return r.flops; };
  const auto items = [](const CaseRecord& r) { return r.items; };
  const auto link = [&](CurveMetric other,
                        std::optional<double> ratio) -> std::optional<LinkedUnit> {
    if (!ratio) return std::nullopt;
    return LinkedUnit{toQString(axisUnit(other)), *ratio * axisFactor(other) / axisFactor(metric)};
  };
  switch (metric) {
    case CurveMetric::byteRate:
      return link(CurveMetric::flopRate, constantRatio(flops, bytes));
    case CurveMetric::flopRate:
      return link(CurveMetric::byteRate, constantRatio(bytes, flops));
    case CurveMetric::itemRate:
      return link(CurveMetric::byteRate, constantRatio(bytes, items));
    case CurveMetric::timePerCall:
    case CurveMetric::timePerItem:
      if (session.machine.clockHz > 0)
        return LinkedUnit{QCoreApplication::translate("lane::CurvesView", "cycles"),
                          session.machine.clockHz / axisFactor(metric)};
      return std::nullopt;
    case CurveMetric::cyclesPerItem:
      if (session.machine.clockHz > 0)
        return LinkedUnit{
            toQString(axisUnit(CurveMetric::timePerItem)),
            axisFactor(CurveMetric::timePerItem) / session.machine.clockHz / axisFactor(metric)};
      return std::nullopt;
    case CurveMetric::relative:
      return std::nullopt;
  }
  return std::nullopt;
}

CrossoverBracket bracketOf(const ChartData& data, const CrossoverRecord& crossover) {
  CrossoverBracket bracket;
  const Curve* from = data.curve(toQString(crossover.from));
  if (from == nullptr) return bracket;
  for (const CurvePoint& point : from->points) {
    if (data.point(toQString(crossover.to), point.size) == nullptr) continue;
    if (static_cast<double>(point.size) < crossover.size) {
      bracket.below = point.size;
    } else {
      bracket.above = point.size;
      break;
    }
  }
  return bracket;
}

}  // namespace

ChartData makeChartData(const Session& session, const CurveKey& key, CurveMetric metric,
                        const QString& reference) {
  ChartData data;
  data.key = key;
  data.hasKey = !key.benchmark.empty();
  data.metric = metric;
  data.factor = axisFactor(metric);
  data.unit = toQString(axisUnit(metric));
  data.reference = reference;
  if (!data.hasKey) return data;
  data.curves = curves(session, key, metric, 0.01, toStd(reference));

  std::vector<const CaseRecord*> cases;
  std::set<std::uint64_t> sizes, wrong;
  for (const CaseRecord& record : session.cases) {
    if (curveKey(record) != key) continue;
    cases.push_back(&record);
    sizes.insert(record.size);
    const QString variant = toQString(record.variant);
    if (record.status == CaseStatus::wrong) wrong.insert(record.size);
    const bool never = record.status == CaseStatus::skipped ||
                       record.status == CaseStatus::failed || record.status == CaseStatus::wrong;
    if (!never || data.curve(variant) != nullptr) continue;
    const auto known = [&](const UnavailableVariant& u) { return u.variant == variant; };
    if (std::none_of(data.unavailable.begin(), data.unavailable.end(), known))
      data.unavailable.push_back(
          {variant, toQString(record.reason), record.status == CaseStatus::wrong});
  }
  data.sizes.assign(sizes.begin(), sizes.end());
  data.wrongSizes.assign(wrong.begin(), wrong.end());
  for (const CaseRecord* record : cases)  // the largest case: fixed parts weigh least
    if (record->size == data.sizes.back() && record->size > 0)
      data.bytesPerElement = workingSet(*record) / static_cast<double>(record->size);
  data.caches = cacheBorders(session.machine, data.bytesPerElement);
  data.linked = linkedUnit(session, cases, metric);

  for (const CrossoverRecord& crossover : session.crossovers) {
    const bool placed = crossover.size > 0 && (crossover.kind == CrossoverKind::at ||
                                               crossover.kind == CrossoverKind::several);
    if (placed && isOn(crossover, key)) data.crossovers.push_back(crossover);
  }
  std::sort(data.crossovers.begin(), data.crossovers.end(),
            [](const CrossoverRecord& a, const CrossoverRecord& b) { return a.size < b.size; });
  for (const CrossoverRecord& crossover : data.crossovers)
    data.brackets.push_back(bracketOf(data, crossover));
  for (const NoteRecord& note : session.notes) {
    if (note.caseIndex >= session.cases.size()) continue;
    const CaseRecord& record = session.cases[note.caseIndex];
    if (curveKey(record) == key)
      data.notes.push_back({toQString(record.variant), record.size, toQString(note.text)});
  }
  return data;
}

const Curve* ChartData::curve(const QString& variant) const {
  for (const Curve& candidate : curves)
    if (toQString(candidate.variant) == variant) return &candidate;
  return nullptr;
}

const CurvePoint* ChartData::point(const QString& variant, std::uint64_t size) const {
  const Curve* found = curve(variant);
  if (found == nullptr) return nullptr;
  for (const CurvePoint& p : found->points)
    if (p.size == size) return &p;
  return nullptr;
}

std::vector<QString> ChartData::ranking(std::uint64_t size) const {
  std::vector<std::pair<double, QString>> values;
  for (const Curve& c : curves) {
    const QString variant = toQString(c.variant);
    const CurvePoint* p = point(variant, size);
    if (p != nullptr && std::isfinite(p->value)) values.emplace_back(p->value, variant);
  }
  const bool higher = higherIsBetter(metric);
  std::stable_sort(values.begin(), values.end(), [higher](const auto& a, const auto& b) {
    return higher ? a.first > b.first : a.first < b.first;
  });
  std::vector<QString> names;
  for (const auto& [value, variant] : values) names.push_back(variant);
  return names;
}

std::uint64_t ChartData::bestSize() const {
  const bool higher = higherIsBetter(metric);
  double best = higher ? -INFINITY : INFINITY;
  std::uint64_t size = 0;
  for (const Curve& c : curves)
    for (const CurvePoint& p : c.points)
      if (higher ? p.value > best : p.value < best) {
        best = p.value;
        size = p.size;
      }
  return size;
}

QString ChartData::noteAt(const QString& variant, std::uint64_t size) const {
  QStringList texts;
  for (const ChartNote& note : notes)
    if (note.variant == variant && note.size == size) texts << note.text;
  return texts.join(u'\n');
}

QString ChartData::levelAt(std::uint64_t size) const {
  for (const CacheBorder& border : caches)
    if (static_cast<double>(size) <= border.size) return border.name;
  return caches.empty() ? QString() : u"DRAM"_s;
}

QString pointInterval(CurveMetric metric, const CurvePoint& point) {
  const QString text = intervalText(point.value, point.low, point.high);
  if (text.isEmpty() || text.startsWith(u'±')) return text;
  const QString low = toQString(formatValue(metric, point.low));
  const QString high = toQString(formatValue(metric, point.high));
  // One unit for both where it is the same: "1.2 … 1.4 µs", but "990 ns … 1.1 µs".
  const bool same = splitUnit(low).unit == splitUnit(high).unit;
  return (same ? splitUnit(low).number : low) + u" … "_s + high;
}

QString describeKey(const CurveKey& key) {
  QStringList parts;
  if (key.dtype != Dtype::none) parts << toQString(toWord(key.dtype));
  parts << (key.threads == 1
                ? QCoreApplication::translate("lane::CurvesView", "1 thread")
                : QCoreApplication::translate("lane::CurvesView", "%1 threads").arg(key.threads));
  if (key.mode != Mode::reuse) parts << toQString(toWord(key.mode));
  if (key.cache != CacheState::hot) parts << toQString(toWord(key.cache));
  if (!key.params.empty()) parts << toQString(paramsText(key.params));
  return parts.join(u", "_s);
}

}  // namespace lane
