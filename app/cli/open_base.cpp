#include "open_base.h"

#include <fmt/format.h>

#include "console.h"
#include "open_session.h"

namespace lane::cli {
namespace {

bool isThere(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ||
         std::filesystem::exists(partialPath(path), ignored);
}

}  // namespace

Baselines baselinesOf(const std::string& project) {
  return Baselines(project.empty() ? projectFolder(".") : std::filesystem::path(project));
}

Result<Session> openBase(const std::string& nameOrPath, const Baselines& baselines) {
  if (baselines.contains(nameOrPath)) {
    const std::string path = baselines.pathOf(nameOrPath).string();
    auto session = openForReading(path);
    if (!session) return session;
    const BaselineQuality quality = baselineQuality(*session);
    say(fmt::format("Baseline {}, {}{}", nameOrPath, path,
                    quality.isThin() ? "; thin: " + objection(quality) : ""));
    return session;
  }
  if (isThere(nameOrPath)) return openForReading(nameOrPath);
  Error error = baselines.missing(nameOrPath);
  error.what = "there is no such file and no baseline of this name";
  error.advice = fmt::format("{} (project {})", error.advice, error.where);
  error.where = nameOrPath;
  return tl::unexpected(std::move(error));
}

}  // namespace lane::cli
