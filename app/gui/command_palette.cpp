#include "command_palette.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMouseEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "support/icons.h"
#include "support/theme.h"

namespace lane {
namespace {

constexpr int kKindRole = Qt::UserRole + 1;
constexpr int kKeysRole = Qt::UserRole + 2;
constexpr int kEntryRole = Qt::UserRole + 3;  ///< -1: a line that is only read

/// "Kernel   tanh ............ Ctrl+K": the kind in a column of its own, the keys at the right.
class EntryDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    const Theme& theme = Theme::instance();
    return {theme.px(200),
            std::max(theme.px(28), QFontMetrics(theme.uiFont(12, 500)).height() + 8)};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    painter->save();
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver))
      painter->fillRect(option.rect, option.state & QStyle::State_Selected ? c.sel : c.hover);
    if (option.state & QStyle::State_Selected)
      painter->fillRect(QRect(option.rect.topLeft(), QSize(2, option.rect.height())), c.ink);
    const QRect line = option.rect.adjusted(theme.px(10), 0, -theme.px(10), 0);
    const auto write = [&](const QRect& where, const QString& text, const QFont& font,
                           const QColor& color, Qt::Alignment side) {
      painter->setFont(font);
      painter->setPen(color);
      painter->drawText(
          where, int(side | Qt::AlignVCenter),
          QFontMetrics(font).elidedText(text, Qt::ElideMiddle, std::max(0, where.width())));
    };
    const QString keys = index.data(kKeysRole).toString();
    const int keysWidth =
        keys.isEmpty() ? 0 : QFontMetrics(theme.monoFont(11)).horizontalAdvance(keys) + 12;
    const int kindWidth = theme.px(76);
    write(QRect(line.left(), line.top(), kindWidth - 8, line.height()),
          index.data(kKindRole).toString(), theme.uiFont(11), c.t3, Qt::AlignLeft);
    write(line.adjusted(kindWidth, 0, -keysWidth, 0), index.data(Qt::DisplayRole).toString(),
          theme.uiFont(12, 500), c.t1, Qt::AlignLeft);
    write(line, keys, theme.monoFont(11), c.t2, Qt::AlignRight);
    painter->restore();
  }
};

}  // namespace

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
  m_field->setPlaceholderText(tr("Go to kernel, session, view, command or help"));
  m_field->setAccessibleName(tr("Go to kernel, session, view, command or help"));
  m_field->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_list->setFrameShape(QFrame::NoFrame);
  m_list->setFocusPolicy(Qt::NoFocus);
  m_list->setMouseTracking(true);
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setAccessibleName(tr("Matches"));
  m_list->setItemDelegate(new EntryDelegate(m_list));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 10, 10, 10);
  column->addWidget(m_field);
  column->addWidget(m_list, 1);
  connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refill);
  connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
  connect(&Theme::instance(), &Theme::changed, this, &CommandPalette::place);
  hide();
}

void CommandPalette::place() {
  const Theme& theme = Theme::instance();
  const QSize room = parentWidget()->size();
  const QSize size(std::min(room.width() - 40, theme.px(560)),
                   std::min(room.height() - 100, theme.px(420)));
  setGeometry((room.width() - size.width()) / 2, std::min(theme.px(60), 80), size.width(),
              size.height());
  m_list->doItemsLayout();
}

void CommandPalette::popUp(std::vector<Entry> entries) {
  if (!isVisible()) m_before = window()->focusWidget();
  m_entries = std::move(entries);
  m_field->clear();
  refill();
  place();
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
    auto* item = new QListWidgetItem(entry.text, m_list);
    item->setData(kKindRole, entry.kind);
    item->setData(kKeysRole, entry.keys);
    item->setData(kEntryRole, int(i));
    QStringList spoken{entry.kind, entry.text};
    if (!entry.keys.isEmpty()) spoken << entry.keys;
    item->setData(Qt::AccessibleTextRole, spoken.join(QStringLiteral(", ")));
  }
  if (matches.empty()) {
    auto* item = new QListWidgetItem(tr("Nothing here is called that"), m_list);
    item->setData(kEntryRole, -1);
    item->setFlags(Qt::NoItemFlags);
  }
  m_list->setCurrentRow(matches.empty() ? -1 : 0);
}

void CommandPalette::choose() {
  const QListWidgetItem* item = m_list->currentItem();
  if (!item || item->data(kEntryRole).toInt() < 0) return;
  const auto run = m_entries[std::size_t(item->data(kEntryRole).toInt())].run;
  close();
  run();
}

void CommandPalette::close() {
  hide();
  QWidget* back = m_before && m_before->isVisible() ? m_before.data() : parentWidget();
  back->setFocus();
}

bool CommandPalette::key(int key) {
  const int row = m_list->currentRow(), last = m_list->count() - 1;
  constexpr int kPage = 10;
  switch (key) {
    case Qt::Key_Escape:
      close();
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      choose();
      return true;
    case Qt::Key_Down:
      m_list->setCurrentRow(std::min(row + 1, last));
      return true;
    case Qt::Key_Up:
      m_list->setCurrentRow(std::max(row - 1, 0));
      return true;
    case Qt::Key_PageDown:
      m_list->setCurrentRow(std::min(row + kPage, last));
      return true;
    case Qt::Key_PageUp:
      m_list->setCurrentRow(std::max(row - kPage, 0));
      return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
      return true;  // the field keeps the keyboard until one is chosen
    default:
      return false;
  }
}

void CommandPalette::showEvent(QShowEvent* event) {
  QFrame::showEvent(event);
  qApp->installEventFilter(this);
}

void CommandPalette::hideEvent(QHideEvent* event) {
  qApp->removeEventFilter(this);
  QFrame::hideEvent(event);
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::MouseButtonPress && object->isWidgetType()) {
    // A click elsewhere closes it, and does there what it does.
    const QPoint at = static_cast<QMouseEvent*>(event)->globalPosition().toPoint();
    if (!rect().contains(mapFromGlobal(at))) hide();
  }
  if (object == m_field) {
    if (event->type() == QEvent::FocusOut && isVisible()) hide();
    if (event->type() == QEvent::KeyPress && key(static_cast<QKeyEvent*>(event)->key()))
      return true;
  }
  return QFrame::eventFilter(object, event);
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
