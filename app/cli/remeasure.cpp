#include "remeasure.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "analysis/gate.h"
#include "base/units.h"
#include "console.h"
#include "progress.h"
#include "run/append.h"

namespace lane::cli {
namespace {

constexpr int kPasses = 3;
constexpr std::uint32_t kProcesses = 3;       ///< of one pass: so many tell their own spread
constexpr double kLeastSecondsOfCase = 0.05;  ///< of one pass; more cases than that wait

double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::string casesText(std::size_t count) {
  return fmt::format("{} undecided case{}", formatCount(count), count == 1 ? "" : "s");
}

}  // namespace

Remeasured remeasure(const Session& base, Session now, Diff diff, double budgetSeconds,
                     const std::stop_token& stop) {
  Remeasured result{.now = std::move(now), .diff = std::move(diff)};
  const auto begin = std::chrono::steady_clock::now();
  std::set<std::string> measured;
  std::string trouble;
  for (int pass = 0; pass < kPasses && !stop.stop_requested(); ++pass) {
    std::vector<std::string> keys = possibleRegressions(result.diff);
    const double share = (budgetSeconds - secondsSince(begin)) / (kPasses - pass);
    if (keys.empty() || share <= 0) break;
    const auto most = static_cast<std::size_t>(std::max(1.0, share / kLeastSecondsOfCase));
    if (keys.size() > most) keys.resize(most);
    auto plan = planAgain(result.now, keys, kProcesses);
    if (!plan) {
      trouble = toString(plan.error());
      break;
    }
    plan->budgetSeconds = share;
    say(fmt::format("Measuring {} again", casesText(keys.size())));
    ProgressSink sink;
    RunOptions options;
    options.stop = stop;
    auto appended = appendToSession(result.now, *plan, sink, options);
    if (!appended) {
      trouble = toString(appended.error());
      break;
    }
    result.now = std::move(*appended);
    result.diff = diffSessions(base, result.now, result.diff.options);
    measured.insert(keys.begin(), keys.end());
  }
  result.cases = measured.size();
  result.stopped = stop.stop_requested();
  const std::size_t left = possibleRegressions(result.diff).size();
  if (measured.empty() && trouble.empty() && left == 0)
    result.text = "No undecided case that could be a regression: nothing measured again";
  else if (measured.empty())
    result.text = fmt::format("{} not measured again{}{}", casesText(left),
                              trouble.empty() ? "" : ": ", trouble);
  else
    result.text =
        fmt::format("{} measured again, {} left undecided{}{}", casesText(measured.size()),
                    formatCount(left), trouble.empty() ? "" : "; ended by: ", trouble);
  return result;
}

}  // namespace lane::cli
