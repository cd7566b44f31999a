// Checkpoints of runs that did not end: found, told apart from those of runs that still go, turned
// into sessions. While this program runs a plan it holds a lock beside the file, which its death
// releases. Any thread, except where it says otherwise.
#pragma once

#include <QLockFile>
#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

#include "session/store.h"

namespace lane {

/// A run that did not end.
struct LeftRun {
  QString path;  ///< of the session it was to become
  QString part;  ///< what there is of it
  QString title;
  QString created;  ///< local date and time
  std::size_t measured = 0;
  std::size_t cases = 0;
  bool isReadable = false;
  QString reason;  ///< why it cannot be read
};

/// Those in the folders whose run is dead, newest first. Reads every one of them.
std::vector<LeftRun> findLeftRuns(const QStringList& folders);

/// Makes a session file of it, under a name of its own if FILE exists, and returns that. Errors:
/// as recoverSession().
Result<QString> recoverRun(const LeftRun& run);

/// Says to other programs that a run is writing to a file, for as long as it lives.
class RunLock {
 public:
  explicit RunLock(const QString& output);

 private:
  QLockFile m_lock;
};

}  // namespace lane
