// The pages of many sessions and of a folder over time, and their models.
#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "charts/trend_plot.h"
#include "models/matrix_model.h"
#include "models/trend_table_model.h"
#include "panels/matrix_panel.h"
#include "panels/trend_panel.h"
#include "support/history.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

Session smallBase() {
  test::SampleOptions options;
  options.kernels = {"dot", "sum"};
  options.variants = {"scalar", "avx2"};
  options.skipped = {};
  options.firstSize = options.lastSize = 4096;
  Session base = test::sampleSession(options);
  base.crossovers.clear();
  return base;
}

double stepping(const CaseRecord& record, int day) {
  return record.benchmark == "sum" && record.variant == "avx2" && day >= 12 ? 1.15 : 1.0;
}

/// A folder of 20 sessions, and a cache of its own.
struct Folder {
  QTemporaryDir dir, cache;
  bool good = false;
  Folder() {
    qputenv("XDG_CACHE_HOME", cache.path().toUtf8());
    good = test::writeHistory(dir.path().toStdString(), smallBase(), 20, 0.01, &stepping);
  }
};

bool read(TrendDocument& document, const QString& folder) {
  QSignalSpy ready(&document, &TrendDocument::ready);
  document.setFolder(folder);
  return ready.wait(10000);
}

}  // namespace

class TestTrendPages : public QObject {
  Q_OBJECT

 private slots:
  void tableListsRegressionsFirst() {
    Folder folder;
    QVERIFY(folder.good);
    TrendDocument document;
    TrendTableModel model(&document);
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(read(document, folder.dir.path()));
    QCOMPARE(model.rowCount(), 4);
    const auto text = [&](int row, int column) {
      return model.index(row, column).data().toString();
    };
    QVERIFY(text(0, TrendTableModel::Case).contains(QStringLiteral("sum")));
    QCOMPARE(text(0, TrendTableModel::Since), QStringLiteral("2024-01-13"));
    QVERIFY(text(0, TrendTableModel::Change).startsWith(u'+'));
    QCOMPARE(model.index(0, 0).data(TrendTableModel::VerdictRole).toInt(), int(Verdict::regressed));
    QVERIFY(!model.index(1, 0).data(TrendTableModel::VerdictRole).isValid());
    QCOMPARE(model.index(0, TrendTableModel::History)
                 .data(TrendTableModel::SparklineRole)
                 .toList()
                 .size(),
             20);
    TrendTableProxy proxy;
    proxy.setSourceModel(&model);
    proxy.setWords(QStringLiteral("DOT avx2"));
    QCOMPARE(proxy.rowCount(), 1);
    proxy.setWords({});
    proxy.setOnlyChanged(true);
    QCOMPARE(proxy.rowCount(), 1);
    // A threshold beyond the step: it is found, but no longer named.
    QSignalSpy ready(&document, &TrendDocument::ready);
    document.setThreshold(0.5);
    QVERIFY(ready.wait(10000));
    QCOMPARE(proxy.rowCount(), 0);
  }

  void badFolderIsSaid() {
    Folder folder;
    TrendDocument document;
    TrendPanel panel(&document);
    QVERIFY(read(document, folder.dir.filePath(QStringLiteral("nowhere"))));
    QVERIFY(!document.error().isEmpty());
    QVERIFY(document.trend().lines.empty());
    QVERIFY(panel.plot()->isEmpty());
  }

  void panelShowsTheChosenCase() {
    Folder folder;
    TrendDocument document;
    TrendPanel panel(&document);
    panel.resize(1200, 800);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    QVERIFY(read(document, folder.dir.path()));
    QCOMPARE(panel.summaryText(), QStringLiteral("20 sessions, 1 regression, 0 improvements"));
    QVERIFY(panel.plot()->chartTitle().contains(QStringLiteral("sum")));
    QVERIFY(panel.plot()->accessibleName().contains(QStringLiteral("20 sessions, 1 steps")));
    QVERIFY(!panel.plot()->grab().isNull());
    QCOMPARE(panel.plot()->chartCsv().count(u'\n'), 21);
    QTest::qWait(50);
    QSignalSpy opened(&panel, &TrendPanel::sessionActivated);
    const QPoint at = panel.plot()->pointPosition(12).toPoint();
    QTest::mouseClick(panel.plot()->childAt(at), Qt::LeftButton, {},
                      panel.plot()->childAt(at)->mapFrom(panel.plot(), at));
    QCOMPARE(opened.size(), 1);
    QVERIFY(opened[0][0].toString().endsWith(QStringLiteral("day-012.h5")));
    QTest::keyClick(panel.plot(), Qt::Key_Right);
    QTest::keyClick(panel.plot(), Qt::Key_Return);
    QVERIFY(opened.last()[0].toString().endsWith(QStringLiteral("day-013.h5")));
    panel.filterField()->setText(QStringLiteral("dot scalar"));
    QCOMPARE(panel.table()->model()->rowCount(), 1);
    QVERIFY(panel.currentKey().isEmpty() || panel.currentKey().contains(QStringLiteral("/dot/")));
    panel.table()->selectRow(0);
    QVERIFY(panel.plot()->chartTitle().contains(QStringLiteral("dot")));
  }

  void stoppingIsNoFault() {
    Folder folder;
    TrendDocument document;
    QSignalSpy ready(&document, &TrendDocument::ready);
    document.setFolder(folder.dir.path());
    document.stop();
    QVERIFY(ready.wait(10000));
    QVERIFY(!document.isReading());
    QVERIFY(document.error().isEmpty() || document.trend().lines.empty());
    QVERIFY(read(document, folder.dir.path()));
    QVERIFY(document.error().isEmpty());
    {
      TrendDocument gone;
      gone.setFolder(folder.dir.path());
    }  // going while reading
  }

  void matrixComparesFiles() {
    Folder folder;
    MatrixModel model;
    const QAbstractItemModelTester tester(&model);
    MatrixPanel panel(&model);
    panel.resize(1200, 600);
    panel.show();
    QSignalSpy failed(&model, &MatrixModel::failed);
    const QString first = folder.dir.filePath(QStringLiteral("day-000.h5"));
    const QString last = folder.dir.filePath(QStringLiteral("day-019.h5"));
    model.add({first, last, first, folder.dir.filePath(QStringLiteral("none.h5"))});
    QTRY_VERIFY(!model.isBusy());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(failed.size(), 2);  // one twice, one missing
    QCOMPARE(model.columnCount(), MatrixModel::FirstKernel + 2);
    const auto text = [&](int row, int column) {
      return model.index(row, column).data().toString();
    };
    QCOMPARE(text(0, MatrixModel::Name), QStringLiteral("day-000"));
    QCOMPARE(text(0, MatrixModel::Overall), QStringLiteral("×1.000"));
    QCOMPARE(model.headerData(MatrixModel::FirstKernel, Qt::Horizontal, Qt::DisplayRole).toString(),
             QStringLiteral("dot"));
    QCOMPARE(model.index(0, MatrixModel::Overall).data(MatrixModel::HeatRole).toDouble(), 0.5);

    // Power: twice the watts of the reference at the same speed is half the work per watt.
    QVERIFY(!model.setData(model.index(0, MatrixModel::Watts), QStringLiteral("-3")));
    QVERIFY(!model.setData(model.index(0, MatrixModel::Watts), QStringLiteral("many")));
    QVERIFY(!model.setData(model.index(0, MatrixModel::Name), QStringLiteral("x")));
    QVERIFY(model.setData(model.index(0, MatrixModel::Watts), QStringLiteral("10")));
    QCOMPARE(text(1, MatrixModel::PerWatt), QStringLiteral("–"));
    QVERIFY(model.setData(model.index(1, MatrixModel::Watts), QStringLiteral("20")));
    const double ratio = model.matrix().overall[1].ratio;
    QVERIFY(model.tsv().section(u'\n', 2, 2).section(u'\t', 4, 4).toDouble() - 0.5 / ratio < 1e-12);
    QVERIFY(model.setData(model.index(1, MatrixModel::Watts), QString()));
    QCOMPARE(text(1, MatrixModel::Watts), QStringLiteral("–"));

    QSignalSpy kernel(&panel, &MatrixPanel::kernelActivated);
    const QRect cell = panel.table()->visualRect(model.index(1, MatrixModel::FirstKernel + 1));
    QTest::mouseClick(panel.table()->viewport(), Qt::LeftButton, {}, cell.center());
    if (!cell.isEmpty()) QCOMPARE(kernel.value(0).value(0).toString(), QStringLiteral("sum"));
    QVERIFY(!panel.grab().isNull());

    model.setReference(1);
    QTRY_VERIFY(!model.isBusy());
    QCOMPARE(text(1, MatrixModel::Overall), QStringLiteral("×1.000"));
    QVERIFY(std::abs(model.matrix().overall[0].ratio * ratio - 1) < 1e-12);
    model.setVariant(QStringLiteral("scalar"));
    QTRY_VERIFY(!model.isBusy());
    QCOMPARE(model.matrix().overall[0].cases, std::size_t(2));
    QVERIFY(model.markdown().contains(QStringLiteral("variant scalar")));
    model.removeAt(1);
    QTRY_VERIFY(!model.isBusy());
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.matrix().options.reference, std::size_t(0));
    model.removeAt(0);
    QTRY_VERIFY(!model.isBusy());
    QCOMPARE(model.rowCount(), 0);
    {
      MatrixModel gone;
      gone.add({first});
    }  // going while opening
  }
};

QTEST_MAIN(TestTrendPages)
#include "tst_trend_pages.moc"
