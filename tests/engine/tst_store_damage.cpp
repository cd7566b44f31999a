// Files are not trusted: cut, changed at random or changed with care, they open as what they are
// or are refused with a reason; nothing crashes, waits or takes memory the file does not justify.
#include <sys/resource.h>

#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <random>

#include "engine/store_support.h"

using namespace lane;
using namespace lane::test;

// The sanitizers' shadow memory does not fit under a limit of the address space.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

#if defined(__SANITIZE_ADDRESS__)
// libhdf5 asks for whatever a damaged header says and copes with a refusal.
extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1";
}
#endif

class TestStoreDamage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void notASession_data();
  void notASession();
  void changedWithCare_data();
  void changedWithCare();
  void newerMinorOpens();
  void olderMinorOpens();
  void shippedSampleOpens();
  void truncated();
  void mutated();

 private:
  fs::path write(const std::string& bytes) const {
    const fs::path path = m_scratch / "damaged.h5";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    return path;
  }
  Scratch m_scratch;
  std::string m_good;
};

void TestStoreDamage::initTestCase() {
  VERIFY_OK(saveSession(richSession(), m_scratch / "good.h5"));
  m_good = bytesOf(m_scratch / "good.h5");
  QVERIFY(m_good.size() > 10000);
  if (kSanitized) return;
  const rlimit limit{rlim_t{1} << 30, rlim_t{1} << 30};
  setrlimit(RLIMIT_AS, &limit);
}

void TestStoreDamage::notASession_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("reason");
  QTest::newRow("empty") << QByteArray() << "empty";
  QTest::newRow("text") << QByteArray("version: 1\n") << "not an HDF5 file";
  QTest::newRow("short") << QByteArray("\x89HDF") << "not an HDF5 file";
  QTest::newRow("signature only") << QByteArray("\x89HDF\r\n\x1a\n") << "damaged or cut short";
  QTest::newRow("signature and zeros")
      << QByteArray("\x89HDF\r\n\x1a\n") + QByteArray(100000, '\0') << "damaged or cut short";
}

void TestStoreDamage::notASession() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, reason);
  const fs::path path = write(bytes.toStdString());
  VERIFY_FAILS(openSession(path), ErrorCode::format, reason.toUtf8().constData());
  VERIFY_FAILS(openSession(path), ErrorCode::format, "damaged.h5");
  VERIFY_FAILS(peekSession(path), ErrorCode::format, reason.toUtf8().constData());
  VERIFY_FAILS(openSession(m_scratch.path()), ErrorCode::io, "is a directory");
  VERIFY_FAILS(openSession(m_scratch / "none.h5"), ErrorCode::io, "No such file or directory");
  VERIFY_FAILS(openSession("/dev/zero"), ErrorCode::io, "not a regular file");
}

void TestStoreDamage::changedWithCare_data() {
  QTest::addColumn<QString>("reason");
  QTest::newRow("foreign") << "not a Lanescope session";
  QTest::newRow("newer_major") << "newer Lanescope (format 2.0";
  QTest::newRow("version_text") << "no readable format version";
  QTest::newRow("version_variable") << "format_version of / is not a text of fixed length";
  QTest::newRow("shorter_column") << "/cases/mean has 13 rows";
  QTest::newRow("float32") << "/cases/mean is not of type float64";
  QTest::newRow("integers_for_text") << "/cases/key is not text of fixed length";
  QTest::newRow("variable_text") << "/cases/key is not text of fixed length";
  QTest::newRow("two_dimensions") << "/cases/mean is not one-dimensional";
  QTest::newRow("scalar") << "/cases/mean is not one-dimensional";
  QTest::newRow("filtered") << "/cases/mean is compressed or filtered";
  QTest::newRow("chunked") << "/cases/mean is not contiguous";
  QTest::newRow("huge") << "/samples/seconds";
  QTest::newRow("unallocated") << "/samples/seconds claims to be larger than the file";
  QTest::newRow("external_values") << "/cases/mean keeps its values in another file";
  QTest::newRow("soft_link") << "/cases/mean is a link";
  QTest::newRow("external_link") << "/cases is a link";
  QTest::newRow("missing_table") << "/log is missing";
  QTest::newRow("missing_column") << "/cases/mean is missing";
  QTest::newRow("missing_new_column") << "/crossovers/params is missing";
  QTest::newRow("group_for_column") << "/cases/mean";
  QTest::newRow("unknown_word") << "/cases/status holds the unknown word \"splendid\"";
  QTest::newRow("bad_case_index") << "samples row 3 belongs to case 1000 of 14";
  QTest::newRow("bad_sample_range") << "cases row 1 claims samples";
  QTest::newRow("bad_series_range") << "series does not match series_data";
  QTest::newRow("bad_metric_index") << "values row 0 names metric 5 of 2";
  QTest::newRow("bad_report") << "not a machine card";
}

void TestStoreDamage::changedWithCare() {
  QFETCH(QString, reason);
  const QString what = QTest::currentDataTag();
  const fs::path path = write(m_good);
  const Finished python =
      run(kPython, {LANESCOPE_SOURCE_DIR "/tests/engine/damage_session.py", text(path), what});
  QVERIFY2(python.exitCode == 0, python.output.constData());
  const ErrorCode code = what == "newer_major" ? ErrorCode::newer : ErrorCode::format;
  VERIFY_FAILS(openSession(path), code, reason.toUtf8().constData());
}

void TestStoreDamage::newerMinorOpens() {
  const fs::path path = write(m_good);
  const Finished python = run(
      kPython, {LANESCOPE_SOURCE_DIR "/tests/engine/damage_session.py", text(path), "newer_minor"});
  QVERIFY2(python.exitCode == 0, python.output.constData());
  const auto opened = openSession(path);
  VERIFY_OK(opened);
  QVERIFY(opened->newerMinor);
  Session known = opened->session;
  QCOMPARE(known.foreign.size(), 3u);  // a group, its column and the column of cases
  known.foreign.clear();
  QCOMPARE(difference(richSession(), known), std::string());
}

void TestStoreDamage::olderMinorOpens() {
  const fs::path path = write(m_good);
  const Finished python = run(
      kPython, {LANESCOPE_SOURCE_DIR "/tests/engine/damage_session.py", text(path), "older_minor"});
  QVERIFY2(python.exitCode == 0, python.output.constData());
  const auto opened = openSession(path);
  VERIFY_OK(opened);
  QVERIFY(!opened->newerMinor);
  Session expected = richSession();
  for (CrossoverRecord& crossover : expected.crossovers) {
    crossover.params.clear();
    crossover.neighbourRegret = kUnknown;
  }
  QCOMPARE(difference(expected, opened->session), std::string());
}

/// A real file of format 1.0.
void TestStoreDamage::shippedSampleOpens() {
  const fs::path path = LANESCOPE_SOURCE_DIR "/resources/samples/emerald-rapids-quick.lanescope.h5";
  const Finished version = run("h5dump", {"-N", "format_version", "-q", "name", text(path)});
  QVERIFY2(version.output.contains("\"1.0\""), version.output.constData());
  const auto opened = openSession(path);
  VERIFY_OK(opened);
  QVERIFY(!opened->session.crossovers.empty());
  QVERIFY(std::isnan(opened->session.crossovers[0].neighbourRegret));
  VERIFY_OK(saveSession(opened->session, m_scratch / "newer.h5"));
  const auto again = openSession(m_scratch / "newer.h5");
  VERIFY_OK(again);
  QCOMPARE(difference(opened->session, again->session), std::string());
}

void TestStoreDamage::truncated() {
  std::mt19937 random(1);
  for (std::size_t i = 0; i < 400; ++i) {
    // Every early length, where the metadata stands, then lengths over the whole file.
    const std::size_t length = i < 100 ? i * 21 : random() % m_good.size();
    const auto opened = openSession(write(m_good.substr(0, length)));
    QVERIFY2(!opened, qPrintable(QString("opened when cut to %1 bytes").arg(length)));
    QCOMPARE(opened.error().code, ErrorCode::format);
  }
}

void TestStoreDamage::mutated() {
  if (kSanitized)
    QSKIP("libhdf5 1.10 itself reads past a buffer on some mutated attribute messages");
  std::mt19937_64 random(2);
  int opens = 0;
  const auto descriptors = [] {
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator{});
  };
  const auto descriptorsBefore = descriptors();
  QElapsedTimer timer;
  qint64 longest = 0;
  constexpr int kFiles = 3000;
  for (int i = 0; i < kFiles; ++i) {
    std::string bytes = m_good;
    const int changes = 1 + static_cast<int>(random() % 8);
    for (int k = 0; k < changes; ++k) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[at] = static_cast<char>(random());
          break;
        case 1:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
          break;
        case 2:
          bytes[at] = static_cast<char>(0xff);
          break;
        default: {  // a block from elsewhere, as a lost write leaves it
          const std::size_t from = random() % bytes.size();
          const std::size_t length =
              std::min<std::size_t>(random() % 64, bytes.size() - std::max(at, from));
          bytes.replace(at, length, m_good.substr(from, length));
        }
      }
    }
    const fs::path path = write(bytes);
    timer.start();
    const auto opened = openSession(path);
    longest = std::max(longest, timer.elapsed());
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString("file %1 took too long").arg(i)));
    opens += opened.has_value() ? 1 : 0;
    if (!opened) QVERIFY(!opened.error().what.empty());
  }
  QCOMPARE(descriptors(), descriptorsBefore);
  // Most changes hit values, where nothing can notice; a reader that refuses all tests nothing.
  QVERIFY2(opens > kFiles / 100 && opens < kFiles, qPrintable(QString::number(opens)));
  qInfo("%d of %d opened, longest %lld ms", opens, kFiles, longest);
}

QTEST_APPLESS_MAIN(TestStoreDamage)
#include "tst_store_damage.moc"
