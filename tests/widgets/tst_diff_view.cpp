// The Diff view of two sessions, driven as a user drives it: filters, sorting, selection, copying,
// groups, what could not be paired, and the pages beside it. What it shows is held against the
// engine's diff of the same sessions and against figures the sessions were made with.
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QBoxLayout>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "charts/pair_plots.h"
#include "charts/ratio_plot.h"
#include "models/diff_unmatched_model.h"
#include "panels/buttons.h"
#include "panels/choice_menu.h"
#include "panels/compare_view.h"
#include "panels/diff_dock_pages.h"
#include "panels/diff_filter_bar.h"
#include "panels/diff_pair_page.h"
#include "panels/diff_panel.h"
#include "panels/diff_parts.h"
#include "panels/diff_status.h"
#include "panels/diff_table.h"
#include "panels/segmented_control.h"
#include "support/qt_units.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

Session made(double slowdown, std::uint64_t seed, const char* uuid) {
  test::SampleOptions options;
  options.slowdown = slowdown;
  options.seed = seed;
  options.processes = 3;
  Session session = test::sampleSession(options);
  session.uuid = uuid;
  return session;
}

/// gelu 40 % slower, exp 30 % faster, dot on the edge of the threshold, the others as they were.
Session mixed() {
  Session session = made(1, 11, "b");
  std::vector<double> factors;
  for (CaseRecord& r : session.cases) {
    const double factor = r.benchmark == "gelu"  ? 1.4
                          : r.benchmark == "exp" ? 0.7
                          : r.benchmark == "dot" ? 1.05
                                                 : 1;
    factors.push_back(factor);
    for (double* time : {&r.median, &r.ciLow, &r.ciHigh, &r.mean, &r.min, &r.p5, &r.p95, &r.mad})
      *time *= factor;
  }
  for (std::size_t i = 0; i < session.samples.size(); ++i)
    session.samples.seconds[i] *= factors[session.samples.caseIndex[i]];
  return session;
}

/// Everything the view holds in words.
QString wordsIn(const QWidget& widget) {
  QStringList words;
  for (const QLabel* label : widget.findChildren<QLabel*>())
    if (label->isVisibleTo(&widget)) words << label->text();
  return words.join(u'\n');
}

/// A diff of made-up sessions in a panel that is shown.
struct Shown {
  explicit Shown(Session base = made(1, 7, "a"), Session now = mixed()) : panel(&document) {
    panel.resize(1000, 860);
    panel.show();
    document.setBase(std::move(base), QStringLiteral("a.h5"));
    document.setNow(std::move(now), QStringLiteral("b.h5"));
    while (!document.isReady()) QTest::qWait(5);
    QTest::qWait(20);
  }
  int rows() { return panel.table()->model()->rowCount(); }
  const Diff& diff() const { return document.diff(); }
  QString cell(int row, int column) {
    return panel.table()->model()->index(row, column).data().toString();
  }
  DiffDocument document;
  DiffPanel panel;
};

}  // namespace

class tst_diff_view : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().apply();
  }
  void filtersNarrowTheTable();
  void countsFilterToo();
  void columnsSortByValue_data();
  void columnsSortByValue();
  void oneSelectionEverywhere();
  void pairPageShowsTheEnginesFigures();
  void rowsCopy();
  void groupsAreTheEngines();
  void thresholdAndConfidence();
  void unmatchedSayWhy();
  void nothingInCommon();
  void sameSessionTwice();
  void dockPages();
  void keyboardOnly();
  void narrowAndLow_data();
  void narrowAndLow();
  void pagesOfTheView();
  void tenThousandPairs();
};

void tst_diff_view::filtersNarrowTheTable() {
  Shown f;
  const int all = f.rows();
  QCOMPARE(all, int(f.diff().pairs.size()));
  const auto count = [&](auto wanted) {
    return int(std::count_if(f.diff().pairs.begin(), f.diff().pairs.end(),
                             [&](const DiffPair& p) { return wanted(f.document.newCase(p)); }));
  };
  DiffFilterBar* bar = f.panel.filterBar();
  bar->words()->setText(QStringLiteral("target:avx3 n>=4Ki"));
  QCOMPARE(f.rows(),
           count([](const CaseRecord& r) { return r.variant == "avx3" && r.size >= 4096; }));
  QVERIFY(f.rows() > 0);
  bar->words()->clear();
  bar->kernels()->setOnly(QStringLiteral("dot"));
  QCOMPARE(f.rows(), count([](const CaseRecord& r) { return r.benchmark == "dot"; }));
  QCOMPARE(bar->kernels()->text(), QStringLiteral("dot"));
  bar->variants()->setOnly(QStringLiteral("avx2"));
  QCOMPARE(f.rows(),
           count([](const CaseRecord& r) { return r.benchmark == "dot" && r.variant == "avx2"; }));
  bar->words()->setText(QStringLiteral("no such thing"));
  QCOMPARE(f.rows(), 0);
  QVERIFY(!f.panel.table()->isVisible());
  auto* clear = f.panel.findChild<Button*>(QStringLiteral("clearDiffFilter"));
  QVERIFY(clear->isVisible());
  QTest::mouseClick(clear, Qt::LeftButton);
  QCOMPARE(f.rows(), all);
  QVERIFY(f.panel.table()->isVisible());

  // By the menu: the first click among all means this one only, further ones add.
  const auto entry = [&](const char* name) {
    for (QAction* action : bar->kernels()->menu()->actions())
      if (action->text() == QLatin1String(name)) return action;
    return static_cast<QAction*>(nullptr);
  };
  bar->kernels()->reset();
  entry("gelu")->trigger();
  QCOMPARE(bar->kernels()->text(), QStringLiteral("gelu"));
  entry("exp")->trigger();
  QCOMPARE(f.rows(), count([](const CaseRecord& r) {
             return r.benchmark == "gelu" || r.benchmark == "exp";
           }));
  QCOMPARE(bar->kernels()->text(), QStringLiteral("2 of 8 kernels"));
}

void tst_diff_view::countsFilterToo() {
  Shown f;
  VerdictButton* regressed = f.panel.verdictCount(Verdict::regressed);
  QVERIFY(f.diff().summary.regressed > 0 && f.diff().summary.unsure > 0);
  QTest::mouseClick(regressed, Qt::LeftButton);
  QCOMPARE(f.rows(), int(f.diff().summary.regressed));
  QVERIFY(!f.panel.verdictChip(Verdict::unsure)->isChecked());
  QTest::mouseClick(regressed, Qt::LeftButton);
  QCOMPARE(f.rows(), int(f.diff().pairs.size()));
  QVERIFY(f.panel.verdictChip(Verdict::unsure)->isChecked());
}

void tst_diff_view::columnsSortByValue_data() {
  QTest::addColumn<int>("column");
  for (const auto& [name, column] : {std::pair{"n", DiffTableModel::Size},
                                     {"A", DiffTableModel::BaseValue},
                                     {"B", DiffTableModel::NewValue},
                                     {"ratio", DiffTableModel::Ratio}})
    QTest::newRow(name) << int(column);
}

void tst_diff_view::columnsSortByValue() {
  QFETCH(int, column);
  Shown f;
  const auto value = [&](int row) {
    const QModelIndex index = f.panel.table()->model()->index(row, 0);
    const auto* proxy = static_cast<const DiffTableProxy*>(index.model());
    const DiffPair& p = f.diff().pairs[std::size_t(proxy->mapToSource(index).row())];
    switch (column) {
      case DiffTableModel::Size:
        return double(f.document.newCase(p).size);
      case DiffTableModel::BaseValue:
        return f.document.baseCase(p).median;
      case DiffTableModel::NewValue:
        return f.document.newCase(p).median;
      default:
        return f.document.newCase(p).median / f.document.baseCase(p).median;
    }
  };
  for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
    f.panel.table()->sortByColumn(column, order);
    for (int row = 1; row < f.rows(); ++row) {
      // The ratio here is of two rounded doubles, the engine's of logarithms.
      const double step = (value(row) - value(row - 1)) / value(row);
      QVERIFY(order == Qt::AscendingOrder ? step > -1e-12 : step < 1e-12);
    }
  }
}

void tst_diff_view::oneSelectionEverywhere() {
  Shown f;
  DiffPairPage page(&f.document);
  QSignalSpy activated(&f.panel, &DiffPanel::pairActivated);
  f.panel.table()->selectRow(12);
  QCOMPARE(f.document.current(), 12);
  const QString key = toQString(f.diff().pairs[12].key);
  QCOMPARE(f.panel.plot()->selectedKey(), key);
  QCOMPARE(activated.last()[0].toString(), key);
  QVERIFY(page.asText().contains(toQString(f.document.newCase(f.diff().pairs[12]).benchmark)));
  // From the plot back to the table.
  emit f.panel.plot()->keySelected(toQString(f.diff().pairs[40].key));
  QCOMPARE(f.panel.table()->currentIndex().row(), 40);
  QCOMPARE(f.panel.rowsSelected(), 1);
  // A pair stays selected when the question changes, even where the order does.
  const QString kept = toQString(f.diff().pairs[40].key);
  f.document.setThreshold(0.2);
  QTRY_VERIFY(f.document.isReady());
  QCOMPARE(f.document.currentKey(), kept);
  QCOMPARE(f.panel.table()->currentIndex().row(), f.document.current());
}

void tst_diff_view::pairPageShowsTheEnginesFigures() {
  Shown f;
  DiffPairPage page(&f.document);
  page.resize(320, 860);
  page.show();
  QVERIFY(wordsIn(page).contains(QStringLiteral("Select a pair")));
  QVERIFY(!page.openButton()->isEnabled());
  const Diff own =
      diffSessions(*f.document.base().session, *f.document.now().session, f.document.options());
  for (const std::size_t i : {std::size_t{0}, own.pairs.size() / 2, own.pairs.size() - 1}) {
    f.document.setCurrent(int(i));
    const DiffPair& pair = own.pairs[i];
    const CaseRecord& before = f.document.base().session->cases[pair.baseCase];
    const CaseRecord& after = f.document.now().session->cases[pair.newCase];
    const QString words = wordsIn(page);
    // ×1.301 in the house's form is the plain three decimals.
    QVERIFY2(words.contains(QStringLiteral("×%1").arg(after.median / before.median, 0, 'f', 3)),
             qPrintable(words));
    QVERIFY(words.contains(
        QStringLiteral("%1 … %2").arg(pair.ratioLow, 0, 'f', 3).arg(pair.ratioHigh, 0, 'f', 3)));
    QVERIFY(words.contains(timeText(before.median)) && words.contains(timeText(after.median)));
    QCOMPARE(words.contains(toQString(pair.reason)), true);
    auto* histogram = page.findChild<PairHistogram*>();
    double base = 0, now = 0;
    for (const double share : histogram->baseBins()) base += share;
    for (const double share : histogram->newBins()) now += share;
    QVERIFY(std::abs(base - 1) < 1e-9 && std::abs(now - 1) < 1e-9);
  }
  // Not measurable until the window says so.
  QVERIFY(!page.measurePairButton()->isEnabled());
  page.setMeasurable(true, {});
  QSignalSpy asked(&page, &DiffPairPage::measureRequested);
  QTest::mouseClick(page.measurePairButton(), Qt::LeftButton);
  QCOMPARE(asked.last()[0].toStringList(), QStringList{toQString(own.pairs.back().key)});
  QTest::mouseClick(page.measureUndecidedButton(), Qt::LeftButton);
  QCOMPARE(asked.last()[0].toStringList().size(), qsizetype(own.summary.unsure));
  // A click into the curve selects the pair of that size.
  f.document.setCurrent(0);
  const CaseRecord at = f.document.newCase(own.pairs[0]);
  const quint64 other = at.size == 64 ? 128 : 64;
  emit page.findChild<PairCurvePlot*>()->sizeActivated(other);
  const CaseRecord& moved = f.document.newCase(f.diff().pairs[std::size_t(f.document.current())]);
  QCOMPARE(moved.size, other);
  QCOMPARE(moved.benchmark, at.benchmark);
  QCOMPARE(moved.variant, at.variant);
}

void tst_diff_view::rowsCopy() {
  Shown f;
  DiffTable* table = f.panel.pairs();
  QVERIFY(table->selectionAs(DiffTable::Format::tsv).isEmpty());
  f.panel.table()->selectRow(0);
  f.panel.table()->selectionModel()->select(
      f.panel.table()->model()->index(2, 0),
      QItemSelectionModel::Select | QItemSelectionModel::Rows);
  const QStringList lines =
      table->selectionAs(DiffTable::Format::tsv).split(u'\n', Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 3);
  const QStringList head = lines[0].split(u'\t'), row = lines[2].split(u'\t');
  QCOMPARE(row.size(), head.size());
  const DiffPair& pair = f.diff().pairs[2];
  QCOMPARE(row[head.indexOf(QStringLiteral("key"))], toQString(pair.key));
  QCOMPARE(row[head.indexOf(QStringLiteral("ratio"))].toDouble(), pair.ratio);
  QCOMPARE(row[head.indexOf(QStringLiteral("base"))].toDouble(), f.document.baseCase(pair).median);
  const QStringList markdown =
      table->selectionAs(DiffTable::Format::markdown).split(u'\n', Qt::SkipEmptyParts);
  QCOMPARE(markdown.size(), 4);
  for (const QString& line : markdown) QCOMPARE(line.count(u'|'), markdown[0].count(u'|'));
  // A column that is hidden is not in it.
  QVERIFY(markdown[0].contains(QStringLiteral("Level")));
  table->columnsMenu()->actions()[DiffTableModel::Level]->trigger();
  QVERIFY(f.panel.table()->isColumnHidden(DiffTableModel::Level));
  QVERIFY(!table->selectionAs(DiffTable::Format::markdown).contains(QStringLiteral("Level")));
}

void tst_diff_view::groupsAreTheEngines() {
  Shown f;
  f.panel.plot()->setGrouping(RatioPlot::Grouping::kernel);
  const QStringList lines =
      f.panel.plot()->chartCsv().split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), 9);  // eight kernels
  for (qsizetype i = 1; i < lines.size(); ++i) {
    const QStringList cells = lines[i].split(u',');
    const double truth = cells[0] == u"gelu"  ? 1.4
                         : cells[0] == u"exp" ? 0.7
                         : cells[0] == u"dot" ? 1.05
                                              : 1;
    QVERIFY2(std::abs(cells[1].toDouble() / truth - 1) < 0.02, qPrintable(lines[i]));
  }
  QSignalSpy group(f.panel.plot(), &RatioPlot::groupActivated);
  emit f.panel.plot()->groupActivated(RatioPlot::Grouping::kernel, QStringLiteral("exp"));
  QCOMPARE(f.panel.filterBar()->kernels()->text(), QStringLiteral("exp"));
  f.panel.plot()->setGrouping(RatioPlot::Grouping::variant);
  QVERIFY(f.panel.plot()->chartCsv().contains(QStringLiteral("\r\navx2,")));
  QVERIFY(!f.panel.plot()->grab().isNull());
}

void tst_diff_view::thresholdAndConfidence() {
  Shown f;
  connect(&f.panel, &DiffPanel::thresholdEdited, &f.document, &DiffDocument::setThreshold);
  QVERIFY(f.diff().summary.regressed > 0);
  QSignalSpy ready(&f.document, &DiffDocument::diffReady);
  f.panel.thresholdField()->setValue(50);  // 40 % slower lies inside ±50 %
  QVERIFY(ready.wait());
  QCOMPARE(f.diff().summary.regressed, std::size_t{0});
  QVERIFY(f.diff().summary.same > 0);
  QVERIFY(f.panel.isVisible() && f.panel.table()->isVisible());
  const double before = f.diff().pairs[0].ratioHigh - f.diff().pairs[0].ratioLow;
  f.panel.confidenceField()->setFocus();
  QTest::keyClick(f.panel.confidenceField(), Qt::Key_End);
  QVERIFY(ready.wait());
  QCOMPARE(f.diff().options.confidence, 0.99);
  QVERIFY(f.diff().pairs[0].ratioHigh - f.diff().pairs[0].ratioLow > before);
  QCOMPARE(
      f.panel.table()->model()->headerData(DiffTableModel::Interval, Qt::Horizontal).toString(),
      QStringLiteral("99 % interval"));
}

void tst_diff_view::unmatchedSayWhy() {
  Session base = made(1, 7, "a"), now = made(1.3, 11, "b");
  std::vector<std::string> changed;
  for (CaseRecord& record : now.cases) {
    if (!record.hasTime() || changed.size() == 3) continue;
    changed.push_back(record.key);
    if (changed.size() == 1) record.revision = 9;
    if (changed.size() == 2) record.status = CaseStatus::wrong;
    if (changed.size() == 3) record.key += "-renamed";
  }
  Shown f(std::move(base), std::move(now));
  DiffUnmatchedModel model(&f.document);
  QAbstractItemModelTester tester(&model);
  QCOMPARE(model.rowCount(), int(f.diff().unmatched.size()));
  QHash<QString, QString> reasons;
  for (int row = 0; row < model.rowCount(); ++row)
    reasons.insert(model.index(row, DiffUnmatchedModel::Key).data().toString(),
                   model.index(row, DiffUnmatchedModel::Reason).data().toString());
  QVERIFY(reasons[toQString(changed[0])].contains(QStringLiteral("revision")));
  QVERIFY(reasons[toQString(changed[1])].contains(QStringLiteral("wrong")));
  QVERIFY(reasons[toQString(changed[2])].contains(QStringLiteral("not in the new session")));
  QVERIFY(reasons.contains(toQString(changed[2]) + QStringLiteral("-renamed")));
}

void tst_diff_view::nothingInCommon() {
  test::SampleOptions options;
  options.kernels = {"exp"};
  Session other = test::sampleSession(options);
  options.kernels = {"dot"};
  Shown f(test::sampleSession(options), std::move(other));
  QVERIFY(f.diff().pairs.empty());
  QVERIFY(!f.panel.table()->isVisible());
  const QString words = wordsIn(f.panel);
  QVERIFY2(!f.diff().remarks.empty() && words.contains(toQString(f.diff().remarks.front())),
           qPrintable(words));
}

void tst_diff_view::sameSessionTwice() {
  const Session session = made(1, 7, "same");
  Shown f(session, session);
  QVERIFY(!f.diff().remarks.empty());
  QVERIFY(wordsIn(f.panel).contains(toQString(f.diff().remarks.front())));
}

void tst_diff_view::dockPages() {
  Session base = made(1, 7, "a"), now = made(1.3, 11, "b");
  const auto crossover = [](double size) {
    CrossoverRecord record;
    record.benchmark = "gelu";
    record.from = "avx2";
    record.to = "avx3";
    record.kind = CrossoverKind::at;
    record.size = size;
    record.sizeLow = size * 0.95;
    record.sizeHigh = size * 1.05;
    return record;
  };
  base.crossovers = {crossover(62)};
  now.crossovers = {crossover(41)};
  const auto field = [](const char* id, const char* label, const char* value) {
    MachineField made;
    made.id = id;
    made.label = label;
    made.value = value;
    return made;
  };
  base.machine.fields = {field("compiler", "Compiler", "GCC 13.2"),
                         field("kernel", "Kernel", "6.1")};
  now.machine.fields = {field("compiler", "Compiler", "Clang 17"),
                        field("kernel", "Kernel", "6.1")};
  Shown f(std::move(base), std::move(now));
  DiffCrossoverPage crossovers(&f.document);
  QCOMPARE(crossovers.moved()->rows().size(), 1);
  const MovedList::Row row = crossovers.moved()->rows().first();
  QCOMPARE(row.before, QStringLiteral("62"));
  QCOMPARE(row.after, QStringLiteral("41"));
  QCOMPARE(row.change, -1);
  QVERIFY(!crossovers.moved()->grab().isNull());

  DiffMachinesPage machines(&f.document);
  machines.show();
  const QString words = wordsIn(machines);
  QVERIFY2(words.contains(QStringLiteral("GCC 13.2 → Clang 17")), qPrintable(words));
  QVERIFY(!words.contains(QStringLiteral("6.1")));  // equal ones are folded
  DiffStatus status(&f.document);
  status.setRows(60, 1);
  status.show();
  const QString said = wordsIn(status);
  QVERIFY2(said.contains(QStringLiteral("Compiler differs")), qPrintable(said));
  QVERIFY(said.contains(QStringLiteral("60 rows shown, 1 selected")));
  QVERIFY(said.contains(QStringLiteral("%1 points").arg(countText(f.diff().pairs.size()))));
}

void tst_diff_view::keyboardOnly() {
  Shown f;
  f.panel.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&f.panel));
  // The plot: arrows walk from worst to best.
  QWidget* canvas = f.panel.plot()->focusProxy();
  canvas->setFocus();
  QTest::keyClick(canvas, Qt::Key_Home);
  const auto worst =
      std::max_element(f.diff().pairs.begin(), f.diff().pairs.end(),
                       [](const DiffPair& a, const DiffPair& b) { return a.ratio < b.ratio; });
  QCOMPARE(f.document.currentKey(), toQString(worst->key));
  const double before = worst->ratio;
  QTest::keyClick(canvas, Qt::Key_Right);
  QVERIFY(f.diff().pairs[std::size_t(f.document.current())].ratio <= before);
  QVERIFY(f.document.currentKey() != toQString(worst->key));
  // The table: down goes down.
  f.panel.table()->setFocus();
  const int row = f.panel.table()->currentIndex().row();
  QTest::keyClick(f.panel.table(), Qt::Key_Up);
  QCOMPARE(f.panel.table()->currentIndex().row(), std::max(0, row - 1));
  // Chips by Space.
  VerdictButton* chip = f.panel.verdictChip(Verdict::regressed);
  chip->setFocus();
  QTest::keyClick(chip, Qt::Key_Space);
  QCOMPARE(f.rows(), int(f.diff().pairs.size() - f.diff().summary.regressed));
  // Everything that can be used can be reached by Tab.
  QSet<QWidget*> reached;
  f.panel.table()->setFocus();
  for (int i = 0; i < 60; ++i) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    reached << QApplication::focusWidget();
  }
  for (QWidget* control :
       std::initializer_list<QWidget*>{f.panel.table(), canvas, chip, f.panel.filterBar()->words(),
                                       f.panel.confidenceField(), f.panel.filterBar()->kernels()})
    QVERIFY2(reached.contains(control), qPrintable(control->accessibleName()));
}

void tst_diff_view::narrowAndLow_data() {
  QTest::addColumn<QSize>("size");
  QTest::addColumn<double>("scale");
  QTest::newRow("wide") << QSize(992, 860) << 1.0;
  QTest::newRow("narrow") << QSize(632, 640) << 1.0;
  QTest::newRow("large text") << QSize(760, 620) << 1.5;
  QTest::newRow("largest text") << QSize(900, 700) << 2.0;
}

void tst_diff_view::narrowAndLow() {
  QFETCH(QSize, size);
  QFETCH(double, scale);
  Theme::instance().setTextScale(scale);
  {
    Shown f;
    f.panel.resize(size);
    QTest::qWait(50);
    QVERIFY2(f.panel.width() <= size.width() + 1, "the view must not ask for more than there is");
    for (const QAbstractButton* button : f.panel.findChildren<QAbstractButton*>()) {
      if (!button->isVisibleTo(&f.panel) || button->text().isEmpty()) continue;
      QVERIFY2(button->width() + 2 >= button->minimumSizeHint().width() &&
                   button->height() + 2 >= button->minimumSizeHint().height(),
               qPrintable(button->text()));
    }
  }
  Theme::instance().setTextScale(1);
}

void tst_diff_view::pagesOfTheView() {
  Shown f;
  CompareView view;
  view.addPage(QStringLiteral("Two sessions"), &f.panel, f.panel.head());
  view.resize(1000, 860);
  view.show();
  QVERIFY(!view.control()->isVisible());
  auto* other = new QWidget;
  view.addPage(QStringLiteral("Over time"), other);
  QVERIFY(view.control()->isVisible());
  QSignalSpy changed(&view, &CompareView::pageChanged);
  QTest::mouseClick(view.control(), Qt::LeftButton, {}, view.control()->segmentRect(1).center());
  QCOMPARE(view.page(), 1);
  QVERIFY(other->isVisible() && !f.panel.isVisible() && view.control()->isVisible());
  QTest::keyClick(view.control(), Qt::Key_Left);
  QCOMPARE(view.page(), 0);
  QCOMPARE(changed.count(), 2);
  f.panel.setParent(nullptr);
}

void tst_diff_view::tenThousandPairs() {
  test::SampleOptions options;
  options.firstSize = 8;
  options.lastSize = std::uint64_t{1} << 24;
  options.perOctave = 10;
  options.samplesPerCase = 2;
  Session base = test::sampleSession(options);
  base.uuid = "a";
  options.slowdown = 1.1;
  options.seed = 3;
  Session now = test::sampleSession(options);
  now.uuid = "b";
  Shown f(std::move(base), std::move(now));
  QVERIFY(f.rows() >= 10000);
  // Nobody waits for a filter or an order; bounds are generous because others use the machine.
  QElapsedTimer timer;
  timer.start();
  f.panel.filterBar()->words()->setText(QStringLiteral("gelu n>=4Ki"));
  qInfo("filter %lld ms", timer.restart());
  f.panel.filterBar()->words()->clear();
  qInfo("filter off %lld ms", timer.restart());
  f.panel.table()->sortByColumn(DiffTableModel::Benchmark, Qt::AscendingOrder);
  qInfo("sort by kernel %lld ms", timer.restart());
  f.panel.table()->sortByColumn(DiffTableModel::Ratio, Qt::DescendingOrder);
  qInfo("sort by ratio %lld ms", timer.restart());
  f.panel.plot()->grab();
  qInfo("plot %lld ms", timer.restart());
  QVERIFY(f.rows() >= 10000);
}

QTEST_MAIN(tst_diff_view)
#include "tst_diff_view.moc"
