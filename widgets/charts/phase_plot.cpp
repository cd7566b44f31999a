#include "charts/phase_plot.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "charts/axis_tickers.h"
#include "charts/paint_item.h"
#include "charts/plot_gestures.h"
#include "charts/plot_style.h"
#include "exchange/csv_text.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

using namespace Qt::StringLiterals;

namespace {

constexpr double kNear = 16;  ///< px: the pointer is on a curve

/// The last reading not after t.
std::size_t readingAtTime(const PhaseCall& call, double t) {
  const auto after = std::upper_bound(call.t.begin(), call.t.end(), t);
  return after == call.t.begin() ? 0 : static_cast<std::size_t>(after - call.t.begin()) - 1;
}

QPen penOf(const SeriesStyle& style, double opacity) {
  QPen pen(faded(style.line, opacity), style.width);
  QVector<qreal> dash;
  for (const qreal step : style.dash) dash << step / style.width;
  if (!dash.isEmpty()) pen.setDashPattern(dash);
  return pen;
}

}  // namespace

QString phaseStyle(const std::string& way) {
  return u"phase/"_s + toQString(way);
}

QString phaseTitle(const std::string& phase) {
  if (phase == "baseline") return PhasePlot::tr("Baseline");
  if (phase == "allocate") return PhasePlot::tr("Allocate");
  if (phase == "process") return PhasePlot::tr("Process");
  if (phase == "clean up") return PhasePlot::tr("Clean up");
  if (phase == "scan") return PhasePlot::tr("Scan");
  if (phase == "convert") return PhasePlot::tr("Convert");
  if (phase == "verify") return PhasePlot::tr("Verify");
  return toQString(phase);
}

PhasePlot::PhasePlot(QWidget* parent)
    : QCustomPlot(parent), m_gestures(new PlotGestures(this, xAxis, nullptr)) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  axisRect()->setupFullAxesBox(false);
  const auto seconds = QSharedPointer<ValueTicker>::create();
  seconds->setLog(false);
  seconds->setText([](double t) { return t == 0 ? u"0"_s : timeText(t); });
  xAxis->setTicker(seconds);
  yAxis->setTicker(QSharedPointer<BytesTicker>::create());
  xAxis2->setTickLabels(false);
  yAxis2->setTickLabels(false);
  new PaintItem(this, u"main"_s, [this](QCPPainter& p) { paintCurves(p); });
  new PaintItem(this, u"axes"_s, [this](QCPPainter& p) {
    paintHead(p);
    paintRuler(p);
    paintPeaks(p);
  });
  new PaintItem(this, u"overlay"_s, [this](QCPPainter& p) { paintCursor(p); });
  layer(u"overlay"_s)->setMode(QCPLayer::lmBuffered);
  connect(m_gestures, &PlotGestures::moved, this, &PhasePlot::hover);
  connect(m_gestures, &PlotGestures::left, this, [this] { hover({-1, -1}); });
  connect(m_gestures, &PlotGestures::boxChanged, this, [this] { layer(u"overlay"_s)->replot(); });
  applyTheme();
}

void PhasePlot::applyTheme() {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  setBackground(c.plot);
  setMinimumSize(theme.px(320), theme.px(240));
  axisRect()->setAutoMargins(QCP::msNone);
  axisRect()->setMargins(QMargins(theme.px(76), theme.px(64), theme.px(32), theme.px(44)));
  for (QCPAxis* axis : {xAxis, yAxis, xAxis2, yAxis2}) styleAxis(axis, c.grid2, theme.px(8));
  replot(rpQueuedReplot);
}

void PhasePlot::setChart(PhaseChart chart, const QString& title, const QString& note) {
  const bool same = chart.benchmark == m_chart.benchmark && chart.size == m_chart.size;
  m_gestures->release(!same, false);
  m_chart = std::move(chart);
  m_title = title;
  m_note = note;
  refreshRanges();
  describe();
  replot(rpQueuedReplot);
  emit activeChanged();
}

void PhasePlot::setHidden(const QSet<QString>& hidden) {
  m_hidden = hidden;
  refreshRanges();
  describe();
  replot(rpQueuedReplot);
  emit activeChanged();
}

std::vector<const PhaseCurve*> PhasePlot::shown() const {
  std::vector<const PhaseCurve*> list;
  for (const PhaseCurve& curve : m_chart.curves)
    if (!curve.isEmpty() && !m_hidden.contains(phaseStyle(curve.way))) list.push_back(&curve);
  return list;
}

const PhaseCurve* PhasePlot::active() const {
  const auto curves = shown();
  for (const std::string* way : {&m_hovered, &m_keyed})
    for (const PhaseCurve* curve : curves)
      if (!way->empty() && curve->way == *way) return curve;
  return curves.empty() ? nullptr : curves.front();
}

void PhasePlot::refreshRanges() {
  double highest = 1, longest = 1e-6;
  for (const PhaseCurve* curve : shown()) {
    highest = std::max(highest, curve->peak);
    longest = std::max(longest, curve->call.phases.back().end);
  }
  yAxis->setRange(0, 1.18 * highest);
  m_gestures->setFull({0, longest}, yAxis->range());
}

void PhasePlot::describe() {
  setAccessibleName(tr("%1, %2").arg(m_title, m_note));
  QStringList words;
  for (const PhaseCurve* curve : shown())
    words << tr("%1: peak %2")
                 .arg(Theme::instance().series(phaseStyle(curve->way)).label,
                      bytesText(curve->peak));
  setAccessibleDescription(words.join(u", "_s));
}

void PhasePlot::setActive(const std::string& way, bool byKey) {
  const PhaseCurve* before = active();
  (byKey ? m_keyed : m_hovered) = way;
  if (active() == before) return;
  replot(rpQueuedReplot);
  emit activeChanged();
}

void PhasePlot::hover(const QPointF& position) {
  const QString reading = readingAt(position);
  m_cursor = reading.isEmpty() ? kUnknown : xAxis->pixelToCoord(position.x());
  std::string nearest;
  double best = kNear;
  if (!reading.isEmpty())
    for (const PhaseCurve* curve : shown()) {
      if (m_cursor > curve->call.t.back()) continue;
      const double value = curve->call.value[readingAtTime(curve->call, m_cursor)];
      const double distance = std::abs(yAxis->coordToPixel(value) - position.y());
      if (distance < best) {
        best = distance;
        nearest = curve->way;
      }
    }
  setActive(nearest, false);
  layer(u"overlay"_s)->replot();
  if (reading.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(mapToGlobal(position.toPoint()), reading, this);
}

QString PhasePlot::readingAt(const QPointF& position) const {
  if (m_chart.isEmpty() || !axisRect()->rect().contains(position.toPoint())) return {};
  const double t = xAxis->pixelToCoord(position.x());
  QStringList parts;
  for (const PhaseCurve* curve : shown()) {
    if (t > curve->call.t.back()) continue;
    parts << tr("%1: %2").arg(Theme::instance().series(phaseStyle(curve->way)).label,
                              bytesText(curve->call.value[readingAtTime(curve->call, t)]));
  }
  if (parts.isEmpty()) return {};
  QString text = tr("%1 at %2").arg(parts.join(u", "_s), timeText(t));
  if (const PhaseCurve* curve = active())
    for (const PhaseSpan& phase : curve->call.phases)
      if (t >= phase.begin && t < phase.end) text += u", "_s + phaseTitle(phase.name);
  return text;
}

void PhasePlot::paintHead(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  painter.setFont(theme.uiFont(12, 600));
  painter.setPen(c.t1);
  const QRectF head(theme.px(16), theme.px(8), width() - theme.px(32), theme.px(18));
  painter.drawText(head, Qt::AlignVCenter, m_title);
  const double used = QFontMetricsF(painter.font()).horizontalAdvance(m_title) + theme.px(10);
  painter.setFont(theme.uiFont(11));
  painter.setPen(c.t3);
  painter.drawText(head.adjusted(used, 0, 0, 0), Qt::AlignVCenter,
                   QFontMetricsF(painter.font())
                       .elidedText(m_note, Qt::ElideRight, std::max(0.0, head.width() - used)));
  const QRectF area = axisRect()->rect();
  painter.setPen(c.t2);
  painter.drawText(QRectF(area.left(), area.bottom() + theme.px(24), area.width(), theme.px(16)),
                   Qt::AlignLeft | Qt::AlignVCenter,
                   tr("Time since the baseline began, one typical call"));
}

void PhasePlot::paintRuler(QCPPainter& painter) const {
  const PhaseCurve* curve = active();
  if (curve == nullptr) return;
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  QPen dotted(c.t3, 1);
  dotted.setDashPattern({1, 3});
  painter.setFont(theme.uiFont(11, 500));
  for (const PhaseSpan& phase : curve->call.phases) {
    const double from = xAxis->coordToPixel(phase.begin), to = xAxis->coordToPixel(phase.end);
    const double left = std::max(from, area.left()), right = std::min(to, area.right() + 1);
    if (from > area.left() + 1 && from < area.right()) {
      painter.setPen(dotted);
      painter.drawLine(QPointF(std::round(from), area.top()),
                       QPointF(std::round(from), area.bottom()));
    }
    if (right - left < 3) continue;
    const QRectF piece(left, area.top() - theme.px(24), right - left - 1, theme.px(18));
    painter.setPen(Qt::NoPen);
    painter.setBrush(c.ruler);
    painter.drawRoundedRect(piece, 2, 2);
    const QString text = phaseTitle(phase.name);
    if (QFontMetricsF(painter.font()).horizontalAdvance(text) + 6 > piece.width()) continue;
    painter.setPen(c.t2);
    painter.drawText(piece, Qt::AlignCenter, text);
  }
}

void PhasePlot::paintCurves(QCPPainter& painter) const {
  const QRectF area = axisRect()->rect();
  painter.save();
  painter.setClipRect(area.adjusted(0, 0, 1, 1));
  const PhaseCurve* first = active();
  auto curves = shown();
  // The one that is read lies on top.
  std::stable_partition(curves.begin(), curves.end(),
                        [&](const PhaseCurve* curve) { return curve != first; });
  for (const PhaseCurve* curve : curves) {
    const SeriesStyle style = Theme::instance().series(phaseStyle(curve->way));
    QPolygonF line;
    for (std::size_t i = 0; i < curve->call.t.size(); ++i)
      line << QPointF(xAxis->coordToPixel(curve->call.t[i]),
                      yAxis->coordToPixel(curve->call.value[i]));
    if (curve == first) {
      QPolygonF foot = line;
      foot << QPointF(line.back().x(), area.bottom()) << QPointF(line.front().x(), area.bottom());
      painter.setPen(Qt::NoPen);
      painter.setBrush(faded(style.fill, 0.14));
      painter.drawPolygon(foot);
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(penOf(style, m_hovered.empty() || curve == first ? 1 : 0.45));
    painter.drawPolyline(line);
  }
  painter.restore();
}

void PhasePlot::paintPeaks(QCPPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  const QRectF area = axisRect()->rect();
  std::vector<QRectF> taken;
  painter.setFont(theme.monoFont(11));
  for (const PhaseCurve* curve : shown()) {
    const QPointF at(xAxis->coordToPixel(curve->peakT), yAxis->coordToPixel(curve->peak));
    if (!area.contains(at)) continue;
    const SeriesStyle style = theme.series(phaseStyle(curve->way));
    painter.setPen(QPen(style.line, 1.5));
    painter.setBrush(c.plot);
    painter.drawEllipse(at, theme.px(4), theme.px(4));
    const QString text = bytesText(curve->peak);
    const double wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + 6;
    const double left = std::clamp(at.x() - wide / 2, area.left() + 4,
                                   std::max(area.left() + 4, area.right() - wide - 4));
    QRectF box(left, at.y() - theme.px(22), wide, theme.px(16));
    const auto free = [&] {
      return box.top() > area.top() &&
             std::none_of(taken.begin(), taken.end(),
                          [&](const QRectF& other) { return other.intersects(box); });
    };
    if (!free()) box.moveTop(at.y() + theme.px(6));
    if (!free()) continue;  // the table has it
    taken.push_back(box);
    painter.setPen(c.t1);
    painter.drawText(box, Qt::AlignCenter, text);
  }
}

void PhasePlot::paintCursor(QCPPainter& painter) const {
  m_gestures->paintBox(painter);
  if (!std::isfinite(m_cursor)) return;
  const QRectF area = axisRect()->rect();
  const double x = std::round(xAxis->coordToPixel(m_cursor));
  painter.setPen(QPen(faded(Theme::instance().chrome().t2, 0.55), 1));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
}

QString PhasePlot::chartTitle() const {
  return tr("%1: %2").arg(m_title, m_note);
}

QString PhasePlot::chartFooter() const {
  return m_footer;
}

void PhasePlot::paintChart(QCPPainter& painter, const QSize& size) const {
  PhasePlot page;
  page.resize(size);
  page.setChart(m_chart, m_title, m_note);
  page.setHidden(m_hidden);
  page.m_keyed = m_keyed;
  page.gestures().setRangeX(xAxis->range());
  page.toPainter(&painter, size.width(), size.height());
}

QString PhasePlot::chartCsv() const {
  std::string csv = "benchmark,input,way,phase,t,resident_memory\r\n";
  for (const PhaseCurve* curve : shown()) {
    std::size_t phase = 0;
    const auto& phases = curve->call.phases;
    for (std::size_t i = 0; i < curve->call.t.size(); ++i) {
      while (phase + 1 < phases.size() && curve->call.t[i] >= phases[phase].end) ++phase;
      csv +=
          csvRow({m_chart.benchmark, std::to_string(m_chart.size), curve->way, phases[phase].name,
                  csvNumber(curve->call.t[i]), csvNumber(curve->call.value[i])});
    }
  }
  return toQString(csv);
}

void PhasePlot::contextMenuEvent(QContextMenuEvent* event) {
  emit menuRequested(event->globalPos());
}

void PhasePlot::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
    return QCustomPlot::keyPressEvent(event);
  const auto curves = shown();
  const auto step = [&](int by) {
    if (curves.empty()) return;
    const auto at = std::find(curves.begin(), curves.end(), active()) - curves.begin();
    const auto next = std::clamp<std::ptrdiff_t>(at + by, 0, std::ssize(curves) - 1);
    m_hovered.clear();
    setActive(curves[std::size_t(next)]->way, true);
  };
  switch (event->key()) {
    case Qt::Key_Up:
      return step(-1);
    case Qt::Key_Down:
      return step(1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return m_gestures->zoomX(0.8);
    case Qt::Key_Minus:
      return m_gestures->zoomX(1.25);
    case Qt::Key_Left:
      return m_gestures->panX(-0.1);
    case Qt::Key_Right:
      return m_gestures->panX(0.1);
    case Qt::Key_0:
      return m_gestures->reset();
    default: {
      const int digit = event->key() - Qt::Key_1;
      if (digit < 0 || digit >= int(m_chart.curves.size()))
        return QCustomPlot::keyPressEvent(event);
      QSet<QString> hidden = m_hidden;
      const QString style = phaseStyle(m_chart.curves[std::size_t(digit)].way);
      if (!hidden.remove(style)) hidden.insert(style);
      emit hiddenEdited(hidden);
    }
  }
}

}  // namespace lane
