// What the Files view shows: throughput over the size of the file for every format and way of
// reading or writing, and how writing compares with reading in the same place. A way always says
// where the bytes end: in the page cache, which is memory, or on the device. Pure functions on a
// session.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"

namespace lane {

enum class FileWay : std::uint8_t { write, writeSync, read, map, readCold, mapCold };
inline constexpr std::array kFileWays{FileWay::write, FileWay::writeSync, FileWay::read,
                                      FileWay::map,   FileWay::readCold,  FileWay::mapCold};

std::string_view name(FileWay way);   ///< "read cold": unique, also names its look
std::string_view place(FileWay way);  ///< "page cache, not the disk" or "device"
bool writes(FileWay way);
bool inPageCache(FileWay way);

/// Writing against reading where both end in the same place: rate / rate, below 1 = writing is
/// slower. The interval joins both cases' own, as their samples do not share rounds.
struct WriteReadRatio {
  double ratio = kUnknown;
  double low = kUnknown;
  double high = kUnknown;
};

struct FilePoint {
  std::uint32_t caseIndex = kNoCase;
  std::uint64_t size = 0;  ///< elements
  double bytes = 0;        ///< of the file
  double rate = kUnknown;  ///< bytes/s
  double low = kUnknown;   ///< interval
  double high = kUnknown;
  bool overGoal = false;
  std::uint64_t samples = 0;
  double cacheShare = kUnknown;  ///< of the file in the page cache before it was read
  double stored = kUnknown;      ///< bytes the elements take in the file, where it was told
  WriteReadRatio ofReading;      ///< of a write, when it was read as well
};

struct FileCurve {
  std::string format;  ///< "npy"
  FileWay way = FileWay::write;
  std::vector<FilePoint> points;  ///< ascending
};

/// From which size on larger files are written no faster.
struct WritePlateau {
  std::size_t from = 0;  ///< index of the point, the last one that gained
  bool falls = false;    ///< clearly slower at the largest size than there
};
/// Nothing for reads, fewer than three sizes, a rate that never grew, and one that still grows.
std::optional<WritePlateau> writePlateau(const FileCurve& curve);

/// What has no figure, and why.
struct FileGap {
  std::uint32_t caseIndex = kNoCase;
  std::string format;
  FileWay way = FileWay::write;
  double bytes = 0;
  std::string reason;
};

struct FileChart {
  Dtype dtype = Dtype::f32;
  std::vector<std::string> formats;  ///< in the order of the cases
  std::vector<FileCurve> curves;     ///< by format, then way
  std::vector<FileGap> gaps;
  std::string directory;   ///< "~/.cache/lanescope/files"; empty: the session does not say
  std::string fileSystem;  ///< "ext4 on /dev/vda, rw,relatime"

  const FilePoint* point(std::uint32_t caseIndex, const FileCurve** curve = nullptr) const;
};

std::string formatTitle(std::string_view format);  ///< "npy" as it is spoken of: ".npy"
std::string rateText(const FilePoint& point);      ///< "2.15 GB/s"
/// "1.00 MB": files in powers of ten, as their throughput.
std::string formatFileSize(double bytes);

/// Element types the session measured files with, in the order of the cases; empty: none.
std::vector<Dtype> fileTypes(const Session& session);
FileChart fileChart(const Session& session, Dtype dtype);

}  // namespace lane
