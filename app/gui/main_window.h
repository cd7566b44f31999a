// The main window: lays out docks, views and bars, and connects models, panels and controllers.
// It computes nothing. GUI thread; owns everything but the settings.
#pragma once

#include <QMainWindow>
#include <QPointer>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "actions.h"
#include "command_palette.h"
#include "export_controller.h"
#include "file_controller.h"
#include "models/benchmark_tree_model.h"
#include "models/diff_document.h"
#include "models/plan_model.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/empty_state.h"
#include "run_controller.h"
#include "settings.h"
#include "views.h"

class QStackedWidget;
class QThreadPool;
class QTimer;

namespace lane {

class CeilingsController;
class CompareView;
class CurvesView;
class DiffPairPage;
class DiffPanel;
class DiffStatus;
class Dock;
class DropHint;
class FindingsPanel;
class HelpBrowser;
class LatencyView;
class MachinePanel;
class MemoryLevelsPage;
class PhasePage;
class MemoryPanel;
class MessageBar;
class Notifier;
class NoteBook;
class NoteEditor;
class NotesPanel;
class ImportController;
class PlanPanel;
class PointPanel;
class RecentSessionsModel;
class ReportController;
class ReportPanel;
class RooflinePanel;
class SeriesStrip;
class RunStatusBar;
class SessionKeeper;
class SessionsPanel;
class SettingsDialog;
class TablePanel;
class TimelineView;
class TopBar;

/// What to do with a run when the window is to close.
enum class CloseChoice { stopAndSave, keepRunning, cancel };

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(Settings* settings, RunController::Engine engine = &runPlan,
                      PlanModel::Preview preview = &previewPlan, QWidget* parent = nullptr);
  ~MainWindow() override;

  Actions& actions() { return *m_actions; }
  SessionDocument& document() { return *m_document; }
  SelectionModel& selection() { return *m_selection; }
  PlanModel& planModel() { return *m_plan; }
  DiffDocument& diffDocument() { return *m_diff; }
  RunController& runs() { return *m_runs; }
  FileController& files() { return *m_files; }
  OpenSessions& sessions() { return m_files->sessions(); }
  SessionsPanel& sessionsPanel() { return *m_sessionsPanel; }
  Notifier& notifier() { return *m_notifier; }
  ImportController& imports() { return *m_imports; }
  CeilingsController& ceilings() { return *m_ceilings; }
  MessageBar& messages() { return *m_messages; }
  CurvesView& curvesView() { return *m_curves; }
  LatencyView& latencyView() { return *m_latency; }
  TimelineView& timelineView() { return *m_timeline; }
  ExportController& exports() { return *m_exports; }
  NoteBook& notes() { return *m_notes; }
  PlanPanel& planPanel() { return *m_planPanel; }
  TablePanel& tablePanel() { return *m_tablePanel; }
  RooflinePanel& rooflinePanel() { return *m_roofline; }
  MemoryPanel& memoryPanel() { return *m_memory; }
  DiffPanel& diffPanel() { return *m_diffPanel; }
  CompareView& compareView() { return *m_compare; }
  ReportController& reports() { return *m_reports; }
  ReportPanel& reportPanel() { return *m_reportPanel; }
  EmptyState& emptyState() { return *m_empty; }

  View view() const { return m_view; }
  void showView(View view);
  const std::vector<ViewPage>& views() const { return m_views; }
  bool isEmptyStateShown() const;
  /// Loads a built-in plan or a YAML file into the plan panel.
  bool loadPlanNamed(const QString& nameOrPath);
  void startRun();
  void runQuickSurvey();
  void measureCeilingsHere();
  void showPreferences();
  /// Cases of a session once more, each in so many fresh processes; it becomes the open session.
  /// False, with a message, when that cannot be.
  bool measureAgain(const Session& session, const QString& path, const QStringList& keys,
                    std::uint32_t processes);

  /// Offers what runs that died have left; for after the first paint.
  void offerRecovery();

  /// Asked when the window closes during a run; tests replace it.
  std::function<CloseChoice(QWidget*)> askClose;
  /// Asks for a plan's name, with one proposed; empty: cancelled. Tests replace it.
  std::function<QString(QWidget*, const QString&)> askPlanName;

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void makeCentre();
  void addView(ViewPage page);  ///< in the order of the tool bar
  void addMemoryView();
  void addFilesView();
  void addScoreboardView();
  const ViewPage& pageOf(View view) const;
  void makeDocks();
  void makeMenus();
  void connectModels();
  void connectActions();
  void connectChartActions();
  void connectExports();
  void connectNotes();
  void connectPanels();
  void connectTable();
  void connectDiff();
  void connectTrend();
  void connectMemory();
  void refreshMemoryChrome();
  void connectGhost();
  void setGhost(std::shared_ptr<const Session> session, const QString& name);
  /// The previous session of this machine among the candidates, or the first of them.
  void loadGhost(const QStringList& candidates, bool previous);
  void connectFindings();
  void connectAppend();
  void connectRefine();
  void refreshCrossoverChrome();
  void refineCrossover(std::size_t index);  ///< into the session's
  void tellRefined(const RunFinished& result);
  void addCrossoverEntries(std::vector<CommandPalette::Entry>& entries);
  void connectImport();
  void connectReport();
  void connectFrame();  ///< settings, parts of the window, what assistive tools are told
  void connectPlans();
  void connectSessions();  ///< those open at once, their files, what a crash left
  void refreshSessionMenu();
  void refreshSessionActions();
  void setDiffSide(bool base);  ///< to the open session
  bool closeShown();            ///< asks about what is unsaved
  bool settleUnsaved();         ///< of all that are open, with one question; false: cancelled
  void describeSession();
  void applySetting(SettingKey key);
  void stepRegion(int by);
  void orderFocus();
  void refreshPlanMenu();
  void savePlanAs();
  void duplicatePlan();
  void renamePlan(const QString& name);
  void deletePlan(const QString& name);
  void restoreLayout();
  void startBackgroundWork();
  void styleAhead();

  void refreshTitle();
  void refreshActions();
  void refreshAppendActions();
  void refreshChrome();
  void refreshMetricMenu();
  void refreshChartActions();
  void showChartMenu(const QPoint& at, bool hasPoint);
  void followSizes(const CurvesView& chart);
  void showInspector();
  std::vector<ExportController::NamedChart> charts() const;
  void openExportDialog(bool allViews);
  void editNote(quint32 caseIndex);
  void refreshNotesChrome();
  void refreshSummaries();
  void refreshRecent();
  void runFinished(const RunFinished& result, const QString& path);
  bool addTo(const Session& session, const QString& path, const Plan& plan);
  void measurePointAgain();
  void addSizesHere();
  void resumeSession();
  void tellStopped(const QString& path);
  void stepSize(int by);
  void selectKernel(const QString& name);
  void selectPair(const QString& key);
  void openPair(const QString& key);
  void showPairMenu(const QPoint& at);
  void measurePairs(const QStringList& keys);
  bool isPairShown() const;
  bool canCopyRows() const;
  void refreshDiffChrome();
  void refreshDiffActions();
  void copyValue();
  void showPlanEditor();
  void setTheme(int choice);
  void setTextScale(double scale);
  CurvesView* chartView() const;
  const ChartSource* chartSource() const;
  void openPalette();
  void connectHelp();
  void showHelp(const QString& page, const QString& heading = {});

  Settings* m_settings;
  SessionDocument* m_document;
  SelectionModel* m_selection;
  PlanModel* m_plan;
  DiffDocument* m_diff;
  BenchmarkTreeModel* m_tree;
  RecentSessionsModel* m_recent;
  Actions* m_actions;
  RunController* m_runs;
  CeilingsController* m_ceilings = nullptr;
  FileController* m_files = nullptr;
  ImportController* m_imports = nullptr;
  ExportController* m_exports = nullptr;
  NoteBook* m_notes = nullptr;
  NotesPanel* m_notesPanel = nullptr;
  int m_notesPage = -1;  ///< of the dock on the right
  NoteEditor* m_noteEditor = nullptr;
  ReportController* m_reports = nullptr;

  TopBar* m_top = nullptr;
  MessageBar* m_messages = nullptr;
  QStackedWidget* m_stack = nullptr;
  EmptyState* m_empty = nullptr;
  CurvesView* m_curves = nullptr;
  SeriesStrip* m_strip = nullptr;
  LatencyView* m_latency = nullptr;
  RooflinePanel* m_roofline = nullptr;
  MemoryPanel* m_memory = nullptr;
  MemoryLevelsPage* m_levels = nullptr;
  int m_levelsPage = -1;  ///< of the dock on the right
  bool m_levelsShown = false;
  PhasePage* m_phases = nullptr;
  int m_phasesPage = -1;  ///< of the dock on the right
  bool m_phasesShown = false;
  bool m_keptLooked = false;  ///< for ceilings of this machine
  TimelineView* m_timeline = nullptr;
  CompareView* m_compare = nullptr;
  DiffPanel* m_diffPanel = nullptr;
  DiffPairPage* m_pairPage = nullptr;
  DiffStatus* m_diffStatus = nullptr;
  QVector<int> m_diffPages;       ///< of the dock on the right
  bool m_measuringPairs = false;  ///< the run that goes adds to the diff's B
  TablePanel* m_tablePanel = nullptr;
  ReportPanel* m_reportPanel = nullptr;
  Dock* m_left = nullptr;
  Dock* m_right = nullptr;
  PlanPanel* m_planPanel = nullptr;
  SessionsPanel* m_sessionsPanel = nullptr;
  Notifier* m_notifier = nullptr;
  SessionKeeper* m_keeper = nullptr;
  MachinePanel* m_machinePanel = nullptr;
  PointPanel* m_pointPanel = nullptr;
  FindingsPanel* m_findingsPanel = nullptr;
  int m_crossoverPage = -1;                   ///< of the dock on the right
  std::optional<CrossoverRecord> m_refining;  ///< as it was before the run that narrows it
  RunStatusBar* m_status = nullptr;
  CommandPalette* m_palette = nullptr;
  HelpBrowser* m_help = nullptr;             ///< made when first asked for
  SettingsDialog* m_preferences = nullptr;   ///< while it is open
  QVector<QPointer<QWidget>> m_regionFocus;  ///< what had the keyboard in each part
  DropHint* m_dropHint = nullptr;
  QTimer* m_summaryTimer = nullptr;
  std::unique_ptr<QThreadPool> m_pool;
  MachineCard m_machine;
  QuickSurvey m_survey;
  std::vector<ViewPage> m_views;
  View m_view = View::curves;
  bool m_planning = false;  ///< the plan is edited although nothing is measured yet
  bool m_leftWanted = true, m_rightWanted = true;
  bool m_closeWhenDone = false;
};

}  // namespace lane
