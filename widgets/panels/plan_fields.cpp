#include "panels/plan_fields.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>
#include <cmath>

#include "base/size_list.h"
#include "support/qt_units.h"

namespace lane {

QStringList selectedBenchmarks(const Plan& plan, const std::vector<BenchmarkInfo>& list) {
  std::vector<QRegularExpression> patterns;
  for (const std::string& pattern : plan.benchmarks)
    patterns.emplace_back(QRegularExpression::anchoredPattern(toQString(pattern)));
  QStringList names;
  for (const BenchmarkInfo& info : list) {
    const QString name = toQString(info.name);
    const QString full = toQString(info.suite) + u'/' + name;
    const bool chosen = patterns.empty()
                            ? !info.onRequest && plan.commands.empty()
                            : std::any_of(patterns.begin(), patterns.end(), [&](const auto& p) {
                                return p.match(name).hasMatch() || p.match(full).hasMatch();
                              });
    if (chosen) names << name;
  }
  return names;
}

std::vector<std::string> patternsFor(const QStringList& names,
                                     const std::vector<BenchmarkInfo>& list, bool besideCommands) {
  if (!besideCommands && names == selectedBenchmarks(Plan{}, list)) return {};
  std::vector<std::string> patterns;
  for (const QString& name : names) patterns.push_back(toStd(name));
  return patterns;
}

std::vector<std::uint32_t> threadChoices(int logicalCores) {
  std::vector<std::uint32_t> choices;
  const auto cores = std::uint32_t(std::max(1, logicalCores));
  for (std::uint32_t n = 1; n < cores; n *= 2) choices.push_back(n);
  choices.push_back(cores);
  return choices;
}

std::vector<std::uint64_t> octaveSizes(int low, int high, const std::vector<std::uint64_t>& like) {
  const QString text =
      QStringLiteral("%1..%2").arg(std::uint64_t{1} << low).arg(std::uint64_t{1} << high);
  static const QRegularExpression density(QStringLiteral("/\\d+"));
  const auto match = density.match(toQString(formatSizeList(like)));
  auto sizes =
      parseSizeList(toStd(low < high && match.hasMatch() ? text + match.captured() : text));
  if (!sizes) return {std::uint64_t{1} << low};
  return *sizes;
}

QString aboutDuration(double seconds) {
  const auto tr = [](const char* text) { return QCoreApplication::translate("lane::Plan", text); };
  if (seconds < 1) return tr("under 1 s");
  if (seconds < 120) return tr("about %1 s").arg(int(std::lround(seconds)));
  if (seconds < 7200) return tr("about %1 min").arg(int(std::lround(seconds / 60)));
  return tr("about %1 h").arg(seconds / 3600, 0, 'f', 1);
}

}  // namespace lane
