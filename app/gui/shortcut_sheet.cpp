#include "shortcut_sheet.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "panels/labels.h"
#include "support/icons.h"
#include "support/theme.h"

namespace lane {

ShortcutSheet::ShortcutSheet(const Actions& actions, QWidget* parent)
    : QDialog(parent), m_search(new QLineEdit), m_scroll(new QScrollArea) {
  setWindowTitle(tr("Keyboard shortcuts"));
  setObjectName(QStringLiteral("shortcutSheet"));
  setAttribute(Qt::WA_DeleteOnClose);
  m_search->setPlaceholderText(tr("Search commands and keys"));
  m_search->setAccessibleName(tr("Search commands and keys"));
  m_search->setClearButtonEnabled(true);
  m_search->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidgetResizable(true);
  m_scroll->setAccessibleName(tr("Keys of the window"));
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* row = new QHBoxLayout;
  row->setContentsMargins(20, 14, 20, 4);
  row->addWidget(m_search);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->setSpacing(0);
  all->addLayout(row);
  all->addWidget(m_scroll, 1);
  collect(actions);
  connect(m_search, &QLineEdit::textChanged, this, &ShortcutSheet::rebuild);
  connect(&Theme::instance(), &Theme::changed, this, &ShortcutSheet::rebuild);
  rebuild();
  const QSize room = parent ? parent->size() - QSize(60, 60) : QSize(1000, 760);
  const int bar = m_scroll->verticalScrollBar()->sizeHint().width();
  resize(QSize(std::max(m_scroll->widget()->sizeHint().width() + bar, Theme::instance().px(520)),
               Theme::instance().px(760))
             .boundedTo(room));
  m_search->setFocus();
}

void ShortcutSheet::collect(const Actions& actions) {
  Group charts{tr("While a chart has the keyboard"), {}};
  for (const Actions::Entry& entry : actions.entries()) {
    const Line line{Actions::words(*entry.action), Actions::keys(*entry.action)};
    if (line.keys.isEmpty()) continue;
    if (!entry.chartKey.isEmpty()) {
      charts.lines.push_back(line);
      continue;
    }
    const QString title = QCoreApplication::translate("lane::Actions", qPrintable(entry.group));
    if (m_groups.empty() || m_groups.back().title != title) m_groups.push_back({title, {}});
    m_groups.back().lines.push_back(line);
  }
  const Line chartKeys[] = {{tr("Previous, next size"), tr("← →")},
                            {tr("Next faster, slower variant"), tr("↑ ↓")},
                            {tr("Previous, next kernel"), tr("[ ]")},
                            {tr("Next, previous crossover"), tr("N, Shift+N")},
                            {tr("Show or hide a variant"), tr("1 … 9")},
                            {tr("Show it alone"), tr("Shift+1 … 9")},
                            {tr("Zoom in, out"), tr("+ −")},
                            {tr("Pan"), tr("Space and drag")},
                            {tr("Pin the point in the inspector"), tr("Enter")},
                            {tr("Note at the point"), tr(";")},
                            {tr("5th to 95th percentile in Latency"), tr("S")},
                            {tr("Clear the selection"), tr("Esc")}};
  charts.lines.insert(charts.lines.end(), std::begin(chartKeys), std::end(chartKeys));
  m_groups.push_back(std::move(charts));
  m_groups.push_back({tr("Everywhere"),
                      {{tr("Next, previous control"), tr("Tab, Shift+Tab")},
                       {tr("Menus"), tr("Alt+F, Alt+E …")},
                       {tr("Press a button, tick a box"), tr("Space")}}});
}

void ShortcutSheet::rebuild() {
  const QString words = m_search->text().trimmed();
  std::vector<Group> found;
  for (const Group& group : m_groups) {
    Group kept{group.title, {}};
    for (const Line& line : group.lines)
      if (words.isEmpty() || line.text.contains(words, Qt::CaseInsensitive) ||
          line.keys.contains(words, Qt::CaseInsensitive) ||
          group.title.contains(words, Qt::CaseInsensitive))
        kept.lines.push_back(line);
    if (!kept.lines.empty()) found.push_back(std::move(kept));
  }
  m_scroll->setWidget(makePage(found));  // deletes the old one
}

QWidget* ShortcutSheet::makePage(const std::vector<Group>& groups) const {
  auto* page = new QWidget;
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(20, 12, 20, 16);
  columns->setSpacing(Theme::instance().px(32));
  if (groups.empty()) {
    columns->addWidget(
        new Text(tr("No key and no command is called that"), {12, 400, false, Tone::hint}), 0,
        Qt::AlignTop);
    return page;
  }
  // The first column takes groups until it holds half of all lines; large text gets one column.
  std::size_t lines = 0, split = groups.size();
  for (const Group& group : groups) lines += group.lines.size() + 2;
  if (Theme::instance().textScale() < 1.5) {
    split = 0;
    for (std::size_t held = 0; split < groups.size() && held < lines / 2; ++split)
      held += groups[split].lines.size() + 2;
  }
  const std::pair<std::size_t, std::size_t> spans[] = {{0, split}, {split, groups.size()}};
  for (const auto& [first, last] : spans) {
    if (first == last) continue;
    auto* column = new QVBoxLayout;
    column->setSpacing(6);
    for (std::size_t g = first; g < last; ++g) {
      column->addWidget(new Text(groups[g].title, {13, 600, false, Tone::value}));
      auto* grid = new QGridLayout;
      grid->setHorizontalSpacing(24);
      grid->setColumnStretch(0, 1);
      int row = 0;
      for (const Line& line : groups[g].lines) {
        grid->addWidget(new Text(line.text, {12, 400, false, Tone::label}), row, 0);
        grid->addWidget(new Text(line.keys, {12, 400, true, Tone::value}), row++, 1,
                        Qt::AlignRight);
      }
      column->addLayout(grid);
      column->addSpacing(10);
    }
    column->addStretch(1);
    columns->addLayout(column, 1);
  }
  return page;
}

}  // namespace lane
