// The window's side of the Scoreboard view.
#include <QMenu>

#include "main_window.h"
#include "panels/scoreboard_panel.h"
#include "support/qt_units.h"

namespace lane {

void MainWindow::addScoreboardView() {
  auto* panel = new ScoreboardPanel(m_document, m_selection);
  panel->setMeasureAction((*m_actions)[Act::quickSurvey]);
  panel->setAgainst(m_settings->value(SettingKey::scoreboardAgainst).toString());
  if (const auto criterion =
          parseCriterion(toStd(m_settings->value(SettingKey::scoreboardCriterion).toString())))
    panel->setCriterion(*criterion);
  connect(panel, &ScoreboardPanel::edited, this, [this, panel] {
    m_settings->set(SettingKey::scoreboardAgainst, panel->against());
    m_settings->set(SettingKey::scoreboardCriterion, toQString(criterionText(panel->criterion())));
  });
  connect(panel, &ScoreboardPanel::caseOpened, this, [this] { showView(View::curves); });
  connect(panel, &ScoreboardPanel::menuRequested, this,
          [this, panel](const QPoint& at, bool hasCase) {
            QMenu menu;
            if (hasCase) {
              menu.addAction((*m_actions)[Act::viewCurves]);
              for (const Act act : {Act::copyValue, Act::measureAgain, Act::addSizes})
                menu.addAction((*m_actions)[act]);
              menu.addSeparator();
            }
            connect(menu.addAction(tr("Copy table as TSV")), &QAction::triggered, panel,
                    &ScoreboardPanel::copyTsv);
            connect(menu.addAction(tr("Copy table as Markdown")), &QAction::triggered, panel,
                    &ScoreboardPanel::copyMarkdown);
            for (const Act act : {Act::copyChart, Act::exportChart, Act::exportCsv})
              menu.addAction((*m_actions)[act]);
            menu.exec(at);
          });
  addView({.view = View::scoreboard,
           .act = Act::viewScoreboard,
           .name = QStringLiteral("scoreboard"),
           .page = panel,
           .focus = panel,
           .chart = [panel] { return panel->chart(); }});
}

}  // namespace lane
