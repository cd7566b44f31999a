// A report as rich text for the window and for paper: laid out by Qt, with the same drawings as the
// page, as vectors. Made on any thread and then handed to one; owns its drawings.
#pragma once

#include <QAbstractTextDocumentLayout>
#include <QPageLayout>
#include <QPagedPaintDevice>
#include <QTextDocument>
#include <QTextObjectInterface>
#include <vector>

#include "base/result.h"
#include "exchange/report.h"
#include "exchange/svg_palette.h"

class QSvgRenderer;

namespace lane {

/// Families are lists with commas, as in a style sheet.
struct ReportLook {
  SvgColours colours = SvgColours::light;
  QString font;
  QString mono;
  double points = 9;  ///< of running text
};

class ReportDocument : public QTextDocument, public QTextObjectInterface {
  Q_OBJECT
  Q_INTERFACES(QTextObjectInterface)
 public:
  ReportDocument(const Report& report, const ReportLook& look, QObject* parent = nullptr);

  std::size_t chartCount() const { return m_charts.size(); }
  QString header() const { return m_header; }

  QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
  void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* document, int position,
                  const QTextFormat& format) override;

 private:
  QSvgRenderer* chart(const QTextFormat& format) const;

  std::vector<QSvgRenderer*> m_charts;  ///< children, so that they change threads with it
  QString m_header;
};

/// Page after page with a header line and page numbers. The document is laid out for the device and
/// stays so. Errors: io when the device does not take it.
Result<void> paintPages(ReportDocument& document, QPagedPaintDevice& device);

/// The user's paper (A4, or Letter where inches are used) with its margins.
QPageLayout reportPage();

/// A PDF on the user's paper size, with its fonts embedded. Errors: io.
Result<void> writePdf(const Report& report, const ReportLook& look, const QString& path);

}  // namespace lane
