#include "charts/timeline_view.h"

#include <QEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/point_tip.h"
#include "charts/timeline_plot.h"
#include "exchange/csv_text.h"
#include "models/selection_model.h"
#include "models/session_document.h"
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
    }
    for (std::size_t i = 0; i < data.lanes.size(); ++i)
      content.rows.emplace_back(toQString(data.lanes[i].metric.name), plot->readingAt(i, t));
    tip->showAt(position, plot->rect(), content);
  }

  void click(const QPointF& position) const {
    const double t = plot->timeAt(position);
    if (!std::isfinite(t)) return;
    const std::uint32_t at = plot->data().grid.caseAt(t, plot->kernelAt(position));
    if (at >= document->session().cases.size()) return;
    const CaseRecord& record = document->session().cases[at];
    selection->setCurrent({curveKey(record), toQString(record.variant), record.size, at});
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
  QPointF pressed;
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
  auto* head = new QHBoxLayout;
  head->setContentsMargins(16, 8, 16, 8);
  head->setSpacing(8);
  head->addWidget(d.title);
  head->addWidget(d.subtitle, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(head);
  column->addWidget(d.scroll, 1);
  column->addWidget(d.empty, 1);
  d.plot->setFocusPolicy(Qt::StrongFocus);
  setFocusProxy(d.plot);
  d.timer.setSingleShot(true);
  d.timer.setInterval(kRefreshMs);

  connect(&d.timer, &QTimer::timeout, this, [this] { m_impl->refresh(); });
  const auto later = [this] {
    m_impl->stale = true;
    if (isVisible() && !m_impl->timer.isActive()) m_impl->timer.start();
  };
  connect(document, &SessionDocument::sessionReset, this, later);
  connect(document, &SessionDocument::casesChanged, this, later);
  connect(selection, &SelectionModel::currentChanged, this, [this] { m_impl->followSelection(); });
  connect(d.plot, &QCustomPlot::mouseMove, this,
          [this](QMouseEvent* event) { m_impl->hover(event->position()); });
  connect(d.plot, &QCustomPlot::mousePress, this,
          [this](QMouseEvent* event) { m_impl->pressed = event->position(); });
  connect(d.plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
    const QPointF moved = event->position() - m_impl->pressed;
    if (event->button() == Qt::LeftButton && std::hypot(moved.x(), moved.y()) <= 6)
      m_impl->click(event->position());
  });
  connect(d.plot, &QCustomPlot::mouseDoubleClick, this, [this] { resetZoom(); });
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
  const TimelineData& data = m_impl->plot->data();
  return data.lanes.empty() && data.grid.cells.empty();
}

void TimelineView::resetZoom() {
  m_impl->plot->resetZoom();
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
