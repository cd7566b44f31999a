// The rules about libraries and short arrays, on sessions made by hand.
#include <QtTest>

#include "findings_fixture.h"

using namespace lane;
using namespace lane::test;

class TestFindingsPeers : public QObject {
  Q_OBJECT
 private slots:
  void aLibraryFarAheadIsTold() {
    Session session;
    for (const std::uint64_t size : {1000u, 10000u, 100000u}) {
      // Calling costs 1 µs; at 1,000 elements torch is all call, and must not count.
      const double n = double(size);
      const auto numpy = addCase(session, "argmax", "numpy", size, 0.25e-6 + 0.06e-9 * n);
      const auto torch = addCase(session, "argmax", "torch", size, 0.7e-6 + 0.8e-9 * n);
      addValue(session, "call_cost", numpy, 0.2e-6, "s");
      addValue(session, "call_cost", torch, 1e-6, "s");
    }
    const auto found = ofRule(session, "libraries");
    QVERIFY(found.size() >= 1);
    QVERIFY2(says(found[0], "numpy is at least 3 times as fast as torch in 1 kernel"),
             found[0].text.c_str());
    // 0.7 + 80 µs against 0.25 + 6 µs: 12.9; at 10 k 8.7 against 0.85: 10.2.
    QVERIFY2(says(found[0], "×13"), found[0].text.c_str());
    QVERIFY2(says(found[0], "at least ×10 from 10 k to 100 k"), found[0].text.c_str());
    for (const Finding& finding : found) QVERIFY(!says(finding, "torch is at least"));
  }

  void librariesAlikeAreNoFinding() {
    Session session;
    for (const std::uint64_t size : {1000u, 10000u, 100000u}) {
      addCase(session, "add", "numpy", size, 1e-9 * double(size));
      addCase(session, "add", "torch", size, 2.9e-9 * double(size));
    }
    for (const Finding& finding : ofRule(session, "libraries"))
      QVERIFY2(!says(finding, "at least 3 times"), finding.text.c_str());
  }

  void aJumpIsTold() {
    Session session;
    addCase(session, "exp", "torch", 10000, 40e-6);
    addCase(session, "exp", "torch", 100000, 400e-6);
    addCase(session, "exp", "torch", 1000000, 400e-6);
    const auto found = ofRule(session, "libraries");
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found[0].severity, Severity::warning);
    QVERIFY2(says(found[0],
                  "torch becomes 10 times as fast per element in exp f32, from 100 k to "
                  "1 M"),
             found[0].text.c_str());
  }

  /// What shrinks per element only because the call weighs less is no jump.
  void callingIsNoJump() {
    Session session;
    for (const auto& [size, seconds] : {std::pair{100u, 1.05e-6}, std::pair{1000u, 1.5e-6},
                                        std::pair{10000u, 6e-6}, std::pair{100000u, 51e-6}}) {
      const auto index = addCase(session, "exp", "torch", size, seconds);
      addValue(session, "call_cost", index, 1e-6, "s");
    }
    const auto found = ofRule(session, "libraries");
    QCOMPARE(found.size(), 1u);
    QCOMPARE(found[0].severity, Severity::note);
    QVERIFY2(says(found[0], "nowhere suddenly faster"), found[0].text.c_str());
    // 0.6 against 0.51 ns an element: 1.18.
    QVERIFY2(says(found[0], "×1.18"), found[0].text.c_str());
  }

  void shortArraysAreJudged() {
    Session session;
    for (const char* kernel : {"add", "dot", "exp"})
      for (const std::uint64_t size : {64u, 100u}) {
        addCase(session, kernel, "scalar", size, 4e-10 * double(size));
        addCase(session, kernel, "sse4", size, 2e-10 * double(size));
        addCase(session, kernel, "avx2", size, 1e-10 * double(size));
        addCase(session, kernel, "omp-avx2", size, 0.5e-10 * double(size));
      }
    auto found = ofRule(session, "small_sizes");
    QCOMPARE(found.size(), 1u);
    QVERIFY2(says(found[0], "in 6 of 6 cases, by ×4.0 to ×4.0, ×4.0 in the geometric mean"),
             found[0].text.c_str());
    QVERIFY(says(found[0], "is not so here"));
    // One where the vectors lose.
    addCase(session, "sum", "scalar", 64, 1e-9);
    addCase(session, "sum", "avx2", 64, 2e-9);
    found = ofRule(session, "small_sizes");
    QCOMPARE(found.size(), 1u);
    QVERIFY2(says(found[0], "in 6 of 7 cases, by ×0.50 to ×4.0"), found[0].text.c_str());
    QVERIFY2(says(found[0], "not in sum f32 at 64"), found[0].text.c_str());
  }

  void largeArraysAreNotShort() {
    Session session;
    for (const char* kernel : {"add", "dot", "exp", "log", "tanh", "sum"}) {
      addCase(session, kernel, "scalar", 128, 4e-8);
      addCase(session, kernel, "avx2", 128, 1e-8);
    }
    QVERIFY(ofRule(session, "small_sizes").empty());
  }
};

QTEST_APPLESS_MAIN(TestFindingsPeers)
#include "tst_findings_peers.moc"
