#include "models/diff_document.h"

#include <QFileInfo>
#include <algorithm>

#include "support/qt_units.h"

namespace lane {
DiffDocument::DiffDocument(QObject* parent) : QObject(parent) {
  m_pool.setMaxThreadCount(1);
}

DiffDocument::~DiffDocument() {
  m_pool.clear();
  m_pool.waitForDone();  // the job posts to this object
}

DiffDocument::Side DiffDocument::makeSide(Session session, const QString& path) {
  QString name = QString::fromStdString(session.title);
  if (!path.isEmpty()) {
    name = QFileInfo(path).fileName();
    name.remove(QStringLiteral(".lanescope.h5"));
    name.remove(QStringLiteral(".h5"));
  }
  if (name.isEmpty()) name = tr("unsaved session");
  return {std::make_shared<const Session>(std::move(session)), path, name};
}

void DiffDocument::setBase(Session session, const QString& path) {
  m_base = makeSide(std::move(session), path);
  changeSides();
}

void DiffDocument::setNow(Session session, const QString& path) {
  m_now = makeSide(std::move(session), path);
  changeSides();
}

void DiffDocument::swapSides() {
  std::swap(m_base, m_now);
  changeSides();
}

void DiffDocument::setThreshold(double threshold) {
  if (threshold == m_options.threshold) return;
  m_options.threshold = threshold;
  compute();
}

void DiffDocument::setConfidence(double confidence) {
  if (confidence == m_options.confidence) return;
  m_options.confidence = confidence;
  compute();
}

void DiffDocument::setMetric(const std::string& id) {
  if (id == m_options.metric) return;
  m_options.metric = id;
  compute();
}

void DiffDocument::clear() {
  m_base = {};
  m_now = {};
  m_answer = {};
  m_options.metric.clear();
  changeSides();
}

const CaseRecord& DiffDocument::baseCase(const DiffPair& pair) const {
  return m_base.session->cases[pair.baseCase];
}

const CaseRecord& DiffDocument::newCase(const DiffPair& pair) const {
  return m_now.session->cases[pair.newCase];
}

void DiffDocument::setCurrent(int row) {
  const bool known = row >= 0 && row < int(diff().pairs.size());
  const QString key = known ? toQString(diff().pairs[std::size_t(row)].key) : QString();
  if (key == m_current) return;
  m_current = key;
  emit currentChanged();
}

void DiffDocument::changeSides() {
  m_answer.rows.clear();  // the pairs are of the sides before
  compute();
  emit sidesChanged();
  emit currentChanged();
}

void DiffDocument::compute() {
  const quint64 generation = ++m_generation;
  m_ready = false;
  if (!hasBoth()) return;
  m_pool.start([this, generation, base = m_base.session, now = m_now.session, options = m_options] {
    auto result = std::make_shared<Answer>(answer(*base, *now, options));
    QMetaObject::invokeMethod(this, [this, generation, result] {
      if (generation != m_generation) return;
      m_answer = std::move(*result);
      m_ready = true;
      emit diffReady();
      emit currentChanged();
    });
  });
}

DiffDocument::Answer DiffDocument::answer(const Session& base, const Session& now,
                                          const DiffOptions& options) {
  Answer result;
  result.metrics = comparableMetrics(base, now);
  DiffOptions asked = options;
  const bool known = std::any_of(result.metrics.begin(), result.metrics.end(),
                                 [&](const MetricRecord& m) { return m.id == asked.metric; });
  if (!known) asked.metric.clear();  // chosen for other sessions
  result.diff = diffSessions(base, now, asked);
  result.figures = PairFigures(result.diff, {.base = &base, .now = &now});
  result.rows.reserve(qsizetype(result.diff.pairs.size()));
  for (std::size_t i = 0; i < result.diff.pairs.size(); ++i)
    result.rows.insert(toQString(result.diff.pairs[i].key), int(i));
  return result;
}

}  // namespace lane
