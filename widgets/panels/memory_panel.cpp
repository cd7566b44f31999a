#include "panels/memory_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/memory_strip.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/allocation_panel.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/offer_page.h"
#include "panels/process_memory.h"
#include "panels/segmented_control.h"
#include "panels/severity_sign.h"
#include "panels/wrap_row.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRefreshMs = 500;  // a live run adds to the resident memory only

QString whenText(const std::string& created) {
  return toQString(created).left(16).replace(u'T', u' ') + u" UTC"_s;
}

}  // namespace

MemoryPanel::MemoryPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_parts(new QStackedWidget),
      m_process(new ProcessMemoryPage(document, selection)),
      m_allocations(new AllocationPanel(document, selection)),
      m_stack(new QStackedWidget),
      m_offer(new OfferPage(tr("No memory curves in this session"), {})),
      m_strip(new MemoryStrip),
      m_plot(new MemoryPlot) {
  setObjectName(u"memoryPanel"_s);
  m_timer.setSingleShot(true);
  m_timer.setInterval(kRefreshMs);

  m_offer->setObjectName(u"hierarchyOffer"_s);
  auto* offer = new QWidget;
  auto* offerColumn = new QVBoxLayout(offer);
  offerColumn->addStretch(1);
  offerColumn->addWidget(m_offer);
  m_keptRow = new QWidget;
  auto* kept = new QWidget;
  auto* keptColumn = new QVBoxLayout(kept);
  keptColumn->setSpacing(12);
  m_keptText = new Text({}, {12, 400, false, Tone::label});
  m_keptText->setWordWrap(true);
  auto* look = new Button(tr("Show those kept for this machine"), Button::Kind::plain);
  look->setObjectName(u"showKept"_s);
  connect(look, &Button::clicked, this, &MemoryPanel::showKept);
  keptColumn->addWidget(m_keptText);
  keptColumn->addWidget(look, 0, Qt::AlignLeft);
  const auto fit = [kept] { kept->setMaximumWidth(Theme::instance().px(460)); };
  connect(&Theme::instance(), &Theme::changed, kept, fit);
  fit();
  auto* keptLine = new QHBoxLayout(m_keptRow);
  keptLine->setContentsMargins(24, 0, 24, 0);
  keptLine->addStretch(1);
  keptLine->addWidget(kept, 4);
  keptLine->addStretch(1);
  offerColumn->addWidget(m_keptRow);
  offerColumn->addStretch(1);

  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeWords());
  column->addWidget(makeHeader());
  auto* stripFrame = new QWidget;
  auto* stripRow = new QHBoxLayout(stripFrame);
  stripRow->setContentsMargins(16, 0, 16, 8);
  stripRow->addWidget(m_strip);
  column->addWidget(stripFrame);
  column->addWidget(m_plot, 1);
  m_stack->addWidget(offer);
  // At the largest text sizes three charts need more than a window has.
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(content);
  m_stack->addWidget(scroll);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addWidget(makeParts());
  m_parts->addWidget(m_stack);
  m_parts->addWidget(m_process);
  m_parts->addWidget(m_allocations);
  all->addWidget(m_parts, 1);

  connect(m_strip, &MemoryStrip::toggled, this, [this](const QString& style, bool shown) {
    MemoryOptions options = m_plot->options();
    if (shown)
      options.hidden.remove(style);
    else
      options.hidden.insert(style);
    setOptions(options);
  });
  connect(m_strip, &MemoryStrip::soloRequested, this, [this](const QString& style) {
    MemoryOptions options = m_plot->options();
    QSet<QString> others;
    for (const MemoryCard* card : m_strip->cards())
      if (card->style() != style) others << card->style();
    options.hidden = options.hidden == others ? QSet<QString>() : others;
    setOptions(options);
  });
  connect(m_plot, &MemoryPlot::optionsEdited, this, &MemoryPanel::setOptions);
  connect(m_plot, &MemoryPlot::readingChanged, this, &MemoryPanel::refreshReading);
  connect(m_plot, &MemoryPlot::menuRequested, this, &MemoryPanel::menuRequested);
  connect(m_plot, &MemoryPlot::caseClicked, this, [this](quint32 caseIndex) {
    const auto& cases = m_document->session().cases;
    if (caseIndex >= cases.size()) return;
    const CaseRecord& record = cases[caseIndex];
    m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, caseIndex});
  });
  const auto later = [this] {
    m_stale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
  };
  connect(&m_timer, &QTimer::timeout, this, &MemoryPanel::refresh);
  connect(document, &SessionDocument::sessionReset, this, [this] {
    m_showKept = false;
    m_stale = true;
    if (isVisible()) refresh();
    choosePart();
  });
  connect(document, &SessionDocument::casesChanged, this, later);
  connect(m_process, &ProcessMemoryPage::chartChanged, this, [this] {
    if (part() == Part::process) emit chartChanged();
  });
  connect(m_process, &ProcessMemoryPage::menuRequested, this, &MemoryPanel::menuRequested);
  refresh();
  choosePart();
}

QWidget* MemoryPanel::makeParts() {
  m_partChoice = new SegmentedControl({tr("Hierarchy"), tr("Process memory"), tr("Allocators")});
  m_partChoice->setMultiple(false);
  m_partChoice->setChosen({0});
  m_partChoice->setAccessibleName(tr("Page"));
  m_partChoice->setToolTip(
      tr("Bandwidth and latency of the machine, memory of the process, or allocations"));
  connect(m_partChoice, &SegmentedControl::chosenEdited, this,
          [this] { showPart(static_cast<Part>(m_partChoice->chosen().value(0))); });
  auto* bar = new QWidget;
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(16, 8, 16, 2);
  row->addWidget(m_partChoice);
  row->addStretch(1);
  return bar;
}

MemoryPanel::Part MemoryPanel::part() const {
  return static_cast<Part>(m_parts->currentIndex());
}

void MemoryPanel::showPart(Part part) {
  m_partChoice->setChosen({int(part)});
  m_parts->setCurrentIndex(int(part));
  if (part == Part::process)
    setFocusProxy(m_process);
  else if (part == Part::allocators)
    setFocusProxy(m_allocations);
  else
    setFocusProxy(m_plot->chart().isEmpty() ? static_cast<QWidget*>(m_offer) : m_plot);
  emit partChanged();
  emit chartChanged();
}

/// The first page that has something to show in a session that was just opened.
void MemoryPanel::choosePart() {
  const Session& session = m_document->session();
  const auto own = ceilingsOf(session);
  const bool hierarchy = (own && !own->curves.empty()) || !memoryCurves(session).empty();
  if (hierarchy || m_document->isEmpty()) return showPart(Part::hierarchy);
  if (m_process->hasPhases()) return showPart(Part::process);
  if (m_allocations->hasData()) return showPart(Part::allocators);
  showPart(Part::hierarchy);
}

QWidget* MemoryPanel::makeWords() {
  m_words = new QWidget;
  m_words->setObjectName(u"memoryWords"_s);
  auto* row = new QHBoxLayout(m_words);
  row->setContentsMargins(16, 6, 16, 0);
  row->setSpacing(8);
  m_wordsText = new Text({}, {12, 400, false, Tone::value});
  m_wordsText->setWordWrap(true);
  m_add = new Button(tr("Add to this session"), Button::Kind::plain);
  connect(m_add, &Button::clicked, this, &MemoryPanel::addRequested);
  row->addWidget(new SeveritySign(Severity::warning));
  row->addWidget(m_wordsText, 1);
  row->addWidget(m_add);
  return m_words;
}

void MemoryPanel::addChoice(QWidget* parent, const QString& label, Choice& choice) {
  choice.row = new QWidget;
  auto* line = new QHBoxLayout(choice.row);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(6);
  choice.control = new SegmentedControl({});
  choice.control->setMultiple(false);
  choice.control->setToolTip({});
  choice.control->setAccessibleName(label);
  line->addWidget(new Text(label, {12, 400, false, Tone::label}));
  line->addWidget(choice.control);
  line->addStretch(1);
  static_cast<WrapRow*>(parent)->add(choice.row, 0);
  connect(choice.control, &SegmentedControl::chosenEdited, this, [this, &choice] {
    const int at = choice.control->chosen().value(0, -1);
    if (at < 0 || at >= int(choice.pages.size())) return;
    m_page = choice.pages[std::size_t(at)];
    refreshChoices();
    draw();
  });
}

QPushButton* MemoryPanel::addToggle(const QString& text, const QString& tip,
                                    bool MemoryOptions::*option) {
  auto* button = new QPushButton(text);
  button->setCheckable(true);
  button->setChecked(m_plot->options().*option);
  button->setProperty("kind", u"toggle"_s);
  button->setToolTip(tip);
  button->setFocusPolicy(Qt::TabFocus);
  connect(button, &QPushButton::clicked, this, [this, option](bool on) {
    MemoryOptions options = m_plot->options();
    options.*option = on;
    setOptions(options);
  });
  m_toggles.emplace_back(button, option);
  return button;
}

QWidget* MemoryPanel::makeHeader() {
  auto* header = new QWidget;
  auto* column = new QVBoxLayout(header);
  column->setContentsMargins(16, 6, 16, 8);
  column->setSpacing(6);
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  m_subtitle = new Text({}, {12, 400, false, Tone::label});
  m_subtitle->setElided(true);
  row->addWidget(new Text(tr("Memory"), {15, 600, false, Tone::value}));
  row->addWidget(m_subtitle, 1);
  row->addWidget(addToggle(tr("CI band"), tr("Intervals as bands (B)"), &MemoryOptions::bands));
  row->addWidget(addToggle(tr("Knees"), tr("Knees and plateaus found (X)"), &MemoryOptions::knees));
  row->addWidget(addToggle(tr("Caches"), tr("Levels of the memory (G)"), &MemoryOptions::caches));
  row->addWidget(addToggle(tr("Log y"), tr("Logarithmic value axes (L)"), &MemoryOptions::logY));
  column->addLayout(row);
  auto* choices = new WrapRow(16);
  auto* left = new WrapRow(16);
  auto* right = new WrapRow(16);
  addChoice(left, tr("Width"), m_width);
  addChoice(left, tr("Threads"), m_threads);
  addChoice(left, tr("Stores"), m_stores);
  addChoice(right, tr("Pages"), m_pageKind);
  m_unit = new SegmentedControl({u"GB/s, ns"_s, tr("per cycle")});
  m_unit->setMultiple(false);
  m_unit->setChosen({0});
  m_unit->setAccessibleName(tr("Unit"));
  m_unit->setToolTip(tr("Per second or per cycle of the core (M)"));
  connect(m_unit, &SegmentedControl::chosenEdited, this, [this] {
    MemoryOptions options = m_plot->options();
    options.perCycle = m_unit->chosen().value(0) == 1;
    setOptions(options);
  });
  m_source = new SegmentedControl({tr("ceilings"), tr("this run")});
  m_source->setMultiple(false);
  m_source->setAccessibleName(tr("Figures"));
  m_source->setToolTip(tr("What is reached undisturbed, or the medians of this run's cases"));
  connect(m_source, &SegmentedControl::chosenEdited, this, [this] {
    m_wantCases = m_source->chosen().value(0) == 1;
    refresh();
  });
  right->add(m_source, 0);
  right->add(m_unit, 0);
  choices->add(left, 0, 320);
  choices->add(right, 0, 320);
  choices->add(new QWidget, 1);
  column->addWidget(choices);
  return header;
}

void MemoryPanel::setMeasureAction(QAction* action) {
  m_offer->setOffer(action);
}

void MemoryPanel::setKept(Kept kept) {
  m_kept = std::move(kept);
  m_stale = true;
  if (isVisible()) refresh();
}

void MemoryPanel::showKept() {
  m_showKept = true;
  refresh();
  if (chart() != nullptr) m_plot->setFocus();
}

/// Another machine's ceilings would say nothing of this session.
bool MemoryPanel::belongs(const Ceilings& kept) const {
  return m_document->isEmpty() || m_document->session().machine.cpuModel == kept.cpuModel;
}

const ChartSource* MemoryPanel::chart() const {
  if (part() == Part::process) return m_process->chart();
  if (part() == Part::allocators) return m_allocations->chart();
  return m_plot->chart().isEmpty() ? nullptr : m_plot;
}

void MemoryPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) refresh();
}

void MemoryPanel::refresh() {
  m_timer.stop();
  m_stale = false;
  const Session& session = m_document->session();
  m_shown = nullptr;
  if (auto own = ceilingsOf(session); own && !own->curves.empty())
    m_shown = std::make_shared<const Ceilings>(std::move(*own));
  else if (m_showKept && m_kept && belongs(*m_kept))
    m_shown = m_kept;
  std::vector<MemoryCurve> cases = memoryCurves(session);
  const bool both = m_shown && !cases.empty();
  m_source->setVisible(both);
  m_source->setChosen({m_wantCases ? 1 : 0});
  if (both && m_wantCases) m_shown = nullptr;
  m_curves = m_shown ? memoryCurves(*m_shown) : std::move(cases);
  m_pages = memoryPages(m_curves);
  if (std::find(m_pages.begin(), m_pages.end(), m_page) == m_pages.end())
    m_page = m_pages.empty() ? MemoryPage{} : m_pages.front();
  const bool ownOnes = m_shown && m_shown != m_kept;
  m_words->setVisible(m_shown && !ownOnes);
  if (m_shown && !ownOnes) {
    m_wordsText->setText(m_document->isEmpty()
                             ? tr("Kept for this machine, measured %1: no session is open.")
                                   .arg(whenText(m_shown->created))
                             : tr("Not part of this session: kept for this machine, measured %1.")
                                   .arg(whenText(m_shown->created)));
    m_add->setVisible(!m_document->isEmpty());
    m_add->setEnabled(!m_document->isRunning());
  }
  refreshOffer();
  refreshChoices();
  draw();
  refreshResident();
  const bool empty = m_plot->chart().isEmpty();
  m_stack->setCurrentIndex(empty ? 0 : 1);
  if (part() == Part::hierarchy) setFocusProxy(empty ? static_cast<QWidget*>(m_offer) : m_plot);
}

void MemoryPanel::refreshOffer() {
  QString text =
      tr("Bandwidth and latency against the working set, with the levels of the memory found in "
         "them. They are measured together with the ceilings, in about a minute.");
  const bool foreign = m_kept && !belongs(*m_kept);
  if (foreign)
    text += u' ' + tr("This session is from another machine (%1): what is measured here says "
                      "nothing of it.")
                       .arg(toQString(m_document->session().machine.cpuModel));
  m_offer->setText(text);
  const bool kept = m_kept && !foreign && !m_kept->curves.empty();
  m_keptRow->setVisible(kept);
  if (kept)
    m_keptText->setText(tr("For this machine there are some, measured %1. They are not part of "
                           "this session.")
                            .arg(whenText(m_kept->created)));
}

void MemoryPanel::refreshChoices() {
  // A segment leads to the page that differs in its axis and else as little as was measured.
  const auto fill = [&](Choice& choice, auto axis, auto text) {
    choice.pages.clear();
    QStringList words;
    int chosen = -1;
    for (const MemoryPage& page : m_pages) {
      const auto known =
          std::find_if(choice.pages.begin(), choice.pages.end(),
                       [&](const MemoryPage& one) { return axis(one) == axis(page); });
      const auto likeness = [&](const MemoryPage& one) {
        return (one.width == m_page.width) + (one.threads == m_page.threads) +
               (one.nonTemporal == m_page.nonTemporal) + (one.pages == m_page.pages);
      };
      if (known == choice.pages.end()) {
        choice.pages.push_back(page);
        words << text(page);
      } else if (likeness(page) > likeness(*known)) {
        *known = page;
      }
    }
    for (std::size_t i = 0; i < choice.pages.size(); ++i)
      if (axis(choice.pages[i]) == axis(m_page)) chosen = int(i);
    choice.control->setChoices(words);
    choice.control->setChosen(chosen < 0 ? QVector<int>() : QVector<int>{chosen});
    choice.row->setVisible(choice.pages.size() > 1);
  };
  fill(
      m_width, [](const MemoryPage& page) { return page.width; },
      [](const MemoryPage& page) { return tr("%1-bit").arg(8 * page.width); });
  fill(
      m_threads, [](const MemoryPage& page) { return page.threads; },
      [](const MemoryPage& page) { return countText(page.threads); });
  fill(
      m_stores, [](const MemoryPage& page) { return page.nonTemporal; },
      [](const MemoryPage& page) { return page.nonTemporal ? tr("non-temporal") : tr("plain"); });
  fill(
      m_pageKind, [](const MemoryPage& page) { return page.pages; },
      [](const MemoryPage& page) {
        return page.pages == PageKind::huge ? tr("2 MiB") : tr("4 KiB");
      });
}

QString MemoryPanel::noteOf(const MemoryPage& page) const {
  return QStringList{tr("%1-bit loads and stores").arg(8 * page.width),
                     counted(page.threads, tr("thread"), tr("threads")),
                     page.nonTemporal ? tr("stores past the caches") : tr("plain stores"),
                     page.pages == PageKind::huge ? tr("2 MiB pages") : tr("4 KiB pages")}
      .join(u", "_s);
}

void MemoryPanel::draw() {
  const Session& session = m_document->session();
  const QString note = m_curves.empty() ? QString() : noteOf(m_page);
  MemoryChart chart;
  if (!m_curves.empty()) chart = memoryChart(m_curves, m_shown.get(), session.machine, m_page);
  std::vector<std::pair<QString, QString>> cards;
  for (const MemoryCurve& curve : chart.bandwidth)
    cards.emplace_back(memoryStyle(curve.style), tr("bandwidth"));
  for (const MemoryCurve& curve : chart.latency)
    cards.emplace_back(memoryStyle(curve.style), tr("latency"));
  m_strip->setCurves(cards);
  m_strip->setHidden(m_plot->options().hidden);
  m_unit->setVisible(chart.clockHz > 0);
  QStringList parts;
  if (m_shown)
    parts << tr("ceilings measured %1").arg(whenText(m_shown->created));
  else if (!m_curves.empty())
    parts << tr("cases of this run, medians");
  m_subtitle->setText(parts.join(u", "_s));
  m_plot->setNames(
      tr("Memory: bandwidth and latency by working set"),
      tr("%1, %2").arg(toQString(m_shown ? m_shown->cpuModel : session.machine.cpuModel),
                       whenText(m_shown ? m_shown->created : session.created)));
  m_plot->setChart(std::move(chart), note);
  emit chartChanged();
}

void MemoryPanel::refreshResident() {
  m_plot->setResident(m_shown && m_shown == m_kept ? MemoryTimeScene{}
                                                   : residentOfRun(m_document->session()));
}

void MemoryPanel::refreshReading() {
  const MemoryChart& chart = m_plot->chart();
  const double bytes = m_plot->readingBytes();
  for (const auto* curves : {&chart.bandwidth, &chart.latency})
    for (const MemoryCurve& curve : *curves)
      for (MemoryCard* card : m_strip->cards()) {
        if (card->style() != memoryStyle(curve.style)) continue;
        const MemoryPoint* point = memoryPointAt(curve.points, bytes);
        if (point == nullptr) {
          card->setReading({}, kUnknown, {});
          continue;
        }
        // Bars as the mind expects them: full is best, fast or near.
        double best = point->value.value;
        const bool latency = curve.style.kind == WalkKind::latency;
        for (const MemoryPoint& other : curve.points)
          best = latency ? std::min(best, other.value.value) : std::max(best, other.value.value);
        card->setReading(
            memoryValueText(chart, curve.style, point->value.value, m_plot->options().perCycle),
            latency ? best / point->value.value : point->value.value / best,
            tr("at %1").arg(bytesText(double(point->bytes))));
      }
  emit readingChanged();
}

void MemoryPanel::setOptions(const MemoryOptions& options) {
  m_plot->setOptions(options);
  m_strip->setHidden(options.hidden);
  m_unit->setChosen({options.perCycle ? 1 : 0});
  for (const auto& [button, option] : m_toggles) button->setChecked(options.*option);
  refreshReading();
}

}  // namespace lane
