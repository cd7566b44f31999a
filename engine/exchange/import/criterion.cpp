#include "exchange/import/criterion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "exchange/import/json_rows.h"
#include "exchange/import/json_text.h"
#include "exchange/import/machine_facts.h"
#include "exchange/import/read_text.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 12;
constexpr std::size_t kMostFolders = 200'000;

/// Folders that hold one measurement: `new`, `base` or a baseline's name, by their parent.
using Measurements = std::map<fs::path, std::set<std::string>>;

bool isMeasurement(const fs::path& folder) {
  std::error_code none;
  return fs::exists(folder / "estimates.json", none) || fs::exists(folder / "sample.json", none) ||
         fs::exists(folder / "benchmark.json", none);
}

/// Links are not followed: a tree of results holds none, and one could lead in a circle.
Measurements findMeasurements(const fs::path& root, bool first) {
  Measurements found;
  const auto add = [&](const fs::path& folder) {
    const std::string name = folder.filename().string();
    // Differences to the run before, and drawings.
    if (name != "change" && name != "report" && isMeasurement(folder))
      found[folder.parent_path()].insert(name);
  };
  std::error_code error;
  add(fs::absolute(root, error).lexically_normal());
  std::size_t folders = 0;
  fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, error);
  for (const fs::recursive_directory_iterator end; !error && at != end; at.increment(error)) {
    if (first && !found.empty()) break;
    std::error_code none;
    if (!at->is_directory(none) || at->is_symlink(none)) continue;
    if (at.depth() >= kDeepest || ++folders > kMostFolders) at.disable_recursion_pending();
    add(at->path());
  }
  return found;
}

/// A JSON file of the tree; null with the reason when it cannot be read.
Json readJson(const fs::path& file, std::string& why) {
  auto text = readText(file);
  if (!text) return why = file.filename().string() + " is missing", Json();
  auto tidy = tidyJson(std::move(*text), file.string());
  if (!tidy) return why = file.filename().string() + " " + tidy.error().what, Json();
  JsonOutline outline = readRows(tidy->json, [](const std::string&, Json&) { return true; });
  if (!outline.problem.empty()) return why = file.filename().string() + " is damaged", Json();
  return std::move(outline.head);
}

const Json* pointOf(const Json& estimates, const char* name, const char* oldName) {
  const Json* estimate = memberOf(estimates, name);
  if (!estimate) estimate = memberOf(estimates, oldName);  // before 0.3
  return estimate && estimate->is_object() ? estimate : nullptr;
}

/// Criterion writes nanoseconds for wall time.
double nanoseconds(const Json* estimate, const char* member) {
  return estimate ? numberOf(*estimate, member) * 1e-9 : kUnknown;
}

StatedFigures statedFigures(const Json& estimates) {
  StatedFigures figures;
  const Json* median = pointOf(estimates, "median", "Median");
  figures.median = nanoseconds(median, "point_estimate");
  figures.mean = nanoseconds(pointOf(estimates, "mean", "Mean"), "point_estimate");
  figures.stddev = nanoseconds(pointOf(estimates, "std_dev", "StdDev"), "point_estimate");
  // Criterion's figure is scaled to estimate a standard deviation; ours is not.
  figures.mad =
      nanoseconds(pointOf(estimates, "median_abs_dev", "MedianAbsDev"), "point_estimate") / 1.4826;
  if (const Json* interval = median ? memberOf(*median, "confidence_interval") : nullptr) {
    figures.low = nanoseconds(interval, "lower_bound");
    figures.high = nanoseconds(interval, "upper_bound");
  }
  return figures;
}

struct Sample {
  double seconds;
  std::uint64_t calls;
};

/// Times are totals of so many iterations. The old generation is [[iters], [times]].
std::vector<Sample> samplesOf(const Json& sample) {
  const Json* iterations = memberOf(sample, "iters");
  const Json* times = memberOf(sample, "times");
  if (sample.is_array() && sample.size() == 2) {
    iterations = &sample[0];
    times = &sample[1];
  }
  std::vector<Sample> samples;
  if (!iterations || !times || !iterations->is_array() || !times->is_array() ||
      iterations->size() != times->size())
    return samples;
  for (std::size_t i = 0; i < times->size(); ++i) {
    if (!(*times)[i].is_number() || !(*iterations)[i].is_number()) continue;
    const double calls = (*iterations)[i].get<double>();
    const double seconds = (*times)[i].get<double>() * 1e-9 / calls;
    if (calls >= 1 && calls < 1.8e19 && seconds > 0 && std::isfinite(seconds))
      samples.push_back({seconds, static_cast<std::uint64_t>(calls)});
  }
  return samples;
}

NamedAxes axesOf(const Json& benchmark, NameReader& names) {
  NamedAxes axes;
  const std::string function = textOf(benchmark, "function_id");
  const std::string value = textOf(benchmark, "value_str");
  std::string full = textOf(benchmark, "full_id");
  if (names.byPattern(full, axes)) return axes;
  axes.benchmark = textOf(benchmark, "group_id");
  axes.variant = function;
  if (function.empty() && value.empty()) return names.byShape(axes.benchmark);
  if (!value.empty()) {
    const bool digits = value.find_first_not_of("0123456789") == std::string::npos;
    axes.assign(digits ? "size" : "value", value);
  }
  return axes;
}

void addThroughput(const Json& benchmark, CaseRecord& record, SessionBuilder& builder) {
  const Json* throughput = memberOf(benchmark, "throughput");
  if (!throughput || !throughput->is_object() || throughput->empty()) return;
  const auto& [kind, amount] = throughput->get_ref<const Json::object_t&>().front();
  if (!amount.is_number() || !(amount.get<double>() > 0)) return;
  if (kind == "Elements") {
    record.items = amount.get<double>();
    return;
  }
  const double bytes = amount.get<double>() / (kind == "Bits" ? 8 : 1);
  if (kind != "Bytes" && kind != "BytesDecimal" && kind != "Bits") return;
  record.bytesRead = bytes;
  builder.remark(
      "Criterion states bytes per call without telling reading from writing; they stand as read.");
}

void readMeasurement(const fs::path& folder, const std::string& what, SessionBuilder& builder) {
  std::string why;
  const Json benchmark = readJson(folder / "benchmark.json", why);
  if (!benchmark.is_object())
    return builder.skip(what, why.empty() ? "benchmark.json is none" : why);
  std::string full = textOf(benchmark, "full_id");
  if (full.empty()) full = textOf(benchmark, "group_id");
  if (full.empty()) return builder.skip(what, "benchmark.json names no benchmark");
  if (full.size() > 1024) return builder.skip(what, "a name of more than 1,024 bytes");

  std::string noSample, noEstimates;
  const std::vector<Sample> samples = samplesOf(readJson(folder / "sample.json", noSample));
  if (noSample.empty() && samples.empty()) noSample = "sample.json holds no samples";
  StatedFigures figures;
  if (samples.empty()) {
    figures = statedFigures(readJson(folder / "estimates.json", noEstimates));
    const double middle = std::isnan(figures.median) ? figures.mean : figures.median;
    if (!(middle > 0) || !std::isfinite(middle))
      return builder.skip(
          what,
          noSample + ", " + (noEstimates.empty() ? "estimates.json states no time" : noEstimates));
  }
  const auto found = builder.caseOf(axesOf(benchmark, builder.names()), full);
  if (!found.isNew)
    return builder.skip(what, found.sameName ? "twice" : "its axes are those of another result");
  std::uint32_t round = 0;
  for (const Sample& sample : samples)
    builder.addSample(found.index, sample.seconds, sample.calls, round++);
  if (samples.empty()) {
    builder.state(found.index, figures);
    builder.remark(fmt::format("{}: {}; the stated figures are used.", what, noSample));
  }
  addThroughput(benchmark, builder.record(found.index), builder);
  builder.countRead();
}

/// The last of the files' times: the tree itself holds no date.
std::string lastWritten(const Measurements& found) {
  fs::file_time_type last = fs::file_time_type::min();
  for (const auto& [folder, names] : found)
    for (const std::string& name : names) {
      std::error_code error;
      const auto time = fs::last_write_time(folder / name / "estimates.json", error);
      if (!error) last = std::max(last, time);
    }
  return last == fs::file_time_type::min() ? std::string() : isoText(last);
}

}  // namespace

bool isCriterionTree(const fs::path& folder) {
  return !findMeasurements(folder, true).empty();
}

Result<void> readCriterion(const fs::path& folder, SessionBuilder& builder) {
  const Measurements found = findMeasurements(folder, false);
  if (found.empty())
    return fail(ErrorCode::format, "holds no results of Criterion.rs", folder.string(),
                "Give target/criterion, or the folder of one benchmark in it");
  const fs::path root = fs::absolute(folder).lexically_normal();
  std::set<std::string> baselines;
  for (const auto& [parent, names] : found) {
    // The newest, then what it was compared with, then a baseline when that alone is there.
    std::string chosen = names.contains("new") ? "new" : names.contains("base") ? "base" : "";
    if (chosen.empty()) chosen = *names.begin();
    for (const std::string& name : names)
      if (name != chosen && name != "base") baselines.insert(name);
    std::string what = (parent / chosen).lexically_relative(root).string();
    if (what.starts_with("..") || what == ".") what = chosen;
    readMeasurement(parent / chosen, what, builder);
  }
  for (const std::string& name : baselines)
    builder.remark(fmt::format("The baseline \"{}\" is not read.", name));
  builder.setTool("Criterion.rs", "");
  Session& session = builder.session();
  session.created = lastWritten(found);
  session.machine = makeCard({{"date", session.created}}, {}, "Criterion.rs");
  session.sources.front().environment = "{}";
  builder.remark("Criterion.rs tells neither the machine nor the unit: wall time in nanoseconds.");
  if (!session.created.empty()) builder.remark("The date is that of the newest file.");
  return {};
}

}  // namespace lane
