#include "charts/resident_strip.h"

#include <qcustomplot.h>

#include <QEvent>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "models/session_document.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRefreshMs = 100;

struct StripData {
  std::vector<double> t, value;
  std::vector<MarkRecord> marks;
};

/// Axes, curve and marks; one for the window and one for each export.
class StripPlot : public QCustomPlot {
 public:
  explicit StripPlot(QWidget* parent = nullptr) : QCustomPlot(parent) {
    setPlottingHint(QCP::phFastPolylines);
    m_graph = addGraph();
    m_graph->setAdaptiveSampling(true);
    m_graph->setLineStyle(QCPGraph::lsStepLeft);
    xAxis->setTicker(QSharedPointer<SecondsTicker>::create());
    yAxis->setTicker(QSharedPointer<BytesTicker>::create());
    axisRect()->setAutoMargins(QCP::msNone);
    addLayer(u"labels"_s, layer(u"axes"_s), limAbove);
    new PaintItem(this, u"labels"_s, [this](QCPPainter& p) { paintLabels(p); });
    applyTheme();
  }

  void applyTheme() {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    setBackground(c.plot);
    axisRect()->setMargins(QMargins(theme.px(76), theme.px(28), theme.px(72), theme.px(20)));
    for (QCPAxis* axis : {xAxis, yAxis}) {
      axis->setBasePen(QPen(c.line2, 1));
      axis->setTickPen(Qt::NoPen);
      axis->setSubTickPen(Qt::NoPen);
      axis->setTickLength(0, 0);
      axis->setTickLabelFont(theme.monoFont(11));
      axis->setTickLabelColor(c.t2);
      axis->setTickLabelPadding(theme.px(axis == xAxis ? 3 : 8));
      axis->grid()->setPen(QPen(c.grid2, 1));
      axis->grid()->setZeroLinePen(Qt::NoPen);
      axis->grid()->setAntialiased(false);
    }
    QColor fill = c.t2;
    fill.setAlphaF(0.14f);
    m_graph->setPen(QPen(c.t2, 1));
    m_graph->setBrush(fill);
    replot(rpQueuedReplot);
  }

  void setData(const StripData& data) {
    m_marks = data.marks;
    m_peakIndex = data.value.empty()
                      ? -1
                      : std::max_element(data.value.begin(), data.value.end()) - data.value.begin();
    if (m_peakIndex >= 0) {
      const auto i = static_cast<std::size_t>(m_peakIndex);
      m_peak = QPointF(data.t[i], data.value[i]);
      m_current = data.value.back();
    }
    m_graph->setData(QVector<double>(data.t.begin(), data.t.end()),
                     QVector<double>(data.value.begin(), data.value.end()), true);
    const double end = data.t.empty() ? 1 : std::max(1.0, data.t.back());
    xAxis->setRange(0, end);
    yAxis->setRange(0, m_peakIndex >= 0 ? std::max(1.0, m_peak.y()) * 1.15 : 1);
    yAxis->setTickLabels(m_peakIndex >= 0);
    replot(rpQueuedReplot);
  }

 private:
  void paintLabels(QCPPainter& painter) {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    const QRectF area = axisRect()->rect();
    const QFont ui = theme.uiFont(11), mono = theme.monoFont(11);
    QPen dotted(c.t3, 1);
    dotted.setDashPattern({1, 3});
    double used = area.left();
    for (const MarkRecord& mark : m_marks) {
      const double x = std::round(xAxis->coordToPixel(mark.t));
      if (x < area.left() || x > area.right()) continue;
      painter.setPen(dotted);
      if (x > area.left()) painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
      const QString text = toQString(mark.text);
      const double width = QFontMetricsF(ui).horizontalAdvance(text);
      if (x + 4 < used || x + width + 8 > area.right()) continue;
      used = x + width + 12;
      painter.setFont(ui);
      painter.setPen(c.t3);
      painter.drawText(QRectF(x + 4, area.bottom() - theme.px(15), width + 2, theme.px(14)),
                       Qt::AlignVCenter, text);
    }
    const QRectF head(theme.px(16), 0, width() - theme.px(32), theme.px(22));
    painter.setFont(theme.uiFont(11, 600));
    painter.setPen(c.t2);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, ResidentStrip::tr("Resident memory"));
    painter.setFont(m_peakIndex >= 0 ? mono : ui);
    painter.setPen(m_peakIndex >= 0 ? c.t1 : c.t3);
    painter.drawText(
        head, Qt::AlignRight | Qt::AlignVCenter,
        m_peakIndex >= 0
            ? ResidentStrip::tr("%1 now, peak %2").arg(bytesText(m_current), bytesText(m_peak.y()))
            : ResidentStrip::tr("recorded while a run goes"));
    if (m_peakIndex < 0) return;
    painter.setPen(QPen(c.ink, 1.5));
    painter.setBrush(c.plot);
    painter.drawEllipse(QPointF(xAxis->coordToPixel(m_peak.x()), yAxis->coordToPixel(m_peak.y())),
                        theme.px(3), theme.px(3));
  }

  QCPGraph* m_graph;
  std::vector<MarkRecord> m_marks;
  std::ptrdiff_t m_peakIndex = -1;
  QPointF m_peak;
  double m_current = kUnknown;
};

}  // namespace

class ResidentStrip::Impl {
 public:
  void refresh() {
    data = {};
    if (document != nullptr) {
      for (const SeriesRecord& series : document->session().series)
        if (series.id == "resident_memory") {
          data.t = series.t;
          data.value = series.value;
        }
      for (const MarkRecord& mark : document->session().marks)
        if (mark.caseIndex == kNoCase) data.marks.push_back(mark);
    }
    plot->setData(data);
    plot->setAccessibleName(
        data.value.empty()
            ? ResidentStrip::tr("Resident memory, nothing recorded")
            : ResidentStrip::tr("Resident memory, %1 now, peak %2")
                  .arg(bytesText(data.value.back()),
                       bytesText(*std::max_element(data.value.begin(), data.value.end()))));
  }

  SessionDocument* document = nullptr;
  StripPlot* plot = nullptr;
  StripData data;
  QTimer timer;
};

ResidentStrip::ResidentStrip(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  m_impl->plot = new StripPlot(this);
  m_impl->plot->setAttribute(Qt::WA_TransparentForMouseEvents);
  layout->addWidget(m_impl->plot);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  m_impl->timer.setSingleShot(true);
  m_impl->timer.setInterval(kRefreshMs);
  connect(&m_impl->timer, &QTimer::timeout, this, [this] { m_impl->refresh(); });
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    m_impl->plot->applyTheme();
    updateGeometry();
  });
  m_impl->refresh();
}

ResidentStrip::~ResidentStrip() = default;

void ResidentStrip::setDocument(SessionDocument* document) {
  if (m_impl->document != nullptr) m_impl->document->disconnect(this);
  m_impl->document = document;
  if (document != nullptr) {
    connect(document, &SessionDocument::sessionReset, this, [this] { m_impl->refresh(); });
    connect(document, &SessionDocument::casesChanged, this, [this] {
      if (!m_impl->timer.isActive()) m_impl->timer.start();
    });
    connect(document, &QObject::destroyed, this, [this] { m_impl->document = nullptr; });
  }
  m_impl->refresh();
}

QSize ResidentStrip::sizeHint() const {
  return {Theme::instance().px(480), Theme::instance().px(104)};
}

double ResidentStrip::current() const {
  return m_impl->data.value.empty() ? kUnknown : m_impl->data.value.back();
}

double ResidentStrip::peak() const {
  const std::vector<double>& value = m_impl->data.value;
  return value.empty() ? kUnknown : *std::max_element(value.begin(), value.end());
}

QString ResidentStrip::chartTitle() const {
  return tr("Resident memory");
}

QString ResidentStrip::chartFooter() const {
  if (m_impl->document == nullptr) return {};
  const Session& session = m_impl->document->session();
  return QStringList{toQString(session.machine.cpuModel), toQString(session.title),
                     toQString(session.created).left(10)}
      .join(u"  ·  "_s);
}

void ResidentStrip::paintChart(QCPPainter& painter, const QSize& size) const {
  StripPlot page;
  page.resize(size);
  page.setData(m_impl->data);
  page.toPainter(&painter, size.width(), size.height());
}

QString ResidentStrip::chartCsv() const {
  QString text = u"t,resident_memory\r\n"_s;
  for (std::size_t i = 0; i < m_impl->data.t.size(); ++i)
    text += QString::number(m_impl->data.t[i], 'g', 17) + u',' +
            QString::number(m_impl->data.value[i], 'g', 17) + u"\r\n"_s;
  return text;
}

void ResidentStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->refresh();
  QWidget::changeEvent(event);
}

}  // namespace lane
