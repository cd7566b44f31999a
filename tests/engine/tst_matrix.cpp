// The matrix of sessions against closed forms.
#include <QTest>
#include <cmath>

#include "analysis/matrix.h"
#include "exchange/matrix_export.h"

using namespace lane;

namespace {

CaseRecord makeCase(const char* benchmark, std::uint64_t size, const char* variant,
                    double seconds) {
  CaseRecord record;
  record.suite = "vector";
  record.benchmark = benchmark;
  record.dtype = Dtype::f32;
  record.size = size;
  record.variant = variant;
  record.median = seconds;
  record.ciLow = seconds / 1.01;
  record.ciHigh = seconds * 1.01;
  record.sampleCount = 32;
  record.status = CaseStatus::measured;
  record.key = makeKey(record);
  return record;
}

MatrixSession side(const char* name, std::vector<CaseRecord> cases) {
  auto session = std::make_shared<Session>();
  session->cases = std::move(cases);
  return {session, name};
}

bool near(double a, double b) {
  return std::abs(a / b - 1) < 1e-12;
}

}  // namespace

class TestMatrix : public QObject {
  Q_OBJECT

 private slots:
  void geometricMeans() {
    const Matrix m =
        makeMatrix({side("a", {makeCase("dot", 8, "avx2", 1e-8), makeCase("dot", 16, "avx2", 2e-8),
                               makeCase("sum", 8, "avx2", 3e-8)}),
                    side("b", {makeCase("dot", 8, "avx2", 2e-8), makeCase("dot", 16, "avx2", 16e-8),
                               makeCase("exp", 8, "avx2", 1e-8)})});
    QCOMPARE(m.kernels.size(), std::size_t(3));
    QCOMPARE(m.kernels[0].name(), std::string("vector/dot f32"));
    QVERIFY(near(m.kernels[0].cells[1].ratio, 4));  // sqrt(2 * 8)
    QCOMPARE(m.kernels[0].cells[1].cases, std::size_t(2));
    QCOMPARE(m.kernels[0].cells[0].ratio, 1.0);
    QCOMPARE(m.kernels[0].cells[0].low, 1.0);
    QVERIFY(std::isnan(m.kernels[1].cells[1].ratio) && !m.kernels[1].cells[1].reason.empty());
    QCOMPARE(m.kernels[2].benchmark, std::string("exp"));
    QVERIFY(std::isnan(m.kernels[2].cells[0].ratio));
    QVERIFY(near(m.overall[1].ratio, 4));
    QCOMPARE(m.overall[1].cases, std::size_t(2));
  }

  void intervalAddsBothSessionsAndTheirProcesses() {
    const Matrix m = makeMatrix(
        {side("a", {makeCase("dot", 8, "avx2", 1e-8), makeCase("dot", 16, "avx2", 2e-8)}),
         side("b", {makeCase("dot", 8, "avx2", 1e-8), makeCase("dot", 16, "avx2", 2e-8)})});
    const double z = 1.959963984540054;
    const double own = std::pow(std::log(1.01) / z, 2);  // of one median
    // Two cases of two sessions, averaged; 1.5 % of each process do not average out.
    const double half = z * std::sqrt(4 * own / 4 + 2 * 0.015 * 0.015);
    QVERIFY(near(m.overall[1].high, std::exp(half)));
    QVERIFY(near(m.overall[1].low, std::exp(-half)));
  }

  void bestVariantAndChosenOne() {
    const std::vector<MatrixSession> sessions{
        side("a", {makeCase("dot", 8, "scalar", 4e-8), makeCase("dot", 8, "avx2", 1e-8)}),
        side("b", {makeCase("dot", 8, "scalar", 2e-8), makeCase("dot", 8, "avx2", 3e-8)})};
    QVERIFY(near(makeMatrix(sessions).overall[1].ratio, 2));  // 2e-8 / 1e-8
    QVERIFY(near(makeMatrix(sessions, {.variant = "avx2"}).overall[1].ratio, 3));
    QVERIFY(near(makeMatrix(sessions, {.variant = "scalar"}).overall[1].ratio, 0.5));
    const Matrix none = makeMatrix(sessions, {.variant = "neon"});
    QVERIFY(none.overall[1].reason.find("neon") != std::string::npos);
    const Matrix turned = makeMatrix(sessions, {.reference = 1});
    QVERIFY(near(turned.overall[0].ratio, 0.5));
  }

  void onlyGoodCasesCount() {
    std::vector<CaseRecord> wrong{makeCase("dot", 8, "avx2", 1e-9),
                                  makeCase("dot", 16, "avx2", 2e-8)};
    wrong[0].status = CaseStatus::wrong;
    CaseRecord revised = makeCase("dot", 32, "avx2", 1e-8);
    revised.revision = 2;
    wrong.push_back(revised);
    const Matrix m =
        makeMatrix({side("a", {makeCase("dot", 8, "avx2", 1e-8), makeCase("dot", 16, "avx2", 1e-8),
                               makeCase("dot", 32, "avx2", 1e-8)}),
                    side("b", wrong)});
    QCOMPARE(m.overall[1].cases, std::size_t(1));
    QVERIFY(near(m.overall[1].ratio, 2));
  }

  void withoutIntervalNoneIsClaimed() {
    CaseRecord bare = makeCase("dot", 8, "avx2", 2e-8);
    bare.ciLow = bare.ciHigh = kUnknown;
    const Matrix m = makeMatrix({side("a", {makeCase("dot", 8, "avx2", 1e-8)}), side("b", {bare})});
    QVERIFY(near(m.overall[1].ratio, 2));
    QVERIFY(std::isnan(m.overall[1].low) && std::isnan(m.overall[1].high));
  }

  void costs() {
    MatrixCell cell{0.5, 0.4, 0.625, 3, {}};
    const MatrixCell perWatt = perCost(cell, 100, 50);  // twice as fast at twice the power
    QVERIFY(near(perWatt.ratio, 1));
    QVERIFY(near(perWatt.low, 0.8));
    QVERIFY(near(perWatt.high, 1.25));
    QVERIFY(!perCost(cell, kUnknown, 50).reason.empty());
    QVERIFY(!perCost(cell, 100, 0).reason.empty());
  }

  void textsEscape() {
    Matrix m = makeMatrix({side("=cmd|' /C calc'!A0", {makeCase("<b>,\"x\"", 8, "avx2", 1e-8)}),
                           side("\x1b[31mred", {makeCase("<b>,\"x\"", 8, "avx2", 1e-8)})});
    QVERIFY(toCsv(m).find(",'=cmd") != std::string::npos);
    QVERIFY(toCsv(m).find("\"<b>,\"\"x\"\"\"") != std::string::npos);
    QVERIFY(toMarkdown(m).find("<b>") == std::string::npos);
    QVERIFY(toText(m).find('\x1b') == std::string::npos);
    QVERIFY(toJson(m).find("lanescope-matrix") != std::string::npos);
  }

  void oneSessionAlone() {
    const Matrix m = makeMatrix({side("a", {makeCase("dot", 8, "avx2", 1e-8)})});
    QCOMPARE(m.overall.size(), std::size_t(1));
    QCOMPARE(m.overall[0].ratio, 1.0);
    QVERIFY(makeMatrix({side("a", {})}).kernels.empty());
  }
};

QTEST_APPLESS_MAIN(TestMatrix)
#include "tst_matrix.moc"
