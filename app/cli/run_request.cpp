#include "run_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <limits>

#include "base/size_list.h"
#include "base/units.h"
#include "run/benchmarks.h"
#include "workloads/process/command_line.h"

namespace lane::cli {
namespace {

/// Sampling time of commands that no plan speaks of.
constexpr double kCommandSeconds = 10;

std::vector<std::string> items(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

tl::unexpected<Error> wrong(const char* option, const std::string& text,
                            const std::string& advice) {
  return fail(ErrorCode::usage, fmt::format("\"{}\" is not right here", text), option, advice);
}

tl::unexpected<Error> wrongCommand(const std::string& line, Error error) {
  error.what = fmt::format("\"{}\" {}", line, error.what);
  error.where = "--command";
  if (error.advice.starts_with("Ask for a shell")) error.advice = "Ask for a shell with --shell";
  return tl::unexpected(std::move(error));
}

template <class T>
Result<T> wholeNumber(const char* option, const std::string& text, T least, T most) {
  T number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc{} && rest == end && number >= least && number <= most) return number;
  return wrong(option, text, fmt::format("It takes whole numbers from {} to {}", least, most));
}

/// Names the option in the error of a parser that only knows the text.
template <class T>
Result<T> of(const char* option, Result<T> parsed) {
  if (!parsed) parsed.error().where = option;
  return parsed;
}

/// Puts a parsed value into the plan; passes an error on.
template <class T>
Result<void> put(Result<T> parsed, T& target) {
  if (!parsed) return tl::unexpected(parsed.error());
  target = std::move(*parsed);
  return {};
}

Result<std::vector<std::uint32_t>> threadList(const std::string& list) {
  constexpr std::uint32_t kMostThreads = 4096;
  std::vector<std::uint32_t> threads;
  for (const std::string& item : items(list)) {
    const auto number = wholeNumber<std::uint32_t>("--threads", item, 1, kMostThreads);
    if (!number) return tl::unexpected(number.error());
    threads.push_back(*number);
  }
  return threads;
}

Result<std::vector<Dtype>> dtypeList(const std::string& list) {
  std::vector<Dtype> dtypes;
  for (const std::string& item : items(list)) {
    const auto dtype = fromWord<Dtype>(item);
    if (!dtype || *dtype == Dtype::none)
      return wrong("--dtypes", item, "Element types are f32 and f64");
    dtypes.push_back(*dtype);
  }
  return dtypes;
}

/// Words of an enum, as in plans.
template <class E>
Result<std::vector<E>> wordList(const char* option, const std::string& list) {
  std::vector<E> values;
  for (const std::string& item : items(list)) {
    const auto value = fromWord<E>(item);
    if (!value)
      return wrong(option, item, fmt::format("The words are {}", fmt::join(words<E>(), ", ")));
    values.push_back(*value);
  }
  return values;
}

Result<double> confidence(const std::string& text) {
  auto share = parseShare(text);
  if (share && (*share < 0.5 || *share > 0.9999))
    return wrong("--confidence", text, "It lies between 50% and 99.99%");
  return of("--confidence", share);
}

/// The commands of the options; with what is said of them all.
Result<void> putCommands(const RunRequest& request, Plan& plan) {
  int exit = 0;
  if (!request.expectedExit.empty()) {
    const auto code = wholeNumber("--exit", request.expectedExit, 0, 255);
    if (!code) return tl::unexpected(code.error());
    exit = *code;
  }
  if (request.commands.empty()) {
    if (request.shell || !request.expectedExit.empty())
      return fail(ErrorCode::usage, "nothing to run was given",
                  request.shell ? "--shell" : "--exit",
                  "Name it with --command \"prog --version\"");
    return {};
  }
  // A plan that names no benchmarks keeps those it would measure without commands.
  if (request.planGiven && plan.benchmarks.empty() && plan.commands.empty())
    for (const BenchmarkInfo& info : benchmarks())
      if (!info.onRequest) plan.benchmarks.push_back(info.suite + "/" + info.name);
  plan.commands.clear();
  for (const std::string& line : request.commands) {
    CommandSpec command{line, {}, request.shell, exit};
    if (auto good =
            checkCommand(command).and_then([&] { return checkNoTwin(plan.commands, command); });
        !good)
      return wrongCommand(line, good.error());
    plan.commands.push_back(std::move(command));
  }
  return {};
}

/// The commands of the options and nothing else.
Plan planOfCommands() {
  Plan plan;
  plan.title = "Commands";
  plan.refine = false;
  plan.placements = 0;
  plan.budgetSeconds = kCommandSeconds;
  return plan;
}

}  // namespace

Result<Plan> planOf(const RunRequest& request) {
  if (!request.planGiven && !request.commands.empty()) return planOver(planOfCommands(), request);
  auto loaded = loadPlan(request.plan);
  if (!loaded) return loaded;
  return planOver(std::move(*loaded), request);
}

bool namesCases(const RunRequest& request) {
  const auto axes = {&request.sizes, &request.variants, &request.threads,  &request.dtypes,
                     &request.modes, &request.cache,    &request.alignment};
  return !request.benchmarks.empty() || !request.commands.empty() ||
         std::any_of(axes.begin(), axes.end(), [](const auto* axis) { return !axis->empty(); });
}

std::string commitOf(const RunRequest& request) {
  if (!request.commit.empty()) return request.commit;
  for (const char* name : {"LANESCOPE_COMMIT", "GITHUB_SHA", "CI_COMMIT_SHA"})
    if (const char* value = std::getenv(name); value && *value) return value;
  return {};
}

Result<Plan> planOver(Plan plan, const RunRequest& request) {
  if (!request.benchmarks.empty()) plan.benchmarks = request.benchmarks;
  if (!request.variants.empty()) plan.variants = items(request.variants);
  if (request.trackAllocations) plan.trackAllocations = true;
  if (request.watchMemory) plan.watchMemory = true;

  Result<void> good;
  const auto apply = [&](const std::string& text, auto parse, auto& target) {
    if (good && !text.empty()) good = put(parse(text), target);
  };
  apply(
      request.sizes, [](auto& text) { return of("--sizes", parseSizeList(text)); }, plan.sizes);
  apply(request.threads, threadList, plan.threads);
  apply(request.dtypes, dtypeList, plan.dtypes);
  apply(
      request.modes, [](auto& text) { return wordList<Mode>("--modes", text); }, plan.modes);
  apply(
      request.cache, [](auto& text) { return wordList<CacheState>("--cache", text); }, plan.cache);
  apply(
      request.alignment, [](auto& text) { return wordList<Alignment>("--alignment", text); },
      plan.alignment);
  apply(
      request.precision, [](auto& text) { return of("--precision", parseShare(text)); },
      plan.precision);
  apply(request.confidence, confidence, plan.confidence);
  apply(
      request.budget, [](auto& text) { return of("--budget", parseDuration(text)); },
      plan.budgetSeconds);
  apply(
      request.timeout, [](auto& text) { return of("--timeout", parseDuration(text)); },
      plan.timeoutSeconds);
  apply(
      request.processes,
      [](auto& text) { return wholeNumber("--processes", text, 1u, kMostProcesses); },
      plan.processes);
  apply(
      request.placements,
      [](auto& text) { return wholeNumber("--placements", text, 0u, kMostPlacements); },
      plan.placements);
  apply(
      request.seed,
      [](auto& text) {
        return wholeNumber<std::uint64_t>("--seed", text, 0,
                                          std::numeric_limits<std::uint64_t>::max());
      },
      plan.seed);
  if (good) good = putCommands(request, plan);
  if (!good) return tl::unexpected(good.error());
  return plan;
}

std::string defaultOutput() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  char stamp[32] = {};
  std::strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
  return fmt::format("./lanescope-{}.lanescope.h5", stamp);
}

}  // namespace lane::cli
