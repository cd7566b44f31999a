#include "panels/help_browser.h"

#include <QDesktopServices>
#include <QFile>
#include <QHeaderView>
#include <QLineEdit>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QUrl>
#include <QVBoxLayout>

#include "support/icons.h"
#include "support/theme.h"

namespace lane {
namespace {

const QString kFolder = QStringLiteral(":/lanescope/docs/");
constexpr int kPageRole = Qt::UserRole;
constexpr int kHeadingRole = Qt::UserRole + 1;

QString read(const QString& page) {
  QFile file(kFolder + page + QStringLiteral(".md"));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

struct Headings {
  QString title;
  QStringList sections;
};

Headings headingsOf(const QString& text) {
  Headings found;
  bool code = false;
  for (const QString& line : text.split(u'\n')) {
    if (line.startsWith(QStringLiteral("```"))) code = !code;
    if (code) continue;
    if (found.title.isEmpty() && line.startsWith(QStringLiteral("# ")))
      found.title = line.mid(2).trimmed();
    else if (line.startsWith(QStringLiteral("## ")))
      found.sections << line.mid(3).remove(u'`').trimmed();
  }
  return found;
}

}  // namespace

QStringList HelpBrowser::pages() {
  QStringList names;
  for (const char* name :
       {"numbers",    "measurement", "charts",         "crossovers", "ceilings",    "memory",
        "conversion", "allocators",  "files",          "processes",  "findings",    "comparing",
        "scoreboard", "peers",       "table",          "trends",     "environment", "import",
        "ci",         "plan-format", "session-format", "json",       "sessions",    "window"})
    names << QLatin1StringView(name);
  return names;
}

QString HelpBrowser::titleOf(const QString& page) {
  return headingsOf(read(page)).title;
}

HelpBrowser::HelpBrowser(QWidget* parent)
    : QWidget(parent),
      m_search(new QLineEdit),
      m_contents(new QTreeWidget),
      m_text(new QTextBrowser) {
  setObjectName(QStringLiteral("helpBrowser"));
  m_search->setPlaceholderText(tr("Search the help"));
  m_search->setAccessibleName(tr("Search the help"));
  m_search->setClearButtonEnabled(true);
  m_search->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_contents->setHeaderHidden(true);
  m_contents->setFrameShape(QFrame::NoFrame);
  m_contents->setAccessibleName(tr("Contents"));
  m_text->setFrameShape(QFrame::NoFrame);
  m_text->setOpenLinks(false);
  m_text->setAccessibleName(tr("Help text"));

  auto* left = new QWidget;
  auto* column = new QVBoxLayout(left);
  column->setContentsMargins(8, 8, 8, 8);
  column->addWidget(m_search);
  column->addWidget(m_contents, 1);
  auto* split = new QSplitter;
  split->setChildrenCollapsible(false);
  split->setHandleWidth(1);
  split->addWidget(left);
  split->addWidget(m_text);
  split->setStretchFactor(1, 1);
  split->setSizes({Theme::instance().px(240), Theme::instance().px(640)});
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(split);

  fillContents();
  connect(m_contents, &QTreeWidget::currentItemChanged, this, &HelpBrowser::openItem);
  connect(m_contents, &QTreeWidget::itemClicked, this, &HelpBrowser::openItem);
  connect(m_search, &QLineEdit::textChanged, this, &HelpBrowser::filter);
  connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
    if (!link.isRelative()) {
      QDesktopServices::openUrl(link);
      return;
    }
    showPage(link.path().section(u'/', -1).remove(QStringLiteral(".md")), link.fragment());
  });
  connect(&Theme::instance(), &Theme::changed, this, &HelpBrowser::restyle);
  showPage(pages().front());
}

void HelpBrowser::fillContents() {
  for (const QString& page : pages()) {
    const Headings headings = headingsOf(read(page));
    auto* top = new QTreeWidgetItem(m_contents, {headings.title});
    top->setData(0, kPageRole, page);
    for (const QString& section : headings.sections) {
      auto* item = new QTreeWidgetItem(top, {section});
      item->setData(0, kPageRole, page);
      item->setData(0, kHeadingRole, section);
    }
  }
  m_contents->topLevelItem(0)->setExpanded(true);
}

/// Pages and sections whose text holds all words stay.
void HelpBrowser::filter(const QString& words) {
  const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
  const auto holds = [&](const QString& text) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) {
      return text.contains(word, Qt::CaseInsensitive);
    });
  };
  QTreeWidgetItem* first = nullptr;
  for (int i = 0; i < m_contents->topLevelItemCount(); ++i) {
    QTreeWidgetItem* top = m_contents->topLevelItem(i);
    const QString page = read(top->data(0, kPageRole).toString());
    const QStringList parts = page.split(QStringLiteral("\n## "));
    bool some = holds(parts.first());
    for (int k = 0; k < top->childCount(); ++k) {
      const bool found = k + 1 < parts.size() && holds(parts[k + 1]);
      top->child(k)->setHidden(!found);
      if (found && !first) first = top->child(k);
      some = some || found;
    }
    top->setHidden(!some);
    top->setExpanded(wanted.isEmpty() ? i == 0 : some);
    if (some && !first) first = top;
  }
  if (first && !wanted.isEmpty()) m_contents->setCurrentItem(first);
}

void HelpBrowser::openItem(QTreeWidgetItem* item) {
  if (item) showPage(item->data(0, kPageRole).toString(), item->data(0, kHeadingRole).toString());
}

void HelpBrowser::showPage(const QString& page, const QString& heading) {
  if (!pages().contains(page)) return;
  if (page != m_page) {
    m_page = page;
    restyle();
  }
  scrollTo(heading);
}

void HelpBrowser::restyle() {
  const Theme& theme = Theme::instance();
  m_text->document()->setDefaultFont(theme.uiFont(13));
  m_text->document()->setDocumentMargin(theme.px(20));
  m_text->document()->setMarkdown(read(m_page), QTextDocument::MarkdownDialectGitHub);
}

void HelpBrowser::scrollTo(const QString& heading) {
  if (heading.isEmpty()) return m_text->moveCursor(QTextCursor::Start);
  // Links name a heading as GitHub does: small letters, dashes for spaces.
  const auto plain = [](QString text) {
    QString kept;
    for (const QChar c : text.toLower())
      if (c.isLetterOrNumber()) kept += c;
    return kept;
  };
  for (QTextBlock block = m_text->document()->begin(); block.isValid(); block = block.next()) {
    if (block.blockFormat().headingLevel() == 0 || plain(block.text()) != plain(heading)) continue;
    // From the end upwards, so that the heading comes to stand at the top.
    m_text->moveCursor(QTextCursor::End);
    QTextCursor at(block);
    m_text->setTextCursor(at);
    return;
  }
}

}  // namespace lane
