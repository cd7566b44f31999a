#include "charts/roof_plot.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "charts/plot_gestures.h"
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
    content.rows.emplace_back(tr("Samples"), countText(point->samples));
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

  /// The selected point with its trail; without one the best of the first trail shown.
  std::pair<const RoofTrail*, const RoofTrailPoint*> current() const {
    const RoofScene& scene = canvas->scene();
    for (const RoofTrail& trail : scene.chart.trails)
      for (const RoofTrailPoint& point : trail.points)
        if (canvas->isShown(trail) && point.point.caseIndex == scene.selected)
          return {&trail, &point};
    return {};
  }

  std::uint32_t first() const {
    for (const RoofTrail& trail : canvas->scene().chart.trails) {
      if (!canvas->isShown(trail)) continue;
      const RoofTrailPoint* best = bestOf(trail);
      return (best != nullptr ? *best : trail.points.back()).point.caseIndex;
    }
    return kNoCase;
  }

  std::uint32_t stepSize(int by) const {
    const auto [trail, point] = current();
    if (trail == nullptr) return first();
    const std::ptrdiff_t at = point - trail->points.data() + by;
    return trail
        ->points[static_cast<std::size_t>(
            std::clamp<std::ptrdiff_t>(at, 0, std::ssize(trail->points) - 1))]
        .point.caseIndex;
  }

  /// Next faster (-1) or slower variant of the same kernel at this size.
  std::uint32_t stepVariant(int by) const {
    const auto [trail, point] = current();
    if (trail == nullptr) return first();
    std::vector<const RoofTrailPoint*> row;
    for (const RoofTrail& other : canvas->scene().chart.trails)
      for (const RoofTrailPoint& each : other.points)
        if (canvas->isShown(other) && other.key == trail->key && each.size == point->size)
          row.push_back(&each);
    std::stable_sort(row.begin(), row.end(), [](const auto* a, const auto* b) {
      return a->point.flopRate > b->point.flopRate;
    });
    const std::ptrdiff_t at = std::find(row.begin(), row.end(), point) - row.begin() + by;
    return row[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at, 0, std::ssize(row) - 1))]
        ->point.caseIndex;
  }

  /// The same size and variant of another kernel, as near as there is.
  std::uint32_t stepKernel(int by) const {
    const auto [trail, point] = current();
    if (trail == nullptr) return first();
    std::vector<const RoofTrail*> kernels;
    std::ptrdiff_t at = 0;
    for (const RoofTrail& other : canvas->scene().chart.trails) {
      if (!canvas->isShown(other) || other.variant != trail->variant) continue;
      if (&other == trail) at = std::ssize(kernels);
      kernels.push_back(&other);
    }
    const RoofTrail& next = *kernels[static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(at + by, 0, std::ssize(kernels) - 1))];
    return std::min_element(next.points.begin(), next.points.end(),
                            [wanted = std::log(double(point->size))](const auto& a, const auto& b) {
                              return std::abs(std::log(double(a.size)) - wanted) <
                                     std::abs(std::log(double(b.size)) - wanted);
                            })
        ->point.caseIndex;
  }

  RoofCanvas* canvas = nullptr;
  PointTip* tip = nullptr;
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
  PlotGestures* gestures = canvas->gestures();
  connect(gestures, &PlotGestures::moved, this, [this](const QPointF& at) { m_impl->hover(at); });
  connect(gestures, &PlotGestures::left, m_impl->tip, &QWidget::hide);
  connect(gestures, &PlotGestures::clicked, this, [this, canvas](const QPointF& at) {
    if (const RoofTrailPoint* point = canvas->pointAt(at, nullptr))
      emit pointClicked(point->point.caseIndex);
  });
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

void RoofPlot::setNames(const QString& title, const QString& footer, const QString& session) {
  RoofScene scene = m_impl->canvas->scene();
  scene.title = title;
  scene.footer = footer;
  scene.session = session;
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
      "benchmark,variant,size,flop_per_byte,flop_per_second,low,high,level,efficiency,bound,"
      "samples,"
      "session\r\n";
  const auto add = [&](const RoofChart& chart, const QString& session) {
    for (const RoofTrail& trail : chart.trails) {
      if (!scene.options.shown.contains(toQString(trail.variant))) continue;
      for (const RoofTrailPoint& point : trail.points)
        csv += csvRow({csvText(trail.key.benchmark), csvText(trail.variant),
                       std::to_string(point.size), csvNumber(point.point.intensity),
                       csvNumber(point.point.flopRate), csvNumber(point.low), csvNumber(point.high),
                       csvText(point.point.level), csvNumber(point.point.efficiency),
                       csvText(toWord(point.point.bound)), std::to_string(point.samples),
                       csvText(toStd(session))});
    }
  };
  add(scene.chart, scene.session);
  add(scene.ghost, scene.ghostName);
  return toQString(csv);
}

void RoofPlot::contextMenuEvent(QContextMenuEvent* event) {
  const QPointF at = m_impl->canvas->mapFrom(this, event->pos());
  const RoofTrailPoint* point = event->reason() == QContextMenuEvent::Keyboard
                                    ? m_impl->current().second
                                    : m_impl->canvas->pointAt(at, nullptr);
  if (point != nullptr) emit pointClicked(point->point.caseIndex);
  emit menuRequested(event->globalPos(), point != nullptr);
}

void RoofPlot::keyPressEvent(QKeyEvent* event) {
  const Impl& d = *m_impl;
  const auto go = [this](std::uint32_t caseIndex) {
    if (caseIndex != kNoCase) emit pointClicked(caseIndex);
  };
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
    return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left:
      return go(d.stepSize(-1));
    case Qt::Key_Right:
      return go(d.stepSize(1));
    case Qt::Key_Up:
      return go(d.stepVariant(-1));
    case Qt::Key_Down:
      return go(d.stepVariant(1));
    case Qt::Key_BracketLeft:
      return go(d.stepKernel(-1));
    case Qt::Key_BracketRight:
      return go(d.stepKernel(1));
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (d.current().first == nullptr) go(d.first());
      emit pinRequested();
      return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return d.canvas->gestures()->zoomX(0.8);
    case Qt::Key_Minus:
      return d.canvas->gestures()->zoomX(1.25);
    case Qt::Key_0:
      return resetZoom();
    case Qt::Key_Escape:
      if (d.canvas->scene().selected != kNoCase) {
        emit pointClicked(kNoCase);
        return;
      }
      [[fallthrough]];
    default:
      QWidget::keyPressEvent(event);
  }
}

void RoofPlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->canvas->replot(QCustomPlot::rpQueuedReplot);
  QWidget::changeEvent(event);
}

}  // namespace lane
