// The window's side of the Memory view.
#include "main_window.h"
#include "panels/offer_page.h"

namespace lane {

void MainWindow::addMemoryView() {
  auto* offer = new OfferPage(
      tr("No memory curves in this session"),
      tr("Bandwidth and latency against the working set, with the levels of the memory found in "
         "them. They are measured together with the ceilings, in about a minute."));
  offer->setOffer((*m_actions)[Act::measureCeilings]);
  addView({.view = View::memory,
           .act = Act::viewMemory,
           .name = QStringLiteral("memory"),
           .page = offer,
           .focus = offer});
}

}  // namespace lane
