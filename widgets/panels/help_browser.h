// The documentation inside the window: pages compiled in from resources/docs, a list of them with
// their headings, and a search over all. GUI thread.
#pragma once

#include <QString>
#include <QStringList>
#include <QWidget>

class QLineEdit;
class QTextBrowser;
class QTreeWidget;
class QTreeWidgetItem;

namespace lane {

class HelpBrowser : public QWidget {
  Q_OBJECT
 public:
  explicit HelpBrowser(QWidget* parent = nullptr);

  /// Names of the pages, in reading order: "numbers", "measurement" …
  static QStringList pages();
  static QString titleOf(const QString& page);
  /// Shows a page, at the heading if one is named; an unknown page leaves what is shown.
  void showPage(const QString& page, const QString& heading = {});
  QString currentPage() const { return m_page; }
  QLineEdit* searchField() { return m_search; }
  QTreeWidget* contents() { return m_contents; }
  QTextBrowser* text() { return m_text; }

 private:
  void fillContents();
  void filter(const QString& words);
  void restyle();
  void openItem(QTreeWidgetItem* item);
  void scrollTo(const QString& heading);

  QString m_page;
  QLineEdit* m_search;
  QTreeWidget* m_contents;
  QTextBrowser* m_text;
};

}  // namespace lane
