// Selection, keys and options of the Curves page.
#include <QKeyEvent>
#include <algorithm>
#include <cmath>

#include "charts/curves_view_p.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

void CurvesView::Impl::hover(const CurveSpot& spot) {
  if (spot.size == 0) {
    tip->hide();
    selection->clearHover();
    return;
  }
  const CurvePoint* p = plot->chart().point(spot.variant, spot.size);
  selection->setHover(
      {plot->chart().key, spot.variant, spot.size, p != nullptr ? p->caseIndex : kNoCase});
  if (selection == &ownSelection) refreshReadout();
  showTip(spot);
}

void CurvesView::Impl::showTip(const CurveSpot& spot) {
  const ChartData& data = plot->chart();
  const CurvePoint* p = data.point(spot.variant, spot.size);
  if (p == nullptr || document == nullptr || p->caseIndex >= document->session().cases.size()) {
    tip->hide();
    return;
  }
  const CaseRecord& record = document->session().cases[p->caseIndex];
  const std::vector<QString> ranking = data.ranking(spot.size);
  const auto place = std::find(ranking.begin(), ranking.end(), spot.variant) - ranking.begin();
  const auto value = [&](double v) { return toQString(formatValue(metric, v)); };
  PointTip::Content content;
  content.variant = spot.variant;
  content.note = tr("%1 of %2").arg(place + 1).arg(ranking.size());
  content.rows.emplace_back(toQString(lane::title(metric)), value(p->value));
  if (std::isfinite(p->low) && std::isfinite(p->high))
    content.rows.emplace_back(
        tr("95 % interval"),
        splitUnit(value(p->low)).number + QStringLiteral(" … ") + splitUnit(value(p->high)).number);
  if (options.spread && std::isfinite(p->p5))
    content.rows.emplace_back(
        tr("p5 … p95"),
        splitUnit(value(p->p5)).number + QStringLiteral(" … ") + splitUnit(value(p->p95)).number);
  if (metric != CurveMetric::timePerCall)
    content.rows.emplace_back(tr("Time per call"), timeText(record.median));
  const QString level = data.levelAt(record.size);
  content.rows.emplace_back(
      tr("Working set"),
      bytesText(workingSet(record)) + (level.isEmpty() ? QString() : QStringLiteral(", ") + level));
  content.rows.emplace_back(tr("Samples"), countText(record.sampleCount));
  if (place > 0) {
    const CurvePoint* best = data.point(ranking.front(), spot.size);
    if (best != nullptr && best->caseIndex < document->session().cases.size())
      content.rows.emplace_back(
          tr("Against %1").arg(Theme::instance().series(ranking.front()).label),
          ratioText(document->session().cases[best->caseIndex].median / record.median));
  }
  if (p->coarse) content.rows.emplace_back(tr("State"), tr("coarse pass only"));
  tip->showAt(plot->pixel(spot.size, p->value), plot->axisRect()->rect(), std::move(content));
}

void CurvesView::Impl::select(const CurveSpot& spot) {
  const CurvePoint* p = plot->chart().point(spot.variant, spot.size);
  selection->setCurrent(
      {plot->chart().key, spot.variant, spot.size, p != nullptr ? p->caseIndex : kNoCase});
  if (selection == &ownSelection) refreshReadout();
}

void CurvesView::Impl::selectKey(const CurveKey& key, const QString& variant, double size) {
  Selection wanted{key, variant, 0, kNoCase};
  static const Session kEmpty;
  const Session& session = document != nullptr ? document->session() : kEmpty;
  if (!variant.isEmpty() && size > 0) {
    double nearest = INFINITY;
    for (const Curve& curve : curves(session, key, metric, 0.01, toStd(reference))) {
      if (toQString(curve.variant) != variant) continue;
      for (const CurvePoint& p : curve.points) {
        const double distance = std::abs(std::log(static_cast<double>(p.size) / size));
        if (distance >= nearest) continue;
        nearest = distance;
        wanted.size = p.size;
        wanted.caseIndex = p.caseIndex;
      }
    }
  }
  selection->setCurrent(wanted);
  if (selection == &ownSelection) refresh();
}

void CurvesView::Impl::stepSize(int by) {
  const ChartData& data = plot->chart();
  Selection current = selection->current();
  const Curve* curve = current.key == data.key ? data.curve(current.variant) : nullptr;
  if (curve == nullptr || options.hidden.contains(current.variant)) {
    const std::uint64_t size = data.bestSize();
    const std::vector<QString> ranking = data.ranking(size);
    if (!ranking.empty()) select({ranking.front(), size});
    return;
  }
  const auto at = std::find_if(curve->points.begin(), curve->points.end(),
                               [&](const CurvePoint& p) { return p.size >= current.size; });
  const auto index =
      std::clamp<std::ptrdiff_t>(at - curve->points.begin() + by, 0, std::ssize(curve->points) - 1);
  select({current.variant, curve->points[static_cast<std::size_t>(index)].size});
}

void CurvesView::Impl::stepVariant(int by) {
  const ChartData& data = plot->chart();
  const Selection& current = selection->current();
  const std::uint64_t size =
      current.key == data.key && current.size > 0 ? current.size : data.bestSize();
  std::vector<QString> ranking = data.ranking(size);
  std::erase_if(ranking, [&](const QString& v) { return options.hidden.contains(v); });
  if (ranking.empty()) return;
  const auto at = std::find(ranking.begin(), ranking.end(), current.variant);
  const std::ptrdiff_t index =
      at == ranking.end() || current.size == 0
          ? 0
          : std::clamp<std::ptrdiff_t>(at - ranking.begin() + by, 0, std::ssize(ranking) - 1);
  select({ranking[static_cast<std::size_t>(index)], size});
}

void CurvesView::Impl::stepKey(int by) {
  if (keys.empty()) return;
  const auto at = std::find(keys.begin(), keys.end(), currentKey());
  const auto index = std::clamp<std::ptrdiff_t>(at - keys.begin() + by, 0, std::ssize(keys) - 1);
  const Selection& current = selection->current();
  selectKey(keys[static_cast<std::size_t>(index)], current.variant,
            static_cast<double>(current.size));
}

void CurvesView::Impl::stepMetric() {
  const std::vector<CurveMetric> all = view->metrics();
  const auto at = std::find(all.begin(), all.end(), metric);
  const std::size_t next = static_cast<std::size_t>(at - all.begin() + 1) % all.size();
  view->setMetric(all[next]);
}

void CurvesView::keyPressEvent(QKeyEvent* event) {
  Impl& d = *m_impl;
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
    QWidget::keyPressEvent(event);
    return;
  }
  switch (event->key()) {
    case Qt::Key_Left:
      d.stepSize(-1);
      break;
    case Qt::Key_Right:
      d.stepSize(1);
      break;
    case Qt::Key_Up:
      d.stepVariant(-1);
      break;
    case Qt::Key_Down:
      d.stepVariant(1);
      break;
    case Qt::Key_BracketLeft:
      d.stepKey(-1);
      break;
    case Qt::Key_BracketRight:
      d.stepKey(1);
      break;
    case Qt::Key_B:
      setShowBands(!showBands());
      break;
    case Qt::Key_S:
      if (d.frame == Frame::latency) setShowSpread(!showSpread());
      break;
    case Qt::Key_X:
      setShowCrossovers(!showCrossovers());
      break;
    case Qt::Key_G:
      setShowCaches(!showCaches());
      break;
    case Qt::Key_H:
      emit ghostRequested();
      break;
    case Qt::Key_L:
      setLogY(!logY());
      break;
    case Qt::Key_M:
      d.stepMetric();
      break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      d.plot->zoomX(0.8, static_cast<double>(d.readingSize()));
      break;
    case Qt::Key_Minus:
      d.plot->zoomX(1.25, static_cast<double>(d.readingSize()));
      break;
    case Qt::Key_0:
      resetZoom();
      break;
    case Qt::Key_Escape:
      if (d.selection->current().size == 0) {
        QWidget::keyPressEvent(event);
        return;
      }
      d.selection->setCurrent({d.plot->chart().key, {}, 0, kNoCase});
      d.refreshReadout();
      break;
    default: {
      const int digit = event->key() - Qt::Key_1;
      const QStringList all = variants();
      if (digit < 0 || digit > 8 || digit >= all.size()) {
        QWidget::keyPressEvent(event);
        return;
      }
      setVariantShown(all[digit], !isVariantShown(all[digit]));
    }
  }
  event->accept();
}

std::vector<CurveMetric> CurvesView::metrics() const {
  if (m_impl->frame == Frame::latency)
    return {CurveMetric::timePerCall, CurveMetric::timePerItem, CurveMetric::cyclesPerItem};
  return {CurveMetric::byteRate,    CurveMetric::flopRate,      CurveMetric::itemRate,
          CurveMetric::timePerItem, CurveMetric::cyclesPerItem, CurveMetric::relative};
}

CurveMetric CurvesView::metric() const {
  return m_impl->metric;
}

void CurvesView::setMetric(CurveMetric metric) {
  if (metric == m_impl->metric) return;
  m_impl->metric = metric;
  m_impl->tip->hide();
  m_impl->refresh();
  emit metricChanged();
}

bool CurvesView::logY() const {
  return m_impl->options.logY;
}
bool CurvesView::showBands() const {
  return m_impl->options.bands && !m_impl->options.spread;
}
bool CurvesView::showSpread() const {
  return m_impl->options.spread;
}
bool CurvesView::showCrossovers() const {
  return m_impl->options.crossovers;
}
bool CurvesView::showCaches() const {
  return m_impl->options.caches;
}

void CurvesView::setLogY(bool log) {
  m_impl->options.logY = log;
  m_impl->optionChanged();
}

void CurvesView::setShowBands(bool show) {
  m_impl->options.bands = show;
  m_impl->options.spread = false;
  m_impl->optionChanged();
}

void CurvesView::setShowSpread(bool show) {
  m_impl->options.spread = show;
  m_impl->options.bands = true;
  m_impl->optionChanged();
}

void CurvesView::setShowCrossovers(bool show) {
  m_impl->options.crossovers = show;
  m_impl->optionChanged();
}

void CurvesView::setShowCaches(bool show) {
  m_impl->options.caches = show;
  m_impl->optionChanged();
}

void CurvesView::setReference(const QString& variant) {
  m_impl->reference = variant;
  m_impl->refresh();
}

QStringList CurvesView::variants() const {
  QStringList names;
  for (const Curve& curve : m_impl->plot->chart().curves) names << toQString(curve.variant);
  return names;
}

bool CurvesView::isVariantShown(const QString& variant) const {
  return !m_impl->options.hidden.contains(variant);
}

void CurvesView::setVariantShown(const QString& variant, bool shown) {
  if (shown)
    m_impl->options.hidden.remove(variant);
  else
    m_impl->options.hidden.insert(variant);
  m_impl->optionChanged();
}

void CurvesView::soloVariant(const QString& variant) {
  QSet<QString> others;
  for (const QString& name : variants())
    if (name != variant) others.insert(name);
  const bool alone = m_impl->options.hidden.contains(others);
  m_impl->options.hidden = alone ? QSet<QString>() : others;
  m_impl->optionChanged();
}

void CurvesView::resetZoom() {
  m_impl->plot->resetZoom();
}

CurveKey CurvesView::key() const {
  return m_impl->plot->chart().key;
}

}  // namespace lane
