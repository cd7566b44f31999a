#include "session/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/units.h"
#include "run/refinement.h"
#include "session/atomic_file.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".lanescope.h5";
constexpr std::size_t kLongestName = 100;
constexpr const char* kRoots[] = {".git", ".hg", ".svn", ".jj"};

bool isThere(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool isProject(const fs::path& folder) {
  std::error_code ignored;
  if (fs::is_directory(folder / ".lanescope", ignored)) return true;
  return std::any_of(std::begin(kRoots), std::end(kRoots),
                     [&](const char* root) { return isThere(folder / root); });
}

bool isPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-' || c == '+' || c == '@';
}

std::string processText(std::uint32_t count) {
  return fmt::format("{} process{}", count, count == 1 ? "" : "es");
}

}  // namespace

BaselineQuality baselineQuality(const Session& session) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  const Samples& samples = session.samples;
  for (std::size_t i = 0; i < samples.size(); ++i)
    // Samples of one case and process mostly stand together.
    if (i == 0 || samples.caseIndex[i] != samples.caseIndex[i - 1] ||
        samples.process[i] != samples.process[i - 1])
      seen.emplace(samples.caseIndex[i], samples.process[i]);
  std::vector<std::uint32_t> processes(session.cases.size(), 0);
  for (const auto& [caseIndex, process] : seen)
    if (caseIndex < processes.size()) ++processes[caseIndex];

  BaselineQuality quality;
  quality.complete = session.complete;
  const std::vector<bool> refined = refinedCases(session);
  for (std::size_t i = 0; i < session.cases.size(); ++i) {
    // Sizes added around crossovers come from the first process alone.
    if (!session.cases[i].hasTime() || refined[i]) continue;
    // A result without samples, as imports have, is one figure of one process.
    const std::uint32_t count = std::max(processes[i], 1u);
    quality.processes = quality.measured == 0 ? count : std::min(quality.processes, count);
    ++quality.measured;
    quality.thinCases += count < kBaselineProcesses;
  }
  return quality;
}

std::string objection(const BaselineQuality& quality) {
  if (quality.measured == 0) return "nothing in it has a figure";
  std::string text;
  if (!quality.complete) text = "the run was stopped";
  if (quality.thinCases > 0)
    text += fmt::format("{}{} of {} cases {} from {}", text.empty() ? "" : "; ",
                        formatCount(quality.thinCases), formatCount(quality.measured),
                        quality.measured == 1 ? "comes" : "come", processText(quality.processes));
  return text;
}

fs::path projectFolder(const fs::path& start) {
  std::error_code error;
  fs::path from = fs::absolute(start.empty() ? fs::path(".") : start, error).lexically_normal();
  if (error) return start;
  if (!from.has_filename()) from = from.parent_path();  // "/project/"
  for (fs::path folder = from;; folder = folder.parent_path()) {
    if (isProject(folder)) return folder;
    if (folder == folder.parent_path()) return from;
  }
}

Result<void> checkBaselineName(const std::string& name) {
  const bool good = !name.empty() && name.size() <= kLongestName && name.front() != '.' &&
                    name.front() != '-' && std::all_of(name.begin(), name.end(), isPlain);
  if (good) return {};
  return fail(ErrorCode::usage, fmt::format("\"{}\" cannot name a baseline", name), {},
              "Letters, digits and . _ - + @ can, not beginning with . or -");
}

fs::path Baselines::pathOf(const std::string& name) const {
  return folder() / (name + std::string(kSuffix));
}

std::vector<std::string> Baselines::names() const {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(folder(), error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (!file.ends_with(kSuffix)) continue;
    std::string name = file.substr(0, file.size() - kSuffix.size());
    if (checkBaselineName(name)) found.push_back(std::move(name));
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool Baselines::contains(const std::string& name) const {
  return checkBaselineName(name) && isThere(pathOf(name));
}

Error Baselines::missing(const std::string& name) const {
  std::string known;
  for (const std::string& other : names()) known += (known.empty() ? "" : ", ") + other;
  return {ErrorCode::io, fmt::format("there is no baseline \"{}\"", name), m_project.string(),
          known.empty() ? std::string("It has none yet: 'lanescope-cli baseline set NAME FILE' "
                                      "makes one")
                        : "Its baselines: " + known};
}

Result<OpenedSession> Baselines::open(const std::string& name) const {
  if (const auto good = checkBaselineName(name); !good) return tl::unexpected(good.error());
  if (!contains(name)) return tl::unexpected(missing(name));
  return openSession(pathOf(name));
}

Result<BaselineQuality> Baselines::set(const std::string& name, const Session& session,
                                       Overwrite overwrite, bool allowThin) const {
  if (const auto good = checkBaselineName(name); !good) return tl::unexpected(good.error());
  const BaselineQuality quality = baselineQuality(session);
  if (quality.measured == 0)
    return fail(ErrorCode::usage, "nothing in the session has a figure: no baseline");
  if (quality.isThin() && !allowThin)
    return fail(
        ErrorCode::usage, fmt::format("too thin for a baseline: {}", objection(quality)), {},
        fmt::format("A baseline wants {} fresh processes of a run that ended", kBaselineProcesses));
  std::error_code error;
  fs::create_directories(folder(), error);
  if (error)
    return fail(ErrorCode::io, "cannot be made: " + systemReason(error.value()), folder().string());
  if (const auto saved = saveSession(session, pathOf(name), overwrite); !saved)
    return tl::unexpected(saved.error());
  return quality;
}

Result<void> Baselines::remove(const std::string& name) const {
  if (const auto good = checkBaselineName(name); !good) return good;
  if (!contains(name)) return tl::unexpected(missing(name));
  std::error_code error;
  fs::remove(pathOf(name), error);
  if (error)
    return fail(ErrorCode::io, "cannot be removed: " + systemReason(error.value()),
                pathOf(name).string());
  return {};
}

}  // namespace lane
