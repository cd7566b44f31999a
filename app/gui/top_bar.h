// The tool bar: session switcher, view tabs, metric, log axis, export and theme. Everything in it
// follows an action. What has no room gives way: tabs go into a menu, words become glyphs; nothing
// is cut off. GUI thread; owns its widgets and menus.
#pragma once

#include <QAbstractButton>
#include <QMenu>
#include <QToolBar>
#include <vector>

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

/// The views as tabs in a row; those without room stand in a menu at its end. The one in front
/// always has its tab.
class ViewTabs : public QWidget {
  Q_OBJECT
 public:
  explicit ViewTabs(const Actions& actions, QWidget* parent = nullptr);
  QStringList hiddenTabs() const;  ///< texts of those in the menu
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;  ///< the widest tab and the menu

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  struct Tab {
    Button* button;
    QAction* action;
  };
  std::vector<Tab> m_tabs;
  Button* m_more;
  QMenu* m_menu;
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

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  SessionSwitcher* m_switcher;
  ViewTabs* m_tabs;
  QMenu* m_sessionMenu;
  QMenu* m_metricMenu;
  QMenu* m_exportMenu;
  Button* m_metric;
  Button* m_logY;
  Button* m_export;
  Button* m_theme;
  QWidget* m_line;  ///< holds them all: Qt's own row would hide what does not fit behind an arrow
  QString m_metricText;
  bool m_chart = false, m_exports = false;  ///< the view has such controls
};

}  // namespace lane
