#include "top_bar.h"

#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "support/icons.h"
#include "support/theme.h"

namespace lane {

SessionSwitcher::SessionSwitcher(QWidget* parent) : QAbstractButton(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setTexts(tr("No session"), {});
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void SessionSwitcher::setTexts(const QString& title, const QString& subtitle) {
  setText(title);
  m_subtitle = subtitle;
  setAccessibleName(tr("Session %1, %2").arg(title, subtitle));
  setToolTip(subtitle.isEmpty() ? title : title + u'\n' + subtitle);
  update();
}

QSize SessionSwitcher::sizeHint() const {
  const Theme& theme = Theme::instance();
  return {theme.px(274), std::max(theme.px(48), QFontMetrics(theme.uiFont(12)).height() +
                                                    QFontMetrics(theme.uiFont(11)).height() + 6)};
}

QSize SessionSwitcher::minimumSizeHint() const {
  return {Theme::instance().px(160), sizeHint().height()};
}

void SessionSwitcher::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (underMouse()) painter.fillRect(rect(), c.hover);
  const double s = theme.px(16);
  paintIcon(painter, Icon::document, {theme.px(2) + 0.0, (height() - s) / 2, s, s}, c.t2);
  paintIcon(painter, Icon::chevronDown, {width() - s - theme.px(4), (height() - s) / 2, s, s},
            c.t2);
  const int left = theme.px(26), space = width() - left - theme.px(26);
  const QFont top = theme.uiFont(12, 600), low = theme.uiFont(11);
  const QFontMetrics topMetrics(top), lowMetrics(low);
  const int block = topMetrics.height() + (m_subtitle.isEmpty() ? 0 : lowMetrics.height());
  const int y = (height() - block) / 2;
  painter.setFont(top);
  painter.setPen(c.t1);
  painter.drawText(QRect(left, y, space, topMetrics.height()), Qt::AlignLeft,
                   topMetrics.elidedText(text(), Qt::ElideMiddle, space));
  painter.setFont(low);
  painter.setPen(c.t2);
  painter.drawText(QRect(left, y + topMetrics.height(), space, lowMetrics.height()), Qt::AlignLeft,
                   lowMetrics.elidedText(m_subtitle, Qt::ElideRight, space));
  paintFocusRing(painter, this);
}

ViewTabs::ViewTabs(const Actions& actions, QWidget* parent)
    : QWidget(parent),
      m_more(new Button(tr("More"), Button::Kind::viewTab, this)),
      m_menu(new QMenu(this)) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  const std::pair<Act, QString> views[] = {
      {Act::viewCurves, tr("Curves")},     {Act::viewLatency, tr("Latency")},
      {Act::viewRoofline, tr("Roofline")}, {Act::viewMemory, tr("Memory")},
      {Act::viewFiles, tr("Files")},       {Act::viewScoreboard, tr("Scoreboard")},
      {Act::viewDiff, tr("Diff")},         {Act::viewTable, tr("Table")},
      {Act::viewTimeline, tr("Timeline")}, {Act::viewReport, tr("Report")}};
  for (const auto& [act, text] : views) {
    auto* tab = new Button(text, Button::Kind::viewTab, this);
    tab->setObjectName(QStringLiteral("tab") + text);
    tab->follow(actions[act]);
    m_tabs.push_back({tab, actions[act]});
    connect(actions[act], &QAction::toggled, this, &ViewTabs::arrange);
  }
  m_more->setObjectName(QStringLiteral("moreViews"));
  m_more->setCheckable(false);
  m_more->setMenuMark(true);
  m_more->setAccessibleName(tr("More views"));
  m_more->setToolTip(tr("Views without room for a tab"));
  connect(m_more, &Button::clicked, this,
          [this] { m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height() + 2))); });
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    arrange();
  });
  // In the order of the eye; what is hidden is skipped.
  for (std::size_t i = 1; i < m_tabs.size(); ++i)
    setTabOrder(m_tabs[i - 1].button, m_tabs[i].button);
  setTabOrder(m_tabs.back().button, m_more);
}

QSize ViewTabs::sizeHint() const {
  QSize all(0, m_more->sizeHint().height());
  for (const Tab& tab : m_tabs) all.rwidth() += tab.button->sizeHint().width();
  return all;
}

QSize ViewTabs::minimumSizeHint() const {
  int widest = 0;
  for (const Tab& tab : m_tabs) widest = std::max(widest, tab.button->sizeHint().width());
  return m_more->sizeHint() + QSize(widest, 0);
}

QStringList ViewTabs::hiddenTabs() const {
  QStringList texts;
  for (const Tab& tab : m_tabs)
    if (tab.button->isHidden()) texts << tab.button->text();
  return texts;
}

void ViewTabs::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrange();
}

void ViewTabs::arrange() {
  const auto widthOf = [](const Tab& tab) { return tab.button->sizeHint().width(); };
  int room = width();
  const bool all = sizeHint().width() <= room;
  if (!all) room -= m_more->sizeHint().width();
  // The tab in front takes its place first, the others as long as there is room.
  for (const Tab& tab : m_tabs)
    if (tab.action->isChecked()) room -= widthOf(tab);
  m_menu->clear();
  int x = 0;
  for (const Tab& tab : m_tabs) {
    if (!tab.action->isChecked()) room -= widthOf(tab);
    const bool shown = all || tab.action->isChecked() || room >= 0;
    tab.button->setVisible(shown);
    if (!shown) {
      m_menu->addAction(tab.action);
      continue;
    }
    tab.button->setGeometry(x, 0, widthOf(tab), height());
    x += widthOf(tab);
  }
  m_more->setVisible(!all);
  m_more->setGeometry(x, 0, m_more->sizeHint().width(), height());
}

TopBar::TopBar(const Actions& actions, QWidget* parent)
    : QToolBar(tr("Tool bar"), parent),
      m_switcher(new SessionSwitcher),
      m_tabs(new ViewTabs(actions)),
      m_sessionMenu(new QMenu(this)),
      m_metricMenu(new QMenu(this)),
      m_exportMenu(new QMenu(this)),
      m_metric(new Button({}, Button::Kind::plain)),
      m_logY(new Button(tr("Log y"), Button::Kind::plain)),
      m_export(new Button(tr("Export"), Button::Kind::plain)),
      m_theme(new Button({}, Button::Kind::quiet)),
      m_line(new QWidget) {
  setObjectName(QStringLiteral("topBar"));
  setMovable(false);
  setFloatable(false);
  setContextMenuPolicy(Qt::PreventContextMenu);
  setStyleSheet(QStringLiteral("QToolBar { padding: 0px; }"));  // the height is exact
  const auto fit = [this] {
    setFixedHeight(std::max(Theme::instance().px(49), m_switcher->sizeHint().height() + 1));
    arrange();
  };
  m_metric->setMenuMark(true);
  m_metric->setObjectName(QStringLiteral("metricButton"));
  m_logY->follow(actions[Act::logY]);
  m_export->setObjectName(QStringLiteral("exportButton"));
  m_export->setAccessibleName(tr("Export"));
  m_export->setToolTip(tr("Export the chart, its data or a report"));
  m_export->setGlyph(Icon::exportChart);
  m_export->setMenuMark(true);
  m_theme->follow(actions[Act::toggleTheme]);

  auto* row = new QHBoxLayout(m_line);
  row->setContentsMargins(12, 0, 12, 0);
  row->setSpacing(8);
  row->addWidget(m_switcher);
  row->addWidget(new Hairline(Qt::Vertical));
  row->addWidget(m_tabs, 1);
  for (Button* button : {m_metric, m_logY, m_export, m_theme}) row->addWidget(button);
  m_line->setMinimumWidth(1);  // it gives way by itself
  addWidget(m_line);

  for (const Act act : {Act::exportPng, Act::exportSvg, Act::exportPdf, Act::exportCsv})
    m_exportMenu->addAction(actions[act]);
  m_exportMenu->addSeparator();
  for (const Act act : {Act::exportSized, Act::exportAll, Act::print})
    m_exportMenu->addAction(actions[act]);
  m_exportMenu->addSeparator();
  m_exportMenu->addAction(actions[Act::exportReport]);
  const auto drop = [](QAbstractButton* button, QMenu* menu) {
    connect(button, &QAbstractButton::clicked, menu,
            [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height() + 2))); });
  };
  drop(m_switcher, m_sessionMenu);
  drop(m_metric, m_metricMenu);
  drop(m_export, m_exportMenu);
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
}

void TopBar::resizeEvent(QResizeEvent* event) {
  QToolBar::resizeEvent(event);
  arrange();
}

/// Everything written out if there is room for all tabs; else what is least missed gives way first:
/// the word Export, what the metric is called, the log button (a key and a menu entry remain).
void TopBar::arrange() {
  const auto use = [this](int step) {
    m_export->setText(step < 1 ? tr("Export") : QString());
    m_metric->setText(step < 2 ? m_metricText : m_metricText.section(QStringLiteral(", "), -1));
    m_metric->setVisible(m_chart);
    m_logY->setVisible(m_chart && step < 3);
    m_export->setVisible(m_exports);
    for (Button* button : {m_export, m_metric}) button->updateGeometry();
    m_line->layout()->invalidate();
  };
  constexpr int kSteps = 4;
  for (int step = 0; step < kSteps; ++step) {
    use(step);
    // Tabs may go into their menu before controls lose their words, but not all of them.
    const int tabs = step == 0 ? m_tabs->sizeHint().width() / 2 : 0;
    const int need = m_line->layout()->minimumSize().width() - m_tabs->minimumSizeHint().width() +
                     std::max(tabs, m_tabs->minimumSizeHint().width());
    if (need <= width()) break;
  }
}

void TopBar::setMetricText(const QString& text) {
  m_metricText = text;
  m_metric->setAccessibleName(tr("Metric: %1").arg(text));
  m_metric->setToolTip(tr("What the chart shows: %1").arg(text));
  arrange();
}

void TopBar::setViewControlsVisible(bool chart, bool exports) {
  m_chart = chart;
  m_exports = exports;
  arrange();
}

void TopBar::setThemeGlyph(bool dark) {
  m_theme->setGlyph(dark ? Icon::sun : Icon::moon);
}

}  // namespace lane
