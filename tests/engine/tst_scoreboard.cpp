// The scoreboard against closed forms and against a second way to the same figures.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <cmath>

#include "analysis/pair_ratio.h"
#include "analysis/scoreboard.h"
#include "exchange/scoreboard_export.h"
#include "run/plan.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

constexpr double kHalf = 1.01;  ///< factor from the median to either end of its interval

CaseRecord makeCase(const char* benchmark, std::uint64_t size, const std::string& variant,
                    double seconds, double ulp = kUnknown) {
  CaseRecord record;
  record.suite = "vector";
  record.benchmark = benchmark;
  record.dtype = Dtype::f32;
  record.size = size;
  record.variant = variant;
  record.median = seconds;
  record.ciLow = seconds / kHalf;
  record.ciHigh = seconds * kHalf;
  record.sampleCount = 32;
  record.maxUlp = ulp;
  record.status = CaseStatus::measured;
  record.key = makeKey(record);
  return record;
}

Session made(std::vector<CaseRecord> cases) {
  Session session;
  session.cases = std::move(cases);
  return session;
}

/// Two kernels, two sizes, two of ours, the compiler twice, a peer.
Session small() {
  return made({
      makeCase("dot", 64, "scalar", 8e-8, 0.5),
      makeCase("dot", 64, "omp-avx2", 4e-8, 1.5),
      makeCase("dot", 64, "omp-sse2", 3e-8, 2.5),
      makeCase("dot", 64, "avx2", 2e-8, 1.25),
      makeCase("dot", 64, "sse4", 2.5e-8),
      makeCase("dot", 64, "numpy", 1e-6, 3),
      makeCase("dot", 128, "scalar", 16e-8),
      makeCase("dot", 128, "omp-avx2", 5e-8, 0.75),
      makeCase("dot", 128, "avx2", 7e-8, 1),
      makeCase("dot", 128, "sse4", 6.25e-8, 4),
      makeCase("exp", 64, "scalar", 9e-8),
      makeCase("exp", 64, "avx2", 3e-8),
      makeCase("exp", 64, "numpy", 6e-8),
      makeCase("exp", 64, "torch", 5e-8),
  });
}

const ScoreCell& cell(const Scoreboard& board, std::size_t row, std::size_t column) {
  return board.rows.at(row).cells.at(column);
}

bool near(double a, double b, double by = 1e-12) {
  return std::abs(a / b - 1) < by;
}

}  // namespace

class TestScoreboard : public QObject {
  Q_OBJECT
 private slots:
  /// Fast and wrong is no feat: numpy's 5e-8 would win, torch's 6e-8 counts.
  void lessExactPeersStandApart() {
    Session session = small();
    session.cases[12].median = 5e-8;  // exp of numpy
    session.cases[13].median = 6e-8;
    session.cases[12].maxUlp = 5000;
    QCOMPARE(session.cases[scoreboard(session, "best-peer")->rows.at(1).cells.at(0).theirs].variant,
             std::string("numpy"));
    const auto metric =
        session.metricIndex({"outside_tolerance", "Largest error", "1", MetricKind::error, false});
    session.values.push_back({.caseIndex = 12, .metric = metric, .value = 5000, .reason = {}});
    const auto board = scoreboard(session, "best-peer");
    QVERIFY(board.has_value());
    QCOMPARE(session.cases[cell(*board, 1, 0).theirs].variant, std::string("torch"));
    QVERIFY(near(cell(*board, 1, 0).ratio, 3e-8 / 6e-8));
    QCOMPARE(board->apart, std::vector<std::uint32_t>{12});
    const auto said = remarks(*board, session);
    QCOMPARE(said.size(), 1u);
    QVERIFY2(said[0].find("exp of numpy (5,000 ULP)") != std::string::npos, said[0].c_str());
    // Asked for by its name it is there, and says how exact it is.
    const auto named = scoreboard(session, "numpy");
    QVERIFY(near(cell(*named, 1, 0).ratio, 3e-8 / 5e-8));
    QVERIFY(named->apart.empty());
    // With nobody left there is a reason.
    session.values.push_back({.caseIndex = 13, .metric = metric, .value = 6000, .reason = {}});
    const auto nobody = scoreboard(session, "best-peer");
    QVERIFY(!cell(*nobody, 1, 0).hasRatio());
    QVERIFY(cell(*nobody, 1, 0).reason.find("less exact") != std::string::npos);
  }

  void whatIsCallOverheadIsSaid() {
    Session session = small();
    QVERIFY(remarks(*scoreboard(session, "numpy"), session).empty());
    const auto metric =
        session.metricIndex({"call_cost", "Cost of a call", "s", MetricKind::time, false});
    session.values.push_back({.caseIndex = 5, .metric = metric, .value = 6e-7, .reason = {}});
    session.values.push_back({.caseIndex = 12, .metric = metric, .value = 1e-8, .reason = {}});
    const auto board = scoreboard(session, "numpy");
    QVERIFY(near(cell(*board, 0, 0).callShare, 0.6));
    QVERIFY(near(cell(*board, 1, 0).callShare, 1.0 / 6));
    const auto said = remarks(*board, session);
    QCOMPARE(said.size(), 1u);
    QVERIFY2(said[0].find("In 1 of 2 cells") != std::string::npos &&
                 said[0].find("600 ns to 600 ns") != std::string::npos,
             said[0].c_str());
  }

  void opponentsAreWhatTheSessionHolds() {
    QCOMPARE(scoreOpponents(small()),
             (std::vector<std::string>{"best-peer", "numpy", "torch", "compiler", "scalar",
                                       "omp-sse2", "omp-avx2", "sse4", "avx2"}));
    QCOMPARE(scoreboard(small(), {})->opponent, std::string("best-peer"));
    QVERIFY(scoreOpponents({}).empty());
    QVERIFY(!scoreboard({}, {})->isJudged());
    // Named as people write them.
    QCOMPARE(scoreboard(small(), "NumPy")->opponent, std::string("numpy"));
    const auto unknown = scoreboard(small(), "mkl");
    QVERIFY(!unknown.has_value());
    QCOMPARE(unknown.error().code, ErrorCode::usage);
    QVERIFY(unknown.error().advice.find("numpy") != std::string::npos);
    // A variant that never gave a time is none.
    Session skipped = small();
    for (CaseRecord& record : skipped.cases)
      if (record.variant == "torch") record.status = CaseStatus::skipped;
    QVERIFY(!scoreboard(skipped, "torch").has_value());
  }

  void theFastestOfBothSides() {
    const Session session = small();
    const Scoreboard board = *scoreboard(session, "compiler");
    QCOMPARE(board.sizes, (std::vector<std::uint64_t>{64, 128}));
    QCOMPARE(board.rows.size(), 2u);
    const ScoreCell& first = cell(board, 0, 0);
    QCOMPARE(session.cases[first.ours].variant, std::string("avx2"));
    QCOMPARE(session.cases[first.theirs].variant, std::string("omp-sse2"));
    QVERIFY(near(first.ratio, 2.0 / 3));
    // Both errors of the logarithm in quadrature.
    const double reach = std::exp(std::sqrt(2.0) * std::log(kHalf));
    QVERIFY(near(first.low, 2.0 / 3 / reach) && near(first.high, 2.0 / 3 * reach));
    QCOMPARE(first.rounds, std::size_t(0));
    const ScoreCell& second = cell(board, 0, 1);
    QCOMPARE(session.cases[second.ours].variant, std::string("sse4"));
    QVERIFY(near(second.ratio, 1.25));
    QVERIFY(near(board.rows[0].sum.ratio, std::sqrt(2.0 / 3 * 1.25)));
    const double half = std::sqrt(4.0) * std::log(kHalf) / 2;  // 4 medians over 2 cells
    QVERIFY(near(board.rows[0].sum.high, board.rows[0].sum.ratio * std::exp(half)));
    QVERIFY(near(board.sum.ratio, board.rows[0].sum.ratio));  // exp has no compiler's loop
    QCOMPARE(board.rows[1].sum.cells, std::size_t(0));
    QVERIFY(cell(board, 1, 0).reason.find("compiler") != std::string::npos);
    QVERIFY(cell(board, 1, 1).reason.find("size") != std::string::npos);
    // The largest error of the cases that were compared.
    QCOMPARE(board.rows[0].ulpOurs, 4.0);
    QCOMPARE(board.rows[0].ulpTheirs, 2.5);
    QVERIFY(std::isnan(board.rows[1].ulpOurs));
  }

  void peers() {
    const Session session = small();
    const Scoreboard best = *scoreboard(session, "best-peer");
    QVERIFY(near(cell(best, 0, 0).ratio, 0.02));
    QCOMPARE(session.cases[cell(best, 1, 0).theirs].variant, std::string("torch"));
    QVERIFY(near(cell(best, 1, 0).ratio, 0.6));
    const Scoreboard torch = *scoreboard(session, "torch");
    QVERIFY(!cell(torch, 0, 0).hasRatio());
    QCOMPARE(torch.sum.cells, std::size_t(1));
    // One of ours as the opponent: where it is the fastest itself there is nothing to measure.
    const Scoreboard own = *scoreboard(session, "avx2");
    QCOMPARE(cell(own, 0, 0).ratio, 1.0);
    QCOMPARE(cell(own, 0, 0).low, 1.0);
    QVERIFY(near(cell(own, 0, 1).ratio, 6.25 / 7));
  }

  void theCriterion() {
    const Session session = small();
    // Ratios against scalar: 0.25, 0.391, 0.333.
    Scoreboard board = *scoreboard(session, "scalar", {1, 0});
    QVERIFY(board.isMet());
    // Against the compiler: 0.667 and 1.25.
    board = *scoreboard(session, "compiler", {0.5, 0.2});
    QVERIFY(board.isMet());
    QCOMPARE(board.sum.within, std::size_t(1));
    QCOMPARE(board.failing.size(), 1u);
    QCOMPARE(board.failing[0].column, 1u);
    judge(board, {0.51, 0.2});
    QVERIFY(!board.isMet() && !board.isClose());
    judge(board, {1, 0.25});
    QVERIFY(board.isMet());  // exactly at the limit is within
    QVERIFY(board.isClose());
    QCOMPARE(board.sum.unsure, std::size_t(1));
    QVERIFY(board.failing.empty());
    // The slowest first.
    judge(board, {1, 0});
    QCOMPARE(board.failing.size(), 1u);
    Session slow = session;
    slow.cases.push_back(makeCase("exp", 128, "avx2", 3e-6));
    slow.cases.push_back(makeCase("exp", 128, "omp-avx2", 1e-6));
    board = *scoreboard(slow, "compiler", {1, 0});
    QCOMPARE(board.failing.size(), 2u);
    QCOMPARE(board.failing[0].row, 1u);
    QVERIFY(!Scoreboard{}.isMet());
  }

  void criteriaAsWritten() {
    QCOMPARE(*parseCriterion("80%@20%"), (ScoreCriterion{0.8, 0.2}));
    QCOMPARE(*parseCriterion("0.95 @ 3%"), (ScoreCriterion{0.95, 0.03}));
    QCOMPARE(*parseCriterion("100%@0%"), (ScoreCriterion{1, 0}));
    for (const char* good : {"80%@20%", "99.5%@2.5%", "100%@0%"})
      QCOMPARE(criterionText(*parseCriterion(good)), std::string(good));
    for (const char* bad : {"", "80%", "@", "80%@", "@20%", "0%@20%", "101%@20%", "80%@-1%",
                            "80%@20%@3%", "80@20", "nan@20%", "80%@inf", "80 s@20 B", "x@y"})
      QVERIFY2(!parseCriterion(bad).has_value(), bad);
    // A share that is not exact in binary is met by exactly that many.
    std::vector<CaseRecord> cases;
    for (std::uint64_t i = 0; i < 100; ++i) {
      cases.push_back(makeCase("dot", 8 + i, "avx2", i < 7 ? 1e-8 : 3e-8));
      cases.push_back(makeCase("dot", 8 + i, "scalar", 2e-8));
    }
    QVERIFY(scoreboard(made(cases), "scalar", {0.07, 0})->isMet());
    QVERIFY(!scoreboard(made(cases), "scalar", {0.08, 0})->isMet());
  }

  /// Shared rounds give ratio and interval where there are any.
  void sharedRounds() {
    Session session = test::sampleSession({});
    sortSamples(session);
    const Scoreboard board = *scoreboard(session, "compiler");
    QVERIFY(board.isJudged());
    std::size_t looked = 0;
    double logs = 0;
    for (const ScoreRow& row : board.rows)
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const ScoreCell& c = row.cells[i];
        QVERIFY2(c.hasRatio(), c.reason.c_str());
        const CaseRecord& ours = session.cases[c.ours];
        const CaseRecord& theirs = session.cases[c.theirs];
        for (const CaseRecord& other : session.cases) {
          if (curveKey(other) != row.key || other.size != board.sizes[i] || !other.hasTime())
            continue;
          const bool compiler = other.variant.starts_with("omp-");
          if (compiler) QVERIFY(theirs.median <= other.median);
          if (!compiler && other.variant != "scalar") QVERIFY(ours.median <= other.median);
        }
        const PairedRatio paired = pairRatio(session, c.theirs, c.ours);
        QCOMPARE(c.ratio, paired.ratio);
        QCOMPARE(c.low, paired.low);
        QCOMPARE(c.rounds, paired.rounds);
        // By the model the times were made from; noise is 0.4 % of a sample.
        const double truth = test::modelTime(ours.benchmark, ours.variant, ours.size) /
                             test::modelTime(theirs.benchmark, theirs.variant, theirs.size);
        QVERIFY(near(c.ratio, truth, 0.01));
        logs += std::log(c.ratio);
        ++looked;
      }
    QCOMPARE(board.sum.cells, looked);
    QVERIFY(near(board.sum.ratio, std::exp(logs / double(looked))));
    QVERIFY(board.sum.low < board.sum.ratio && board.sum.ratio < board.sum.high);
  }

  void sizesAroundCrossoversAreLeftOut() {
    Session session = small();
    Plan plan;
    plan.benchmarks = {"dot", "exp"};
    plan.sizes = {64};
    session.planYaml = toYaml(plan);
    QCOMPARE(scoreboard(session, "scalar")->sizes, (std::vector<std::uint64_t>{64}));
    plan.sizes = {64, 128};
    session.planYaml = toYaml(plan);
    QCOMPARE(scoreboard(session, "scalar")->sizes, (std::vector<std::uint64_t>{64, 128}));
  }

  void otherConditionsAreRowsOfTheirOwn() {
    Session session = small();
    for (CaseRecord record : std::vector(session.cases)) {
      record.threads = 2;
      record.median *= record.variant == "avx2" || record.variant == "sse4" ? 3 : 1;
      record.key = makeKey(record);
      session.cases.push_back(record);
    }
    const Scoreboard board = *scoreboard(session, "scalar");
    QCOMPARE(board.rows.size(), 4u);
    QCOMPARE(board.rows[2].key.threads, 2u);
    QVERIFY(near(cell(board, 2, 0).ratio, 3 * cell(board, 0, 0).ratio));
  }

  /// What has no figure says why, and nothing of it is a number.
  void reasons() {
    Session session = small();
    CaseRecord& wrong = session.cases[3];  // avx2, dot, 64
    CaseRecord& pending = session.cases[4];
    wrong.status = CaseStatus::wrong;
    wrong.reason = "largest error 99 ULP";
    pending.status = CaseStatus::pending;
    Scoreboard board = *scoreboard(session, "scalar");
    QVERIFY(!cell(board, 0, 0).hasRatio());
    QCOMPARE(cell(board, 0, 0).reason, std::string("avx2 is wrong: largest error 99 ULP"));
    // Without intervals there is a ratio but no interval, of the cell and of the means.
    session = small();
    session.cases[3].ciLow = session.cases[3].ciHigh = kUnknown;
    board = *scoreboard(session, "scalar");
    QVERIFY(near(cell(board, 0, 0).ratio, 0.25));
    QVERIFY(std::isnan(cell(board, 0, 0).low));
    QVERIFY(near(board.sum.ratio, std::cbrt(0.25 * (6.25 / 16) * (1.0 / 3))));
    QVERIFY(std::isnan(board.sum.low) && std::isnan(board.sum.high));
    // Results of other tools may name no variant, and times that are none.
    session.cases.push_back(makeCase("dot", 64, "", 1e-9));
    session.cases.push_back(makeCase("dot", 64, "avx3", kUnknown));
    session.cases.push_back(makeCase("dot", 64, "numpy", -1));
    QVERIFY(near(cell(*scoreboard(session, "scalar"), 0, 0).ratio, 0.25));
  }

  void exports() {
    Session session = small();
    session.cases[5].variant = "evil,|<b>\x1b[31m";
    session.cases[5].key = makeKey(session.cases[5]);
    const Scoreboard board = *scoreboard(session, "best-peer", {1, 0.2});
    const auto document =
        QJsonDocument::fromJson(QByteArray::fromStdString(toJson(board, session))).object();
    QCOMPARE(document["format"].toString(), QStringLiteral("lanescope-scoreboard"));
    QCOMPARE(document["criterion"].toObject()["verdict"].toString(), QStringLiteral("pass"));
    const QJsonObject first =
        document["kernels"].toArray()[0].toObject()["cells"].toArray()[0].toObject();
    QVERIFY(near(first["ratio"].toDouble(), 0.02));
    QCOMPARE(first["ours"].toObject()["max_ulp"].toDouble(), 1.25);
    QCOMPARE(first["theirs"].toObject()["variant"].toString(),
             QString::fromStdString(session.cases[5].variant));
    QVERIFY(document["kernels"]
                .toArray()[0]
                .toObject()["cells"]
                .toArray()[1]
                .toObject()["ratio"]
                .isNull());
    const std::string csv = toCsv(board, session);
    QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), 1 + 4);
    QVERIFY(csv.find("\"evil,") != std::string::npos);
    const std::string text = toText(board, session);
    QVERIFY(text.find('\x1b') == std::string::npos);
    QVERIFY(text.find("pass") != std::string::npos);
    QVERIFY(toMarkdown(board, session).find("<b>") == std::string::npos);
    const Scoreboard failing = *scoreboard(session, "compiler", {1, 0.2});
    QVERIFY(toText(failing, session).find("dot f32 at n = 128: sse4 takes 1.25") !=
            std::string::npos);
    QVERIFY(toMarkdown(failing, session).find("sse4 takes 1.25") != std::string::npos);
    QCOMPARE(fasterText(0.5), std::string("×2.00 faster"));
    QCOMPARE(fasterText(1.25), std::string("×1.25 slower"));
    QCOMPARE(fasterText(1.001), std::string("as fast"));
    // Nothing at all is said so.
    QVERIFY(toText(*scoreboard({}, {}), {}).find("nothing to judge") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestScoreboard)
#include "tst_scoreboard.moc"
