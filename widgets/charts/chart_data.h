// Everything one chart shows, gathered once per refresh from the session: curves, cache borders on
// the size axis, crossovers, what could not run. Plain values; plot, cards and export read it.
#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "analysis/curves.h"

namespace lane {

/// Up to which size a working set fits a cache.
struct CacheBorder {
  QString name;  ///< "L1d"
  double bytes = 0;
  double size = 0;  ///< elements
};

/// A second unit that differs from the axis' own by a constant factor.
struct LinkedUnit {
  QString unit;
  double factor = 1;  ///< axis value times this
};

struct UnavailableVariant {
  QString variant;
  QString reason;
  bool wrong = false;  ///< measured nothing because its results were wrong
};

/// The measured sizes next to a crossover, at which both variants have a time; 0: none.
struct CrossoverBracket {
  std::uint64_t below = 0;
  std::uint64_t above = 0;
};

/// What somebody wrote about a point.
struct ChartNote {
  QString variant;
  std::uint64_t size = 0;
  QString text;
};

struct ChartData {
  CurveKey key;
  bool hasKey = false;
  CurveMetric metric = CurveMetric::byteRate;
  double factor = 1;  ///< SI value times this is in `unit`
  QString unit;
  QString reference;                 ///< variant that CurveMetric::relative divides by
  std::vector<Curve> curves;         ///< SI values
  std::vector<std::uint64_t> sizes;  ///< measured and planned, ascending
  std::vector<CacheBorder> caches;   ///< ascending
  double bytesPerElement = 0;        ///< of the working set
  std::optional<LinkedUnit> linked;
  std::vector<CrossoverRecord> crossovers;  ///< those with a place on the axis, ascending
  std::vector<CrossoverBracket> brackets;   ///< one for each of them
  std::vector<UnavailableVariant> unavailable;
  std::vector<std::uint64_t> wrongSizes;  ///< sizes at which a variant's result was wrong
  std::vector<Curve> ghost;               ///< the same chart of another session, SI values
  QString ghostName;
  std::vector<ChartNote> notes;

  const Curve* curve(const QString& variant) const;
  /// nullptr when that variant has no value there.
  const CurvePoint* point(const QString& variant, std::uint64_t size) const;
  /// Best first; only variants with a value at that size.
  std::vector<QString> ranking(std::uint64_t size) const;
  /// The measured size with the best value of all; 0 without values.
  std::uint64_t bestSize() const;
  /// Every note on that point, one per line; empty without.
  QString noteAt(const QString& variant, std::uint64_t size) const;
  /// "L1d", "L2" … or "DRAM": what holds the working set of that size; empty when unknown.
  QString levelAt(std::uint64_t size) const;
};

ChartData makeChartData(const Session& session, const CurveKey& key, CurveMetric metric,
                        const QString& reference);

/// The interval of a point: "±0.42 %" or "low … high" with unit.
QString pointInterval(CurveMetric metric, const CurvePoint& point);

/// "f32, 1 thread": what a key holds besides its name.
QString describeKey(const CurveKey& key);

}  // namespace lane
