// Two sessions side by side: A (base) and B (new), the threshold, and their diff, computed on a
// thread of its own. GUI thread only; owns both sessions.
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>
#include <memory>
#include <optional>

#include "analysis/diff.h"
#include "session/session.h"

namespace lane {

class DiffDocument : public QObject {
  Q_OBJECT
 public:
  struct Side {
    std::shared_ptr<const Session> session;  ///< null: not chosen
    QString path;
    QString name;  ///< what the card shows
  };
  explicit DiffDocument(QObject* parent = nullptr);
  ~DiffDocument() override;

  const Side& base() const { return m_base; }
  const Side& now() const { return m_now; }
  bool hasBoth() const { return m_base.session && m_now.session; }
  bool isReady() const { return m_ready; }  ///< diff() belongs to both sides and the threshold
  const Diff& diff() const { return m_diff; }
  double threshold() const { return m_threshold; }

  void setBase(Session session, const QString& path);
  void setNow(Session session, const QString& path);
  void swapSides();
  void setThreshold(double threshold);
  void clear();

 signals:
  void sidesChanged();
  void diffReady();

 private:
  static Side makeSide(Session session, const QString& path);
  void compute();

  Side m_base, m_now;
  Diff m_diff;
  double m_threshold = 0.05;
  bool m_ready = false;
  quint64 m_generation = 0;
  QThreadPool m_pool;
};

}  // namespace lane
