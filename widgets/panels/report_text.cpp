#include "panels/report_text.h"

#include <QLocale>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgRenderer>
#include <QTextFormat>
#include <algorithm>

#include "base/version.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr auto kChartName = "chart:"_L1;
constexpr double kChartWidth = 960;  ///< px at most on screen
constexpr double kMarginMm = 15;
constexpr QStringView kNewPage = u" style=\"page-break-before:always\"";

QString escaped(const std::string& text) {
  return toQString(text).toHtmlEscaped();
}

/// The subset of HTML that QTextDocument lays out.
class Writer {
 public:
  Writer(const ReportLook& look, QStringList& charts) : m_look(look), m_charts(charts) {}

  QString take() { return std::move(m_out); }

  QString css() const {
    const auto named = [this](const char* name) {
      return QString::fromLatin1(colour(name, m_look.colours));
    };
    return u"body{font-family:%1;font-size:%2pt;color:%3}"
           "h1{font-size:%4pt;font-weight:600;margin:0}"
           "h2{font-size:%5pt;font-weight:600;margin-top:24px;margin-bottom:8px}"
           "h3{font-size:%6pt;font-weight:600;margin-top:14px;margin-bottom:4px}"
           "p{margin-top:0px;margin-bottom:8px} li{margin-bottom:3px}"_s.arg(m_look.font)
               .arg(m_look.points)
               .arg(named("t1"))
               .arg(m_look.points * 2)
               .arg(m_look.points * 1.4)
               .arg(m_look.points * 1.1) +
           u"th{color:%1;font-weight:400} a{color:%2;text-decoration:none}"
           ".hint{color:%1;font-size:%3pt} .quiet{color:%1} .warn{color:%4} .bad{color:%5}"
           "pre{font-family:%6;font-size:%7pt;white-space:pre-wrap}"_s.arg(
               named("t3"), named("t2"), QString::number(m_look.points * 0.88), named("warn"),
               named("bad"), m_look.mono, QString::number(m_look.points * 0.85));
  }

  void head(const Report& report) {
    m_out += u"<h1>%1</h1><p class=\"hint\">%2%3</p>"_s.arg(
        escaped(report.title), escaped(report.subtitle),
        report.complete ? QString() : u" · <span class=\"warn\">not completed</span>"_s);
    m_out += u"<table width=\"99%\" cellspacing=\"0\" cellpadding=\"3\">"_s;
    for (const ReportCard& card : report.cards)
      m_out +=
          u"<tr><th align=\"left\">%1</th><td><b>%2</b></td><td class=\"quiet\">%3</td></tr>"_s.arg(
              escaped(card.label), escaped(card.value), escaped(card.note));
    m_out += u"</table>"_s;
  }

  void part(const ReportPart& part) {
    m_figures = 0;
    const bool drawn =
        part.section == ReportSection::curves || part.section == ReportSection::roofline;
    m_out += u"<h2%3><a name=\"%1\"></a>%2</h2>"_s.arg(
        QString::fromLatin1(toWord(part.section)),
        QString::fromUtf8(title(part.section)).toHtmlEscaped(),
        drawn ? kNewPage.toString() : QString());
    for (const ReportBlock& block : part.blocks)
      std::visit([this](const auto& each) { write(each); }, block);
  }

 private:
  void write(const ReportText& text) {
    m_out += (text.hint ? u"<p class=\"hint\">%1</p>"_s : u"<p>%1</p>"_s).arg(escaped(text.text));
  }

  void write(const ReportList& list) {
    if (!list.folded.empty()) m_out += u"<p>%1:</p>"_s.arg(escaped(list.folded));
    m_out += u"<ul>"_s;
    for (const std::string& item : list.items) m_out += u"<li>%1</li>"_s.arg(escaped(item));
    m_out += u"</ul>"_s;
  }

  void write(const ReportCode& code) { m_out += u"<pre>%1</pre>"_s.arg(escaped(code.text)); }

  void write(const ReportFigure& figure) {
    // Two to a page, so that none is torn from its name.
    const bool breaks = m_figures > 0 && m_figures % 2 == 0;
    ++m_figures;
    m_out += u"<h3%3><a name=\"%1\"></a>%2</h3>"_s.arg(escaped(figure.id), escaped(figure.name),
                                                       breaks ? kNewPage.toString() : QString());
    QStringList words;
    for (const std::string& text : {figure.formula, figure.axes})
      if (!text.empty()) words << escaped(text);
    if (!words.isEmpty()) m_out += u"<p class=\"hint\">%1</p>"_s.arg(words.join(u" · "_s));
    if (!figure.svg.empty()) {
      m_out += u"<p><img src=\"%1%2\"/></p>"_s.arg(kChartName).arg(m_charts.size());
      m_charts << toQString(withColours(figure.svg, m_look.colours));
    }
    QStringList notes;
    for (const std::string& note : figure.notes) notes << escaped(note);
    if (!notes.isEmpty()) m_out += u"<p class=\"hint\">%1</p>"_s.arg(notes.join(u"<br/>"_s));
  }

  void write(const ReportFinding& finding) {
    static constexpr const char* kTones[] = {"quiet", "warn", "bad"};
    m_out += u"<p><b class=\"%1\">%2</b>  %3"_s.arg(
        QLatin1StringView(kTones[int(finding.severity)]),
        QString::fromLatin1(toWord(finding.severity)), escaped(finding.text));
    if (!finding.advice.empty())
      m_out += u"<br/><span class=\"quiet\">%1</span>"_s.arg(escaped(finding.advice));
    if (!finding.evidence.empty()) {
      QStringList names;
      for (const auto& [name, target] : finding.evidence) names << link(toQString(name), target);
      if (finding.more > 0) names << u"and %1 more"_s.arg(finding.more);
      m_out += u"<br/><span class=\"hint\">Rests on %1</span>"_s.arg(names.join(u"; "_s));
    }
    m_out += u"</p>"_s;
  }

  void write(const ReportTable& table) {
    if (!table.heading.empty()) m_out += u"<h3>%1</h3>"_s.arg(escaped(table.heading));
    // The more columns, the smaller: nine of figures just fit on A4.
    const std::size_t columns = table.columns.size();
    const double share = columns > 8 ? 0.68 : columns > 5 ? 0.8 : 0.9;
    m_tight = columns > 8;
    m_out +=
        u"<table width=\"99%\" cellspacing=\"0\" cellpadding=\"2\" style=\"font-size:%1pt;"
        "border-collapse:collapse;border-color:%2\" border=\"1\">"_s.arg(m_look.points * share)
            .arg(QString::fromLatin1(colour("line", m_look.colours)));
    if (table.headed) {
      m_out += u"<thead><tr>"_s;
      for (const ReportColumn& column : table.columns)
        m_out += u"<th align=\"%1\">%2</th>"_s.arg(column.numeric ? u"right"_s : u"left"_s,
                                                   escaped(column.title));
      m_out += u"</tr></thead>"_s;
    }
    for (const ReportRow& row : table.rows) {
      m_out += u"<tr>"_s;
      for (std::size_t i = 0; i < row.cells.size(); ++i)
        write(row.cells[i], table.columns[i].numeric, !table.headed && i == 0);
      m_out += u"</tr>"_s;
    }
    m_out += u"</table>"_s;
  }

  void write(const ReportCell& cell, bool numeric, bool heads) {
    QString words = toQString(cell.text);
    if (numeric) words.replace(u' ', QChar(QChar::Nbsp));  // a figure stays on its line
    QString text = link(words, cell.target);
    if (numeric && m_tight) text.replace(u"\u00a0±"_s, u"<br/>±"_s);
    if (cell.tone == ReportTone::best) text = u"<b>%1</b>"_s.arg(text);
    if (numeric) text = u"<span style=\"font-family:%1\">%2</span>"_s.arg(m_look.mono, text);
    m_out += u"<%1 align=\"%2\"%3 class=\"%4\">%5</%1>"_s.arg(
        heads ? u"th"_s : u"td"_s, numeric ? u"right"_s : u"left"_s,
        heads ? u" width=\"28%\""_s : QString(), QString::fromLatin1(toWord(cell.tone)), text);
  }

  static QString link(const QString& text, const std::string& target) {
    const QString words = text.toHtmlEscaped();
    return target.empty() ? words : u"<a href=\"#%1\">%2</a>"_s.arg(escaped(target), words);
  }

  const ReportLook& m_look;
  QStringList& m_charts;
  int m_figures = 0;     ///< of the part
  bool m_tight = false;  ///< many columns: an interval stands below its figure
  QString m_out;
};

}  // namespace

ReportDocument::ReportDocument(const Report& report, const ReportLook& look, QObject* parent)
    : QTextDocument(parent), m_header(toQString(report.title)) {
  QStringList charts;
  Writer writer(look, charts);
  writer.head(report);
  for (const ReportPart& part : report.parts) writer.part(part);
  for (const QString& svg : charts) m_charts.push_back(new QSvgRenderer(svg.toUtf8(), this));
  setUndoRedoEnabled(false);
  documentLayout()->registerHandler(QTextFormat::ImageObject, this);
  setDocumentMargin(0);
  QFont font;
  font.setFamilies(look.font.split(u','));
  font.setPointSizeF(look.points);
  setDefaultFont(font);
  setDefaultStyleSheet(writer.css());
  setHtml(u"<body>"_s + writer.take() +
          u"<p class=\"hint\">%1</p></body>"_s.arg(escaped(report.footer)));
}

QSvgRenderer* ReportDocument::chart(const QTextFormat& format) const {
  const QString name = format.toImageFormat().name();
  const std::size_t index =
      name.sliced(std::min<qsizetype>(name.size(), kChartName.size())).toULong();
  return name.startsWith(kChartName) && index < m_charts.size() ? m_charts[index] : nullptr;
}

QSizeF ReportDocument::intrinsicSize(QTextDocument*, int, const QTextFormat& format) {
  const QSvgRenderer* drawing = chart(format);
  if (!drawing || drawing->viewBoxF().isEmpty()) return {};
  const QSizeF box = drawing->viewBoxF().size();
  // On paper the whole width; on screen no wider than drawn.
  const bool paged = pageSize().height() > 0;
  const double room = (paged ? pageSize().width() : textWidth()) - 2 * documentMargin();
  const double width = paged ? room : std::min(room > 0 ? room : kChartWidth, kChartWidth);
  return {width, width * box.height() / box.width()};
}

void ReportDocument::drawObject(QPainter* painter, const QRectF& rect, QTextDocument*, int,
                                const QTextFormat& format) {
  if (QSvgRenderer* drawing = chart(format)) drawing->render(painter, rect);
}

Result<void> paintPages(ReportDocument& document, QPagedPaintDevice& device) {
  QPainter painter(&device);
  if (!painter.isActive())
    return fail(ErrorCode::io, "the printer or file does not take the report", {},
                "Choose another printer or folder.");
  painter.setRenderHint(QPainter::Antialiasing);
  const double mm = device.logicalDpiX() / 25.4;
  const QRectF paper(0, 0, device.width(), device.height());
  const double strip = 8 * mm;  // of the header and of the footer
  const QSizeF body(paper.width(), paper.height() - 2 * strip);
  document.documentLayout()->setPaintDevice(&device);
  document.setPageSize(body);
  const int pages = document.pageCount();
  QFont small(document.defaultFont(), &device);
  small.setPointSizeF(7);
  const QColor quiet(QString::fromLatin1(colour("t3", SvgColours::light)));
  for (int page = 0; page < pages; ++page) {
    if (page > 0 && !device.newPage())
      return fail(ErrorCode::io, "a page could not be begun", {}, "Free some space.");
    painter.save();
    painter.setFont(small);
    painter.setPen(quiet);
    const QRectF top(0, 0, paper.width(), strip),
        bottom(0, paper.height() - strip, paper.width(), strip);
    const QString title = QFontMetricsF(small, &device)
                              .elidedText(document.header(), Qt::ElideRight, paper.width() * 0.7);
    painter.drawText(top, Qt::AlignLeft | Qt::AlignTop, title);
    painter.drawText(top, Qt::AlignRight | Qt::AlignTop,
                     u"Lanescope %1"_s.arg(toQString(programVersion())));
    painter.drawText(bottom, Qt::AlignRight | Qt::AlignBottom,
                     u"%1 / %2"_s.arg(page + 1).arg(pages));
    painter.translate(0, strip - page * body.height());
    const QRectF clip(0, page * body.height(), body.width(), body.height());
    painter.setClipRect(clip);
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = clip;
    context.palette.setColor(QPalette::Text,
                             QColor(QString::fromLatin1(colour("t1", SvgColours::light))));
    document.documentLayout()->draw(&painter, context);
    painter.restore();
  }
  return {};
}

QPageLayout reportPage() {
  const bool letter = QLocale().measurementSystem() == QLocale::ImperialUSSystem;
  return {QPageSize(letter ? QPageSize::Letter : QPageSize::A4), QPageLayout::Portrait,
          QMarginsF(kMarginMm, kMarginMm, kMarginMm, kMarginMm), QPageLayout::Millimeter};
}

Result<void> writePdf(const Report& report, const ReportLook& look, const QString& path) {
  QSaveFile file(path);
  const auto failed = [&] {
    return fail(ErrorCode::io, "the report could not be written: " + toStd(file.errorString()),
                toStd(path), "Choose another folder or free some space.");
  };
  if (!file.open(QIODevice::WriteOnly)) return failed();
  {
    QPdfWriter pdf(&file);
    pdf.setPageLayout(reportPage());
    pdf.setTitle(toQString(report.title));
    pdf.setCreator(u"Lanescope %1"_s.arg(toQString(programVersion())));
    pdf.setResolution(300);
    ReportDocument document(report, look);
    if (const auto painted = paintPages(document, pdf); !painted) return painted;
  }
  if (!file.commit()) return failed();
  return {};
}

}  // namespace lane
