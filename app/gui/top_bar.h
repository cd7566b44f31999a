// The tool bar: session switcher, view tabs, metric, log axis, export and theme. Everything in it
// follows an action. GUI thread.
#pragma once

#include <QAbstractButton>
#include <QMenu>
#include <QToolBar>

#include "actions.h"

namespace lane {

class Button;

/// Name of the open session and what it was measured on; its menu lists sessions.
class SessionSwitcher : public QAbstractButton {
  Q_OBJECT
 public:
  explicit SessionSwitcher(QWidget* parent = nullptr);
  void setTexts(const QString& title, const QString& subtitle);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_subtitle;
};

class TopBar : public QToolBar {
  Q_OBJECT
 public:
  TopBar(const Actions& actions, QWidget* parent = nullptr);
  SessionSwitcher* switcher() { return m_switcher; }
  QMenu* sessionMenu() { return m_sessionMenu; }
  QMenu* metricMenu() { return m_metricMenu; }
  void setMetricText(const QString& text);
  void setViewControlsVisible(bool chart, bool exports);
  void setThemeGlyph(bool dark);

 private:
  SessionSwitcher* m_switcher;
  QMenu* m_sessionMenu;
  QMenu* m_metricMenu;
  QMenu* m_exportMenu;
  Button* m_metric;
  Button* m_logY;
  Button* m_theme;
  QAction* m_metricSlot = nullptr;
  QAction* m_logSlot = nullptr;
  QAction* m_exportSlot = nullptr;
};

}  // namespace lane
