// Sizes from which on larger files are written no faster, or slower.
#include <fmt/format.h>

#include "analysis/file_chart.h"
#include "analysis/findings/rules.h"
#include "analysis/findings/wording.h"

namespace lane {
namespace {

struct Course {
  std::vector<std::string> said;
  std::vector<std::uint32_t> cases;
};

std::string wayText(const FileCurve& curve) {
  return fmt::format("{} {} ({})", formatTitle(curve.format), name(curve.way),
                     inPageCache(curve.way) ? "page cache" : "device");
}

}  // namespace

std::vector<Finding> findWritePlateaus(const Facts& facts) {
  Course flat, falling;
  for (const Dtype dtype : fileTypes(facts.session()))
    for (const FileCurve& curve : fileChart(facts.session(), dtype).curves) {
      const auto plateau = writePlateau(curve);
      if (!plateau) continue;
      const FilePoint& from = curve.points[plateau->from];
      const FilePoint& last = curve.points.back();
      Course& course = plateau->falls ? falling : flat;
      course.said.push_back(plateau->falls
                                ? fmt::format("{} from {} at {} to {} at {}", wayText(curve),
                                              rateText(from), formatFileSize(from.bytes),
                                              rateText(last), formatFileSize(last.bytes))
                                : fmt::format("{} from {} on at {}", wayText(curve),
                                              formatFileSize(from.bytes), rateText(from)));
      course.cases.insert(course.cases.end(), {from.caseIndex, last.caseIndex});
    }
  std::vector<Finding> found;
  const auto list = [](const Course& course) {
    return listed(
        course.said.size(), [&](std::size_t i) { return course.said[i]; }, 4);
  };
  if (!flat.said.empty())
    found.push_back({Severity::note,
                     {},
                     fmt::format("Larger files are written no faster: {}.", list(flat)),
                     evidenceOf(facts.session(), flat.cases),
                     "Smaller files pay for being opened and closed; from these sizes on the bytes "
                     "decide."});
  if (!falling.said.empty())
    found.push_back({Severity::note,
                     {},
                     fmt::format("Writing slows down with the size: {}.", list(falling)),
                     evidenceOf(facts.session(), falling.cases),
                     "Above that size something fills up: a cache of the processor, the page cache "
                     "or one of the device. Write in smaller files where the format allows it."});
  return found;
}

}  // namespace lane
