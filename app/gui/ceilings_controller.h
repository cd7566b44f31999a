// Measures the machine's ceilings on the run controller's worker: progress, stop, the cache file,
// and then the offer to add them to the open session. GUI thread, except for the measurement.
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <stop_token>

#include "base/result.h"
#include "workloads/ceilings.h"

namespace lane {

class MessageBar;
class RunController;
class SessionDocument;

class CeilingsController : public QObject {
  Q_OBJECT
 public:
  using Measure = std::function<Result<Ceilings>(const MachineCard&, const CeilingOptions&,
                                                 const CeilingProgress&, const std::stop_token&)>;
  using Save = std::function<Result<void>(const Ceilings&)>;
  CeilingsController(RunController* runs, SessionDocument* document, MessageBar* messages,
                     QObject* parent = nullptr);
  /// Tests bring their own.
  void setEngine(Measure measure, Save save);

  /// False while something is being measured.
  bool start(const MachineCard& machine);
  /// What the message after a measurement offers. Cases may turn out impossible: a message says so.
  void addToSession(const Ceilings& ceilings);

 signals:
  void progressed(const QString& what, double share);
  void ended();
  void measured(std::shared_ptr<const Ceilings> ceilings);

 private:
  struct Work;
  void finish(const Work& work);
  void offer(std::shared_ptr<const Ceilings> ceilings);

  RunController* m_runs;
  SessionDocument* m_document;
  MessageBar* m_messages;
  Measure m_measure;
  Save m_save;
};

}  // namespace lane
