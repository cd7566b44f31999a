#include "panels/process_memory.h"

#include <QAction>
#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "analysis/series_summary.h"
#include "charts/memory_strip.h"
#include "charts/phase_plot.h"
#include "charts/plot_gestures.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/offer_page.h"
#include "panels/segmented_control.h"
#include "panels/wrap_row.h"
#include "run/benchmarks.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRefreshMs = 500;  // a live run adds a call at a time

QString titleOf(const PhaseSubject& subject) {
  const BenchmarkInfo* info = benchmarkByName(subject.suite + "/" + subject.benchmark);
  return info != nullptr ? toQString(info->title) : toQString(subject.benchmark);
}

/// Sizes of inputs are bytes; people speak of 10, 50, 100 MB.
QString inputText(std::uint64_t bytes) {
  constexpr std::uint64_t kMega = 1'000'000;
  return bytes >= kMega && bytes % kMega == 0
             ? ProcessMemoryPage::tr("%1 MB").arg(countText(bytes / kMega))
             : sizeText(bytes) + u'B';
}

}  // namespace

MemoryTimeScene residentOfRun(const Session& session) {
  MemoryTimeScene scene;
  for (const SeriesRecord& series : session.series)
    if (isOfRun(series) && series.id.starts_with("resident_memory") && !series.t.empty()) {
      scene.series = series;
      break;
    }
  if (scene.series.t.empty()) return scene;
  for (const MarkRecord& mark : session.marks)
    if (mark.caseIndex == kNoCase) scene.marks.push_back(mark);
  std::stable_sort(scene.marks.begin(), scene.marks.end(),
                   [](const MarkRecord& a, const MarkRecord& b) { return a.t < b.t; });
  scene.title = ProcessMemoryPage::tr("Resident memory");
  scene.note = ProcessMemoryPage::tr("of the measuring process, this run");
  return scene;
}

ProcessMemoryPage::ProcessMemoryPage(SessionDocument* document, SelectionModel* selection,
                                     QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_pages(new QStackedWidget),
      m_offer(new OfferPage(
          tr("No memory phases in this session"),
          tr("What is resident before, while and after a tensor is converted: whole arrays against "
             "bounded chunks, with page faults and peaks. The plan measures 10 to 200 MB in about "
             "two minutes."))),
      m_content(new QWidget),
      m_subtitle(new Text({}, {12, 400, false, Tone::label})),
      m_subject(new Button({}, Button::Kind::plain)),
      m_sizes(new SegmentedControl({})),
      m_stripFrame(new QWidget),
      m_strip(new MemoryStrip),
      m_plots(new QStackedWidget),
      m_plot(new PhasePlot),
      m_run(new MemoryTimePlot) {
  setObjectName(u"processMemory"_s);
  m_timer.setSingleShot(true);
  m_timer.setInterval(kRefreshMs);

  auto* column = new QVBoxLayout(m_content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* header = new QWidget;
  auto* headerColumn = new QVBoxLayout(header);
  headerColumn->setContentsMargins(16, 6, 16, 8);
  headerColumn->setSpacing(6);
  auto* title = new QHBoxLayout;
  title->setSpacing(8);
  m_subtitle->setElided(true);
  title->addWidget(new Text(tr("Process memory"), {15, 600, false, Tone::value}));
  title->addWidget(m_subtitle, 1);
  headerColumn->addLayout(title);
  auto* choices = new WrapRow(16);
  m_subject->setMenuMark(true);
  m_subject->setToolTip(tr("What was run"));
  m_sizes->setMultiple(false);
  m_sizes->setAccessibleName(tr("Input"));
  m_sizes->setToolTip(tr("Bytes of the input"));
  choices->add(m_subject, 0);
  choices->add(m_sizes, 0);
  choices->add(new QWidget, 1);
  headerColumn->addWidget(choices);
  column->addWidget(header);
  auto* stripRow = new QHBoxLayout(m_stripFrame);
  stripRow->setContentsMargins(16, 0, 16, 8);
  stripRow->addWidget(m_strip);
  column->addWidget(m_stripFrame);
  m_plots->addWidget(m_plot);
  m_plots->addWidget(m_run);
  column->addWidget(m_plots, 1);
  m_pages->addWidget(m_offer);
  m_pages->addWidget(m_content);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(m_pages);

  connect(m_subject, &Button::clicked, this, &ProcessMemoryPage::chooseSubject);
  connect(m_sizes, &SegmentedControl::chosenEdited, this,
          [this] { choose(m_chosen, m_sizes->chosen().value(0)); });
  connect(m_strip, &MemoryStrip::toggled, this, [this](const QString& style, bool shown) {
    QSet<QString> hidden = m_plot->hidden();
    if (shown)
      hidden.remove(style);
    else
      hidden.insert(style);
    setHidden(hidden);
  });
  connect(m_strip, &MemoryStrip::soloRequested, this, [this](const QString& style) {
    QSet<QString> others;
    for (const MemoryCard* card : m_strip->cards())
      if (card->style() != style) others << card->style();
    setHidden(m_plot->hidden() == others ? QSet<QString>() : others);
  });
  connect(m_plot, &PhasePlot::hiddenEdited, this, &ProcessMemoryPage::setHidden);
  connect(m_plot, &PhasePlot::menuRequested, this, &ProcessMemoryPage::menuRequested);
  connect(m_run, &MemoryTimePlot::menuRequested, this, &ProcessMemoryPage::menuRequested);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    m_plot->applyTheme();
    m_run->applyTheme();
  });
  connect(&m_timer, &QTimer::timeout, this, &ProcessMemoryPage::refresh);
  connect(document, &SessionDocument::sessionReset, this, [this] {
    m_chosen = 0;
    m_wholeRun = false;
    m_size = 0;
    m_stale = true;
    refresh();
  });
  connect(document, &SessionDocument::casesChanged, this, [this] {
    m_stale = true;
    // A run that begins to have phases is known of while another page is shown.
    if ((isVisible() || m_subjects.empty()) && !m_timer.isActive()) m_timer.start();
  });
  refresh();
}

void ProcessMemoryPage::setMeasureAction(QAction* action) {
  m_offer->setOffer(action);
}

const ChartSource* ProcessMemoryPage::chart() const {
  return m_chosen >= 0 && !m_plot->chart().isEmpty() ? m_plot : nullptr;
}

void ProcessMemoryPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) refresh();
}

void ProcessMemoryPage::choose(int subject, int size) {
  m_chosen = std::clamp(subject, -1, int(m_subjects.size()) - 1);
  m_wholeRun = m_chosen < 0;
  if (m_chosen >= 0) {
    const auto& sizes = m_subjects[std::size_t(m_chosen)].sizes;
    m_size = sizes[std::size_t(std::clamp(size, 0, int(sizes.size()) - 1))];
    const PhaseSubject& chosen = m_subjects[std::size_t(m_chosen)];
    const auto& cases = m_document->session().cases;
    for (std::uint32_t i = 0; i < cases.size(); ++i)
      if (cases[i].suite == chosen.suite && cases[i].benchmark == chosen.benchmark &&
          cases[i].size == m_size && cases[i].hasTime()) {
        m_selection->setCurrent({curveKey(cases[i]), toQString(cases[i].variant), m_size, i});
        break;
      }
  }
  draw();
}

void ProcessMemoryPage::chooseSubject() {
  QMenu menu;
  QActionGroup group(&menu);
  const auto add = [&](const QString& text, int index) {
    QAction* action = menu.addAction(text);
    action->setCheckable(true);
    action->setChecked(index == m_chosen);
    action->setData(index);
    group.addAction(action);
  };
  for (std::size_t i = 0; i < m_subjects.size(); ++i) add(titleOf(m_subjects[i]), int(i));
  if (!residentOfRun(m_document->session()).series.t.empty()) {
    menu.addSeparator();
    add(tr("The whole run"), -1);
  }
  const QAction* chosen = menu.exec(m_subject->mapToGlobal(QPoint(0, m_subject->height())));
  if (chosen == nullptr) return;
  const int index = chosen->data().toInt();
  int size = 0;
  // The same size where it was measured too.
  if (index >= 0) {
    const auto& sizes = m_subjects[std::size_t(index)].sizes;
    const auto at = std::find(sizes.begin(), sizes.end(), m_size);
    size = at == sizes.end() ? int(sizes.size()) - 1 : int(at - sizes.begin());
  }
  choose(index, size);
}

void ProcessMemoryPage::setHidden(const QSet<QString>& hidden) {
  m_plot->setHidden(hidden);
  m_strip->setHidden(hidden);
}

void ProcessMemoryPage::refresh() {
  m_timer.stop();
  m_stale = false;
  m_subjects = phaseSubjects(m_document->session());
  // Without phases the whole run is all there is; it stays where somebody chose it.
  if (!m_wholeRun) m_chosen = std::clamp(m_chosen, 0, std::max(0, int(m_subjects.size()) - 1));
  if (m_wholeRun || m_subjects.empty()) m_chosen = -1;
  if (m_chosen >= 0) {
    // The largest to begin with: there the curves say most.
    const auto& sizes = m_subjects[std::size_t(m_chosen)].sizes;
    if (std::find(sizes.begin(), sizes.end(), m_size) == sizes.end()) m_size = sizes.back();
  }
  draw();
}

void ProcessMemoryPage::draw() {
  const Session& session = m_document->session();
  const bool phases = m_chosen >= 0;
  const MemoryTimeScene run = residentOfRun(session);
  if (!phases && run.series.t.empty()) {
    m_pages->setCurrentWidget(m_offer);
    setFocusProxy(m_offer);
    m_plot->setChart({}, {}, {});
    emit chartChanged();
    return;
  }
  m_pages->setCurrentWidget(m_content);
  m_sizes->setVisible(phases);
  m_stripFrame->setVisible(phases);
  m_plots->setCurrentWidget(phases ? static_cast<QWidget*>(m_plot) : m_run);
  setFocusProxy(m_plots->currentWidget());
  if (!phases) {
    m_subject->setText(tr("The whole run"));
    m_subject->setAccessibleName(tr("Shown: the whole run"));
    m_subtitle->setText(tr("%1 readings").arg(countText(run.series.t.size())));
    m_run->setScene(run);
    m_plot->setChart({}, {}, {});
    emit chartChanged();
    return;
  }
  const PhaseSubject& subject = m_subjects[std::size_t(m_chosen)];
  m_subject->setText(titleOf(subject));
  m_subject->setAccessibleName(tr("Shown: %1").arg(titleOf(subject)));
  QStringList sizes;
  int chosen = 0;
  for (std::size_t i = 0; i < subject.sizes.size(); ++i) {
    sizes << inputText(subject.sizes[i]);
    if (subject.sizes[i] == m_size) chosen = int(i);
  }
  m_sizes->setChoices(sizes);
  m_sizes->setChosen({chosen});
  PhaseChart chart = phaseChart(session, subject.suite, subject.benchmark, m_size);
  std::uint64_t calls = 0;
  double highest = 0;
  std::vector<std::pair<QString, QString>> cards;
  for (const PhaseCurve& curve : chart.curves) {
    cards.emplace_back(phaseStyle(curve.way), tr("peak"));
    calls += curve.calls;
    highest = std::max(highest, curve.peak);
  }
  m_strip->setCurves(cards);
  m_strip->setHidden(m_plot->hidden());
  const PhaseRow* peaks = chart.row("resident_peak");
  for (std::size_t i = 0; i < m_strip->cards().size() && i < chart.curves.size(); ++i) {
    const double told = peaks != nullptr ? peaks->figures[i].value : kUnknown;
    const double peak = std::isfinite(told) ? told : chart.curves[i].peak;
    m_strip->cards()[i]->setReading(bytesText(peak), highest > 0 ? peak / highest : kUnknown,
                                    tr("at most"));
  }
  m_subtitle->setText(tr("input %1, output %2; typical of %3")
                          .arg(bytesText(chart.inputBytes), bytesText(chart.outputBytes),
                               counted(calls, tr("call"), tr("calls"))));
  m_plot->setFooter(
      tr("%1, %2").arg(toQString(session.machine.cpuModel), toQString(session.created)));
  const QString note = tr("%1, input %2").arg(titleOf(subject), inputText(m_size));
  m_plot->setChart(std::move(chart), tr("Resident memory"), note);
  emit chartChanged();
}

}  // namespace lane
