// Faults and honest kernels through the same check of results, calibration and physics check as a
// run: at least 49 of 50 seeded faults are caught, none of 200 honest cases is accused.
//   bench_physics [HONEST]      so many honest cases instead of 200
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <random>

#include "analysis/roofline.h"
#include "base/buffer.h"
#include "bench/bench_report.h"
#include "measure/statistics.h"
#include "run/benchmark.h"

namespace {

using namespace lane;

constexpr std::uint32_t kRounds = 100;
constexpr std::uint64_t kSeed = 20;

/// How a faulty kernel spends its calls.
using Run = std::function<void(KernelFn, const KernelArgs&, std::uint64_t calls)>;

void honestly(KernelFn function, const KernelArgs& args, std::uint64_t calls) {
  for (std::uint64_t i = 0; i < calls; ++i) {
    function(args);
    asm volatile("" : : "r"(args.out) : "memory");
  }
}

struct Fault {
  std::string kind;
  std::string what;
  std::string kernel;
  std::size_t n = 0;
  Run run = honestly;
  double costFactor = 1;  ///< of operations and bytes as the faulty cost names them
  double timeFactor = 1;  ///< of seconds as the faulty clock names them
};

// Faults ----------------------------------------------------------------------------------------

/// The compiler saw that nothing is used.
void never(KernelFn, const KernelArgs&, std::uint64_t) {}
/// The compiler saw that every call does the same, and moved it out of the loop. Either the batch
/// never gets as long as wanted, which calibration refuses, or it is impossibly short.
void hoisted(KernelFn function, const KernelArgs& args, std::uint64_t) {
  honestly(function, args, 1);
}
void everySecondCall(KernelFn function, const KernelArgs& args, std::uint64_t calls) {
  honestly(function, args, (calls + 1) / 2);
}
void firstHalf(KernelFn function, const KernelArgs& args, std::uint64_t calls) {
  KernelArgs half = args;
  half.n /= 2;
  honestly(function, half, calls);
}
/// Whole vectors only.
void withoutTail(KernelFn function, const KernelArgs& args, std::uint64_t calls) {
  KernelArgs whole = args;
  whole.n -= whole.n % 16;
  honestly(function, whole, calls);
}
/// An honest call whose result is then spoilt.
Run spoilt(void (*spoil)(float* out, std::size_t n)) {
  return [spoil](KernelFn function, const KernelArgs& args, std::uint64_t calls) {
    honestly(function, args, calls);
    spoil(static_cast<float*>(args.out), args.n);
  };
}
/// The loop of another kernel.
Run mistakenFor(const char* other) {
  return [other](KernelFn, const KernelArgs& args, std::uint64_t calls) {
    honestly(kernelFunction(*kernelByName(other), VariantId::scalar, Dtype::f32), args, calls);
  };
}

void signOfOne(float* out, std::size_t n) {
  out[n / 3] = -out[n / 3];
}
void shiftedByOne(float* out, std::size_t n) {
  std::memmove(out, out + 1, (n - 1) * sizeof *out);
}
void halfPrecision(float* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, out + i, sizeof bits);
    bits &= 0xffffe000u;
    std::memcpy(out + i, &bits, sizeof bits);
  }
}
void notANumber(float* out, std::size_t n) {
  out[n - 1] = std::numeric_limits<float>::quiet_NaN();
}
void oneInTenThousand(float* out, std::size_t) {
  *out *= 1.0001f;
}
void nextIndex(float* out, std::size_t) {
  std::int64_t index = 0;
  std::memcpy(&index, out, sizeof index);
  ++index;
  std::memcpy(out, &index, sizeof index);
}

std::vector<Fault> faults() {
  std::vector<Fault> list;
  const auto add = [&](std::string kind, std::string what,
                       const std::vector<std::pair<const char*, std::size_t>>& where,
                       const Run& run, double cost = 1, double time = 1) {
    for (const auto& [kernel, n] : where) list.push_back({kind, what, kernel, n, run, cost, time});
  };
  add("dead code", "nothing is computed",
      {{"add", 1000}, {"dot", 4096}, {"exp", 1000}, {"softmax", 300}, {"norm_l2", 20000}}, never);
  add("dead code", "computed once for all calls",
      {{"mul", 1000}, {"relu", 30000}, {"norm_l1", 500}, {"tanh", 4096}, {"log", 100}}, hoisted);
  add("half the work", "first half of the items",
      {{"sub", 1000}, {"abs", 50000}, {"clamp", 777}, {"swish", 4096}, {"log_softmax", 1000}},
      firstHalf);
  // Visible where the honest kernel comes near its limit; nothing in a time tells it elsewhere.
  add("half the work", "every second call",
      {{"add", 1000}, {"sub", 2000}, {"mul", 1500}, {"dot", 1000}, {"sum", 4096}}, everySecondCall);
  add("wrong unit", "bits for bytes", {{"add", 1000}, {"scale", 2000}, {"max", 4096}}, honestly, 8);
  add("wrong unit", "cost of a thousand calls", {{"exp", 1000}, {"gelu", 300}, {"sqrt", 20000}},
      honestly, 1000);
  add("wrong unit", "microseconds for milliseconds",
      {{"sigmoid", 1000}, {"div", 50000}, {"argmin", 1000}, {"fma", 100}}, honestly, 1, 1e-3);
  add("skipped tail", "items beyond whole vectors",
      {{"add", 1007},
       {"mul", 100},
       {"lerp", 33},
       {"relu", 4095},
       {"sum", 1001},
       {"dot", 100},
       {"norm_l2", 47},
       {"exp", 257},
       {"softmax", 1003},
       {"tanh", 9}},
      withoutTail);
  add("wrong result", "sign of one item", {{"mul", 1000}}, spoilt(signOfOne));
  add("wrong result", "shifted by one item", {{"div", 4096}}, spoilt(shiftedByOne));
  add("wrong result", "half precision", {{"exp", 1000}, {"sigmoid", 100}}, spoilt(halfPrecision));
  add("wrong result", "not a number at the end", {{"gelu", 1000}}, spoilt(notANumber));
  add("wrong result", "sum off by 1e-4", {{"norm_l1", 100}}, spoilt(oneInTenThousand));
  add("wrong result", "index off by one", {{"argmax", 1000}}, spoilt(nextIndex));
  add("wrong result", "subtracted", {{"add", 1000}}, mistakenFor("sub"));
  add("wrong result", "largest", {{"min", 1000}}, mistakenFor("max"));
  add("wrong result", "squares for absolute values", {{"norm_linf", 1000}}, mistakenFor("norm_l2"));
  return list;
}

// Measuring -------------------------------------------------------------------------------------

/// Samples it and fills in the statistics, as a group of a run does.
void measure(PreparedCase& prepared, CaseRecord& record, double timeFactor = 1) {
  SystemTimer timer;
  std::mt19937_64 random(kSeed);
  const auto calls = calibrate(prepared, timer, {}, 10, [] { return false; });
  if (!calls) {
    record.status = CaseStatus::failed;
    record.reason = calls.error().what;
    return;
  }
  const GroupCase one{&prepared, *calls};
  RoundHooks hooks;
  hooks.interrupted = [] { return false; };
  hooks.betweenRounds = [] { return true; };
  hooks.disturbance = [] { return 0u; };
  std::vector<double> seconds;
  for (const RoundSample& sample : sampleRounds({&one, 1}, timer, 0, kRounds, random, hooks))
    seconds.push_back(sample.seconds * timeFactor);
  const Summary summary = summarize(seconds, std::vector<std::uint32_t>(seconds.size(), 0), 0.95);
  record.median = summary.median;
  record.ciLow = summary.ciLow;
  record.ciHigh = summary.ciHigh;
  record.status = CaseStatus::measured;
}

const Benchmark& benchmarkFor(std::string_view kernel) {
  for (const auto& benchmark : allBenchmarks())
    if (benchmark->info().suite == "vector" && benchmark->info().name == kernel) return *benchmark;
  std::fprintf(stderr, "there is no kernel %s\n", std::string(kernel).c_str());
  std::exit(2);
}

std::vector<std::string> variantsOf(const Benchmark& benchmark, Dtype dtype) {
  std::vector<std::string> names;
  for (const VariantOffer& offer : benchmark.variants(dtype))
    if (offer.reason.empty()) names.push_back(offer.name);
  return names;
}

CaseRecord honestCase(const Benchmark& benchmark, const GroupPoint& point,
                      const std::string& variant, Arena& arena, Team& team) {
  CaseRecord record = benchmark.describe(point, variant, 1);
  arena.reset();
  const auto group = benchmark.place(point, arena, team);
  if (!group) {
    record.status = CaseStatus::failed;
    return record;
  }
  const auto prepared = (*group)->prepare(variant, 1);
  if (!(*group)->check(variant, 1)->passed) {
    record.status = CaseStatus::wrong;
    return record;
  }
  measure(*prepared, record);
  return record;
}

CaseRecord faultyCase(const Fault& fault, Arena& arena) {
  const KernelInfo& kernel = *kernelByName(fault.kernel);
  const Benchmark& benchmark = benchmarkFor(fault.kernel);
  const GroupPoint point{.size = fault.n, .seed = kSeed};
  const std::string variant = variantsOf(benchmark, Dtype::f32).back();
  CaseRecord record = benchmark.describe(point, variant, 1);
  record.flops *= fault.costFactor;
  record.bytesRead *= fault.costFactor;
  record.bytesWritten *= fault.costFactor;

  arena.reset();
  const std::size_t bytes = std::max<std::size_t>(fault.n * sizeof(float), 64);
  if (!arena.reserve(Arena::roomFor(bytes, 4))) std::exit(2);
  KernelArgs args;
  args.n = fault.n;
  const std::array inputs{&args.a, &args.b, &args.c};
  for (std::size_t i = 0; i < static_cast<std::size_t>(kernel.inputs); ++i) {
    std::byte* data = arena.take(bytes);
    fillOperand(data, fault.n, Dtype::f32, kernel.range, kSeed + i);
    *inputs[i] = data;
  }
  args.out = arena.take(bytes);

  struct Faulty final : PreparedCase {
    Faulty(const Run& how, KernelFn what, const KernelArgs& on)
        : behave(how), function(what), operands(on) {}
    void run(std::uint64_t calls) override { behave(function, operands, calls); }
    const Run& behave;
    KernelFn function;
    KernelArgs operands;
  };
  const VariantId id = *variantByName(variant);
  Faulty prepared(fault.run, kernelFunction(kernel, id, Dtype::f32), args);
  std::memset(args.out, 0xff, bytes);
  prepared.run(1);
  if (!checkResult(kernel, Dtype::f32, id, args).passed) {
    record.status = CaseStatus::wrong;
    return record;
  }
  measure(prepared, record, fault.timeFactor);
  return record;
}

Result<Ceilings> ceilingsHere() {
  const MachineCard card = readMachineCard(CardDetail::quick);
  const KeptCeilings kept = keptCeilings(card);
  if (kept.ceilings) return *kept.ceilings;
  std::printf("       no ceilings are kept for this machine: measuring them\n");
  return measureCeilings(card, {}, {}, {});
}

/// All kernels, types, sizes and variants there are, the first `count` of a seeded shuffle.
Session honestSession(std::size_t count, Arena& arena, Team& team) {
  struct Choice {
    const Benchmark* benchmark;
    GroupPoint point;
    std::string variant;
  };
  std::vector<Choice> choices;
  for (const auto& benchmark : allBenchmarks())
    for (const Dtype dtype : benchmark->info().dtypes)
      for (const std::string& variant : variantsOf(*benchmark, dtype))
        for (const std::uint64_t n : {8, 100, 1000, 5000, 30000, 200000, 1000000, 4000000})
          choices.push_back({benchmark.get(), {.size = n, .dtype = dtype, .seed = kSeed}, variant});
  std::mt19937_64 random(kSeed);
  std::shuffle(choices.begin(), choices.end(), random);
  choices.resize(std::min(choices.size(), count));
  Session session;
  for (const Choice& choice : choices)
    session.cases.push_back(
        honestCase(*choice.benchmark, choice.point, choice.variant, arena, team));
  return session;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t wanted = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 200;
  const PinnedThread pin(Team::cores().front());
  const auto ceilings = ceilingsHere();
  if (!ceilings) {
    std::printf("%s\n", toString(ceilings.error()).c_str());
    return 1;
  }
  if (!ceilings->trusted())
    std::printf(
        "       the ceilings were measured on a busy machine, so that nothing is called "
        "impossible: lanescope-cli ceilings --redo\n");
  Arena arena;
  Team team;
  BenchReport report;

  const std::vector<Fault> seeded = faults();
  Session faulty;
  for (const Fault& fault : seeded) faulty.cases.push_back(faultyCase(fault, arena));
  checkPhysics(faulty, *ceilings);
  struct Row {
    int seeded = 0, byCheck = 0, byTiming = 0, byPhysics = 0, missed = 0;
  };
  std::map<std::string, Row> rows;
  int caught = 0;
  for (std::size_t i = 0; i < seeded.size(); ++i) {
    const CaseRecord& record = faulty.cases[i];
    Row& row = rows[seeded[i].kind];
    ++row.seeded;
    row.byCheck += record.status == CaseStatus::wrong;
    row.byTiming += record.status == CaseStatus::failed;
    row.byPhysics += record.status == CaseStatus::impossible;
    row.missed += record.status == CaseStatus::measured;
    caught += record.status != CaseStatus::measured;
    if (record.status == CaseStatus::measured)
      std::printf("       not caught: %s, %s: %s, %.3g s up to %.3g s\n", seeded[i].kind.c_str(),
                  seeded[i].what.c_str(), record.key.c_str(), record.median, record.ciHigh);
  }
  std::printf("       %-16s %8s %10s %10s %12s %8s\n", "fault", "seeded", "by check", "by timing",
              "by physics", "missed");
  for (const auto& [kind, row] : rows)
    std::printf("       %-16s %8d %10d %10d %12d %8d\n", kind.c_str(), row.seeded, row.byCheck,
                row.byTiming, row.byPhysics, row.missed);

  Session honest = honestSession(wanted, arena, team);
  for (const std::uint32_t i : checkPhysics(honest, *ceilings))
    std::printf("       accused: %s: %s\n", honest.cases[i].key.c_str(),
                honest.cases[i].reason.c_str());
  const auto accused =
      std::count_if(honest.cases.begin(), honest.cases.end(),
                    [](const CaseRecord& record) { return record.status != CaseStatus::measured; });
  report.atLeast("seeded faults caught, of " + std::to_string(seeded.size()), caught,
                 double(seeded.size()) - 1, "");
  report.atMost("honest cases accused, of " + std::to_string(honest.cases.size()), double(accused),
                0, "");
  return report.exitCode();
}
