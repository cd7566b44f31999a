// Charts as files and on paper: PNG, SVG and PDF in the light theme with title, legend and footer,
// and CSV of the data shown. A view that can be exported implements ChartSource. GUI thread.
#pragma once

#include <QSize>
#include <QString>
#include <memory>

#include "base/result.h"

class QCPPainter;
class QImage;
class QPrinter;

namespace lane {

/// What an exportable view offers. The exporter owns title, footer and page; the source paints the
/// chart and its legend into the area it is given.
class ChartSource {
 public:
  virtual ~ChartSource() = default;
  virtual QString chartTitle() const = 0;   ///< "dot, f32, 1 thread: throughput"
  virtual QString chartFooter() const = 0;  ///< machine, session, date
  /// Paints at (0, 0) … size in whatever theme is active at the moment of the call.
  virtual void paintChart(QCPPainter& painter, const QSize& size) const = 0;
  /// The data shown: header row, RFC 4180, C locale, SI units, full precision.
  virtual QString chartCsv() const = 0;
};

enum class ChartFormat { png, svg, pdf, csv };

struct ChartExportOptions {
  QSize size{1120, 720};  ///< logical pixels of the page
  double scale = 2;       ///< pixels per logical pixel, PNG only; 1 = 96 dpi
  bool light = true;      ///< paper is white, whatever the window's theme
  bool operator==(const ChartExportOptions&) const = default;
};

inline constexpr double kChartDpi = 96;  ///< of scale 1
/// "1120x720@192", and back; anything unreadable or out of reason gives the usual page.
QString toText(const ChartExportOptions& options);
ChartExportOptions chartOptions(const QString& text);

/// From the ending of the name; fails with ErrorCode::usage for any other.
Result<ChartFormat> chartFormat(const QString& path);
/// Writes a new file next to `path` and renames it; fails with ErrorCode::io, keeping the old one.
Result<void> exportChart(const ChartSource& chart, const QString& path, ChartFormat format,
                         const ChartExportOptions& options = {});
/// The same page as large as the printer's paper allows; false when the printer takes nothing.
bool printChart(const ChartSource& chart, QPrinter& printer,
                const ChartExportOptions& options = {});
/// The same page as an image, for the clipboard.
QImage chartImage(const ChartSource& chart, const ChartExportOptions& options = {});

}  // namespace lane
