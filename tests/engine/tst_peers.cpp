// Libraries as variants: what they compute against the reference, and that one that is missing,
// crashes, hangs or prints rubbish costs nothing but its own rows.
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "kernels/kernel.h"
#include "peers/peer_case.h"
#include "peers/peer_process.h"
#include "run/benchmark.h"
#include "run/runner.h"
#include "support/recording_sink.h"

using namespace lane;

namespace {

bool hasNumPy() {
  return whyNoPeer(PeerId::numpy).empty();
}

const Benchmark& benchmarkNamed(std::string_view name) {
  for (const auto& one : allBenchmarks())
    if (one->info().name == name) return *one;
  throw std::out_of_range("no such benchmark");
}

/// A program in Python's place that does what the script says.
class FalsePython {
 public:
  explicit FalsePython(const QByteArray& script) {
    QFile file(m_folder.filePath(QStringLiteral("python")));
    if (!file.open(QIODevice::WriteOnly)) return;
    file.write("#!/bin/sh\n" + script);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    file.close();
    qputenv("LANESCOPE_PYTHON", QFile::encodeName(file.fileName()));
  }
  ~FalsePython() {
    qunsetenv("LANESCOPE_PYTHON");
    closePeers();
  }

 private:
  QTemporaryDir m_folder;
};

constexpr char kHello[] =
    "read line; echo '{\"library\":\"NumPy\",\"version\":\"9.9\",\"empty_call\":1e-8}'\n";

Plan smallPlan() {
  Plan plan;
  plan.benchmarks = {"add"};
  plan.sizes = {64};
  plan.variants = {"scalar", "numpy"};
  plan.precision = 0.5;
  plan.budgetSeconds = 0.2;
  plan.placements = 0;
  plan.refine = false;
  return plan;
}

const CaseRecord* caseOf(const Session& session, std::string_view variant) {
  const auto found = std::find_if(session.cases.begin(), session.cases.end(),
                                  [&](const CaseRecord& r) { return r.variant == variant; });
  return found == session.cases.end() ? nullptr : &*found;
}

}  // namespace

class TestPeers : public QObject {
  Q_OBJECT
 private slots:
  void init() { qunsetenv("LANESCOPE_PYTHON"); }
  void cleanup() { closePeers(); }

  void namesAreVariants() {
    std::set<std::string_view> names;
    for (const PeerInfo& peer : peers()) {
      QVERIFY(names.insert(peer.name).second);
      QVERIFY(isVariant(peer.name));
      QVERIFY(peerByName(peer.name) == peer.id);
      QVERIFY(!variantByName(peer.name));
    }
  }

  /// Unless a plan names them, libraries take no part.
  void theyAreOnRequest() {
    Plan plan = smallPlan();
    plan.variants.clear();
    const auto preview = previewPlan(plan);
    QVERIFY(preview.has_value());
    for (const CaseRecord& record : preview->cases) QVERIFY(!peerByName(record.variant));
  }

  /// `expected`: how many of the 28 kernels the library has a function for; -1: not counted.
  void itComputesWhatWeDo_data() {
    QTest::addColumn<int>("peer");
    QTest::addColumn<int>("dtype");
    QTest::addColumn<int>("mode");
    QTest::addColumn<int>("expected");
    const auto row = [](const char* name, PeerId peer, Dtype dtype, Mode mode, int expected) {
      QTest::newRow(name) << int(peer) << int(dtype) << int(mode) << expected;
    };
    row("NumPy, f32", PeerId::numpy, Dtype::f32, Mode::reuse, 28);
    row("NumPy, f64", PeerId::numpy, Dtype::f64, Mode::reuse, -1);
    row("NumPy, f32, allocate", PeerId::numpy, Dtype::f32, Mode::allocate, 19);
    row("OpenBLAS, f32", PeerId::openblas, Dtype::f32, Mode::reuse, 4);
    row("OpenBLAS, f64", PeerId::openblas, Dtype::f64, Mode::reuse, -1);
    row("oneDNN, f32", PeerId::onednn, Dtype::f32, Mode::reuse, 22);
  }
  void itComputesWhatWeDo() {
    QFETCH(int, peer);
    QFETCH(int, dtype);
    QFETCH(int, mode);
    QFETCH(int, expected);
    const PeerInfo& library = info(PeerId(peer));
    if (!whyNoPeer(library.id).empty()) QSKIP(whyNoPeer(library.id).c_str());
    if (const auto about = aboutPeer(library.id, 1); !about) QSKIP(about.error().what.c_str());
    int computed = 0;
    Arena arena;
    Team team;
    for (const KernelInfo* kernel : kernels()) {
      if (Dtype(dtype) == Dtype::f64 && !kernel->hasF64) continue;
      bool has = true;
      for (const std::uint64_t n : {1u, 7u, 1000u, 4099u}) {
        const Benchmark& benchmark = benchmarkNamed(kernel->name);
        const GroupPoint point{.size = n, .dtype = Dtype(dtype), .mode = Mode(mode)};
        if (!benchmark.whyNot(point).empty()) continue;
        if (library.id == PeerId::onednn && n == 1) continue;  // it reduces no single element
        auto group = benchmark.place(point, arena, team);
        QVERIFY(group.has_value());
        const auto checked = (*group)->check(std::string(library.name), 1);
        if (!checked && checked.error().what.find(" has no ") != std::string::npos) {
          has = false;
          break;
        }
        const QByteArray name =
            QByteArray::fromStdString(std::string(kernel->name)) + " n=" + QByteArray::number(n);
        QVERIFY2(checked.has_value(), name + ": " + (checked ? "" : checked.error().what.c_str()));
        QVERIFY2(checked->passed, name + ": " + QByteArray::number(checked->maxUlp) + " ULP");
        const auto batch = (*group)->prepare(std::string(library.name), 1);
        batch->run(3);
        QVERIFY2(batch->failure().empty(), name);
      }
      computed +=
          has && benchmarkNamed(kernel->name).whyNot({.size = 7, .mode = Mode(mode)}).empty();
    }
    if (expected >= 0) QCOMPARE(computed, expected);
    QVERIFY(computed >= 4);
  }

  /// A wrong result is found: here the second operand is another than the peer was given.
  void aWrongResultIsFound() {
    if (!hasNumPy()) QSKIP(whyNoPeer(PeerId::numpy).c_str());
    std::vector<float> a(64, 1.0f), b(64, 2.0f), out(64);
    PeerWork work{kernelByName("add"),
                  Dtype::f32,
                  Mode::reuse,
                  {.a = a.data(), .b = b.data(), .out = out.data(), .n = a.size()}};
    auto done = computeOnce(work);
    QVERIFY(done.has_value());
    QVERIFY(checkResult(*work.kernel, Dtype::f32, VariantId::scalar, work.args).passed);
    b[5] = 3;
    QVERIFY(!checkResult(*work.kernel, Dtype::f32, VariantId::scalar, work.args).passed);
  }

  void itsSamplesInterleaveWithOurs() {
    if (!hasNumPy()) QSKIP(whyNoPeer(PeerId::numpy).c_str());
    RecordingSink sink;
    const auto session = runPlan(smallPlan(), sink, {});
    QVERIFY2(session.has_value(), session ? "" : session.error().what.c_str());
    const CaseRecord* numpy = caseOf(*session, "numpy");
    const CaseRecord* scalar = caseOf(*session, "scalar");
    QVERIFY(numpy && scalar && numpy->hasTime() && scalar->hasTime());
    // Every round has one sample of each.
    std::map<std::uint32_t, std::set<std::uint32_t>> rounds;
    for (std::size_t i = 0; i < session->samples.size(); ++i)
      rounds[session->samples.round[i]].insert(session->samples.caseIndex[i]);
    QVERIFY(std::any_of(rounds.begin(), rounds.end(),
                        [](const auto& round) { return round.second.size() == 2; }));
    // Calling into Python takes longer than 64 additions in a register do.
    QVERIFY(numpy->median > scalar->median);
    QVERIFY(numpy->median < 1e-3);
    const SourceRecord& source = session->sources.at(numpy->source);
    QVERIFY(source.tool.starts_with("NumPy "));
    QVERIFY(source.kind == SourceKind::child);
    QVERIFY(source.environment.find("threads") != std::string::npos);
    const auto cost =
        std::find_if(session->values.begin(), session->values.end(), [&](const ValueRecord& value) {
          return session->metrics[value.metric].id == "call_cost" &&
                 session->cases[value.caseIndex].variant == "numpy";
        });
    QVERIFY(cost != session->values.end());
    QVERIFY(cost->value > 1e-8 && cost->value < numpy->median * 2);
  }

  void whatGoesWrongCostsItsRowsOnly_data() {
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("ends at once") << QByteArray("exit 3\n") << QByteArray("exit code 3");
    QTest::newRow("killed") << QByteArray("kill -SEGV $$\n") << QByteArray("signal 11");
    QTest::newRow("rubbish") << QByteArray("read line; echo hello\n")
                             << QByteArray("answered \"hello\"");
    QTest::newRow("no library") << QByteArray(
                                       "read line; echo '{\"error\":\"No module named numpy\"}'\n"
                                       "read line\n")
                                << QByteArray("No module named numpy");
    QTest::newRow("dies at work") << QByteArray(kHello) + "read line; exit 5\n"
                                  << QByteArray("exit code 5");
    QTest::newRow("a time that is none")
        << QByteArray(kHello) +
               "read line; echo '{\"call_cost\":1e-7}'; read line; echo '{}'\n"
               "read line; echo '{}'; read line; echo '{\"call_cost\":1e-7}'\n"
               "read line; echo '{\"seconds\":\"soon\"}'\n"
        << QByteArray("ULP from the reference");  // its result is no result either
  }
  void whatGoesWrongCostsItsRowsOnly() {
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, reason);
    const FalsePython python(script);
    RecordingSink sink;
    const auto session = runPlan(smallPlan(), sink, {});
    QVERIFY2(session.has_value(), session ? "" : session.error().what.c_str());
    const CaseRecord* numpy = caseOf(*session, "numpy");
    const CaseRecord* scalar = caseOf(*session, "scalar");
    QVERIFY(numpy && scalar);
    QVERIFY(scalar->hasTime());
    QVERIFY(!numpy->hasTime());
    QVERIFY2(numpy->reason.find(reason.toStdString()) != std::string::npos, numpy->reason.c_str());
  }

  void aHangIsNotWaitedFor() {
    const FalsePython python("sleep 60\n");
    PeerProcess peer(PeerId::numpy, 1, {.start = 0.2, .answer = 0.2});
    QElapsedTimer timer;
    timer.start();
    const auto about = peer.start();
    QVERIFY(!about.has_value());
    QVERIFY2(about.error().what.find("no answer in 0.2 s") != std::string::npos,
             about.error().what.c_str());
    QVERIFY(timer.elapsed() < 5000);
    // The dead answer at once.
    timer.restart();
    QVERIFY(!peer.run(1).has_value());
    QVERIFY(timer.elapsed() < 100);
  }

  /// Numbers that are none, and parts that are missing, are no crash.
  void answersAreNotTrusted() {
    const FalsePython python(
        "read line; echo '{\"library\":7,\"version\":[]}'\n"
        "read line; echo '{\"call_cost\":\"cheap\"}'\n"
        "read line; echo '{\"seconds\":\"soon\"}'\n");
    std::vector<float> a(64, 1.0f), b(64, 2.0f), out(64);
    const PeerWork work{kernelByName("add"),
                        Dtype::f32,
                        Mode::reuse,
                        {.a = a.data(), .b = b.data(), .out = out.data(), .n = a.size()}};
    PeerProcess peer(PeerId::numpy, 1);
    const auto about = peer.start();
    QVERIFY(about.has_value());
    QCOMPARE(about->tool, std::string("NumPy of unknown version"));
    const auto cost = peer.prepare(work);
    QVERIFY(cost.has_value() && std::isnan(*cost));
    const auto seconds = peer.run(10);
    QVERIFY(!seconds.has_value());
    QVERIFY(seconds.error().what.find("gave no time") != std::string::npos);
  }

  void aMissingPythonIsAReason() {
    qputenv("LANESCOPE_PYTHON", "/nowhere/python3");
    PeerProcess peer(PeerId::numpy, 1);
    const auto about = peer.start();
    QVERIFY(!about.has_value());
  }

 private:
  static Result<void> computeOnce(const PeerWork& work) {
    PeerProcess peer(PeerId::numpy, 1);
    return peer.start()
        .and_then([&](const PeerAbout&) { return peer.prepare(work); })
        .and_then([&](double) { return peer.fetch(work); });
  }
};

QTEST_GUILESS_MAIN(TestPeers)
#include "tst_peers.moc"
