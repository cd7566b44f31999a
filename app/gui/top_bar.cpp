#include "top_bar.h"

#include <QLayout>
#include <QPainter>

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

TopBar::TopBar(const Actions& actions, QWidget* parent)
    : QToolBar(tr("Tool bar"), parent),
      m_switcher(new SessionSwitcher),
      m_sessionMenu(new QMenu(this)),
      m_metricMenu(new QMenu(this)),
      m_exportMenu(new QMenu(this)),
      m_metric(new Button({}, Button::Kind::plain)),
      m_logY(new Button(tr("Log y"), Button::Kind::plain)),
      m_theme(new Button({}, Button::Kind::quiet)) {
  setObjectName(QStringLiteral("topBar"));
  setMovable(false);
  setFloatable(false);
  setContextMenuPolicy(Qt::PreventContextMenu);
  setStyleSheet(QStringLiteral("QToolBar { padding: 0px; }"));  // the height is exact
  const auto fit = [this] {
    setFixedHeight(std::max(Theme::instance().px(49), m_switcher->sizeHint().height() + 1));
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  const auto margin = [this] {
    auto* gap = new QWidget;
    gap->setFixedWidth(4);
    addWidget(gap);
  };
  margin();
  addWidget(m_switcher);
  addWidget(new Hairline(Qt::Vertical));
  const std::pair<Act, QString> views[] = {
      {Act::viewCurves, tr("Curves")},     {Act::viewLatency, tr("Latency")},
      {Act::viewRoofline, tr("Roofline")}, {Act::viewMemory, tr("Memory")},
      {Act::viewFiles, tr("Files")},       {Act::viewScoreboard, tr("Scoreboard")},
      {Act::viewDiff, tr("Diff")},         {Act::viewTable, tr("Table")},
      {Act::viewTimeline, tr("Timeline")}, {Act::viewReport, tr("Report")}};
  for (const auto& [act, text] : views) {
    auto* tab = new Button(text, Button::Kind::viewTab);
    tab->setObjectName(QStringLiteral("tab") + text);
    tab->follow(actions[act]);
    addWidget(tab);
  }
  auto* space = new QWidget;
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  addWidget(space);
  m_metric->setMenuMark(true);
  m_metric->setObjectName(QStringLiteral("metricButton"));
  m_metricSlot = addWidget(m_metric);
  m_logY->follow(actions[Act::logY]);
  m_logSlot = addWidget(m_logY);
  auto* exporting = new Button(tr("Export"), Button::Kind::plain);
  exporting->setObjectName(QStringLiteral("exportButton"));
  exporting->setGlyph(Icon::exportChart);
  exporting->setMenuMark(true);
  m_exportSlot = addWidget(exporting);
  m_theme->follow(actions[Act::toggleTheme]);
  addWidget(m_theme);
  margin();
  for (const Act act : {Act::exportPng, Act::exportSvg, Act::exportPdf, Act::exportCsv})
    m_exportMenu->addAction(actions[act]);
  m_exportMenu->addSeparator();
  m_exportMenu->addAction(actions[Act::exportReport]);

  const auto drop = [](QAbstractButton* button, QMenu* menu) {
    connect(button, &QAbstractButton::clicked, menu,
            [button, menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height() + 2))); });
  };
  drop(m_switcher, m_sessionMenu);
  drop(m_metric, m_metricMenu);
  drop(exporting, m_exportMenu);
}

void TopBar::setMetricText(const QString& text) {
  m_metric->setText(text);
  m_metric->setAccessibleName(tr("Metric: %1").arg(text));
  m_metric->updateGeometry();
  m_metric->update();
}

void TopBar::setViewControlsVisible(bool chart, bool exports) {
  m_metricSlot->setVisible(chart);
  m_logSlot->setVisible(chart);
  m_exportSlot->setVisible(exports);
}

void TopBar::setThemeGlyph(bool dark) {
  m_theme->setGlyph(dark ? Icon::sun : Icon::moon);
}

}  // namespace lane
