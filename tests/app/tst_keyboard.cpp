// The whole window by keyboard alone: every command has a key of its own, letters stay with text
// fields, Tab and F7 reach every part, every control has a name and shows that it has the focus,
// and the journeys from the start page to a session that is saved and opened again.
#include <QAccessible>
#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QListWidget>
#include <QSet>
#include <QTreeView>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "command_palette.h"
#include "dock.h"
#include "panels/plan_panel.h"
#include "panels/run_status_bar.h"
#include "shortcut_sheet.h"
#include "top_bar.h"

using namespace lane;

namespace {

/// To whatever has the keyboard, as a real key press goes.
void press(MainWindow& window, Qt::Key key, Qt::KeyboardModifiers with = {}) {
  QWidget* focus = QApplication::focusWidget();
  QTest::keyClick(focus ? focus : &window, key, with);
}

bool activate(MainWindow& window) {
  window.activateWindow();
  return QTest::qWaitForWindowActive(&window);
}

QString nameOf(QWidget* widget) {
  const QAccessibleInterface* seen = QAccessible::queryAccessibleInterface(widget);
  return seen ? seen->text(QAccessible::Name) : QString();
}

/// Controls the user can reach in what is shown now.
QList<QWidget*> controls(MainWindow& window) {
  QList<QWidget*> found;
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    // A spin box speaks for the field in it.
    const bool reached =
        widget->focusPolicy() & Qt::TabFocus && !widget->objectName().startsWith("qt_spinbox");
    if (reached && widget->isVisibleTo(&window) && !widget->visibleRegion().isEmpty() &&
        widget->isEnabled())
      found << widget;
  }
  return found;
}

}  // namespace

class tst_keyboard : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void everyActionHasAKeyOfItsOwn();
  void lettersStayWithTextFields();
  void sheetListsAndFinds();
  void paletteByKeyboard();
  void tabAndF7ReachEveryPart();
  void controlsAreNamed();
  void controlsShowTheFocus();
  void planToReopened();
  void measureStopSaveReopen();
};

void tst_keyboard::everyActionHasAKeyOfItsOwn() {
  test::WindowFixture f;
  QSet<QString> taken, letters;
  // Text fields use these without claiming them first, as they claim Ctrl+A, C, V, X and Z.
  const QSet<QString> editing{"Ctrl+Backspace", "Ctrl+Del", "Ctrl+Left", "Ctrl+Right",
                              "Ctrl+Home",      "Ctrl+End", "Ctrl+U"};
  for (const Actions::Entry& entry : f.window.actions().entries()) {
    const QString words = Actions::words(*entry.action);
    const QString keys = Actions::keys(*entry.action);
    QVERIFY2(!keys.isEmpty(), qPrintable(words + " has no key"));
    QVERIFY2(!words.contains(u'\t') && !words.contains(u'&'), qPrintable(words));
    QSet<QString>& mine = entry.chartKey.isEmpty() ? taken : letters;
    QVERIFY2(!mine.contains(keys), qPrintable(keys + " is taken, " + words));
    mine << keys;
    if (!entry.chartKey.isEmpty()) {
      QVERIFY2(entry.action->shortcut().isEmpty(), qPrintable(words));
      continue;
    }
    QVERIFY2(!editing.contains(keys), qPrintable(keys + " belongs to text fields, " + words));
    const auto pressed = entry.action->shortcut()[0];
    const bool function = pressed.key() >= Qt::Key_F1 && pressed.key() <= Qt::Key_F35;
    QVERIFY2(function || pressed.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier),
             qPrintable(keys + " would be typed"));
  }
}

void tst_keyboard::lettersStayWithTextFields() {
  test::WindowFixture f;
  f.window.files().open({f.write("k.h5")});
  QVERIFY(activate(f.window));
  press(f.window, Qt::Key_F, Qt::ControlModifier);
  QLineEdit* field = f.window.planPanel().filterField();
  QVERIFY(field->hasFocus());
  const bool bands = f.window.curvesView().showBands();
  const bool log = f.window.curvesView().logY();
  const QString typed = QStringLiteral("bxghlm012[]+-ns");
  for (const QChar c : typed) QTest::keyClick(field, c.toLatin1());
  QCOMPARE(field->text(), typed);
  QCOMPARE(f.window.curvesView().showBands(), bands);
  QCOMPARE(f.window.curvesView().logY(), log);
  // Undo in the field is the field's.
  const Plan plan = f.window.planModel().plan();
  press(f.window, Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(field->text() != typed);
  QCOMPARE(f.window.planModel().plan(), plan);
  press(f.window, Qt::Key_A, Qt::ControlModifier);
  QCOMPARE(field->selectedText(), field->text());
  // In the chart the same letters act.
  press(f.window, Qt::Key_1, Qt::ControlModifier);
  press(f.window, Qt::Key_L);
  QCOMPARE(f.window.curvesView().logY(), !log);
}

void tst_keyboard::sheetListsAndFinds() {
  test::WindowFixture f;
  for (const double scale : {1.0, 2.0}) {
    Theme::instance().setTextScale(scale);
    QVERIFY(activate(f.window));
    press(f.window, Qt::Key_F1);
    auto* sheet = f.window.findChild<ShortcutSheet*>();
    QVERIFY(sheet);
    QVERIFY(QTest::qWaitForWindowExposed(sheet));
    QVERIFY(sheet->width() <= f.window.width() && sheet->height() <= f.window.height());
    const auto shown = [sheet] {
      QStringList texts;
      for (QLabel* label : sheet->findChildren<QLabel*>())
        if (label->isVisibleTo(sheet)) texts << label->text();
      return texts;
    };
    for (const Actions::Entry& entry : f.window.actions().entries())
      QVERIFY2(shown().contains(Actions::keys(*entry.action)),
               qPrintable(Actions::words(*entry.action)));
    QTest::keyClicks(sheet->searchField(), QStringLiteral("palette"));
    QVERIFY(!shown().contains(QStringLiteral("Ctrl+S")));
    sheet->searchField()->clear();
    QTest::keyClicks(sheet->searchField(), QStringLiteral("save"));
    QVERIFY(shown().contains(QStringLiteral("Ctrl+S")));
    QVERIFY(!shown().contains(QStringLiteral("Ctrl+K")));
    QTest::keyClick(sheet, Qt::Key_Escape);
    QTRY_VERIFY(!f.window.findChild<ShortcutSheet*>());
  }
  Theme::instance().setTextScale(1);
}

void tst_keyboard::paletteByKeyboard() {
  test::WindowFixture f;
  f.window.files().open({f.write("p.h5")});
  QVERIFY(activate(f.window));
  QWidget* before = QApplication::focusWidget();
  press(f.window, Qt::Key_K, Qt::ControlModifier);
  auto* palette = f.window.findChild<CommandPalette*>();
  auto* list = palette->findChild<QListWidget*>();
  QVERIFY(palette->isVisible());
  const auto find = [&](const QString& words) {
    auto* field = palette->findChild<QLineEdit*>();
    field->clear();
    QTest::keyClicks(field, words);
    QStringList texts;
    for (int i = 0; i < list->count(); ++i) texts << list->item(i)->text();
    return texts;
  };
  QVERIFY(find(QStringLiteral("latency")).contains(QStringLiteral("Latency")));
  QVERIFY(find(QStringLiteral("gelu")).contains(QStringLiteral("gelu")));
  QVERIFY(!find(QStringLiteral("Help numbers mean")).isEmpty());
  QCOMPARE(find(QStringLiteral("qqqqzzzz")).size(), 1);  // the line that says so
  press(f.window, Qt::Key_Return);
  QVERIFY(palette->isVisible());  // nothing to choose
  press(f.window, Qt::Key_Escape);
  QVERIFY(!palette->isVisible());
  QCOMPARE(QApplication::focusWidget(), before);
  press(f.window, Qt::Key_K, Qt::ControlModifier);
  find(QStringLiteral("view latency"));
  press(f.window, Qt::Key_Return);
  QCOMPARE(f.window.view(), View::latency);
}

void tst_keyboard::tabAndF7ReachEveryPart() {
  test::WindowFixture f;
  f.window.files().open({f.write("t.h5")});
  QVERIFY(activate(f.window));
  auto* top = f.window.findChild<TopBar*>();
  QWidget* parts[] = {top, f.window.findChild<QWidget*>(QStringLiteral("leftDock")),
                      f.window.centralWidget(),
                      f.window.findChild<QWidget*>(QStringLiteral("rightDock"))};
  const auto partOf = [&](QWidget* widget) {
    for (int i = 0; i < 4; ++i)
      if (widget && parts[i]->isAncestorOf(widget)) return i;
    return -1;
  };
  f.window.curvesView().setFocus();
  int part = partOf(QApplication::focusWidget());
  QCOMPARE(part, 2);
  for (int i = 0; i < 4; ++i) {
    press(f.window, Qt::Key_F7);
    const int next = partOf(QApplication::focusWidget());
    QCOMPARE(next, (part + 1) % 4);
    part = next;
  }
  press(f.window, Qt::Key_F7, Qt::ShiftModifier);
  QCOMPARE(partOf(QApplication::focusWidget()), 1);

  // Tab passes the parts in the same order, each of them once.
  QTest::keyClick(&f.window, Qt::Key_F7);
  top->switcher()->setFocus();
  QList<int> order;
  QSet<QWidget*> seen;
  for (int i = 0; i < 300; ++i) {
    QWidget* focus = QApplication::focusWidget();
    if (seen.contains(focus)) break;
    seen << focus;
    const int at = partOf(focus);
    if (at >= 0 && (order.isEmpty() || order.last() != at)) order << at;
    press(f.window, Qt::Key_Tab);
  }
  QCOMPARE(order, (QList<int>{0, 1, 2, 3}));
  QVERIFY(seen.size() > 20);
}

void tst_keyboard::controlsAreNamed() {
  test::WindowFixture f;
  const auto check = [&](const QString& where) {
    for (QWidget* widget : controls(f.window))
      QVERIFY2(!nameOf(widget).isEmpty(),
               qPrintable(QStringLiteral("%1: %2 %3 in %4 has no name")
                              .arg(where, QString::fromLatin1(widget->metaObject()->className()),
                                   widget->objectName(),
                                   QString::fromLatin1(
                                       widget->parentWidget()->metaObject()->className()))));
  };
  check(QStringLiteral("start page"));
  f.window.files().open({f.write("a.h5"), f.write("b.h5", {.slowdown = 1.1, .seed = 3})});
  f.window.files().open({f.write("a.h5")});
  QTRY_VERIFY(f.window.diffDocument().isReady());
  for (const ViewPage& page : f.window.views()) {
    f.window.showView(page.view);
    QTest::qWait(50);
    check(page.name);
  }
  auto* left = f.window.findChild<Dock*>(QStringLiteral("leftDock"));
  for (int i = 0; i < left->pageCount(); ++i) {
    left->setPage(i);
    check(QStringLiteral("left page %1").arg(i));
  }
  // Runs that end are told.
  test::FakeEngine engine;
  test::WindowFixture run(engine);
  run.window.startRun();
  QTRY_VERIFY(engine.state->sent > 5);
  engine.state->finishNow = true;
  QTRY_VERIFY(!run.window.runs().isRunning());
  const QString told = nameOf(run.window.findChild<RunStatusBar*>());
  QVERIFY2(told.startsWith(QStringLiteral("Run finished")), qPrintable(told));
}

void tst_keyboard::controlsShowTheFocus() {
  test::WindowFixture f;
  f.window.files().open({f.write("r.h5")});
  QVERIFY(activate(f.window));
  QStringList faults;
  for (const ViewPage& page : f.window.views()) {
    f.window.showView(page.view);
    QTest::qWait(50);
    for (QWidget* widget : controls(f.window)) {
      f.window.setFocus();
      const QImage without = widget->grab().toImage();
      widget->setFocus(Qt::TabFocusReason);
      if (!widget->hasFocus()) continue;  // hands it on to another
      if (widget->grab().toImage() == without)
        faults << QStringLiteral("%1: %2 %3 '%4'")
                      .arg(page.name, QString::fromLatin1(widget->metaObject()->className()),
                           widget->objectName(), nameOf(widget));
    }
  }
  faults.removeDuplicates();
  QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

/// Start page, plan, run, a point, its chart in a file, the session in a file, and back again.
void tst_keyboard::planToReopened() {
  test::FakeEngine engine;
  test::WindowFixture f(engine);
  QVERIFY(activate(f.window));
  QVERIFY(f.window.isEmptyStateShown());
  press(f.window, Qt::Key_L, Qt::ControlModifier);
  press(f.window, Qt::Key_F, Qt::ControlModifier);
  for (const char c : {'t', 'a', 'n', 'h'}) QTest::keyClick(QApplication::focusWidget(), c);
  QTreeView* tree = f.window.planPanel().treeView();
  for (int i = 0; i < 5 && !tree->hasFocus(); ++i) press(f.window, Qt::Key_Tab);
  QVERIFY(tree->hasFocus());
  const Plan before = f.window.planModel().plan();
  press(f.window, Qt::Key_Down);
  press(f.window, Qt::Key_Down);
  press(f.window, Qt::Key_Space);
  QVERIFY(f.window.planModel().plan().benchmarks != before.benchmarks);
  press(f.window, Qt::Key_Z, Qt::ControlModifier);
  QCOMPARE(f.window.planModel().plan().benchmarks, before.benchmarks);

  press(f.window, Qt::Key_F5);
  QTRY_VERIFY(f.window.document().isRunning());
  const int all = int(f.window.document().session().cases.size());
  QTRY_VERIFY_WITH_TIMEOUT(engine.state->sent >= all, 60000);
  engine.state->finishNow = true;
  QTRY_VERIFY(!f.window.runs().isRunning());
  QTRY_VERIFY(!f.window.document().isRunning());
  QTest::qWait(100);

  press(f.window, Qt::Key_1, Qt::ControlModifier);
  press(f.window, Qt::Key_Right);
  QTRY_VERIFY(f.window.selection().current().size > 0);
  const auto size = f.window.selection().current().size;
  press(f.window, Qt::Key_Left);
  QVERIFY(f.window.selection().current().size < size);

  f.nextSave = f.file("chart.csv");
  press(f.window, Qt::Key_E, Qt::ControlModifier | Qt::AltModifier);
  QTRY_VERIFY(QFile(f.nextSave).size() > 100);
  f.nextSave = f.file("mine.lanescope.h5");
  press(f.window, Qt::Key_S, Qt::ControlModifier);
  QTRY_VERIFY(QFile::exists(f.nextSave));
  press(f.window, Qt::Key_W, Qt::ControlModifier);
  QTRY_VERIFY(f.window.document().isEmpty());
  f.nextOpen = f.nextSave;
  press(f.window, Qt::Key_O, Qt::ControlModifier);
  QTRY_COMPARE(f.window.document().path(), f.nextOpen);
  QCOMPARE(int(f.window.document().session().cases.size()), all);
}

void tst_keyboard::measureStopSaveReopen() {
  test::FakeEngine engine;
  test::WindowFixture f(engine);
  QVERIFY(activate(f.window));
  press(f.window, Qt::Key_F5, Qt::ControlModifier | Qt::ShiftModifier);  // the quick survey
  QTRY_VERIFY(engine.state->sent > 5);
  press(f.window, Qt::Key_F6);
  QTRY_VERIFY(f.window.runs().isPaused());
  press(f.window, Qt::Key_F5);
  QTRY_VERIFY(!f.window.runs().isPaused());
  press(f.window, Qt::Key_F5, Qt::ShiftModifier);
  QTRY_VERIFY(!f.window.runs().isRunning());
  QTRY_VERIFY(!f.window.document().isRunning());
  int measured = 0;
  for (const CaseRecord& record : f.window.document().session().cases) measured += record.hasTime();
  QVERIFY(measured > 0);
  f.nextSave = f.file("stopped.lanescope.h5");
  press(f.window, Qt::Key_S, Qt::ControlModifier);
  QTRY_VERIFY(QFile::exists(f.nextSave));
  press(f.window, Qt::Key_W, Qt::ControlModifier);
  QTRY_VERIFY(f.window.document().isEmpty());
  f.nextOpen = f.nextSave;
  press(f.window, Qt::Key_O, Qt::ControlModifier);
  QTRY_COMPARE(f.window.document().path(), f.nextOpen);
  int again = 0;
  for (const CaseRecord& record : f.window.document().session().cases) again += record.hasTime();
  QCOMPARE(again, measured);
  QVERIFY(!f.window.document().session().complete);
}

QTEST_MAIN(tst_keyboard)
#include "tst_keyboard.moc"
