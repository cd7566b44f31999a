// What lists show of a session file without opening it: title, machine, date, number of points,
// kernels, and a small picture of its curves. Reading runs on any thread; the values belong to
// whoever has them. A file that cannot be read is an error with its reason.
#pragma once

#include <QString>
#include <QStringList>
#include <filesystem>
#include <vector>

#include "session/store.h"

namespace lane {

/// A point of a picture: the best variant at one size, or without sizes one case.
struct PicturePoint {
  double size = 0;
  double height = 0;  ///< elements per second; without sizes seconds
  QString variant;
};

struct SessionPicture {
  std::vector<std::vector<PicturePoint>> curves;  ///< of the few kernels with the most sizes
  std::vector<PicturePoint> bars;                 ///< of a session without sizes
  bool isEmpty() const { return curves.empty() && bars.empty(); }
};

struct SessionFacts {
  SessionSummary summary;
  QStringList kernels;
  SessionPicture picture;
};

/// Reads the summary of FILE, or of FILE.part when only that exists.
Result<SessionFacts> readSessionFacts(const std::filesystem::path& path);

/// "gate-0420" of "/runs/gate-0420.lanescope.h5".
QString sessionFileName(const QString& path);
/// The ending of a session's file name: ".lanescope.h5", ".h5" or nothing.
QString sessionFileEnding(const QString& path);
/// "2026-11-21 17:26" in local time; empty for what is no date.
QString localMoment(const std::string& created);

/// Whether every word of a query is found: in name, title, machine, kernels or date ("2026-11"), or
/// is `before:` or `after:` a day that holds. Upper and lower case are the same.
bool matchesQuery(const QString& query, const QString& path, const SessionFacts& facts);

}  // namespace lane
