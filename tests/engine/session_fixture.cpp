#include "engine/session_fixture.h"

#include <limits>

namespace lane::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool same(double a, double b) {
  return a == b || (a != a && b != b);
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same(a[i], b[i])) return false;
  return true;
}

MachineCard machine() {
  MachineCard card;
  card.fields = {{"cpu_model", "processor", "CPU model", "Größter Prozessor™ 9000", ""},
                 {"governor", "system", "Governor", "", "no cpufreq in this machine"},
                 {"flags", "processor", "Flags", std::string(5000, 'f'), ""},
                 {"empty", "system", "Empty", "", ""}};
  card.caches = {{1, "data", 32768, 64, 8, 2, 4}, {3, "unified", 33554432, 64, 0, 8, 1}};
  card.cpuModel = "Größter Prozessor™ 9000";
  card.microarchitecture = "";
  card.logicalCores = 8;
  card.physicalCores = 4;
  card.tscHz = 2999999999.9999995;
  card.clockHz = 3.7e9 / 3;
  card.memoryBytes = 0xfedcba9876543210ull;
  card.memoryAvailableBytes = 1;
  return card;
}

CaseRecord caseRecord(std::uint32_t i) {
  CaseRecord record;
  record.suite = i % 2 == 0 ? "vector" : "völlig fremd/100 %";
  record.benchmark = i == 3 ? std::string(3000, 'b') : "dot";
  record.dtype = static_cast<Dtype>(i % words<Dtype>().size());
  record.size = i == 0 ? 0 : i == 1 ? std::numeric_limits<std::uint64_t>::max() : 4096 + i;
  record.shape = i == 2 ? "[64,32]" : "";
  record.params = i == 4 ? R"({"alpha":"x,y=z","k":3})" : "";
  record.variant = i % 3 == 0 ? "avx2" : "=cmd|' /C calc'!A0";
  record.threads = i + 1;
  record.mode = static_cast<Mode>(i % words<Mode>().size());
  record.cache = static_cast<CacheState>(i % words<CacheState>().size());
  record.revision = i;
  record.source = i % 2;
  record.flops = i * 1e9 / 7;
  record.bytesRead = kInfinity;
  record.bytesWritten = -0.0;
  record.items = 5e-324;
  record.itemName = i == 5 ? "" : "tensors";
  record.batchCalls = 1ull << 63;
  if (i % 2 == 0) {
    record.median = 1e-9 / 3;
    record.ciLow = 3e-10;
    record.ciHigh = 4e-10;
    record.mean = record.stddev = record.mad = record.min = 1.0 / (3 + i);
    record.p5 = record.p95 = record.p99 = 0.1;
    record.maxUlp = 0.5;
    record.maxRelError = 1e-300;
  }
  record.outliers = 0xffffffffu;
  record.stopReason = static_cast<StopReason>(i % words<StopReason>().size());
  record.status = static_cast<CaseStatus>(i % words<CaseStatus>().size());
  record.reason = i == 6 ? "line one\nline two\t\"quoted\", | piped <b>bold</b> & more" : "";
  record.key = makeKey(record);
  return record;
}

void addSample(Session& session, std::uint32_t caseIndex, std::uint32_t i) {
  Samples& samples = session.samples;
  samples.seconds.push_back(i == 4 ? kUnknown : 1e-9 * (i + 1) / 3);
  samples.caseIndex.push_back(caseIndex);
  samples.process.push_back(i % 3);
  samples.pass.push_back(i / 4);
  samples.round.push_back(i);
  samples.t.push_back(i * 1e-3);
  samples.calls.push_back(0xffffffffffffffffull - i);
  samples.placement.push_back(i % 8);
  samples.flags.push_back(i % 16);
}

}  // namespace

Session richSession() {
  Session session;
  session.title = "Süße Titel, „quoted“ <script>alert(1)</script> 🚀";
  session.uuid = "123e4567-e89b-42d3-a456-426614174000";
  session.created = "2024-02-29T23:59:60Z";
  session.programVersion = "0.1.0";
  session.complete = true;
  session.planYaml = "version: 1\ntitle: plan\n# " + std::string(100000, 'y') + "\n";
  session.seed = 0xffffffffffffffffull;
  session.machine = machine();
  session.sources = {
      {"here", SourceKind::in_process, "lanescope 0.1.0", R"({"HDF5":"1.10"})", "{}"},
      {"", SourceKind::remote, "", "", ""}};
  for (std::uint32_t i = 0; i < 14; ++i) session.cases.push_back(caseRecord(i));
  for (std::uint32_t i = 0; i < 40; ++i) addSample(session, (i * 5) % 13, i);  // case 13 has none
  sortSamples(session);
  session.metrics = {{"resident_memory", "Resident memory", "B", MetricKind::bytes, false},
                     {"rate", "Rate", "1/s", MetricKind::rate, true}};
  session.observations = {{0, 1, 2, 0, 4096}, {3, 0, 0, 1, kUnknown}};
  session.values = {{kNoCase, 0, 1.5, 1.25, 1.75, 10, ""},
                    {2, 1, kUnknown, kUnknown, kUnknown, 0, "no counters in this machine"}};
  session.histograms = {{1, 1, 1e-9, 12}, {1, 1, 2e-9, 0xffffffffffffull}};
  session.series = {{"resident_memory", kNoCase, 0, {0, 0.5, 1}, {1e6, kUnknown, 3e6}},
                    {"empty", 3, 1, {}, {}},
                    {"clock", 4, 1, {2}, {3e9}}};
  session.marks = {{0.25, kNoCase, "Pass 1"}, {0.5, 7, ""}};
  for (std::uint32_t i = 0; i < words<CrossoverKind>().size(); ++i) {
    CrossoverRecord crossover;
    crossover.benchmark = "dot";
    crossover.dtype = Dtype::f64;
    crossover.from = "scalar";
    crossover.to = "avx2";
    crossover.threadsTo = 2;
    crossover.modeTo = Mode::allocate;
    crossover.cache = CacheState::cold;
    if (i % 2 == 0) crossover.params = R"({"align":"+4 B"})";
    crossover.kind = static_cast<CrossoverKind>(i);
    crossover.part = i % 2;
    crossover.parts = 2;
    if (crossover.kind == CrossoverKind::at) {
      crossover.size = 20.5;
      crossover.sizeLow = 18;
      crossover.sizeHigh = 22;
      crossover.regret = 0.001;
      crossover.neighbourRegret = 0.0125;
    }
    session.crossovers.push_back(crossover);
  }
  session.findings = {{Severity::problem, "noisy", "Text – with figures", "a/b\nc/d", "Do this"},
                      {Severity::note, "", "", "", ""}};
  session.notes = {{kNoCase, "2024-03-01T00:00:00Z", "Ein Wort dazu: äöü"}, {5, "", ""}};
  session.log = {{0, Severity::note, "started"}, {1.5, Severity::warning, std::string(20000, 'l')}};
  return session;
}

Session largeSession(std::size_t cases, std::size_t samplesPerCase) {
  Session session = richSession();
  const CaseRecord pattern = session.cases[0];
  session.cases.clear();
  session.samples = {};
  session.observations.clear();
  session.values.clear();
  session.histograms.clear();
  session.series.resize(1);
  session.marks.clear();
  session.notes.clear();
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < cases; ++i) {
    CaseRecord record = pattern;
    record.size = i + 1;
    record.key = makeKey(record);
    session.cases.push_back(std::move(record));
    for (std::size_t k = 0; k < samplesPerCase; ++k)
      addSample(session, static_cast<std::uint32_t>(i), n++);
  }
  sortSamples(session);
  return session;
}

std::string difference(const Session& a, const Session& b) {
  if (a.title != b.title || a.uuid != b.uuid || a.created != b.created ||
      a.programVersion != b.programVersion || a.complete != b.complete)
    return "root attributes";
  if (a.planYaml != b.planYaml || a.seed != b.seed) return "plan";
  if (a.machine != b.machine) return "machine";
  if (a.sources != b.sources) return "sources";
  if (a.cases.size() != b.cases.size()) return "number of cases";
  for (std::size_t i = 0; i < a.cases.size(); ++i)
    if (!sameCase(a.cases[i], b.cases[i])) return "case " + std::to_string(i);
  const Samples &s = a.samples, &u = b.samples;
  if (!same(s.seconds, u.seconds) || !same(s.t, u.t) || s.caseIndex != u.caseIndex ||
      s.process != u.process || s.pass != u.pass || s.round != u.round || s.calls != u.calls ||
      s.placement != u.placement || s.flags != u.flags || s.sortedByCase != u.sortedByCase)
    return "samples";
  if (a.observations.size() != b.observations.size()) return "number of observations";
  for (std::size_t i = 0; i < a.observations.size(); ++i) {
    const Observation &x = a.observations[i], &y = b.observations[i];
    if (x.caseIndex != y.caseIndex || x.process != y.process || x.round != y.round ||
        x.metric != y.metric || !same(x.value, y.value))
      return "observation " + std::to_string(i);
  }
  if (a.metrics != b.metrics) return "metrics";
  if (a.values.size() != b.values.size()) return "number of values";
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const ValueRecord &x = a.values[i], &y = b.values[i];
    if (x.caseIndex != y.caseIndex || x.metric != y.metric || !same(x.value, y.value) ||
        !same(x.low, y.low) || !same(x.high, y.high) || x.n != y.n || x.reason != y.reason)
      return "value " + std::to_string(i);
  }
  if (a.histograms != b.histograms) return "histograms";
  if (a.series.size() != b.series.size()) return "number of series";
  for (std::size_t i = 0; i < a.series.size(); ++i) {
    const SeriesRecord &x = a.series[i], &y = b.series[i];
    if (x.id != y.id || x.caseIndex != y.caseIndex || x.metric != y.metric || !same(x.t, y.t) ||
        !same(x.value, y.value))
      return "series " + std::to_string(i);
  }
  if (a.marks != b.marks) return "marks";
  if (a.crossovers.size() != b.crossovers.size()) return "number of crossovers";
  for (std::size_t i = 0; i < a.crossovers.size(); ++i) {
    const CrossoverRecord &x = a.crossovers[i], &y = b.crossovers[i];
    if (x.benchmark != y.benchmark || x.dtype != y.dtype || x.from != y.from || x.to != y.to ||
        x.threadsFrom != y.threadsFrom || x.threadsTo != y.threadsTo || x.modeFrom != y.modeFrom ||
        x.modeTo != y.modeTo || x.cache != y.cache || x.kind != y.kind || x.part != y.part ||
        x.parts != y.parts || !same(x.size, y.size) || !same(x.sizeLow, y.sizeLow) ||
        !same(x.sizeHigh, y.sizeHigh) || !same(x.regret, y.regret) ||
        !same(x.neighbourRegret, y.neighbourRegret) || x.params != y.params)
      return "crossover " + std::to_string(i);
  }
  if (a.findings != b.findings) return "findings";
  if (a.notes != b.notes) return "notes";
  if (a.log != b.log) return "log";
  if (a.foreign != b.foreign) return "unknown parts";
  return {};
}

}  // namespace lane::test
