// Acts on session files for the window: another name (an open session follows), the bin with the
// way back, the desktop's file manager, and what runs that died have left. Says what it did in the
// message bar. GUI thread; owns nothing it is given.
#pragma once

#include <QObject>
#include <QStringList>
#include <memory>
#include <vector>

#include "recovery.h"
#include "run_controller.h"

class QThreadPool;

namespace lane {

class FileController;
class MessageBar;
class Settings;

class SessionKeeper : public QObject {
  Q_OBJECT
 public:
  SessionKeeper(FileController* files, RunController* runs, Settings* settings,
                MessageBar* messages, QObject* parent);
  ~SessionKeeper() override;

  bool rename(const QString& path, const QString& name);
  void toBin(const QStringList& paths);
  /// Looks for runs that died, on a thread of its own, and offers what it finds.
  void lookForLeftRuns(const QStringList& folders);

 signals:
  void renamed(const QString& from, const QString& to);
  void filesChanged();

 private:
  bool isOurs(const QString& path);  ///< one of the program's samples stays; says so
  void offer(const std::vector<LeftRun>& runs);
  void recover(const LeftRun& run);
  void fromBin(const QString& inBin, const QString& path);

  FileController* m_files;
  RunController* m_runs;
  Settings* m_settings;
  MessageBar* m_messages;
  std::unique_ptr<RunLock> m_lock;  ///< while a run goes
  std::unique_ptr<QThreadPool> m_pool;
};

}  // namespace lane
