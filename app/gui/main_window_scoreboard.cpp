// The window's side of the Scoreboard view.
#include "main_window.h"
#include "panels/offer_page.h"

namespace lane {

void MainWindow::addScoreboardView() {
  auto* offer =
      new OfferPage(tr("Nothing to keep score of in this session"),
                    tr("Every kernel at every size: the best hand-written variant against what "
                       "else there is. A quick survey measures enough for a first look."));
  offer->setOffer((*m_actions)[Act::quickSurvey]);
  addView({.view = View::scoreboard,
           .act = Act::viewScoreboard,
           .name = QStringLiteral("scoreboard"),
           .page = offer,
           .focus = offer});
}

}  // namespace lane
