// The Files page by pointer and keys: what it offers without data, chips, table, chart and the
// selection they share, and what leaves it as data.
#include <QAction>
#include <QImage>
#include <QSignalSpy>
#include <QSplitter>
#include <QTableView>
#include <QtTest>

#include "charts/point_tip.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/files_panel.h"
#include "panels/files_table.h"
#include "panels/offer_page.h"
#include "support/files_session.h"

using namespace lane;

namespace {

struct Page {
  SessionDocument document;
  SelectionModel selection;
  std::unique_ptr<FilesPanel> panel = std::make_unique<FilesPanel>(&document, &selection);

  explicit Page(Session session = filesSession()) {
    document.setSession(std::move(session), {});
    panel->resize(1000, 800);
    panel->show();
    if (!QTest::qWaitForWindowExposed(panel.get())) qFatal("no window");
    QTest::qWait(50);
  }
  std::uint32_t caseOf(const std::string& key) const {
    return document.session().caseByKey("files/" + key + "/t=1/hot/reuse");
  }
  VariantChip* chip(const QString& way) const {
    for (VariantChip* one : panel->chips())
      if (one->variant() == way) return one;
    qFatal("no such chip");
  }
  int drawnRows() const { return int(panel->plot()->chartCsv().count(QStringLiteral("\r\n"))) - 1; }
  PointTip* visibleTip() const {
    for (PointTip* tip : panel->findChildren<PointTip*>())
      if (tip->isVisible()) return tip;
    return nullptr;
  }
  QString cell(int row, FilesTableModel::Column column) const {
    return panel->table()->model()->index(row, column).data().toString();
  }
};

}  // namespace

class tst_files_view : public QObject {
  Q_OBJECT
 private slots:
  void offersWhenThereIsNothing() {
    Page page{Session{}};
    QVERIFY(page.panel->isOffering());
    QVERIFY(page.panel->chart() == nullptr);
    QAction measure(QStringLiteral("Measure files"));
    page.panel->setMeasureAction(&measure);
    QSignalSpy triggered(&measure, &QAction::triggered);
    QTest::mouseClick(page.panel->offer()->button(), Qt::LeftButton);
    QCOMPARE(triggered.size(), 1);
    page.document.setSession(filesSession(), {});
    QVERIFY(!page.panel->isOffering());
    QVERIFY(page.panel->chart() != nullptr);
  }

  void headNamesPlaceAndRatio() {
    Page page;
    QVERIFY(page.panel->placeText().contains(QStringLiteral("ext4 on /dev/vda, rw,relatime")));
    QVERIFY(page.panel->placeText().contains(QStringLiteral("~/tensors")));
    // 2 against 8 GB/s in the page cache, 0.5 against 1 on the device.
    QVERIFY(page.panel->ratioLine().contains(QStringLiteral("×0.25 page cache")));
    QVERIFY(page.panel->ratioLine().contains(QStringLiteral("×0.50 device")));
  }

  void tableHoldsEveryCase() {
    Page page;
    const auto* model = page.panel->table()->model();
    QCOMPARE(model->rowCount(), 2 * 6 * 2);
    int reasons = 0;
    for (int row = 0; row < model->rowCount(); ++row) {
      const QString way = page.cell(row, FilesTableModel::Way);
      const QString place = page.cell(row, FilesTableModel::Place);
      const bool device =
          way == QStringLiteral("write-fsync") || way.endsWith(QStringLiteral("cold"));
      QCOMPARE(place.contains(QStringLiteral("not the disk")), !device);
      if (way == QStringLiteral("read cold"))
        QCOMPARE(page.cell(row, FilesTableModel::Rate), QStringLiteral("1.00"));
      if (way == QStringLiteral("mmap cold")) {
        ++reasons;
        QCOMPARE(page.cell(row, FilesTableModel::Rate), QStringLiteral("–"));
        QVERIFY(
            page.cell(row, FilesTableModel::Remark).contains(QStringLiteral("no cold read here")));
      }
    }
    QCOMPARE(reasons, 4);
  }

  /// Six formats stand in two rows of three, under the names they are spoken of; what a filter made
  /// of the elements is told.
  void hdf5BesideTheOthers() {
    Session session = filesSession();
    const std::vector<CaseRecord> known = session.cases;
    const auto stored = session.metricIndex(
        {"stored_bytes", "Bytes the elements take in the file", "B", MetricKind::bytes, false});
    for (const std::string format : {"safetensors", "hdf5", "hdf5_chunked", "hdf5_gzip"})
      for (CaseRecord record : known) {
        if (!record.benchmark.starts_with("npy")) continue;
        record.benchmark = format + record.benchmark.substr(3);
        record.key = makeKey(record);
        if (format == "hdf5_gzip" && record.size == 2500000)
          session.values.push_back({.caseIndex = std::uint32_t(session.cases.size()),
                                    .metric = stored,
                                    .value = 8.9e6,
                                    .reason = {}});
        session.cases.push_back(std::move(record));
      }
    Page page(std::move(session));
    QSet<int> columns, rows;
    QStringList names;
    for (const QWidget* chart :
         page.panel->plot()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
      if (!chart->accessibleName().contains(QStringLiteral("Throughput"))) continue;
      columns.insert(chart->x());
      rows.insert(chart->y());
      names << chart->accessibleName();
      QVERIFY(page.panel->plot()->rect().contains(chart->geometry()));
    }
    QCOMPARE(names.size(), 6);
    QCOMPARE(columns.size(), 3);
    QCOMPARE(rows.size(), 2);
    QVERIFY2(names.contains(QStringLiteral("Throughput of HDF5, gzip files over their size")),
             qPrintable(names.join(u'\n')));
    int told = 0;
    for (int row = 0; row < page.panel->table()->model()->rowCount(); ++row) {
      const QString text = page.cell(row, FilesTableModel::Stored);
      const bool gzip = page.cell(row, FilesTableModel::Format) == QStringLiteral("HDF5, gzip") &&
                        page.cell(row, FilesTableModel::Size) == QStringLiteral("10.0 MB") &&
                        page.cell(row, FilesTableModel::Way) != QStringLiteral("mmap cold");
      QCOMPARE(text, gzip ? QStringLiteral("8.90 MB") : QStringLiteral("–"));
      told += gzip;
    }
    QCOMPARE(told, 5);
    // A session with fewer formats takes the second row away again.
    page.document.setSession(filesSession(), {});
    QTest::qWait(50);
    int charts = 0;
    for (const QWidget* chart :
         page.panel->plot()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
      if (chart->accessibleName().contains(QStringLiteral("Throughput"))) {
        ++charts;
        QCOMPARE(chart->y(), 0);
        QVERIFY(chart->height() > page.panel->plot()->height() - 4);
      }
    QCOMPARE(charts, 2);
  }

  void chipsAndKeysHideWays() {
    Page page;
    QCOMPARE(page.drawnRows(), 2 * 5 * 2);
    QVERIFY(page.panel->plot()->chartCsv().contains(QStringLiteral(",npy,read,")));
    QTest::mouseClick(page.chip(QStringLiteral("read")), Qt::LeftButton);
    QCOMPARE(page.drawnRows(), 2 * 4 * 2);
    QVERIFY(!page.panel->plot()->chartCsv().contains(QStringLiteral(",npy,read,")));
    page.panel->plot()->setFocus();
    QTest::keyClick(page.panel->plot(), Qt::Key_1);
    QCOMPARE(page.drawnRows(), 2 * 3 * 2);
    QVERIFY(!page.chip(QStringLiteral("write"))->isChecked());
    QTest::keyClick(page.panel->plot(), Qt::Key_1);
    QTest::mouseClick(page.chip(QStringLiteral("read")), Qt::LeftButton);
    QCOMPARE(page.drawnRows(), 2 * 5 * 2);
  }

  void oneSelection() {
    Page page;
    const std::uint32_t index = page.caseOf("npy_write/f32/n=2500000/write-fsync");
    QVERIFY(index != kNoCase);
    // A click on the point of the chart …
    const QPoint at = page.panel->plot()->pointPosition(index);
    QVERIFY(!at.isNull());
    QWidget* canvas = page.panel->plot()->childAt(at);
    QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->mapFrom(page.panel->plot(), at));
    QCOMPARE(page.selection.current().caseIndex, index);
    QCOMPARE(page.selection.current().variant, QStringLiteral("write-fsync"));
    QCOMPARE(page.selection.current().size, std::uint64_t{2500000});
    // … is seen in the table, arrows walk on, and a row of the table selects as well.
    const auto currentCase = [&] {
      return page.panel->table()->currentIndex().data(FilesTableModel::CaseRole).toUInt();
    };
    QCOMPARE(currentCase(), index);
    page.panel->plot()->setFocus();
    QTest::keyClick(page.panel->plot(), Qt::Key_Left);
    QCOMPARE(page.selection.current().size, std::uint64_t{250000});
    QCOMPARE(page.selection.current().variant, QStringLiteral("write-fsync"));
    QVERIFY(page.panel->plot()->accessibleDescription().contains(QStringLiteral("device")));
    QTest::keyClick(page.panel->plot(), Qt::Key_Down);
    QCOMPARE(page.selection.current().variant, QStringLiteral("read"));
    const QModelIndex third = page.panel->table()->model()->index(2, 0);
    QTest::mouseClick(page.panel->table()->viewport(), Qt::LeftButton, {},
                      page.panel->table()->visualRect(third).center());
    QCOMPARE(page.selection.current().caseIndex, third.data(FilesTableModel::CaseRole).toUInt());
    // Another view selects a case of ours.
    const CaseRecord& record = page.document.session().cases[index];
    page.selection.setCurrent(
        {curveKey(record), QString::fromStdString(record.variant), record.size, index});
    QCOMPARE(currentCase(), index);
  }

  void tipNamesTheMode() {
    Page page;
    const std::uint32_t index = page.caseOf("raw_read/f32/n=250000/read");
    const QPoint at = page.panel->plot()->pointPosition(index);
    QWidget* canvas = page.panel->plot()->childAt(at);
    QTest::mouseMove(canvas, canvas->mapFrom(page.panel->plot(), at) + QPoint(30, 40));
    QTest::mouseMove(canvas, canvas->mapFrom(page.panel->plot(), at));
    QTRY_VERIFY(page.visibleTip());
    const PointTip::Content& content = page.visibleTip()->content();
    QCOMPARE(content.variant, QStringLiteral("read"));
    QStringList values;
    for (const auto& row : content.rows) values << row.second;
    QVERIFY2(values.contains(QStringLiteral("page cache, not the disk")),
             qPrintable(values.join(u'|')));
    QVERIFY(values.contains(QStringLiteral("8.00 GB/s")));
    QVERIFY(values.contains(QStringLiteral("24")));
    // A fifth below, a ninth above: both ends, as throughput.
    QVERIFY2(values.contains(QStringLiteral("6.40 … 8.89 GB/s")), qPrintable(values.join(u'|')));
    QVERIFY(values.contains(QStringLiteral("100 %")));
  }

  void dataForElsewhere() {
    Page page;
    const QString csv = page.panel->plot()->chartCsv();
    QVERIFY(
        csv.startsWith(QStringLiteral("session,format,way,place,dtype,elements,bytes,"
                                      "bytes_per_second,ci_low,ci_high,samples,")));
    QVERIFY2(csv.contains(QStringLiteral("npy,read cold,device,f32,2500000,10000000,1000000000")),
             qPrintable(csv));
    const QImage image = chartImage(*page.panel->plot());
    QVERIFY(!image.isNull());
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3)
      for (int x = 0; x < image.width(); x += 3) colours << image.pixel(x, y);
    QVERIFY(colours.size() > 20);
  }
};

QTEST_MAIN(tst_files_view)
#include "tst_files_view.moc"
