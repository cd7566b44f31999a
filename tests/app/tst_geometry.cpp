// No text is cut off and none overlaps, in every view and page of the window, in both themes, at
// text size 100 and 200 %, in the largest and the smallest window. Run once more by ctest with two
// pixels to a point.
#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <algorithm>

#include "app/window_fixture.h"
#include "dock.h"
#include "panels/fold.h"
#include "panels/labels.h"
#include "panels/plan_more.h"
#include "panels/plan_panel.h"
#include "settings_dialog.h"
#include "shortcut_sheet.h"
#include "top_bar.h"

using namespace lane;

class tst_geometry : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void cleanup() {
    Theme::instance().setTextScale(1);
    Theme::instance().setChoice(Theme::Choice::dark);
  }
  void findsPlantedFaults();
  void textFits_data();
  void textFits();
  void tabsGiveWay_data();
  void tabsGiveWay();
};

namespace {

QString about(const QWidget* widget) {
  QString text;
  if (auto* label = qobject_cast<const QLabel*>(widget)) text = label->text();
  if (auto* button = qobject_cast<const QAbstractButton*>(widget)) text = button->text();
  return QStringLiteral("%1 '%2'").arg(QString::fromLatin1(widget->metaObject()->className()),
                                       text.left(40));
}

/// What a text needs; empty: it has none, or cuts itself with an ellipsis.
QSize needOf(const QWidget* widget) {
  if (auto* label = qobject_cast<const QLabel*>(widget)) {
    if (label->text().isEmpty()) return {};
    if (label->wordWrap()) return {0, label->heightForWidth(label->width())};
    return label->minimumSizeHint();
  }
  if (auto* button = qobject_cast<const QAbstractButton*>(widget))
    if (!button->text().isEmpty()) return button->minimumSizeHint();
  return {};
}

/// How far a widget sticks out of what shows it; scroll areas may cut where they scroll.
bool sticksOut(const QWidget* widget, const QWidget* window) {
  QRect shown = widget->rect();
  const QWidget* at = widget;
  while (at != window && at->parentWidget()) {
    shown.translate(at->pos());
    const QWidget* parent = at->parentWidget();
    auto* area = qobject_cast<const QAbstractScrollArea*>(parent->parentWidget());
    const bool scrolls = area && area->viewport() == parent;
    const QRect room = parent->rect().adjusted(-2, -2, 2, 2);
    const bool across = shown.left() < room.left() || shown.right() > room.right();
    const bool down = shown.top() < room.top() || shown.bottom() > room.bottom();
    if (scrolls) return across && area->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff;
    if (across || down) return true;
    at = parent;
  }
  return false;
}

/// What a widget needs that it does not get.
QStringList cutOff(const QWidget& window) {
  QStringList faults;
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisibleTo(&window) || widget->visibleRegion().isEmpty()) continue;
    const QSize need = needOf(widget);
    // Half a line of tolerance would hide real cuts: two pixels are rounding.
    if (widget->width() + 2 < need.width() || widget->height() + 2 < need.height())
      faults << QStringLiteral("%1 has %2x%3, needs %4x%5")
                    .arg(about(widget))
                    .arg(widget->width())
                    .arg(widget->height())
                    .arg(need.width())
                    .arg(need.height());
    else if (!need.isEmpty() && sticksOut(widget, &window))
      faults << about(widget) + QStringLiteral(" sticks out");
    auto* header = qobject_cast<QHeaderView*>(widget);
    if (!header || header->orientation() != Qt::Horizontal || !header->model()) continue;
    for (int i = 0; i < header->count(); ++i) {
      if (header->isSectionHidden(i)) continue;
      const QString text = header->model()->headerData(i, Qt::Horizontal).toString();
      int widest = 0;
      for (const QString& line : text.split(u'\n'))
        widest = std::max(widest, header->fontMetrics().horizontalAdvance(line));
      if (widest > header->sectionSize(i))
        faults << QStringLiteral("header '%1' has %2").arg(text).arg(header->sectionSize(i));
    }
  }
  return faults;
}

/// Pairs of texts with the same parent that cover each other.
QStringList overlaps(const QWidget& window) {
  QStringList faults;
  for (QWidget* parent : window.findChildren<QWidget*>()) {
    QList<QWidget*> texts;
    for (QObject* child : parent->children()) {
      auto* widget = qobject_cast<QWidget*>(child);
      if (!widget || !widget->isVisibleTo(&window)) continue;
      if (qobject_cast<QLabel*>(widget) || qobject_cast<QAbstractButton*>(widget)) texts << widget;
    }
    for (int i = 0; i < texts.size(); ++i)
      for (int j = i + 1; j < texts.size(); ++j) {
        const QRect both = texts[i]->geometry() & texts[j]->geometry();
        if (both.width() > 1 && both.height() > 1)
          faults << about(texts[i]) + QStringLiteral(" and ") + about(texts[j]) +
                        QStringLiteral(" overlap");
      }
  }
  return faults;
}

QStringList faultsOf(const QWidget& window, const QString& where) {
  QStringList faults;
  for (const QString& fault : cutOff(window) + overlaps(window))
    faults << where + QStringLiteral(": ") + fault;
  return faults;
}

void selectSomePoint(MainWindow& window) {
  const auto& cases = window.document().session().cases;
  std::uint32_t i = 0;
  while (!cases[i].hasTime()) ++i;
  window.selection().setCurrent(
      {curveKey(cases[i]), QString::fromStdString(cases[i].variant), cases[i].size, i});
}

}  // namespace

/// The check itself: a label too narrow, one that leaves its parent, two on one place.
void tst_geometry::findsPlantedFaults() {
  QWidget window;
  window.resize(400, 200);
  auto* box = new QWidget(&window);
  box->setGeometry(0, 0, 300, 100);
  auto* first = new QLabel(QStringLiteral("A text of some length"), box);
  first->setGeometry(QRect(QPoint(0, 0), first->sizeHint()));
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  QVERIFY(faultsOf(window, {}).isEmpty());
  first->resize(30, first->height());
  QVERIFY(faultsOf(window, {}).join(QString()).contains(QStringLiteral("needs")));
  first->setGeometry(QRect(QPoint(280, 0), first->sizeHint()));
  QVERIFY(faultsOf(window, {}).join(QString()).contains(QStringLiteral("sticks out")));
  first->move(0, 0);
  auto* second = new QLabel(QStringLiteral("Another"), box);
  second->setGeometry(QRect(QPoint(10, 4), second->sizeHint()));
  second->show();
  QVERIFY(faultsOf(window, {}).join(QString()).contains(QStringLiteral("overlap")));
}

void tst_geometry::textFits_data() {
  QTest::addColumn<bool>("dark");
  QTest::addColumn<double>("text");
  QTest::addColumn<QSize>("size");
  for (const bool dark : {true, false})
    for (const auto& [text, size] :
         {std::pair{1.0, QSize(1600, 1000)}, std::pair{1.0, QSize(1024, 680)},
          std::pair{1.5, QSize(1280, 800)}, std::pair{2.0, QSize(1600, 1000)}})
      QTest::addRow("%s, text %g, %dx%d", dark ? "dark" : "light", text, size.width(),
                    size.height())
          << dark << text << size;
}

void tst_geometry::textFits() {
  QFETCH(bool, dark);
  QFETCH(double, text);
  QFETCH(QSize, size);
  Theme::instance().setChoice(dark ? Theme::Choice::dark : Theme::Choice::light);
  Theme::instance().setTextScale(text);
  test::WindowFixture f;
  f.window.resize(size);
  QTest::qWait(300);
  QStringList faults = faultsOf(f.window, QStringLiteral("start page"));
  QCOMPARE(f.window.size(), size);  // nothing in it forces it wider

  f.window.files().open({f.write("a.h5"), f.write("b.h5", {.slowdown = 1.2, .seed = 3})});
  QTRY_VERIFY(f.window.diffDocument().isReady());
  QTest::qWait(100);
  f.window.files().open({f.file("a.h5")});
  selectSomePoint(f.window);
  for (const ViewPage& page : f.window.views()) {
    f.window.showView(page.view);
    QTRY_VERIFY_WITH_TIMEOUT(!page.ready || page.ready(), 20000);
    QTest::qWait(200);  // layouts settle in several turns
    faults += faultsOf(f.window, page.name);
    QVERIFY2(f.window.size() == size, qPrintable(page.name));
  }
  f.window.showView(View::curves);
  f.trigger(Act::newPlan);
  f.window.planPanel().more()->heading()->setChecked(true);
  auto* left = f.window.findChild<Dock*>(QStringLiteral("leftDock"));
  for (int i = 0; i < left->pageCount(); ++i) {
    left->setPage(i);
    QTest::qWait(60);
    faults += faultsOf(f.window, QStringLiteral("left page %1").arg(i));
  }
  f.trigger(Act::shortcuts);
  f.trigger(Act::preferences);
  QTest::qWait(60);
  faults += faultsOf(*f.window.findChild<ShortcutSheet*>(), QStringLiteral("shortcuts"));
  faults += faultsOf(*f.window.findChild<SettingsDialog*>(), QStringLiteral("preferences"));
  faults.removeDuplicates();
  for (const QString& fault : faults) qWarning().noquote() << fault;  // QtTest cuts long messages
  QVERIFY2(faults.isEmpty(), qPrintable(QString::number(faults.size())));
}

void tst_geometry::tabsGiveWay_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<double>("text");
  for (const int width : {1024, 1280, 1600})
    for (const double text : {1.0, 1.5, 2.0})
      QTest::addRow("%d at %g", width, text) << width << text;
}

void tst_geometry::tabsGiveWay() {
  QFETCH(int, width);
  QFETCH(double, text);
  Theme::instance().setTextScale(text);
  test::WindowFixture f;
  f.window.resize(width, 800);
  f.window.files().open({f.write("a.h5")});
  auto* tabs = f.window.findChild<ViewTabs*>();
  for (const ViewPage& page : f.window.views()) {
    f.window.showView(page.view);
    QTest::qWait(1);
    const QStringList hidden = tabs->hiddenTabs();
    if (width == 1600 && text == 1.0) QVERIFY2(hidden.isEmpty(), qPrintable(hidden.join(u' ')));
    QVERIFY(hidden.size() < 10);
    // The one in front has its tab, whole; the others stand in the menu.
    QAction* action = f.window.actions()[page.act];
    for (QAbstractButton* tab : tabs->findChildren<QAbstractButton*>()) {
      if (tab->isHidden()) continue;
      QVERIFY2(tabs->rect().contains(tab->geometry()), qPrintable(tab->text()));
      QVERIFY2(tab->width() >= tab->sizeHint().width(), qPrintable(tab->text()));
    }
    QVERIFY(action->isChecked());
    for (const QString& name : hidden) QVERIFY(!Actions::words(*action).contains(name));
    QCOMPARE(tabs->findChild<QAbstractButton*>(QStringLiteral("moreViews"))->isHidden(),
             hidden.isEmpty());
    QCOMPARE(tabs->findChild<QMenu*>()->actions().size(), hidden.size());
  }
  // Qt's own arrow for what does not fit never shows.
  for (QWidget* widget : f.window.findChild<TopBar*>()->findChildren<QWidget*>())
    QVERIFY(widget->objectName() != u"qt_toolbar_ext_button" || !widget->isVisible());
}

QTEST_MAIN(tst_geometry)
#include "tst_geometry.moc"
