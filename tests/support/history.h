// Made-up sessions one day apart, for tests and benches of trends: the times of a base session with
// seeded noise between sessions and steps the caller asks for. Test data only.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <functional>
#include <random>

#include "session/store.h"

namespace lane::test {

/// Factor on the time of a case in the session with that number.
using HistoryFactor = std::function<double(const CaseRecord&, int)>;

/// The day number of 2024 as a date: 0 is January 1st.
inline std::string historyDate(int day) {
  static constexpr int kDays[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0, year = 2024;
  for (; day >= kDays[month] - (month == 1 && year % 4 != 0 ? 1 : 0); month = (month + 1) % 12) {
    day -= kDays[month] - (month == 1 && year % 4 != 0 ? 1 : 0);
    year += month == 11;
  }
  return fmt::format("{}-{:02}-{:02}T10:00:00Z", year, month + 1, day + 1);
}

/// Without samples; each case keeps an interval of ± 1 %.
inline Session historySession(const Session& base, int number, double noise,
                              const HistoryFactor& factor) {
  Session session = base;
  session.samples = {};
  session.samples.sortedByCase = true;
  session.series.clear();
  session.marks.clear();
  session.created = historyDate(number);
  session.uuid = fmt::format("00000000-0000-4000-8000-{:012}", number);
  session.title = fmt::format("Day {}", number);
  session.sources = {{"lanescope", SourceKind::in_process, "lanescope 0.1.0", "{}",
                      fmt::format("{{\"commit\":\"c{:06}\"}}", number)}};
  std::mt19937_64 random(static_cast<std::uint64_t>(number) + 1);
  std::normal_distribution<double> normal;
  for (CaseRecord& record : session.cases) {
    record.sampleOffset = record.sampleCount = 0;
    if (!record.hasTime()) continue;
    record.median *= std::exp(noise * normal(random)) * factor(record, number);
    record.ciLow = record.median / 1.01;
    record.ciHigh = record.median * 1.01;
  }
  return session;
}

/// day-000.h5 …; false when one cannot be written.
inline bool writeHistory(const std::filesystem::path& folder, const Session& base, int sessions,
                         double noise, const HistoryFactor& factor) {
  for (int i = 0; i < sessions; ++i)
    if (!saveSession(historySession(base, i, noise, factor),
                     folder / fmt::format("day-{:03}.h5", i), Overwrite::yes))
      return false;
  return true;
}

}  // namespace lane::test
