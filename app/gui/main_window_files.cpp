// The window's side of the Files view.
#include "main_window.h"
#include "panels/offer_page.h"

namespace lane {

void MainWindow::addFilesView() {
  auto* offer = new OfferPage(tr("No file was measured in this session"),
                              tr("How fast tensor files are written and read, with the page cache "
                                 "warm and cold. Plans of the suite files measure it."));
  offer->setOffer((*m_actions)[Act::newPlan]);
  addView({.view = View::files,
           .act = Act::viewFiles,
           .name = QStringLiteral("files"),
           .page = offer,
           .focus = offer});
}

}  // namespace lane
