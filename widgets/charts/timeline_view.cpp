#include "charts/timeline_view.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/note_mark.h"
#include "charts/plot_gestures.h"
#include "charts/point_tip.h"
#include "charts/timeline_plot.h"
#include "exchange/csv_text.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "support/line_flow.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRefreshMs = 250;  // a run adds to it all the time

TimelineData dataOf(const Session& session) {
  TimelineData data;
  for (const SeriesRecord& series : session.series) {
    if (!isOfRun(series) || series.t.size() < 2 || series.metric >= session.metrics.size())
      continue;
    data.lanes.push_back({session.metrics[series.metric], series, summarizeSeries(series)});
  }
  data.grid = timeline(session);
  for (const MarkRecord& mark : session.marks)
    if (mark.caseIndex == kNoCase) data.marks.push_back(mark);
  for (const NoteRecord& note : session.notes) {
    if (note.caseIndex >= session.cases.size()) continue;
    const std::vector<std::size_t> samples = session.samplesOf(note.caseIndex);
    if (samples.empty()) continue;
    double t = INFINITY;
    for (const std::size_t i : samples) t = std::min(t, session.samples.t[i]);
    data.notes.push_back({t, note.caseIndex, toQString(session.cases[note.caseIndex].benchmark),
                          toQString(note.text)});
  }
  return data;
}

}  // namespace

class TimelineView::Impl {
 public:
  void refresh() {
    timer.stop();
    stale = false;
    plot->setData(dataOf(document->session()));
    plot->setMinimumHeight(plot->neededHeight());
    const TimelineData& data = plot->data();
    const bool nothing = data.lanes.empty() && data.grid.cells.empty();
    empty->setVisible(nothing);
    scroll->setVisible(!nothing);
    subtitle->setText(nothing ? QString()
                              : TimelineView::tr("%1, %2 series, disturbed samples marked")
                                    .arg(durationText(data.grid.seconds))
                                    .arg(data.lanes.size()));
    plot->setAccessibleName(TimelineView::tr("Timeline of %1 series and %2 kernels over %3")
                                .arg(data.lanes.size())
                                .arg(data.grid.kernels.size())
                                .arg(durationText(data.grid.seconds)));
    followSelection();
  }

  void followSelection() {
    const Session& session = document->session();
    const std::uint32_t at = selection->current().caseIndex;
    std::vector<double> times;
    if (at < session.cases.size())
      for (const std::size_t i : session.samplesOf(at)) times.push_back(session.samples.t[i]);
    std::sort(times.begin(), times.end());
    plot->setSelected(toQString(selection->current().key.benchmark), std::move(times));
  }

  void hover(const QPointF& position) const {
    const double t = plot->timeAt(position);
    plot->setCursor(t);
    if (!std::isfinite(t)) return tip->hide();
    const TimelineData& data = plot->data();
    PointTip::Content content{{}, TimelineView::tr("at %1").arg(timeText(t)), {}};
    const std::uint32_t at = data.grid.caseAt(t, plot->kernelAt(position));
    if (at < document->session().cases.size()) {
      const CaseRecord& record = document->session().cases[at];
      content.variant = toQString(record.variant);
      content.rows.emplace_back(toQString(record.benchmark),
                                TimelineView::tr("n = %1").arg(sizeText(record.size)));
      if (record.hasTime()) {
        content.rows.emplace_back(TimelineView::tr("Time per call"), timeText(record.median));
        content.rows.emplace_back(TimelineView::tr("95 % interval"),
                                  intervalText(record.median, record.ciLow, record.ciHigh));
      }
      content.rows.emplace_back(TimelineView::tr("Samples"), countText(record.sampleCount));
      for (const TimelineNote& note : data.notes)
        if (note.caseIndex == at)
          content.rows.emplace_back(TimelineView::tr("Note"), noteLine(note.text));
    }
    for (std::size_t i = 0; i < data.lanes.size(); ++i)
      content.rows.emplace_back(toQString(data.lanes[i].metric.name), plot->readingAt(i, t));
    tip->showAt(position, plot->rect(), content);
  }

  void selectCase(std::uint32_t at) const {
    if (at >= document->session().cases.size()) return;
    const CaseRecord& record = document->session().cases[at];
    selection->setCurrent({curveKey(record), toQString(record.variant), record.size, at});
  }

  void selectAt(double t, std::size_t kernel) const {
    if (std::isfinite(t)) selectCase(plot->data().grid.caseAt(t, kernel));
  }

  std::size_t selectedRow() const {
    const auto& kernels = plot->data().grid.kernels;
    const auto found =
        std::find(kernels.begin(), kernels.end(), selection->current().key.benchmark);
    return found == kernels.end() ? 0 : static_cast<std::size_t>(found - kernels.begin());
  }

  /// Where the keys stand in time: the last place they went to, else the selected case's first
  /// sample.
  double keyTime() const {
    if (std::isfinite(moment)) return moment;
    return plot->data().selectedTimes.empty() ? 0 : plot->data().selectedTimes.front();
  }

  /// To the next moment at which this kernel was measured.
  void stepTime(int by) {
    const Timeline& grid = plot->data().grid;
    if (grid.cells.empty()) return;
    const std::size_t row = selectedRow(), from = grid.stepAt(keyTime());
    for (std::size_t s = from + static_cast<std::size_t>(by); s < grid.steps;
         s += static_cast<std::size_t>(by)) {  // wraps round below zero and ends there
      if (grid.cell(row, s).samples == 0) continue;
      goTo(row, s);
      return;
    }
  }

  /// To the kernel above or below, at the moment nearest to this one.
  void stepRow(int by) {
    const Timeline& grid = plot->data().grid;
    const std::size_t row = selectedRow() + static_cast<std::size_t>(by);
    if (grid.cells.empty() || row >= grid.kernels.size()) return;
    const std::size_t at = grid.stepAt(keyTime());
    for (std::size_t off = 0; off < grid.steps; ++off)
      for (const std::size_t s : {at - off, at + off})
        if (s < grid.steps && grid.cell(row, s).samples > 0) {
          goTo(row, s);
          return;
        }
  }

  void goTo(std::size_t row, std::size_t step) {
    const Timeline& grid = plot->data().grid;
    selectCase(grid.cell(row, step).caseIndex);
    moment = (double(step) + 0.5) * grid.seconds / double(grid.steps);
    plot->setCursor(moment);
    const QCPRange shown = plot->timeAxis()->range();
    if (!shown.contains(moment))
      plot->gestures()->setRangeX({moment - shown.size() / 2, moment + shown.size() / 2});
  }

  SessionDocument* document = nullptr;
  SelectionModel* selection = nullptr;
  TimelinePlot* plot = nullptr;
  PointTip* tip = nullptr;
  QScrollArea* scroll = nullptr;
  QLabel* title = nullptr;
  QLabel* subtitle = nullptr;
  QLabel* empty = nullptr;
  QTimer timer;
  double moment = kUnknown;
  bool stale = true;
};

TimelineView::TimelineView(SessionDocument* document, SelectionModel* selection, QWidget* parent)
    : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  Impl& d = *m_impl;
  d.document = document;
  d.selection = selection;
  d.plot = new TimelinePlot;
  d.tip = new PointTip(d.plot);
  d.tip->hide();
  d.scroll = new QScrollArea;
  d.scroll->setWidget(d.plot);
  d.scroll->setWidgetResizable(true);
  d.scroll->setFrameShape(QFrame::NoFrame);
  d.title = new QLabel(tr("Timeline"));
  d.subtitle = new QLabel;
  d.subtitle->setProperty("tone", u"label"_s);
  d.empty =
      new QLabel(tr("Nothing recorded. Runs record clock, stolen time, switches and memory "
                    "while they measure: press F5."));
  d.empty->setAlignment(Qt::AlignCenter);
  d.empty->setWordWrap(true);
  d.empty->setProperty("tone", u"label"_s);
  auto* head = new QWidget;
  auto* words = new LineFlow(head);
  words->setContentsMargins(16, 8, 16, 8);
  words->addWidget(d.title);
  words->addWidget(d.subtitle);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(head);
  column->addWidget(d.scroll, 1);
  column->addWidget(d.empty, 1);
  d.plot->setFocusPolicy(Qt::StrongFocus);
  d.plot->installEventFilter(this);
  setFocusProxy(d.plot);
  d.timer.setSingleShot(true);
  d.timer.setInterval(kRefreshMs);

  connect(&d.timer, &QTimer::timeout, this, [this] { m_impl->refresh(); });
  const auto later = [this] {
    m_impl->stale = true;
    if (isVisible() && !m_impl->timer.isActive()) m_impl->timer.start();
  };
  connect(document, &SessionDocument::sessionReset, this, [this, later] {
    m_impl->plot->gestures()->release(true, true);  // another run has another time
    m_impl->moment = kUnknown;
    later();
  });
  connect(document, &SessionDocument::casesChanged, this, later);
  connect(selection, &SelectionModel::currentChanged, this, [this] { m_impl->followSelection(); });
  connect(document, &SessionDocument::notesChanged, this, later);
  PlotGestures* gestures = d.plot->gestures();
  connect(gestures, &PlotGestures::moved, this, [this](const QPointF& at) { m_impl->hover(at); });
  connect(gestures, &PlotGestures::left, this, [this] {
    m_impl->plot->setCursor(m_impl->moment);
    m_impl->tip->hide();
  });
  connect(gestures, &PlotGestures::clicked, this, [this](const QPointF& at) {
    m_impl->moment = m_impl->plot->timeAt(at);
    m_impl->selectAt(m_impl->moment, m_impl->plot->kernelAt(at));
  });
  connect(d.plot, &TimelinePlot::timeRangeChanged, this, [this](const QCPRange& range) {
    emit timeRangeChanged(range.lower, range.upper, m_impl->plot->gestures()->isZoomedX());
  });
  const auto restyle = [this] {
    m_impl->title->setFont(Theme::instance().uiFont(15, 600));
    m_impl->subtitle->setFont(Theme::instance().uiFont(12));
    m_impl->empty->setFont(Theme::instance().uiFont(13));
    m_impl->plot->applyTheme();
    m_impl->plot->setMinimumHeight(m_impl->plot->neededHeight());
  };
  connect(&Theme::instance(), &Theme::changed, this, restyle);
  restyle();
  d.refresh();
}

TimelineView::~TimelineView() = default;

bool TimelineView::isEmpty() const {
  if (m_impl->stale) m_impl->refresh();
  const TimelineData& data = m_impl->plot->data();
  return data.lanes.empty() && data.grid.cells.empty();
}

void TimelineView::resetZoom() {
  m_impl->plot->resetZoom();
}

void TimelineView::selectMoment(double t) {
  if (m_impl->stale) m_impl->refresh();
  m_impl->moment = t;
  m_impl->selectAt(t, m_impl->plot->data().grid.kernels.size());
}

void TimelineView::setTimeRange(double lower, double upper, bool zoomed) {
  PlotGestures* gestures = m_impl->plot->gestures();
  if (!zoomed && gestures->isZoomedX())
    gestures->resetX();
  else if (zoomed && m_impl->plot->timeAxis()->range() != QCPRange(lower, upper))
    gestures->setRangeX({lower, upper});
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) {
  bool hasPoint = selectedCase();
  if (event->reason() != QContextMenuEvent::Keyboard) {
    const QPointF at = m_impl->plot->mapFrom(this, event->pos());
    const double t = m_impl->plot->timeAt(at);
    const std::size_t row = m_impl->plot->kernelAt(at);
    hasPoint = std::isfinite(t) && m_impl->plot->data().grid.caseAt(t, row) != kNoCase;
    if (hasPoint) m_impl->selectAt(t, row);
  }
  emit menuRequested(event->globalPos(), hasPoint);
}

bool TimelineView::eventFilter(QObject* object, QEvent* event) {
  if (object != m_impl->plot || event->type() != QEvent::KeyPress)
    return QWidget::eventFilter(object, event);
  keyPressEvent(static_cast<QKeyEvent*>(event));
  return event->isAccepted();
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
  Impl& d = *m_impl;
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
    return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left:
      return d.stepTime(-1);
    case Qt::Key_Right:
      return d.stepTime(1);
    case Qt::Key_Up:
    case Qt::Key_BracketLeft:
      return d.stepRow(-1);
    case Qt::Key_Down:
    case Qt::Key_BracketRight:
      return d.stepRow(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (!selectedCase()) d.stepTime(1);
      emit pinRequested();
      return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return d.plot->gestures()->zoomX(0.8, d.keyTime());
    case Qt::Key_Minus:
      return d.plot->gestures()->zoomX(1.25, d.keyTime());
    case Qt::Key_0:
      return resetZoom();
    case Qt::Key_Escape:
      if (selectedCase()) {
        d.moment = kUnknown;
        d.plot->setCursor(kUnknown);
        d.selection->setCurrent({d.selection->current().key, {}, 0, kNoCase});
        return;
      }
      [[fallthrough]];
    default:
      QWidget::keyPressEvent(event);
  }
}

bool TimelineView::selectedCase() const {
  return m_impl->selection->current().caseIndex < m_impl->document->session().cases.size();
}

void TimelineView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_impl->stale) m_impl->refresh();
}

void TimelineView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->refresh();
  QWidget::changeEvent(event);
}

QString TimelineView::chartTitle() const {
  return tr("Timeline");
}

QString TimelineView::chartFooter() const {
  const Session& session = m_impl->document->session();
  return QStringList{toQString(session.machine.cpuModel), toQString(session.title),
                     toQString(session.created).left(10)}
      .join(u"  ·  "_s);
}

void TimelineView::paintChart(QCPPainter& painter, const QSize& size) const {
  TimelinePlot page;
  page.resize(size);
  page.setData(m_impl->plot->data());
  page.gestures()->setRangeX(m_impl->plot->timeAxis()->range());
  page.toPainter(&painter, size.width(), size.height());
}

QString TimelineView::chartCsv() const {
  std::string text = "series,t,value\r\n";
  for (const TimelineLane& lane : m_impl->plot->data().lanes)
    for (std::size_t i = 0; i < lane.series.t.size(); ++i)
      text += csvRow(
          {csvText(lane.series.id), csvNumber(lane.series.t[i]), csvNumber(lane.series.value[i])});
  return toQString(text);
}

}  // namespace lane
