// The Table driven with mouse and keys: sorting, filter lines and their chips, groups, columns,
// copying and the shared selection. What is expected is worked out from the cases themselves.
#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>

#include "panels/buttons.h"
#include "panels/table_chips.h"
#include "panels/table_panel.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

bool timed(const CaseRecord& r) {
  return (r.status == CaseStatus::measured || r.status == CaseStatus::coarse) && r.median > 0;
}

Session someSession() {
  test::SampleOptions options;
  options.kernels = {"add", "dot", "gelu"};
  options.variants = {"scalar", "sse4", "avx2"};
  options.lastSize = 1 << 14;
  options.coarseKernels = 1;
  Session session = test::sampleSession(options);
  for (std::size_t i = 0; i < session.cases.size(); i += 7) session.cases[i].threads = 2;
  return session;
}

struct Shown {
  explicit Shown(Session session = someSession()) {
    document.setSession(std::move(session), {});
    panel.resize(1700, 700);
    panel.show();
    (void)QTest::qWaitForWindowExposed(&panel);
  }
  const std::vector<CaseRecord>& cases() const { return document.session().cases; }
  QTableView* view() { return panel.view(); }
  int rows() { return view()->model()->rowCount(); }
  const CaseRecord& at(int row) {
    return cases()[std::size_t(
        view()->model()->index(row, 0).data(CaseTableModel::CaseRole).toInt())];
  }
  void write(const QString& line) {
    panel.filterField()->setFocus();
    panel.filterField()->selectAll();
    QTest::keyClick(panel.filterField(), Qt::Key_Delete);
    QTest::keyClicks(panel.filterField(), line);
  }
  void clickHeader(int column) {
    QHeaderView* header = view()->horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      {header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                       header->height() / 2});
  }
  void clickRow(int row, Qt::KeyboardModifiers keys = {}) {
    QTest::mouseClick(view()->viewport(), Qt::LeftButton, keys,
                      view()->visualRect(view()->model()->index(row, 1)).center());
  }
  /// By the button and then by the mouse in its menu.
  void choose(Button* button, QMenu* menu, const QString& text) {
    QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(menu->isVisible());
    for (QAction* action : menu->actions())
      if (action->text() == text)
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
    menu->close();
  }

  SessionDocument document;
  SelectionModel selection;
  TablePanel panel{&document, &selection};
};

/// Two cases with round figures, for texts written down by hand.
Session twoCases() {
  Session session;
  CaseRecord a;
  a.suite = "vector";
  a.benchmark = "dot";
  a.dtype = Dtype::f32;
  a.size = 4096;
  a.variant = "avx2";
  a.flops = 8192;
  a.bytesRead = 32768;
  a.items = 4096;
  a.sampleCount = 50;
  a.median = 0.1 + 0.2;  // 0.30000000000000004 reads back, 0.3 does not
  a.ciLow = 0.25;
  a.ciHigh = 0.35;
  a.mean = 0.5;
  a.min = 0.125;
  a.p5 = 0.25;
  a.p95 = 0.75;
  a.outliers = 3;
  a.stopReason = StopReason::goal;
  a.maxUlp = 1.5;
  a.status = CaseStatus::measured;
  a.key = "vector/dot/f32/n=4096/avx2/t=1/hot/reuse";
  CaseRecord b;
  b.suite = "vector";
  b.benchmark = "a|b_c";
  b.dtype = Dtype::f64;
  b.size = 1000;
  b.variant = "neon";
  b.threads = 2;
  b.mode = Mode::allocate;
  b.cache = CacheState::cold;
  b.status = CaseStatus::skipped;
  b.reason = "not on\tthis CPU";
  b.key = "k2";
  session.cases = {a, b};
  return session;
}

}  // namespace

class tst_table_panel : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { Theme::instance().apply(); }
  void headerClicksSort_data();
  void headerClicksSort();
  void chipsTakeTermsOut();
  void unreadableTermsAreLeftOut();
  void nothingMatches();
  void groupsFoldAndTell();
  void columnsAreChosenAndRemembered();
  void badLayoutsAreHarmless();
  void copiesAsTsv();
  void copiesAsMarkdown();
  void selectionGoesBothWays();
  void keysReachEverything();
  void sizesOfAChart();
  void liveRunsKeepTheSelection();
};

void tst_table_panel::headerClicksSort_data() {
  QTest::addColumn<int>("column");
  QTest::addColumn<double (*)(const CaseRecord&)>("figure");
  using Figure = double (*)(const CaseRecord&);
  const auto row = [](const char* name, int column, Figure figure) {
    QTest::newRow(name) << column << figure;
  };
  row("n", CaseTableModel::Size, [](const CaseRecord& r) { return double(r.size); });
  row("time", CaseTableModel::Time,
      [](const CaseRecord& r) { return timed(r) ? r.median : kUnknown; });
  row("throughput", CaseTableModel::Throughput, [](const CaseRecord& r) {
    return timed(r) ? (r.bytesRead + r.bytesWritten) / r.median : kUnknown;
  });
  row("samples", CaseTableModel::Samples,
      [](const CaseRecord& r) { return r.sampleCount ? double(r.sampleCount) : kUnknown; });
}

void tst_table_panel::headerClicksSort() {
  QFETCH(int, column);
  using Figure = double (*)(const CaseRecord&);
  QFETCH(Figure, figure);
  Shown f;
  QAbstractItemModelTester tester(f.view()->model(),
                                  QAbstractItemModelTester::FailureReportingMode::Fatal);
  const auto values = [&] {
    std::vector<double> all;
    for (int i = 0; i < f.rows(); ++i) all.push_back(figure(f.at(i)));
    return all;
  };
  std::vector<double> expected;
  std::size_t unknown = 0;
  for (const CaseRecord& r : f.cases())
    if (const double v = figure(r); std::isnan(v))
      ++unknown;
    else
      expected.push_back(v);
  std::sort(expected.begin(), expected.end());
  QVERIFY(column == CaseTableModel::Size || unknown > 0);  // skipped cases
  for (int click = 0; click < 2; ++click) {
    f.clickHeader(column);
    if (click == 1) std::reverse(expected.begin(), expected.end());
    std::vector<double> shown = values();
    QCOMPARE(shown.size(), expected.size() + unknown);
    for (std::size_t i = expected.size(); i < shown.size(); ++i) QVERIFY(std::isnan(shown[i]));
    shown.resize(expected.size());
    QCOMPARE(shown, expected);
  }
  f.clickHeader(column);  // the order of the session again
  for (int i = 0; i < f.rows(); ++i) QCOMPARE(f.at(i).key, f.cases()[std::size_t(i)].key);
}

void tst_table_panel::chipsTakeTermsOut() {
  Shown f;
  f.write(QStringLiteral("dot  variant:avx2 n>=4Ki"));
  const auto& chips = f.panel.chips()->chips();
  QCOMPARE(chips.size(), 3);
  QCOMPARE(chips[0]->text(), QStringLiteral("“dot”"));
  QCOMPARE(chips[1]->text(), QStringLiteral("Variant avx2"));
  QCOMPARE(chips[2]->text(), QStringLiteral("n ≥ 4 Ki"));
  for (const FilterChip* chip : chips) {
    QVERIFY(f.panel.chips()->rect().contains(chip->geometry()));
    QVERIFY(chip->width() >= chip->sizeHint().width());
  }
  QTest::mouseClick(chips[1], Qt::LeftButton);
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot n>=4Ki"));
  QCOMPARE(chips.size(), 2);
  for (int row = 0; row < f.rows(); ++row) {
    QCOMPARE(f.at(row).benchmark, std::string("dot"));
    QVERIFY(f.at(row).size >= 4096);
  }
  chips[1]->setFocus();
  QTest::keyClick(chips[1], Qt::Key_Delete);
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot"));
  QVERIFY(chips[0]->hasFocus());
  QTest::keyClick(chips[0], Qt::Key_Space);
  QCOMPARE(f.panel.filterField()->text(), QString());
  QVERIFY(f.panel.filterField()->hasFocus());
  QVERIFY(!f.panel.chips()->isVisible());
  QCOMPARE(f.rows(), int(f.cases().size()));
}

void tst_table_panel::unreadableTermsAreLeftOut() {
  Shown f;
  f.write(QStringLiteral("n>=lots dot"));
  const auto& chips = f.panel.chips()->chips();
  QCOMPARE(chips.size(), 2);
  QVERIFY(!chips[0]->isReadable());
  QVERIFY(chips[0]->toolTip().contains(QStringLiteral("lots")));
  QVERIFY(chips[0]->toolTip().contains(QStringLiteral("64Ki")));  // how sizes are written
  QVERIFY(chips[1]->isReadable());
  QTest::mouseClick(chips[0], Qt::LeftButton);
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot"));
}

void tst_table_panel::nothingMatches() {
  Shown f;
  f.write(QStringLiteral("no-such-kernel"));
  QVERIFY(!f.view()->isVisible());
  auto* clear = f.panel.findChild<Button*>(QStringLiteral("clearTableFilter"));
  QVERIFY(clear->isVisible());
  QTest::mouseClick(clear, Qt::LeftButton);
  QVERIFY(f.view()->isVisible());
  QCOMPARE(f.rows(), int(f.cases().size()));
}

void tst_table_panel::groupsFoldAndTell() {
  Shown f;
  CaseTableProxy* proxy = f.panel.proxy();
  QAbstractItemModelTester tester(proxy, QAbstractItemModelTester::FailureReportingMode::Fatal);
  f.choose(f.panel.groupButton(), f.panel.groupMenu(), QStringLiteral("Kernel"));
  QVERIFY(f.panel.groupButton()->text().contains(QStringLiteral("Kernel")));
  std::map<std::string, std::vector<double>> rates;
  std::map<std::string, std::size_t> count;
  for (const CaseRecord& r : f.cases()) {
    ++count[r.benchmark];
    if (timed(r)) rates[r.benchmark].push_back((r.bytesRead + r.bytesWritten) / r.median);
  }
  QCOMPARE(f.rows(), int(f.cases().size() + count.size()));
  int row = 0;
  for (auto& [kernel, all] : rates) {  // add, dot, gelu: also the order of the session
    QVERIFY(proxy->isHeading(row));
    const CaseTableProxy::Heading heading = proxy->heading(row);
    QCOMPARE(heading.name.toStdString(), kernel);
    std::sort(all.begin(), all.end());
    const double middle =
        all.size() % 2 ? all[all.size() / 2] : (all[all.size() / 2 - 1] + all[all.size() / 2]) / 2;
    const auto gigabytes = [](double v) {  // 10 to 999 GB/s, three digits
      return QString::number(v / 1e9, 'f',
                             v >= 99.95e9   ? 0
                             : v >= 9.995e9 ? 1
                                            : 2) +
             QStringLiteral(" GB/s");
    };
    QVERIFY2(heading.summary.contains(QStringLiteral("best ") + gigabytes(all.back())),
             qPrintable(heading.summary));
    QVERIFY2(heading.summary.contains(QStringLiteral("median ") + gigabytes(middle)),
             qPrintable(heading.summary));
    QVERIFY(heading.summary.contains(QStringLiteral("%1 cases").arg(count[kernel])));
    const QModelIndex cell = proxy->index(row, CaseTableModel::Time);
    QVERIFY(cell.data(Qt::AccessibleTextRole).toString().contains(heading.summary));
    row += int(count[kernel]) + 1;
  }
  // A click folds, so does the keyboard.
  const int all = f.rows();
  f.clickRow(0);
  QCOMPARE(f.rows(), all - int(count["add"]));
  QVERIFY(proxy->heading(0).folded);
  f.view()->setFocus();
  QCOMPARE(f.view()->currentIndex().row(), 0);
  QTest::keyClick(f.view(), Qt::Key_Down);
  QTest::keyClick(f.view(), Qt::Key_Left);
  QCOMPARE(f.rows(), all - int(count["add"] + count["dot"]));
  QTest::keyClick(f.view(), Qt::Key_Right);
  QTest::keyClick(f.view(), Qt::Key_Up);
  QTest::keyClick(f.view(), Qt::Key_Space);
  QCOMPARE(f.rows(), all);
  // Sorted inside of groups, groups by their first row.
  f.clickHeader(CaseTableModel::Time);
  for (int i = 1; i < f.rows(); ++i) {
    if (proxy->isHeading(i) || proxy->isHeading(i - 1)) continue;
    if (timed(f.at(i)) && timed(f.at(i - 1))) QVERIFY(f.at(i).median >= f.at(i - 1).median);
    QCOMPARE(f.at(i).benchmark, f.at(i - 1).benchmark);
  }
  // A selected point in a folded group is brought to light.
  f.choose(f.panel.groupButton(), f.panel.groupMenu(), QStringLiteral("Fold all"));
  QCOMPARE(f.rows(), 3);
  const auto dot = std::find_if(f.cases().begin(), f.cases().end(),
                                [](const CaseRecord& r) { return r.benchmark == "dot"; });
  f.selection.setCurrent({curveKey(*dot), QString::fromStdString(dot->variant), dot->size,
                          std::uint32_t(dot - f.cases().begin())});
  QCOMPARE(f.rows(), 3 + int(count["dot"]));
  QCOMPARE(f.at(f.view()->currentIndex().row()).key, dot->key);
  // Headings are no cases: all of them can be selected, none is copied.
  f.choose(f.panel.groupButton(), f.panel.groupMenu(), QStringLiteral("Unfold all"));
  f.view()->setFocus();
  f.view()->selectAll();
  QCOMPARE(f.panel.selectionAs(TablePanel::Format::tsv).count(u'\n'), int(f.cases().size()) + 1);
  f.choose(f.panel.groupButton(), f.panel.groupMenu(), QStringLiteral("No groups"));
  QCOMPARE(f.rows(), int(f.cases().size()));
}

void tst_table_panel::columnsAreChosenAndRemembered() {
  Shown f;
  QSignalSpy edits(&f.panel, &TablePanel::layoutEdited);
  QVERIFY(f.view()->isColumnHidden(CaseTableModel::P95));
  f.choose(f.panel.columnsButton(), f.panel.columnsMenu(), QStringLiteral("p95"));
  QVERIFY(!f.view()->isColumnHidden(CaseTableModel::P95));
  f.choose(f.panel.columnsButton(), f.panel.columnsMenu(), QStringLiteral("Status"));
  QVERIFY(f.view()->isColumnHidden(CaseTableModel::Status));
  // The first column is dragged behind the second.
  QHeaderView* header = f.view()->horizontalHeader();
  const int y = header->height() / 2;
  QTest::mousePress(header->viewport(), Qt::LeftButton, {}, {20, y});
  QTest::mouseMove(header->viewport(), {60, y});
  QTest::mouseMove(header->viewport(), {header->sectionSize(0) + header->sectionSize(1) - 4, y});
  QTest::mouseRelease(header->viewport(), Qt::LeftButton, {},
                      {header->sectionSize(0) + header->sectionSize(1) - 4, y});
  QCOMPARE(header->visualIndex(CaseTableModel::Benchmark), 1);
  QVERIFY(edits.count() >= 3);
  header->resizeSection(CaseTableModel::Time, 177);
  const QStringList layout = f.panel.columnLayout();

  Shown other;
  other.panel.setColumnLayout(layout);
  QCOMPARE(other.panel.columnLayout(), layout);
  QVERIFY(!other.view()->isColumnHidden(CaseTableModel::P95));
  QVERIFY(other.view()->isColumnHidden(CaseTableModel::Status));
  QCOMPARE(other.view()->horizontalHeader()->visualIndex(CaseTableModel::Benchmark), 1);
  QCOMPARE(other.view()->columnWidth(CaseTableModel::Time), 177);
  // The usual ones again; the last one that is shown stays.
  other.choose(other.panel.columnsButton(), other.panel.columnsMenu(),
               QStringLiteral("Usual columns"));
  QVERIFY(other.view()->isColumnHidden(CaseTableModel::P95));
  QCOMPARE(other.view()->horizontalHeader()->visualIndex(CaseTableModel::Benchmark), 0);
  for (QAction* action : other.panel.columnsMenu()->actions())
    if (action->isChecked()) action->trigger();
  const QHeaderView* left = other.view()->horizontalHeader();
  QCOMPARE(left->count() - left->hiddenSectionCount(), 1);
}

void tst_table_panel::badLayoutsAreHarmless() {
  Shown f;
  for (const QStringList& layout :
       {QStringList{QStringLiteral("nonsense:5"), QString(), QStringLiteral(":::"),
                    QStringLiteral("n:-7"), QStringLiteral("n:99999999999"), QStringLiteral("-")},
        QStringList{QStringLiteral("time:50"), QStringLiteral("time:80")}}) {
    f.panel.setColumnLayout(layout);
    const QHeaderView* header = f.view()->horizontalHeader();
    QCOMPARE(header->count(), int(CaseTableModel::ColumnCount));
    QVERIFY(header->hiddenSectionCount() < header->count());
    QVERIFY(f.view()->columnWidth(CaseTableModel::Size) >= 24);
  }
  QStringList none;
  for (int i = 0; i < CaseTableModel::ColumnCount; ++i)
    none << u'-' + QString::fromLatin1(CaseTableModel::info(i).name) + QStringLiteral(":60");
  f.panel.setColumnLayout(none);
  QVERIFY(!f.view()->isColumnHidden(0));
}

void tst_table_panel::copiesAsTsv() {
  Shown f(twoCases());
  f.clickRow(0);
  f.clickRow(1, Qt::ShiftModifier);
  QVERIFY(f.panel.copySelection(TablePanel::Format::tsv));
  const QString expected = QStringLiteral(
      "benchmark\tdtype\tsize\tvariant\tthreads\tmedian_s\tci_low_s\tci_high_s\tbytes_per_s\t"
      "flops_per_s\tsamples\tmax_ulp\tstatus\treason\tmode\tcache\tparams\tsuite\titems_per_s\t"
      "mean_s\tmin_s\tp5_s\tp95_s\toutliers\tstop_reason\tkey\n"
      "dot\tf32\t4096\tavx2\t1\t0.30000000000000004\t0.25\t0.35\t%1\t%2\t50\t1.5\tmeasured\t\t"
      "reuse\thot\t\tvector\t%3\t0.5\t0.125\t0.25\t0.75\t3\tgoal\t"
      "vector/dot/f32/n=4096/avx2/t=1/hot/reuse\n"
      "a|b_c\tf64\t1000\tneon\t2\t\t\t\t\t\t0\t\tskipped\tnot on this CPU\tallocate\tcold\t\t"
      "vector\t\t\t\t\t\t0\t\tk2\n");
  // 32768, 8192 and 4096 over 0.30000000000000004, rounded once, by Python's repr().
  QCOMPARE(QGuiApplication::clipboard()->text(),
           expected.arg(QStringLiteral("109226.66666666666"), QStringLiteral("27306.666666666664"),
                        QStringLiteral("13653.333333333332")));
}

void tst_table_panel::copiesAsMarkdown() {
  Shown f(twoCases());
  f.panel.setColumnLayout({QStringLiteral("kernel"), QStringLiteral("n"), QStringLiteral("time"),
                           QStringLiteral("-type"), QStringLiteral("-variant")});
  for (int i = 0; i < CaseTableModel::ColumnCount; ++i)
    f.view()->setColumnHidden(i, i != CaseTableModel::Benchmark && i != CaseTableModel::Size &&
                                     i != CaseTableModel::Time && i != CaseTableModel::Conditions &&
                                     i != CaseTableModel::Curve);
  f.view()->setFocus();
  f.clickRow(0);
  QTest::keyClick(f.view(), Qt::Key_A, Qt::ControlModifier);
  QVERIFY(f.panel.copySelection(TablePanel::Format::markdown));
  QCOMPARE(QGuiApplication::clipboard()->text(),
           QStringLiteral("| Kernel | n | Time per call | Conditions |\n"
                          "| --- | ---: | ---: | --- |\n"
                          "| dot | 4 Ki | 300 ms | hot |\n"
                          "| a\\|b\\_c | 1 k | – | cold, allocate |\n"));
}

void tst_table_panel::selectionGoesBothWays() {
  Shown f;
  f.clickHeader(CaseTableModel::Throughput);
  f.clickRow(5);
  QCOMPARE(f.cases()[f.selection.current().caseIndex].key, f.at(5).key);
  QCOMPARE(f.selection.current().variant.toStdString(), f.at(5).variant);
  // From elsewhere: scrolled to.
  const std::uint32_t last = std::uint32_t(f.cases().size() - 1);
  const CaseRecord& r = f.cases()[last];
  f.selection.setCurrent({curveKey(r), QString::fromStdString(r.variant), r.size, last});
  const QModelIndex current = f.view()->currentIndex();
  QCOMPARE(f.at(current.row()).key, r.key);
  QVERIFY(f.view()->viewport()->rect().contains(f.view()->visualRect(current).center()));
  QVERIFY(f.view()->selectionModel()->isRowSelected(current.row()));
  // It stays selected while rows move, and comes back when the filter lets it.
  f.clickHeader(CaseTableModel::Throughput);
  QCOMPARE(f.at(f.view()->currentIndex().row()).key, r.key);
  f.write(QStringLiteral("-kernel:") + QString::fromStdString(r.benchmark));
  QVERIFY(!f.view()->currentIndex().isValid());
  QVERIFY(!f.view()->selectionModel()->hasSelection());
  QCOMPARE(f.selection.current().caseIndex, last);
  f.write({});
  QCOMPARE(f.at(f.view()->currentIndex().row()).key, r.key);
  // A chart without a point selects no row.
  f.selection.setCurrent({curveKey(r), {}, 0, kNoCase});
  QVERIFY(!f.view()->selectionModel()->hasSelection());
}

void tst_table_panel::keysReachEverything() {
  Shown f;
  f.view()->setFocus();
  QTest::keyClick(f.view(), Qt::Key_D);  // letters filter
  QVERIFY(f.panel.filterField()->hasFocus());
  QTest::keyClicks(f.panel.filterField(), QStringLiteral("ot"));
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot"));
  QTest::keyClick(f.panel.filterField(), Qt::Key_Down);
  QVERIFY(f.view()->hasFocus());
  QCOMPARE(f.cases()[f.selection.current().caseIndex].key, f.at(0).key);
  QTest::keyClick(f.view(), Qt::Key_Down);
  QCOMPARE(f.cases()[f.selection.current().caseIndex].key, f.at(1).key);
  // Sort by the column the keyboard is in.
  f.view()->setCurrentIndex(f.view()->model()->index(1, CaseTableModel::Size));
  QTest::keyClick(f.view(), Qt::Key_Down, Qt::AltModifier);
  for (int row = 1; row < f.rows(); ++row) QVERIFY(f.at(row).size <= f.at(row - 1).size);
  QTest::keyClick(f.view(), Qt::Key_Up, Qt::AltModifier);
  for (int row = 1; row < f.rows(); ++row) QVERIFY(f.at(row).size >= f.at(row - 1).size);
  QHeaderView* header = f.view()->horizontalHeader();
  const int place = header->visualIndex(f.view()->currentIndex().column());
  QTest::keyClick(f.view(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(header->visualIndex(f.view()->currentIndex().column()), place + 1);
  QSignalSpy opened(&f.panel, &TablePanel::openRequested);
  QTest::keyClick(f.view(), Qt::Key_Return);
  QCOMPARE(opened.count(), 1);
  QTest::keyClick(f.view(), Qt::Key_A, Qt::ControlModifier);
  QCOMPARE(f.panel.selectionAs(TablePanel::Format::tsv).count(u'\n'), f.rows() + 1);
  f.panel.filterField()->setFocus();
  QTest::keyClick(f.panel.filterField(), Qt::Key_Escape);
  QCOMPARE(f.rows(), int(f.cases().size()));
  QCOMPARE(
      f.view()->model()->index(0, CaseTableModel::Size).data(Qt::AccessibleTextRole).toString(),
      QStringLiteral("n: 8"));
}

void tst_table_panel::sizesOfAChart() {
  Shown f;
  f.write(QStringLiteral("dot"));
  f.panel.setSizeRange(std::pair(900.0, 4100.0));
  const auto& chips = f.panel.chips()->chips();
  QCOMPARE(chips.size(), 2);
  QCOMPARE(chips[1]->text(), QStringLiteral("n 900 … 4,100"));
  for (int row = 0; row < f.rows(); ++row)
    QVERIFY(f.at(row).benchmark == "dot" && f.at(row).size >= 900 && f.at(row).size <= 4100);
  f.panel.setSizeRange(std::pair(1024.0, 65536.0));  // takes the place of the one before
  QCOMPARE(chips.size(), 2);
  QCOMPARE(chips[1]->text(), QStringLiteral("n 1 Ki … 64 Ki"));
  f.panel.setSizeRange(std::nullopt);
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot"));
  f.panel.setSizeRange(std::pair(1024.0, 65536.0));
  QTest::mouseClick(chips[1], Qt::LeftButton);
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot"));
  // While nobody sees the table it is only noted.
  f.panel.hide();
  f.panel.setSizeRange(std::pair(8.0, 16.0));
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot"));
  f.panel.show();
  QCOMPARE(f.panel.filterField()->text(), QStringLiteral("dot n:8..16"));
}

void tst_table_panel::liveRunsKeepTheSelection() {
  Shown f;
  f.clickHeader(CaseTableModel::Time);
  f.clickRow(3);
  const std::string key = f.at(3).key;
  // The same session with other figures: the rows move.
  Session next = f.document.session();
  for (CaseRecord& r : next.cases) r.median = 1 / r.median;
  f.document.replace(next);
  QCOMPARE(f.at(f.view()->currentIndex().row()).key, key);
  QVERIFY(f.view()->selectionModel()->isRowSelected(f.view()->currentIndex().row()));
  double last = 0;
  for (int row = 0; row < f.rows(); ++row) {
    if (!timed(f.at(row))) continue;
    QVERIFY(f.at(row).median >= last);
    last = f.at(row).median;
  }
  // More cases, as a run adds them.
  CaseRecord more = next.cases.front();
  more.key += "#";
  more.median = 1e-30;
  next.cases.push_back(more);
  f.document.replace(next);
  QCOMPARE(f.at(0).key, more.key);
  QCOMPARE(f.at(f.view()->currentIndex().row()).key, key);
  f.document.clear();
  QCOMPARE(f.rows(), 0);
}

QTEST_MAIN(tst_table_panel)
#include "tst_table_panel.moc"
