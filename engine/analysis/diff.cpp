#include "analysis/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "analysis/between_process.h"
#include "base/units.h"
#include "measure/ratio.h"
#include "measure/statistics.h"

namespace lane {
namespace {

/// Two independent errors of log(median): variance and degrees of freedom after Welch and
/// Satterthwaite.
struct RatioError {
  double within = 0;
  double between = 0;
  double freedom = 0;

  RatioError(const MedianError& a, const MedianError& b)
      : within(a.within + b.within), between(a.between + b.between) {
    const auto share = [](const MedianError& e) {
      return std::pow(e.within + e.between, 2) / e.freedom;
    };
    const double shares = share(a) + share(b);
    freedom = shares > 0 ? std::pow(within + between, 2) / shares
                         : std::numeric_limits<double>::infinity();
    // A component borrowed from the other session brings no knowledge of its own.
    const auto borrowed = [](const MedianError& e) {
      return e.source == BetweenSource::samples && e.processes < 3;
    };
    if (borrowed(a) || borrowed(b)) freedom = std::min({freedom, a.freedom, b.freedom});
  }
  double deviation() const { return std::sqrt(within + between); }
  double reach(double confidence) const {
    return std::isinf(freedom) ? twoSidedZ(confidence) : twoSidedT(confidence, freedom);
  }
  double pValue(double log) const {
    if (deviation() <= 0) return log == 0 ? 1 : 0;
    const double t = std::abs(log) / deviation();
    return std::isinf(freedom)
               ? 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), t))
               : 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(freedom), t));
  }
};

Verdict judge(double low, double high, double threshold) {
  if (high < 1 / (1 + threshold)) return Verdict::improved;
  if (low > 1 + threshold) return Verdict::regressed;
  if (low >= 1 / (1 + threshold) && high <= 1 + threshold) return Verdict::same;
  return Verdict::unsure;
}

std::string problemOf(const CaseRecord& record, std::string_view which) {
  if (record.hasTime()) return {};
  return fmt::format("{} in the {} session{}{}", toWord(record.status), which,
                     record.reason.empty() ? "" : ": ", record.reason);
}

/// What it would take to narrow the interval until it lies on one side of the threshold.
void advise(DiffPair& pair, const RatioError& error, const CaseRecord& before,
            const CaseRecord& after, double processes, const DiffOptions& options) {
  const double margin = std::abs(std::abs(std::log(pair.ratio)) - std::log1p(options.threshold));
  const double allowed = std::pow(margin / error.reach(options.confidence), 2);
  constexpr double kMost = 100000;  // nobody takes more
  if (error.between < 0.9 * allowed) {
    const auto samples = static_cast<double>(std::max(before.sampleCount, after.sampleCount));
    const double more = std::ceil(samples * (error.within / (allowed - error.between) - 1));
    if (more > 0 && more < kMost) {
      pair.moreSamples = more;
      pair.reason = fmt::format("about {} more samples in each session would decide",
                                formatCount(static_cast<std::uint64_t>(more)));
      return;
    }
  }
  // The variance falls with the processes, and the reach of few falls with it.
  const double needed = std::pow(twoSidedZ(options.confidence) / margin, 2) *
                        (error.within + error.between) * processes;
  pair.reason =
      margin > 0 && needed < 100
          ? fmt::format(
                "fresh processes would decide: about {} in each session",
                formatCount(static_cast<std::uint64_t>(std::ceil(std::max(needed, processes + 1)))))
          : "too close to the threshold to decide";
}

/// Where the components of the pairs come from, in one text.
std::string describeSources(const std::vector<BetweenSource>& sources) {
  const auto count = [&](BetweenSource source) {
    return static_cast<std::size_t>(std::count(sources.begin(), sources.end(), source));
  };
  const std::string standard =
      "default: 1.5 % between processes with one thread, 10 % with several";
  const std::pair<std::size_t, std::string> parts[] = {
      {count(BetweenSource::samples), "from three or more fresh processes of a session"},
      {count(BetweenSource::record), "from the selftest record of the machine"},
      {count(BetweenSource::standard), standard}};
  if (parts[2].first == sources.size())
    return standard + "; neither session holds three processes or a selftest record";
  std::string text;
  for (const auto& [pairs, source] : parts) {
    if (pairs == 0) continue;
    if (pairs == sources.size()) return source;
    text += fmt::format("{}{} for {} of {} pairs", text.empty() ? "" : ", ", source,
                        formatCount(pairs), formatCount(sources.size()));
  }
  return text;
}

/// `shared`: variance that all cases of a session have in common, both sessions added.
void addGeomean(Diff& diff, double z, double shared) {
  if (diff.pairs.empty()) return;
  const auto n = static_cast<double>(diff.pairs.size());
  double sum = 0;
  for (const DiffPair& pair : diff.pairs) sum += std::log(pair.ratio);
  const double mean = sum / n;
  double squares = 0;
  for (const DiffPair& pair : diff.pairs) squares += std::pow(std::log(pair.ratio) - mean, 2);
  const double spread = n > 1 ? squares / (n - 1) / n : 0;
  // Cases of one process share its luck: its component does not average out.
  const double half = z * std::sqrt(spread + shared);
  diff.summary.geomean = std::exp(mean);
  diff.summary.geomeanLow = std::exp(mean - half);
  diff.summary.geomeanHigh = std::exp(mean + half);
}

/// Differs between any two runs, or between the window and the command line, and explains nothing.
bool isOfTheMoment(const std::string& id) {
  return id == "date" || id == "memory_available" || id == "qt";
}

void addEnvironment(Diff& diff, const Session& base, const Session& now) {
  for (const MachineField& field : base.machine.fields) {
    const MachineField* other = now.machine.find(field.id);
    if (isOfTheMoment(field.id)) continue;
    const std::string after = other ? other->value : std::string();
    if (field.value != after) diff.environment.push_back({field.label, field.value, after});
  }
  if (base.programVersion != now.programVersion)
    diff.environment.push_back({"Lanescope", base.programVersion, now.programVersion});
}

}  // namespace

Diff diffSessions(const Session& base, const Session& now, const DiffOptions& options) {
  Diff diff;
  diff.options = options;
  diff.betweenProcess = kDefaultBetweenProcess;
  const double z = twoSidedZ(options.confidence);
  const BetweenProcess baseProcesses(base), newProcesses(now);

  std::unordered_map<std::string, std::uint32_t> byKey;
  for (std::uint32_t i = 0; i < now.cases.size(); ++i) byKey.emplace(now.cases[i].key, i);
  std::vector<bool> used(now.cases.size(), false);
  std::vector<double> pValues, shared;
  double components = 0;  // sum of squares, two a pair
  std::vector<BetweenSource> sources;

  for (std::uint32_t i = 0; i < base.cases.size(); ++i) {
    const CaseRecord& before = base.cases[i];
    const auto match = byKey.find(before.key);
    if (match == byKey.end()) {
      diff.unmatched.push_back({before.key, true, "not in the new session"});
      continue;
    }
    if (used[match->second]) {
      diff.unmatched.push_back({before.key, true, "the key stands twice in the base session"});
      continue;
    }
    used[match->second] = true;
    const CaseRecord& after = now.cases[match->second];
    std::string reason;
    if (before.revision != after.revision)
      reason = fmt::format("revision {} against {}", before.revision, after.revision);
    if (reason.empty()) reason = problemOf(before, "base");
    if (reason.empty()) reason = problemOf(after, "new");
    if (!reason.empty()) {
      diff.unmatched.push_back({before.key, true, std::move(reason)});
      continue;
    }

    const std::uint32_t j = match->second;
    const MedianError baseError = baseProcesses.error(i, newProcesses, j, options.confidence);
    const MedianError newError = newProcesses.error(j, baseProcesses, i, options.confidence);
    const RatioError error(baseError, newError);
    const double log = std::log(after.median / before.median);
    const double reach = error.reach(options.confidence) * error.deviation();
    DiffPair pair{.key = before.key, .baseCase = i, .newCase = j};
    pair.ratio = std::exp(log);
    pair.ratioLow = std::exp(log - reach);
    pair.ratioHigh = std::exp(log + reach);
    pair.verdict = judge(pair.ratioLow, pair.ratioHigh, options.threshold);
    if (before.sampleCount < 2 || after.sampleCount < 2) {
      pair.verdict = Verdict::unsure;
      pair.reason = "a result without spread";
    } else if (pair.verdict == Verdict::unsure) {
      advise(pair, error, before, after, std::min(baseError.processes, newError.processes),
             options);
    }
    pValues.push_back(error.pValue(log));
    components += std::pow(baseError.component, 2) + std::pow(newError.component, 2);
    shared.push_back(std::pow(baseError.component, 2) / baseError.processes +
                     std::pow(newError.component, 2) / newError.processes);
    sources.push_back(std::max(baseError.source, newError.source));
    diff.pairs.push_back(std::move(pair));
  }
  for (std::uint32_t i = 0; i < now.cases.size(); ++i)
    if (!used[i])
      diff.unmatched.push_back({now.cases[i].key, false,
                                byKey.at(now.cases[i].key) == i
                                    ? "not in the base session"
                                    : "the key stands twice in the new session"});

  const std::vector<HolmTest> tests = holm(pValues, 1 - options.confidence);
  for (std::size_t i = 0; i < tests.size(); ++i) diff.pairs[i].changed = tests[i].rejected;
  if (!diff.pairs.empty()) {
    diff.betweenProcess = std::sqrt(components / (2 * static_cast<double>(diff.pairs.size())));
    addGeomean(diff, z, median(shared));
  }
  diff.betweenProcessSource = describeSources(sources);
  addEnvironment(diff, base, now);
  for (const DiffPair& pair : diff.pairs) {
    DiffSummary& s = diff.summary;
    ++(pair.verdict == Verdict::improved    ? s.improved
       : pair.verdict == Verdict::regressed ? s.regressed
       : pair.verdict == Verdict::same      ? s.same
                                            : s.unsure);
    s.changed += pair.changed;
  }
  diff.summary.unmatched = diff.unmatched.size();
  std::stable_sort(diff.pairs.begin(), diff.pairs.end(), [](const DiffPair& a, const DiffPair& b) {
    return std::abs(std::log(a.ratio)) > std::abs(std::log(b.ratio));
  });
  return diff;
}

}  // namespace lane
