// The Table in the real window: its shortcuts, what it remembers from one start to the next, and
// the sizes of a zoomed chart.
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "panels/table_chips.h"
#include "panels/table_panel.h"

using namespace lane;

class tst_table_window : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void shortcutsCopyAndFilter();
  void choicesOutliveTheWindow();
  void enterShowsTheCurve();
  void zoomedSizesFilter();
};

void tst_table_window::shortcutsCopyAndFilter() {
  test::WindowFixture f;
  f.window.files().open({f.write("t.h5")});
  TablePanel& panel = f.window.tablePanel();
  QTest::keyClick(&f.window, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(f.window.view(), View::table);
  QVERIFY(panel.filterField()->hasFocus());
  QTest::keyClicks(panel.filterField(), QStringLiteral("dot variant:avx2,sse4 n=1Ki"));
  QTest::keyClick(panel.filterField(), Qt::Key_Down);
  QVERIFY(panel.view()->hasFocus());
  QTest::keyClick(&f.window, Qt::Key_A, Qt::ControlModifier);
  QCOMPARE(panel.view()->selectionModel()->selectedRows().size(), 2);
  QTest::keyClick(&f.window, Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
  QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 3);
  for (int i = 1; i < 3; ++i) {
    const QStringList cells = lines[i].split(u'\t');
    QCOMPARE(cells[0], QStringLiteral("dot"));
    QCOMPARE(cells[2], QStringLiteral("1024"));
  }
  QTest::keyClick(&f.window, Qt::Key_M, Qt::ControlModifier | Qt::AltModifier);
  lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 4);
  QVERIFY(lines[0].startsWith(QStringLiteral("| Kernel | Type | n |")));
  QVERIFY(lines[2].startsWith(QStringLiteral("| dot | f32 | 1 Ki |")));
  // Typing in a field keeps its own keys.
  panel.filterField()->setFocus();
  QTest::keyClick(panel.filterField(), Qt::Key_A, Qt::ControlModifier);
  QCOMPARE(panel.filterField()->selectedText(), panel.filterField()->text());
  QTest::keyClick(&f.window, Qt::Key_1, Qt::ControlModifier);
  QVERIFY(!f.window.actions()[Act::selectRows]->isEnabled());
  QVERIFY(!f.window.actions()[Act::copyMarkdown]->isEnabled());
}

void tst_table_window::choicesOutliveTheWindow() {
  test::WindowFixture f;
  f.window.files().open({f.write("t.h5")});
  f.window.showView(View::table);
  TablePanel& panel = f.window.tablePanel();
  QHeaderView* header = panel.view()->horizontalHeader();
  header->moveSection(header->visualIndex(CaseTableModel::Variant), 0);
  header->resizeSection(CaseTableModel::Time, 141);
  for (QAction* action : panel.columnsMenu()->actions())
    if (action->text() == u"p95" || action->text() == u"Threads") action->trigger();
  for (QAction* action : panel.groupMenu()->actions())
    if (action->text() == u"Variant") action->trigger();

  MainWindow next(&f.settings, &runPlan);
  QHeaderView* again = next.tablePanel().view()->horizontalHeader();
  QCOMPARE(again->visualIndex(CaseTableModel::Variant), 0);
  QCOMPARE(again->sectionSize(CaseTableModel::Time), 141);
  QVERIFY(!again->isSectionHidden(CaseTableModel::P95));
  QVERIFY(again->isSectionHidden(CaseTableModel::Threads));
  QVERIFY(next.tablePanel().proxy()->grouping() == TableField::variant);
}

void tst_table_window::enterShowsTheCurve() {
  test::WindowFixture f;
  f.window.files().open({f.write("t.h5")});
  f.window.showView(View::table);
  QTableView* view = f.window.tablePanel().view();
  f.window.tablePanel().filterField()->setText(QStringLiteral("gelu variant:sse4 n=1Ki"));
  view->setFocus();
  view->selectRow(0);
  QTest::keyClick(view, Qt::Key_Return);
  QCOMPARE(f.window.view(), View::curves);
  QTRY_COMPARE(f.window.curvesView().key().benchmark, std::string("gelu"));
  QCOMPARE(f.window.selection().current().size, std::uint64_t(1024));
  // And back: a point chosen in the chart is the row.
  f.trigger(Act::nextSize);
  f.window.tablePanel().filterField()->clear();
  QTest::keyClick(&f.window, Qt::Key_8, Qt::ControlModifier);
  const QModelIndex row = view->currentIndex();
  QCOMPARE(row.data(CaseTableModel::CaseRole).toUInt(), f.window.selection().current().caseIndex);
  QVERIFY(view->viewport()->rect().contains(view->visualRect(row).center()));
}

void tst_table_window::zoomedSizesFilter() {
  test::WindowFixture f;
  f.window.files().open({f.write("t.h5")});
  TablePanel& panel = f.window.tablePanel();
  f.window.showView(View::table);
  QVERIFY(panel.chips()->chips().isEmpty());  // all sizes are shown
  f.window.showView(View::curves);
  QTRY_VERIFY(!f.window.curvesView().key().benchmark.empty());
  QTest::qWait(100);  // drawn
  // A box right of the middle of the plot.
  QWidget* plot = nullptr;
  for (QWidget* child : f.window.curvesView().findChildren<QWidget*>())
    if (child->inherits("QCustomPlot") && (!plot || child->height() > plot->height())) plot = child;
  QVERIFY(plot);
  const QPoint from(plot->width() / 2, plot->height() / 3);
  const QPoint to(plot->width() * 3 / 4, plot->height() * 2 / 3);
  QTest::mousePress(plot, Qt::LeftButton, {}, from);
  QTest::mouseMove(plot, (from + to) / 2);
  QTest::mouseMove(plot, to);
  QTest::mouseRelease(plot, Qt::LeftButton, {}, to);
  f.window.showView(View::table);
  QCOMPARE(panel.chips()->chips().size(), 1);
  QVERIFY(panel.filterField()->text().startsWith(QStringLiteral("n:")));
  const auto& cases = f.window.document().session().cases;
  const int shown = panel.view()->model()->rowCount();
  QVERIFY(shown > 0 && shown < int(cases.size()));
  QTest::mouseClick(panel.chips()->chips().front(), Qt::LeftButton);
  QCOMPARE(panel.view()->model()->rowCount(), int(cases.size()));
  f.window.showView(View::curves);
  f.trigger(Act::resetZoom);
  f.window.showView(View::table);
  QVERIFY(panel.chips()->chips().isEmpty());
}

QTEST_MAIN(tst_table_window)
#include "tst_table_window.moc"
