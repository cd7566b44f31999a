// Comparing two sessions in the real window: drop, filter, select, inspect, swap, edit the
// threshold, measure again, open as a curve; by mouse and by keyboard.
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QTableView>
#include <cmath>

#include "app/window_fixture.h"
#include "charts/ratio_plot.h"
#include "panels/buttons.h"
#include "panels/diff_filter_bar.h"
#include "panels/diff_pair_page.h"
#include "panels/diff_panel.h"
#include "panels/diff_parts.h"
#include "panels/diff_table.h"
#include "support/qt_units.h"

using namespace lane;

namespace {

/// The window with two made-up sessions of this machine, B 20 % slower, dropped on it.
struct Compared {
  explicit Compared(RunController::Engine engine = &runPlan) : f(std::move(engine)) {
    base = f.write("older.h5", {.processes = 3});
    now = f.write("newer.h5", {.slowdown = 1.2, .processes = 3, .seed = 3});
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(base), QUrl::fromLocalFile(now)});
    const QPoint at = f.window.rect().center();
    QDragEnterEvent enter(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&f.window, &enter);
    QDropEvent drop(at, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&f.window, &drop);
    while (!diff().isReady()) QTest::qWait(5);
    QTest::qWait(30);
  }
  DiffDocument& diff() { return f.window.diffDocument(); }
  DiffPanel& panel() { return f.window.diffPanel(); }
  DiffPairPage* page() { return f.window.findChild<DiffPairPage*>(); }
  int rows() { return panel().table()->model()->rowCount(); }
  QString inspectorWords() {
    QStringList words;
    for (const QLabel* label : page()->findChildren<QLabel*>())
      if (label->isVisible()) words << label->text();
    return words.join(u'\n');
  }
  test::WindowFixture f;
  QString base, now;
};

}  // namespace

class tst_diff_journey : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void dropFilterSelectInspect();
  void swapAndThreshold();
  void dropOnACard();
  void byKeyboardOnly();
  void openInCurves();
  void measureAgainNeedsThisMachine();
  void measureUndecidedAgain();
  void dockFollowsTheView();
};

void tst_diff_journey::dropFilterSelectInspect() {
  Compared c;
  QCOMPARE(c.f.window.view(), View::diff);
  QVERIFY(c.page()->isVisible());
  c.panel().filterBar()->words()->setText(QStringLiteral("gelu variant:avx2 n=4096"));
  QCOMPARE(c.rows(), 1);
  const QModelIndex cell = c.panel().table()->model()->index(0, 0);
  QTest::mouseClick(c.panel().table()->viewport(), Qt::LeftButton, {},
                    c.panel().table()->visualRect(cell).center());
  const Diff own =
      diffSessions(*c.diff().base().session, *c.diff().now().session, c.diff().options());
  const std::string key = toStd(c.diff().currentKey());
  const auto pair = std::find_if(own.pairs.begin(), own.pairs.end(),
                                 [&](const DiffPair& p) { return p.key == key; });
  QVERIFY(pair != own.pairs.end());
  QVERIFY(key.find("gelu") != std::string::npos);
  const QString words = c.inspectorWords();
  QVERIFY2(words.contains(ratioText(pair->ratio, 3)), qPrintable(words));
  QVERIFY(words.contains(
      QStringLiteral("%1 … %2").arg(pair->ratioLow, 0, 'f', 3).arg(pair->ratioHigh, 0, 'f', 3)));
  QCOMPARE(c.panel().plot()->selectedKey(), toQString(key));
  c.f.trigger(Act::copyRows);
  QVERIFY(QGuiApplication::clipboard()->text().contains(toQString(key)));
}

void tst_diff_journey::swapAndThreshold() {
  Compared c;
  const auto regressed = c.diff().diff().summary.regressed;
  QVERIFY(regressed > 0);
  QTest::mouseClick(c.f.window.findChild<QAbstractButton*>(QStringLiteral("swapButton")),
                    Qt::LeftButton);
  QTRY_VERIFY(c.diff().isReady());
  QCOMPARE(c.diff().diff().summary.improved, regressed);
  QCOMPARE(c.diff().base().name, QStringLiteral("newer"));
  c.f.trigger(Act::swapDiff);
  QTRY_VERIFY(c.diff().isReady());
  QCOMPARE(c.diff().diff().summary.regressed, regressed);
  QDoubleSpinBox* field = c.panel().thresholdField();
  field->setFocus();
  field->selectAll();
  QTest::keyClicks(field, QStringLiteral("40"));
  QTest::keyClick(field, Qt::Key_Return);
  QTRY_VERIFY(c.diff().isReady() && c.diff().diff().summary.regressed == 0);
  QCOMPARE(c.f.settings.value(SettingKey::diffThreshold).toDouble(), 0.40);
  QVERIFY(c.panel().verdictCount(Verdict::regressed)->accessibleName().startsWith(u'0'));
}

void tst_diff_journey::dropOnACard() {
  Compared c;
  const QString other = c.f.write("third.h5", {.slowdown = 1.5, .processes = 3, .seed = 4});
  auto* card = c.panel().findChildren<SideCard*>().value(1);
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(other)});
  QDragEnterEvent enter({5, 5}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(card, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(card, &drop);
  QTRY_VERIFY(c.diff().isReady());
  QCOMPARE(c.diff().now().name, QStringLiteral("third"));
  QCOMPARE(c.diff().base().name, QStringLiteral("older"));
  QVERIFY(std::abs(c.diff().diff().summary.geomean / 1.5 - 1) < 0.02);
}

void tst_diff_journey::byKeyboardOnly() {
  Compared c;
  c.f.window.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&c.f.window));
  QTest::keyClick(&c.f.window, Qt::Key_7, Qt::ControlModifier);
  QCOMPARE(c.f.window.view(), View::diff);
  QVERIFY(c.panel().table()->hasFocus());
  QTest::keyClick(c.panel().table(), Qt::Key_Down);
  QTest::keyClick(c.panel().table(), Qt::Key_Down);
  QCOMPARE(c.diff().current(), c.panel().table()->currentIndex().row());
  QVERIFY(c.diff().current() >= 1);
  QTest::keyClick(c.panel().table(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
  QVERIFY(QGuiApplication::clipboard()->text().contains(c.diff().currentKey()));
  // Return opens the pair as a curve.
  const QString key = c.diff().currentKey();
  QTest::keyClick(c.panel().table(), Qt::Key_Return);
  QCOMPARE(c.f.window.view(), View::curves);
  const Selection at = c.f.window.selection().current();
  QCOMPARE(toQString(c.f.window.document().session().cases[at.caseIndex].key), key);
}

void tst_diff_journey::openInCurves() {
  Compared c;
  c.panel().table()->selectRow(3);
  QTest::mouseClick(c.page()->openButton(), Qt::LeftButton);
  QCOMPARE(c.f.window.view(), View::curves);
  QCOMPARE(c.f.window.document().path(), c.now);
  QCOMPARE(
      toQString(
          c.f.window.document().session().cases[c.f.window.selection().current().caseIndex].key),
      c.diff().currentKey());
}

void tst_diff_journey::measureAgainNeedsThisMachine() {
  Compared c;  // made-up sessions name a machine of their own
  c.panel().table()->selectRow(0);
  QVERIFY(!c.page()->measurePairButton()->isEnabled());
  QVERIFY(!c.page()->measurePairButton()->toolTip().isEmpty());
}

void tst_diff_journey::measureUndecidedAgain() {
  test::WindowFixture f;
  const MachineCard here = readMachineCard(CardDetail::full);
  const auto writeHere = [&](const char* name, const test::SampleOptions& options) {
    Session session = test::storable(options);
    session.machine = here;
    session.uuid = name;
    const auto plan = loadPlan("quick");
    if (plan) session.planYaml = toYaml(*plan);
    const QString path = f.file(name);
    if (!saveSession(session, path.toStdString(), Overwrite::yes)) qFatal("not written");
    return path;
  };
  const QString a = writeHere("a.h5", {.processes = 3}),
                b = writeHere("b.h5", {.slowdown = 1.05, .processes = 3, .seed = 3});
  std::vector<std::string> asked;
  std::size_t added = 0;
  f.window.runs().setAppender([&](Session session, const Plan& plan, EventSink& sink,
                                  const RunOptions&) -> Result<Session> {
    asked = plan.only;
    sink.onEvent(RunStarted{session});
    for (CaseRecord& record : session.cases)
      if (std::find(asked.begin(), asked.end(), record.key) != asked.end()) {
        record.median *= 1.4;  // what was undecided turns out slow
        record.ciLow *= 1.4;
        record.ciHigh *= 1.4;
        ++added;
      }
    for (std::size_t i = 0; i < session.samples.size(); ++i)
      if (const auto& record = session.cases[session.samples.caseIndex[i]];
          std::find(asked.begin(), asked.end(), record.key) != asked.end())
        session.samples.seconds[i] *= 1.4;
    // Something was added: one more sample of the last case.
    Samples& samples = session.samples;
    samples.seconds.push_back(samples.seconds.back());
    samples.t.push_back(samples.t.back() + 1);
    for (auto* column : {&samples.caseIndex, &samples.process, &samples.pass, &samples.round,
                         &samples.placement, &samples.flags})
      column->push_back(column->back());
    samples.calls.push_back(samples.calls.back());
    ++session.cases[samples.caseIndex.back()].sampleCount;
    sink.onEvent(RunFinished{RunOutcome::completed, {}, 0});
    return session;
  });
  QVERIFY(f.window.files().compareFiles(a, b));
  QTRY_VERIFY(f.window.diffDocument().isReady());
  const std::size_t unsure = f.window.diffDocument().diff().summary.unsure;
  const std::size_t regressed = f.window.diffDocument().diff().summary.regressed;
  QVERIFY(unsure > 0);
  auto* page = f.window.findChild<DiffPairPage*>();
  QTRY_VERIFY(page->measureUndecidedButton()->isEnabled());
  const QByteArray before = [&] {
    QFile file(b);
    (void)file.open(QIODevice::ReadOnly);
    return file.readAll();
  }();
  QTest::mouseClick(page->measureUndecidedButton(), Qt::LeftButton);
  QTRY_COMPARE(asked.size(), unsure);
  QTRY_VERIFY(!f.window.runs().isRunning());
  QTRY_VERIFY(f.window.diffDocument().isReady() &&
              f.window.diffDocument().diff().summary.regressed > regressed);
  QCOMPARE(added, unsure);
  QCOMPARE(f.window.view(), View::diff);
  QFile file(b);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), before);  // the file of B is as it was
}

void tst_diff_journey::dockFollowsTheView() {
  Compared c;
  const auto tab = [&](const char* name) {
    return c.f.window.findChild<Button*>(QStringLiteral("page") + QLatin1String(name));
  };
  QVERIFY(tab("Pair")->isVisible() && tab("Machines")->isVisible());
  QVERIFY(!tab("Point")->isVisible());
  QTest::mouseClick(tab("Machines"), Qt::LeftButton);
  QVERIFY(!c.page()->isVisible());
  c.f.window.files().open({c.now});
  QCOMPARE(c.f.window.view(), View::curves);
  QVERIFY(tab("Point")->isVisible());
  QVERIFY(!tab("Pair")->isVisible());
}

QTEST_MAIN(tst_diff_journey)
#include "tst_diff_journey.moc"
