// The Roofline view over a made-up session and a made-up machine: what is drawn, selected and told
// is what analysis/roof_chart.h says.
#include <QAction>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include "charts/point_tip.h"
#include "charts/roof_canvas.h"
#include "models/roof_table_model.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/roofline_panel.h"
#include "support/made_ceilings.h"
#include "support/qt_units.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

/// Some kernels of the sample session with counted work, held against the made-up machine.
Session session(bool ceilings = true) {
  Session session = test::sampleSession({.kernels = {"add", "dot", "exp"},
                                         .variants = {"scalar", "sse4", "avx2"},
                                         .lastSize = 1 << 16});
  if (ceilings) addCeilings(session, test::madeCeilings());
  return session;
}

struct Page {
  explicit Page(Session shown) : panel(&document, &selection) {
    Theme::instance().apply();
    document.setSession(std::move(shown), {});
    panel.resize(1100, 800);
    panel.show();
    QTest::qWait(20);
  }
  RoofCanvas* canvas() { return dynamic_cast<RoofCanvas*>(panel.findChild<QCustomPlot*>()); }
  SessionDocument document;
  SelectionModel selection;
  RooflinePanel panel;
};

}  // namespace

class TestRooflinePanel : public QObject {
  Q_OBJECT
 private slots:
  void startsWithTheFastestVariant() {
    Page page(session());
    QVERIFY(!page.panel.roof().trails.empty());
    QCOMPARE(page.panel.shownVariants(), QSet<QString>{u"avx2"_qs});
    QCOMPARE(page.panel.table()->model()->rowCount(), 3);
  }
  void chipsAddTrailsAndRows() {
    Page page(session());
    const auto chips = page.panel.findChildren<VariantChip*>();
    QCOMPARE(chips.size(), 3);
    for (VariantChip* chip : chips)
      if (chip->variant() == u"scalar"_qs) QTest::mouseClick(chip, Qt::LeftButton);
    QVERIFY(page.panel.shownVariants().contains(u"scalar"_qs));
    QCOMPARE(page.panel.table()->model()->rowCount(), 6);
  }
  void tableSaysWhatTheEngineSays() {
    Page page(session());
    const QAbstractItemModel* model = page.panel.table()->model();
    double before = INFINITY;
    for (int row = 0; row < model->rowCount(); ++row) {
      const QString kernel = model->index(row, RoofTableModel::Kernel).data().toString();
      const auto& trails = page.panel.roof().trails;
      const auto trail = std::find_if(trails.begin(), trails.end(), [&](const RoofTrail& each) {
        return toQString(each.key.benchmark) == kernel && each.variant == "avx2";
      });
      QVERIFY(trail != trails.end());
      const double best = bestOf(*trail)->point.efficiency;
      QCOMPARE(model->index(row, RoofTableModel::OfRoof).data().toString(), shareText(best));
      QVERIFY(best <= before);  // the nearest to its roof first
      before = best;
    }
  }
  void clickSelectsEverywhere() {
    Page page(session());
    RoofCanvas* canvas = page.canvas();
    QVERIFY(canvas != nullptr);
    canvas->replot(QCustomPlot::rpImmediateRefresh);
    const RoofTrail* trail = nullptr;
    for (const RoofTrail& each : page.panel.roof().trails)
      if (each.variant == "avx2" && each.key.benchmark == "dot") trail = &each;
    QVERIFY(trail != nullptr);
    const RoofTrailPoint& point = trail->points.front();
    QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->pixel(point).toPoint());
    QCOMPARE(page.selection.current().caseIndex, point.point.caseIndex);
    QCOMPARE(page.panel.table()
                 ->currentIndex()
                 .siblingAtColumn(RoofTableModel::Kernel)
                 .data()
                 .toString(),
             u"dot"_qs);
  }
  void keysWalkTrailsAndSwitchChips() {
    Page page(session());
    for (VariantChip* chip : page.panel.findChildren<VariantChip*>())
      if (!chip->isChecked()) QTest::mouseClick(chip, Qt::LeftButton);
    RoofCanvas* canvas = page.canvas();
    const auto caseOf = [&](const char* kernel, const char* variant, std::uint64_t size) {
      const auto& cases = page.document.session().cases;
      for (std::uint32_t i = 0; i < cases.size(); ++i)
        if (cases[i].benchmark == kernel && cases[i].variant == variant && cases[i].size == size)
          return i;
      return kNoCase;
    };
    const auto select = [&](std::uint32_t i) {
      const CaseRecord& r = page.document.session().cases[i];
      page.selection.setCurrent({curveKey(r), toQString(r.variant), r.size, i});
    };
    select(caseOf("dot", "sse4", 1024));
    QTest::keyClick(canvas, Qt::Key_Right);
    QCOMPARE(page.selection.current().caseIndex, caseOf("dot", "sse4", 2048));
    QTest::keyClick(canvas, Qt::Key_Left);
    // By the model avx2 is the next faster one there, scalar the next slower.
    QTest::keyClick(canvas, Qt::Key_Up);
    QCOMPARE(page.selection.current().caseIndex, caseOf("dot", "avx2", 1024));
    QTest::keyClick(canvas, Qt::Key_Down);
    QTest::keyClick(canvas, Qt::Key_Down);
    QCOMPARE(page.selection.current().caseIndex, caseOf("dot", "scalar", 1024));
    QTest::keyClick(canvas, Qt::Key_BracketRight);
    QCOMPARE(page.selection.current().caseIndex, caseOf("exp", "scalar", 1024));
    QSignalSpy pinned(&page.panel, &RooflinePanel::pinRequested);
    QTest::keyClick(canvas, Qt::Key_Return);
    QCOMPARE(pinned.size(), 1);
    QTest::keyClick(canvas, Qt::Key_Escape);
    QCOMPARE(page.selection.current().caseIndex, kNoCase);
    QTest::keyClick(canvas, Qt::Key_1);
    QVERIFY(!page.panel.shownVariants().contains(u"scalar"_qs));
    QTest::keyClick(canvas, Qt::Key_2, Qt::ShiftModifier);
    QCOMPARE(page.panel.shownVariants(), QSet<QString>{u"sse4"_qs});
  }
  void boxWheelAndResetZoom() {
    Page page(session());
    RoofCanvas* canvas = page.canvas();
    const QCPRange fullX = canvas->xAxis->range(), fullY = canvas->yAxis->range();
    const QPoint middle = canvas->axisRect()->rect().center();
    QTest::mousePress(canvas, Qt::LeftButton, {}, middle - QPoint(100, 80));
    QTest::mouseMove(canvas, middle + QPoint(100, 80));
    QTest::mouseRelease(canvas, Qt::LeftButton, {}, middle + QPoint(100, 80));
    QVERIFY(canvas->xAxis->range().size() < fullX.size());
    QVERIFY(canvas->yAxis->range().size() < fullY.size());
    // New points come in: the zoom stays.
    const QCPRange kept = canvas->xAxis->range();
    emit page.document.casesChanged();
    QTest::qWait(400);
    QCOMPARE(canvas->xAxis->range(), kept);
    QTest::keyClick(canvas, Qt::Key_0);
    QCOMPARE(canvas->xAxis->range(), fullX);
    QCOMPARE(canvas->yAxis->range(), fullY);
    QTest::keyClick(canvas, Qt::Key_Plus);
    QVERIFY(canvas->xAxis->range().size() < fullX.size());
  }
  void tipTellsIntervalAndSamples() {
    Page page(session());
    RoofCanvas* canvas = page.canvas();
    const RoofTrail& trail =
        *std::find_if(page.panel.roof().trails.begin(), page.panel.roof().trails.end(),
                      [](const RoofTrail& each) { return each.variant == "avx2"; });
    const RoofTrailPoint& point = trail.points.front();
    QTest::mouseMove(canvas, canvas->pixel(point).toPoint());
    const auto* tip = canvas->findChild<PointTip*>();
    QTRY_VERIFY(tip->isVisible());
    QStringList names;
    for (const auto& [name, value] : tip->content().rows) names << name + u'=' + value;
    const CaseRecord& record = page.document.session().cases[point.point.caseIndex];
    QVERIFY(names.contains(u"Samples="_qs + countText(record.sampleCount)));
    QVERIFY(names.filter(u"Interval="_qs).size() == 1);
  }
  void rowSelectsItsBestPoint() {
    Page page(session());
    QTableView* table = page.panel.table();
    const QModelIndex cell = table->model()->index(1, RoofTableModel::OfRoof);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center());
    QCOMPARE(page.selection.current().caseIndex, cell.data(RoofTableModel::CaseRole).toUInt());
    QCOMPARE(page.canvas()->scene().selected, page.selection.current().caseIndex);
  }
  void withoutCeilingsItOffersToMeasure() {
    Page page(session(false));
    QAction measure(u"Measure ceilings"_qs);
    page.panel.setMeasureAction(&measure);
    QSignalSpy asked(&measure, &QAction::triggered);
    Button* button = nullptr;
    for (Button* each : page.panel.findChildren<Button*>())
      if (each->text() == measure.text()) button = each;
    QVERIFY(button != nullptr && button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QVERIFY(page.panel.chart() != nullptr);  // kernels are drawn all the same
  }
  void nothingMeasuredDrawsNothing() {
    Page page({});
    QVERIFY(page.panel.chart() == nullptr);
    QCOMPARE(page.panel.table()->model()->rowCount(), 0);
  }
  void csvHasAllPointsShown() {
    Page page(session());
    std::size_t points = 0;
    for (const RoofTrail& trail : page.panel.roof().trails)
      if (trail.variant == "avx2") points += trail.points.size();
    const QString csv = page.panel.chart()->chartCsv();
    QCOMPARE(std::size_t(csv.count(u"\r\n"_qs)), points + 1);
  }
};

QTEST_MAIN(TestRooflinePanel)
#include "tst_roofline_panel.moc"
