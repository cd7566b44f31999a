#include "bench/peer_verdicts.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

#include "analysis/diff.h"
#include "measure/statistics.h"

namespace peers {
namespace {

double meanOf(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double varianceOf(std::span<const double> values, double mean) {
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

/// How many of the C(n+m, n) orders give each U, by the recurrence on whose value is the largest.
std::vector<double> exactCounts(std::size_t n, std::size_t m) {
  // counts[i][u] for i values of the first and the current number of the second.
  std::vector<std::vector<double>> counts(n + 1, std::vector<double>(n * m + 1, 0.0));
  for (auto& row : counts) row[0] = 1;  // nobody on the other side
  for (std::size_t j = 1; j <= m; ++j)
    for (std::size_t i = 1; i <= n; ++i) {
      // Largest is of the first: it beats j others. Largest is of the second: the row as it was.
      std::vector<double>& row = counts[i];
      for (std::size_t u = n * m; u >= j; --u) row[u] += counts[i - 1][u - j];
    }
  return counts[n];
}

double tStatistic(std::span<const double> a, std::span<const double> b) {
  const double ma = meanOf(a), mb = meanOf(b);
  const double error = varianceOf(a, ma) / double(a.size()) + varianceOf(b, mb) / double(b.size());
  return (ma - mb) / std::sqrt(error);
}

void draw(std::span<const double> from, std::vector<double>& to, std::mt19937_64& random) {
  for (double& value : to) value = from[((random() >> 32) * from.size()) >> 32];
}

}  // namespace

std::vector<CaseSamples> samplesByCase(const lane::Session& session) {
  std::vector<CaseSamples> cases(session.cases.size());
  std::vector<std::map<std::pair<std::uint32_t, std::uint32_t>, std::pair<double, double>>> passes(
      session.cases.size());
  const lane::Samples& samples = session.samples;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    cases[samples.caseIndex[i]].seconds.push_back(samples.seconds[i]);
    auto& [sum, count] = passes[samples.caseIndex[i]][{samples.process[i], samples.pass[i]}];
    sum += samples.seconds[i];
    ++count;
  }
  for (std::size_t i = 0; i < cases.size(); ++i)
    for (const auto& [pass, total] : passes[i])
      cases[i].passMeans.push_back(total.first / total.second);
  return cases;
}

double mannWhitney(std::span<const double> a, std::span<const double> b) {
  const std::size_t n = a.size(), m = b.size();
  std::vector<std::pair<double, bool>> all;
  for (const double value : a) all.emplace_back(value, true);
  for (const double value : b) all.emplace_back(value, false);
  std::sort(all.begin(), all.end());
  double rankSum = 0, ties = 0;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t j = i;
    while (j < all.size() && all[j].first == all[i].first) ++j;
    const double rank = (static_cast<double>(i + j) + 1) / 2, t = static_cast<double>(j - i);
    for (std::size_t k = i; k < j; ++k)
      if (all[k].second) rankSum += rank;
    ties += t * t * t - t;
    i = j;
  }
  const auto dn = static_cast<double>(n), dm = static_cast<double>(m), total = dn + dm;
  const double u1 = rankSum - dn * (dn + 1) / 2;
  const double u = std::max(u1, dn * dm - u1);
  if (ties == 0 && std::min(n, m) <= 8) {
    const std::vector<double> counts = exactCounts(n, m);
    const double all_ = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double beyond =
        std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(u), counts.end(), 0.0);
    return std::min(1.0, 2 * beyond / all_);
  }
  const double sigma = std::sqrt(dn * dm / 12 * (total + 1 - ties / (total * (total - 1))));
  const double z = (u - dn * dm / 2 - 0.5) / sigma;
  return std::min(1.0, std::erfc(z / std::sqrt(2.0)));
}

Alarm googleBenchmark(const CaseSamples& base, const CaseSamples& now) {
  if (std::min(base.passMeans.size(), now.passMeans.size()) < 2) return 0;
  if (mannWhitney(base.passMeans, now.passMeans) >= 0.05) return 0;
  return lane::median(now.passMeans) > lane::median(base.passMeans) ? 1 : -1;
}

Alarm criterion(const CaseSamples& base, const CaseSamples& now, std::mt19937_64& random) {
  constexpr double kNoise = 0.01, kSignificance = 0.05;
  constexpr int kResamples = 400;
  const std::span<const double> a = now.seconds, b = base.seconds;
  if (std::min(a.size(), b.size()) < 2) return 0;
  const double t = tStatistic(a, b);
  const double ma = meanOf(a), mb = meanOf(b), change = ma / mb - 1;
  const double error = ma / mb *
                       std::sqrt(varianceOf(a, ma) / double(a.size()) / (ma * ma) +
                                 varianceOf(b, mb) / double(b.size()) / (mb * mb));
  if (!(std::abs(t) > 1.4)) return 0;
  const double reach = (std::abs(change) - kNoise) / error;
  if (reach < 1.4) return 0;
  const Alarm alarm = change > 0 ? 1 : -1;
  if (std::abs(t) > 3.5 && reach > 3.5) return alarm;

  std::vector<double> pooled(a.begin(), a.end()), x(a.size()), y(b.size()), changes;
  pooled.insert(pooled.end(), b.begin(), b.end());
  int above = 0;
  for (int i = 0; i < kResamples; ++i) {
    draw(pooled, x, random);
    draw(pooled, y, random);
    above += tStatistic(x, y) > t;
    draw(a, x, random);
    draw(b, y, random);
    changes.push_back(meanOf(x) / meanOf(y) - 1);
  }
  const double p = 2.0 * std::min(above, kResamples - above) / kResamples;
  if (p >= kSignificance) return 0;
  std::sort(changes.begin(), changes.end());
  const double low = lane::quantile(changes, 0.025), high = lane::quantile(changes, 0.975);
  return low > kNoise ? 1 : high < -kNoise ? -1 : 0;
}

Alarm pytestBenchmark(const CaseSamples& base, const CaseSamples& now) {
  if (base.seconds.empty() || now.seconds.empty()) return 0;
  const double before = *std::min_element(base.seconds.begin(), base.seconds.end());
  const double after = *std::min_element(now.seconds.begin(), now.seconds.end());
  return after / before * 100 - 100 > 5 ? 1 : 0;
}

void Tally::add(std::span<const Alarm> family) {
  const auto up = static_cast<std::size_t>(std::count(family.begin(), family.end(), 1));
  const auto down = static_cast<std::size_t>(std::count(family.begin(), family.end(), -1));
  ++families;
  alarmedFamilies += up + down > 0;
  slowerFamilies += up > down;
  fasterFamilies += down > up;
  cases += family.size();
  slower += up;
  faster += down;
}

void Tally::add(const Tally& other) {
  families += other.families;
  alarmedFamilies += other.alarmedFamilies;
  slowerFamilies += other.slowerFamilies;
  fasterFamilies += other.fasterFamilies;
  cases += other.cases;
  slower += other.slower;
  faster += other.faster;
}

double Tally::familyRate() const {
  return families ? 100.0 * double(alarmedFamilies) / double(families) : 0;
}

double Tally::caseRate() const {
  return cases ? 100.0 * double(slower + faster) / double(cases) : 0;
}

double Tally::symmetry() const {
  const std::size_t n = slowerFamilies + fasterFamilies;
  if (n == 0) return 1;
  const boost::math::binomial coins(static_cast<double>(n), 0.5);
  return std::min(
      1.0,
      2 * boost::math::cdf(coins, static_cast<double>(std::min(slowerFamilies, fasterFamilies))));
}

void FourRules::compare(const lane::Session& base, const lane::Session& now,
                        std::mt19937_64& random) {
  const lane::Diff diff = lane::diffSessions(base, now);
  changedFamilies += diff.summary.changed > 0;
  const auto before = samplesByCase(base), after = samplesByCase(now);
  std::vector<std::vector<Alarm>> alarms(4);
  for (const lane::DiffPair& pair : diff.pairs) {
    const CaseSamples &b = before[pair.baseCase], &n = after[pair.newCase];
    alarms[0].push_back(pair.verdict == lane::Verdict::regressed  ? 1
                        : pair.verdict == lane::Verdict::improved ? -1
                                                                  : 0);
    alarms[1].push_back(googleBenchmark(b, n));
    alarms[2].push_back(criterion(b, n, random));
    alarms[3].push_back(pytestBenchmark(b, n));
    coveredCases += pair.ratioLow <= 1 && 1 <= pair.ratioHigh;
    sameCases += pair.verdict == lane::Verdict::same;
  }
  for (std::size_t i = 0; i < tallies.size(); ++i) tallies[i].add(alarms[i]);
}

void FourRules::add(const FourRules& other) {
  for (std::size_t i = 0; i < tallies.size(); ++i) tallies[i].add(other.tallies[i]);
  coveredCases += other.coveredCases;
  sameCases += other.sameCases;
  changedFamilies += other.changedFamilies;
}

void FourRules::printHead() {
  std::printf("%-52s %-17s %9s %8s %8s %8s %9s\n", "nothing changed", "rule", "families", "cases",
              "faster", "slower", "symmetry");
}

void FourRules::print(const std::string& name) const {
  for (const Tally& tally : tallies)
    std::printf("%-52s %-17s %7.1f %% %6.2f %% %8zu %8zu %9.2g\n",
                &tally == &tallies[0] ? name.c_str() : "", tally.rule.c_str(), tally.familyRate(),
                tally.caseRate(), tally.faster, tally.slower, tally.symmetry());
  const auto cases = static_cast<double>(tallies[0].cases);
  if (cases > 0)
    std::printf(
        "%-52s ours: %.1f %% of the intervals hold 1, %.1f %% of the cases are `same`, "
        "%.1f %% of the families have any `changed`\n",
        "", 100.0 * double(coveredCases) / cases, 100.0 * double(sameCases) / cases,
        100.0 * double(changedFamilies) / double(tallies[0].families));
  std::fflush(stdout);
}

}  // namespace peers
