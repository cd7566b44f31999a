#include "session_keeper.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThreadPool>

#include "file_controller.h"
#include "panels/labels.h"
#include "panels/message_bar.h"
#include "samples.h"
#include "session_files.h"
#include "settings.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// More offers at once would only be clicked away.
constexpr std::size_t kOffers = 5;

}  // namespace

SessionKeeper::SessionKeeper(FileController* files, RunController* runs, Settings* settings,
                             MessageBar* messages, QObject* parent)
    : QObject(parent),
      m_files(files),
      m_runs(runs),
      m_settings(settings),
      m_messages(messages),
      m_pool(std::make_unique<QThreadPool>()) {
  m_pool->setMaxThreadCount(1);
  connect(runs, &RunController::started, this,
          [this] { m_lock = std::make_unique<RunLock>(m_runs->output()); });
  connect(runs, &RunController::finished, this, [this] { m_lock.reset(); });
}

SessionKeeper::~SessionKeeper() {
  m_pool->waitForDone();  // its jobs post to this object
}

bool SessionKeeper::isOurs(const QString& path) {
  if (!sampleSessions().contains(path)) return false;
  m_messages->show(Severity::note, tr("%1 came with the program").arg(QFileInfo(path).fileName()),
                   tr("It stays as it is; Save as makes a copy of your own."));
  return true;
}

bool SessionKeeper::rename(const QString& path, const QString& name) {
  if (isOurs(path)) return false;
  const int open = m_files->sessions().indexOfPath(path);
  if ((open >= 0 && m_files->sessions().isBusy(open)) ||
      (m_runs->isRunning() && !m_runs->isTask() && m_runs->output() == path)) {
    m_messages->show(Severity::warning, tr("A run is writing to this file"),
                     tr("It can be renamed when the run has ended."));
    return false;
  }
  const auto now = renameSessionFile(path, name);
  if (!now) {
    m_messages->showError(now.error());
    return false;
  }
  if (*now == path) return true;
  QStringList recent = m_settings->recentFiles();
  for (QString& each : recent)
    if (each == path) each = *now;
  m_settings->set(SettingKey::recentFiles, recent);
  m_files->fileMoved(path, *now);
  emit renamed(path, *now);
  return true;
}

void SessionKeeper::toBin(const QStringList& paths) {
  for (const QString& path : paths) {
    if (isOurs(path)) continue;
    if (m_files->sessions().indexOfPath(path) >= 0) {
      m_messages->show(Severity::warning, tr("%1 is open").arg(QFileInfo(path).fileName()),
                       tr("Close it before moving its file to the bin."));
      continue;
    }
    const bool recent = m_settings->recentFiles().contains(path);
    if (!QFileInfo::exists(path)) {  // nothing but an entry of the list
      m_settings->forgetRecentFile(path);
      continue;
    }
    const auto inBin = moveToBin(path);
    if (!inBin) {
      m_messages->showError(inBin.error());
      continue;
    }
    m_settings->forgetRecentFile(path);
    m_messages->offer(Severity::note, tr("%1 was moved to the bin").arg(QFileInfo(path).fileName()),
                      {}, tr("Undo"), [this, inBin = *inBin, path, recent] {
                        if (recent) m_settings->addRecentFile(path);
                        fromBin(inBin, path);
                      });
  }
  emit filesChanged();
}

void SessionKeeper::fromBin(const QString& inBin, const QString& path) {
  if (const auto back = takeFromBin(inBin, path); !back) m_messages->showError(back.error());
  emit filesChanged();
}

void SessionKeeper::lookForLeftRuns(const QStringList& folders) {
  m_pool->start([this, folders] {
    auto runs = findLeftRuns(folders);
    if (runs.empty()) return;
    QMetaObject::invokeMethod(this, [this, runs = std::move(runs)] { offer(runs); });
  });
}

void SessionKeeper::offer(const std::vector<LeftRun>& runs) {
  // The bar shows the last one first: the newest.
  for (std::size_t i = std::min(runs.size(), kOffers); i-- > 0;) {
    const LeftRun& run = runs[i];
    const QString file = QFileInfo(run.path).fileName();
    const auto discard = [this, run] {
      const auto inBin = moveToBin(run.part);
      if (!inBin) return m_messages->showError(inBin.error());
      m_messages->offer(Severity::note,
                        tr("What was left of %1 is in the bin").arg(QFileInfo(run.path).fileName()),
                        {}, tr("Undo"), [this, inBin = *inBin, run] { fromBin(inBin, run.part); });
    };
    if (run.isReadable) {
      QStringList detail;
      if (!run.title.isEmpty()) detail << run.title;
      if (!run.created.isEmpty()) detail << run.created;
      detail << tr("%1 of %2 measured")
                    .arg(countText(run.measured), counted(run.cases, tr("point"), tr("points")));
      m_messages->offer(Severity::warning, tr("A run did not end: %1").arg(file),
                        detail.join(QStringLiteral("  ·  ")),
                        {{tr("Recover"), [this, run] { recover(run); }},
                         {tr("Discard"), discard},
                         {tr("Later"), {}}});
    } else {
      m_messages->offer(Severity::warning, tr("What is left of a run cannot be read: %1").arg(file),
                        run.reason, {{tr("Discard"), discard}, {tr("Later"), {}}});
    }
  }
}

void SessionKeeper::recover(const LeftRun& run) {
  const auto path = recoverRun(run);
  if (!path) return m_messages->showError(path.error());
  m_files->openSessionFile(*path);
  emit filesChanged();
}

}  // namespace lane
