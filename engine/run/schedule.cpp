#include "run/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <unordered_set>

#include "analysis/findings/wording.h"
#include "analysis/selftest_record.h"
#include "machine/free_memory.h"
#include "machine/variant.h"
#include "run/scale_down.h"
#include "workloads/process/command_benchmark.h"

namespace lane {
namespace {

Result<std::vector<const Benchmark*>> chosenBenchmarks(const Plan& plan) {
  std::vector<const Benchmark*> chosen;
  const auto& all = allBenchmarks();
  std::vector<bool> wanted(all.size());
  if (plan.benchmarks.empty() && plan.commands.empty())
    for (std::size_t i = 0; i < all.size(); ++i) wanted[i] = !all[i]->info().onRequest;
  for (const std::string& pattern : plan.benchmarks) {
    bool matched = false;
    try {
      const std::regex expression(pattern);
      for (std::size_t i = 0; i < all.size(); ++i) {
        const BenchmarkInfo& info = all[i]->info();
        if (std::regex_match(info.name, expression) ||
            std::regex_match(info.suite + "/" + info.name, expression))
          wanted[i] = matched = true;
      }
    } catch (const std::regex_error&) {
      return fail(ErrorCode::usage, fmt::format("\"{}\" is not a regular expression", pattern));
    }
    if (!matched)
      return fail(ErrorCode::usage, fmt::format("no benchmark matches \"{}\"", pattern), {},
                  "`lanescope-cli list benchmarks` shows them");
  }
  for (std::size_t i = 0; i < all.size(); ++i)
    if (wanted[i]) chosen.push_back(all[i].get());
  return chosen;
}

/// Why a point cannot be measured at all by this version or machine; empty when it can.
std::string pointProblem(const Benchmark& benchmark, const GroupPoint& point,
                         const MemoryRoom& room) {
  const auto& dtypes = benchmark.info().dtypes;
  if (std::find(dtypes.begin(), dtypes.end(), point.dtype) == dtypes.end())
    return fmt::format("{} has no {} form", benchmark.info().name, toWord(point.dtype));
  if (std::string reason = benchmark.whyNot(point); !reason.empty()) return reason;
  const std::size_t bytes = benchmark.memoryBytes(point);
  if (room.holds(bytes)) return {};
  return tooLargeText(point.size, bytes, benchmark.info().itemName, room);
}

/// The alignment a chart's parameters name; the usual one when they name none.
Alignment alignmentOf(const std::string& params) {
  const auto json = nlohmann::json::parse(params, nullptr, false);
  if (!json.is_object() || !json.contains("align")) return Alignment::line;
  return fromWord<Alignment>(json.value("align", "")).value_or(Alignment::line);
}

class Expander {
 public:
  explicit Expander(const Plan& plan)
      : m_plan(plan), m_room{availableMemoryBytes()}, m_only(plan.only.begin(), plan.only.end()) {}

  /// The point at every size of the plan, and where memory is too small for some at the largest it
  /// is not too small for.
  void addSizes(const Benchmark& benchmark, GroupPoint point,
                const std::vector<std::uint64_t>& sizes) {
    if (m_plan.cache.size() > 1 && !benchmark.knows(point.cache)) return;
    const auto at = [&point](std::uint64_t size) {
      point.size = size;
      return point;
    };
    const ScaledSizes scaled = scaleDown(
        sizes, [&](std::uint64_t size) { return m_room.holds(benchmark.memoryBytes(at(size))); },
        [&](std::uint64_t size) { return pointProblem(benchmark, at(size), m_room).empty(); });
    for (const std::uint64_t size : scaled.sizes) add(benchmark, at(size), scaled.instead);
    if (!scaled.tooLarge.empty() && scaled.instead && m_only.empty())
      noteScaled(benchmark, at(scaled.tooLarge.front()), *scaled.instead);
  }

  Schedule take() {
    for (const auto& [text, names] : m_scaled)
      m_schedule.notes.push_back(fmt::format("{}: {}", listed(names), text));
    return std::move(m_schedule);
  }

 private:
  void add(const Benchmark& benchmark, const GroupPoint& point,
           std::optional<std::uint64_t> instead) {
    const std::string problem = problemOf(benchmark, point, instead);
    ScheduledGroup group{&benchmark, point, {}};
    for (const VariantOffer& offer : benchmark.variants(point.dtype)) {
      if (!wanted(offer, benchmark.info())) continue;
      for (const std::uint32_t threads : m_plan.threads) {
        const std::uint32_t most = benchmark.info().mostThreads;
        if (m_plan.threads.size() > 1 && threads > most) continue;
        CaseRecord record = benchmark.describe(point, offer.name, threads);
        record.reason = !problem.empty()        ? problem
                        : !offer.reason.empty() ? offer.reason
                        : threads > most        ? fmt::format("{} is measured on {} thread{}",
                                                              record.benchmark, most, most == 1 ? "" : "s")
                                                : threadProblem(threads);
        if (m_plan.twins) put(twinOf(record), group);
        put(std::move(record), group);
      }
    }
    if (!group.cases.empty()) m_schedule.groups.push_back(std::move(group));
  }

  /// With the size that stands for one that is too large.
  std::string problemOf(const Benchmark& benchmark, const GroupPoint& point,
                        std::optional<std::uint64_t> instead) const {
    std::string problem = pointProblem(benchmark, point, m_room);
    if (instead && !m_room.holds(benchmark.memoryBytes(point)))
      problem += insteadText(*instead, benchmark.info().itemName);
    return problem;
  }

  /// One sentence for all benchmarks that need as much.
  void noteScaled(const Benchmark& benchmark, const GroupPoint& point, std::uint64_t instead) {
    const std::string text = problemOf(benchmark, point, instead);
    const std::string name = fmt::format("{} {}", benchmark.info().name, toWord(point.dtype));
    const auto known = std::find_if(m_scaled.begin(), m_scaled.end(),
                                    [&](const auto& one) { return one.first == text; });
    auto& names = known != m_scaled.end()
                      ? known->second
                      : m_scaled.emplace_back(text, std::vector<std::string>()).second;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }

  /// A variant nobody asked for and that cannot run here is not worth a row per size.
  bool wanted(const VariantOffer& offer, const BenchmarkInfo& info) const {
    const auto& names = m_plan.variants;
    // Names of kernels' variants choose among kernels only; files are then read in every way.
    const bool chosen = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      return isVariantOf(info, name);
    });
    if (!chosen) return offer.reason.empty() && !offer.onRequest;
    return std::find(names.begin(), names.end(), offer.name) != names.end();
  }

  void put(CaseRecord record, ScheduledGroup& group) {
    if (!m_only.empty() && !m_only.contains(record.key)) return;
    if (record.reason.empty()) {
      group.cases.push_back(static_cast<std::uint32_t>(m_schedule.cases.size()));
      ++m_schedule.runnable;
    } else {
      record.status = CaseStatus::skipped;
    }
    m_schedule.cases.push_back(std::move(record));
  }

  static std::string threadProblem(std::uint32_t threads) {
    const std::size_t cores = Team::cores().size();
    return threads <= cores
               ? std::string()
               : fmt::format("{} threads on {} cores would share cores", threads, cores);
  }

  const Plan& m_plan;
  MemoryRoom m_room;
  std::vector<std::pair<std::string, std::vector<std::string>>> m_scaled;  ///< sentence, names
  std::unordered_set<std::string_view> m_only;
  Schedule m_schedule;
};

/// What an axis of the plan means to a benchmark that has none of it.
std::vector<Dtype> dtypesFor(const BenchmarkInfo& info, const Plan& plan) {
  return info.dtypes == std::vector{Dtype::none} ? info.dtypes : plan.dtypes;
}
std::vector<std::uint64_t> sizesFor(const BenchmarkInfo& info, const Plan& plan) {
  return info.sized ? plan.sizes : std::vector<std::uint64_t>{0};
}

/// Commands are there to be compared with each other: those of one cache state share their rounds.
void shareRounds(Schedule& schedule) {
  const auto isCommand = [&](const ScheduledGroup& group) {
    return std::any_of(schedule.owned.begin(), schedule.owned.end(),
                       [&](const auto& one) { return one.get() == group.benchmark; });
  };
  std::vector<ScheduledGroup> groups;
  for (ScheduledGroup& group : schedule.groups) {
    const auto host = std::find_if(groups.begin(), groups.end(), [&](const ScheduledGroup& other) {
      return isCommand(group) && isCommand(other) && other.point.cache == group.point.cache;
    });
    if (host == groups.end())
      groups.push_back(std::move(group));
    else
      host->beside.push_back(std::move(group));
  }
  schedule.groups = std::move(groups);
}

/// The first key of Plan::only that is none of the cases.
std::optional<std::string> firstUnknown(const std::vector<std::string>& only,
                                        const std::vector<CaseRecord>& cases) {
  std::unordered_set<std::string_view> known;
  for (const CaseRecord& record : cases) known.insert(record.key);
  for (const std::string& key : only)
    if (!known.contains(key)) return key;
  return std::nullopt;
}

}  // namespace

Result<Schedule> makeSchedule(const Plan& plan) {
  if (std::find(plan.threads.begin(), plan.threads.end(), 0u) != plan.threads.end())
    return fail(ErrorCode::usage, "a thread count of 0 cannot run anything", {},
                "Thread counts start at 1");
  for (const std::string& name : plan.variants)
    if (!isVariant(name))
      return fail(ErrorCode::usage, fmt::format("unknown variant \"{}\"", name), {},
                  "`lanescope-cli list variants` shows them");
  auto chosen = chosenBenchmarks(plan);
  if (!chosen) return tl::unexpected(chosen.error());
  std::vector<std::shared_ptr<const Benchmark>> owned;
  for (auto& command : commandBenchmarks(plan)) {
    chosen->push_back(command.get());
    owned.push_back(std::move(command));
  }
  if (plan.sizes.empty() && std::any_of(chosen->begin(), chosen->end(),
                                        [](const Benchmark* one) { return one->info().sized; }))
    return fail(ErrorCode::usage, "the plan has no sizes");

  Expander expander(plan);
  for (const Benchmark* benchmark : *chosen)
    for (const Dtype dtype : dtypesFor(benchmark->info(), plan))
      for (const Mode mode : plan.modes)
        for (const CacheState cache : plan.cache)
          for (const Alignment alignment : plan.alignment)
            expander.addSizes(*benchmark, {0, dtype, mode, cache, plan.seed, {alignment}},
                              sizesFor(benchmark->info(), plan));
  Schedule schedule = expander.take();
  schedule.owned = std::move(owned);
  shareRounds(schedule);
  if (const auto key = firstUnknown(plan.only, schedule.cases))
    return fail(ErrorCode::usage, fmt::format("the plan's axes give no case \"{}\"", *key), "only",
                "Its benchmark, size, type, variant, threads, mode and cache state must all be "
                "among the plan's");
  if (schedule.runnable == 0) {
    const std::string reason = schedule.cases.empty() ? "" : ": " + schedule.cases.front().reason;
    return fail(ErrorCode::unsupported, "nothing of this plan can run here" + reason, {},
                "`lanescope-cli list variants` shows what can");
  }
  return schedule;
}

std::optional<GroupWithCases> makeGroup(const RefinementPoint& point, std::uint64_t seed,
                                        std::uint32_t firstIndex) {
  const auto& all = allBenchmarks();
  const auto benchmark = std::find_if(all.begin(), all.end(), [&](const auto& one) {
    return one->info().suite == point.key.suite && one->info().name == point.key.benchmark;
  });
  if (benchmark == all.end()) return std::nullopt;
  const GroupPoint place{point.size,     point.key.dtype,
                         point.key.mode, point.key.cache,
                         seed,           {alignmentOf(point.key.params)}};
  const MemoryRoom room{availableMemoryBytes()};
  if (!pointProblem(**benchmark, place, room).empty()) return std::nullopt;
  GroupWithCases made{{benchmark->get(), place, {}}, {}};
  for (const std::string& variant : point.variants) {
    made.group.cases.push_back(firstIndex + static_cast<std::uint32_t>(made.cases.size()));
    made.cases.push_back((*benchmark)->describe(place, variant, point.key.threads));
  }
  return made;
}

double guessSeconds(const CaseRecord& record) {
  constexpr double kProcess = 2e-3;  // a small program
  if (record.suite == kProcessSuite) return kProcess;
  // About 10 GB/s and 2 GFLOP/s per lane, plus a call: right within a factor of a few.
  const auto id = variantByName(record.variant);
  const double lanes = id ? std::max(1, info(*id).vectorBytes / 4) : 4;
  return 5e-9 + (record.bytesRead + record.bytesWritten) / 10e9 + record.flops / (2e9 * lanes);
}

}  // namespace lane
