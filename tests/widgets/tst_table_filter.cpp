// Filter lines against predicates written out for each of them.
#include <QTest>
#include <functional>

#include "analysis/curves.h"
#include "models/table_filter.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

using Accepts = std::function<bool(const CaseRecord&)>;

bool timed(const CaseRecord& r) {
  return (r.status == CaseStatus::measured || r.status == CaseStatus::coarse) && r.median > 0;
}

Session someSession() {
  test::SampleOptions options;
  options.kernels = {"add", "dot", "gelu"};
  options.variants = {"scalar", "sse4", "avx2"};
  options.lastSize = 1 << 14;
  options.coarseKernels = 1;
  Session session = test::sampleSession(options);
  for (std::size_t i = 0; i < session.cases.size(); i += 7) session.cases[i].threads = 2;
  return session;
}

}  // namespace

class tst_table_filter : public QObject {
  Q_OBJECT
 private slots:
  void filterLines_data();
  void filterLines();
  void termsAreCutOut_data();
  void termsAreCutOut();
  void writtenTermsAreReadBack();
};

void tst_table_filter::filterLines_data() {
  QTest::addColumn<QString>("line");
  QTest::addColumn<Accepts>("accepts");
  const auto row = [](const char* line, Accepts accepts) {
    QTest::newRow(line) << QString::fromUtf8(line) << std::move(accepts);
  };
  row("", [](const CaseRecord&) { return true; });
  row("dot", [](const CaseRecord& r) { return r.benchmark == "dot"; });
  row("DOT sse4", [](const CaseRecord& r) { return r.benchmark == "dot" && r.variant == "sse4"; });
  row("kernel:e variant:avx2,sse4", [](const CaseRecord& r) {
    return r.benchmark == "gelu" && (r.variant == "avx2" || r.variant == "sse4");
  });
  row("variant:avx", [](const CaseRecord&) { return false; });
  row("variant:avx*", [](const CaseRecord& r) { return r.variant == "avx2"; });
  row("-variant:scalar -neon",
      [](const CaseRecord& r) { return r.variant != "scalar" && r.variant != "neon"; });
  row("!dot", [](const CaseRecord& r) { return r.benchmark != "dot"; });
  row("kernel!=dot", [](const CaseRecord& r) { return r.benchmark != "dot"; });
  row("n>=4Ki", [](const CaseRecord& r) { return r.size >= 4096; });
  row("n=16,1Ki", [](const CaseRecord& r) { return r.size == 16 || r.size == 1024; });
  row("n:64..1Ki threads>1",
      [](const CaseRecord& r) { return r.size >= 64 && r.size <= 1024 && r.threads > 1; });
  row("n!=8 threads=2", [](const CaseRecord& r) { return r.size != 8 && r.threads == 2; });
  row("time>100ns", [](const CaseRecord& r) { return timed(r) && r.median > 1e-7; });
  row("throughput>=20GB/s n<100", [](const CaseRecord& r) {
    return timed(r) && (r.bytesRead + r.bytesWritten) / r.median >= 20e9 && r.size < 100;
  });
  row("interval<=0.5%",
      [](const CaseRecord& r) { return timed(r) && (r.ciHigh - r.ciLow) / 2 / r.median <= 0.005; });
  row("status:coarse", [](const CaseRecord& r) { return r.status == CaseStatus::coarse; });
  row("-status:meas type=f32", [](const CaseRecord& r) {
    return r.status != CaseStatus::measured && r.dtype == Dtype::f32;
  });
  row("\"kernel=dot\" conditions:hot",
      [](const CaseRecord& r) { return r.benchmark == "dot" && r.cache == CacheState::hot; });
  // Nonsense: words that occur nowhere match nothing, what cannot be read is left out.
  row("std::sort", [](const CaseRecord&) { return false; });
  row("n>=lots dot", [](const CaseRecord& r) { return r.benchmark == "dot"; });
  row("n>= time: - variant:, kernel>a", [](const CaseRecord&) { return true; });
  row("\"", [](const CaseRecord&) { return true; });
  row("n:1e99..-5 \xe2\x88\x92\xf0\x9f\x98\x80", [](const CaseRecord&) { return false; });
}

void tst_table_filter::filterLines() {
  QFETCH(QString, line);
  QFETCH(Accepts, accepts);
  const Session session = someSession();
  TableColumns columns;
  columns.assign(session.cases.size(),
                 [&session](std::size_t row) -> const CaseRecord& { return session.cases[row]; });
  const std::vector<std::uint8_t> shown = TableFilter(line).matches(columns);
  QCOMPARE(shown.size(), session.cases.size());
  for (std::size_t row = 0; row < shown.size(); ++row)
    QVERIFY2((shown[row] == 1) == accepts(session.cases[row]), session.cases[row].key.c_str());
}

void tst_table_filter::termsAreCutOut_data() {
  QTest::addColumn<QString>("line");
  QTest::addColumn<int>("term");
  QTest::addColumn<QString>("left");
  QTest::newRow("first") << QStringLiteral("dot n>1 avx2") << 0 << QStringLiteral("n>1 avx2");
  QTest::newRow("middle") << QStringLiteral("dot  n>1   avx2") << 1 << QStringLiteral("dot avx2");
  QTest::newRow("last") << QStringLiteral(" dot n>1 avx2 ") << 2 << QStringLiteral("dot n>1");
  QTest::newRow("only") << QStringLiteral("  dot ") << 0 << QStringLiteral("");
  QTest::newRow("quoted") << QStringLiteral("dot \"conditions=hot, allocate\" avx2") << 1
                          << QStringLiteral("dot avx2");
  QTest::newRow("open quote") << QStringLiteral("dot \"a b") << 1 << QStringLiteral("dot");
}

void tst_table_filter::termsAreCutOut() {
  QFETCH(QString, line);
  QFETCH(int, term);
  QFETCH(QString, left);
  QCOMPARE(TableFilter(line).lineWithout(std::size_t(term)), left);
}

void tst_table_filter::writtenTermsAreReadBack() {
  for (const char* text : {"dot", "norm l2", "a,b", "x|y", "std::sort<int, 4>", "-", "ünïcode"}) {
    CaseRecord record, other;
    record.benchmark = text;
    other.benchmark = std::string(text) + "x";
    const CaseRecord* both[] = {&record, &other};
    TableColumns columns;
    columns.assign(2, [&](std::size_t row) -> const CaseRecord& { return *both[row]; });
    const QString term = TableFilter::termFor(TableField::kernel, QString::fromUtf8(text));
    QCOMPARE(TableFilter(term).matches(columns), (std::vector<std::uint8_t>{1, 0}));
    QCOMPARE(TableFilter(u'-' + term).matches(columns), (std::vector<std::uint8_t>{0, 1}));
  }
  for (const std::uint64_t low : {1ull, 1000ull, 1024ull, 65537ull, 12000ull}) {
    CaseRecord below, at, above;
    below.size = low - 1;
    at.size = low;
    above.size = 4 * low + 1;
    const CaseRecord* all[] = {&below, &at, &above};
    TableColumns columns;
    columns.assign(3, [&](std::size_t row) -> const CaseRecord& { return *all[row]; });
    QCOMPARE(TableFilter(TableFilter::termForSizes(low, 4 * low)).matches(columns),
             (std::vector<std::uint8_t>{0, 1, 0}));
  }
}

QTEST_APPLESS_MAIN(tst_table_filter)
#include "tst_table_filter.moc"
