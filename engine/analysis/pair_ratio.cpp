#include "analysis/pair_ratio.h"

#include <map>
#include <utility>

namespace lane {
namespace {

struct CommonRounds {
  std::vector<double> base, other;
  std::vector<std::uint32_t> pass, process;

  PairedRatio at(double confidence) const {
    return pairedRatio(base, other, pass, process, confidence);
  }
};

CommonRounds commonRounds(const Session& session, std::uint32_t base, std::uint32_t other) {
  const Samples& samples = session.samples;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> ofBase;
  for (const std::size_t i : session.samplesOf(base))
    ofBase[{samples.process[i], samples.round[i]}] = i;
  CommonRounds common;
  for (const std::size_t i : session.samplesOf(other)) {
    const auto match = ofBase.find({samples.process[i], samples.round[i]});
    if (match == ofBase.end()) continue;
    common.base.push_back(samples.seconds[match->second]);
    common.other.push_back(samples.seconds[i]);
    common.pass.push_back(samples.pass[i]);
    common.process.push_back(samples.process[i]);
  }
  return common;
}

}  // namespace

PairedRatio pairRatio(const Session& session, std::uint32_t base, std::uint32_t other,
                      double confidence) {
  return commonRounds(session, base, other).at(confidence);
}

std::vector<VariantRatio> variantRatios(const Session& session, const CurveKey& key,
                                        std::string_view reference, double confidence) {
  std::map<std::uint64_t, std::uint32_t> references;
  std::vector<std::uint32_t> others;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (!record.hasTime() || curveKey(record) != key) continue;
    if (record.variant == reference)
      references[record.size] = i;
    else
      others.push_back(i);
  }
  std::vector<VariantRatio> ratios;
  std::vector<CommonRounds> rounds;
  std::vector<double> pValues;
  for (const std::uint32_t other : others) {
    const auto base = references.find(session.cases[other].size);
    if (base == references.end()) continue;
    CommonRounds common = commonRounds(session, base->second, other);
    if (common.base.empty()) continue;
    const PairedRatio ratio = common.at(confidence);
    ratios.push_back({base->second, other, ratio, false});
    pValues.push_back(ratio.pValue);
    rounds.push_back(std::move(common));
  }
  const std::vector<HolmTest> tests = holm(pValues, 1 - confidence);
  for (std::size_t i = 0; i < tests.size(); ++i) {
    ratios[i].differs = tests[i].rejected;
    ratios[i].ratio = rounds[i].at(tests[i].confidence);
  }
  return ratios;
}

}  // namespace lane
