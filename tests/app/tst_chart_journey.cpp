// What the charts do through the real window: notes that are kept, exports of everything, a page on
// paper, axes that move together, menus that only hold what works.
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPrinter>
#include <QSpinBox>
#include <QTableView>
#include <cmath>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "charts/timeline_view.h"
#include "models/note_book.h"
#include "panels/buttons.h"
#include "panels/export_dialog.h"
#include "panels/note_editor.h"
#include "panels/notes_panel.h"
#include "panels/segmented_control.h"
#include "panels/table_panel.h"
#include "support/qt_units.h"

using namespace lane;

namespace {

test::SampleOptions small() {
  return {.kernels = {"add", "dot"}, .variants = {"scalar", "sse4", "avx2"}, .lastSize = 1 << 14};
}

/// The window with a session open and a point of dot selected.
struct Open : test::WindowFixture {
  Open() {
    window.files().openSessionFile(write("open.lanescope.h5", small()));
    const auto& cases = window.document().session().cases;
    for (std::uint32_t i = 0; i < cases.size(); ++i)
      if (cases[i].benchmark == "dot" && cases[i].variant == "avx2" && cases[i].size == 1024)
        index = i;
    const CaseRecord& r = cases[index];
    window.selection().setCurrent({curveKey(r), toQString(r.variant), r.size, index});
    QTest::qWait(50);
    window.activateWindow();
    (void)QTest::qWaitForWindowActive(&window);
    window.curvesView().setFocus();
  }
  std::uint32_t index = 0;
};

}  // namespace

class TestChartJourney : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::useTestFolders(); }

  void writeANoteAndKeepIt() {
    Open f;
    auto* editor = f.window.findChild<NoteEditor*>();
    auto* panel = f.window.findChild<NotesPanel*>();
    QTest::keyClick(f.window.focusWidget(), Qt::Key_Semicolon);
    QVERIFY(editor->isVisible() && editor->edit()->hasFocus());
    QTest::keyClicks(editor->edit(),
                     QStringLiteral("b x 1 the fan was loud"));  // letters are text here
    QTest::keyClick(editor->edit(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(!editor->isVisible());
    QCOMPARE(f.window.notes().textOn(f.index), u"b x 1 the fan was loud"_qs);
    QVERIFY(f.window.document().isModified());
    QVERIFY(f.window.curvesView().showBands());
    QCOMPARE(panel->list()->count(), 1);

    // Edit, undo, redo, and Escape that keeps nothing.
    QTest::keyClick(&f.window, Qt::Key_M, Qt::ControlModifier);
    QVERIFY(editor->isVisible());
    QCOMPARE(editor->edit()->toPlainText(), u"b x 1 the fan was loud"_qs);
    QTest::keyClicks(editor->edit(), QStringLiteral("!"));
    QTest::keyClick(editor->edit(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(f.window.notes().textOn(f.index), u"b x 1 the fan was loud!"_qs);
    f.trigger(Act::undo);
    QCOMPARE(f.window.notes().textOn(f.index), u"b x 1 the fan was loud"_qs);
    f.trigger(Act::redo);
    QCOMPARE(f.window.notes().textOn(f.index), u"b x 1 the fan was loud!"_qs);
    f.trigger(Act::addNote);
    QTest::keyClicks(editor->edit(), QStringLiteral(" no"));
    QTest::keyClick(editor->edit(), Qt::Key_Escape);
    QCOMPARE(f.window.notes().textOn(f.index), u"b x 1 the fan was loud!"_qs);

    // A note on the whole session from the list, then both survive saving and opening.
    Button* whole = panel->findChild<Button*>(u"sessionNote"_qs);
    whole->click();
    QTest::keyClicks(editor->edit(), QStringLiteral("rack 4"));
    QTest::keyClick(editor->edit(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(panel->list()->count(), 2);
    const Session before = f.window.document().session();
    f.trigger(Act::save);
    QVERIFY(!f.window.document().isModified());
    const auto again = openSession(toStd(f.window.document().path()));
    QVERIFY(again.has_value());
    QCOMPARE(again->session.notes, before.notes);
    QCOMPARE(again->session.notes.size(), std::size_t{2});
    for (std::size_t i = 0; i < before.cases.size(); ++i)
      QVERIFY(sameCase(again->session.cases[i], before.cases[i]));

    // Delete in the list, and Undo brings it back.
    panel->list()->setCurrentRow(0);
    QTest::keyClick(panel->list(), Qt::Key_Delete);
    QCOMPARE(f.window.notes().textOn(kNoCase), QString());
    f.trigger(Act::undo);
    QCOMPARE(f.window.notes().textOn(kNoCase), u"rack 4"_qs);
  }

  void undoLeavesOtherSessionsAlone() {
    Open f;
    f.window.notes().write(f.index, u"here"_qs);
    f.window.document().setSession(test::storable(small()), {});
    const auto before = f.window.document().session().notes;
    f.trigger(Act::undo);
    QCOMPARE(f.window.document().session().notes, before);
  }

  void allViewsAtOnce() {
    Open f;
    const QString folder = f.file("all");
    QVERIFY(QDir().mkpath(folder));
    filePrompt().openFolder = [&](QWidget*, const FileQuestion&) { return folder; };
    f.trigger(Act::exportAll);
    auto* dialog = f.window.findChild<ExportDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QStringList files = QDir(folder).entryList(QDir::Files);
    QVERIFY2(files.size() >= 4, qPrintable(files.join(u' ')));
    for (const char* view : {"curves", "latency", "roofline"})
      QVERIFY2(files.filter(QLatin1StringView(view)).size() == 1, view);
    for (const QString& file : files) {
      const QImage image(QDir(folder).filePath(file));
      QCOMPARE(image.size(), QSize(2240, 1440));
      QCOMPARE(image.pixelColor(4, 4), QColor(Qt::white));
    }
    // Again as PDF, then once more: nothing is written over.
    for (int i = 0; i < 2; ++i) {
      f.trigger(Act::exportAll);
      for (ExportDialog* each : f.window.findChildren<ExportDialog*>())
        if (each->isVisible()) dialog = each;
      dialog->formats()->setChosen({2});
      QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    }
    QCOMPARE(QDir(folder).entryList({u"*.pdf"_qs}, QDir::Files).size(), 2 * files.size());
  }

  void sizeAndResolutionAreKept() {
    Open f;
    f.nextSave = f.file("sized.png");
    f.trigger(Act::exportSized);
    auto* dialog = f.window.findChild<ExportDialog*>();
    QVERIFY(dialog != nullptr);
    dialog->widthField()->setValue(800);
    dialog->heightField()->setValue(500);
    QTest::mouseClick(dialog->resolutions(), Qt::LeftButton, {},
                      dialog->resolutions()->segmentRect(3).center());
    QCOMPARE(dialog->facts(), u"2500 × 1563 pixels"_qs);
    QTest::mouseClick(dialog->exportButton(), Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(f.nextSave));
    const QImage image(f.nextSave);
    QVERIFY(std::abs(image.width() - 2500) <= 1);
    QVERIFY(std::abs(image.dotsPerMeterX() - 300 / 0.0254) < 2);
    QCOMPARE(f.window.exports().options().size, QSize(800, 500));
    // The next one is like it without being asked.
    f.nextSave = f.file("next.png");
    f.trigger(Act::exportPng);
    QCOMPARE(QImage(f.nextSave).size(), image.size());
    QCOMPARE(chartOptions(u"nonsense"_qs), ChartExportOptions());
    QCOMPARE(chartOptions(toText(f.window.exports().options())), f.window.exports().options());
  }

  void printsOnePage() {
    Open f;
    const QString path = f.file("printed.pdf");
    f.window.exports().askPrinter = [&](QPrinter& printer, QWidget*) {
      printer.setOutputFormat(QPrinter::PdfFormat);
      printer.setOutputFileName(path);
      return true;
    };
    f.trigger(Act::print);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray pdf = file.readAll();
    QVERIFY(pdf.startsWith("%PDF") && pdf.size() > 5000);
    QVERIFY(pdf.contains("/Count 1"));
    f.window.exports().askPrinter = [](QPrinter&, QWidget*) { return false; };
    QFile::remove(path);
    f.trigger(Act::print);
    QVERIFY(!QFile::exists(path));
  }

  void copyDataIsATable() {
    Open f;
    f.trigger(Act::copyData);
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(lines.size() > 10);
    const qsizetype columns = lines.front().split(u'\t').size();
    for (const QString& line : lines) QCOMPARE(line.split(u'\t').size(), columns);
    QVERIFY(lines.front().split(u'\t').contains(u"samples"_qs));
  }

  void sizeAxesMoveTogether() {
    Open f;
    CurvesView& curves = f.window.curvesView();
    CurvesView& latency = f.window.latencyView();
    QTest::keyClick(f.window.focusWidget(), Qt::Key_Plus);
    QVERIFY(curves.isSizeZoomed());
    QCOMPARE(latency.visibleSizes(), curves.visibleSizes());
    f.window.showView(View::table);
    QTRY_VERIFY(f.window.tablePanel().view()->model()->rowCount() <
                int(f.window.document().session().cases.size()));
    f.window.showView(View::latency);
    QTest::keyClick(f.window.focusWidget(), Qt::Key_0);
    QVERIFY(!curves.isSizeZoomed());
    // Not when it is switched off, and that is remembered.
    f.trigger(Act::linkAxes);
    QVERIFY(!f.settings.value(SettingKey::linkAxes).toBool());
    QTest::keyClick(f.window.focusWidget(), Qt::Key_Plus);
    QVERIFY(latency.isSizeZoomed() && !curves.isSizeZoomed());
    f.trigger(Act::linkAxes);
    QCOMPARE(latency.visibleSizes(), curves.visibleSizes());
  }

  void menusHoldOnlyWhatWorks() {
    Open f;
    const auto menuOf = [&](QWidget& view) -> QMenu* {
      emit static_cast<CurvesView&>(view).menuRequested(view.mapToGlobal(QPoint(300, 300)), true);
      const auto menus = f.window.findChildren<QMenu*>(u"chartMenu"_qs);
      return menus.isEmpty() ? nullptr : menus.last();
    };
    QMenu* menu = menuOf(f.window.curvesView());
    QVERIFY(menu != nullptr && menu->isVisible());
    for (const QAction* action : menu->actions())
      QVERIFY2(action->isSeparator() || action->isEnabled(), qPrintable(action->text()));
    QVERIFY(menu->actions().contains(f.window.actions()[Act::addNote]));
    QVERIFY(!menu->actions().contains(f.window.actions()[Act::peers]));  // there are none
    QVERIFY(!menu->actions().contains(f.window.actions()[Act::distribution]));
    menu->close();
  }

  void relativeToAChosenVariant() {
    Open f;
    f.window.curvesView().setReference(u"sse4"_qs);
    f.window.curvesView().setMetric(CurveMetric::relative);
    auto* button = f.window.findChild<QAbstractButton*>(u"metricButton"_qs);
    QVERIFY(button->accessibleName().contains(Theme::instance().series(u"sse4"_qs).label));
  }
};

QTEST_MAIN(TestChartJourney)
#include "tst_chart_journey.moc"
