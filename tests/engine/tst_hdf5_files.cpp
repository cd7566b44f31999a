// Tensors in HDF5 files: ours open in h5py and h5dump, those of h5py open here, and what is no
// plain tensor, or cannot be written, is refused with its reason.
#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <cstring>
#include <limits>

#include "workloads/files/hdf5_tensor.h"

using namespace lane;

namespace {

/// Debian's Python: its own, as that is the one with h5py.
QProcess& run(QProcess& process, const QString& program, const QStringList& arguments) {
  process.start(program, arguments);
  process.waitForFinished(60000);
  return process;
}

QString outputOf(const QString& program, const QStringList& arguments, int* exit = nullptr) {
  QProcess process;
  run(process, program, arguments);
  if (exit) *exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  return QString::fromUtf8(process.readAllStandardOutput());
}

const QString kPython = QStringLiteral("/usr/bin/python3");
const QString kScript = QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/engine/hdf5_tensor.py");

template <class T>
std::span<const std::byte> bytesOfAll(const std::vector<T>& list) {
  return std::as_bytes(std::span(list));
}

template <class T>
std::vector<T> elements(const LoadedTensor& tensor) {
  std::vector<T> list(tensor.elements.size() / sizeof(T));
  std::memcpy(list.data(), tensor.elements.data(), list.size() * sizeof(T));
  return list;
}

std::vector<float> noise(std::size_t count) {
  std::vector<float> values(count);
  std::uint32_t state = 1;
  for (float& value : values) {
    state = state * 1664525u + 1013904223u;
    value = float(state) * 1e-9f;
  }
  return values;
}

}  // namespace

class TestHdf5Files : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  bool m_hasPython = false;

  QString file(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }
  std::string path(const char* name) const { return file(name).toStdString(); }

 private slots:
  void initTestCase() {
    int exit = -1;
    outputOf(kPython, {QStringLiteral("-c"), QStringLiteral("import h5py")}, &exit);
    m_hasPython = exit == 0;
    if (!m_hasPython) return;
    outputOf(kPython, {kScript, QStringLiteral("--write"), m_folder.path()}, &exit);
    QCOMPARE(exit, 0);
  }

  void oursInH5py_data() {
    QTest::addColumn<int>("layout");
    QTest::addColumn<QString>("chunks");
    QTest::addColumn<QString>("filter");
    QTest::newRow("contiguous") << int(Hdf5Layout::contiguous) << "None"
                                << "None";
    QTest::newRow("chunked") << int(Hdf5Layout::chunked) << "(1, 262144)"
                             << "None";
    QTest::newRow("gzip") << int(Hdf5Layout::gzip) << "(1, 262144)"
                          << "gzip";
  }
  void oursInH5py() {
    if (!m_hasPython) QSKIP("no h5py: apt install python3-h5py");
    QFETCH(int, layout);
    QFETCH(QString, chunks);
    QFETCH(QString, filter);
    std::vector<float> values(3 * 300000, 0.5f);
    values[1] = -2;
    values[7] = 1e-20f;
    QVERIFY(writeHdf5(path("ours.h5"), Hdf5Layout(layout), {Dtype::f32, {3, 300000}},
                      bytesOfAll(values))
                .has_value());
    const QString shown = outputOf(kPython, {kScript, file("ours.h5")});
    QCOMPARE(shown.section(u' ', 0, 2), QStringLiteral("<f4 (3, 300000)"));
    QVERIFY2(shown.contains(chunks + u' ' + filter), qPrintable(shown));
    QVERIFY2(shown.contains(QStringLiteral(" 0.5 -2.0 0.5 0.5 0.5 0.5 0.5 9.999999682655225e-21")),
             qPrintable(shown));
    const auto again = readHdf5(path("ours.h5"));
    QVERIFY2(again.has_value(), again ? "" : toString(again.error()).c_str());
    QVERIFY(elements<float>(*again) == values);
  }

  void everyTypeInH5py_data() {
    QTest::addColumn<int>("dtype");
    QTest::addColumn<QString>("shown");
    QTest::newRow("f64") << int(Dtype::f64) << "<f8 (1,)";
    QTest::newRow("i64") << int(Dtype::i64) << "<i8 (1,)";
    QTest::newRow("i32") << int(Dtype::i32) << "<i4 (2,)";
    QTest::newRow("i8") << int(Dtype::i8) << "|i1 (8,)";
    QTest::newRow("u8") << int(Dtype::u8) << "|u1 (8,)";
  }
  void everyTypeInH5py() {
    if (!m_hasPython) QSKIP("no h5py: apt install python3-h5py");
    QFETCH(int, dtype);
    QFETCH(QString, shown);
    const std::vector<std::uint8_t> bytes{1, 2, 3, 4, 5, 6, 7, 8};
    const std::uint64_t count = bytes.size() / bytesOf(Dtype(dtype));
    QVERIFY(writeHdf5(path("type.h5"), Hdf5Layout::contiguous, {Dtype(dtype), {count}},
                      bytesOfAll(bytes))
                .has_value());
    const QString text = outputOf(kPython, {kScript, file("type.h5")});
    QVERIFY2(text.startsWith(shown), qPrintable(text));
    QVERIFY(elements<std::uint8_t>(*readHdf5(path("type.h5"))) == bytes);
  }

  void oursInH5dump() {
    if (!QFile::exists(QStringLiteral("/usr/bin/h5dump")))
      QSKIP("no h5dump: apt install hdf5-tools");
    const std::vector<double> values{1.5, -2.25};
    QVERIFY(writeHdf5(path("dump.h5"), Hdf5Layout::gzip, {Dtype::f64, {2}}, bytesOfAll(values))
                .has_value());
    const QString text = outputOf(QStringLiteral("/usr/bin/h5dump"), {file("dump.h5")});
    QVERIFY2(text.contains(QStringLiteral("H5T_IEEE_F64LE")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("(0): 1.5, -2.25")), qPrintable(text));
  }

  void theirs() {
    if (!m_hasPython) QSKIP("no h5py: apt install python3-h5py");
    const std::vector<float> values{0, 0.25f, 0.5f, 0.75f, 1, 1.25f};
    for (const char* name : {"plain.h5", "chunked.h5"}) {
      const auto read = readHdf5(path(name));
      QVERIFY2(read.has_value(), read ? "" : toString(read.error()).c_str());
      QCOMPARE(read->shape, (TensorShape{Dtype::f32, {2, 3}}));
      QCOMPARE(elements<float>(*read), values);
    }
    const auto gzip = readHdf5(path("gzip.h5"));
    QVERIFY(gzip.has_value());
    QCOMPARE(gzip->shape, (TensorShape{Dtype::i32, {5000}}));
    QCOMPARE(elements<std::int32_t>(*gzip)[4321], 4321);
    QCOMPARE(elements<double>(*readHdf5(path("shuffled.h5")))[77], 77.0);
    QCOMPARE(elements<std::int64_t>(*readHdf5(path("one.h5"))), (std::vector<std::int64_t>{-7}));
    QCOMPARE(readHdf5(path("nothing.h5"))->shape, (TensorShape{Dtype::u8, {0, 4}}));
  }

  void notPlain_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("word");
    QTest::newRow("type of another order") << "big_endian.h5"
                                           << "element type";
    QTest::newRow("text") << "text.h5"
                          << "element type";
    QTest::newRow("structure") << "structure.h5"
                               << "element type";
    QTest::newRow("10^18 elements") << "lying.h5"
                                    << "claims more elements";
    QTest::newRow("no such data set") << "nameless.h5"
                                      << "no data set";
    QTest::newRow("link to another file") << "link.h5"
                                          << "no data set";
    QTest::newRow("group") << "group.h5"
                           << "open the tensor";
    QTest::newRow("virtual") << "virtual.h5"
                             << "another file";
    QTest::newRow("external") << "external.h5"
                              << "another file";
  }
  void notPlain() {
    if (!m_hasPython) QSKIP("no h5py: apt install python3-h5py");
    QFETCH(QString, name);
    QFETCH(QString, word);
    const auto read = readHdf5(m_folder.filePath(name).toStdString());
    QVERIFY(!read.has_value());
    QVERIFY2(QString::fromStdString(toString(read.error())).contains(word),
             toString(read.error()).c_str());
  }

  void noHdf5AtAll() {
    QVERIFY(!readHdf5(path("missing.h5")).has_value());
    QVERIFY(!readHdf5(m_folder.path().toStdString()).has_value());
    QFile text(file("text.txt"));
    QVERIFY(text.open(QIODevice::WriteOnly) && text.write("no HDF5") > 0);
    text.close();
    QVERIFY(!readHdf5(path("text.txt")).has_value());
    const std::vector<float> values = noise(100000);
    QVERIFY(
        writeHdf5(path("cut.h5"), Hdf5Layout::chunked, {Dtype::f32, {100000}}, bytesOfAll(values))
            .has_value());
    QVERIFY(QFile::resize(file("cut.h5"), 5000));
    QVERIFY(!readHdf5(path("cut.h5")).has_value());
  }

  void expectedShapeOnly() {
    const std::vector<float> values{1, 2, 3, 4};
    QVERIFY(
        writeHdf5(path("four.h5"), Hdf5Layout::contiguous, {Dtype::f32, {4}}, bytesOfAll(values))
            .has_value());
    std::vector<float> into(4);
    const auto target = std::as_writable_bytes(std::span(into));
    QVERIFY(readHdf5Into(path("four.h5"), {Dtype::f32, {4}}, target).has_value());
    QCOMPARE(into, values);
    QVERIFY(!readHdf5Into(path("four.h5"), {Dtype::f32, {2, 2}}, target).has_value());
    QVERIFY(!readHdf5Into(path("four.h5"), {Dtype::i32, {4}}, target).has_value());
    QVERIFY(!readHdf5Into(path("four.h5"), {Dtype::f32, {4}}, target.first(8)).has_value());
    QVERIFY(!writeHdf5(path("x.h5"), Hdf5Layout::contiguous, {Dtype::f32, {5}}, bytesOfAll(values))
                 .has_value());
    QVERIFY(!writeHdf5(path("x.h5"), Hdf5Layout::contiguous, {Dtype::f16, {8}}, bytesOfAll(values))
                 .has_value());
  }

  /// Random mantissas shrink a little, equal values nearly wholly; without the filter nothing does.
  void filterIsSeenInTheFile() {
    const std::vector<float> equal(1 << 20, 1.0f);
    const std::vector<float> random = noise(1 << 20);
    const TensorShape shape{Dtype::f32, {1 << 20}};
    const auto stored = [&](Hdf5Layout layout, const std::vector<float>& values) {
      return writeHdf5(path("s.h5"), layout, shape, bytesOfAll(values))
          .and_then([&] { return hdf5StoredBytes(path("s.h5")); })
          .value_or(0);
    };
    constexpr std::uint64_t kBytes = 4 << 20;
    QCOMPARE(stored(Hdf5Layout::contiguous, equal), kBytes);
    QCOMPARE(stored(Hdf5Layout::chunked, equal), kBytes);
    const std::uint64_t small = stored(Hdf5Layout::gzip, equal);
    QVERIFY2(small > 0 && small < kBytes / 100, qPrintable(QString::number(small)));
    const std::uint64_t large = stored(Hdf5Layout::gzip, random);
    QVERIFY2(large > kBytes / 2 && large <= kBytes, qPrintable(QString::number(large)));
    QCOMPARE(quint64(QFile(file("s.h5")).size()) / 100000, large / 100000);
  }

  /// A file that may not grow: the system's reason, and the next file is written as if nothing
  /// had been.
  void diskThatIsFull() {
    std::signal(SIGXFSZ, SIG_IGN);
    const std::vector<float> values = noise(1 << 20);
    const TensorShape shape{Dtype::f32, {1 << 20}};
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    for (const rlim_t limit : {rlim_t{0}, rlim_t{1000}, rlim_t{100000}, rlim_t{3000000}})
      for (const Hdf5Layout layout :
           {Hdf5Layout::contiguous, Hdf5Layout::chunked, Hdf5Layout::gzip}) {
        rlimit tight = before;
        tight.rlim_cur = limit;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
        const auto written = writeHdf5(path("full.h5"), layout, shape, bytesOfAll(values));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QVERIFY2(!written.has_value(), qPrintable(QString::number(limit)));
        QCOMPARE(written.error().code, ErrorCode::io);
        QVERIFY2(toString(written.error()).find("File too large") != std::string::npos,
                 toString(written.error()).c_str());
        QVERIFY(QFile::remove(file("full.h5")));
        QVERIFY(writeHdf5(path("full.h5"), layout, shape, bytesOfAll(values)).has_value());
        QVERIFY(elements<float>(*readHdf5(path("full.h5"))) == values);
        QVERIFY(QFile::remove(file("full.h5")));
      }
  }
};

QTEST_GUILESS_MAIN(TestHdf5Files)
#include "tst_hdf5_files.moc"
