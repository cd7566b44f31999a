#include "charts/memory_plot.h"

#include <QKeyEvent>
#include <QSplitter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <set>

#include "base/units.h"
#include "charts/memory_canvas.h"
#include "charts/plot_gestures.h"
#include "charts/point_tip.h"
#include "exchange/csv_text.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

using namespace Qt::StringLiterals;

QString memoryStyle(const WalkStyle& style) {
  return u"memory/"_s +
         toQString(style.kind == WalkKind::latency ? toWord(style.pages) : toWord(style.kind));
}

QString memoryValueText(const MemoryChart& chart, const WalkStyle& style, double value,
                        bool perCycle) {
  const bool latency = style.kind == WalkKind::latency;
  if (!std::isfinite(value)) return u"–"_s;
  if (perCycle && chart.clockHz > 0)
    return latency ? numberText(value * chart.clockHz) + u' ' + MemoryPlot::tr("cycles")
                   : numberText(value / chart.clockHz) + u' ' + MemoryPlot::tr("B/cycle");
  return latency ? timeText(value) : toQString(formatByteRate(value));
}

class MemoryPlot::Impl {
 public:
  explicit Impl(MemoryPlot* view) : view(view) {}

  static QString tr(const char* text) { return MemoryPlot::tr(text); }
  bool perCycle() const { return options.perCycle && chart.clockHz > 0; }

  MemoryScene bandwidthScene() const;
  MemoryScene latencyScene() const;
  void common(MemoryScene& scene, const std::vector<MemoryCurve>& curves,
              std::uint32_t threads) const;
  void refresh();
  void hover(MemoryCanvas* canvas, const MemorySpot& spot);
  void click(const MemorySpot& spot);
  void showTip(MemoryCanvas* canvas, const MemorySpot& spot);
  void cross();
  void step(int by);
  void stepCurve(int by);
  const MemoryCurve* curveOf(const QString& style) const;
  std::vector<double> workingSets() const;
  void describe();

  MemoryPlot* view;
  MemoryChart chart;
  MemoryOptions options;
  QString note, title, footer;
  double pinned = 0;
  MemorySpot hovered;
  QString keyed;  ///< the curve chosen by key
  MemoryCanvas* bandwidth = nullptr;
  MemoryCanvas* latency = nullptr;
  MemoryTimePlot* resident = nullptr;
  QSplitter* lower = nullptr;
  PointTip* tips[2] = {};
};

void MemoryPlot::Impl::common(MemoryScene& scene, const std::vector<MemoryCurve>& curves,
                              std::uint32_t threads) const {
  double first = INFINITY, last = 0;
  for (const auto* all : {&chart.bandwidth, &chart.latency})
    for (const MemoryCurve& curve : *all) {
      first = std::min(first, double(curve.points.front().bytes));
      last = std::max(last, double(curve.points.back().bytes));
    }
  if (last > 0) {
    scene.firstBytes = first;
    scene.lastBytes = last;
  }
  for (const MemoryCurve& curve : curves)
    scene.lines.push_back({memoryStyle(curve.style), curve.points});
  for (const MemoryLevelRow& row : chart.levels) {
    const QString name = row.level.name == "memory" ? u"DRAM"_s : toQString(row.level.name);
    scene.borders.push_back(
        {name, threads == chart.page.threads ? row.border : row.level.capacity()});
  }
  scene.hidden = options.hidden;
  scene.logY = options.logY;
  scene.bands = options.bands;
  scene.knees = options.knees;
  scene.caches = options.caches;
}

MemoryScene MemoryPlot::Impl::bandwidthScene() const {
  MemoryScene scene;
  scene.title = tr("Bandwidth by working set");
  scene.note = note;
  scene.endNames = true;
  scene.unit = perCycle() ? tr("B/cycle") : u"GB/s"_s;
  scene.factor = perCycle() ? 1 / chart.clockHz : 1e-9;
  common(scene, chart.bandwidth, chart.page.threads);
  // The knees are those one thread meets.
  if (chart.page.threads == 1)
    for (const MemoryKnee& knee : chart.knees)
      scene.marks.push_back({bytesText(knee.bytes), knee.bytes, knee.low, knee.high});
  return scene;
}

MemoryScene MemoryPlot::Impl::latencyScene() const {
  MemoryScene scene;
  scene.title = tr("Latency staircase");
  scene.note = tr("dependent loads in random order, 1 thread");
  scene.unit = perCycle() ? tr("cycles") : u"ns"_s;
  scene.factor = perCycle() ? chart.clockHz : 1e9;
  if (chart.clockHz > 0)
    scene.linked = perCycle() ? LinkedUnit{u"ns"_s, 1e9 / chart.clockHz}
                              : LinkedUnit{tr("cycles"), chart.clockHz / 1e9};
  common(scene, chart.latency, 1);
  for (const MemoryPlateau& plateau : chart.plateaus) {
    // Small pages stand above where both have a step, so that the texts do not meet.
    const bool small = plateau.pages == PageKind::small;
    if (options.hidden.contains(memoryStyle({WalkKind::latency, 8, false, 1, plateau.pages})))
      continue;
    const MemoryPlateau* other = nullptr;
    for (const MemoryPlateau& one : chart.plateaus)
      if (one.pages == PageKind::huge && one.firstBytes < plateau.lastBytes &&
          one.lastBytes > plateau.firstBytes)
        other = &one;
    if (small && other != nullptr && plateau.seconds < 1.1 * other->seconds) continue;
    QString text = timeText(plateau.seconds);
    if (chart.clockHz > 0)
      text += u" · "_s + tr("%1 cycles").arg(numberText(plateau.seconds * chart.clockHz));
    scene.steps.push_back({plateau.firstBytes, plateau.lastBytes, plateau.seconds, text, small});
  }
  if (chart.tlbReach)
    scene.marks.push_back({tr("TLB reach, 4 KiB pages"), chart.tlbReach->bytes, chart.tlbReach->low,
                           chart.tlbReach->high, true});
  return scene;
}

void MemoryPlot::Impl::refresh() {
  for (PointTip* tip : tips) tip->hide();
  bandwidth->setScene(bandwidthScene());
  latency->setScene(latencyScene());
  bandwidth->setVisible(!chart.bandwidth.empty());
  latency->setVisible(!chart.latency.empty());
  lower->setVisible(!chart.latency.empty() || !resident->isEmpty());
  cross();
  describe();
}

void MemoryPlot::Impl::describe() {
  const double bytes = view->readingBytes();
  for (const auto& [canvas, curves] :
       {std::pair{bandwidth, &chart.bandwidth}, std::pair{latency, &chart.latency}}) {
    canvas->setAccessibleName(tr("%1, %2").arg(canvas->scene().title, canvas->scene().note));
    QStringList words;
    for (const MemoryCurve& curve : *curves)
      if (const MemoryPoint* point = memoryPointAt(curve.points, bytes);
          point != nullptr && !options.hidden.contains(memoryStyle(curve.style)))
        words << tr("%1 %2").arg(
            Theme::instance().series(memoryStyle(curve.style)).label,
            memoryValueText(chart, curve.style, point->value.value, perCycle()));
    canvas->setAccessibleDescription(
        bytes > 0 ? tr("At %1: %2").arg(bytesText(bytes), words.join(u", "_s)) : QString());
  }
}

const MemoryCurve* MemoryPlot::Impl::curveOf(const QString& style) const {
  for (const auto* curves : {&chart.bandwidth, &chart.latency})
    for (const MemoryCurve& curve : *curves)
      if (memoryStyle(curve.style) == style) return &curve;
  return nullptr;
}

void MemoryPlot::Impl::showTip(MemoryCanvas* canvas, const MemorySpot& spot) {
  PointTip* tip = tips[canvas == latency];
  const MemoryCurve* curve = curveOf(spot.style);
  const MemoryPoint* point = curve == nullptr ? nullptr : memoryPointAt(curve->points, spot.bytes);
  if (point == nullptr) return tip->hide();
  const auto text = [&](double value, bool cycles) {
    return memoryValueText(chart, curve->style, value, cycles);
  };
  PointTip::Content content;
  content.variant = spot.style;
  content.note = bytesText(double(point->bytes));
  const bool isLatency = curve->style.kind == WalkKind::latency;
  content.rows.emplace_back(isLatency ? tr("Latency") : tr("Bandwidth"),
                            text(point->value.value, false));
  if (chart.clockHz > 0)
    content.rows.emplace_back(isLatency ? tr("In cycles") : tr("Per cycle"),
                              text(point->value.value, true));
  content.rows.emplace_back(
      tr("Interval, 95 %"),
      tr("%1 … %2").arg(text(point->value.low, perCycle()), text(point->value.high, perCycle())));
  content.rows.emplace_back(tr("Samples"), countText(point->value.n));
  if (const std::string level = chart.levelAt(double(point->bytes)); !level.empty())
    content.rows.emplace_back(tr("Level"), toQString(level));
  tip->showAt(canvas->pixel(double(point->bytes), point->value.value), canvas->axisRect()->rect(),
              std::move(content));
}

void MemoryPlot::Impl::hover(MemoryCanvas* canvas, const MemorySpot& spot) {
  if (spot == hovered) return;
  hovered = spot;
  tips[canvas != latency]->hide();
  showTip(canvas, spot);
  cross();
  describe();
  emit view->readingChanged();
}

void MemoryPlot::Impl::click(const MemorySpot& spot) {
  keyed = spot.style;
  view->pin(spot.bytes);
  const MemoryCurve* curve = curveOf(spot.style);
  const MemoryPoint* point = curve == nullptr ? nullptr : memoryPointAt(curve->points, spot.bytes);
  if (point != nullptr && point->caseIndex != kNoCase) emit view->caseClicked(point->caseIndex);
}

void MemoryPlot::Impl::cross() {
  const MemorySpot spot =
      hovered.bytes > 0 ? hovered : MemorySpot{view->readingBytes(), pinned > 0 ? keyed : u""_s};
  bandwidth->setCrosshair(spot);
  // The other chart has no curve of that name: nothing there steps back for it.
  const auto in = [&](const std::vector<MemoryCurve>& curves) {
    return std::any_of(curves.begin(), curves.end(), [&](const MemoryCurve& curve) {
      return memoryStyle(curve.style) == spot.style;
    });
  };
  bandwidth->setCrosshair({spot.bytes, in(chart.bandwidth) ? spot.style : QString()});
  latency->setCrosshair({spot.bytes, in(chart.latency) ? spot.style : QString()});
}

std::vector<double> MemoryPlot::Impl::workingSets() const {
  std::set<double> all;
  for (const auto* curves : {&chart.bandwidth, &chart.latency}) {
    for (const MemoryCurve& curve : *curves)
      if (!options.hidden.contains(memoryStyle(curve.style)))
        for (const MemoryPoint& point : curve.points) all.insert(double(point.bytes));
    if (!all.empty()) break;
  }
  // Kernels of two and three arrays round a working set differently: those are one step.
  std::vector<double> sets;
  for (const double bytes : all)
    if (sets.empty() || bytes > 1.1 * sets.back()) sets.push_back(bytes);
  return sets;
}

void MemoryPlot::Impl::step(int by) {
  const std::vector<double> sets = workingSets();
  if (sets.empty()) return;
  const double now = view->readingBytes();
  std::size_t nearest = 0;
  for (std::size_t i = 0; i < sets.size(); ++i)
    if (std::abs(std::log(sets[i] / now)) < std::abs(std::log(sets[nearest] / now))) nearest = i;
  const auto next =
      std::clamp<std::ptrdiff_t>(std::ptrdiff_t(nearest) + by, 0, std::ssize(sets) - 1);
  hovered = {};
  view->pin(sets[std::size_t(next)]);
}

void MemoryPlot::Impl::stepCurve(int by) {
  QStringList names;
  for (const auto* curves : {&chart.bandwidth, &chart.latency})
    for (const MemoryCurve& curve : *curves)
      if (const QString name = memoryStyle(curve.style); !options.hidden.contains(name))
        names << name;
  if (names.isEmpty()) return;
  const qsizetype at = names.indexOf(keyed);
  keyed = names[at < 0 ? 0 : std::clamp<qsizetype>(at + by, 0, names.size() - 1)];
  hovered = {};
  view->pin(view->readingBytes());
}

MemoryPlot::MemoryPlot(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(this)) {
  Impl& d = *m_impl;
  auto* split = new QSplitter(Qt::Vertical);
  d.lower = new QSplitter(Qt::Horizontal);
  for (QSplitter* one : {split, d.lower}) {
    one->setChildrenCollapsible(false);
    one->setHandleWidth(1);
  }
  d.bandwidth = new MemoryCanvas;
  d.latency = new MemoryCanvas;
  d.resident = new MemoryTimePlot;
  d.resident->hide();
  split->addWidget(d.bandwidth);
  split->addWidget(d.lower);
  split->setStretchFactor(0, 6);
  split->setStretchFactor(1, 5);
  d.lower->addWidget(d.latency);
  d.lower->addWidget(d.resident);
  d.lower->setStretchFactor(0, 1);
  d.lower->setStretchFactor(1, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(split);
  setFocusProxy(d.bandwidth);
  for (MemoryCanvas* canvas : {d.bandwidth, d.latency}) {
    MemoryCanvas* other = canvas == d.bandwidth ? d.latency : d.bandwidth;
    d.tips[canvas == d.latency] = new PointTip(canvas);
    connect(canvas, &MemoryCanvas::hovered, this,
            [this, canvas](const MemorySpot& spot) { m_impl->hover(canvas, spot); });
    connect(canvas, &MemoryCanvas::clicked, this,
            [this](const MemorySpot& spot) { m_impl->click(spot); });
    connect(canvas, &MemoryCanvas::bytesRangeChanged, other, &MemoryCanvas::setBytesRange);
    connect(canvas, &MemoryCanvas::menuRequested, this, &MemoryPlot::menuRequested);
  }
  connect(d.resident, &MemoryTimePlot::menuRequested, this, &MemoryPlot::menuRequested);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    m_impl->bandwidth->applyTheme();
    m_impl->latency->applyTheme();
    m_impl->resident->applyTheme();
  });
}

MemoryPlot::~MemoryPlot() = default;

void MemoryPlot::setChart(MemoryChart chart, const QString& note) {
  m_impl->chart = std::move(chart);
  m_impl->note = note;
  m_impl->hovered = {};
  m_impl->refresh();
  emit readingChanged();
}

const MemoryChart& MemoryPlot::chart() const {
  return m_impl->chart;
}

void MemoryPlot::setResident(MemoryTimeScene scene) {
  const bool wasEmpty = m_impl->resident->isEmpty();
  m_impl->resident->setScene(std::move(scene));
  m_impl->resident->setVisible(!m_impl->resident->isEmpty());
  if (wasEmpty && !m_impl->resident->isEmpty()) m_impl->lower->setSizes({1000, 1000});
  m_impl->lower->setVisible(!m_impl->chart.latency.empty() || !m_impl->resident->isEmpty());
}

void MemoryPlot::setNames(const QString& title, const QString& footer) {
  m_impl->title = title;
  m_impl->footer = footer;
}

void MemoryPlot::setOptions(const MemoryOptions& options) {
  m_impl->options = options;
  m_impl->refresh();
  emit readingChanged();
}

const MemoryOptions& MemoryPlot::options() const {
  return m_impl->options;
}

double MemoryPlot::readingBytes() const {
  if (m_impl->hovered.bytes > 0) return m_impl->hovered.bytes;
  if (m_impl->pinned > 0) return m_impl->pinned;
  const std::vector<double> sets = m_impl->workingSets();
  return sets.empty() ? 0 : sets[sets.size() / 2];
}

void MemoryPlot::pin(double bytes) {
  m_impl->pinned = bytes;
  m_impl->cross();
  m_impl->describe();
  emit readingChanged();
}

QString MemoryPlot::readingStyle() const {
  const QString& style = m_impl->hovered.bytes > 0 ? m_impl->hovered.style : m_impl->keyed;
  return style.isEmpty() ? m_impl->keyed : style;
}

double MemoryPlot::pinned() const {
  return m_impl->pinned;
}

void MemoryPlot::resetZoom() {
  m_impl->bandwidth->gestures().reset();
  m_impl->latency->gestures().reset();
  m_impl->resident->gestures().reset();
}

MemoryCanvas* MemoryPlot::bandwidth() {
  return m_impl->bandwidth;
}
MemoryCanvas* MemoryPlot::latency() {
  return m_impl->latency;
}
MemoryTimePlot* MemoryPlot::resident() {
  return m_impl->resident;
}

void MemoryPlot::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  const bool narrow = width() < Theme::instance().px(640);
  m_impl->lower->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

QString MemoryPlot::chartTitle() const {
  return m_impl->title;
}
QString MemoryPlot::chartFooter() const {
  return m_impl->footer;
}

void MemoryPlot::paintChart(QCPPainter& painter, const QSize& size) const {
  const Impl& d = *m_impl;
  const bool both = !d.chart.bandwidth.empty() && !d.chart.latency.empty();
  const int upper = d.chart.bandwidth.empty() ? 0 : both ? size.height() * 11 / 20 : size.height();
  const auto paint = [&](MemoryCanvas* shown, MemoryScene scene, int top, int width, int height) {
    if (height <= 0) return;
    MemoryCanvas page;
    page.resize(width, height);
    page.setScene(std::move(scene));
    page.setBytesRange(shown->xAxis->range());
    page.gestures().setRangeY(shown->yAxis->range());
    painter.save();
    painter.translate(0, top);
    page.toPainter(&painter, width, height);
    painter.restore();
  };
  paint(d.bandwidth, d.bandwidthScene(), 0, size.width(), upper);
  const int lower = d.chart.latency.empty() ? 0 : size.height() - upper;
  const bool withTime = !d.resident->isEmpty() && lower > 0;
  const int width = withTime ? size.width() / 2 : size.width();
  paint(d.latency, d.latencyScene(), upper, width, lower);
  if (!withTime) return;
  MemoryTimePlot page;
  page.resize(size.width() - width, lower);
  page.setScene(d.resident->scene());
  page.gestures().setRangeX(d.resident->xAxis->range());
  painter.save();
  painter.translate(width, upper);
  page.toPainter(&painter, size.width() - width, lower);
  painter.restore();
}

QString MemoryPlot::chartCsv() const {
  const Impl& d = *m_impl;
  std::string csv = "kind,width,stores,threads,pages,working_set,unit,value,low,high,n,level\r\n";
  for (const auto* curves : {&d.chart.bandwidth, &d.chart.latency})
    for (const MemoryCurve& curve : *curves) {
      if (d.options.hidden.contains(memoryStyle(curve.style))) continue;
      const WalkStyle& style = curve.style;
      for (const MemoryPoint& point : curve.points)
        csv +=
            csvRow({std::string(toWord(style.kind)), std::to_string(style.width),
                    style.nonTemporal ? "nt" : "plain", std::to_string(style.threads),
                    std::string(toWord(style.pages)), std::to_string(point.bytes),
                    style.kind == WalkKind::latency ? "s" : "B/s", csvNumber(point.value.value),
                    csvNumber(point.value.low), csvNumber(point.value.high),
                    std::to_string(point.value.n), csvText(d.chart.levelAt(double(point.bytes)))});
    }
  return toQString(csv);
}

void MemoryPlot::keyPressEvent(QKeyEvent* event) {
  Impl& d = *m_impl;
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
    return QWidget::keyPressEvent(event);
  MemoryOptions next = d.options;
  const auto zoomed = [&] { return d.chart.bandwidth.empty() ? d.latency : d.bandwidth; };
  switch (event->key()) {
    case Qt::Key_Left:
      return d.step(-1);
    case Qt::Key_Right:
      return d.step(1);
    case Qt::Key_Up:
      return d.stepCurve(-1);
    case Qt::Key_Down:
      return d.stepCurve(1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoomed()->gestures().zoomX(0.8, readingBytes());
    case Qt::Key_Minus:
      return zoomed()->gestures().zoomX(1.25, readingBytes());
    case Qt::Key_0:
      return resetZoom();
    case Qt::Key_Escape:
      if (d.pinned <= 0) return QWidget::keyPressEvent(event);
      d.keyed.clear();
      return pin(0);
    case Qt::Key_B:
      next.bands = !next.bands;
      break;
    case Qt::Key_X:
      next.knees = !next.knees;
      break;
    case Qt::Key_G:
      next.caches = !next.caches;
      break;
    case Qt::Key_L:
      next.logY = !next.logY;
      break;
    case Qt::Key_M:
      next.perCycle = !next.perCycle && d.chart.clockHz > 0;
      break;
    default: {
      QStringList names;
      for (const auto* curves : {&d.chart.bandwidth, &d.chart.latency})
        for (const MemoryCurve& curve : *curves) names << memoryStyle(curve.style);
      const int digit = event->key() - Qt::Key_1;
      if (digit < 0 || digit >= names.size()) return QWidget::keyPressEvent(event);
      if (!next.hidden.remove(names[digit])) next.hidden.insert(names[digit]);
    }
  }
  emit optionsEdited(next);
}

}  // namespace lane
