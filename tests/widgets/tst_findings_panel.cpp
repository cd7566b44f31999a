// The Findings page: what it lists, what it says when there is nothing to list, and what a click, a
// key and the clipboard do.
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "panels/findings_panel.h"
#include "panels/labels.h"
#include "panels/severity_sign.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

Session sessionWithFindings() {
  Session session = test::sampleSession();
  const std::string& a = session.cases[3].key;
  const std::string& b = session.cases[7].key;
  session.findings = {
      {Severity::note, "crossover", "dot f32: from 20 on", b, "Dispatch by it."},
      {Severity::problem, "wrong_result", "A <b>wrong</b> & %1 one", a + "\n" + b, "Repair it."},
      {Severity::warning, "noise", "The run was noisy", "", "Measure again."}};
  return session;
}

QString allText(const QWidget& panel) {
  QString text;
  for (const QLabel* label : panel.findChildren<QLabel*>()) text += label->text() + u'\n';
  return text;
}

}  // namespace

class tst_findings_panel : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { Theme::instance().apply(); }
  void gravestFirst();
  void clickShowsCaseAfterCase();
  void keys();
  void copies();
  void nothingStandsOut();
  void waitsForTheRun();
  void fitsItsWidth_data();
  void fitsItsWidth();
};

void tst_findings_panel::gravestFirst() {
  SessionDocument document;
  FindingsPanel panel(&document);
  QVERIFY(allText(panel).contains(QStringLiteral("No session")));
  QSignalSpy counted(&panel, &FindingsPanel::countChanged);
  document.setSession(sessionWithFindings(), {});
  QCOMPARE(counted.count(), 1);
  QCOMPARE(counted[0][0].toInt(), 3);
  const auto rows = panel.findChildren<FindingRow*>();
  QCOMPARE(rows.size(), 3);
  QVERIFY(rows[0]->accessibleName().startsWith(QStringLiteral("Problem: A <b>wrong</b> & %1 one")));
  QVERIFY(rows[1]->accessibleName().startsWith(QStringLiteral("Warning: ")));
  QVERIFY(rows[2]->accessibleName().startsWith(QStringLiteral("Note: ")));
  QStringList headings;
  for (const auto* heading : panel.findChildren<SectionHeading*>()) headings << heading->value();
  QCOMPARE(headings, QStringList(3, QStringLiteral("1")));
  // Markup is text.
  for (const QLabel* label : panel.findChildren<QLabel*>())
    QCOMPARE(label->textFormat(), Qt::PlainText);
  document.clear();
  QCOMPARE(panel.count(), 0);
  QVERIFY(panel.findChildren<FindingRow*>().isEmpty());
}

void tst_findings_panel::clickShowsCaseAfterCase() {
  SessionDocument document;
  FindingsPanel panel(&document);
  document.setSession(sessionWithFindings(), {});
  panel.resize(340, 700);
  panel.show();
  QVERIFY(QTest::qWaitForWindowExposed(&panel));
  QSignalSpy activated(&panel, &FindingsPanel::caseActivated);
  const auto rows = panel.findChildren<FindingRow*>();
  for (int i = 0; i < 3; ++i) QTest::mouseClick(rows[0], Qt::LeftButton);
  QCOMPARE(activated.count(), 3);
  QCOMPARE(activated[0][0].toUInt(), 3u);
  QCOMPARE(activated[1][0].toUInt(), 7u);
  QCOMPARE(activated[2][0].toUInt(), 3u);
  // A click on the words counts, too.
  QWidget* words = rows[2]->findChild<QLabel*>();
  QTest::mouseClick(panel.window()->windowHandle(), Qt::LeftButton, {},
                    words->mapTo(&panel, words->rect().center()));
  QCOMPARE(activated.count(), 4);
  QCOMPARE(activated[3][0].toUInt(), 7u);
  QTest::mouseClick(rows[1], Qt::LeftButton);  // rests on no case
  QCOMPARE(activated.count(), 4);
}

void tst_findings_panel::keys() {
  SessionDocument document;
  FindingsPanel panel(&document);
  document.setSession(sessionWithFindings(), {});
  panel.show();
  QVERIFY(QTest::qWaitForWindowActive(&panel));
  QSignalSpy activated(&panel, &FindingsPanel::caseActivated);
  const auto rows = panel.findChildren<FindingRow*>();
  rows[0]->setFocus();
  QTest::keyClick(rows[0], Qt::Key_Return);
  QTest::keyClick(rows[0], Qt::Key_Space);
  QCOMPARE(activated.count(), 2);
  QTest::keyClick(rows[0], Qt::Key_Down);
  QVERIFY(rows[1]->hasFocus());
  QTest::keyClick(rows[1], Qt::Key_Up);
  QVERIFY(rows[0]->hasFocus());
  QTest::keyClick(rows[0], Qt::Key_C, Qt::ControlModifier);
  QCOMPARE(QGuiApplication::clipboard()->text(),
           QStringLiteral("Problem: A <b>wrong</b> & %1 one\nRepair it."));
}

void tst_findings_panel::copies() {
  SessionDocument document;
  FindingsPanel panel(&document);
  document.setSession(sessionWithFindings(), {});
  QCOMPARE(panel.asText(), QStringLiteral("Problem: A <b>wrong</b> & %1 one\nRepair it.\n\n"
                                          "Warning: The run was noisy\nMeasure again.\n\n"
                                          "Note: dot f32: from 20 on\nDispatch by it."));
}

void tst_findings_panel::nothingStandsOut() {
  // Two steady cases of one variant say nothing.
  Session session;
  for (const std::uint64_t size : {1024, 2048}) {
    CaseRecord record;
    record.benchmark = "add";
    record.variant = "avx2";
    record.size = size;
    record.median = 1e-9 * double(size);
    record.ciLow = 0.999 * record.median;
    record.ciHigh = 1.001 * record.median;
    record.status = CaseStatus::measured;
    record.key = makeKey(record);
    session.cases.push_back(record);
  }
  SessionDocument document;
  FindingsPanel panel(&document);
  document.setSession(session, {});
  QCOMPARE(panel.count(), 0);
  QVERIFY(allText(panel).contains(QStringLiteral("Nothing stands out")));
  QVERIFY(allText(panel).contains(QStringLiteral("Looked at:")));
}

void tst_findings_panel::waitsForTheRun() {
  SessionDocument document;
  FindingsPanel panel(&document);
  Session session = sessionWithFindings();
  const std::vector<Finding> findings = session.findings;
  session.findings.clear();
  document.applyEvents({RunStarted{session}});
  QCOMPARE(panel.count(), 0);
  QVERIFY(allText(panel).contains(QStringLiteral("Still measuring")));
  document.applyEvents({FindingsFound{findings}, RunFinished{}});
  QTRY_COMPARE(panel.count(), 3);
  QVERIFY(!allText(panel).contains(QStringLiteral("Still measuring")));
}

void tst_findings_panel::fitsItsWidth_data() {
  QTest::addColumn<double>("scale");
  QTest::newRow("100 %") << 1.0;
  QTest::newRow("200 %") << 2.0;
}

void tst_findings_panel::fitsItsWidth() {
  QFETCH(double, scale);
  Theme::instance().setTextScale(scale);
  SessionDocument document;
  FindingsPanel panel(&document);
  Session session = sessionWithFindings();
  session.findings[0].text =
      "dot f32: avx2 → avx3 changes sides at 23 (16 … 32), 45 (32 … 64), "
      "741,455 (512 Ki … 1 Mi); always scalar → sse4 and scalar → avx2.";
  session.findings[2].text = std::string(400, 'x') + " was noisy";
  document.setSession(session, {});
  panel.resize(340, 900);
  panel.show();
  QVERIFY(QTest::qWaitForWindowExposed(&panel));
  for (const QLabel* label : panel.findChildren<QLabel*>()) {
    if (!label->wordWrap()) continue;
    QVERIFY(label->width() <= 340);
    QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
  }
  Theme::instance().setTextScale(1);
}

QTEST_MAIN(tst_findings_panel)
#include "tst_findings_panel.moc"
