// nanobench's templates::json(): everything but `iterations` is per iteration, times in seconds.
#include <fmt/format.h>

#include <cmath>

#include "exchange/import/json_readers.h"
#include "exchange/import/machine_facts.h"

namespace lane {
namespace {

struct Counter {
  const char* member;
  const char* name;
};
constexpr Counter kCounters[] = {
    {"cpucycles", "Processor cycles"},  {"instructions", "Instructions"},
    {"branchinstructions", "Branches"}, {"branchmisses", "Missed branches"},
    {"pagefaults", "Page faults"},      {"contextswitches", "Context switches"}};

class Reader : public JsonReader {
 public:
  explicit Reader(SessionBuilder& builder) : m_builder(builder) {}

  void row(Json& row, std::size_t number) override {
    const std::string name = textOf(row, "name");
    if (name.empty()) return m_builder.skip(fmt::format("result {}", number), "without a name");
    if (name.size() > 1024)
      return m_builder.skip(name.substr(0, 80) + "…", "a name of more than 1,024 bytes");
    const std::string title = textOf(row, "title");
    NamedAxes axes;
    if (!m_builder.names().byPattern(name, axes)) {
      axes = m_builder.names().byShape(name);
      if (axes.variant.empty() && !title.empty() && title != "benchmark") {
        axes.variant = axes.benchmark;
        axes.benchmark = title;
      }
    }
    if (const std::uint64_t size = countOf(row, "complexityN"); size > 0) axes.size = size;
    std::vector<std::pair<double, std::uint64_t>> times;
    const Json* measurements = memberOf(row, "measurements");
    const bool listed = measurements && measurements->is_array();
    if (listed)
      for (const Json& each : *measurements) {
        const double seconds = numberOf(each, "elapsed");
        if (seconds > 0 && std::isfinite(seconds))
          times.emplace_back(seconds, countOf(each, "iterations", 1));
        else
          m_builder.skip(name, "an epoch without a time");
      }
    StatedFigures figures;
    figures.median = numberOf(row, "median(elapsed)");
    figures.count = countOf(row, "epochs");
    if (times.empty() && !(figures.median > 0)) return m_builder.skip(name, "no time");
    const auto found = m_builder.caseOf(axes, title + "\n" + name);
    if (!found.isNew)
      return m_builder.skip(name,
                            found.sameName ? "twice" : "its axes are those of another result");
    std::uint32_t round = 0;
    for (const auto& [seconds, iterations] : times)
      m_builder.addSample(found.index, seconds, iterations, round++);
    if (times.empty()) m_builder.state(found.index, figures);
    m_builder.countRead();
    if (const double batch = numberOf(row, "batch"); batch > 0) {
      m_builder.record(found.index).items = batch;
      if (const std::string unit = textOf(row, "unit"); !unit.empty())
        m_builder.record(found.index).itemName = unit;
    }
    // Counters that could not be read are 0 throughout.
    for (const Counter& counter : kCounters)
      if (listed && numberOf(row, fmt::format("median({})", counter.member)) > 0) {
        round = 0;
        for (const Json& each : *measurements)
          m_builder.observe(found.index, round++, countMetric(counter.member, counter.name),
                            numberOf(each, counter.member));
      }
  }

  void finish(const Json&) override {
    m_builder.setTool("nanobench", "");
    m_builder.session().machine = makeCard({}, {}, "nanobench");
    m_builder.session().sources.front().environment = "{}";
    m_builder.remark("nanobench tells neither the machine nor the date.");
  }

 private:
  SessionBuilder& m_builder;
};

}  // namespace

bool isNanobench(const Json&, const Json& row) {
  return memberOf(row, "median(elapsed)") != nullptr;
}

std::unique_ptr<JsonReader> nanobenchReader(SessionBuilder& builder) {
  return std::make_unique<Reader>(builder);
}

}  // namespace lane
