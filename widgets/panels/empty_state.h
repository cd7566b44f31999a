// The page a new user meets: what a first run does and how long it takes, the machine with the
// variants found, how ready it is, and recent sessions. GUI thread; owns nothing it is given.
#pragma once

#include <QWidget>

#include "machine/machine_card.h"
#include "panels/labels.h"

class QGridLayout;
class QHBoxLayout;
class QVBoxLayout;

namespace lane {

class Button;
class CoreMap;
class RecentSessionsModel;
class TracePreview;

struct QuickSurvey {
  QString plan;  ///< name of the built-in plan
  bool known = false;
  std::size_t kernels = 0, variants = 0, points = 0;
  double seconds = 0;
  double precision = 0.01;
};

class EmptyState : public QWidget {
  Q_OBJECT
 public:
  explicit EmptyState(RecentSessionsModel* recent, QWidget* parent = nullptr);
  void setMachine(const MachineCard& machine);
  void setSurvey(const QuickSurvey& survey);
  TracePreview* trace() { return m_trace; }
  Button* runButton() { return m_run; }

 signals:
  void runRequested();
  void planRequested();
  void openRequested();
  void commandsRequested();
  void sessionRequested(const QString& path);
  void machineRequested();

 private:
  QWidget* makeLead();
  QWidget* makeMachine();
  QWidget* makeRecent();
  void rebuildRecent();

  RecentSessionsModel* m_recent;
  TracePreview* m_trace = nullptr;
  Text* m_sentence = nullptr;
  Button* m_run = nullptr;
  Text* m_duration = nullptr;
  Text* m_points = nullptr;
  Text* m_cpu = nullptr;
  Text* m_cpuLine = nullptr;
  CoreMap* m_cores = nullptr;
  QVBoxLayout* m_facts = nullptr;
  QHBoxLayout* m_cards = nullptr;
  QWidget* m_recentBlock = nullptr;
};

}  // namespace lane
