// The made-up checkpoint: its tensors are those of the model, its files safetensors that a reader
// written from the published layout opens, the conversion right, and nothing stays behind.
#include <sys/resource.h>

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "run/benchmark.h"
#include "run/runner.h"
#include "support/measured.h"
#include "workloads/model/checkpoint.h"

using namespace lane;

namespace {

const NamedShape* shapeOf(const std::vector<NamedShape>& shapes, std::string_view name) {
  for (const NamedShape& shape : shapes)
    if (shape.name == name) return &shape;
  return nullptr;
}

/// From the published layout alone: eight bytes of length, JSON, ranges behind it. Prints the
/// number of tensors, the sum of their bytes and the first values of one in bf16.
constexpr const char* kReader = R"py(
import json, struct, sys
count = total = 0
for path in sys.argv[2:]:
    with open(path, 'rb') as f:
        header = json.loads(f.read(struct.unpack('<Q', f.read(8))[0]))
        start, end = f.tell(), 0
        for name, t in header.items():
            if name == '__metadata__': continue
            begin, stop = t['data_offsets']
            assert begin == end, name
            items = 1
            for extent in t['shape']: items *= extent
            assert items * {'BF16': 2, 'U8': 1}[t['dtype']] == stop - begin, name
            end = stop
            count += 1
            total += stop - begin
            if name == sys.argv[1]:
                f.seek(start + begin)
                halves = struct.unpack('<4H', f.read(8))
                print([struct.unpack('<f', struct.pack('<I', h << 16))[0] for h in halves])
        f.seek(0, 2)
        assert f.tell() == start + end
print(count, total)
)py";

}  // namespace

class TestModelCheckpoint : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> m_folder;

  std::filesystem::path folder() const { return m_folder->path().toStdString(); }
  QStringList files() const {
    return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot);
  }

 private slots:
  void init() {
    m_folder =
        std::make_unique<QTemporaryDir>(QStringLiteral(LANESCOPE_BINARY_DIR "/model-XXXXXX"));
    QVERIFY(m_folder->isValid());
    qputenv("LANESCOPE_FILES_DIR", m_folder->path().toUtf8());
  }

  void tensorsOfTheModel() {
    const auto whole = checkpointShapes(std::uint64_t{1} << 40);
    QCOMPARE(whole.size(), kCheckpointTensors);
    using Extents = std::vector<std::uint64_t>;
    const auto extents = [&](std::string_view name) { return shapeOf(whole, name)->shape.extents; };
    QCOMPARE(extents("model.embed_tokens.weight"), (Extents{201088, 2880}));
    QCOMPARE(extents("lm_head.weight"), (Extents{201088, 2880}));
    QCOMPARE(extents("model.layers.23.self_attn.q_proj.weight"), (Extents{4096, 2880}));
    QCOMPARE(extents("model.layers.0.self_attn.k_proj.bias"), (Extents{512}));
    QCOMPARE(extents("model.layers.0.mlp.experts.gate_up_proj_blocks"),
             (Extents{32, 5760, 90, 16}));
    QCOMPARE(extents("model.layers.0.mlp.experts.down_proj_scales"), (Extents{32, 2880, 90}));
    // Published: 13.8 GB in all.
    QVERIFY(std::abs(double(bytesOf(whole)) / 13.76e9 - 1) < 0.01);
    for (const std::uint64_t bytes : {2'000'000ull, 50'000'000ull, 215'000'000ull}) {
      const auto scaled = checkpointShapes(bytes);
      QCOMPARE(scaled.size(), kCheckpointTensors);
      if (bytes > 10'000'000)
        QVERIFY2(std::abs(double(bytesOf(scaled)) / double(bytes) - 1) < 0.15,
                 qPrintable(QString::number(bytesOf(scaled))));
      for (std::size_t i = 0; i < whole.size(); ++i) {
        QCOMPARE(scaled[i].name, whole[i].name);
        QCOMPARE(scaled[i].shape.dtype, whole[i].shape.dtype);
        QCOMPARE(scaled[i].shape.extents.size(), whole[i].shape.extents.size());
      }
    }
  }

  void anotherReaderOpensIt() {
    const auto shapes = checkpointShapes(4'000'000);
    const auto checkpoint = Checkpoint20B::write(folder(), shapes, 1, false);
    QVERIFY(checkpoint.has_value());
    QProcess python;
    QStringList arguments{QStringLiteral("-c"), QString::fromLatin1(kReader),
                          QStringLiteral("model.norm.weight")};
    for (const auto& path : (*checkpoint)->shards())
      arguments << QString::fromStdString(path.string());
    python.start(QStringLiteral("python3"), arguments);
    if (!python.waitForStarted()) QSKIP("python3 is not installed");
    QVERIFY(python.waitForFinished());
    const QString out = QString::fromUtf8(python.readAllStandardOutput());
    QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
    QVERIFY2(out.contains(QStringLiteral("459 %1").arg(bytesOf(shapes))), qPrintable(out));
    // Finite, and no zeros.
    QVERIFY2(out.startsWith(u'[') && !out.contains(u"nan") && !out.contains(u" 0.0,"),
             qPrintable(out));
    // The index names every tensor and its shard.
    std::ifstream file((*checkpoint)->index());
    const auto index = nlohmann::json::parse(file);
    QCOMPARE(index.at("weight_map").size(), kCheckpointTensors);
    QCOMPARE(index.at("metadata").at("total_size").get<std::uint64_t>(), bytesOf(shapes));
    for (const auto& [name, shard] : index.at("weight_map").items())
      QVERIFY(std::filesystem::exists(folder() / shard.get<std::string>()));
  }

  void hollowFilesHaveTheSameHeaders() {
    const auto shapes = checkpointShapes(4'000'000);
    const auto full = Checkpoint20B::write(folder(), shapes, 1, false);
    const auto hollow = Checkpoint20B::write(folder(), shapes, 1, true);
    QVERIFY(full && hollow);
    const auto a = scanManifest((*full)->shards()), b = scanManifest((*hollow)->shards());
    QVERIFY(a && b);
    QCOMPARE(a->size(), kCheckpointTensors);
    QCOMPARE(b->size(), kCheckpointTensors);
    for (std::size_t i = 0; i < a->size(); ++i) {
      QCOMPARE((*a)[i].tensor.name, (*b)[i].tensor.name);
      QVERIFY((*a)[i].tensor.stored == (*b)[i].tensor.stored);
      QCOMPARE((*a)[i].shard, (*b)[i].shard);
    }
  }

  void damagedManifests() {
    const auto shapes = checkpointShapes(2'000'000);
    auto checkpoint = Checkpoint20B::write(folder(), shapes, 1, true);
    QVERIFY(checkpoint.has_value());
    auto paths = (*checkpoint)->shards();
    paths.push_back(paths.front());
    auto twice = scanManifest(paths);
    QVERIFY(!twice && twice.error().what.find("two shards") != std::string::npos);
    paths.back() = folder() / "missing";
    QVERIFY(!scanManifest(paths));
    std::ofstream(folder() / "damaged", std::ios::binary)
        << std::string("\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10);
    paths.back() = folder() / "damaged";
    const auto damaged = scanManifest(paths);
    QVERIFY(!damaged && damaged.error().code == ErrorCode::format);
    // Blocks whose scales are missing or of another shape.
    auto manifest = scanManifest((*checkpoint)->shards());
    QVERIFY(manifest.has_value());
    QVERIFY(arraysOf(*manifest, Dtype::f32).has_value());
    auto without = *manifest;
    std::erase_if(without, [](const ManifestEntry& entry) {
      return entry.tensor.name == "model.layers.3.mlp.experts.down_proj_scales";
    });
    const auto broken = arraysOf(without, Dtype::f32);
    QVERIFY(!broken && broken.error().what.find("layers.3") != std::string::npos);
    for (ManifestEntry& entry : *manifest)
      if (entry.tensor.name.ends_with("_scales")) entry.tensor.stored.shape.extents.back() += 1;
    QVERIFY(!arraysOf(*manifest, Dtype::f32));
  }

  void wrongBytesAreSeen() {
    const auto checkpoint = Checkpoint20B::write(folder(), checkpointShapes(2'000'000), 1, false);
    QVERIFY(checkpoint.has_value());
    const auto jobs = arraysOf(*scanManifest((*checkpoint)->shards()), Dtype::f32);
    QVERIFY(jobs.has_value());
    QCOMPARE(jobs->size(), kCheckpointTensors - 48);  // scales go with their blocks
    std::vector<FileHandle> shards;
    for (const auto& path : (*checkpoint)->shards())
      shards.push_back(std::move(*FileHandle::openForReading(path)));
    const auto blocks =
        std::find_if(jobs->begin(), jobs->end(), [](const ArrayJob& job) { return job.isMxfp4; });
    const auto path = folder() / "array.npy";
    const auto sum = convertArray(*blocks, shards, path);
    QVERIFY(sum.has_value());
    QVERIFY(verifyArray(*blocks, path, *sum).has_value());
    QVERIFY(!verifyArray(*blocks, path, *sum + 1));
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(-5, std::ios::end);
    const char old = char(file.get());
    file.seekp(-5, std::ios::end);
    file.put(char(old ^ 4));
    file.close();
    const auto wrong = verifyArray(*blocks, path, *sum);
    QVERIFY(!wrong && wrong.error().code == ErrorCode::checkFailed);
  }

  void measuredThroughTheRunner() {
    const Session session = measured(suitePlan("Model", {"model/.*"}, 3'000'000));
    QCOMPARE(session.cases.size(), std::size_t{3});
    for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
      const CaseRecord& record = session.cases[i];
      QVERIFY2(record.hasTime(), (record.key + ": " + record.reason).c_str());
      QCOMPARE(record.items, 459.0);
      if (record.benchmark == "manifest_scan") continue;
      const double phases = valueOf(session, i, "scan_time") + valueOf(session, i, "convert_time") +
                            valueOf(session, i, "verify_time");
      QVERIFY(std::abs(phases / record.median - 1) < 0.3);
      QVERIFY(valueOf(session, i, "convert_rate") > 1e6);
      // Chunks, whatever the checkpoint's size.
      QVERIFY2(valueOf(session, i, "peak_over_baseline") < 16 * 1048576.0,
               qPrintable(QString::number(valueOf(session, i, "peak_over_baseline"))));
    }
    std::vector<std::string> texts;
    for (const MarkRecord& mark : session.marks)
      if (mark.caseIndex != kNoCase && texts.size() < 5) texts.push_back(mark.text);
    QCOMPARE(texts, (std::vector<std::string>{"baseline", "scan", "convert", "verify", "end"}));
    QVERIFY2(files().isEmpty(), qPrintable(files().join(u' ')));
  }

  void fullDisk() {
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{300'000, before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Session session = measured(suitePlan("Model", {"convert_checkpoint"}, 3'000'000));
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    for (const CaseRecord& record : session.cases) {
      QCOMPARE(record.status, CaseStatus::failed);
      QVERIFY2(record.reason.find("File too large") != std::string::npos, record.reason.c_str());
    }
    QVERIFY2(files().isEmpty(), qPrintable(files().join(u' ')));
  }

  void builtInPlan() {
    const auto plan = loadPlan("model");
    QVERIFY2(plan.has_value(), plan ? "" : toString(plan.error()).c_str());
    const auto preview = previewPlan(*plan);
    QVERIFY(preview.has_value());
    QCOMPARE(preview->cases.size(), std::size_t{2});
  }
};

QTEST_GUILESS_MAIN(TestModelCheckpoint)
#include "tst_model_checkpoint.moc"
