// The gate's verdict on comparisons made by hand, and what a diff's texts make of it.
#include <QtTest>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include "analysis/gate.h"
#include "exchange/export.h"

using namespace lane;

namespace {

using Kind = GateReason::Kind;

const char* const kHostile = "a|b`c`<script>alert(1)</script>*_=cmd()%0A::error::x,y\n::error::z";

DiffPair pairOf(const std::string& key, double ratio, double low, double high, Verdict verdict) {
  DiffPair pair;
  pair.key = key;
  pair.ratio = ratio;
  pair.ratioLow = low;
  pair.ratioHigh = high;
  pair.verdict = verdict;
  pair.changed = verdict == Verdict::regressed;
  return pair;
}
DiffPair same(const std::string& key = "same") {
  return pairOf(key, 1, 0.99, 1.01, Verdict::same);
}
DiffPair regressed(const std::string& key = "slow") {
  return pairOf(key, 1.2, 1.15, 1.25, Verdict::regressed);
}

Diff diffOf(std::vector<DiffPair> pairs, std::vector<DiffUnmatched> unmatched = {}) {
  Diff diff;
  diff.metric = {"time", "Time per call", "s", MetricKind::time, false};
  for (const DiffPair& pair : pairs) {
    DiffSummary& s = diff.summary;
    ++(pair.verdict == Verdict::improved    ? s.improved
       : pair.verdict == Verdict::regressed ? s.regressed
       : pair.verdict == Verdict::same      ? s.same
                                            : s.unsure);
  }
  diff.summary.unmatched = unmatched.size();
  diff.pairs = std::move(pairs);
  diff.unmatched = std::move(unmatched);
  return diff;
}

ExpectationResult expected(Fulfilment fulfilment) {
  ExpectationResult result;
  result.fulfilment = fulfilment;
  result.text = "expected at least 0.8";
  return result;
}

int code(const GateOutcome& outcome) {
  return static_cast<int>(outcome.verdict);
}

QStringList lines(const std::string& text) {
  return QString::fromStdString(text).split('\n', Qt::SkipEmptyParts);
}

/// Cells of a row of a Markdown table: bars that no backslash escapes part them.
qsizetype cellsOf(const QString& row) {
  static const QRegularExpression bar(R"((?<!\\)(?:\\\\)*\|)");
  return row.count(bar) - 1;
}

QJsonObject jsonOf(const std::string& text) {
  return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

}  // namespace

class TestGate : public QObject {
  Q_OBJECT
 private slots:
  void verdicts_data() {
    QTest::addColumn<Diff>("diff");
    QTest::addColumn<int>("fulfilment");
    QTest::addColumn<int>("exitCode");
    const DiffUnmatched lost{"gone", true, "not in the new session", true};
    const DiffUnmatched added{"added", false, "not in the base session", false};
    const DiffPair unsure = pairOf("maybe", 1.04, 0.98, 1.1, Verdict::unsure);
    const auto add = [](const char* name, Diff diff, Fulfilment fulfilment, int exitCode) {
      QTest::newRow(name) << diff << int(fulfilment) << exitCode;
    };
    add("equal", diffOf({same()}), Fulfilment::met, 0);
    add("improved", diffOf({pairOf("fast", 0.5, 0.4, 0.6, Verdict::improved)}), Fulfilment::met, 0);
    add("undecided passes", diffOf({unsure}), Fulfilment::unsure, 0);
    add("new cases pass", diffOf({same()}, {added}), Fulfilment::met, 0);
    add("regressed", diffOf({same(), regressed()}), Fulfilment::met, 1);
    add("expectation missed", diffOf({same()}), Fulfilment::missed, 1);
    add("nothing", diffOf({}), Fulfilment::met, 5);
    add("nothing paired and a missed expectation", diffOf({}, {lost}), Fulfilment::missed, 5);
    add("lost", diffOf({same()}, {lost}), Fulfilment::met, 5);
    add("expected figure is not there", diffOf({same()}), Fulfilment::unknown, 5);
    add("regressed and lost", diffOf({regressed()}, {lost}), Fulfilment::met, 1);
    add("missed and lost", diffOf({same()}, {lost}), Fulfilment::missed, 1);
  }
  void verdicts() {
    QFETCH(Diff, diff);
    QFETCH(int, fulfilment);
    QFETCH(int, exitCode);
    const GateOutcome outcome = judgeGate(diff, {expected(Fulfilment(fulfilment))});
    QCOMPARE(code(outcome), exitCode);
    // Every verdict but a pass has its reason, and reasons that shut the gate come first.
    const bool shut = !outcome.reasons.empty() && outcome.reasons[0].severity == Severity::problem;
    QCOMPARE(shut, exitCode != 0);
    for (const GateReason& reason : outcome.reasons) QVERIFY(!reason.text.empty());
    QVERIFY(describe(outcome).starts_with(exitCode == 0   ? "passed"
                                          : exitCode == 1 ? "failed: "
                                                          : "incomplete: "));
  }

  void countsItsReasons() {
    const DiffUnmatched lost{"gone", true, "wrong in the new session", true};
    const GateOutcome outcome = judgeGate(
        diffOf({regressed("a"), regressed("b"), pairOf("c", 1.04, 0.98, 1.1, Verdict::unsure)},
               {lost}),
        {expected(Fulfilment::missed), expected(Fulfilment::unsure)});
    QCOMPARE(outcome.count(Kind::regressed), 2u);
    QCOMPARE(outcome.count(Kind::lost), 1u);
    QCOMPARE(outcome.count(Kind::missed), 1u);
    QCOMPARE(outcome.count(Kind::undecided), 2u);
    QCOMPARE(describe(outcome),
             std::string("failed: 2 regressed, 1 expectation missed, 1 case of the base without a "
                         "figure, 2 undecided"));
  }

  // Only what may be a regression is worth a second look: widest reach first.
  void possibleRegressionsOnly() {
    Diff diff = diffOf({pairOf("near", 1.04, 1.01, 1.07, Verdict::unsure),
                        pairOf("far", 1.0, 0.7, 1.4, Verdict::unsure),
                        pairOf("faster", 0.95, 0.92, 0.99, Verdict::unsure), same(), regressed(),
                        pairOf("blind", 1.0, kUnknown, kUnknown, Verdict::unsure)});
    QCOMPARE(possibleRegressions(diff), (std::vector<std::string>{"blind", "far", "near"}));
    // Of a metric whose higher values are better, the low end reaches into a regression.
    diff.metric.higherIsBetter = true;
    QCOMPARE(possibleRegressions(diff), (std::vector<std::string>{"blind", "far", "faster"}));
  }

  // Of three cases the new session lacks one was planned, two were added around a crossover; a
  // wrong result is a wrong result wherever it stands.
  void sizesARunAddedAreForgiven() {
    Plan plan;
    plan.sizes = {64, 128};
    Session base, now;
    base.planYaml = toYaml(plan);
    std::vector<DiffUnmatched> unmatched;
    for (const std::uint64_t size : {64, 90, 91, 92}) {
      CaseRecord record;
      record.size = size;
      record.key = "n=" + std::to_string(size);
      base.cases.push_back(record);
      unmatched.push_back({record.key, true, "gone", true});
    }
    now.cases = {base.cases[3]};
    Diff diff = diffOf({same()}, unmatched);
    forgiveRefinedSizes(diff, base, now);
    QVERIFY(diff.unmatched[0].lost && !diff.unmatched[1].lost && !diff.unmatched[2].lost &&
            diff.unmatched[3].lost);
    QCOMPARE(judgeGate(diff).count(Kind::lost), 2u);
    plan.refine = false;
    base.planYaml = toYaml(plan);
    diff = diffOf({same()}, unmatched);
    forgiveRefinedSizes(diff, base, now);
    QCOMPARE(judgeGate(diff).count(Kind::lost), 4u);
  }

  void githubEscapes() {
    Diff diff = diffOf({regressed(kHostile), pairOf(kHostile, 1.04, 0.98, 1.1, Verdict::unsure)},
                       {{kHostile, true, kHostile, true}});
    diff.environment = {{kHostile, "a", "b", 1, kHostile}};
    const QStringList all = lines(toGithub(diff));
    QCOMPARE(all.size(), 4);
    static const QRegularExpression form("^::(error|warning|notice) title=[^:,]+::[^\\n]*$");
    for (const QString& line : all) {
      QVERIFY2(form.match(line).hasMatch(), qPrintable(line));
      // A percent sign of the name stays one; a line feed becomes one again.
      if (line.contains("script")) QVERIFY2(line.contains("%250A"), qPrintable(line));
      if (line.contains("script")) QVERIFY2(line.contains("%0A"), qPrintable(line));
    }
    QVERIFY(all[0].startsWith("::error title=Regressed%3A a|b"));
    QVERIFY(all[0].contains("×1.200 (×1.150 … ×1.250)"));
    QVERIFY(all[2].startsWith("::warning title=Undecided"));
    QVERIFY(all[3].startsWith("::notice title=Lanescope::"));
  }

  void githubStopsAtTen() {
    std::vector<DiffPair> pairs;
    for (int i = 0; i < 25; ++i) pairs.push_back(regressed("slow" + std::to_string(i)));
    const Diff diff = diffOf(pairs);
    const GateOutcome outcome = judgeGate(diff);
    DiffContext context;
    context.gate = &outcome;
    const QStringList all = lines(toGithub(diff, context));
    QCOMPARE(all.filter("::error ").size(), 10);
    QCOMPARE(all.size(), 11);
    QVERIFY(all.last().startsWith("::notice title=Lanescope gate failed%3A 25 regressed::"));
  }

  void markdownEscapes() {
    Diff diff = diffOf({regressed(kHostile), same(kHostile)}, {{kHostile, true, kHostile, true}});
    diff.environment = {{kHostile, kHostile, kHostile, 1, kHostile}};
    diff.groups = {{DiffGrouping::kernel, kHostile, diff.summary}};
    diff.remarks = {kHostile};
    DiffContext context;
    context.groups = {DiffGrouping::kernel};
    context.command = kHostile;
    const GateOutcome outcome = judgeGate(diff);
    context.gate = &outcome;
    const std::string text = toMarkdown(diff, context);
    const QString shown = QString::fromStdString(text);
    // The command stands in a block of its own, where everything is literal.
    const QString before = shown.section("Made with", 0, 0);
    QVERIFY(!before.contains("<script"));
    QVERIFY(before.contains("&lt;script&gt;"));
    qsizetype cells = 0;
    int tables = 0;
    for (const QString& line : shown.split('\n')) {
      if (!line.startsWith('|')) {
        cells = 0;
        continue;
      }
      if (cells == 0) ++tables;
      if (cells == 0) cells = cellsOf(line);
      QVERIFY2(cellsOf(line) == cells, qPrintable(line));
    }
    QCOMPARE(tables, 4);
    QCOMPARE(shown.count("<details>"), shown.count("</details>"));
    QCOMPARE(shown.section("Made with", 1).trimmed().count('\n'), 0);
  }

  // A comment on GitHub holds 65,536 characters; what is most wanted stands first.
  void markdownFitsAComment() {
    std::vector<DiffPair> pairs;
    const std::string prefix = "vector/" + std::string(80, 'k') + "/f32/n=";
    for (int i = 0; i < 3000; ++i) pairs.push_back(regressed(prefix + std::to_string(i)));
    for (int i = 0; i < 3000; ++i) pairs.push_back(same(prefix + "s" + std::to_string(i)));
    std::vector<DiffUnmatched> unmatched;
    for (int i = 0; i < 3000; ++i)
      unmatched.push_back({prefix + std::to_string(i), true, "reason " + std::to_string(i), false});
    const Diff diff = diffOf(pairs, unmatched);
    const std::string text = toMarkdown(diff);
    QVERIFY2(text.size() < 65536, qPrintable(QString::number(text.size())));
    QVERIFY(text.find("3,000 of 6,000 cases regressed") != std::string::npos);
    QVERIFY(text.find(" more.") != std::string::npos);
    DiffContext all;
    all.all = true;
    const std::string whole = toMarkdown(diff, all);
    for (const DiffPair& pair : diff.pairs) QVERIFY(whole.find(pair.key) != std::string::npos);
  }

  void textCountsWhatItDoesNotList() {
    std::vector<DiffPair> pairs{regressed("slow")};
    for (int i = 0; i < 80; ++i)
      pairs.push_back(pairOf("unsure" + std::to_string(i), 1, 0.9, 1.1, Verdict::unsure));
    pairs.push_back(same("equal"));
    std::vector<DiffUnmatched> unmatched;
    for (int i = 0; i < 7; ++i)
      unmatched.push_back({"old" + std::to_string(i), true, "not in the new session", false});
    const Diff diff = diffOf(pairs, unmatched);
    const QString text = QString::fromStdString(toText(diff));
    QVERIFY(text.contains("slow"));
    QVERIFY(text.contains("unsure49"));
    QVERIFY(!text.contains("unsure50"));
    QVERIFY(!text.contains("equal"));
    QVERIFY(text.contains("Not listed: 30 unsure and 1 the same."));
    QVERIFY(text.contains("7 cases in base: not in the new session"));
    QVERIFY(text.contains("old2") && !text.contains("old3"));
    DiffContext all;
    all.all = true;
    const QString whole = QString::fromStdString(toText(diff, all));
    for (const char* name : {"unsure79", "equal", "old6"}) QVERIFY2(whole.contains(name), name);
  }

  void jsonTellsTheSame() {
    Diff diff = diffOf({regressed(kHostile), same()}, {{"gone", true, "not there", true}});
    diff.groups = {{DiffGrouping::suite, "vector", diff.summary}};
    diff.ceilings = {{"L2 read", "B/s", 1e11, 9e10, 0.9, 0.89, 0.91, true}};
    MovedCrossover moved;
    moved.base.benchmark = moved.now.benchmark = "dot";
    moved.base.from = moved.now.from = "scalar";
    moved.base.to = moved.now.to = "avx2";
    moved.base.kind = CrossoverKind::never;
    moved.now.kind = CrossoverKind::always;
    moved.moved = true;
    diff.crossovers = {moved};
    diff.environment = {{"Governor", "performance", "powersave", 0.5, "half the clock"}};
    const GateOutcome outcome = judgeGate(diff, {expected(Fulfilment::missed)});
    DiffContext context;
    context.gate = &outcome;
    context.command = "lanescope-cli diff a b";
    const QJsonObject json = jsonOf(toJson(diff, context));
    QCOMPARE(json["pairs"][0]["key"].toString(), QString(kHostile));
    QCOMPARE(json["pairs"][0]["ratio"].toDouble(), 1.2);
    QCOMPARE(json["pairs"].toArray().size(), 2);
    QCOMPARE(json["metric"]["id"].toString(), QString("time"));
    QCOMPARE(json["unmatched"][0]["lost"].toBool(), true);
    QCOMPARE(json["groups"][0]["by"].toString(), QString("suite"));
    QCOMPARE(json["groups"][0]["regressed"].toInt(), 1);
    QCOMPARE(json["ceilings"][0]["ratio"].toDouble(), 0.9);
    QCOMPARE(json["crossovers"][0]["new"]["kind"].toString(), QString("always"));
    QCOMPARE(json["environment"][0]["why"].toString(), QString("half the clock"));
    QCOMPARE(json["gate"]["verdict"].toString(), QString("failed"));
    QCOMPARE(json["gate"]["exit_code"].toInt(), 1);
    QCOMPARE(json["gate"]["reasons"].toArray().size(), 3);
    QCOMPARE(json["command"].toString(), QString("lanescope-cli diff a b"));
    QVERIFY(!jsonOf(toJson(diff)).contains("gate"));
  }

  void htmlTellsTheSame() {
    Session base;
    CaseRecord record;
    record.key = kHostile;
    record.median = 2e-6;
    record.status = CaseStatus::measured;
    base.cases = {record, record};
    Session now = base;
    now.title = kHostile;
    Diff diff = diffOf({regressed(kHostile)}, {{kHostile, true, kHostile, true}});
    diff.pairs[0].baseCase = diff.pairs[0].newCase = 0;
    diff.environment = {{kHostile, kHostile, kHostile, 1, kHostile}};
    const GateOutcome outcome = judgeGate(diff);
    DiffContext context;
    context.gate = &outcome;
    const std::string page = toHtml(diff, base, now, context);
    QVERIFY(page.find("<script>alert(1)") == std::string::npos);
    QVERIFY(page.find("&lt;script&gt;alert(1)") != std::string::npos);
    QVERIFY(page.find("failed: 1 regressed") != std::string::npos);
    QVERIFY(page.find("2.00 µs") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestGate)
#include "tst_gate.moc"
