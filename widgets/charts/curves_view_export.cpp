// What the Curves page gives to exports: title, footer, page and data.
#include <QPainter>

#include "charts/curves_view_p.h"
#include "exchange/csv_text.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

/// Legend samples in lines from the left; returns the height they took.
int paintLegend(QPainter& painter, const ChartData& data, const QSet<QString>& hidden, int width) {
  const Theme& theme = Theme::instance();
  const QFont font = theme.uiFont(12);
  const QFontMetricsF metrics(font);
  constexpr int kMargin = 76, kLine = 22;
  double x = kMargin, y = 0;
  for (const Curve& curve : data.curves) {
    const QString variant = toQString(curve.variant);
    if (hidden.contains(variant)) continue;
    const SeriesStyle style = theme.series(variant);
    const double entry = 40 + metrics.horizontalAdvance(style.label) + 20;
    if (x + entry > width - kMargin && x > kMargin) {
      x = kMargin;
      y += kLine;
    }
    paintLegendSample(painter, style, QRectF(x, y + 4, 32, 12));
    painter.setFont(font);
    painter.setPen(theme.chrome().t1);
    painter.drawText(QRectF(x + 40, y, entry, 20), Qt::AlignVCenter, style.label);
    x += entry;
  }
  return static_cast<int>(y) + kLine;
}

std::string siUnit(CurveMetric metric) {
  switch (metric) {
    case CurveMetric::byteRate:
      return "B/s";
    case CurveMetric::flopRate:
      return "FLOP/s";
    case CurveMetric::itemRate:
      return "1/s";
    case CurveMetric::timePerCall:
    case CurveMetric::timePerItem:
      return "s";
    case CurveMetric::cyclesPerItem:
    case CurveMetric::relative:
      return "1";
  }
  return {};
}

}  // namespace

QString CurvesView::chartTitle() const {
  const ChartData& data = m_impl->plot->chart();
  QString what = toQString(lane::title(data.metric)).toLower();
  if (data.metric == CurveMetric::relative) what = tr("speed relative to %1").arg(data.reference);
  return tr("%1, %2: %3").arg(toQString(data.key.benchmark), describeKey(data.key), what);
}

QString CurvesView::chartFooter() const {
  if (m_impl->document == nullptr) return {};
  const Session& session = m_impl->document->session();
  QStringList parts;
  for (const std::string& part :
       {session.machine.cpuModel, session.title, session.created.substr(0, 10)})
    if (!part.empty()) parts << toQString(part);
  if (!m_impl->plot->chart().ghost.empty())
    parts << tr("dotted: %1").arg(m_impl->plot->chart().ghostName);
  parts << QStringLiteral("Lanescope ") + toQString(session.programVersion);
  return parts.join(QStringLiteral("  ·  "));
}

void CurvesView::paintChart(QCPPainter& painter, const QSize& size) const {
  const CurvePlot& shown = *m_impl->plot;
  const int legend = paintLegend(painter, shown.chart(), shown.options().hidden, size.width());
  CurvePlot page;  // born in the theme of this moment, without crosshair or selection
  page.resize(size.width(), size.height() - legend);
  page.setMessage(m_impl->message());
  page.setChart(shown.chart(), shown.options());
  page.setRanges(shown.xAxis->range(), shown.yAxis->range());
  painter.save();
  painter.translate(0, legend);
  page.toPainter(&painter, size.width(), size.height() - legend);
  painter.restore();
}

QString CurvesView::chartCsv() const {
  const ChartData& data = m_impl->plot->chart();
  std::string text =
      "suite,benchmark,dtype,threads,mode,cache,variant,size,metric,unit,value,low,high,p5,p95,"
      "coarse,samples,reference,session\r\n";
  const auto add = [&](const std::vector<Curve>& curves, const Session* session,
                       const std::string& name) {
    for (const Curve& curve : curves) {
      if (!isVariantShown(toQString(curve.variant))) continue;
      for (const CurvePoint& p : curve.points) {
        const bool known = session != nullptr && p.caseIndex < session->cases.size();
        text += csvRow(
            {csvText(data.key.suite), csvText(data.key.benchmark),
             std::string(toWord(data.key.dtype)), std::to_string(data.key.threads),
             std::string(toWord(data.key.mode)), std::string(toWord(data.key.cache)),
             csvText(curve.variant), std::to_string(p.size), csvText(lane::title(data.metric)),
             siUnit(data.metric), csvNumber(p.value), csvNumber(p.low), csvNumber(p.high),
             csvNumber(p.p5), csvNumber(p.p95), p.coarse ? "1" : "0",
             known ? std::to_string(session->cases[p.caseIndex].sampleCount) : std::string(),
             data.metric == CurveMetric::relative ? csvText(toStd(data.reference)) : std::string(),
             csvText(name)});
      }
    }
  };
  const Session* session = m_impl->document != nullptr ? &m_impl->document->session() : nullptr;
  add(data.curves, session, session != nullptr ? session->title : std::string());
  add(data.ghost, m_impl->ghost.get(), toStd(data.ghostName));
  return toQString(text);
}

}  // namespace lane
