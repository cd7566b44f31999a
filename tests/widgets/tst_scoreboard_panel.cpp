// The Scoreboard view over made-up sessions: cells say what analysis/scoreboard.h says, and mouse,
// keys and fields do what they promise.
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>
#include <cmath>

#include "charts/chart_export.h"
#include "exchange/scoreboard_export.h"
#include "models/scoreboard_model.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/scoreboard_panel.h"
#include "panels/scoreboard_parts.h"
#include "support/heat.h"
#include "support/qt_units.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

Session session(std::vector<std::string> variants = {"scalar", "omp-avx2", "sse4", "avx2"}) {
  test::SampleOptions options;
  options.kernels = {"add", "dot", "exp"};
  options.variants = std::move(variants);
  options.firstSize = 64;
  options.lastSize = 65536;
  Session made = test::sampleSession(options);
  sortSamples(made);
  return made;
}

struct Page {
  explicit Page(Session shown = session()) : panel(&document, &selection) {
    Theme::instance().apply();
    document.setSession(std::move(shown), {});
    panel.resize(1000, 700);
    panel.show();
    (void)QTest::qWaitForWindowActive(&panel);
  }
  QAbstractItemModel* model() const { return panel.table()->model(); }
  QModelIndex cell(int row, int size) const {
    return model()->index(row, ScoreboardModel::FirstSize + size);
  }
  void click(const QModelIndex& index) {
    QTest::mouseClick(panel.table()->viewport(), Qt::LeftButton, {},
                      panel.table()->visualRect(index).center());
  }
  /// Chooses an entry of the menu a button opens.
  void choose(const char* button, const QString& entry) {
    QTest::mouseClick(panel.findChild<Button*>(QString::fromLatin1(button)), Qt::LeftButton);
    QMenu* menu = nullptr;
    QTRY_VERIFY((menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) != nullptr);
    for (QAction* action : menu->actions())
      if (action->text().contains(entry)) {
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        return;
      }
    menu->close();
    QFAIL(qPrintable(entry));
  }
  QLineEdit* field() { return panel.findChild<QLineEdit*>(QStringLiteral("criterionField")); }
  ScoreVerdict* verdict() { return panel.findChild<ScoreVerdict*>(); }

  SessionDocument document;
  SelectionModel selection;
  ScoreboardPanel panel;
};

double contrast(const QColor& a, const QColor& b) {
  const auto luminance = [](const QColor& c) {
    double sum = 0;
    const double weights[] = {0.2126, 0.7152, 0.0722};
    const double channels[] = {c.redF(), c.greenF(), c.blueF()};
    for (int i = 0; i < 3; ++i)
      sum += weights[i] * (channels[i] <= 0.03928 ? channels[i] / 12.92
                                                  : std::pow((channels[i] + 0.055) / 1.055, 2.4));
    return sum + 0.05;
  };
  const double x = luminance(a), y = luminance(b);
  return std::max(x, y) / std::min(x, y);
}

}  // namespace

class TestScoreboardPanel : public QObject {
  Q_OBJECT
 private slots:
  void cellsSayWhatTheEngineSays() {
    Page page;
    const Scoreboard board = *scoreboard(page.document.session(), "compiler");
    QCOMPARE(page.model()->rowCount(), 3);
    QCOMPARE(page.model()->columnCount(), ScoreboardModel::FirstSize + int(board.sizes.size()));
    for (int row = 0; row < 3; ++row)
      for (int i = 0; i < int(board.sizes.size()); ++i) {
        const ScoreCell& cell = board.rows[std::size_t(row)].cells[std::size_t(i)];
        const QModelIndex index = page.cell(row, i);
        QCOMPARE(index.data().toString(), numberText(cell.ratio));
        QCOMPARE(index.data(ScoreboardModel::GlyphRole).toInt(),
                 cell.high < 1  ? int(ScoreboardModel::Faster)
                 : cell.low > 1 ? int(ScoreboardModel::Slower)
                                : int(ScoreboardModel::AsFast));
        // The same for those who do not see it: who, how many samples, the interval.
        const QString text = index.data(Qt::AccessibleTextRole).toString();
        for (const std::string& part :
             {page.document.session().cases[cell.ours].variant,
              page.document.session().cases[cell.theirs].variant,
              scoreText(cell.ratio, cell.low, cell.high), std::string("24 samples")})
          QVERIFY2(text.contains(toQString(part)), qPrintable(text));
        QVERIFY(!text.contains(u'\n'));
      }
    QCOMPARE(page.model()->index(0, ScoreboardModel::Mean).data().toString(),
             numberText(board.rows[0].sum.ratio));
    QVERIFY(page.panel.chart() != nullptr);
  }

  void aClickSelectsEverywhere() {
    Page page;
    page.click(page.cell(1, 2));
    const Selection& now = page.selection.current();
    QCOMPARE(now.key.benchmark, std::string("dot"));
    QCOMPARE(now.size, page.panel.board().sizes[2]);
    QCOMPARE(now.caseIndex, page.panel.board().rows[1].cells[2].ours);
    // Arrows go on from there.
    QTest::keyClick(page.panel.table(), Qt::Key_Right);
    QCOMPARE(page.selection.current().size, page.panel.board().sizes[3]);
    QTest::keyClick(page.panel.table(), Qt::Key_Down);
    QCOMPARE(page.selection.current().key.benchmark, std::string("exp"));
    QSignalSpy opened(&page.panel, &ScoreboardPanel::caseOpened);
    QTest::keyClick(page.panel.table(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    // And what another view selects is marked here.
    Selection other = page.selection.current();
    other.key.benchmark = "add";
    other.size = page.panel.board().sizes[0];
    page.selection.setCurrent(other);
    QCOMPARE(page.panel.table()->currentIndex(), page.cell(0, 0));
  }

  void thePointerMarksRowAndColumn() {
    Page page;
    QTableView* table = page.panel.table();
    const QImage before = table->grab().toImage();
    QTest::mouseMove(table->viewport(), table->visualRect(page.cell(1, 1)).center());
    QTRY_COMPARE(page.selection.hover().size, page.panel.board().sizes[1]);
    QVERIFY(table->grab().toImage() != before);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(table->viewport(), &leave);
    QCOMPARE(page.selection.hover(), Selection());
  }

  void anotherOpponent() {
    Page page;
    QCOMPARE(page.panel.board().opponent, std::string("compiler"));
    QSignalSpy edited(&page.panel, &ScoreboardPanel::edited);
    page.choose("opponentButton", QStringLiteral("scalar"));
    QTRY_COMPARE(page.panel.board().opponent, std::string("scalar"));
    QCOMPARE(edited.count(), 1);
    QCOMPARE(page.panel.against(), QStringLiteral("scalar"));
    // A session without it takes its first, and the choice is kept for the next.
    page.document.setSession(session({"omp-avx2", "avx2"}), {});
    QTRY_COMPARE(page.panel.board().opponent, std::string("compiler"));
    page.document.setSession(session(), {});
    QTRY_COMPARE(page.panel.board().opponent, std::string("scalar"));
  }

  void theCriterionIsRead() {
    Page page;
    page.panel.setAgainst(QStringLiteral("avx2"));  // somewhere sse4 is faster, or as fast
    QCOMPARE(page.verdict()->state(), ScoreVerdict::State::pass);
    page.panel.setAgainst(QStringLiteral("compiler"));
    const auto& cells = page.panel.board();
    QLineEdit* field = page.field();
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("100%@0%"));
    QCOMPARE(page.panel.criterion(), (ScoreCriterion{1, 0}));
    QCOMPARE(page.verdict()->state(),
             cells.failing.empty() ? ScoreVerdict::State::pass : ScoreVerdict::State::fail);
    // Nonsense is marked, changes nothing, and gives way when the field is left.
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("most of it"));
    QVERIFY(field->property("invalid").toBool());
    QCOMPARE(page.panel.criterion(), (ScoreCriterion{1, 0}));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(field->text(), QStringLiteral("100%@0%"));
    QVERIFY(!field->property("invalid").toBool());
  }

  void failingCellsAreNamed() {
    Session slow = session();
    for (CaseRecord& record : slow.cases)
      if (record.benchmark == "exp" && (record.variant == "avx2" || record.variant == "sse4")) {
        for (double* figure : {&record.median, &record.ciLow, &record.ciHigh}) *figure *= 50;
        for (const std::size_t at : slow.samplesOf(slow.caseByKey(record.key)))
          slow.samples.seconds[at] *= 50;
      }
    Page page(slow);
    QCOMPARE(page.verdict()->state(), ScoreVerdict::State::fail);
    QVERIFY(page.verdict()->accessibleName().contains(QStringLiteral("fail")));
    const Scoreboard& board = page.panel.board();
    QCOMPARE(board.failing.size(), board.sizes.size());
    page.choose("failingButton", QStringLiteral("exp f32 at n = 128:"));
    QTRY_COMPARE(page.selection.current().size, 128u);
    QCOMPARE(page.selection.current().key.benchmark, std::string("exp"));
    QVERIFY(page.cell(2, 1).data(ScoreboardModel::FailsRole).toBool());
  }

  void rowsAreSorted() {
    Page page;
    QHeaderView* header = page.panel.table()->horizontalHeader();
    const auto clickHeader = [&](int section) {
      QTest::mouseClick(
          header->viewport(), Qt::LeftButton, {},
          {header->sectionViewportPosition(section) + header->sectionSize(section) / 2,
           header->height() / 2});
    };
    clickHeader(ScoreboardModel::Mean);
    double before = 0;
    for (int row = 0; row < page.model()->rowCount(); ++row) {
      const double mean = page.model()
                              ->index(row, ScoreboardModel::Mean)
                              .data(ScoreboardModel::SortRole)
                              .toDouble();
      QVERIFY(mean >= before);
      before = mean;
    }
    clickHeader(ScoreboardModel::Mean);
    QVERIFY(
        page.model()->index(0, ScoreboardModel::Mean).data(ScoreboardModel::SortRole).toDouble() ==
        before);
  }

  void copies() {
    Page page;
    page.choose("copyScoreboard", QStringLiteral("TSV"));
    QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("kernel\tmean\t")));
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 1 + 3 + 1);
    for (int row = 0; row < 3; ++row)
      QCOMPARE(lines[row + 1].split(u'\t')[1].toDouble(),
               page.panel.board().rows[std::size_t(row)].sum.ratio);
    page.choose("copyScoreboard", QStringLiteral("Markdown"));
    QTRY_VERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("| kernel |")));
  }

  void exports_data() {
    QTest::addColumn<QString>("ending");
    for (const char* ending : {"png", "svg", "pdf", "csv"})
      QTest::newRow(ending) << QString::fromLatin1(ending);
  }
  void exports() {
    QFETCH(QString, ending);
    Page page;
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("board.") + ending);
    const auto format = chartFormat(path);
    QVERIFY(format.has_value());
    QVERIFY(exportChart(*page.panel.chart(), path, *format).has_value());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.size() > 1000);
    if (ending == QStringLiteral("csv")) {
      QVERIFY(bytes.startsWith("suite,benchmark,dtype"));
      QCOMPARE(bytes.count('\n'), 1 + 3 * int(page.panel.board().sizes.size()));
    }
    if (ending == QStringLiteral("svg")) QVERIFY(bytes.contains("exp f32"));
  }

  void withoutAnythingToCompare() {
    Page page(session({"scalar"}));
    QVERIFY(page.panel.chart() == nullptr);
    QVERIFY(!page.panel.table()->isVisible());
    QAction measure(QStringLiteral("Measure"));
    page.panel.setMeasureAction(&measure);
    QSignalSpy asked(&measure, &QAction::triggered);
    for (Button* button : page.panel.findChildren<Button*>())
      if (button->isVisible() && button->text() == QStringLiteral("Measure"))
        QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    page.document.setSession(session(), {});
    QTRY_VERIFY(page.panel.table()->isVisible());
    page.document.clear();
    QTRY_VERIFY(!page.panel.table()->isVisible());
  }

  void textOnTheRampReads_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("dark") << true;
    QTest::newRow("light") << false;
  }
  void textOnTheRampReads() {
    QFETCH(bool, dark);
    Theme::instance().setChoice(dark ? Theme::Choice::dark : Theme::Choice::light);
    double before = contrast(heatColor(0), heatColor(1));
    for (int i = 0; i <= 100; ++i) {
      const double share = i / 100.0;
      QVERIFY2(contrast(heatColor(share), heatText(share)) >= 4.5, qPrintable(QString::number(i)));
      const double now = contrast(heatColor(share), heatColor(1));
      QVERIFY(now <= before + 1e-9);  // one ramp, no turning back
      before = now;
    }
    Theme::instance().setChoice(Theme::Choice::dark);
  }
};

QTEST_MAIN(TestScoreboardPanel)
#include "tst_scoreboard_panel.moc"
