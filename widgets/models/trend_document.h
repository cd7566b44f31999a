// The folder whose sessions are followed over time: read and fitted on a thread of its own, with
// progress and a way to stop. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <memory>
#include <stop_token>

#include "analysis/trend.h"
#include "base/result.h"

namespace lane {

class TrendDocument : public QObject {
  Q_OBJECT
 public:
  explicit TrendDocument(QObject* parent = nullptr);
  ~TrendDocument() override;

  QString folder() const { return m_folder; }
  bool isReading() const { return m_reading; }
  double threshold() const { return m_threshold; }
  /// Of the folder, as last read; empty before.
  const Trend& trend() const { return *m_trend; }
  const TrendSessions& sessions() const { return *m_sessions; }
  QString error() const { return m_error; }  ///< why there is no trend; empty: none

  void setFolder(const QString& folder);  ///< and read it
  void reload();
  void stop();
  void setThreshold(double threshold);

 signals:
  void readingChanged();
  void progressed(int done, int all);
  void ready();  ///< another trend, or an error

 private:
  struct Answer {
    std::shared_ptr<const TrendSessions> sessions;
    std::shared_ptr<const Trend> trend;
    QString error;
  };
  void start(bool read);
  void take(quint64 generation, const Answer& answer);

  QString m_folder;
  QString m_error;
  double m_threshold = 0.05;
  bool m_reading = false;
  std::shared_ptr<const TrendSessions> m_sessions;
  std::shared_ptr<const Trend> m_trend;
  std::stop_source m_stop;
  quint64 m_generation = 0;
  QThreadPool m_pool;
};

}  // namespace lane
