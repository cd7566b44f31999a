#include "models/trend_document.h"

#include "analysis/trend_folder.h"
#include "support/qt_units.h"

namespace lane {

TrendDocument::TrendDocument(QObject* parent)
    : QObject(parent),
      m_sessions(std::make_shared<TrendSessions>()),
      m_trend(std::make_shared<Trend>()) {
  m_pool.setMaxThreadCount(1);
}

TrendDocument::~TrendDocument() {
  m_stop.request_stop();
  m_pool.clear();
  m_pool.waitForDone();  // the job posts to this object
}

void TrendDocument::setFolder(const QString& folder) {
  m_folder = folder;
  start(true);
}

void TrendDocument::reload() {
  if (!m_folder.isEmpty()) start(true);
}

void TrendDocument::stop() {
  m_stop.request_stop();
}

void TrendDocument::setThreshold(double threshold) {
  if (threshold == m_threshold) return;
  m_threshold = threshold;
  if (!m_folder.isEmpty()) start(m_reading || !m_error.isEmpty());
}

void TrendDocument::start(bool read) {
  m_stop.request_stop();
  m_stop = std::stop_source();
  const quint64 generation = ++m_generation;
  m_reading = true;
  emit readingChanged();
  m_pool.start([this, generation, read, folder = toStd(m_folder), threshold = m_threshold,
                stop = m_stop.get_token(), known = m_sessions] {
    Answer answer;
    answer.sessions = known;
    if (read) {
      TrendReading reading;
      reading.stop = stop;
      reading.progress = [&](std::size_t done, std::size_t all) {
        if (done % 8 != 0 && done != all) return;
        QMetaObject::invokeMethod(this, [this, generation, done, all] {
          if (generation == m_generation) emit progressed(int(done), int(all));
        });
      };
      auto sessions = readTrendFolder(folder, reading);
      if (sessions)
        answer.sessions = std::make_shared<const TrendSessions>(std::move(*sessions));
      else if (sessions.error().code == ErrorCode::interrupted)
        answer.error = tr("Stopped before all files were read");
      else
        answer.error = toQString(toString(sessions.error()));
    }
    if (answer.error.isEmpty()) {
      auto trend = makeTrend(*answer.sessions, {.threshold = threshold});
      if (trend)
        answer.trend = std::make_shared<const Trend>(std::move(*trend));
      else
        answer.error = toQString(toString(trend.error()));
    }
    QMetaObject::invokeMethod(this, [this, generation, answer] { take(generation, answer); });
  });
}

void TrendDocument::take(quint64 generation, const Answer& answer) {
  if (generation != m_generation) return;  // of an older question
  m_reading = false;
  m_error = answer.error;
  m_sessions = answer.error.isEmpty() ? answer.sessions : std::make_shared<const TrendSessions>();
  m_trend = answer.error.isEmpty() ? answer.trend : std::make_shared<const Trend>();
  emit ready();
  emit readingChanged();
}

}  // namespace lane
