#include "models/session_facts.h"

#include <QDateTime>
#include <QFileInfo>
#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/trend.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr std::size_t kCurves = 4;
constexpr std::size_t kBars = 5;
const QString kLongEnding = QStringLiteral(".lanescope.h5");
const QString kEnding = QStringLiteral(".h5");

/// The size in "f32, n=4096"; takes it out, so that the rest names the curve. 0: there is none.
double takeSize(std::string& rest) {
  const std::size_t at = rest.find("n=");
  if (at == std::string::npos || (at > 0 && rest[at - 1] != ' ')) return 0;
  const double size = std::atof(rest.c_str() + at + 2);
  rest.erase(at, std::min(rest.find(',', at), rest.size()) - at);
  return size;
}

SessionPicture pictureOf(const Session& session, QStringList& kernels) {
  using Curve = std::map<double, PicturePoint>;  // by size
  std::map<std::string, Curve> best;
  std::vector<PicturePoint> unsized;
  for (const CaseRecord& record : session.cases) {
    KeyParts parts = keyParts(record.key);
    const QString kernel = toQString(parts.benchmark);
    if (kernels.isEmpty() || (kernels.back() != kernel && !kernels.contains(kernel)))
      kernels << kernel;
    if (!record.hasTime()) continue;
    const double size = takeSize(parts.rest);
    const QString variant = toQString(parts.variant);
    if (!(size > 0)) {
      unsized.push_back({0, record.median, variant});
      continue;
    }
    PicturePoint& point = best[parts.suite + '/' + parts.benchmark + '/' + parts.rest][size];
    const double height = size / record.median;
    if (height > point.height) point = {size, height, variant};
  }
  std::vector<const Curve*> longest;
  for (const auto& [name, curve] : best)
    if (curve.size() > 1) longest.push_back(&curve);
  std::stable_sort(longest.begin(), longest.end(),
                   [](const Curve* a, const Curve* b) { return a->size() > b->size(); });
  if (longest.size() > kCurves) longest.resize(kCurves);
  SessionPicture picture;
  for (const Curve* curve : longest) {
    picture.curves.emplace_back();
    for (const auto& [size, point] : *curve) picture.curves.back().push_back(point);
  }
  if (!picture.curves.empty()) return picture;
  for (const auto& [name, curve] : best)  // one size only: that size as bars
    for (const auto& [size, point] : curve)
      unsized.push_back({0, point.size / point.height, point.variant});
  std::stable_sort(unsized.begin(), unsized.end(),
                   [](const auto& a, const auto& b) { return a.height < b.height; });
  if (unsized.size() > kBars) unsized.resize(kBars);
  picture.bars = std::move(unsized);
  return picture;
}

}  // namespace

Result<SessionFacts> readSessionFacts(const std::filesystem::path& path) {
  std::error_code ignored;
  const std::filesystem::path partial = partialPath(path);
  const bool only =
      !std::filesystem::exists(path, ignored) && std::filesystem::exists(partial, ignored);
  const auto opened = openSession(only ? partial : path, OpenDetail::summary);
  if (!opened) return tl::unexpected(opened.error());
  const Session& session = opened->session;
  SessionFacts facts;
  facts.summary = {path,
                   session.title,
                   session.created,
                   session.machine.cpuModel,
                   session.cases.size(),
                   session.complete && !only};
  facts.picture = pictureOf(session, facts.kernels);
  return facts;
}

QString sessionFileEnding(const QString& path) {
  if (path.endsWith(kLongEnding)) return kLongEnding;
  return path.endsWith(kEnding) ? kEnding : QString();
}

QString sessionFileName(const QString& path) {
  QString name = QFileInfo(path).fileName();
  name.chop(sessionFileEnding(name).size());
  return name;
}

QString localMoment(const std::string& created) {
  const QDateTime moment = QDateTime::fromString(toQString(created), Qt::ISODate).toLocalTime();
  return moment.isValid() ? moment.toString(QStringLiteral("yyyy-MM-dd HH:mm")) : QString();
}

bool matchesQuery(const QString& query, const QString& path, const SessionFacts& facts) {
  const QString moment = localMoment(facts.summary.created);
  const QString text =
      QStringList{sessionFileName(path), toQString(facts.summary.title),
                  toQString(facts.summary.cpuModel), moment, facts.kernels.join(u' ')}
          .join(u'\n');
  const QString before = QStringLiteral("before:"), after = QStringLiteral("after:");
  for (const QString& word : query.split(u' ', Qt::SkipEmptyParts)) {
    // As texts: a day, a month or a year compare alike.
    if (word.startsWith(before, Qt::CaseInsensitive)) {
      if (moment.isEmpty() || !(moment < word.mid(before.size()))) return false;
    } else if (word.startsWith(after, Qt::CaseInsensitive)) {
      if (moment.isEmpty() || moment < word.mid(after.size())) return false;
    } else if (!text.contains(word, Qt::CaseInsensitive)) {
      return false;
    }
  }
  return true;
}

}  // namespace lane
