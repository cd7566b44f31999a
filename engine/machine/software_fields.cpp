// The software group of the card: this program, its compiler and libraries, and the peers found
// on disk. Python packages are read from their metadata: starting Python takes longer than the
// whole card.
#include <fmt/format.h>
#include <gnu/libc-version.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/version.h"
#include "machine/card_parts.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

/// Names in a directory that start with `prefix`, sorted; empty when it cannot be read.
std::vector<std::string> namesIn(const fs::path& directory, std::string_view prefix) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
    if (std::string name = it->path().filename().string(); name.starts_with(prefix))
      names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  return names;
}

/// "6.4.2" out of a path with "libQt6Core.so.6.4.2" in it.
std::string versionBehind(std::string_view text, std::string_view library) {
  const std::size_t at = text.find(library);
  if (at == std::string_view::npos) return {};
  std::string_view version = text.substr(at + library.size());
  version = version.substr(0, version.find_first_not_of("0123456789."));
  return std::string(version);
}

void addQt(FieldList& list, const SystemFiles& files) {
  constexpr std::string_view kCore = "libQt6Core.so.";
  // The window has Qt in its memory; the engine itself does not know it.
  if (const Reading maps = files.read("/proc/self/maps"); maps)
    if (const std::string version = versionBehind(*maps.text, kCore); !version.empty()) {
      list.add("qt", "Qt", version);
      return;
    }
  for (const auto* directory : {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
                                "/usr/lib64", "/usr/lib", "/usr/local/lib"}) {
    const auto found = namesIn(files.at(directory), kCore);
    if (!found.empty()) {  // the longest name has the whole version
      list.add("qt", "Qt", versionBehind(found.back(), kCore) + " (installed, not used here)");
      return;
    }
  }
  list.missing("qt", "Qt", "not installed; the command line does without");
}

struct Python {
  std::string path;     ///< "/usr/bin/python3"
  std::string version;  ///< "3.11"
  std::vector<std::string> packageDirectories;
};

/// The first python3 on the search path whose version shows.
std::optional<Python> findPython(const SystemFiles& files) {
  const char* variable = std::getenv("PATH");
  std::string_view search = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
  while (!search.empty()) {
    const std::size_t colon = std::min(search.find(':'), search.size());
    const fs::path directory = std::string(search.substr(0, colon));
    search.remove_prefix(std::min(colon + 1, search.size()));
    const std::string path = (directory / "python3").string();
    if (!directory.is_absolute() || !files.exists(path)) continue;

    // A link to python3.11 tells the version; version managers put scripts there that tell nothing.
    std::error_code error;
    const std::string real = fs::canonical(files.at(path), error).filename().string();
    Python python{path, versionBehind(real, "python"), {}};
    if (!python.version.starts_with("3.")) continue;
    const std::string prefix = directory.parent_path().string();
    const std::string versioned = prefix + "/lib/python" + python.version;
    python.packageDirectories = {versioned + "/site-packages", versioned + "/dist-packages"};
    // Debian's own interpreter looks in these too.
    if (prefix == "/usr" || prefix.empty()) {
      const std::string local = "/usr/local/lib/python" + python.version + "/dist-packages";
      python.packageDirectories.insert(python.packageDirectories.begin(), local);
      python.packageDirectories.push_back("/usr/lib/python3/dist-packages");
    }
    return python;
  }
  return std::nullopt;
}

/// Version from the name of "numpy-1.24.2.egg-info" or "torch-2.1.0.dist-info".
std::string packageVersion(const SystemFiles& files, const std::string& directory,
                           const std::string& package) {
  for (const std::string& name : namesIn(files.at(directory), package + "-")) {
    const fs::path entry = name;
    if (entry.extension() != ".egg-info" && entry.extension() != ".dist-info") continue;
    return entry.stem().string().substr(package.size() + 1);
  }
  return {};
}

void addPackage(FieldList& list, const SystemFiles& files, const std::optional<Python>& python,
                const std::string& id, const std::string& label, const std::string& package) {
  if (!python) {
    list.missing(id, label, "there is no Python to hold it");
    return;
  }
  for (const std::string& directory : python->packageDirectories)
    if (const std::string version = packageVersion(files, directory, package); !version.empty()) {
      list.add(id, label, version);
      return;
    }
  list.missing(id, label, fmt::format("{} has no package {}", python->path, package));
}

}  // namespace

void addSoftware(MachineCard& card, CardDetail detail, const CardSources& sources) {
  FieldList list(card, "software");
  list.add("program_version", "Lanescope", std::string(programVersion()));
  list.add("compiler", "Compiler", std::string(compilerName()));
  list.add("compiler_flags", "Compiler flags", std::string(compilerFlags()));
  list.add("glibc", "glibc", ::gnu_get_libc_version());
  list.add("highway", "Highway", LANESCOPE_HIGHWAY_VERSION);
  list.add("hdf5", "HDF5", LANESCOPE_HDF5_VERSION);
  list.add("openmp", "OpenMP", LANESCOPE_OPENMP_VERSION);
  addQt(list, sources.files);

  if (detail == CardDetail::quick) {
    for (const auto& [id, label] : {std::pair{"python", "Python"}, std::pair{"numpy", "NumPy"},
                                    std::pair{"pytorch", "PyTorch"}})
      list.missing(id, label, "not looked up for a quick look");
    return;
  }
  const std::optional<Python> python = findPython(sources.files);
  if (python)
    list.add("python", "Python", fmt::format("{} ({})", python->version, python->path));
  else
    list.missing("python", "Python", "no python3 of a known version is on the search path");
  addPackage(list, sources.files, python, "numpy", "NumPy", "numpy");
  addPackage(list, sources.files, python, "pytorch", "PyTorch", "torch");
}

}  // namespace lane
