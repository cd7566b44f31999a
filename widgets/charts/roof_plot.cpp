#include "charts/roof_plot.h"

#include <QEvent>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <cmath>

#include "base/units.h"
#include "charts/point_tip.h"
#include "charts/roof_canvas.h"
#include "exchange/csv_text.h"
#include "support/qt_units.h"

namespace lane {

using namespace Qt::StringLiterals;

class RoofPlot::Impl {
 public:
  void hover(const QPointF& position) const {
    const RoofTrail* trail = nullptr;
    const RoofTrailPoint* point = canvas->pointAt(position, &trail);
    if (point == nullptr) return tip->hide();
    const RooflinePoint& at = point->point;
    PointTip::Content content{
        toQString(trail->variant),
        tr("%1, n = %2").arg(toQString(trail->key.benchmark), sizeText(point->size)),
        {}};
    content.rows.emplace_back(tr("Compute rate"), toQString(formatFlopRate(at.flopRate)));
    content.rows.emplace_back(tr("Interval"),
                              tr("%1 … %2").arg(toQString(formatFlopRate(point->low)),
                                                toQString(formatFlopRate(point->high))));
    content.rows.emplace_back(tr("Intensity"), numberText(at.intensity) + u" FLOP/B"_s);
    if (std::isfinite(at.efficiency)) {
      content.rows.emplace_back(tr("Of its roof"), shareText(at.efficiency));
      content.rows.emplace_back(tr("Bound by"), toQString(toWord(at.bound)));
    } else if (!at.reason.empty()) {
      content.rows.emplace_back(tr("No roof"), toQString(at.reason));
    }
    tip->showAt(canvas->pixel(*point), canvas->rect(), content);
  }

  static QString tr(const char* text) { return RoofPlot::tr(text); }

  RoofCanvas* canvas = nullptr;
  PointTip* tip = nullptr;
  QPointF pressed;
};

RoofPlot::RoofPlot(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* canvas = m_impl->canvas = new RoofCanvas(this);
  m_impl->tip = new PointTip(canvas);
  m_impl->tip->hide();
  canvas->setFocusPolicy(Qt::StrongFocus);
  setFocusProxy(canvas);
  layout->addWidget(canvas);
  setMinimumHeight(Theme::instance().px(220));
  connect(canvas, &QCustomPlot::mouseMove, this,
          [this](QMouseEvent* event) { m_impl->hover(event->position()); });
  connect(canvas, &QCustomPlot::mousePress, this,
          [this](QMouseEvent* event) { m_impl->pressed = event->position(); });
  connect(canvas, &QCustomPlot::mouseRelease, this, [this, canvas](QMouseEvent* event) {
    const QPointF moved = event->position() - m_impl->pressed;
    if (event->button() != Qt::LeftButton || std::hypot(moved.x(), moved.y()) > 6) return;
    if (const RoofTrailPoint* point = canvas->pointAt(event->position(), nullptr))
      emit pointClicked(point->point.caseIndex);
  });
  connect(canvas, &QCustomPlot::mouseDoubleClick, this, [this] { resetZoom(); });
  connect(&Theme::instance(), &Theme::changed, canvas, [canvas] { canvas->applyTheme(); });
}

RoofPlot::~RoofPlot() = default;

void RoofPlot::setChart(const RoofChart& chart, const RoofOptions& options) {
  RoofScene scene = m_impl->canvas->scene();
  scene.chart = chart;
  scene.options = options;
  m_impl->tip->hide();
  m_impl->canvas->setScene(scene);
  m_impl->canvas->setAccessibleName(tr("Roofline of %1 kernels and variants, %2 ceilings")
                                        .arg(chart.trails.size())
                                        .arg(chart.slopes.size() + chart.peaks.size()));
}

void RoofPlot::setGhost(const RoofChart& chart, const QString& name) {
  RoofScene scene = m_impl->canvas->scene();
  scene.ghost = chart;
  scene.ghostName = name;
  m_impl->canvas->setScene(scene);
}

void RoofPlot::clearGhost() {
  setGhost({}, {});
}

void RoofPlot::setSelected(std::uint32_t caseIndex) {
  m_impl->canvas->select(caseIndex);
}

void RoofPlot::setMessage(const QString& text) {
  RoofScene scene = m_impl->canvas->scene();
  scene.message = text;
  m_impl->canvas->setScene(scene);
}

void RoofPlot::setNames(const QString& title, const QString& footer) {
  RoofScene scene = m_impl->canvas->scene();
  scene.title = title;
  scene.footer = footer;
  m_impl->canvas->setScene(scene);
}

void RoofPlot::resetZoom() {
  m_impl->canvas->resetZoom();
}

QString RoofPlot::chartTitle() const {
  return m_impl->canvas->scene().title;
}

QString RoofPlot::chartFooter() const {
  return m_impl->canvas->scene().footer;
}

void RoofPlot::paintChart(QCPPainter& painter, const QSize& size) const {
  RoofCanvas page;
  page.resize(size);
  page.setScene(m_impl->canvas->scene());
  page.xAxis->setRange(m_impl->canvas->xAxis->range());
  page.yAxis->setRange(m_impl->canvas->yAxis->range());
  page.toPainter(&painter, size.width(), size.height());
}

QString RoofPlot::chartCsv() const {
  const RoofScene& scene = m_impl->canvas->scene();
  std::string csv =
      "benchmark,variant,size,flop_per_byte,flop_per_second,low,high,level,efficiency,bound\r\n";
  for (const RoofTrail& trail : scene.chart.trails) {
    if (!scene.options.shown.contains(toQString(trail.variant))) continue;
    for (const RoofTrailPoint& point : trail.points)
      csv +=
          csvRow({csvText(trail.key.benchmark), csvText(trail.variant), std::to_string(point.size),
                  csvNumber(point.point.intensity), csvNumber(point.point.flopRate),
                  csvNumber(point.low), csvNumber(point.high), csvText(point.point.level),
                  csvNumber(point.point.efficiency), csvText(toWord(point.point.bound))});
  }
  return toQString(csv);
}

void RoofPlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->canvas->replot(QCustomPlot::rpQueuedReplot);
  QWidget::changeEvent(event);
}

}  // namespace lane
