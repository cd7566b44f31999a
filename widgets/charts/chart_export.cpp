#include "charts/chart_export.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPdfWriter>
#include <QPrinter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgGenerator>
#include <algorithm>

#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr double kDpi = kChartDpi;
constexpr int kTitle = 44, kFooter = 32, kMargin = 16;

void paintPage(QCPPainter& painter, const ChartSource& chart, const QSize& size) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  painter.setMode(QCPPainter::pmNoCaching);
  painter.fillRect(QRect(QPoint(), size), c.plot);
  painter.setFont(theme.uiFont(15, 600));
  painter.setPen(c.t1);
  painter.drawText(QRectF(kMargin, 0, size.width() - 2 * kMargin, kTitle), Qt::AlignVCenter,
                   chart.chartTitle());
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t3);
  painter.drawText(QRectF(kMargin, size.height() - kFooter, size.width() - 2 * kMargin, kFooter),
                   Qt::AlignVCenter, chart.chartFooter());
  painter.save();
  painter.translate(0, kTitle);
  chart.paintChart(painter, {size.width(), size.height() - kTitle - kFooter});
  painter.restore();
}

QByteArray pngBytes(const ChartSource& chart, const ChartExportOptions& options) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  chartImage(chart, options).save(&buffer, "PNG");
  return bytes;
}

QByteArray svgBytes(const ChartSource& chart, const ChartExportOptions& options) {
  const ThemeOverride look(!options.light && Theme::instance().isDark());
  QByteArray bytes;
  QBuffer buffer(&bytes);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setResolution(static_cast<int>(kDpi));
  generator.setSize(options.size);
  generator.setViewBox(QRect(QPoint(), options.size));
  generator.setTitle(chart.chartTitle());
  generator.setDescription(chart.chartFooter());
  QCPPainter painter;
  painter.begin(&generator);
  painter.setMode(QCPPainter::pmVectorized);
  paintPage(painter, chart, options.size);
  painter.end();
  return bytes;
}

QByteArray pdfBytes(const ChartSource& chart, const ChartExportOptions& options) {
  const ThemeOverride look(!options.light && Theme::instance().isDark());
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QPdfWriter writer(&buffer);
  writer.setResolution(static_cast<int>(kDpi));
  writer.setPageSize(
      QPageSize(QSizeF(options.size) * 72 / kDpi, QPageSize::Point, {}, QPageSize::ExactMatch));
  writer.setPageMargins(QMarginsF());
  writer.setTitle(chart.chartTitle());
  writer.setCreator(u"Lanescope"_s);
  QCPPainter painter;
  painter.begin(&writer);
  painter.setMode(QCPPainter::pmVectorized);
  paintPage(painter, chart, options.size);
  painter.end();
  return bytes;
}

}  // namespace

Result<ChartFormat> chartFormat(const QString& path) {
  const QString ending = QFileInfo(path).suffix().toLower();
  if (ending == "png"_L1) return ChartFormat::png;
  if (ending == "svg"_L1) return ChartFormat::svg;
  if (ending == "pdf"_L1) return ChartFormat::pdf;
  if (ending == "csv"_L1) return ChartFormat::csv;
  return fail(ErrorCode::usage, "this ending names no chart format", toStd(path),
              "use .png, .svg, .pdf or .csv");
}

QString toText(const ChartExportOptions& options) {
  return u"%1x%2@%3"_s.arg(options.size.width())
      .arg(options.size.height())
      .arg(qRound(options.scale * kChartDpi));
}

ChartExportOptions chartOptions(const QString& text) {
  static const QRegularExpression form(u"^(\\d{3,4})x(\\d{3,4})@(\\d{2,4})$"_s);
  const auto match = form.match(text);
  ChartExportOptions options;
  if (!match.hasMatch()) return options;
  const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
  const int dpi = match.captured(3).toInt();
  if (size.width() < 320 || size.height() < 240 || dpi < 48 || dpi > 1200) return options;
  options.size = size;
  options.scale = dpi / kChartDpi;
  return options;
}

bool printChart(const ChartSource& chart, QPrinter& printer, const ChartExportOptions& options) {
  const ThemeOverride look(!options.light && Theme::instance().isDark());
  // Fonts are in points: at this resolution they keep their size beside everything else.
  printer.setResolution(static_cast<int>(kDpi));
  printer.setDocName(chart.chartTitle());
  printer.setCreator(u"Lanescope"_s);
  QCPPainter painter;
  if (!painter.begin(&printer)) return false;
  painter.setMode(QCPPainter::pmVectorized);
  const QSizeF paper = printer.pageRect(QPrinter::DevicePixel).size();
  const double fit =
      std::min(paper.width() / options.size.width(), paper.height() / options.size.height());
  painter.scale(fit, fit);
  paintPage(painter, chart, options.size);
  return painter.end();
}

QImage chartImage(const ChartSource& chart, const ChartExportOptions& options) {
  const ThemeOverride look(!options.light && Theme::instance().isDark());
  QImage image((QSizeF(options.size) * options.scale).toSize(), QImage::Format_RGB32);
  image.setDevicePixelRatio(options.scale);
  QCPPainter painter;
  painter.begin(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  paintPage(painter, chart, options.size);
  painter.end();
  // After painting: fonts are in points and would follow a changed resolution.
  const int dotsPerMetre = static_cast<int>(kDpi * options.scale / 0.0254 + 0.5);
  image.setDotsPerMeterX(dotsPerMetre);
  image.setDotsPerMeterY(dotsPerMetre);
  return image;
}

Result<void> exportChart(const ChartSource& chart, const QString& path, ChartFormat format,
                         const ChartExportOptions& options) {
  QByteArray bytes;
  switch (format) {
    case ChartFormat::png:
      bytes = pngBytes(chart, options);
      break;
    case ChartFormat::svg:
      bytes = svgBytes(chart, options);
      break;
    case ChartFormat::pdf:
      bytes = pdfBytes(chart, options);
      break;
    case ChartFormat::csv:
      bytes = chart.chartCsv().toUtf8();
      break;
  }
  if (bytes.isEmpty())
    return fail(ErrorCode::io, "the chart could not be drawn at this size", toStd(path),
                "choose a smaller size");
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    return fail(ErrorCode::io, "cannot be written: " + toStd(file.errorString()), toStd(path),
                "choose another folder");
  return {};
}

}  // namespace lane
