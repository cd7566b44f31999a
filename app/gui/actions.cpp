#include "actions.h"

#include <QWidget>
#include <optional>

#include "support/icons.h"

namespace lane {
namespace {

struct Row {
  Act act;
  const char* group;
  const char* text;
  const char* keys = "";
  std::optional<Icon> icon = {};
  bool checkable = false;
  const char* chartKey = "";  ///< acts only while a chart has the focus: letters belong to text
};

// In the order of the enum and of the menus.
const Row kRows[] = {
    {Act::open, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Open…"), "Ctrl+O", Icon::open},
    {Act::importResults, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Import results…"),
     "Ctrl+Shift+O"},
    {Act::importFolder, "File", QT_TRANSLATE_NOOP("lane::Actions", "Import &folder of Criterion…"),
     "Ctrl+Shift+I"},
    {Act::save, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Save"), "Ctrl+S", Icon::save},
    {Act::saveAs, "File", QT_TRANSLATE_NOOP("lane::Actions", "Save &as…"), "Ctrl+Shift+S"},
    {Act::closeSession, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Close session"), "Ctrl+W"},
    {Act::newPlan, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Edit plan"), "Ctrl+L"},
    {Act::loadPlan, "File", QT_TRANSLATE_NOOP("lane::Actions", "Load &plan…"), "Ctrl+Alt+O"},
    {Act::savePlan, "File", QT_TRANSLATE_NOOP("lane::Actions", "Save p&lan as…"), "Ctrl+Alt+S"},
    {Act::duplicatePlan, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Duplicate plan"),
     "Ctrl+Shift+N"},
    {Act::print, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Print chart…"), "Ctrl+P"},
    {Act::quit, "File", QT_TRANSLATE_NOOP("lane::Actions", "&Quit"), "Ctrl+Q"},
    {Act::undo, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "&Undo"), "Ctrl+Z"},
    {Act::redo, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "&Redo"), "Ctrl+Shift+Z"},
    {Act::copyValue, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "Copy &value"), "Ctrl+C",
     Icon::copy},
    {Act::copyRows, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "Copy &rows as TSV"), "Ctrl+Alt+C"},
    {Act::copyMarkdown, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "Copy rows as Mar&kdown"),
     "Ctrl+Alt+M"},
    {Act::selectRows, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "Select a&ll rows"), "Ctrl+A"},
    {Act::copyChart, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "Copy &chart"), "Ctrl+Shift+C"},
    {Act::copyData, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "Copy &data of the chart"),
     "Ctrl+Alt+D"},
    {Act::addNote, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "&Note…"), "Ctrl+M"},
    {Act::filterRows, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "F&ilter rows of the table"),
     "Ctrl+Shift+F"},
    {Act::filterKernels, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "&Find kernels"), "Ctrl+F",
     Icon::search},
    {Act::preferences, "Edit", QT_TRANSLATE_NOOP("lane::Actions", "Pr&eferences…"), "Ctrl+,"},
    {Act::viewCurves, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Curves"), "Ctrl+1", {}, true},
    {Act::viewLatency, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Latency"), "Ctrl+2", {}, true},
    {Act::viewRoofline,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "&Roofline"),
     "Ctrl+3",
     {},
     true},
    {Act::viewMemory, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Memory"), "Ctrl+4", {}, true},
    {Act::viewFiles, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Files"), "Ctrl+5", {}, true},
    {Act::viewScoreboard,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "Score&board"),
     "Ctrl+6",
     {},
     true},
    {Act::viewDiff, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Diff"), "Ctrl+7", {}, true},
    {Act::viewTable, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Table"), "Ctrl+8", {}, true},
    {Act::viewTimeline,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "T&imeline"),
     "Ctrl+9",
     {},
     true},
    {Act::viewReport,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "Repor&t"),
     "Ctrl+Alt+R",
     {},
     true},
    {Act::leftDock, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Plan dock"), "Ctrl+B", {}, true},
    {Act::inspector, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Inspector"), "Ctrl+I", {}, true},
    {Act::bands, "View", QT_TRANSLATE_NOOP("lane::Actions", "Interval &bands"), "", {}, true, "B"},
    {Act::crossovers, "View", QT_TRANSLATE_NOOP("lane::Actions", "Cr&ossovers"), "", {}, true, "X"},
    {Act::caches, "View", QT_TRANSLATE_NOOP("lane::Actions", "C&aches"), "", {}, true, "G"},
    {Act::peers, "View", QT_TRANSLATE_NOOP("lane::Actions", "P&eers"), "", {}, true, "P"},
    {Act::ghost, "View", QT_TRANSLATE_NOOP("lane::Actions", "G&host"), "", {}, true, "H"},
    {Act::logY,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "Lo&garithmic y axis"),
     "",
     {},
     true,
     "L"},
    {Act::distribution,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "&Distribution of samples"),
     "",
     {},
     true,
     "D"},
    {Act::linkAxes,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "Lin&k size axes"),
     "Ctrl+Alt+X",
     {},
     true},
    {Act::nextMetric,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "&Next metric"),
     "",
     {},
     false,
     "M"},
    {Act::resetZoom, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Fit chart"), "", Icon::fit, false,
     "0"},
    {Act::textLarger, "View", QT_TRANSLATE_NOOP("lane::Actions", "Text larger"), "Ctrl+="},
    {Act::textSmaller, "View", QT_TRANSLATE_NOOP("lane::Actions", "Text smaller"), "Ctrl+-"},
    {Act::textNormal, "View", QT_TRANSLATE_NOOP("lane::Actions", "Text normal"), "Ctrl+0"},
    {Act::themeSystem,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "Theme: &system"),
     "Ctrl+Alt+1",
     {},
     true},
    {Act::themeDark, "View", QT_TRANSLATE_NOOP("lane::Actions", "Theme: d&ark"), "Ctrl+Alt+2",
     Icon::moon, true},
    {Act::themeLight, "View", QT_TRANSLATE_NOOP("lane::Actions", "Theme: &light"), "Ctrl+Alt+3",
     Icon::sun, true},
    {Act::toggleTheme, "View", QT_TRANSLATE_NOOP("lane::Actions", "Switch dark and light"),
     "Ctrl+Shift+L"},
    {Act::reduceMotion,
     "View",
     QT_TRANSLATE_NOOP("lane::Actions", "Reduce &motion"),
     "Ctrl+Shift+M",
     {},
     true},
    {Act::nextRegion, "View", QT_TRANSLATE_NOOP("lane::Actions", "Ne&xt part of the window"), "F7"},
    {Act::previousRegion, "View",
     QT_TRANSLATE_NOOP("lane::Actions", "Pre&vious part of the window"), "Shift+F7"},
    {Act::fullScreen, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Full screen"), "F11", {}, true},
    {Act::resetLayout, "View", QT_TRANSLATE_NOOP("lane::Actions", "&Reset layout"), "Ctrl+Alt+0"},
    {Act::run, "Run", QT_TRANSLATE_NOOP("lane::Actions", "&Run or resume"), "F5", Icon::run},
    {Act::quickSurvey, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Run &quick survey"),
     "Ctrl+Shift+F5"},
    {Act::measureCeilings, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Measure &ceilings"),
     "Ctrl+F6"},
    {Act::measureFiles, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Measure &files"), "Ctrl+F7"},
    {Act::measurePhases, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Measure memory p&hases"),
     "Ctrl+F8"},
    {Act::measureAllocators, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Measure a&llocators"),
     "Ctrl+F9"},
    {Act::pause, "Run", QT_TRANSLATE_NOOP("lane::Actions", "&Pause"), "F6", Icon::pause},
    {Act::stop, "Run", QT_TRANSLATE_NOOP("lane::Actions", "&Stop"), "Shift+F5", Icon::stop},
    {Act::resumeSession, "Run", QT_TRANSLATE_NOOP("lane::Actions", "R&esume stopped session"),
     "Ctrl+F5"},
    {Act::measureAgain, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Measure this point &again"),
     "Ctrl+R"},
    {Act::addSizes, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Add si&zes here"), "Ctrl+Shift+R"},
    {Act::refineCrossover, "Run", QT_TRANSLATE_NOOP("lane::Actions", "Refine this cross&over"),
     "Ctrl+Shift+X"},
    {Act::previousSize, "Session", QT_TRANSLATE_NOOP("lane::Actions", "&Previous size"), "Alt+Left",
     Icon::chevronLeft},
    {Act::nextSize, "Session", QT_TRANSLATE_NOOP("lane::Actions", "&Next size"), "Alt+Right",
     Icon::chevronRight},
    {Act::listSessions, "Session", QT_TRANSLATE_NOOP("lane::Actions", "&List of sessions"),
     "Ctrl+Shift+K"},
    {Act::nextSession, "Session", QT_TRANSLATE_NOOP("lane::Actions", "Next &open session"),
     "Ctrl+Tab"},
    {Act::previousSession, "Session", QT_TRANSLATE_NOOP("lane::Actions", "Pre&vious open session"),
     "Ctrl+Shift+Tab"},
    {Act::renameSession, "Session", QT_TRANSLATE_NOOP("lane::Actions", "&Rename and describe…"),
     "Ctrl+F2"},
    {Act::setAsA, "Session", QT_TRANSLATE_NOOP("lane::Actions", "Set as &A, the base"),
     "Ctrl+Alt+A"},
    {Act::setAsB, "Session", QT_TRANSLATE_NOOP("lane::Actions", "Set as &B, the new one"),
     "Ctrl+Alt+B"},
    {Act::revealFile, "Session", QT_TRANSLATE_NOOP("lane::Actions", "Show &file in its folder"),
     "Ctrl+Alt+L"},
    {Act::closeAllSessions, "Session", QT_TRANSLATE_NOOP("lane::Actions", "Close a&ll sessions"),
     "Ctrl+Shift+W"},
    {Act::diffWith, "Analyze", QT_TRANSLATE_NOOP("lane::Actions", "&Diff with…"), "Ctrl+D",
     Icon::compare},
    {Act::swapDiff, "Analyze", QT_TRANSLATE_NOOP("lane::Actions", "&Swap A and B"), "Ctrl+Shift+D"},
    {Act::exportChart, "Export", QT_TRANSLATE_NOOP("lane::Actions", "&Chart…"), "Ctrl+E",
     Icon::exportChart},
    {Act::exportPng, "Export", QT_TRANSLATE_NOOP("lane::Actions", "Chart as &PNG…"), "Ctrl+Alt+P"},
    {Act::exportSvg, "Export", QT_TRANSLATE_NOOP("lane::Actions", "Chart as &SVG…"), "Ctrl+Alt+V"},
    {Act::exportPdf, "Export", QT_TRANSLATE_NOOP("lane::Actions", "Chart as P&DF…"), "Ctrl+Alt+F"},
    {Act::exportCsv, "Export", QT_TRANSLATE_NOOP("lane::Actions", "Data of the chart as CS&V…"),
     "Ctrl+Alt+E"},
    {Act::exportSized, "Export", QT_TRANSLATE_NOOP("lane::Actions", "Chart with size and &DPI…"),
     "Ctrl+Alt+I"},
    {Act::exportAll, "Export", QT_TRANSLATE_NOOP("lane::Actions", "&All views…"),
     "Ctrl+Alt+Shift+E"},
    {Act::exportReport, "Export", QT_TRANSLATE_NOOP("lane::Actions", "&Report…"), "Ctrl+Shift+E"},
    {Act::palette, "Help", QT_TRANSLATE_NOOP("lane::Actions", "&Go to anything"), "Ctrl+K",
     Icon::search},
    {Act::help, "Help", QT_TRANSLATE_NOOP("lane::Actions", "What each &number means"), "Shift+F1"},
    {Act::shortcuts, "Help", QT_TRANSLATE_NOOP("lane::Actions", "&Keyboard shortcuts"), "F1"},
    {Act::about, "Help", QT_TRANSLATE_NOOP("lane::Actions", "&About Lanescope"), "Ctrl+F1"},
};

}  // namespace

Actions::Actions(QWidget* window) : QObject(window) {
  for (const Row& row : kRows) {
    Q_ASSERT(std::size_t(row.act) == m_actions.size());
    const QString chartKey = QString::fromLatin1(row.chartKey);
    QString text = tr(row.text);
    if (!chartKey.isEmpty()) text += u'\t' + chartKey;  // menus show it where they show keys
    auto* action = new QAction(text, this);
    action->setShortcut(QKeySequence(QLatin1StringView(row.keys)));
    action->setCheckable(row.checkable);
    if (row.icon) action->setIcon(icon(*row.icon));
    window->addAction(action);  // keys work even while the menus are hidden
    m_actions.push_back(action);
    m_entries.push_back({action, QString::fromLatin1(row.group), chartKey});
  }
}

QString Actions::words(const QAction& action) {
  QString text = action.text().section(u'\t', 0, 0);
  return text.remove(u'&');
}

QString Actions::keys(const QAction& action) {
  return action.shortcut().isEmpty() ? action.text().section(u'\t', 1)
                                     : action.shortcut().toString(QKeySequence::NativeText);
}

}  // namespace lane
