// The frame of the window: settings taking effect, moving between its parts by keyboard, and what
// assistive tools are told.
#include <QAccessible>
#include <QScrollArea>
#include <QStackedWidget>
#include <algorithm>

#include "charts/curves_view.h"
#include "charts/plot_focus.h"
#include "dock.h"
#include "main_window.h"
#include "panels/message_bar.h"
#include "panels/run_status_bar.h"
#include "settings_dialog.h"
#include "support/motion.h"
#include "support/qt_units.h"
#include "support/theme.h"
#include "top_bar.h"

namespace lane {
namespace {

struct MetricWord {
  CurveMetric metric;
  const char* word;
};
constexpr MetricWord kMetrics[] = {
    {CurveMetric::byteRate, "byteRate"},           {CurveMetric::flopRate, "flopRate"},
    {CurveMetric::itemRate, "itemRate"},           {CurveMetric::timePerItem, "timePerItem"},
    {CurveMetric::cyclesPerItem, "cyclesPerItem"}, {CurveMetric::relative, "relative"}};

Theme::Choice themeOf(const QString& word) {
  if (word == u"dark") return Theme::Choice::dark;
  if (word == u"light") return Theme::Choice::light;
  return Theme::Choice::system;
}

bool takesTab(const QWidget* widget, const QWidget* window) {
  return (widget->focusPolicy() & Qt::TabFocus) && widget->isVisibleTo(window) &&
         widget->isEnabled();
}

/// What Tab reaches within a part of the window, in its order there.
QList<QWidget*> stopsIn(QWidget* part) {
  QList<QWidget*> stops;
  QWidget* first = part->window();
  for (QWidget* at = first->nextInFocusChain(); at != first; at = at->nextInFocusChain())
    if (part->isAncestorOf(at) && takesTab(at, first)) stops << at;
  return stops;
}

}  // namespace

void MainWindow::connectFrame() {
  const auto on = [this](Act act, auto slot) {
    connect((*m_actions)[act], &QAction::triggered, this, slot);
  };
  on(Act::preferences, [this] { showPreferences(); });
  on(Act::nextRegion, [this] { stepRegion(1); });
  on(Act::previousRegion, [this] { stepRegion(-1); });
  on(Act::reduceMotion, [this](bool reduced) {
    m_settings->set(SettingKey::reduceMotion, reduced);
    applySetting(SettingKey::reduceMotion);
  });
  for (const SettingKey key :
       {SettingKey::reduceMotion, SettingKey::chartMetric, SettingKey::sessionsFolder})
    applySetting(key);
  connect(m_curves, &CurvesView::metricChanged, this, [this] {
    for (const MetricWord& each : kMetrics)
      if (each.metric == m_curves->metric())
        m_settings->set(SettingKey::chartMetric, QString::fromLatin1(each.word));
    if (m_preferences) m_preferences->refresh();
  });
  connect(m_runs, &RunController::finished, this, [this](const RunFinished& result) {
    // Said aloud by a screen reader wherever the focus is.
    const QString outcome = result.outcome == RunOutcome::completed ? tr("Run finished")
                            : result.outcome == RunOutcome::stopped ? tr("Run stopped")
                                                                    : tr("Run failed");
    m_status->setAccessibleName(tr("%1, %2").arg(
        outcome, counted(m_document->session().cases.size(), tr("point"), tr("points"))));
    QAccessibleEvent alert(m_status, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
  });
  orderFocus();
  showFocusOfPlots(this);
}

void MainWindow::showPreferences() {
  if (!m_preferences) {
    m_preferences = new SettingsDialog(m_settings, this);
    connect(m_preferences, &SettingsDialog::changed, this, &MainWindow::applySetting);
    connect(m_preferences, &QObject::destroyed, this, [this] { m_preferences = nullptr; });
    m_preferences->open();
  }
  m_preferences->raise();
  m_preferences->activateWindow();
}

void MainWindow::applySetting(SettingKey key) {
  const QVariant value = m_settings->value(key);
  switch (key) {
    case SettingKey::theme:
      Theme::instance().setChoice(themeOf(value.toString()));
      refreshActions();
      break;
    case SettingKey::textScale:
      Theme::instance().setTextScale(value.toDouble());
      break;
    case SettingKey::reduceMotion:
      setMotionReduced(value.toBool());
      (*m_actions)[Act::reduceMotion]->setChecked(value.toBool());
      break;
    case SettingKey::chartMetric:
      for (const MetricWord& each : kMetrics)
        if (value.toString() == QLatin1StringView(each.word)) m_curves->setMetric(each.metric);
      break;
    case SettingKey::diffThreshold:
      m_diff->setThreshold(value.toDouble());
      break;
    case SettingKey::sessionsFolder:
      setSessionsDirectory(value.toString());
      break;
    case SettingKey::linkAxes:
      refreshActions();
      break;
    default:
      break;  // read where it is needed
  }
}

/// The tool bar, the dock on the left, the view, the dock on the right: F7 goes round, and each
/// part gives the keyboard to what had it there last.
void MainWindow::stepRegion(int by) {
  QWidget* parts[] = {m_top, m_left, centralWidget(), m_right};
  constexpr int kParts = int(std::size(parts));
  m_regionFocus.resize(kParts);
  QWidget* focus = focusWidget();
  int at = 2;
  for (int i = 0; i < kParts; ++i)
    if (focus && parts[i]->isAncestorOf(focus)) at = i;
  m_regionFocus[at] = focus;
  for (int step = 1; step <= kParts; ++step) {
    const int next = ((at + by * step) % kParts + kParts) % kParts;
    const QList<QWidget*> stops = stopsIn(parts[next]);
    if (stops.isEmpty()) continue;
    QWidget* last = m_regionFocus[next];
    const bool back = last && parts[next]->isAncestorOf(last) && last->isVisible();
    // A view is entered at its chart or table.
    QWidget* view = next == 2 && !isEmptyStateShown() ? pageOf(m_view).focus : nullptr;
    QWidget* goal = back ? last : view && takesTab(view, this) ? view : stops.first();
    goal->setFocus(Qt::TabFocusReason);
    return;
  }
}

/// Tab goes as the eye does: tool bar, dock on the left, view, dock on the right.
void MainWindow::orderFocus() {
  QWidget* last = nullptr;
  for (QWidget* part : std::initializer_list<QWidget*>{m_top, m_left, centralWidget(), m_right}) {
    QList<QWidget*> inPart;
    for (QWidget* at = nextInFocusChain(); at != this; at = at->nextInFocusChain())
      if (part->isAncestorOf(at) && (at->focusPolicy() & Qt::TabFocus)) inPart << at;
    for (QWidget* each : inPart) {
      if (last) setTabOrder(last, each);
      last = each;
    }
  }
}

}  // namespace lane
