// .npy files of 100 MB against NumPy's save and load in the same mode: into and out of the page
// cache, onto and from the device. Both take turns round by round on the same core and disk; NumPy
// times itself, so that talking to it does not count. Goal: the interval of our time over NumPy's
// reaches down to 1.
//   bench_npy [ROUNDS] [MEGABYTES]
#include <fcntl.h>

#include <QProcess>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>

#include "bench/bench_report.h"
#include "bench/child_process.h"
#include "measure/ratio.h"
#include "measure/statistics.h"
#include "measure/team.h"
#include "workloads/files/npy.h"
#include "workloads/files/tensor_format.h"

namespace {

using namespace lane;

double timed(const std::function<Result<void>()>& work) {
  // NumPy's process has just been woken when its turn comes; so has this one.
  ::usleep(2000);
  const double begin = monotonicSeconds();
  const auto done = work();
  const double seconds = monotonicSeconds() - begin;
  if (done) return seconds;
  std::fprintf(stderr, "%s\n", toString(done.error()).c_str());
  std::exit(2);
}

class NumPy {
 public:
  NumPy(const QString& file, std::uint64_t elements) {
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral("/usr/bin/python3"),
                    {QStringLiteral(LANESCOPE_SOURCE_DIR "/tests/bench/npy_peer.py"), file,
                     QString::number(elements)});
    m_version = line();
  }
  ~NumPy() {
    m_process.closeWriteChannel();
    m_process.waitForFinished();
  }
  QByteArray version() const { return m_version; }
  double seconds(const char* operation) {
    m_process.write(QByteArray(operation) + '\n');
    return line().toDouble();
  }

 private:
  QByteArray line() {
    while (!m_process.canReadLine())
      if (!m_process.waitForReadyRead(60000)) return {};
    return m_process.readLine().trimmed();
  }
  QProcess m_process;
  QByteArray m_version;
};

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(5, std::atoi(argv[1])) : 41;
  const std::uint64_t elements = (argc > 2 ? std::max(1, std::atoi(argv[2])) : 100) * 250'000ull;
  // Both on one core: who is measured has it alone.
  const PinnedThread pinned(Team::cores().front());
  const QTemporaryDir folder(QStringLiteral(LANESCOPE_BINARY_DIR "/bench-npy-XXXXXX"));
  const std::string file = folder.filePath(QStringLiteral("ours.npy")).toStdString();
  const TensorShape shape{Dtype::f32, {elements}};
  TensorBytes values(elements * sizeof(float)), target(values.size());
  std::mt19937_64 random(1);
  for (std::size_t at = 0; at < values.size(); at += sizeof(std::uint64_t)) {
    const std::uint64_t word = random();
    std::memcpy(values.data() + at, &word, sizeof word);
  }
  std::memset(target.data(), 1, target.size());
  NumPy numPy(folder.filePath(QStringLiteral("theirs.npy")), elements);
  if (numPy.version().isEmpty()) {
    std::printf("       no NumPy: apt install python3-numpy\n");
    return 0;
  }
  std::printf("       %s, %d rounds of %.0f MB\n", numPy.version().constData(), rounds,
              double(values.size()) * 1e-6);

  const auto write = [&](bool sync) {
    ::unlink(file.c_str());
    return timed([&] { return writeTensor(TensorFormat::npy, file, shape, values, sync); });
  };
  // NumPy's load takes new memory each time, and so does this; ours of the suite does not.
  const auto load = [&] {
    Result<LoadedTensor> tensor;
    const double seconds =
        timed([&] { return (tensor = readNpy(file)).map([](const LoadedTensor&) {}); });
    return seconds;
  };
  const auto readInto = [&] {
    return timed([&] { return readTensor(TensorFormat::npy, file, shape, target); });
  };
  const auto forget = [&] {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    ::fsync(descriptor);
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    ::close(descriptor);
  };

  struct Contest {
    const char* what;
    const char* operation;
    std::function<double()> ours;
    bool goal;
  };
  const Contest contests[] = {
      {"write, page cache", "write", [&] { return write(false); }, true},
      {"write, fsync", "write-fsync", [&] { return write(true); }, true},
      {"read into new memory, page cache", "read", load, true},
      {"read into memory that is there, page cache", "read", readInto, false},
      {"read into new memory, device", "read-cold",
       [&] {
         forget();
         return load();
       },
       true}};
  BenchReport report;
  for (const Contest& contest : contests) {
    contest.ours();
    numPy.seconds(contest.operation);
    std::vector<double> ours, theirs;
    for (int round = 0; round < rounds; ++round) {
      const bool first = random() & 1u;
      if (first) ours.push_back(contest.ours());
      theirs.push_back(numPy.seconds(contest.operation));
      if (!first) ours.push_back(contest.ours());
    }
    const PairedRatio ratio = pairedRatio(theirs, ours, {}, 0.95);
    const std::string what = std::string("npy ") + contest.what;
    report.say(what + ": ours", double(values.size()) / median(ours) * 1e-9, "GB/s");
    report.say(what + ": NumPy", double(values.size()) / median(theirs) * 1e-9, "GB/s");
    report.say(what + ": time ours / NumPy", ratio.ratio, "");
    report.say("  interval up to", ratio.high, "");
    if (contest.goal)
      report.atMost("  interval from", ratio.low, 1.0, "");
    else
      report.say("  interval from", ratio.low, "");
  }
  return report.exitCode();
}
