// Two sessions side by side: A (base) and B (new), what is compared and how, their diff, computed
// on a thread of its own, and the pair that is selected in every part of the view. GUI thread only;
// owns both sessions.
#pragma once

#include <QHash>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <memory>
#include <optional>
#include <vector>

#include "analysis/diff.h"
#include "exchange/diff_words.h"
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
  bool isReady() const { return m_ready; }  ///< diff() belongs to both sides and the options
  const Diff& diff() const { return m_answer.diff; }
  const DiffOptions& options() const { return m_options; }
  double threshold() const { return m_options.threshold; }
  /// What both sessions carry, time per call first; empty until the first diff is ready.
  const std::vector<MetricRecord>& metrics() const { return m_answer.metrics; }

  void setBase(Session session, const QString& path);
  void setNow(Session session, const QString& path);
  void swapSides();
  void setThreshold(double threshold);
  void setConfidence(double confidence);
  void setMetric(const std::string& id);  ///< empty: time per call
  void clear();

  /// Of a pair of diff(): both cases, and what was compared of them.
  const CaseRecord& baseCase(const DiffPair& pair) const;
  const CaseRecord& newCase(const DiffPair& pair) const;
  const PairFigures& figures() const { return m_answer.figures; }

  int rowOf(const QString& key) const { return m_answer.rows.value(key, -1); }
  /// Index into diff().pairs of the selected pair; -1: none.
  int current() const { return rowOf(m_current); }
  /// Its key; empty: none.
  QString currentKey() const { return current() < 0 ? QString() : m_current; }
  void setCurrent(int row);

 signals:
  void sidesChanged();
  void diffReady();
  void currentChanged();

 private:
  struct Answer {
    Diff diff;
    std::vector<MetricRecord> metrics;
    PairFigures figures{diff, {}};
    QHash<QString, int> rows;  ///< by key
  };
  static Side makeSide(Session session, const QString& path);
  static Answer answer(const Session& base, const Session& now, const DiffOptions& options);
  void changeSides();
  void compute();

  Side m_base, m_now;
  DiffOptions m_options;
  Answer m_answer;
  QString m_current;
  bool m_ready = false;
  quint64 m_generation = 0;
  QThreadPool m_pool;
};

}  // namespace lane
