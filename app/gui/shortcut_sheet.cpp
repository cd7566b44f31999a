#include "shortcut_sheet.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include "panels/labels.h"

namespace lane {

ShortcutSheet::ShortcutSheet(const Actions& actions, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Keyboard shortcuts"));
  setObjectName(QStringLiteral("shortcutSheet"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* page = new QWidget;
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(20, 16, 20, 16);
  columns->setSpacing(36);

  using Line = std::pair<QString, QString>;
  std::vector<std::pair<QString, std::vector<Line>>> groups;
  for (const Actions::Entry& entry : actions.entries()) {
    if (entry.action->shortcut().isEmpty()) continue;
    if (groups.empty() || groups.back().first != entry.group) groups.push_back({entry.group, {}});
    groups.back().second.push_back({Actions::words(*entry.action), Actions::keys(*entry.action)});
  }
  groups.push_back({tr("While a chart has the focus"),
                    {{tr("Previous, next size"), tr("← →")},
                     {tr("Next faster, slower variant"), tr("↑ ↓")},
                     {tr("Previous, next kernel"), tr("[ ]")},
                     {tr("Show a variant, show it alone"), tr("1 … 8, Shift+1 … 8")},
                     {tr("Bands, crossovers, caches, ghost"), tr("B, X, G, H")},
                     {tr("Logarithmic y axis, next metric"), tr("L, M")},
                     {tr("Zoom, fit"), tr("+ −, 0")}}});

  // The first column takes groups until it holds half of all lines.
  std::size_t lines = 0, split = 0;
  for (const auto& group : groups) lines += group.second.size() + 2;
  for (std::size_t held = 0; split < groups.size() && held < lines / 2; ++split)
    held += groups[split].second.size() + 2;
  const std::pair<std::size_t, std::size_t> spans[] = {{0, split}, {split, groups.size()}};
  for (const auto& [first, last] : spans) {
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    for (std::size_t g = first; g < last; ++g) {
      column->addWidget(new Text(groups[g].first, {13, 600, false, Tone::value}));
      auto* grid = new QGridLayout;
      grid->setHorizontalSpacing(24);
      grid->setColumnStretch(0, 1);
      int row = 0;
      for (const auto& [text, keys] : groups[g].second) {
        grid->addWidget(new Text(text, {12, 400, false, Tone::label}), row, 0);
        grid->addWidget(new Text(keys, {12, 400, true, Tone::value}), row++, 1, Qt::AlignRight);
      }
      column->addLayout(grid);
      column->addSpacing(10);
    }
    column->addStretch(1);
    columns->addLayout(column, 1);
  }
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setWidget(page);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scroll);
  resize(page->sizeHint().boundedTo(QSize(1000, 760)) + QSize(24, 8));
}

}  // namespace lane
