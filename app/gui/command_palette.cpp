#include "command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "support/icons.h"
#include "support/theme.h"

namespace lane {

int fuzzyScore(const QString& pattern, const QString& text) {
  if (pattern.isEmpty()) return 1;
  int score = 1000, at = 0;
  for (const QChar c : pattern) {
    if (c.isSpace()) continue;
    const int next = int(text.indexOf(c, at, Qt::CaseInsensitive));
    if (next < 0) return 0;
    const bool wordStart = next == 0 || !text[next - 1].isLetterOrNumber();
    score -= std::min(40, (next - at) * (wordStart ? 1 : 4));
    at = next + 1;
  }
  return std::max(1, score - int(text.size()) / 4);
}

CommandPalette::CommandPalette(QWidget* window)
    : QFrame(window), m_field(new QLineEdit), m_list(new QListWidget) {
  setObjectName(QStringLiteral("commandPalette"));
  m_field->setPlaceholderText(tr("Go to kernel, session or command"));
  m_field->setAccessibleName(tr("Go to kernel, session or command"));
  m_field->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setFocusPolicy(Qt::NoFocus);
  m_list->setAccessibleName(tr("Matches"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 10, 10, 10);
  column->addWidget(m_field);
  column->addWidget(m_list, 1);
  m_field->installEventFilter(this);
  connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refill);
  connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
  hide();
}

void CommandPalette::popUp(std::vector<Entry> entries) {
  m_entries = std::move(entries);
  m_field->clear();
  refill();
  const int width = std::min(parentWidget()->width() - 40, Theme::instance().px(560));
  const int height = std::min(parentWidget()->height() - 120, Theme::instance().px(420));
  setGeometry((parentWidget()->width() - width) / 2, Theme::instance().px(60), width, height);
  show();
  raise();
  m_field->setFocus();
}

void CommandPalette::refill() {
  std::vector<std::pair<int, std::size_t>> matches;
  for (std::size_t i = 0; i < m_entries.size(); ++i)
    if (const int score =
            std::max(fuzzyScore(m_field->text(), m_entries[i].text),
                     fuzzyScore(m_field->text(), m_entries[i].kind + u' ' + m_entries[i].text)))
      matches.push_back({score, i});
  std::stable_sort(matches.begin(), matches.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  m_list->clear();
  for (const auto& [score, i] : matches) {
    const Entry& entry = m_entries[i];
    QString text = entry.kind + QStringLiteral("   ") + entry.text;
    if (!entry.keys.isEmpty()) text += QStringLiteral("   ") + entry.keys;
    auto* item = new QListWidgetItem(text, m_list);
    item->setData(Qt::UserRole, int(i));
  }
  m_list->setCurrentRow(0);
}

void CommandPalette::choose() {
  const QListWidgetItem* item = m_list->currentItem();
  if (!item) return;
  const auto run = m_entries[std::size_t(item->data(Qt::UserRole).toInt())].run;
  hide();
  if (run) run();
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::FocusOut && isVisible()) hide();
  if (event->type() != QEvent::KeyPress) return QFrame::eventFilter(object, event);
  const int row = m_list->currentRow();
  switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Escape:
      hide();
      parentWidget()->setFocus();
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      choose();
      return true;
    case Qt::Key_Down:
      m_list->setCurrentRow(std::min(row + 1, m_list->count() - 1));
      return true;
    case Qt::Key_Up:
      m_list->setCurrentRow(std::max(row - 1, 0));
      return true;
    default:
      return QFrame::eventFilter(object, event);
  }
}

void CommandPalette::paintEvent(QPaintEvent*) {
  const ChromeColors& c = Theme::instance().chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), c.panel);
  painter.setPen(QPen(c.ctl, 1));
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

}  // namespace lane
