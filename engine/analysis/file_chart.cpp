#include "analysis/file_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/units.h"
#include "run/plan.h"
#include "workloads/files/tensor_format.h"

namespace lane {
namespace {

constexpr std::string_view kSuite = "files";

struct Kind {
  std::string format;
  FileWay way;
};

/// Nothing for a case that is none of a tensor file's.
std::optional<Kind> kindOf(const CaseRecord& record) {
  const auto cut = record.benchmark.rfind('_');
  if (record.suite != kSuite || cut == std::string::npos) return std::nullopt;
  const std::string direction = record.benchmark.substr(cut + 1);
  Kind kind{record.benchmark.substr(0, cut), FileWay::write};
  const bool cold = record.cache == CacheState::cold;
  if (direction == "write" && record.variant == "write")
    kind.way = FileWay::write;
  else if (direction == "write" && record.variant == "write-fsync")
    kind.way = FileWay::writeSync;
  else if (direction == "read" && record.variant == "read")
    kind.way = cold ? FileWay::readCold : FileWay::read;
  else if (direction == "read" && record.variant == "mmap")
    kind.way = cold ? FileWay::mapCold : FileWay::map;
  else
    return std::nullopt;
  return kind;
}

double bytesOfFile(const CaseRecord& record) {
  return record.bytesRead + record.bytesWritten;
}

/// Half the width of the interval of the logarithm, to either side.
std::pair<double, double> logWidths(const FilePoint& point) {
  return {std::log(point.rate / point.low), std::log(point.high / point.rate)};
}

WriteReadRatio ratioOf(const FilePoint& write, const FilePoint& read) {
  const auto [writeLow, writeHigh] = logWidths(write);
  const auto [readLow, readHigh] = logWidths(read);
  WriteReadRatio ratio{write.rate / read.rate, kUnknown, kUnknown};
  ratio.low = ratio.ratio * std::exp(-std::hypot(writeLow, readHigh));
  ratio.high = ratio.ratio * std::exp(std::hypot(writeHigh, readLow));
  return ratio;
}

FileCurve& curveFor(FileChart& chart, const Kind& kind) {
  const auto found = std::find_if(
      chart.curves.begin(), chart.curves.end(),
      [&](const FileCurve& c) { return c.format == kind.format && c.way == kind.way; });
  return found != chart.curves.end()
             ? *found
             : chart.curves.emplace_back(FileCurve{kind.format, kind.way, {}});
}

void addRatios(FileChart& chart) {
  for (FileCurve& writing : chart.curves) {
    if (!writes(writing.way)) continue;
    const FileWay same = writing.way == FileWay::write ? FileWay::read : FileWay::readCold;
    for (const FileCurve& reading : chart.curves) {
      if (reading.format != writing.format || reading.way != same) continue;
      for (FilePoint& write : writing.points)
        for (const FilePoint& read : reading.points)
          if (read.size == write.size) write.ofReading = ratioOf(write, read);
    }
  }
}

/// What the last source that measured files says of the place.
void readPlace(const Session& session, FileChart& chart) {
  for (const SourceRecord& source : session.sources) {
    const auto json = nlohmann::json::parse(source.environment, nullptr, false);
    if (!json.is_object() || !json.contains(kSuite) || !json[kSuite].is_object()) continue;
    const auto& said = json[kSuite];
    const auto text = [&](const char* key) {
      return said.contains(key) && said[key].is_string() ? said[key].get<std::string>()
                                                         : std::string();
    };
    chart.directory = text("directory");
    chart.fileSystem = text("file_system");
    if (const std::string device = text("device"); !device.empty() && !chart.fileSystem.empty())
      chart.fileSystem += " on " + device;
    if (const std::string options = text("mount_options"); !options.empty())
      chart.fileSystem += ", " + options;
  }
}

}  // namespace

std::string_view name(FileWay way) {
  switch (way) {
    case FileWay::write:
      return "write";
    case FileWay::writeSync:
      return "write-fsync";
    case FileWay::read:
      return "read";
    case FileWay::map:
      return "mmap";
    case FileWay::readCold:
      return "read cold";
    case FileWay::mapCold:
      break;
  }
  return "mmap cold";
}

std::string_view place(FileWay way) {
  return inPageCache(way) ? "page cache, not the disk" : "device";
}

bool writes(FileWay way) {
  return way == FileWay::write || way == FileWay::writeSync;
}

bool inPageCache(FileWay way) {
  return way == FileWay::write || way == FileWay::read || way == FileWay::map;
}

const FilePoint* FileChart::point(std::uint32_t caseIndex, const FileCurve** curve) const {
  for (const FileCurve& one : curves)
    for (const FilePoint& point : one.points)
      if (point.caseIndex == caseIndex) {
        if (curve) *curve = &one;
        return &point;
      }
  return nullptr;
}

std::optional<WritePlateau> writePlateau(const FileCurve& curve) {
  constexpr double kSame = 0.9;  ///< of the best that larger files reach
  const auto& points = curve.points;
  if (!writes(curve.way) || points.size() < 3) return std::nullopt;
  const auto best =
      std::max_element(points.begin(), points.end(),
                       [](const FilePoint& a, const FilePoint& b) { return a.rate < b.rate; });
  // The first size as good as the best: what comes before it still gained.
  const auto from = std::find_if(points.begin(), points.end(), [&](const FilePoint& point) {
    return point.rate >= kSame * best->rate;
  });
  const FilePoint& last = points.back();
  const bool falls = last.rate < kSame * best->rate && last.high < best->low;
  const auto at = static_cast<std::size_t>((falls ? best : from) - points.begin());
  // A rate that never grew has no plateau, one that grows to the end has not reached it.
  if (!falls && (at == 0 || at + 1 == points.size())) return std::nullopt;
  if (!falls && last.rate < kSame * best->rate) return std::nullopt;
  return WritePlateau{at, falls};
}

std::string formatTitle(std::string_view format) {
  for (const TensorFormat known : kTensorFormats)
    if (name(known) == format) return std::string(title(known));
  return std::string(format);
}

std::string rateText(const FilePoint& point) {
  return formatByteRate(point.rate);
}

std::string formatFileSize(double bytes) {
  if (bytes < 1000) return fmt::format("{:.0f} B", bytes);
  std::string text = formatByteRate(bytes);
  text.resize(text.rfind('/'));
  return text;
}

std::vector<Dtype> fileTypes(const Session& session) {
  std::vector<Dtype> types;
  for (const CaseRecord& record : session.cases)
    if (kindOf(record) && std::find(types.begin(), types.end(), record.dtype) == types.end())
      types.push_back(record.dtype);
  return types;
}

FileChart fileChart(const Session& session, Dtype dtype) {
  FileChart chart;
  chart.dtype = dtype;
  const auto plan = parsePlan(session.planYaml, "session");
  const double goal = plan ? plan->precision : 0.01;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    const auto kind = kindOf(record);
    if (!kind || record.dtype != dtype) continue;
    if (std::find(chart.formats.begin(), chart.formats.end(), kind->format) == chart.formats.end())
      chart.formats.push_back(kind->format);
    if (!record.hasTime()) {
      if (!record.reason.empty())
        chart.gaps.push_back({i, kind->format, kind->way, bytesOfFile(record), record.reason});
      continue;
    }
    FilePoint point{
        .caseIndex = i, .size = record.size, .bytes = bytesOfFile(record), .ofReading = {}};
    point.rate = point.bytes / record.median;
    point.low = point.bytes / record.ciHigh;
    point.high = point.bytes / record.ciLow;
    point.overGoal = record.relativeHalfWidth() > goal;
    point.samples = record.sampleCount;
    curveFor(chart, *kind).points.push_back(point);
  }
  for (const ValueRecord& value : session.values) {
    const std::string& metric = session.metrics[value.metric].id;
    const bool cached = metric == "page_cache_share";
    if (!cached && metric != "stored_bytes") continue;
    for (FileCurve& curve : chart.curves)
      for (FilePoint& point : curve.points)
        if (point.caseIndex == value.caseIndex)
          (cached ? point.cacheShare : point.stored) = value.value;
  }
  for (FileCurve& curve : chart.curves)
    std::sort(curve.points.begin(), curve.points.end(),
              [](const FilePoint& a, const FilePoint& b) { return a.bytes < b.bytes; });
  const auto rank = [&](const FileCurve& curve) {
    return std::pair(std::find(chart.formats.begin(), chart.formats.end(), curve.format),
                     curve.way);
  };
  std::sort(chart.curves.begin(), chart.curves.end(),
            [&](const FileCurve& a, const FileCurve& b) { return rank(a) < rank(b); });
  addRatios(chart);
  readPlace(session, chart);
  return chart;
}

}  // namespace lane
