// Selection and options of the Curves page.
#include <algorithm>
#include <cmath>

#include "charts/curves_view_p.h"
#include "charts/note_mark.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

/// A library: it computes with no register width of ours.
bool isPeer(const QString& variant) {
  return Theme::instance().series(variant).lanes == 0;
}

}  // namespace

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
  if (const QString note = data.noteAt(spot.variant, spot.size); !note.isEmpty())
    content.rows.emplace_back(tr("Note"), noteLine(note));
  tip->showAt(plot->pixel(spot.size, p->value), plot->axisRect()->rect(), std::move(content));
}

void CurvesView::Impl::select(const CurveSpot& spot) {
  const CurvePoint* p = plot->chart().point(spot.variant, spot.size);
  selection->setCurrent(
      {plot->chart().key, spot.variant, spot.size, p != nullptr ? p->caseIndex : kNoCase});
  if (selection == &ownSelection) refreshReadout();
}

void CurvesView::Impl::selectCrossover(const CurveKey& on, const CrossoverRecord& chosen) {
  const CurveKey key = on;  // both may belong to the chart that is replaced now
  const CrossoverRecord crossover = chosen;
  selectKey(key, toQString(crossover.to), crossover.size);
  crossoverSpot = {selection->current().variant, selection->current().size};
  crossoverSize = crossover.size;
  refreshReadout();
  if (document == nullptr) return;
  const auto& all = document->session().crossovers;
  for (std::uint32_t row = 0; row < all.size(); ++row)
    if (all[row].from == crossover.from && all[row].to == crossover.to &&
        all[row].size == crossover.size && isOn(all[row], key)) {
      emit view->crossoverActivated(row);
      return;
    }
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

QString CurvesView::reference() const {
  return m_impl->reference;
}

void CurvesView::setReference(const QString& variant) {
  if (variant == m_impl->reference) return;
  m_impl->reference = variant;
  m_impl->refresh();
  emit metricChanged();
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

void CurvesView::showAllVariants() {
  m_impl->options.hidden.clear();
  m_impl->optionChanged();
}

bool CurvesView::hasPeers() const {
  const QStringList all = variants();
  return std::any_of(all.begin(), all.end(), &isPeer);
}

bool CurvesView::showPeers() const {
  const QStringList all = variants();
  return std::any_of(all.begin(), all.end(),
                     [this](const QString& v) { return isPeer(v) && isVariantShown(v); });
}

void CurvesView::setShowPeers(bool show) {
  for (const QString& variant : variants()) {
    if (!isPeer(variant)) continue;
    if (show)
      m_impl->options.hidden.remove(variant);
    else
      m_impl->options.hidden.insert(variant);
  }
  m_impl->optionChanged();
}

bool CurvesView::isDistributionShown() const {
  return m_impl->drawer != nullptr && m_impl->drawer->isVisibleTo(this);
}

void CurvesView::setDistributionShown(bool shown) {
  if (m_impl->drawer == nullptr || shown == isDistributionShown()) return;
  m_impl->drawer->setVisible(shown);
  m_impl->drawerToggle->setChecked(shown);
  if (QList<int> sizes = m_impl->splitter->sizes(); shown && sizes.size() == 3) {
    const int taken = Theme::instance().px(220) - sizes[1];  // from the plot, not from the ribbon
    sizes[0] -= taken;
    sizes[1] += taken;
    m_impl->splitter->setSizes(sizes);
  }
  m_impl->refreshDrawer();
  emit optionsChanged();
}

void CurvesView::Impl::refreshDrawer() {
  if (!view->isDistributionShown()) {
    drawnCase = kNoCase;
    return;
  }
  static const Session kEmpty;
  const Session& session = document != nullptr ? document->session() : kEmpty;
  const std::uint32_t at = selection->current().caseIndex;
  const std::uint64_t samples = at < session.cases.size() ? session.cases[at].sampleCount : 0;
  if (at == drawnCase && samples == drawnSamples && at != kNoCase) return;
  drawnCase = at;
  drawnSamples = samples;
  drawer->setCase(session, at);
}

void CurvesView::resetZoom() {
  m_impl->plot->resetZoom();
}

std::pair<double, double> CurvesView::visibleSizes() const {
  const QCPRange range = m_impl->plot->xAxis->range();
  return {range.lower, range.upper};
}

bool CurvesView::isSizeZoomed() const {
  return m_impl->plot->isSizeZoomed();
}

void CurvesView::setVisibleSizes(double lower, double upper) {
  m_impl->plot->setSizeRange({lower, upper});
}

QPoint CurvesView::selectedPosition() const {
  const Selection& current = m_impl->selection->current();
  const CurvePoint* p = current.key == m_impl->plot->chart().key
                            ? m_impl->plot->chart().point(current.variant, current.size)
                            : nullptr;
  if (p == nullptr) return {};
  return m_impl->plot->mapTo(this, m_impl->plot->pixel(p->size, p->value).toPoint());
}

CurveKey CurvesView::key() const {
  return m_impl->plot->chart().key;
}

}  // namespace lane
