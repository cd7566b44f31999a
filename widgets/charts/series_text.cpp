#include "charts/series_text.h"

#include <QCoreApplication>
#include <cmath>

#include "base/units.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("lane::SeriesText", text);
}

}  // namespace

QString readingText(const MetricRecord& metric, double value) {
  if (metric.unit == "degC") return tr("%1 °C").arg(numberText(value));
  switch (metric.kind) {
    case MetricKind::bytes:
      return bytesText(value);
    case MetricKind::frequency:
      return toQString(formatClock(value));
    case MetricKind::ratio:
      return shareText(value);
    case MetricKind::time:
      return timeText(value);
    default:
      return numberText(value);
  }
}

bool isLevel(const MetricRecord& metric) {
  return metric.kind == MetricKind::frequency || metric.unit == "degC";
}

QString seriesSummaryText(const MetricRecord& metric, const SeriesSummary& summary) {
  if (std::isnan(summary.last)) return {};
  const auto text = [&](double value) { return readingText(metric, value); };
  if (isLevel(metric))
    return tr("%1 now, %2 … %3")
        .arg(text(summary.last), text(summary.lowest), text(summary.highest));
  if (metric.kind == MetricKind::ratio)
    return tr("%1 on average, peak %2").arg(text(summary.mean), text(summary.highest));
  if (metric.kind == MetricKind::count) return tr("%1 in all").arg(text(summary.sum));
  return tr("%1 now, peak %2").arg(text(summary.last), text(summary.highest));
}

}  // namespace lane
