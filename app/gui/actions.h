// Every command of the window with its text, keys and place, in one table: menus, tool bar,
// palette and shortcut sheet are made from it. GUI thread.
#pragma once

#include <QAction>
#include <QObject>
#include <QString>
#include <vector>

namespace lane {

enum class Act {
  open,
  importResults,
  importFolder,
  save,
  saveAs,
  closeSession,
  newPlan,
  loadPlan,
  savePlan,
  duplicatePlan,
  print,
  quit,
  undo,
  redo,
  copyValue,
  copyRows,
  copyMarkdown,
  selectRows,
  copyChart,
  copyData,
  addNote,
  filterRows,
  filterKernels,
  preferences,
  viewCurves,
  viewLatency,
  viewRoofline,
  viewMemory,
  viewFiles,
  viewScoreboard,
  viewDiff,
  viewTable,
  viewTimeline,
  viewReport,
  leftDock,
  inspector,
  bands,
  crossovers,
  caches,
  peers,
  ghost,
  logY,
  distribution,
  linkAxes,
  nextMetric,
  resetZoom,
  textLarger,
  textSmaller,
  textNormal,
  themeSystem,
  themeDark,
  themeLight,
  toggleTheme,
  reduceMotion,
  nextRegion,
  previousRegion,
  fullScreen,
  resetLayout,
  run,
  quickSurvey,
  measureCeilings,
  measureFiles,
  measurePhases,
  measureAllocators,
  pause,
  stop,
  resumeSession,
  measureAgain,
  addSizes,
  refineCrossover,
  previousSize,
  nextSize,
  listSessions,
  nextSession,
  previousSession,
  renameSession,
  setAsA,
  setAsB,
  revealFile,
  closeAllSessions,
  diffWith,
  swapDiff,
  exportChart,
  exportPng,
  exportSvg,
  exportPdf,
  exportCsv,
  exportSized,
  exportAll,
  exportReport,
  palette,
  help,
  shortcuts,
  about,
};

class Actions : public QObject {
  Q_OBJECT
 public:
  explicit Actions(QWidget* window);
  QAction* operator[](Act act) const { return m_actions[std::size_t(act)]; }

  struct Entry {
    QAction* action;
    QString group;     ///< menu it stands in: "File", "Run" …
    QString chartKey;  ///< "B": a key of the charts, which answer to it themselves
  };
  const std::vector<Entry>& entries() const { return m_entries; }
  /// The action's text as read: no mnemonic, no key.
  static QString words(const QAction& action);
  /// Its key as read: "Ctrl+K", or the chart's "B".
  static QString keys(const QAction& action);

 private:
  std::vector<QAction*> m_actions;
  std::vector<Entry> m_entries;
};

}  // namespace lane
