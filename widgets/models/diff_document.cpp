#include "models/diff_document.h"

#include <QFileInfo>

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
  compute();
}

void DiffDocument::setNow(Session session, const QString& path) {
  m_now = makeSide(std::move(session), path);
  compute();
}

void DiffDocument::swapSides() {
  std::swap(m_base, m_now);
  compute();
}

void DiffDocument::setThreshold(double threshold) {
  if (threshold == m_threshold) return;
  m_threshold = threshold;
  compute();
}

void DiffDocument::clear() {
  m_base = {};
  m_now = {};
  m_diff = {};
  compute();
}

void DiffDocument::compute() {
  const quint64 generation = ++m_generation;
  m_ready = false;
  emit sidesChanged();
  if (!hasBoth()) return;
  m_pool.start([this, generation, base = m_base.session, now = m_now.session,
                options = DiffOptions{.threshold = m_threshold}] {
    auto diff = std::make_shared<Diff>(diffSessions(*base, *now, options));
    QMetaObject::invokeMethod(this, [this, generation, diff] {
      if (generation != m_generation) return;
      m_diff = std::move(*diff);
      m_ready = true;
      emit diffReady();
    });
  });
}

}  // namespace lane
