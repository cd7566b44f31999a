#include "analysis/trend.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <numeric>
#include <regex>
#include <set>
#include <string_view>

namespace lane {
namespace {

constexpr std::size_t kShortest = 3;  ///< sessions of one level at least

std::string decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
  };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool encoded =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    if (encoded) {
      plain += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// Which keys the options ask for.
Result<std::vector<bool>> wantedKeys(const std::vector<std::string>& keys,
                                     const TrendOptions& options) {
  std::vector<bool> wanted(keys.size(), true);
  if (options.benchmark.empty() && options.variant.empty()) return wanted;
  std::set<std::string, std::less<>> variants;
  if (!options.variant.empty())
    for (const std::string_view name : split(options.variant, ',')) variants.emplace(name);
  try {
    const std::regex pattern(options.benchmark);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const KeyParts parts = keyParts(keys[i]);
      wanted[i] = (options.benchmark.empty() ||
                   std::regex_search(parts.suite + "/" + parts.benchmark, pattern)) &&
                  (variants.empty() || variants.count(parts.variant) > 0);
    }
  } catch (const std::regex_error&) {
    return fail(ErrorCode::usage, "is not a regular expression", options.benchmark,
                "A benchmark's name or a part of it will do");
  }
  return wanted;
}

/// Variance of log(median), read back from the stored interval of 95 %.
double ownVariance(const TrendPoint& point) {
  if (!(point.low > 0) || !(point.high > point.low) || !std::isfinite(point.high)) return 0;
  static const double kWidth = 2 * twoSidedZ(0.95);
  return std::pow(std::log(point.high / point.low) / kWidth, 2);
}

void fit(TrendLine& line, const TrendOptions& options) {
  const std::size_t n = line.points.size();
  if (n < 2 * kShortest)
    line.reason = fmt::format("{} {}: steps are looked for from {} on", n,
                              n == 1 ? "session" : "sessions", 2 * kShortest);
  std::vector<double> logs(n), variances(n);
  for (std::size_t i = 0; i < n; ++i) {
    logs[i] = std::log(line.points[i].median);
    variances[i] = ownVariance(line.points[i]);
  }
  const StepFit found =
      fitSteps(logs, variances, {.confidence = options.confidence, .shortest = kShortest});
  const double z = twoSidedZ(options.confidence);
  for (const StepSegment& s : found.segments)
    line.segments.push_back({s.first, s.count, std::exp(s.level), std::exp(s.level - z * s.error),
                             std::exp(s.level + z * s.error)});
  for (const Step& s : found.steps) {
    TrendStep step{.at = s.at,
                   .ratio = std::exp(s.size),
                   .ratioLow = std::exp(s.low),
                   .ratioHigh = std::exp(s.high),
                   .pValue = s.pValue};
    if (step.ratio > 1 + options.threshold) step.verdict = Verdict::regressed;
    if (step.ratio < 1 / (1 + options.threshold)) step.verdict = Verdict::improved;
    line.steps.push_back(std::move(step));
  }
  if (n > 2) line.noise = found.noise;
  line.total = line.segments.back().level / line.segments.front().level;
}

/// Several lines of one case stand apart because machine or revision differ.
void tellApart(std::vector<TrendLine>& lines) {
  std::map<std::string_view, std::vector<TrendLine*>> byKey;
  for (TrendLine& line : lines) byKey[line.key].push_back(&line);
  for (const auto& [key, group] : byKey) {
    if (group.size() < 2) continue;
    const auto differ = [&](auto member) {
      return std::any_of(group.begin(), group.end(),
                         [&](const TrendLine* line) { return line->*member != group[0]->*member; });
    };
    const bool revisions = differ(&TrendLine::revision);
    const bool machines = differ(&TrendLine::machine) || !revisions;
    for (TrendLine* line : group) {
      if (machines) line->apart = "measured on " + line->machine;
      if (revisions)
        line->apart += fmt::format("{}revision {}", machines ? ", " : "", line->revision);
    }
  }
}

std::vector<EnvironmentDifference> environmentStep(const TrendSession& before,
                                                   const TrendSession& after) {
  std::vector<EnvironmentDifference> differences;
  for (const auto& [label, value] : after.environment) {
    const auto old = std::find_if(before.environment.begin(), before.environment.end(),
                                  [&](const auto& entry) { return entry.first == label; });
    if (old != before.environment.end() && old->second != value)
      differences.push_back({label, old->second, value});
  }
  return differences;
}

/// Holm over the histories: each one's surest step against all that are left, and so on.
void judge(Trend& trend) {
  std::vector<TrendEvent> steps;
  for (std::size_t line = 0; line < trend.lines.size(); ++line) {
    trend.tested += trend.lines[line].reason.empty();
    for (std::size_t step = 0; step < trend.lines[line].steps.size(); ++step)
      steps.push_back({line, step});
  }
  const auto at = [&](const TrendEvent& event) -> TrendStep& {
    return trend.lines[event.line].steps[event.step];
  };
  std::stable_sort(steps.begin(), steps.end(), [&](const TrendEvent& a, const TrendEvent& b) {
    return at(a).pValue < at(b).pValue;
  });
  std::set<std::size_t> done;
  double worst = 0;
  for (const TrendEvent& event : steps) {
    TrendStep& step = at(event);
    const auto left =
        static_cast<double>(trend.tested - done.size() + (done.count(event.line) > 0 ? 1 : 0));
    worst = std::max(worst, std::min(1.0, step.pValue * left));
    step.pAdjusted = worst;
    step.sure = worst <= 1 - trend.options.confidence;
    done.insert(event.line);
    TrendLine& line = trend.lines[event.line];
    step.environment = environmentStep(trend.sessions[line.points[step.at - 1].session],
                                       trend.sessions[line.points[step.at].session]);
    if (step.verdict == Verdict::same) continue;
    (!step.sure                           ? trend.possible
     : step.verdict == Verdict::regressed ? trend.regressions
                                          : trend.improvements)
        .push_back(event);
  }
  const auto session = [&](const TrendEvent& event) {
    return trend.lines[event.line].points[at(event).at].session;
  };
  for (auto* list : {&trend.regressions, &trend.improvements, &trend.possible})
    std::stable_sort(list->begin(), list->end(), [&](const TrendEvent& a, const TrendEvent& b) {
      if (session(a) != session(b)) return session(a) > session(b);
      return std::abs(std::log(at(a).ratio)) > std::abs(std::log(at(b).ratio));
    });
}

}  // namespace

Result<Trend> makeTrend(const TrendSessions& all, const TrendOptions& options) {
  const auto wanted = wantedKeys(all.keys, options);
  if (!wanted) return tl::unexpected(wanted.error());
  Trend trend;
  trend.options = options;
  struct Place {
    std::size_t line;
    std::uint32_t machine, revision;
  };
  std::vector<std::vector<Place>> lines(all.keys.size());  // of each key
  std::map<std::string_view, std::uint32_t> machines;
  for (const TrendSession& session : all.sessions) {
    if (session.time < options.since) continue;
    const auto index = static_cast<std::uint32_t>(trend.sessions.size());
    TrendSession& kept = trend.sessions.emplace_back();
    kept.path = session.path;
    kept.title = session.title;
    kept.uuid = session.uuid;
    kept.created = session.created;
    kept.time = session.time;
    kept.commit = session.commit;
    kept.machine = session.machine;
    kept.machineId = session.machineId;
    kept.environment = session.environment;
    const std::uint32_t machine =
        machines.try_emplace(session.machineId, static_cast<std::uint32_t>(machines.size()))
            .first->second;
    for (const TrendTime& time : session.times) {
      if (!(*wanted)[time.key]) continue;
      std::vector<Place>& places = lines[time.key];
      auto place = std::find_if(places.begin(), places.end(), [&](const Place& p) {
        return p.machine == machine && p.revision == time.revision;
      });
      if (place == places.end()) {
        place = places.insert(places.end(), {trend.lines.size(), machine, time.revision});
        TrendLine& line = trend.lines.emplace_back();
        line.key = all.keys[time.key];
        line.machine = session.machine;
        line.revision = time.revision;
      }
      std::vector<TrendPoint>& points = trend.lines[place->line].points;
      // A key that stands twice in a session counts once.
      if (!points.empty() && points.back().session == index) continue;
      points.push_back({index, time.median, time.low, time.high});
    }
  }
  for (TrendLine& line : trend.lines) fit(line, options);
  tellApart(trend.lines);
  judge(trend);
  return trend;
}

KeyParts keyParts(std::string_view key) {
  const auto parts = split(key, '/');
  // suite/benchmark/dtype/axes/variant/t=threads/cache/mode
  if (parts.size() != 8) return {{}, std::string(key), {}, {}};
  KeyParts result{decoded(parts[0]), decoded(parts[1]), decoded(parts[4]), {}};
  const auto add = [&](std::string_view part) {
    result.rest += (result.rest.empty() ? "" : ", ") + decoded(part);
  };
  if (parts[2] != "none") add(parts[2]);
  for (const std::string_view axis : split(parts[3], ',')) add(axis);
  if (parts[5] != "t=1") add(parts[5]);
  if (parts[6] != "hot") add(parts[6]);
  if (parts[7] != "reuse") add(parts[7]);
  return result;
}

std::optional<double> parseMoment(std::string_view text) {
  const std::string copy(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, used = 0;
  double second = 0;
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  const char* rest = copy.c_str() + used;
  if (*rest == 'T' || *rest == ' ') {
    used = 0;
    if (std::sscanf(rest + 1, "%2d:%2d%n", &hour, &minute, &used) != 2) return std::nullopt;
    rest += 1 + used;
    if (*rest == ':') {
      used = 0;
      // Up to the digits only: a fraction of the second, not an exponent or "inf".
      if (std::strspn(rest + 1, "0123456789") == 0 ||
          std::sscanf(rest + 1, "%lf%n", &second, &used) != 1)
        return std::nullopt;
      rest += 1 + used;
    }
  }
  double offset = 0;
  if (*rest == 'Z') {
    ++rest;
  } else if (*rest == '+' || *rest == '-') {
    int hours = 0, minutes = 0;
    used = 0;
    if (std::sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 &&
        std::sscanf(rest + 1, "%2d%2d%n", &hours, &minutes, &used) != 2)
      return std::nullopt;
    offset = (*rest == '-' ? -1 : 1) * (3600.0 * hours + 60.0 * minutes);
    rest += 1 + used;
  }
  if (*rest != 0 || hour > 24 || minute > 59 || !(second >= 0 && second < 61) || hour < 0 ||
      minute < 0)
    return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return 86400.0 * static_cast<double>(days) + 3600 * hour + 60 * minute + second - offset;
}

}  // namespace lane
