// What the Curves page gives to exports: title, footer, page and data.
#include <QPainter>
#include <cmath>

#include "charts/curves_view_p.h"
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

QString siUnit(CurveMetric metric) {
  switch (metric) {
    case CurveMetric::byteRate:
      return QStringLiteral("B/s");
    case CurveMetric::flopRate:
      return QStringLiteral("FLOP/s");
    case CurveMetric::itemRate:
      return QStringLiteral("1/s");
    case CurveMetric::timePerCall:
    case CurveMetric::timePerItem:
      return QStringLiteral("s");
    case CurveMetric::cyclesPerItem:
    case CurveMetric::relative:
      return QStringLiteral("1");
  }
  return {};
}

QString csvField(QString text) {
  if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"')) &&
      !text.contains(QLatin1Char('\n')) && !text.contains(QLatin1Char('\r')))
    return text;
  text.replace(QLatin1Char('"'), QStringLiteral("\"\""));
  return QLatin1Char('"') + text + QLatin1Char('"');
}

QString csvNumber(double value) {
  return std::isfinite(value) ? QString::number(value, 'g', 17) : QString();
}

}  // namespace

QString CurvesView::chartTitle() const {
  const ChartData& data = m_impl->plot->chart();
  return tr("%1, %2: %3")
      .arg(toQString(data.key.benchmark), describeKey(data.key),
           toQString(lane::title(data.metric)).toLower());
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
  QString text = QStringLiteral(
      "suite,benchmark,dtype,threads,mode,cache,variant,size,metric,unit,value,low,high,p5,p95,"
      "coarse\r\n");
  const QStringList head{
      csvField(toQString(data.key.suite)), csvField(toQString(data.key.benchmark)),
      toQString(toWord(data.key.dtype)),   QString::number(data.key.threads),
      toQString(toWord(data.key.mode)),    toQString(toWord(data.key.cache))};
  for (const Curve& curve : data.curves) {
    if (!isVariantShown(toQString(curve.variant))) continue;
    for (const CurvePoint& p : curve.points) {
      QStringList row = head;
      row << csvField(toQString(curve.variant)) << QString::number(p.size)
          << csvField(toQString(lane::title(data.metric))) << siUnit(data.metric)
          << csvNumber(p.value) << csvNumber(p.low) << csvNumber(p.high) << csvNumber(p.p5)
          << csvNumber(p.p95) << (p.coarse ? QStringLiteral("1") : QStringLiteral("0"));
      text += row.join(QLatin1Char(',')) + QStringLiteral("\r\n");
    }
  }
  return text;
}

}  // namespace lane
