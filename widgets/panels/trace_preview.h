// One kernel's curves of a real session, without axes, for the first page. Draws what
// analysis/curves.h computes. Hidden until it has a session. GUI thread.
#pragma once

#include <QWidget>
#include <vector>

#include "analysis/curves.h"

namespace lane {

class TracePreview : public QWidget {
  Q_OBJECT
 public:
  explicit TracePreview(QWidget* parent = nullptr);
  /// Shows `dot` when the session has it, else its first kernel.
  void setSession(const Session& session, const QString& caption);
  QSize sizeHint() const override;

 signals:
  void clicked();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  std::vector<Curve> m_curves;
  std::vector<CrossoverRecord> m_crossovers;
  QString m_caption;
};

}  // namespace lane
