#include "analysis/trend_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <tuple>
#include <unordered_map>

#include "analysis/trend_cache.h"
#include "session/atomic_file.h"
#include "session/store.h"
#include "workloads/ceilings.h"

namespace lane {
namespace fs = std::filesystem;
namespace {

/// Fields of the machine card that are named beside a step when they change with it.
constexpr const char* kTellingFields[] = {"program_version", "compiler",
                                          "compiler_flags",  "glibc",
                                          "highway",         "openmp",
                                          "numpy",           "pytorch",
                                          "kernel",          "microcode",
                                          "governor",        "turbo",
                                          "hypervisor",      "transparent_huge_pages"};

/// The processor and how much of it the system shows. Machines of one model cannot be told apart.
std::string identityOf(const MachineCard& card) {
  const MachineField* signature = card.find("cpu_signature");
  return fmt::format("{}\n{}\n{} {}", card.cpuModel, signature ? signature->value : std::string(),
                     card.logicalCores, card.physicalCores);
}

std::string nameOf(const MachineCard& card) {
  const std::string model = card.cpuModel.empty() ? "unknown machine" : card.cpuModel;
  if (card.logicalCores <= 0) return model;
  return fmt::format("{}, {} {}", model, card.logicalCores,
                     card.logicalCores == 1 ? "core" : "cores");
}

/// The commit the measured program was built from, as the environment of a source states it.
std::string commitOf(const Session& session) {
  for (const SourceRecord& source : session.sources) {
    const auto environment = nlohmann::json::parse(source.environment, nullptr, false);
    if (!environment.is_object()) continue;
    const auto commit = environment.find("commit");
    if (commit != environment.end() && commit->is_string()) return commit->get<std::string>();
  }
  return {};
}

/// Keys of all sessions, each once.
class Keys {
 public:
  explicit Keys(std::vector<std::string>& keys) : m_keys(keys) {
    for (std::uint32_t i = 0; i < keys.size(); ++i) m_index.emplace(keys[i], i);
  }
  std::uint32_t index(const std::string& key) {
    const auto [place, added] = m_index.try_emplace(key, static_cast<std::uint32_t>(m_keys.size()));
    if (added) m_keys.push_back(key);
    return place->second;
  }

 private:
  std::vector<std::string>& m_keys;
  std::unordered_map<std::string, std::uint32_t> m_index;
};

TrendSession sessionFrom(const Session& session, Keys& keys) {
  TrendSession result;
  result.title = session.title;
  result.uuid = session.uuid;
  result.created = session.created;
  result.commit = commitOf(session);
  result.machine = nameOf(session.machine);
  result.machineId = identityOf(session.machine);
  for (const char* id : kTellingFields) {
    const MachineField* field = session.machine.find(id);
    if (field && !field->value.empty()) result.environment.emplace_back(field->label, field->value);
  }
  for (const CaseRecord& record : session.cases)
    if (record.hasTime() && std::isfinite(record.median))
      result.times.push_back(
          {keys.index(record.key), record.revision, record.median, record.ciLow, record.ciHigh});
  return result;
}

std::vector<std::byte> bytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (path.empty() || !file) return {};
  std::vector<std::byte> bytes(static_cast<std::size_t>(std::max<std::streamoff>(file.tellg(), 0)));
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size())))
    return {};
  return bytes;
}

struct FoundFile {
  std::string name;
  FileStamp stamp;
};

/// Names in the folder, sorted; pipes and folders are none of ours.
Result<std::vector<FoundFile>> filesOf(const fs::path& folder, TrendSessions& sessions) {
  std::vector<FoundFile> found;
  std::error_code failed;
  const auto cannot = [&] {
    return fail(ErrorCode::io, "cannot be read: " + systemReason(failed.value()), folder.string(),
                "Name a folder that holds session files");
  };
  fs::directory_iterator entry(folder, failed);
  if (failed) return cannot();
  for (; entry != fs::directory_iterator(); entry.increment(failed)) {
    const fs::path& path = entry->path();
    const std::string name = path.filename().string();
    const bool unfinished = name.ends_with(".h5.part");
    if ((!name.ends_with(".h5") && !unfinished) || name.starts_with(".")) continue;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      ++sessions.files;
      sessions.skipped.push_back({path, "cannot be read: " + systemReason(errno)});
      continue;
    }
    if (!S_ISREG(status.st_mode)) continue;
    ++sessions.files;
    if (unfinished) {
      sessions.skipped.push_back(
          {path, "a run that has not ended; `lanescope-cli recover` completes it"});
      continue;
    }
    found.push_back({name,
                     {static_cast<std::uint64_t>(status.st_size),
                      std::int64_t{1'000'000'000} * status.st_mtim.tv_sec + status.st_mtim.tv_nsec,
                      static_cast<std::uint64_t>(status.st_ino)}});
  }
  if (failed) return cannot();
  std::sort(found.begin(), found.end(),
            [](const FoundFile& a, const FoundFile& b) { return a.name < b.name; });
  return found;
}

/// A failure that stays until the file changes; one of the system may pass.
bool isLasting(const Error& error) {
  return error.code == ErrorCode::format || error.code == ErrorCode::newer;
}

}  // namespace

fs::path trendCacheFile(const fs::path& folder) {
  const fs::path file = ceilingCacheFile("");  // the folder all caches share
  if (file.empty()) return file;
  std::error_code failed;
  fs::path whole = fs::weakly_canonical(folder, failed);
  if (failed) whole = folder;
  std::uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a
  for (const char c : whole.string())
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return file.parent_path() / fmt::format("trend-{:016x}.bin", hash);
}

Result<TrendSessions> readTrendFolder(const fs::path& folder, const TrendReading& reading) {
  TrendSessions result;
  const auto found = filesOf(folder, result);
  if (!found) return tl::unexpected(found.error());

  const fs::path cacheFile = reading.useCache ? trendCacheFile(folder) : fs::path();
  TrendCache cache = trendCacheFrom(bytesOf(cacheFile));
  const std::size_t known = cache.files.size();
  TrendCache now;
  now.keys = std::move(cache.keys);
  std::vector<const FoundFile*> unread;
  for (const FoundFile& file : *found) {
    const auto entry = cache.files.find(file.name);
    if (entry != cache.files.end() && entry->second.stamp == file.stamp)
      now.files.insert(cache.files.extract(entry));
    else
      unread.push_back(&file);
  }
  result.cached = now.files.size();
  Keys keys(now.keys);
  for (std::size_t i = 0; i < unread.size(); ++i) {
    if (reading.stop.stop_requested())
      return fail(ErrorCode::interrupted, "was not read to the end", folder.string());
    CachedFile file{unread[i]->stamp, {}, {}};
    const auto opened = openSession(folder / unread[i]->name, OpenDetail::summary);
    if (opened)
      file.session = sessionFrom(opened->session, keys);
    else if (isLasting(opened.error()))
      file.problem = opened.error().what;
    else
      result.skipped.push_back({folder / unread[i]->name, opened.error().what});
    if (opened || isLasting(opened.error())) now.files.emplace(unread[i]->name, std::move(file));
    if (reading.progress) reading.progress(i + 1, unread.size());
  }

  if (!cacheFile.empty() && (!unread.empty() || now.files.size() != known)) {
    // A cache that cannot be kept costs time at the next look, nothing else.
    std::error_code ignored;
    fs::create_directories(cacheFile.parent_path(), ignored);
    (void)writeFileAtomically(cacheFile, toBytes(now), Overwrite::yes);
  }

  for (auto& [name, file] : now.files) {
    const fs::path path = folder / name;
    const auto moment = parseMoment(file.session.created);
    if (!file.problem.empty()) {
      result.skipped.push_back({path, file.problem});
    } else if (!moment) {
      result.skipped.push_back({path, "does not say when it was measured"});
    } else {
      file.session.path = path;
      file.session.time = *moment;
      result.sessions.push_back(std::move(file.session));
    }
  }
  result.keys = std::move(now.keys);
  const auto order = [](const TrendSession& s) { return std::tie(s.time, s.commit, s.path); };
  std::sort(result.sessions.begin(), result.sessions.end(),
            [&](const TrendSession& a, const TrendSession& b) { return order(a) < order(b); });
  std::unordered_map<std::string, fs::path> seen;
  std::erase_if(result.sessions, [&](const TrendSession& session) {
    if (session.uuid.empty()) return false;
    const auto [first, added] = seen.emplace(session.uuid, session.path);
    if (added) return false;
    result.skipped.push_back(
        {session.path, "the same session as " + first->second.filename().string()});
    return true;
  });
  std::sort(result.skipped.begin(), result.skipped.end(),
            [](const SkippedFile& a, const SkippedFile& b) { return a.path < b.path; });
  return result;
}

}  // namespace lane
