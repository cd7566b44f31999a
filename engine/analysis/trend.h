// Histories of cases over many sessions: one line per case, machine and revision, its steps found
// by a piecewise-constant fit of log(time), and the regressions and improvements among them with
// the session that brought them. Pure functions on values; any thread. The sessions come from
// analysis/trend_folder.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/changepoint.h"
#include "analysis/diff.h"
#include "base/result.h"
#include "session/session.h"

namespace lane {

/// The time of one case in one session, seconds. Without an interval low and high are NaN.
struct TrendTime {
  std::uint32_t key = 0;  ///< index into TrendSessions::keys
  std::uint32_t revision = 1;
  double median = kUnknown;
  double low = kUnknown;
  double high = kUnknown;
};

/// What a history needs of one session.
struct TrendSession {
  std::filesystem::path path;
  std::string title, uuid, created;
  double time = 0;        ///< created, seconds since 1970 UTC
  std::string commit;     ///< of the environment of its sources; empty: not stated
  std::string machine;    ///< for people: "Intel(R) Xeon(R) Processor, 2 cores"
  std::string machineId;  ///< sessions with the same one are compared
  /// Label and value of what may explain a step: program, compiler, kernel …
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<TrendTime> times;
};

struct SkippedFile {
  std::filesystem::path path;
  std::string reason;
};

/// Sessions in the order of their time, then of their commit, then of their name.
struct TrendSessions {
  std::vector<std::string> keys;
  std::vector<TrendSession> sessions;
  std::vector<SkippedFile> skipped;
  std::size_t files = 0;   ///< session files found, skipped ones included
  std::size_t cached = 0;  ///< of them not read, because the cache knew them
};

struct TrendOptions {
  double threshold = 0.05;  ///< d: a step is named outside 1/(1+d) … 1+d
  double confidence = 0.95;
  std::string benchmark = {};  ///< regular expression for suite/benchmark; empty: all
  std::string variant = {};    ///< names with commas; empty: all
  double since = -1e300;       ///< sessions before this time are left out
};

struct TrendPoint {
  std::uint32_t session = 0;  ///< index into Trend::sessions
  double median = kUnknown, low = kUnknown, high = kUnknown;
};

/// Points [first, first + count) share this time.
struct TrendSegment {
  std::size_t first = 0, count = 0;
  double level = kUnknown, low = kUnknown, high = kUnknown;
};

struct TrendStep {
  std::size_t at = 0;  ///< point of the line, the first of the new level
  double ratio = kUnknown, ratioLow = kUnknown, ratioHigh = kUnknown;  ///< time after / before
  double pValue = 1;                                                   ///< in its own history
  double pAdjusted = 1;  ///< Holm, over all histories of the trend
  bool sure = false;     ///< pAdjusted is below 1 - confidence
  /// regressed or improved beyond the threshold; same: a step, but a smaller one.
  Verdict verdict = Verdict::same;
  std::vector<EnvironmentDifference> environment =
      {};  ///< what else differs from the session before
};

struct TrendLine {
  std::string key;
  std::string machine;
  std::uint32_t revision = 1;
  std::string apart;  ///< why the case has more than this line; empty: it has not
  std::vector<TrendPoint> points;
  std::vector<TrendSegment> segments;
  std::vector<TrendStep> steps;
  double noise = kUnknown;  ///< relative standard deviation of a session around its level
  double total = kUnknown;  ///< level now / level at first
  std::string reason;       ///< why no steps were looked for; empty: they were
};

/// A step by its place, for lists over all lines.
struct TrendEvent {
  std::size_t line = 0;
  std::size_t step = 0;
};

struct Trend {
  TrendOptions options;
  std::vector<TrendSession> sessions;  ///< those the options leave; times are empty
  std::vector<TrendLine> lines;        ///< in the order cases first appear
  /// Sure steps beyond the threshold, the latest first.
  std::vector<TrendEvent> regressions, improvements;
  /// Beyond the threshold in their own history, but among so many histories perhaps by chance.
  std::vector<TrendEvent> possible;
  std::size_t tested = 0;  ///< lines in which steps were looked for
};

/// Errors: usage, when the regular expression is none.
Result<Trend> makeTrend(const TrendSessions& sessions, const TrendOptions& options = {});

/// Suite, benchmark and variant of a key, decoded; the rest of it for people: "f32, n=4096".
struct KeyParts {
  std::string suite, benchmark, variant, rest;
};
KeyParts keyParts(std::string_view key);

/// "2026-01-31T10:20:30Z", with an offset, without a time or a zone (then UTC), as seconds since
/// 1970; nothing when it is no date.
std::optional<double> parseMoment(std::string_view text);

}  // namespace lane
