// What the window says about how far figures can be trusted: steadiness and efficiency of a point,
// advice on the environment, noise of a run, and the rarer fields of a plan.
#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QTest>
#include <cmath>
#include <random>

#include "models/plan_model.h"
#include "models/session_values.h"
#include "panels/advice_panel.h"
#include "panels/buttons.h"
#include "panels/fold.h"
#include "panels/plan_more.h"
#include "panels/point_panel.h"
#include "panels/point_parts.h"
#include "panels/point_trust.h"
#include "panels/run_status_bar.h"
#include "panels/segmented_control.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

Session sorted() {
  Session session = test::sampleSession();
  sortSamples(session);
  return session;
}

std::uint32_t caseOf(const Session& session, std::string_view variant, std::uint64_t size) {
  for (std::uint32_t i = 0; i < session.cases.size(); ++i)
    if (session.cases[i].benchmark == "dot" && session.cases[i].variant == variant &&
        session.cases[i].size == size)
      return i;
  return kNoCase;
}

void addValue(Session& session, const char* id, std::uint32_t index, double value,
              std::uint64_t n = 0, const char* reason = "") {
  const auto metric = session.metricIndex({id, id, "1", MetricKind::ratio, false});
  session.values.push_back({index, metric, value, kUnknown, kUnknown, n, reason});
}

QString factValue(const QVector<Fact>& facts, const char* label) {
  for (const Fact& fact : facts)
    if (fact.label == QLatin1StringView(label)) return fact.value;
  return {};
}

/// 100 GB/s from L1, 50 GFLOP/s of AVX2, on one thread.
Ceilings madeUpCeilings() {
  Ceilings ceilings;
  ceilings.threads = 1;
  ceilings.cpuModel = "made up";
  MemoryLevel level;
  level.name = "L1";
  level.reportedBytes = level.measuredBytes = 48 << 10;
  ceilings.levels = {level};
  level.name = "memory";
  level.reportedBytes = level.measuredBytes = 0;
  ceilings.levels.push_back(level);
  for (const WalkKind kind : {WalkKind::read, WalkKind::write, WalkKind::copy, WalkKind::triad})
    ceilings.rates.push_back(
        {{kind, 32, false, 1, PageKind::huge}, "L1", 16 << 10, {100e9, 99e9, 101e9, 20}, ""});
  PeakRate peak;
  peak.form = "fma256";
  peak.label = "AVX2";
  peak.dtype = Dtype::f32;
  peak.threads = 1;
  peak.rate = {50e9, 49e9, 51e9, 20};
  ceilings.peaks = {peak};
  return ceilings;
}

}  // namespace

class tst_trust_panels : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { Theme::instance().apply(); }
  void valuesAreFound();
  void steadyPoint();
  void unsteadyPoint();
  void missingFiguresSayWhy();
  void outlierClasses();
  void sharesOfTheRoof();
  void noCeilingsIsSaid();
  void pointPageShowsBoth();
  void pointOfOtherConditions();
  void adviceIsCopiedNotRun();
  void noiseInTheStatusBar_data();
  void noiseInTheStatusBar();
  void taskInTheStatusBar();
  void rarerFieldsEditThePlan();
  void wrongCountsKeepThePlan();
};

void tst_trust_panels::valuesAreFound() {
  Session session = sorted();
  QVERIFY(!findValue(session, "between_process", 3));
  addValue(session, "between_process", 3, 0.01);
  addValue(session, "between_process", 3, 0.02);
  addValue(session, "between_process", kNoCase, 0.5);
  QCOMPARE(findValue(session, "between_process", 3)->value, 0.02);  // the latest
  QCOMPARE(findValue(session, "between_process", kNoCase)->value, 0.5);
  QVERIFY(!findValue(session, "between_process", 4));
}

void tst_trust_panels::steadyPoint() {
  Session session = sorted();
  const auto index = caseOf(session, "avx2", 4096);
  addValue(session, "placement_sensitivity", index, 0.012, 8);
  addValue(session, "modes", index, 1);
  addValue(session, "between_process", index, 0.0082, 3);
  const auto facts = steadinessFacts(session, index);
  QCOMPARE(factValue(facts, "Placement"), QStringLiteral("+1.2 % at 8 others"));
  QCOMPARE(factValue(facts, "Distribution"), QStringLiteral("one mode"));
  QCOMPARE(factValue(facts, "Between processes"), QStringLiteral("±0.82 % in 3 processes"));
  SteadinessBlock block;
  block.setFacts(facts);
  QCOMPARE(block.findChild<SectionHeading*>()->value(), QStringLiteral("steady"));
}

void tst_trust_panels::unsteadyPoint() {
  Session session = sorted();
  const auto index = caseOf(session, "avx2", 4096);
  addValue(session, "placement_sensitivity", index, 0.123, 8);
  addValue(session, "modes", index, 2);
  const auto facts = steadinessFacts(session, index);
  QCOMPARE(factValue(facts, "Place matters"), QStringLiteral("+12 % at 8 others"));
  QCOMPARE(factValue(facts, "Distribution"), QStringLiteral("two modes"));
  QCOMPARE(factValue(facts, "Between processes"), QString());  // not looked at: nothing is said
  SteadinessBlock block;
  block.setFacts(facts);
  QCOMPARE(block.findChild<SectionHeading*>()->value(), QStringLiteral("unsteady"));
  block.setFacts({});
  QVERIFY(!block.isVisibleTo(block.parentWidget()));
}

void tst_trust_panels::missingFiguresSayWhy() {
  Session session = sorted();
  const auto index = caseOf(session, "avx2", 4096);
  addValue(session, "placement_sensitivity", index, kUnknown, 0, "one call is too long to probe");
  addValue(session, "between_process", index, 0.0, 3);
  const auto facts = steadinessFacts(session, index);
  QCOMPARE(factValue(facts, "Placement"), QStringLiteral("not probed"));
  QCOMPARE(facts[0].tip, QStringLiteral("one call is too long to probe"));
  QCOMPARE(factValue(facts, "Between processes"), QStringLiteral("none in 3 processes"));
  QVERIFY(steadinessFacts(session, kNoCase).isEmpty());
}

void tst_trust_panels::outlierClasses() {
  Session session;
  CaseRecord record;
  record.status = CaseStatus::measured;
  record.median = 1;
  session.cases = {record};
  // 21 values 1.00 … 1.20: quartiles 1.05 and 1.15, fences at 0.90/1.30 and 0.75/1.45.
  std::vector<double> seconds;
  for (int i = 0; i <= 20; ++i) seconds.push_back(1 + i / 100.0);
  seconds.push_back(1.31);  // mild even with the quartiles a little moved by the three
  seconds.push_back(2);
  seconds.push_back(3);
  for (std::uint32_t i = 0; i < seconds.size(); ++i) {
    session.samples.seconds.push_back(seconds[i]);
    session.samples.caseIndex.push_back(0);
    session.samples.pass.push_back(0);
  }
  const auto facts = steadinessFacts(session, 0);
  QCOMPARE(factValue(facts, "Outlier classes"), QStringLiteral("0 mild, 2 severe"));
  session.samples.seconds[21] = 1.40;
  QCOMPARE(factValue(steadinessFacts(session, 0), "Outlier classes"),
           QStringLiteral("1 mild, 2 severe"));
  QVERIFY(factValue(facts, "Effective samples").endsWith(QStringLiteral("of 24")));
}

void tst_trust_panels::sharesOfTheRoof() {
  CaseRecord record;
  record.variant = "avx2";
  record.dtype = Dtype::f32;
  record.size = 1024;
  record.status = CaseStatus::measured;
  record.flops = 2048;
  record.bytesRead = 8192;
  record.median = record.ciLow = record.ciHigh = 100e-9;
  // 8192 B in 100 ns are 81.92 GB/s of 100; 2048 FLOP are 20.48 GFLOP/s of 50.
  const EfficiencyFacts facts = efficiencyFacts(record, madeUpCeilings(), 0);
  QVERIFY2(facts.reason.isEmpty(), qPrintable(facts.reason));
  QCOMPARE(facts.shares.size(), 2);
  QVERIFY(std::abs(facts.shares[0].share - 0.8192) < 1e-6);
  QVERIFY2(facts.shares[0].text.contains(QStringLiteral("L1")), qPrintable(facts.shares[0].text));
  QVERIFY2(facts.shares[0].text.contains(QStringLiteral("100 GB/s")),
           qPrintable(facts.shares[0].text));
  QVERIFY(std::abs(facts.shares[1].share - 0.4096) < 1e-6);
  QVERIFY(facts.shares[1].text.contains(QStringLiteral("50.0 GFLOP/s")));
  QCOMPARE(facts.bound, QStringLiteral("bound by L1"));
  // An empty call that takes longer than the roof: overhead decides.
  QCOMPARE(efficiencyFacts(record, madeUpCeilings(), 1e-6).bound,
           QStringLiteral("bound by latency or overhead"));
}

void tst_trust_panels::noCeilingsIsSaid() {
  const Session session = sorted();
  EfficiencyBlock block;
  block.setCase(session, caseOf(session, "avx2", 4096), Qt::red);
  QStringList texts;
  for (const Text* text : block.findChildren<Text*>()) texts << text->text();
  QVERIFY2(texts.join(u' ').contains(QStringLiteral("holds no ceilings")),
           qPrintable(texts.join(u' ')));
  QVERIFY(block.facts().shares.isEmpty());
}

void tst_trust_panels::pointPageShowsBoth() {
  Session session = sorted();
  const auto index = caseOf(session, "avx2", 4096);
  addValue(session, "placement_sensitivity", index, 0.2, 8);
  addCeilings(session, madeUpCeilings());
  SessionDocument document;
  SelectionModel selection;
  PointPanel panel(&document, &selection);
  panel.resize(288, 1200);  // the narrowest the inspector gets
  panel.show();
  document.setSession(session, {});
  const CaseRecord& r = session.cases[index];
  selection.setCurrent({{r.suite, r.benchmark, r.dtype, r.threads, r.mode, r.cache},
                        QStringLiteral("avx2"),
                        r.size,
                        index});
  auto* steadiness = panel.findChild<SteadinessBlock*>();
  auto* efficiency = panel.findChild<EfficiencyBlock*>();
  QVERIFY(steadiness->isVisible());
  QVERIFY(efficiency->isVisible());
  QVERIFY(!efficiency->facts().shares.isEmpty());
  // Nothing is cut off: every text has the room it asks for.
  for (const Text* text : steadiness->findChildren<Text*>())
    if (text->isVisible() && !text->text().isEmpty())
      QVERIFY2(text->width() >= text->minimumSizeHint().width(), qPrintable(text->text()));
}

void tst_trust_panels::pointOfOtherConditions() {
  Session session = sorted();
  const auto index = caseOf(session, "avx2", 4096);
  CaseRecord& record = session.cases[index];
  QVERIFY(usualConditions(record));
  QCOMPARE(conditionsText(record), QStringLiteral("hot"));
  record.cache = CacheState::cold;
  record.mode = Mode::allocate;
  record.params = R"({"align":"+4 B"})";
  QVERIFY(!usualConditions(record));
  QCOMPARE(conditionsText(record), QStringLiteral("cold, allocate, align +4 B"));
  // Crossovers of other conditions are not this point's.
  CrossoverRecord usual;
  usual.benchmark = "dot";
  usual.from = "scalar";
  usual.to = "avx2";
  usual.kind = CrossoverKind::always;
  CrossoverRecord own = usual;
  own.to = "avx3";
  own.cache = record.cache;
  own.modeFrom = own.modeTo = record.mode;
  own.params = record.params;
  session.crossovers = {usual, own};
  SessionDocument document;
  SelectionModel selection;
  PointPanel panel(&document, &selection);
  document.setSession(session, {});
  selection.setCurrent({curveKey(record), QStringLiteral("avx2"), record.size, index});
  QVERIFY2(panel.asText().contains(QStringLiteral("cold, allocate, align +4 B")),
           qPrintable(panel.asText()));
  const auto& rows = panel.findChild<CrossoverList*>()->rows();
  QCOMPARE(rows.size(), 1);
  QCOMPARE(rows[0].to, QStringLiteral("avx3"));
}

void tst_trust_panels::adviceIsCopiedNotRun() {
  AdvicePanel panel;
  panel.resize(300, 600);
  Advice load{AdviceId::other_load,
              Severity::problem,
              "load 4.6",
              "rows come out slower",
              "ps -eo pid,pcpu,comm --sort=-pcpu | head",
              "end it"};
  Advice pmu{AdviceId::counters, Severity::note, "none", "no cycles", "", "only the host can"};
  panel.setAdvice({load, pmu});
  panel.show();
  const auto buttons = panel.findChildren<Button*>();
  QCOMPARE(buttons.size(), 1);  // nothing to copy where there is no command
  QGuiApplication::clipboard()->clear();
  QTest::mouseClick(buttons.first(), Qt::LeftButton);
  QCOMPARE(QGuiApplication::clipboard()->text().toStdString(), load.command);
  QCOMPARE(buttons.first()->text(), QStringLiteral("Copied"));
  QVERIFY(panel.asText().contains(QStringLiteral("only the host can")));
  panel.setAdvice({});
  QVERIFY(!panel.isVisible());
}

void tst_trust_panels::noiseInTheStatusBar_data() {
  QTest::addColumn<double>("score");
  QTest::addColumn<QString>("text");
  QTest::newRow("quiet") << 0.004 << "quiet 0.4 %";
  QTest::newRow("usable") << 0.018 << "usable 1.8 %";
  QTest::newRow("noisy") << 0.0312 << "noisy 3.1 %";
  QTest::newRow("very noisy") << 0.25 << "noisy 25 %";
}

void tst_trust_panels::noiseInTheStatusBar() {
  QFETCH(double, score);
  QFETCH(QString, text);
  SessionDocument document;
  RunStatusBar bar(&document);
  bar.resize(1400, 32);
  bar.show();
  document.setSession(sorted(), {});
  auto* noise = bar.findChild<QWidget*>(QStringLiteral("noise"));
  QVERIFY(noise);
  QVERIFY(!noise->isVisible());  // no score, no word
  Session session = sorted();
  addValue(session, "noise_score", kNoCase, score);
  addValue(session, "disturbed_share", kNoCase, 0.02);
  document.setSession(session, {});
  QVERIFY(noise->isVisible());
  QCOMPARE(bar.noiseText(), text);
  QVERIFY2(noise->toolTip().contains(QStringLiteral("2 % of the samples")),
           qPrintable(noise->toolTip()));
}

void tst_trust_panels::taskInTheStatusBar() {
  SessionDocument document;
  RunStatusBar bar(&document);
  bar.show();
  bar.setIdleText(QStringLiteral("Ready"), {});
  bar.setTask(QStringLiteral("Measuring ceilings"), QStringLiteral("peak rates, 12 %"), 0.12);
  QCOMPARE(bar.stateText(), QStringLiteral("Measuring ceilings"));
  bar.clearTask();
  QCOMPARE(bar.stateText(), QStringLiteral("Ready"));
}

void tst_trust_panels::rarerFieldsEditThePlan() {
  PlanModel model([](const Plan&) -> Result<PlanPreview> { return PlanPreview{}; });
  Plan plan;
  plan.sizes = {8};
  model.load(plan);
  PlanMore more(&model);
  more.resize(232, 300);
  more.show();
  QVERIFY(!more.processes()->isVisible());
  QCOMPARE(more.heading()->value(), QStringLiteral("align 64, hot, reuse"));
  QTest::mouseClick(more.heading(), Qt::LeftButton);
  QVERIFY(more.processes()->isVisible());
  const auto click = [](SegmentedControl* control, int i, Qt::KeyboardModifiers keys = {}) {
    QTest::mouseClick(control, Qt::LeftButton, keys, control->segmentRect(i).center());
  };
  click(more.alignment(), 2, Qt::ControlModifier);
  click(more.operands(), 1);
  click(more.outputs(), 1);
  QCOMPARE(model.plan().alignment, (std::vector{Alignment::line, Alignment::page64}));
  QCOMPARE(model.plan().cache, std::vector{CacheState::cold});
  QCOMPARE(model.plan().modes, std::vector{Mode::allocate});
  more.processes()->setText(QStringLiteral("3"));
  QTest::keyClick(more.processes(), Qt::Key_Return);
  more.placements()->setText(QStringLiteral("0"));
  QTest::keyClick(more.placements(), Qt::Key_Return);
  QCOMPARE(model.plan().processes, 3u);
  QCOMPARE(model.plan().placements, 0u);
  QTest::mouseClick(more.memory(), Qt::LeftButton);
  QVERIFY(model.plan().watchMemory && !model.plan().trackAllocations);
  QTest::mouseClick(more.memory(), Qt::LeftButton);
  QVERIFY(!model.plan().watchMemory);
  QCOMPARE(more.heading()->value(),
           QStringLiteral("align 64 + page+64, cold, allocate, 3 processes"));
  while (model.undoStack()->canUndo() && model.plan().processes != 1) model.undoStack()->undo();
  QCOMPARE(more.processes()->text(), QStringLiteral("1"));
  // Everything fits at the narrowest: the longest control with its label.
  QVERIFY2(more.minimumSizeHint().width() <= 232,
           qPrintable(QString::number(more.minimumSizeHint().width())));
}

void tst_trust_panels::wrongCountsKeepThePlan() {
  PlanModel model([](const Plan&) -> Result<PlanPreview> { return PlanPreview{}; });
  PlanMore more(&model);
  more.heading()->click();
  more.show();
  const Plan before = model.plan();
  for (const char* wrong : {"0", "-1", "101", "many", "", "2.5"}) {
    more.processes()->setText(QString::fromLatin1(wrong));
    QTest::keyClick(more.processes(), Qt::Key_Return);
    QCOMPARE(model.plan(), before);
    QVERIFY2(!more.processes()->accessibleDescription().isEmpty(), wrong);
    QVERIFY(more.heading()->value().contains(QStringLiteral("1 to 100")));
  }
  more.placements()->setText(QStringLiteral("65"));
  QTest::keyClick(more.placements(), Qt::Key_Return);
  QCOMPARE(model.plan(), before);
}

QTEST_MAIN(tst_trust_panels)
#include "tst_trust_panels.moc"
