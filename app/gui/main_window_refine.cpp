// The window's side of crossovers: the selected one beside the point, and what narrows it.
#include <QMenu>
#include <cmath>

#include "charts/curves_view.h"
#include "command_palette.h"
#include "dock.h"
#include "main_window.h"
#include "panels/crossover_panel.h"
#include "panels/message_bar.h"
#include "panels/point_panel.h"
#include "run/refinement.h"
#include "support/qt_units.h"

namespace lane {
namespace {

bool hasPlace(const CrossoverRecord& crossover) {
  return std::isfinite(crossover.size) && std::isfinite(crossover.sizeLow) &&
         std::isfinite(crossover.sizeHigh);
}

QString elements(double size) {
  return sizeText(quint64(std::llround(std::max(0.0, size))));
}

/// "scalar > avx2", "1 thread > 2 threads".
QString sidesText(const CrossoverRecord& crossover) {
  const auto [from, to] = describeSides(crossover);
  return QStringLiteral("%1 > %2").arg(toQString(from), toQString(to));
}

}  // namespace

void MainWindow::connectRefine() {
  QAction* refine = (*m_actions)[Act::refineCrossover];
  auto* panel = new CrossoverPanel(m_document, m_selection);
  panel->setRefineAction(refine);
  m_crossoverPage = m_right->addPage(tr("Crossover"), panel);
  connect(refine, &QAction::triggered, this, [this] {
    const auto& chosen = m_selection->crossover();
    const CrossoverRecord* now = chosen ? sameCrossover(m_document->session(), *chosen) : nullptr;
    if (now != nullptr) refineCrossover(std::size_t(now - m_document->session().crossovers.data()));
  });
  const auto choose = [this](quint32 row) {
    const auto& all = m_document->session().crossovers;
    if (row < all.size()) m_selection->setCrossover(all[row]);
  };
  for (CurvesView* chart : {m_curves, static_cast<CurvesView*>(m_latency)})
    connect(chart, &CurvesView::crossoverActivated, this, choose);
  connect(m_pointPanel, &PointPanel::crossoverChosen, this, choose);
  connect(m_pointPanel, &PointPanel::crossoverMenuRequested, this, [this](const QPoint& at) {
    QMenu menu;
    menu.addAction((*m_actions)[Act::refineCrossover]);
    menu.exec(at);
  });
  connect(m_selection, &SelectionModel::crossoverChanged, this, [this] {
    refreshCrossoverChrome();
    refreshActions();
    if (m_selection->crossover() && m_view != View::diff) m_right->setPage(m_crossoverPage);
  });
  connect(m_runs, &RunController::finished, this, &MainWindow::tellRefined);
}

/// The page has a tab while there is a crossover to show.
void MainWindow::refreshCrossoverChrome() {
  if (m_crossoverPage >= 0)
    m_right->setPageShown(m_crossoverPage,
                          m_view != View::diff && m_selection->crossover().has_value());
}

void MainWindow::refineCrossover(std::size_t index) {
  const Session& session = m_document->session();
  if (m_runs->isRunning() || index >= session.crossovers.size()) return;
  const CrossoverRecord before = session.crossovers[index];
  const auto plan = planRefined(session, index);
  if (!plan) {
    m_messages->show(Severity::note, toQString(plan.error().what), toQString(plan.error().advice));
    return;
  }
  if (addTo(session, m_document->path(), *plan)) m_refining = before;
}

void MainWindow::tellRefined(const RunFinished& result) {
  const auto before = std::exchange(m_refining, std::nullopt);
  if (!before || result.outcome == RunOutcome::failed) return;  // that was told
  const CrossoverRecord* now = sameCrossover(m_document->session(), *before);
  if (now == nullptr) return;
  if (m_selection->crossover()) m_selection->setCrossover(*now);
  const QString name = tr("%1, %2").arg(toQString(before->benchmark), sidesText(*before));
  if (!hasPlace(*now)) {
    m_messages->show(Severity::warning, tr("%1: no crossover any more").arg(name),
                     toQString(describe(*now)));
    return;
  }
  const QString where =
      tr("%1: %2, before %3 … %4, now %5 … %6")
          .arg(name, elements(now->size), elements(before->sizeLow), elements(before->sizeHigh),
               elements(now->sizeLow), elements(now->sizeHigh));
  const double width = now->sizeHigh - now->sizeLow;
  const bool wide = width > wantedWidth(now->size, vectorItems(*now), kRefinementTolerance);
  m_messages->show(Severity::note, where,
                   wide ? tr("Still wider than 3 % or a vector; refining again adds to it.")
                        : tr("Narrower than 3 % or a vector says nothing of other data."));
}

/// The chart's crossovers, to be refined by name.
void MainWindow::addCrossoverEntries(std::vector<CommandPalette::Entry>& entries) {
  if (m_runs->isRunning()) return;
  const auto& all = m_document->session().crossovers;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!hasPlace(all[i]) || !isOn(all[i], m_selection->current().key)) continue;
    const QString text =
        tr("Refine %1, %2 at %3")
            .arg(toQString(all[i].benchmark), sidesText(all[i]), elements(all[i].size));
    entries.push_back({text, tr("Crossover"), {}, [this, i] { refineCrossover(i); }});
  }
}

}  // namespace lane
