// The inspector's Findings page: what the open session says in words, the gravest first. A click
// shows the cases a finding rests on, one after the other. GUI thread; owns no model.
#pragma once

#include <QAbstractButton>
#include <QTimer>
#include <QWidget>
#include <vector>

#include "models/session_document.h"
#include "panels/labels.h"

class QVBoxLayout;

namespace lane {

/// One finding: its sign, text and advice. Space and Return do what a click does, Ctrl+C copies.
class FindingRow : public QAbstractButton {
  Q_OBJECT
 public:
  explicit FindingRow(const Finding& finding, QWidget* parent = nullptr);
  /// Severity, text and advice on lines of their own.
  QString asText() const;
  /// Keys of its cases.
  const QStringList& evidence() const { return m_evidence; }

 signals:
  /// The first of its cases, with further clicks the others in turn.
  void keyActivated(const QString& key);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void copy() const;
  Severity m_severity;
  QString m_text, m_advice;
  QStringList m_evidence;
  qsizetype m_next = 0;
};

class FindingsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit FindingsPanel(SessionDocument* document, QWidget* parent = nullptr);
  int count() const { return int(m_findings.size()); }
  /// All of them, for the clipboard.
  QString asText() const;

 signals:
  void countChanged(int count);
  void caseActivated(quint32 caseIndex);

 private:
  enum class Shown { nothing, running, session };
  Shown shown() const;
  void refresh();
  void addRows();
  void addRemark(const QString& title, const QString& text);

  SessionDocument* m_document;
  std::vector<Finding> m_findings;
  Shown m_shown = Shown::nothing;
  QVBoxLayout* m_column;
  QTimer m_later;
};

}  // namespace lane
