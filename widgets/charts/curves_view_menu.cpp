// The menu of a card in the legend.
#include <QMenu>

#include "charts/curves_view_p.h"
#include "support/theme.h"

namespace lane {

void CurvesView::Impl::showCardMenu(const QString& variant, const QPoint& at) {
  const QString name = Theme::instance().series(variant).label;
  auto* menu = new QMenu(view);
  menu->setObjectName(QStringLiteral("cardMenu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const bool shown = view->isVariantShown(variant);
  menu->addAction(shown ? tr("Hide %1").arg(name) : tr("Show %1").arg(name), view,
                  [this, variant, shown] { view->setVariantShown(variant, !shown); });
  menu->addAction(tr("Hide others"), view, [this, variant] {
    for (const QString& other : view->variants())
      if (other != variant) options.hidden.insert(other);
    options.hidden.remove(variant);
    optionChanged();
  });
  menu->addAction(tr("Show all"), view, [this] { view->showAllVariants(); })
      ->setEnabled(!options.hidden.isEmpty());
  if (view->hasPeers())
    menu->addAction(view->showPeers() ? tr("Hide peers") : tr("Show peers"), view,
                    [this] { view->setShowPeers(!view->showPeers()); });
  if (frame == Frame::throughput) {
    menu->addSeparator();
    QAction* relative = menu->addAction(tr("Relative to %1").arg(name), view, [this, variant] {
      view->setReference(variant);
      view->setMetric(CurveMetric::relative);
    });
    relative->setCheckable(true);
    relative->setChecked(metric == CurveMetric::relative && reference == variant);
  }
  menu->popup(at);
}

}  // namespace lane
