#include "charts/curves_view.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/curves_view_p.h"
#include "support/line_flow.h"
#include "support/motion.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kGlowMs = 100;    // twelve steps to a pulse of 1.2 s
constexpr int kRibbonMs = 250;  // all benchmarks at once: less often than the chart

}  // namespace

CurvesView::Impl::Impl(CurvesView* owner, Frame kind)
    : view(owner),
      frame(kind),
      selection(&ownSelection),
      metric(kind == Frame::latency ? CurveMetric::timePerCall : CurveMetric::byteRate) {
  auto* layout = new QVBoxLayout(view);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  header = new QWidget(view);
  buildHeader();
  layout->addWidget(header);
  auto* cards = new QWidget(view);
  auto* cardsLayout = new QVBoxLayout(cards);
  cardsLayout->setContentsMargins(16, 0, 16, 4);
  strip = new ChannelStrip(cards);
  cardsLayout->addWidget(strip);
  layout->addWidget(cards);
  splitter = new QSplitter(Qt::Vertical, view);
  splitter->setChildrenCollapsible(false);
  splitter->setHandleWidth(1);
  plot = new CurvePlot(splitter);
  ribbon = new BestRibbon(splitter);
  splitter->addWidget(plot);
  if (frame == Frame::latency) {
    drawer = new DistributionDrawer(splitter);
    drawer->hide();
    splitter->addWidget(drawer);
    connect(drawer, &DistributionDrawer::closeRequested, view, [this] {
      view->setDistributionShown(false);
      plot->setFocus();
    });
  }
  splitter->addWidget(ribbon);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(splitter->count() - 1, 1);
  layout->addWidget(splitter, 1);
  tip = new PointTip(plot);
  view->setFocusProxy(plot);
  view->setAutoFillBackground(true);

  refreshTimer.setSingleShot(true);
  ribbonTimer.setSingleShot(true);
  ribbonTimer.setInterval(kRibbonMs);
  glowTimer.setInterval(kGlowMs);
  connect(&refreshTimer, &QTimer::timeout, view, [this] { refresh(); });
  connect(&ribbonTimer, &QTimer::timeout, view, [this] { refreshRibbon(); });
  connect(&glowTimer, &QTimer::timeout, view, [this] {
    if (plot->isLive() && plot->isVisible() && !isMotionReduced()) plot->advanceGlow();
  });
  connectPlot();
  connect(&Theme::instance(), &Theme::changed, view, [this] { refreshTheme(); });
  refreshTheme();
}

void CurvesView::Impl::connectPlot() {
  connect(strip, &ChannelStrip::toggled, view,
          [this](const QString& variant, bool shown) { view->setVariantShown(variant, shown); });
  connect(strip, &ChannelStrip::soloRequested, view,
          [this](const QString& variant) { view->soloVariant(variant); });
  connect(plot, &CurvePlot::hovered, view, [this](const CurveSpot& spot) { hover(spot); });
  connect(strip, &ChannelStrip::menuRequested, view,
          [this](const QString& variant, const QPoint& at) { showCardMenu(variant, at); });
  connect(plot, &CurvePlot::clicked, view, [this](const CurveSpot& spot) {
    select(spot);
    view->setDistributionShown(true);
  });
  connect(plot, &CurvePlot::crossoverClicked, view, [this](int index) {
    selectCrossover(plot->chart().key, plot->chart().crossovers[static_cast<std::size_t>(index)]);
  });
  connect(plot, &CurvePlot::menuRequested, view, [this](const QPoint& at, const CurveSpot& spot) {
    if (!spot.variant.isEmpty()) select(spot);
    emit view->menuRequested(at, !spot.variant.isEmpty());
  });
  connect(plot, &CurvePlot::sizeRangeChanged, view, [this](double lower, double upper) {
    refreshReadout();
    emit view->visibleSizesChanged(lower, upper);
  });
  connect(ribbon->rows(), &RibbonRows::clicked, view,
          [this](const CurveKey& key, const QString& variant, double size) {
            selectKey(key, variant, size);
          });
  connect(ribbon->rows(), &RibbonRows::boundaryClicked, view,
          [this](const CurveKey& key, const QString& from, const QString& to, double size) {
            const CrossoverRecord* nearest = nullptr;
            if (document != nullptr)
              for (const CrossoverRecord& c : document->session().crossovers) {
                const bool same = isOn(c, key) && toQString(c.from) == from &&
                                  toQString(c.to) == to && c.size > 0;
                if (same && (nearest == nullptr || std::abs(std::log(c.size / size)) <
                                                       std::abs(std::log(nearest->size / size))))
                  nearest = &c;
              }
            if (nearest != nullptr)
              selectCrossover(key, *nearest);
            else
              selectKey(key, to, size);
          });
  connect(ribbon->rows(), &RibbonRows::hovered, view, [this](const CurveKey&, double size) {
    CurveSpot spot;
    double nearest = INFINITY;
    for (const std::uint64_t candidate : plot->chart().sizes)
      if (size > 0 && std::abs(std::log(static_cast<double>(candidate) / size)) < nearest) {
        nearest = std::abs(std::log(static_cast<double>(candidate) / size));
        spot.size = candidate;
      }
    hover(spot);
  });
}

QPushButton* CurvesView::Impl::addToggle(const QString& text, const QString& shortcut, bool on) {
  auto* button = new QPushButton(text, header);
  button->setCheckable(true);
  button->setChecked(on);
  button->setProperty("kind", u"toggle"_s);
  button->setToolTip(tr("%1 (%2)").arg(text, shortcut));
  button->setFocusPolicy(Qt::TabFocus);
  header->layout()->addWidget(button);
  return button;
}

void CurvesView::Impl::buildHeader() {
  auto* row = new LineFlow(header);
  row->setContentsMargins(16, 6, 16, 6);
  title = new QLabel(header);
  subtitle = new QLabel(header);
  subtitle->setProperty("tone", u"label"_s);
  readout = new QLabel(header);
  readout->setProperty("tone", u"label"_s);
  readout->setTextFormat(Qt::RichText);
  row->addWidget(title);
  row->addWidget(subtitle);
  row->startRight();
  row->addWidget(readout);
  bandToggle = addToggle(tr("CI band"), u"B"_s, options.bands);
  connect(bandToggle, &QPushButton::clicked, view, &CurvesView::setShowBands);
  if (frame == Frame::latency) {
    spreadToggle = addToggle(tr("p5–p95"), u"S"_s, options.spread);
    connect(spreadToggle, &QPushButton::clicked, view, &CurvesView::setShowSpread);
  }
  crossoverToggle = addToggle(tr("Crossovers"), u"X"_s, options.crossovers);
  connect(crossoverToggle, &QPushButton::clicked, view, &CurvesView::setShowCrossovers);
  cacheToggle = addToggle(tr("Caches"), u"G"_s, options.caches);
  connect(cacheToggle, &QPushButton::clicked, view, &CurvesView::setShowCaches);
  peerToggle = addToggle(tr("Peers"), u"P"_s, true);
  peerToggle->hide();  // until a session has some
  connect(peerToggle, &QPushButton::clicked, view, &CurvesView::setShowPeers);
  if (frame == Frame::latency) {
    drawerToggle = addToggle(tr("Distribution"), u"D"_s, false);
    connect(drawerToggle, &QPushButton::clicked, view, &CurvesView::setDistributionShown);
  }
}

void CurvesView::Impl::refreshTheme() {
  const Theme& theme = Theme::instance();
  header->setMinimumHeight(theme.px(40));
  title->setFont(theme.uiFont(15, 600));
  subtitle->setFont(theme.uiFont(12));
  readout->setFont(theme.uiFont(11));
  QPalette palette = view->palette();
  palette.setColor(QPalette::Window, theme.chrome().plot);
  view->setPalette(palette);
  plot->applyTheme();
  refreshReadout();
  strip->update();
  ribbon->update();
}

void CurvesView::Impl::scheduleRefresh() {
  if (!refreshTimer.isActive()) refreshTimer.start(0);
}

CurveKey CurvesView::Impl::currentKey() const {
  const CurveKey& wanted = selection->current().key;
  if (std::find(keys.begin(), keys.end(), wanted) != keys.end()) return wanted;
  return keys.empty() ? CurveKey{} : keys.front();
}

QString CurvesView::Impl::message() const {
  if (document == nullptr || document->isEmpty())
    return tr("Nothing measured yet. Choose a plan and press F5, or open a session.");
  if (document->isRunning()) {
    const QString progress = toQString(document->progress().message);
    return progress.isEmpty() ? tr("Measuring …") : progress;
  }
  if (metric == CurveMetric::cyclesPerItem && !(document->session().machine.clockHz > 0))
    return tr("No cycles: the clock of this machine was not measured.");
  const QString points = countText(document->session().cases.size());
  for (const CaseRecord& record : document->session().cases)
    if (record.hasTime()) return tr("No values for %1 here.").arg(toQString(lane::title(metric)));
  return tr("Press F5 to measure %1 points").arg(points);
}

void CurvesView::Impl::refresh() {
  static const Session kEmpty;
  const Session& session = document != nullptr ? document->session() : kEmpty;
  keys = curveKeys(session);
  ChartData data = makeChartData(session, currentKey(), metric, reference);
  title->setText(toQString(data.key.benchmark));
  if (ghost && data.hasKey) {
    data.ghost = lane::curves(*ghost, data.key, metric, 0.01, toStd(reference));
    data.ghostName = ghostName;
  }
  QString described = data.hasKey ? describeKey(data.key) : QString();
  if (ghost && data.hasKey)
    described += data.ghost.empty() ? tr("  ·  %1 has no such curves").arg(ghostName)
                                    : tr("  ·  dotted: %1").arg(ghostName);
  if (metric == CurveMetric::relative)
    described += tr("  ·  relative to %1").arg(Theme::instance().series(reference).label);
  subtitle->setText(described);
  strip->setChart(data);
  strip->setHidden(options.hidden);
  plot->setMessage(message());
  plot->setChart(std::move(data), options);
  peerToggle->setVisible(view->hasPeers());
  peerToggle->setChecked(view->showPeers());
  refreshLive();
  refreshReadout();
  refreshDrawer();
  if (!ribbonTimer.isActive()) {
    if (document != nullptr && document->isRunning())
      ribbonTimer.start();
    else
      refreshRibbon();
  }
}

void CurvesView::Impl::refreshRibbon() {
  ribbonRows.clear();
  const CurveKey key = currentKey();
  if (document != nullptr)
    for (RibbonRow& row : lane::ribbon(document->session()))
      if (row.key.dtype == key.dtype && row.key.threads == key.threads &&
          row.key.mode == key.mode && row.key.cache == key.cache && row.key.params == key.params)
        ribbonRows.push_back(std::move(row));
  const bool resized = ribbonRows.size() != ribbon->rows()->rows().size();
  ribbon->setRows(ribbonRows);
  // All rows in sight where the plot keeps most of the height; after that the user's split stays.
  if (!resized || splitter->height() < 100) return;
  const int wanted = std::min(ribbon->wantedHeight(), splitter->height() * 2 / 5);
  QList<int> sizes = splitter->sizes();
  const int drawn = view->isDistributionShown() ? sizes[1] : 0;
  sizes.first() = splitter->height() - wanted - drawn - 2;
  sizes.last() = wanted;
  splitter->setSizes(sizes);
}

std::uint64_t CurvesView::Impl::readingSize() const {
  const ChartData& data = plot->chart();
  const Selection& hovered = selection->hover();
  const Selection& current = selection->current();
  if (hovered.size > 0 && hovered.key == data.key) return hovered.size;
  if (current.size > 0 && current.key == data.key) return current.size;
  return data.bestSize();
}

void CurvesView::Impl::refreshReadout() {
  const ChartData& data = plot->chart();
  const Selection& hovered = selection->hover();
  const Selection& current = selection->current();
  const std::uint64_t size = readingSize();
  strip->setReadingSize(data, size);
  readout->setVisible(size > 0);
  readout->setText(
      tr("Readout at %1")
          .arg(u"<span style=\"font-family:'JetBrains Mono';color:%1\">n = %2</span>"_s.arg(
              Theme::instance().chrome().t1.name(), sizeText(size))));
  const bool hoverHere = hovered.size > 0 && hovered.key == data.key;
  plot->setCrosshair(hoverHere ? CurveSpot{hovered.variant, hovered.size} : CurveSpot{});
  const bool selectedHere = current.size > 0 && current.key == data.key;
  const CurveSpot spot = selectedHere ? CurveSpot{current.variant, current.size} : CurveSpot{};
  plot->setSelected(spot);
  plot->setSelectedCrossover(selectedHere && spot == crossoverSpot ? crossoverSize : kUnknown);

  RibbonView ribbonView;
  ribbonView.lower = plot->xAxis->range().lower;
  ribbonView.upper = plot->xAxis->range().upper;
  ribbonView.selected = data.key;
  ribbonView.crosshair = hoverHere ? hovered.size : 0;
  if (options.caches) ribbonView.caches = data.caches;
  if (live && document != nullptr && document->isRunning()) {
    const std::uint32_t index = document->progress().currentCase;
    if (index < document->session().cases.size()) {
      const CaseRecord& record = document->session().cases[index];
      ribbonView.live = record.size;
      ribbonView.liveKey = {record.suite,   record.benchmark, record.dtype,
                            record.threads, record.mode,      record.cache};
    }
  }
  ribbon->setView(ribbonView);
  describe();
}

/// From the first word of it: groups being measured then tell of sampling in between.
bool CurvesView::Impl::isRefining() {
  if (!live || document == nullptr || !document->isRunning()) return refining = false;
  const RunPhase phase = document->progress().phase;
  if (phase == RunPhase::refining) refining = true;
  if (phase == RunPhase::preparing || phase == RunPhase::probing || phase == RunPhase::analysing)
    refining = false;
  return refining;
}

void CurvesView::Impl::refreshLive() {
  CurveSpot spot;
  bool paused = false;
  if (live && document != nullptr && document->isRunning()) {
    const Progress& progress = document->progress();
    paused = progress.paused;
    if (progress.currentCase < document->session().cases.size()) {
      const CaseRecord& record = document->session().cases[progress.currentCase];
      const CurveKey key = curveKey(record);
      if (key == plot->chart().key) spot = {toQString(record.variant), record.size};
    }
  }
  plot->setLive(spot, paused);
  plot->setRefining(isRefining());
  if (spot.size > 0 && !paused)
    glowTimer.start();
  else
    glowTimer.stop();
}

void CurvesView::Impl::describe() {
  const ChartData& data = plot->chart();
  if (!data.hasKey) {
    plot->setAccessibleName(tr("Empty chart"));
    return;
  }
  plot->setAccessibleName(tr("%1, %2, %3 curve")
                              .arg(toQString(data.key.benchmark), describeKey(data.key),
                                   toQString(lane::title(metric)).toLower()));
  const Selection& current = selection->current();
  const CurvePoint* p =
      current.key == data.key ? data.point(current.variant, current.size) : nullptr;
  QString text;
  if (p != nullptr)
    text = tr("%1 at %2 elements, %3, %4, crossovers: %5")
               .arg(Theme::instance().series(current.variant).label, sizeText(current.size),
                    toQString(formatValue(metric, p->value)), pointInterval(metric, *p),
                    countText(data.crossovers.size()));
  if (text == plot->accessibleDescription()) return;
  plot->setAccessibleDescription(text);
  QAccessibleEvent event(plot, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&event);
}

void CurvesView::Impl::optionChanged() {
  bandToggle->setChecked(options.bands && !options.spread);
  if (spreadToggle != nullptr) spreadToggle->setChecked(options.spread && options.bands);
  crossoverToggle->setChecked(options.crossovers);
  cacheToggle->setChecked(options.caches);
  peerToggle->setChecked(view->showPeers());
  if (options.hidden.contains(tip->content().variant)) tip->hide();
  strip->setHidden(options.hidden);
  plot->setChart(plot->chart(), options);
  refreshReadout();
  emit view->optionsChanged();
}

CurvesView::CurvesView(QWidget* parent, Frame frame)
    : QWidget(parent), m_impl(std::make_unique<Impl>(this, frame)) {
  setAccessibleName(frame == Frame::latency ? tr("Latency") : tr("Curves"));
  m_impl->scheduleRefresh();
}

CurvesView::~CurvesView() = default;

void CurvesView::setDocument(SessionDocument* document) {
  if (m_impl->document != nullptr) m_impl->document->disconnect(this);
  m_impl->document = document;
  if (document != nullptr) {
    Impl* impl = m_impl.get();
    connect(document, &SessionDocument::sessionReset, this, [impl] {
      impl->selection->clearHover();
      impl->options.hidden.clear();
      impl->drawnCase = kNoCase;
      impl->scheduleRefresh();
    });
    connect(document, &SessionDocument::casesChanged, this, [impl] { impl->scheduleRefresh(); });
    connect(document, &SessionDocument::notesChanged, this, [impl] { impl->scheduleRefresh(); });
    connect(document, &SessionDocument::runFinished, this, [impl] { impl->scheduleRefresh(); });
    connect(document, &SessionDocument::progressChanged, this, [impl] {
      impl->refreshLive();
      if (impl->plot->chart().curves.empty()) impl->plot->setMessage(impl->message());
    });
    connect(document, &SessionDocument::stateChanged, this, [impl] { impl->refreshLive(); });
    connect(document, &QObject::destroyed, this, [impl] { impl->document = nullptr; });
  }
  m_impl->scheduleRefresh();
}

void CurvesView::setSelectionModel(SelectionModel* selection) {
  m_impl->selection->disconnect(this);
  m_impl->selection = selection != nullptr ? selection : &m_impl->ownSelection;
  Impl* impl = m_impl.get();
  connect(m_impl->selection, &SelectionModel::currentChanged, this, [impl] {
    if (impl->currentKey() == impl->plot->chart().key) {
      impl->refreshReadout();
      impl->refreshDrawer();
      return;
    }
    impl->refresh();
    impl->refreshRibbon();
    impl->ribbon->ensureVisible(impl->currentKey());
  });
  connect(m_impl->selection, &SelectionModel::hoverChanged, this,
          [impl] { impl->refreshReadout(); });
  m_impl->scheduleRefresh();
}

void CurvesView::setGhost(std::shared_ptr<const Session> session, const QString& name) {
  m_impl->ghost = std::move(session);
  m_impl->ghostName = name;
  m_impl->scheduleRefresh();
}

bool CurvesView::hasGhost() const {
  return m_impl->ghost != nullptr;
}

void CurvesView::setLive(bool live) {
  m_impl->live = live;
  m_impl->refreshLive();
}

void CurvesView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->scheduleRefresh();
  QWidget::changeEvent(event);
}

}  // namespace lane
