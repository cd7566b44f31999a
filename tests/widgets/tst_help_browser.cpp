// The help in the window is the documentation: every page is there, found and reached.
#include <QFile>
#include <QLineEdit>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QtTest>

#include "panels/help_browser.h"
#include "support/theme.h"

using namespace lane;

class TestHelpBrowser : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { Theme::instance().apply(); }
  void everyPageIsTheDocumentation() {
    HelpBrowser help;
    for (const QString& page : HelpBrowser::pages()) {
      QFile file(QStringLiteral(LANESCOPE_SOURCE_DIR "/resources/docs/%1.md").arg(page));
      QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(page));
      const QString title = QString::fromUtf8(file.readLine()).mid(2).trimmed();
      help.showPage(page);
      QCOMPARE(help.currentPage(), page);
      QVERIFY2(help.text()->toPlainText().startsWith(title), qPrintable(page));
    }
    QCOMPARE(help.contents()->topLevelItemCount(), int(HelpBrowser::pages().size()));
  }
  void headingComesIntoSight() {
    HelpBrowser help;
    help.resize(900, 500);
    help.show();
    help.showPage(QStringLiteral("numbers"),
                  QStringLiteral("arithmetic-intensity-and-ridge-point"));
    QCOMPARE(help.text()->textCursor().block().text(),
             QStringLiteral("Arithmetic intensity and ridge point"));
    QVERIFY(help.text()->viewport()->rect().intersects(help.text()->cursorRect()));
  }
  void searchNarrowsTheContents() {
    HelpBrowser help;
    QTest::keyClicks(help.searchField(), QStringLiteral("geometric times slower"));
    int sections = 0;
    QTreeWidgetItem* numbers = help.contents()->topLevelItem(0);
    for (int i = 0; i < numbers->childCount(); ++i) sections += !numbers->child(i)->isHidden();
    QCOMPARE(sections, 1);
    QCOMPARE(help.contents()->currentItem()->text(0), QStringLiteral("Geometric mean"));
    help.searchField()->clear();
    QVERIFY(!numbers->child(0)->isHidden());
  }
  void unknownPageChangesNothing() {
    HelpBrowser help;
    help.showPage(QStringLiteral("ceilings"));
    help.showPage(QStringLiteral("../../etc/passwd"));
    QCOMPARE(help.currentPage(), QStringLiteral("ceilings"));
  }
};

QTEST_MAIN(TestHelpBrowser)
#include "tst_help_browser.moc"
