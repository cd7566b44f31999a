// The header of thresholds: compiled by the system's compiler and held against the session.
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <set>

#include "exchange/dispatch_header.h"

using namespace lane;

namespace {

/// Times of one benchmark over octaves from 8 to 4 Ki, in nanoseconds.
void measure(Session& session, const std::string& benchmark, Dtype dtype, const char* variant,
             double (*time)(double)) {
  for (std::uint64_t n = 8; n <= 4096; n *= 2) {
    CaseRecord r;
    r.suite = "vector";
    r.benchmark = benchmark;
    r.dtype = dtype;
    r.size = n;
    r.variant = variant;
    r.median = 1e-9 * time(double(n));
    r.status = CaseStatus::measured;
    r.key = makeKey(r);
    for (std::uint32_t round = 0; round < 16; ++round) {
      session.samples.seconds.push_back(r.median);
      session.samples.caseIndex.push_back(static_cast<std::uint32_t>(session.cases.size()));
      session.samples.process.push_back(0);
      session.samples.pass.push_back(round / 4);
      session.samples.round.push_back(round);
    }
    session.cases.push_back(r);
  }
}

/// scalar takes n; avx2 wins from 100 on, always, never.
double scalar(double n) {
  return n;
}
double fromHundred(double n) {
  return 80 + n / 5;
}
double always(double n) {
  return n / 4;
}
double never(double n) {
  return 2 * n;
}

Session makeSession(const std::vector<std::string>& names) {
  Session session;
  session.uuid = "0f0e0d0c-0000-4000-8000-000000000001";
  session.created = "2026-01-02T03:04:05Z";
  session.seed = 77;
  session.machine.cpuModel = "Example CPU \"9\" \\";
  session.machine.clockHz = 3.5e9;
  for (const std::string& name : names) {
    measure(session, name, Dtype::f32, "scalar", scalar);
    measure(session, name, Dtype::f32, "avx2", fromHundred);
  }
  return session;
}

/// Compiles a file that includes the header and has these lines.
QString compile(const std::string& header, const QString& lines) {
  const QTemporaryDir folder;
  const auto write = [&](const char* name, const QByteArray& text) {
    QFile file(folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
  };
  if (!write("thresholds.h", QByteArray::fromStdString(header)) ||
      !write("user.cpp", "#include \"thresholds.h\"\n#include \"thresholds.h\"\n" + lines.toUtf8()))
    return QStringLiteral("cannot write");
  QProcess compiler;
  compiler.setProcessChannelMode(QProcess::MergedChannels);
  compiler.start(QStringLiteral("c++"), {"-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                                         "-fsyntax-only", folder.filePath("user.cpp")});
  if (!compiler.waitForFinished(60000)) return compiler.errorString();
  return QString::fromUtf8(compiler.readAll());
}

}  // namespace

class TestDispatchHeader : public QObject {
  Q_OBJECT
 private slots:
  void compilesAndHoldsTheThresholds() {
    Session session = makeSession({"dot"});
    measure(session, "exp", Dtype::f32, "scalar", scalar);
    measure(session, "exp", Dtype::f32, "avx2", always);
    measure(session, "sum", Dtype::f64, "scalar", scalar);
    measure(session, "sum", Dtype::f64, "avx2", never);
    const std::string header = dispatchHeader(session, {"scalar"}, {"avx2"});
    const QString errors = compile(header, QStringLiteral(R"(
namespace t = lanescope_thresholds::scalar_to_avx2;
// Both lie between 64 and 128, where the times cross at 100.
static_assert(t::dot_f32 > 64 && t::dot_f32 <= 128);
static_assert(t::exp_f32 == 0);
static_assert(t::sum_f64 == SIZE_MAX);
static_assert(t::all_f64 == SIZE_MAX);
static_assert(t::all_f32 <= 128);
constexpr bool wide(std::size_t n) { return n >= t::dot_f32; }
static_assert(wide(4096) && !wide(8));
)"));
    QVERIFY2(errors.isEmpty(), qPrintable(errors));
    for (const char* part :
         {"Example CPU", "3.50 GHz", "0f0e0d0c-0000-4000-8000-000000000001", "2026-01-02T03:04:05Z",
          "77", "kind at", "kind always", "kind never", "320 samples"})
      QVERIFY2(header.find(part) != std::string::npos, part);
  }

  /// What the comments say of the shared threshold, calculated here from the closed forms.
  void regretOfTheSharedThreshold() {
    Session session = makeSession({"dot"});
    measure(session, "exp", Dtype::f32, "scalar", scalar);
    measure(session, "exp", Dtype::f32, "avx2", always);
    const QString header = QString::fromStdString(dispatchHeader(session, {"scalar"}, {"avx2"}));
    // Ten sizes over nine octaves, the ends weigh half. For `exp` every size below the threshold
    // costs 3; for `dot` using avx2 at n costs 80 / n - 0.8: 9.2 at 8, 4.2, 1.7, 0.45 at 64.
    const double weights = 9, dotAlways = (9.2 / 2 + 4.2 + 1.7 + 0.45) / weights;
    // Threshold 64: exp loses 3 at 8 (half), 16 and 32, dot loses 0.45 at 64.
    const double exp64 = (3.0 / 2 + 3 + 3) / weights, dot64 = 0.45 / weights;
    const double exp16 = 1.5 / weights, dot16 = (4.2 + 1.7 + 0.45) / weights;
    const double exp32 = 4.5 / weights, dot32 = (1.7 + 0.45) / weights;
    const double best = std::min({dotAlways, exp64 + dot64, exp16 + dot16, exp32 + dot32});
    QCOMPARE(best, exp32 + dot32);
    const QRegularExpression shared(
        R"(//   dot_f32: ([\d.]+) %, ([\d.]+) %\n//   exp_f32: ([\d.]+) %, ([\d.]+) %\n)"
        R"(inline constexpr std::size_t all_f32 = (\d+);)");
    const auto found = shared.match(header);
    QVERIFY2(found.hasMatch(), qPrintable(header));
    QVERIFY(std::abs(found.captured(1).toDouble() - 100 * dot32) < 0.5);
    QCOMPARE(found.captured(2).toDouble(), 0.0);
    QVERIFY(std::abs(found.captured(3).toDouble() - 100 * exp32) < 0.5);
    QCOMPARE(found.captured(4).toDouble(), 0.0);
    QCOMPARE(found.captured(5).toInt(), 32);
  }

  void namesAreIdentifiers_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("plain") << "dot"
                           << "dot";
    QTest::newRow("imported") << "BM_Copy<float>/8/threads:2"
                              << "BM_Copy_float_8_threads_2";
    QTest::newRow("digit first") << "3dconv"
                                 << "n3dconv";
    QTest::newRow("reserved") << "__x__y"
                              << "x_y";
    QTest::newRow("nothing left") << "→"
                                  << "unnamed";
    QTest::newRow("empty") << ""
                           << "unnamed";
  }
  void namesAreIdentifiers() {
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(QString::fromStdString(identifier(text.toStdString())), expected);
  }

  /// Imported names may be anything; the file still compiles, with one constant for each.
  void anyNameCompiles() {
    const std::vector<std::string> names{"int",
                                         "a b",
                                         "a-b",
                                         "a_b",
                                         "all",
                                         "x\\",
                                         "y*/",
                                         "z\n#error",
                                         "?\?/",
                                         "\xE2\x80\xAE",
                                         "NULL",
                                         "1",
                                         "",
                                         "→",
                                         "linux",
                                         "operator",
                                         "std::sort<int>/1024",
                                         "_Upper"};
    const Session session = makeSession(names);
    const std::string header = dispatchHeader(session, {"scalar"}, {"avx2"});
    const QString errors = compile(header, QStringLiteral("int unused;\n"));
    QVERIFY2(errors.isEmpty(), qPrintable(errors));
    const QRegularExpression constant(QStringLiteral("size_t (\\w+) = "));
    std::set<QString> constants;
    for (auto it = constant.globalMatch(QString::fromStdString(header)); it.hasNext();)
      constants.insert(it.next().captured(1));
    QCOMPARE(constants.size(), names.size() + 1);  // and the shared one
    for (const char c : header) QVERIFY(c == '\n' || (c >= ' ' && c <= '~'));
  }

  void nothingInCommon() {
    const Session session = makeSession({"dot"});
    const std::string header = dispatchHeader(session, {"scalar"}, {"neon"});
    QVERIFY2(compile(header, {}).isEmpty(), header.c_str());
    QVERIFY(header.find("constexpr") == std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestDispatchHeader)
#include "tst_dispatch_header.moc"
