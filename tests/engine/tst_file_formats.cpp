// Tensor files: ours open elsewhere, those of others open here, and headers that lie are refused
// for what is wrong with them. Files of NumPy's own making: tests/data/files (NumPy 1.24).
#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cstring>

#include "workloads/files/npy.h"
#include "workloads/files/safetensors.h"

using namespace lane;

namespace {

std::string fixture(const char* name) {
  return std::string(LANESCOPE_SOURCE_DIR "/tests/data/files/") + name;
}

template <class T>
std::vector<T> elements(const LoadedTensor& tensor) {
  std::vector<T> list(tensor.elements.size() / sizeof(T));
  std::memcpy(list.data(), tensor.elements.data(), list.size() * sizeof(T));
  return list;
}

template <class T>
std::span<const std::byte> bytesOfAll(const std::vector<T>& list) {
  return std::as_bytes(std::span(list));
}

/// An .npy file with that text as header, and `tail` bytes after it.
QByteArray npyWith(const QByteArray& text, int tail = 0, char version = 1) {
  QByteArray file("\x93NUMPY", 6);
  file += version;
  file += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) file += char(text.size() >> (8 * i) & 0xff);
  return file + text + QByteArray(tail, '\1');
}

QByteArray npyDescribed(const QByteArray& type, const QByteArray& order, const QByteArray& shape) {
  return "{'descr': " + type + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
}

QByteArray safetensorsWith(const QByteArray& json, int tail) {
  QByteArray file;
  for (int i = 0; i < 8; ++i) file += char(quint64(json.size()) >> (8 * i) & 0xff);
  return file + json + QByteArray(tail, '\1');
}

/// What Debian's Python prints; its own, as that is the one with NumPy.
struct Python {
  int exit = -1;
  QString out;
};
Python python(const QStringList& arguments) {
  QProcess process;
  process.start(QStringLiteral("/usr/bin/python3"), arguments);
  if (!process.waitForFinished(60000)) return {};
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput())};
}
bool hasNumPy() {
  return python({QStringLiteral("-c"), QStringLiteral("import numpy")}).exit == 0;
}

}  // namespace

class TestFileFormats : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  std::string path(const char* name) const {
    return m_folder.filePath(QString(name)).toStdString();
  }
  std::string store(const QByteArray& bytes) const {
    const std::string name = path("file");
    QFile file(QString::fromStdString(name));
    file.open(QIODevice::WriteOnly | QIODevice::Truncate);
    file.write(bytes);
    return name;
  }

 private slots:
  void opensFilesOfNumPy() {
    const auto f4 = readNpy(fixture("f4_v1.npy"));
    QVERIFY(f4.has_value());
    QCOMPARE(f4->shape, (TensorShape{Dtype::f32, {2, 3}}));
    QCOMPARE(elements<float>(*f4), (std::vector<float>{0, 0.25f, 0.5f, 0.75f, 1, 1.25f}));
    const auto f8 = readNpy(fixture("f8_v2.npy"));
    QVERIFY(f8.has_value());
    QCOMPARE(elements<double>(*f8), (std::vector<double>{1.5, -2.25}));
    const auto f2 = readNpy(fixture("f2_v3.npy"));
    QVERIFY(f2.has_value());
    QCOMPARE(f2->shape, (TensorShape{Dtype::f16, {2}}));
    QCOMPARE(elements<std::uint16_t>(*f2), (std::vector<std::uint16_t>{0x3800, 0x7bff}));
    const auto i1 = readNpy(fixture("i1.npy"));
    QVERIFY(i1.has_value());
    QCOMPARE(elements<std::int8_t>(*i1), (std::vector<std::int8_t>{-128, 127}));
    const auto i4 = readNpy(fixture("i4.npy"));
    QVERIFY(i4.has_value());
    QCOMPARE(elements<std::int32_t>(*i4), (std::vector<std::int32_t>{-2147483648, 7}));
    const auto empty = readNpy(fixture("u1_empty.npy"));
    QVERIFY(empty.has_value());
    QCOMPARE(empty->shape, (TensorShape{Dtype::u8, {0, 5}}));
    const auto scalar = readNpy(fixture("scalar.npy"));
    QVERIFY(scalar.has_value());
    QCOMPARE(scalar->shape, (TensorShape{Dtype::f64, {}}));
    QCOMPARE(elements<double>(*scalar), std::vector<double>{3.25});
  }

  void saysWhatItDoesNotRead() {
    for (const auto& [name, word] :
         {std::pair{"fortran.npy", "Fortran order"}, std::pair{"structured.npy", "structures"},
          std::pair{"big_endian.npy", "big-endian"}}) {
      const auto read = readNpy(fixture(name));
      QVERIFY(!read.has_value());
      QCOMPARE(read.error().code, ErrorCode::unsupported);
      QVERIFY2(read.error().what.find(word) != std::string::npos, read.error().what.c_str());
    }
  }

  void numPyOpensOurs() {
    if (!hasNumPy()) QSKIP("python3-numpy is not installed");
    const std::vector<float> list{1, -2.5f, 0.125f, 3, 4, 5};
    QVERIFY(writeNpy(path("a.npy"), {Dtype::f32, {3, 2}}, bytesOfAll(list)).has_value());
    const std::vector<std::int64_t> one{1234567890123456789};
    QVERIFY(writeNpy(path("b.npy"), {Dtype::i64, {1}}, bytesOfAll(one)).has_value());
    QVERIFY(writeNpy(path("c.npy"), {Dtype::f64, {4, 0}}, {}).has_value());
    const Python got =
        python({QStringLiteral("-c"),
                QStringLiteral("import sys, numpy\n"
                               "for name in sys.argv[1:]:\n"
                               "  a = numpy.load(name)\n"
                               "  print(a.dtype, a.shape, a.ravel().tolist())\n"),
                QString::fromStdString(path("a.npy")), QString::fromStdString(path("b.npy")),
                QString::fromStdString(path("c.npy"))});
    QCOMPARE(got.exit, 0);
    QCOMPARE(got.out, QStringLiteral("float32 (3, 2) [1.0, -2.5, 0.125, 3.0, 4.0, 5.0]\n"
                                     "int64 (1,) [1234567890123456789]\n"
                                     "float64 (4, 0) []\n"));
  }

  void npyElementsAreAligned() {
    for (const NpyVersion version : {NpyVersion::v1, NpyVersion::v2, NpyVersion::v3}) {
      const TensorShape shape{Dtype::f32, {1}};
      const auto header = npyHeader(shape, version);
      QVERIFY(header.has_value());
      QCOMPARE(header->size() % 64, std::size_t{0});
      const std::string file = *header + "abcd";
      const auto read = parseNpyHeader(std::as_bytes(std::span(file)), "here");
      QVERIFY(read.has_value());
      QCOMPARE(*read, (StoredTensor{shape, header->size(), 4}));
    }
  }

  void lyingNpyHeaders_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("word");
    const QByteArray f4("'<f4'"), no("False");
    const auto row = [](const char* name, const QByteArray& file, const char* word) {
      QTest::newRow(name) << file << QString(word);
    };
    row("10^18 elements", npyWith(npyDescribed(f4, no, "(1000000000000000000,)"), 16), "promises");
    row("a product beyond 64 bits",
        npyWith(npyDescribed(f4, no, "(4294967296, 4294967296, 4294967296)"), 16), "promises");
    row("bytes beyond 64 bits", npyWith(npyDescribed(f4, no, "(4611686018427387905,)"), 16),
        "promises");
    row("an extent beyond 64 bits",
        npyWith(npyDescribed(f4, no, "(100000000000000000000000,)"), 16), "beyond 64 bits");
    row("a negative extent", npyWith(npyDescribed(f4, no, "(-4,)"), 16), "negative");
    row("Fortran order", npyWith(npyDescribed(f4, "True", "(4,)"), 16), "Fortran");
    row("structured", npyWith(npyDescribed("[('a', '<f4')]", no, "(4,)"), 16), "structures");
    row("structured, with names beyond ASCII",
        npyWith(npyDescribed("[('größe', '<f4')]", no, "(4,)"), 16, 3), "structures");
    row("text", npyWith(npyDescribed("'<U4'", no, "(4,)"), 64), "\"<U4\"");
    row("objects", npyWith(npyDescribed("'|O'", no, "(4,)"), 32), "\"|O\"");
    row("truncated elements", npyWith(npyDescribed(f4, no, "(4,)"), 15), "promises");
    row("a header beyond the file", QByteArray("\x93NUMPY\1\0\xff\xff{'descr'", 18), "claims");
    row("version 2 with 4 GiB of header", QByteArray("\x93NUMPY\2\0\xff\xff\xff\xff{", 13),
        "claims");
    row("version 9", npyWith(npyDescribed(f4, no, "(4,)"), 16, 9), "9.0");
    row("cut in the length", QByteArray("\x93NUMPY\1\0\1", 9), "no .npy");
    row("nothing", QByteArray(), "no .npy");
    row("another format", QByteArray("PK\3\4 something else"), "no .npy");
    row("a key twice", npyWith("{'shape': (), 'shape': (), 'descr': '<f4'}\n", 4), "twice");
    row("a key missing", npyWith("{'descr': '<f4', 'shape': ()}\n", 4), "lacks");
    row("a key too many", npyWith("{'descr': '<f4', 'code': ()}\n", 4), "\"code\"");
    row("code", npyWith("__import__('os')\n", 4), "start");
    row("no end", npyWith("{'descr': '<f4', 'fortran_order': False, 'shape': (4,", 16), "shape");
    row("more after the end", npyWith(npyDescribed(f4, no, "(4,)") + "x", 16), "goes on");
  }
  void lyingNpyHeaders() {
    QFETCH(QByteArray, file);
    QFETCH(QString, word);
    const auto read = readNpy(store(file));
    QVERIFY(!read.has_value());
    QVERIFY2(QString::fromStdString(read.error().what).contains(word), read.error().what.c_str());
    const auto parsed =
        parseNpyHeader(std::as_bytes(std::span(file.constData(), size_t(file.size()))), "here");
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().what, read.error().what);
  }

  /// However a real file is damaged, it is read or refused; the sanitizers watch.
  void damagedNpyNeverCrashes() {
    QFile good(QString::fromStdString(fixture("f4_v1.npy")));
    QVERIFY(good.open(QIODevice::ReadOnly));
    const QByteArray bytes = good.readAll();
    int refused = 0;
    for (int at = 0; at < bytes.size(); ++at) {
      for (const char value : {'\0', '\xff', '9', '-', '\''}) {
        QByteArray damaged = bytes;
        damaged[at] = value;
        refused += !parseNpyHeader(
            std::as_bytes(std::span(damaged.constData(), size_t(damaged.size()))), "here");
      }
      const QByteArray cut = bytes.left(at);
      QVERIFY(!parseNpyHeader(std::as_bytes(std::span(cut.constData(), size_t(cut.size()))), ""));
    }
    QVERIFY(refused > 100);
  }

  void otherReadersOpenOurSafetensors() {
    const std::vector<float> weights{1, -0.5f, 8, 0.25f};
    const std::vector<std::int8_t> bytes{-1, 2, 3};
    const std::vector<double> last{1e300};
    const std::vector<TensorData> tensors{
        {"layer.0.weight", {Dtype::f32, {2, 2}}, bytesOfAll(weights)},
        {"umlaut ä \"quoted\"", {Dtype::i8, {3}}, bytesOfAll(bytes)},
        {"nothing", {Dtype::f16, {0}}, {}},
        {"one", {Dtype::f64, {}}, bytesOfAll(last)}};
    QVERIFY(writeSafetensors(path("t.safetensors"), tensors).has_value());
    const Python got =
        python({QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/engine/read_safetensors.py"),
                QString::fromStdString(path("t.safetensors"))});
    QCOMPARE(got.exit, 0);
    QCOMPARE(got.out, QStringLiteral("layer.0.weight F32 [2, 2] 1.0 -0.5 8.0 0.25\n"
                                     "umlaut ä \"quoted\" I8 [3] -1 2 3\n"
                                     "nothing F16 [0]\n"
                                     "one F64 [] 1e+300\n"
                                     "aligned\n"));
    const auto file = FileHandle::openForReading(path("t.safetensors"));
    const auto header = readSafetensorsHeader(*file);
    QVERIFY2(header.has_value(), header ? "" : toString(header.error()).c_str());
    QCOMPARE(header->tensors.size(), std::size_t{4});
    QCOMPARE(header->tensors[0].stored.shape, tensors[0].shape);
  }

  void opensSafetensorsOfOthers() {
    const Python made =
        python({QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/engine/read_safetensors.py"),
                QStringLiteral("--write"), QString::fromStdString(path("o.safetensors"))});
    QCOMPARE(made.exit, 0);
    const auto file = FileHandle::openForReading(path("o.safetensors"));
    QVERIFY(file.has_value());
    const auto header = readSafetensorsHeader(*file);
    QVERIFY2(header.has_value(), header ? "" : toString(header.error()).c_str());
    QCOMPARE(header->metadata.at("made_by"), std::string("a test"));
    QCOMPARE(header->tensors.size(), std::size_t{2});
    QCOMPARE(header->tensors[0].name, std::string("first"));
    QCOMPARE(header->tensors[1].stored.shape, (TensorShape{Dtype::i32, {3}}));
    std::vector<std::int32_t> got(3);
    QVERIFY(file->read(header->tensors[1].stored.offset, std::as_writable_bytes(std::span(got)))
                .has_value());
    QCOMPARE(got, (std::vector<std::int32_t>{1, -2, 3}));
  }

  void lyingSafetensors_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("word");
    const auto row = [](const char* name, const QByteArray& file, const char* word) {
      QTest::newRow(name) << file << QString(word);
    };
    const auto tensor = [](const char* name, const char* type, const char* shape,
                           const char* range) {
      return QByteArray("\"") + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape +
             ",\"data_offsets\":" + range + "}";
    };
    row("2^63 bytes of header", QByteArray("\0\0\0\0\0\0\0\x80{}", 10), "claims");
    row("2^64 - 1", QByteArray("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), "claims");
    row("no length", QByteArray("\2\0\0", 3), "too short");
    row("no JSON", safetensorsWith("{\"a\":", 0), "JSON");
    row("a list", safetensorsWith("[1]", 0), "JSON");
    row("very deep", safetensorsWith(QByteArray(200000, '['), 0), "JSON");
    row("overlap",
        safetensorsWith("{" + tensor("a", "F32", "[2]", "[0,8]") + "," +
                            tensor("b", "F32", "[2]", "[4,12]") + "}",
                        12),
        "overlaps");
    row("the same range twice",
        safetensorsWith("{" + tensor("a", "F32", "[2]", "[0,8]") + "," +
                            tensor("b", "F32", "[2]", "[0,8]") + "}",
                        8),
        "overlaps");
    row("a gap",
        safetensorsWith("{" + tensor("a", "F32", "[1]", "[0,4]") + "," +
                            tensor("b", "F32", "[1]", "[8,12]") + "}",
                        12),
        "gap");
    row("bytes at the end", safetensorsWith("{" + tensor("a", "F32", "[1]", "[0,4]") + "}", 5),
        "no tensor");
    row("beyond the file", safetensorsWith("{" + tensor("a", "F32", "[2]", "[0,8]") + "}", 7),
        "ends at byte 8");
    row("backwards", safetensorsWith("{" + tensor("a", "F32", "[2]", "[8,0]") + "}", 8), "range");
    row("negative", safetensorsWith("{" + tensor("a", "F32", "[2]", "[-8,0]") + "}", 8), "range");
    row("fractions", safetensorsWith("{" + tensor("a", "F32", "[0.5]", "[0,2]") + "}", 2), "shape");
    row("a shape of another size",
        safetensorsWith("{" + tensor("a", "F32", "[3]", "[0,8]") + "}", 8), "type and shape");
    row("a product beyond 64 bits",
        safetensorsWith("{" + tensor("a", "F32", "[4294967296,4294967296]", "[0,8]") + "}", 8),
        "type and shape");
    row("a type of another kind",
        safetensorsWith("{" + tensor("a", "COMPLEX", "[1]", "[0,8]") + "}", 8), "COMPLEX");
    row("a name twice",
        safetensorsWith("{" + tensor("a", "F32", "[1]", "[0,4]") + "," +
                            tensor("a", "F32", "[1]", "[0,4]") + "}",
                        4),
        "twice");
    row("no type", safetensorsWith("{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}", 4), "dtype");
    row("metadata that are no text", safetensorsWith("{\"__metadata__\":{\"a\":1}}", 0),
        "metadata");
  }
  void lyingSafetensors() {
    QFETCH(QByteArray, file);
    QFETCH(QString, word);
    const auto handle = FileHandle::openForReading(store(file));
    QVERIFY(handle.has_value());
    const auto read = readSafetensorsHeader(*handle);
    QVERIFY(!read.has_value());
    QVERIFY2(QString::fromStdString(read.error().what).contains(word), read.error().what.c_str());
  }

  /// A header that lies about its size costs no memory.
  void liesAreSeenBeforeMemoryIsTaken() {
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_AS, &before), 0);
    rlimit tight = before;
    tight.rlim_cur = rlim_t{4} << 30;
    QCOMPARE(::setrlimit(RLIMIT_AS, &tight), 0);
    const auto npy = readNpy(store(npyWith(npyDescribed("'<f4'", "False", "(20000000000,)"), 64)));
    const auto safetensors =
        FileHandle::openForReading(store(QByteArray("\0\0\0\0\x10\0\0\0{}", 10)))
            .and_then(&readSafetensorsHeader);
    ::setrlimit(RLIMIT_AS, &before);
    QVERIFY(!npy.has_value());
    QVERIFY(!safetensors.has_value());
  }

  void reasonsOfTheSystem() {
    const auto missing = readNpy(path("no such file"));
    QVERIFY(!missing.has_value());
    QCOMPARE(missing.error().code, ErrorCode::io);
    const auto folder = readNpy(m_folder.path().toStdString());
    QVERIFY(!folder.has_value());
    QCOMPARE(folder.error().code, ErrorCode::io);
  }
};

QTEST_GUILESS_MAIN(TestFileFormats)
#include "tst_file_formats.moc"
